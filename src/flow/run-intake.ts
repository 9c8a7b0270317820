import { createDecoder } from "../ingest/json-decoder.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { EngineParts } from "./engine-parts.ts";
import { RowPool, type Run, sameId, takeIn } from "./intake.ts";
import { StoredIds } from "./stored-ids.ts";
import type { Waiting } from "./submission-queue.ts";

/** A run on its way to the log. */
export interface LoggedRun {
  readonly run: Run;
  /** Position of its first event. */
  readonly first: number;
  readonly receivedAtMs: number;
  /** Resolves once the run is durable, to null, or to why it is not; then nothing of it is known any more. */
  readonly logged: Promise<unknown>;
}

/** Submissions → runs of new events, sent to the log in order and known from then on, so that a repeat finds them. */
export class RunIntake {
  private readonly parts: Pick<EngineParts, "judge" | "known" | "log" | "clock">;
  private readonly decoder = createDecoder({ door: true });
  private readonly strictDecoder = createDecoder({ door: true, strict: true });
  private readonly pool = new RowPool();
  private readonly storedIds: StoredIds;
  /** Runs on their way to the log, in order: their ids are known and stand nowhere else yet. */
  private flying: readonly { readonly run: Run; readonly first: number }[] = [];

  constructor(parts: Pick<EngineParts, "judge" | "known" | "log" | "clock">) {
    this.parts = parts;
    this.storedIds = new StoredIds(parts.log);
  }

  /** Takes in what came, as one run, and sends it to the log. */
  take(taken: readonly Waiting[]): LoggedRun {
    const receivedAtMs = this.parts.clock();
    const first = this.parts.known.position;
    const run = takeIn(
      taken.map(({ lines }) => lines),
      (part) => (taken[part]!.strict ? this.strictDecoder : this.decoder),
      this.parts.known,
      this.pool,
      receivedAtMs,
      (position, row) => this.isSameId(position, row),
    );
    return { run, first, receivedAtMs, logged: this.log(run, first, receivedAtMs) };
  }

  /** The run's rows are read no more. */
  release({ rows }: Run): void {
    this.pool.give(rows);
  }

  private async log(run: Run, first: number, receivedAtMs: number): Promise<unknown> {
    const { count, bytes, ids } = run;
    if (count === 0) return null;
    const { known, log, judge } = this.parts;
    this.flying = [...this.flying, { run, first }];
    try {
      await log.append("events", { count, bytes, ids, policy: judge.policy.id, receivedAtMs });
      return null;
    } catch (error) {
      // At once, whatever is being decided: the next run is given the positions that the log gives.
      known.truncateTo(log.end("events"));
      return error ?? new Error("the log refused a run without a word");
    } finally {
      this.flying = this.flying.filter((one) => one.run !== run);
    }
  }

  /** Whether the event at a position has the id of `row`: asked where their hashes are the same. */
  private isSameId(position: number, row: EventRow): boolean {
    for (const { run, first } of this.flying) {
      const { rows } = run;
      if (position >= first && position < first + rows.length) return sameId(rows[position - first]!, row);
    }
    return this.storedIds.isSame(position, row);
  }
}
