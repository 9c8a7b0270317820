import type { EventRow } from "../nouns/event-row.ts";

/**
 * Event time as the windows see it: it never runs backwards. An event within the lateness bound behind the newest is measured
 * as of the newest; one beyond it is marked late. An event ahead of the receiver's clock is measured as of that clock, so that
 * one wrong clock cannot make everybody else's events late; a stream that lies in the future as a whole keeps its own time.
 */
export class EventClock {
  /** Newest event time, ms; −1 before the first event. */
  newestMs = -1;
  private readonly latenessMs: number;

  constructor(latenessMs: number) {
    this.latenessMs = latenessMs;
  }

  /** Time to measure the event at; sets `row.late`. `receivedAtMs` Infinity: there is no receiver's clock. */
  asOf(row: EventRow, receivedAtMs: number): number {
    const newest = this.newestMs;
    let atMs = row.occurredAtMs;
    if (newest >= 0 && atMs > receivedAtMs && newest <= receivedAtMs) atMs = receivedAtMs;
    row.late = newest - atMs > this.latenessMs ? 1 : 0;
    if (atMs > newest) this.newestMs = atMs;
    return row.late === 1 ? atMs : this.newestMs;
  }

  /** Time to measure an event at whose order a sequencer has settled: its own. Sets `row.late`. */
  ordered(row: EventRow, late: boolean): number {
    row.late = late ? 1 : 0;
    if (row.occurredAtMs > this.newestMs) this.newestMs = row.occurredAtMs;
    return row.occurredAtMs;
  }
}
