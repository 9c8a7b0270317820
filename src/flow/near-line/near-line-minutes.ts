import { MINUTE_MS } from "../../nouns/durations.ts";

/** Events held, by minute of event time: how many lie in a window, without going through them. */
export class MinuteCounts {
  private readonly counts = new Map<number, number>();

  add(atMs: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    this.counts.set(minute, (this.counts.get(minute) ?? 0) + 1);
  }

  /** Events at or after `fromMs`, which stands at a full minute. O(minutes). */
  since(fromMs: number): number {
    let sum = 0;
    for (const [minute, count] of this.counts) if (minute * MINUTE_MS >= fromMs) sum += count;
    return sum;
  }

  /** Forgets what lies before `fromMs`. */
  trim(fromMs: number): void {
    for (const minute of this.counts.keys()) if (minute * MINUTE_MS < fromMs) this.counts.delete(minute);
  }

  /** Lets the earliest `events` go. */
  evict(events: number): void {
    let left = events;
    for (const minute of [...this.counts.keys()].sort((a, b) => a - b)) {
      const count = this.counts.get(minute)!;
      if (count > left) {
        this.counts.set(minute, count - left);
        return;
      }
      left -= count;
      this.counts.delete(minute);
    }
  }
}

/** The full minute at or before a time. */
export function fullMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}
