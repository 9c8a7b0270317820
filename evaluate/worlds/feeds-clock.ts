/**
 * Time in the world `feeds`. Honest people look alike there also by the clock: most of a country
 * watches at lunch and at nine in the evening, and after an outage everybody comes back in the same
 * minutes.
 */
import { type Chance, clamp, normal, pickWeighted, runningSums } from "./feeds-chance.ts";

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Monday 2 March 2026, 00:00 at UTC+8. All hours in this world are hours of that zone. */
export const startMs = Date.UTC(2026, 2, 2) - 8 * hour;

/**
 * Share of the day's sessions by hour. Usage reports on short-video apps agree on the shape: a
 * trough at four, a commute, a lunch bump, and a peak from eight to eleven in the evening about
 * twelve times the trough.
 */
const byHour = [
  3.2, 1.9, 1.1, 0.7, 0.6, 0.8, 1.8, 3.2, 3.9, 3.6, 3.7, 4.4, 6.2, 5.4, 4.1, 3.9, 4.1, 4.7, 5.6, 6.4, 7.3,
  7.8, 6.9, 4.9,
];
const hourSums = runningSums(byHour);

/** Saturday and Sunday bring about a seventh more. */
const weekendLift = 1.14;

/** An hour of the day with its fraction, by the platform's rhythm. */
export function drawHour(chance: Chance): number {
  return pickWeighted(chance, hourSums) + chance();
}

/** An hour near a person's habit: within 40 minutes for two days in three. */
export function nearHour(chance: Chance, habit: number): number {
  const drawn = habit + 0.65 * normal(chance);
  return drawn < 0 ? drawn + 24 : drawn >= 24 ? drawn - 24 : drawn;
}

function hourOf(atMs: number): number {
  return ((((atMs - startMs) % day) + day) % day) / hour;
}

/** 1 at the evening peak, about 0.08 at four in the morning. */
export function awake(atMs: number): number {
  return clamp((byHour[Math.floor(hourOf(atMs))] ?? 1) / 5, 0.05, 1);
}

export function weekdayLift(dayNumber: number): number {
  return dayNumber % 7 >= 5 ? weekendLift : 1;
}

export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Half an hour of darkness on a middle day at prime time: every large platform has some. Short logs
 * have none.
 */
export function outageOf(days: number): Outage {
  if (days < 5) return { fromMs: 0, toMs: 0 };
  const fromMs = startMs + Math.floor(days / 2) * day + 20.2 * hour;
  return { fromMs, toMs: fromMs + 31 * minute };
}
