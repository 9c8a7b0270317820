/** Time in the world of streams: one country's clock. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Thursday 5 November 2026 at local midnight, eight hours before Greenwich. */
export const START = Date.UTC(2026, 10, 5) - 8 * HOUR;

/** The moment of a local hour, with its fraction, on a day counted from the start. */
export function moment(day: number, hour: number): number {
  return START + day * DAY + hour * HOUR;
}

/** Day of the world in which a moment lies; negative before the start. */
export function dayOf(at: number): number {
  return Math.floor((at - START) / DAY);
}

/** Local hour with its fraction, in [0, 24). */
export function hourOf(at: number): number {
  return ((((at - START) % DAY) + DAY) % DAY) / HOUR;
}

/** Saturday or Sunday; the first day of the world is a Thursday. */
export function isWeekend(day: number): boolean {
  return (((day + 3) % 7) + 7) % 7 >= 5;
}

/** Places of the first `count` whole numbers. */
export function upTo(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, place) => place);
}
