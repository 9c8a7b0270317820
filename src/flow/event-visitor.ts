import type { Rejection } from "../nouns/codes.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import type { EventRow } from "../nouns/event-row.ts";

/** What became of one input. */
export interface InputOutcome {
  readonly name: string;
  /** Events taken, those of ids seen before included. */
  readonly events: number;
  readonly rejected: number;
  /** The first of them. */
  readonly firstRejections: readonly Rejection[];
}
/** What a run over files tells its caller besides the events. */
export interface InputVisitor {
  /** Whether an optional value that cannot be read refuses its event; else it is set aside. */
  readonly strict?: boolean;
  /** Whether `row.bytes[row.start, row.end)` must be the event's line, also of inputs that are made of columns. */
  readonly lines?: boolean;
  duplicate(row: EventRow): void;
  rejected(rejection: Rejection, input: string): void;
  /** Optional values of an event that could not be read; the event follows without them. */
  setAside?(values: readonly Rejection[]): void;
  /** Bytes of the inputs read so far; told again while what was read is gone through. */
  progress(bytesRead: number): void;
  /** Called between chunks: awaited, for back pressure. */
  drain(): Promise<void>;
  /** Called behind each input that was read to its end. */
  inputRead?(outcome: InputOutcome): void;
}

/** Events in order of time. Rows are reused: copy what must stay. */
export interface EventVisitor extends InputVisitor {
  /** `row.lone` is told where all events were read before the first is given. */
  event(row: EventRow, late: boolean): void;
  /** Events that will be given at the most, where all were read before; called before the first. */
  expects?(events: number): void;
  /** Shows the events that the visitor judges beside those it is given: what they have is not lone. Called before the first. */
  besides?(see: (row: EventRow) => void): void;
  /** Most events for whose sake memory is kept, so that `again` can be had. */
  readonly keptMax?: number;
  /** All were given and are kept: `again` gives them to another visitor, without reading. Once. */
  kept?(again: (visitor: EventVisitor) => Promise<void>): void;
}

/** Decided events, in order of time. */
export interface OfflineVisitor extends InputVisitor {
  decided(row: EventRow, decision: DecisionRow, asOfMs: number): void;
}
