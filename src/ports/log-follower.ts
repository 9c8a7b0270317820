import type { LogBatch, Stream } from "./event-log.ts";

/** What a stream holds: positions from `begin` to before `end`. */
export interface StreamBounds {
  readonly begin: number;
  readonly end: number;
}

/**
 * Port: the event log as a thread beside the engine follows it. It sees what is durable, never waits for the writer nor makes
 * it wait, and writes nothing. Synchronous on purpose: whoever follows does so in a thread of its own, where waiting for the
 * disk holds up nobody. Every call may throw `storage_failed` or `storage_damaged`.
 */
export interface LogFollower {
  /** Where the stream begins and ends now, as far as it is durable. */
  bounds(stream: Stream): StreamBounds;
  /** The run that contains the position, or null. */
  at(stream: Stream, position: number): LogBatch | null;
  /** Runs from the one that contains `position` on, before `end`, until about `bytesMax` stored bytes are gathered. */
  runs(stream: Stream, position: number, end: number, bytesMax: number): readonly LogBatch[];
  close(): void;
}
