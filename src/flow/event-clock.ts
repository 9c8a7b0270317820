import type { EventRow } from "../nouns/event-row.ts";

/** Shortest step back of the receiver's clock that is one: time servers correct by less, and a policy may allow no lateness at all. */
const STEP_MS_MIN = 60_000;
/** Time that comes back to where it stood within steps of this was lived through, not jumped over. */
const LIVED_MS_MAX = 3_600_000;

/** How the clocks have behaved, for health and metrics. */
export interface ClockState {
  /** Newest time that was measured at, ms; −1 before the first event. */
  readonly newestMs: number;
  /** Events that said to be from after they were received; they were measured as of the receiver's clock. */
  readonly eventsAhead: number;
  /** How often the receiver's clock stepped back further than events may be late. */
  readonly steps: number;
  /** Where time stood before the latest step, and where it went on; both null when there was none. */
  readonly steppedFromMs: number | null;
  readonly steppedToMs: number | null;
}

/**
 * Event time as the windows see it: the earlier of what the event and what its receiver says, so that one wrong clock moves
 * nothing. It never runs backwards within the lateness bound: an event at most so far behind the newest is measured as of the
 * newest; one beyond it is marked late. When the receiver's clock itself stands further back than that, the time before was
 * wrong (or this one is): time goes on from here, and `restarted` says that what was measured before has no place in it.
 * A function of the log alone: a replay steps where the engine did.
 */
export class EventClock {
  /** Newest time measured at, ms; −1 before the first event. */
  newestMs = -1;
  /** Whether the last call stepped: windows begin anew. */
  restarted = false;
  private readonly latenessMs: number;
  private readonly stepMs: number;
  /** How often the receiver's clock stepped back. */
  steps = 0;
  private eventsAhead = 0;
  private steppedFromMs = -1;
  private steppedToMs = -1;
  /** Where time stood before a step, until it is reached again; −1 = none. */
  private aheadMs = -1;

  constructor(latenessMs: number) {
    this.latenessMs = latenessMs;
    this.stepMs = Math.max(latenessMs, STEP_MS_MIN);
  }

  /** Time to measure the event at; sets `row.late` and `restarted`. `receivedAtMs` Infinity: there is no receiver's clock. */
  asOf(row: EventRow, receivedAtMs: number): number {
    let atMs = row.occurredAtMs;
    if (atMs > receivedAtMs) {
      atMs = receivedAtMs;
      this.eventsAhead++;
    }
    this.restarted = false;
    if (this.newestMs - receivedAtMs > this.stepMs) this.stepBackTo(receivedAtMs);
    const newest = this.newestMs;
    // Behind the present, not behind a time that the receiver's clock has only just left.
    row.late = Math.min(newest, receivedAtMs) - atMs > this.latenessMs ? 1 : 0;
    if (atMs > newest) {
      this.newestMs = atMs;
      if (this.aheadMs >= 0 && atMs >= this.aheadMs - this.stepMs) this.comeBack(newest, atMs);
    }
    return row.late === 1 ? atMs : this.newestMs;
  }

  /** Time to measure an event at whose order a sequencer has settled: its own. Sets `row.late`. */
  ordered(row: EventRow, late: boolean): number {
    row.late = late ? 1 : 0;
    this.restarted = false;
    if (row.occurredAtMs > this.newestMs) this.newestMs = row.occurredAtMs;
    return row.occurredAtMs;
  }

  state(): ClockState {
    const { newestMs, eventsAhead, steps } = this;
    const known = (ms: number): number | null => (ms < 0 ? null : ms);
    return {
      newestMs,
      eventsAhead,
      steps,
      steppedFromMs: known(this.steppedFromMs),
      steppedToMs: known(this.steppedToMs),
    };
  }

  /** For a snapshot; `restore` takes it back. */
  numbers(): number[] {
    const { newestMs, eventsAhead, steps, steppedFromMs, steppedToMs, aheadMs } = this;
    return [newestMs, eventsAhead, steps, steppedFromMs, steppedToMs, aheadMs];
  }

  restore([newest = -1, ahead = 0, steps = 0, from = -1, to = -1, aheadMs = -1]: readonly number[]): void {
    this.newestMs = newest;
    this.eventsAhead = ahead;
    this.steps = steps;
    this.steppedFromMs = from;
    this.steppedToMs = to;
    this.aheadMs = aheadMs;
  }

  private stepBackTo(atMs: number): void {
    this.aheadMs = Math.max(this.aheadMs, this.newestMs);
    this.steps++;
    this.steppedFromMs = this.newestMs;
    this.steppedToMs = atMs;
    this.newestMs = atMs;
    this.restarted = true;
  }

  /** The time that a step had left is reached again. In one jump: then the step was wrong, and what came before it is missing. */
  private comeBack(newestMs: number, atMs: number): void {
    this.aheadMs = -1;
    if (atMs - newestMs > LIVED_MS_MAX) this.restarted = true;
  }
}
