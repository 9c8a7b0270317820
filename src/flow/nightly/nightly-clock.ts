import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import type { NightlyPolicy } from "../../nouns/policy.ts";

/** Part of a day's events that may wait unread when a night begins: an hour's worth, since a stream does not stand still. */
const WAITING_PART = 1 / 24;

/** Where a clock stood; null before the first event. */
export interface NightlyClockState {
  readonly lookedMs: number;
  readonly newestMs: number;
}

/**
 * When a night is due, in event time: once a day is over and its events are read. While a history is read, days that are over with a next one waiting are passed over;
 * half the weeks looked at are the most that goes by without a look, so that each stretch of them is looked at whole at least once.
 */
export class NightlyClock {
  private readonly policy: NightlyPolicy;
  private lookedMs: number;
  private newest: number;
  private events = 0;
  /** Before the first look the oldest event counts, in whatever order a history comes. */
  private before: boolean;

  constructor(policy: NightlyPolicy, state: NightlyClockState | null = null) {
    this.policy = policy;
    this.lookedMs = state?.lookedMs ?? Number.NaN;
    this.newest = state?.newestMs ?? Number.NEGATIVE_INFINITY;
    this.before = state === null;
  }

  /** Takes the time of an event; never ahead of the receiver's clock. Where that has stepped back, nights go on from there. */
  add(occurredAtMs: number, receivedAtMs: number): void {
    const atMs = Math.min(occurredAtMs, receivedAtMs);
    if (this.newest - receivedAtMs > DAY_MS) {
      this.newest = receivedAtMs;
      this.lookedMs = Math.min(this.lookedMs, receivedAtMs);
    }
    if (Number.isNaN(this.lookedMs) || (this.before && atMs < this.lookedMs)) this.lookedMs = atMs;
    if (atMs > this.newest) this.newest = atMs;
    this.events++;
  }

  /** Whether to look now, with so many events of the log unread. */
  due(waiting: number): boolean {
    if (Number.isNaN(this.lookedMs)) return false;
    const sinceMs = this.newest - this.lookedMs;
    if (sinceMs >= (this.policy.days * DAY_MS) / 2) return true;
    if (this.dayOf(this.newest) <= this.dayOf(this.lookedMs)) return false;
    const perDay = this.events / Math.max(1, sinceMs / DAY_MS);
    return waiting <= perDay * WAITING_PART;
  }

  /** A look has been taken at all there is. */
  looked(): void {
    this.lookedMs = this.newest;
    this.before = false;
    this.events = 0;
  }

  /** Event time of the newest event; 0 before the first. */
  get newestMs(): number {
    return Math.max(0, this.newest);
  }

  /** Event time at which the next night is due; 0 before the first event. */
  get nextMs(): number {
    if (Number.isNaN(this.lookedMs)) return 0;
    return (this.dayOf(this.lookedMs) + 1) * DAY_MS + this.policy.hourUtc * HOUR_MS;
  }

  /** Events taken since the last look. */
  get eventsSince(): number {
    return this.events;
  }

  state(): NightlyClockState | null {
    return Number.isNaN(this.lookedMs) ? null : { lookedMs: this.lookedMs, newestMs: this.newest };
  }

  private dayOf(atMs: number): number {
    return Math.floor((atMs - this.policy.hourUtc * HOUR_MS) / DAY_MS);
  }
}
