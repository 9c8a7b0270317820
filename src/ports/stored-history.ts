import type { EventFate } from "../nouns/backtest-report.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import type { ListEntry } from "../nouns/subject-list.ts";
import type { LogBatch } from "./event-log.ts";

/**
 * Port: an engine's stores as whoever only reads sees them, beside a running engine or without one: exports, backtests. Synchronous:
 * such a command does one thing, and nobody waits for it meanwhile.
 */
export interface StoredHistory {
  /** Events that have a decision: from `begin` to before `end`, as of the opening. */
  readonly begin: number;
  readonly end: number;
  /** Runs of events in order of the log. */
  events(): IterableIterator<LogBatch>;
  /** The run of decisions that holds a position, or null. */
  decisionsAt(position: number): LogBatch | null;
  /** YAML of a policy that decided here, by its id, or null. */
  policySource(id: string): string | null;
  /** What became of an event: the surest of the campaigns that hold it. */
  fateOf(position: number): EventFate;
  counts(): IterableIterator<TargetCounts>;
  /** Entries of named lists, those that hold no longer included. */
  lists(): readonly ListEntry[];
  close(): void;
}
