/**
 * Port: what makes something happen later, an input like the clock: with one that is moved by hand no test sleeps.
 */
export interface Scheduler {
  /** Ms of a stopwatch that never steps: for durations, not for the time of day. */
  nowMs(): number;
  /** Calls `work` every `ms`; returns what ends it. Keeps no process alive. */
  every(ms: number, work: () => void): () => void;
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  after(ms: number, signal?: AbortSignal): Promise<void>;
}
