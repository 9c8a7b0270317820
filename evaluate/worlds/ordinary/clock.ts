/** Time in the world of ordinary life: one country's clock, and weeks with weekends. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Wednesday 16 September 2026 at local midnight, eight hours before Greenwich. */
export const START = Date.UTC(2026, 8, 16) - 8 * HOUR;

/** The day of the mid-autumn feast, counted from the start, where the world lasts so long. */
const FEAST_DAY = 9;

/** The day of the feast in a world of `days`: the last one in a short world. */
export function feastDay(days: number): number {
  return Math.min(FEAST_DAY, days - 1);
}

export function dayOf(at: number): number {
  return Math.floor((at - START) / DAY);
}

/** Local hour with its fraction, in [0, 24). */
export function hourOf(at: number): number {
  return ((((at - START) % DAY) + DAY) % DAY) / HOUR;
}

/** 0 = Monday; the first day of the world is a Wednesday. */
export function weekdayOf(day: number): number {
  return (((day + 2) % 7) + 7) % 7;
}

export function isWeekend(day: number): boolean {
  return weekdayOf(day) >= 5;
}

export function moment(day: number, hour: number): number {
  return START + day * DAY + hour * HOUR;
}

/** Days of the world that are no weekend. A world of three days from a Wednesday has all. */
export function workdays(days: number): number[] {
  return Array.from({ length: days }, (_, day) => day).filter((day) => !isWeekend(day));
}
