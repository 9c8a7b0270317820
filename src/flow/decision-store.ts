import type { EventLog, LogBatch, Stream } from "../ports/event-log.ts";
import type { Scheduler } from "../ports/scheduler.ts";

/** Runs kept unpacked for those who ask for neighbouring decisions, as a client does that sends a batch again. */
const BATCHES_CACHED = 8;
/** Between two tries to write while the disk is full. */
const RETRY_MS = 1_000;
/** Between two looks whether a write has come back while others wait behind it. */
const SETTLED_MS = 5;

/**
 * How long decisions wait for events to share a commit with: nobody waits for them, and a commit of their own would hold up the next
 * events by one wait for the disk. What a crash takes of them is decided again at the start.
 */
const COMPANY_MS = 10;

interface PendingRun {
  readonly first: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly policy: string;
  readonly receivedAtMs: number;
}

/**
 * Decisions by log position: position p of the decisions stream decides position p of the events stream. A run is readable
 * from here as soon as it is decided, before its write has come back. Writes go out in order, those that wait together, and with the next
 * events where some come soon; one that fails is tried again, so the two streams stay in step.
 */
export class DecisionStore {
  private readonly log: EventLog;
  private readonly scheduler: Scheduler;
  private readonly pending: PendingRun[] = [];
  private readonly cache: { readonly stream: Stream; readonly batch: LogBatch }[] = [];
  /** The line that was last asked for, and where it begins in its batch. */
  private line: { bytes: Uint8Array; position: number; start: number } = {
    bytes: new Uint8Array(0),
    position: 0,
    start: 0,
  };
  private writing: Promise<void> | null = null;
  /** Runs put and written so far. */
  private putRuns = 0;
  private writtenRuns = 0;
  private stopped = false;
  /** Callers that wait until what was put is written. */
  private hurrying = 0;
  /** Sends what waits for company. */
  private go: (() => void) | null = null;
  /** Why the last write failed; null while writes succeed. Nothing is lost: what was not written is decided again at a start. */
  failure: Error | null = null;

  constructor(log: EventLog, scheduler: Scheduler) {
    this.log = log;
    this.scheduler = scheduler;
  }

  /** Stores a run of records that starts at `first`; the caller gives `bytes` away. */
  put(first: number, count: number, bytes: Uint8Array, policy: string, receivedAtMs: number): void {
    this.putRuns++;
    this.pending.push({ first, count, bytes, policy, receivedAtMs });
    this.writing ??= this.write();
  }

  /** Resolves when everything put so far is written, or when a write has failed (see `failure`). */
  async settled(): Promise<void> {
    const runs = this.putRuns;
    this.hurrying++;
    this.go?.();
    try {
      while (this.writing !== null && this.writtenRuns < runs && this.failure === null)
        await Promise.race([this.writing, this.scheduler.after(SETTLED_MS)]);
    } finally {
      this.hurrying--;
    }
  }

  /** Events go to the log in this turn of the event loop: what waits goes with them, in one commit. */
  goAlong(): void {
    this.go?.();
  }

  /** Ends the tries: for closing on a full disk. */
  stop(): void {
    this.stopped = true;
  }

  /** One decision record and the policy it was made under, or null. */
  at(position: number): { readonly record: Uint8Array; readonly policy: string } | null {
    const batch =
      this.pending.find((run) => position >= run.first && position < run.first + run.count) ??
      this.batchAt("decisions", position);
    if (batch === null) return null;
    const stride = batch.bytes.length / batch.count;
    const start = (position - batch.first) * stride;
    return { record: batch.bytes.subarray(start, start + stride), policy: batch.policy };
  }

  /** The event line at a position, without its \n, or null. */
  lineAt(position: number): Uint8Array | null {
    const batch = this.batchAt("events", position);
    if (batch === null) return null;
    // A batch that is sent again asks for one line after the other: each search goes on where the one before ended.
    const { line } = this;
    let { start } = line;
    if (line.bytes !== batch.bytes || line.position > position) {
      line.position = batch.first;
      start = 0;
    }
    for (let i = line.position; i < position; i++) start = batch.bytes.indexOf(0x0a, start) + 1;
    this.line = { bytes: batch.bytes, position, start };
    return batch.bytes.subarray(start, batch.bytes.indexOf(0x0a, start));
  }

  /** The event line at a position, as `lineAt`, and when it was received, ms; null where the log does not hold it. */
  eventAt(position: number): { readonly line: Uint8Array; readonly receivedAtMs: number } | null {
    const line = this.lineAt(position);
    if (line === null) return null;
    return { line, receivedAtMs: this.batchAt("events", position)!.receivedAtMs };
  }

  private async write(): Promise<void> {
    while (this.pending.length > 0 && !this.stopped) {
      await this.company();
      const policy = this.pending[0]!.policy;
      // Of one policy, and without a gap between: positions that were cut out of the log have no decision.
      let runs = this.pending.findIndex(
        (run, i) =>
          run.policy !== policy ||
          (i > 0 && run.first !== this.pending[i - 1]!.first + this.pending[i - 1]!.count),
      );
      if (runs < 0) runs = this.pending.length;
      const together = this.pending.slice(0, runs);
      const bytes = together.length === 1 ? together[0]!.bytes : concat(together.map((run) => run.bytes));
      const count = together.reduce((sum, run) => sum + run.count, 0);
      const { receivedAtMs } = together[0]!;
      try {
        await this.log.append("decisions", { count, bytes, ids: new Uint8Array(0), policy, receivedAtMs });
        this.pending.splice(0, runs);
        this.writtenRuns += runs;
        this.failure = null;
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error(String(error));
        await this.scheduler.after(RETRY_MS);
      }
    }
    this.writing = null;
  }

  private async company(): Promise<void> {
    if (this.hurrying > 0 || this.failure !== null) return;
    const called = new Promise<void>((resolve) => {
      this.go = resolve;
    });
    await Promise.race([called, this.scheduler.after(COMPANY_MS)]);
    this.go = null;
  }

  private batchAt(stream: Stream, position: number): LogBatch | null {
    const cached = this.cache.find(
      ({ stream: of, batch }) =>
        of === stream && position >= batch.first && position < batch.first + batch.count,
    );
    if (cached !== undefined) return cached.batch;
    const batch = this.log.at(stream, position);
    if (batch !== null) {
      this.cache.unshift({ stream, batch });
      if (this.cache.length > BATCHES_CACHED) this.cache.pop();
    }
    return batch;
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
