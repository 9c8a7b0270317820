/**
 * Time in the world of places: one time zone, working weeks, and the hours at which each kind of
 * person has the phone in hand. People of one site live by one bell, so their acts fall in the same
 * minutes without any agreement.
 */

import { type Chance, createDraw, type Draw } from "./places-chance.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday at local midnight; the land has one time zone, eight hours before Greenwich. */
export const START = Date.UTC(2026, 2, 2) - 8 * HOUR;

export function dayOf(at: number): number {
  return Math.floor((at - START) / DAY);
}

/** Local hour, with its fraction. */
export function hourOf(at: number): number {
  return ((((at - START) % DAY) + DAY) % DAY) / HOUR;
}

export function isWeekend(day: number): boolean {
  return ((day % 7) + 7) % 7 >= 5;
}

export function momentOf(day: number, hour: number): number {
  return START + day * DAY + hour * HOUR;
}

/** A day of the world that is no weekend, if the world has one. */
export function pickWorkday(days: number, chance: Chance): number {
  for (let tries = 0; tries < 20; tries++) {
    const day = chance.whole(days);
    if (!isWeekend(day)) return day;
  }
  return 0;
}

export type Rhythm = "pupil" | "student" | "office" | "dayShift" | "nightShift" | "home" | "elder" | "road";

/**
 * Part of a day's sessions that begins in each hour. The common shape is the one that short-video
 * and microblog platforms publish: a trough at four, a rise at seven, a bump at noon, the peak
 * between nine and ten in the evening. Each kind bends it to its own bell.
 */
const WEEKDAY: Readonly<Record<Rhythm, readonly number[]>> = {
  pupil: [1, 0, 0, 0, 0, 0, 2, 5, 1, 1, 1, 1, 5, 2, 1, 1, 3, 8, 12, 13, 14, 14, 8, 3],
  student: [5, 3, 1, 1, 0, 0, 1, 4, 4, 4, 4, 5, 9, 6, 4, 4, 4, 6, 7, 7, 8, 10, 11, 9],
  office: [2, 1, 0, 0, 0, 1, 3, 7, 7, 3, 3, 4, 10, 7, 3, 3, 3, 4, 7, 8, 9, 10, 9, 5],
  dayShift: [1, 0, 0, 0, 0, 1, 4, 4, 1, 1, 2, 3, 12, 3, 1, 2, 1, 4, 6, 5, 12, 15, 12, 5],
  nightShift: [7, 2, 2, 2, 2, 2, 2, 8, 10, 8, 3, 1, 1, 1, 1, 2, 4, 8, 9, 5, 2, 3, 4, 6],
  home: [2, 1, 1, 0, 1, 1, 3, 4, 5, 6, 6, 6, 7, 7, 5, 5, 5, 5, 6, 8, 10, 10, 8, 4],
  elder: [0, 0, 0, 1, 2, 5, 9, 9, 8, 8, 7, 6, 5, 4, 5, 6, 6, 5, 7, 9, 8, 4, 1, 0],
  road: [3, 2, 2, 1, 1, 2, 4, 5, 5, 6, 6, 3, 4, 7, 8, 8, 6, 4, 4, 6, 7, 9, 9, 6],
};

/** On free days those with a bell sleep longer and spread over the day. */
const FREE_DAY: readonly number[] = [
  4, 2, 1, 1, 0, 0, 1, 3, 5, 7, 8, 8, 8, 8, 7, 7, 7, 6, 7, 8, 10, 11, 9, 6,
];

/**
 * Sessions on a free day for one on a workday: pupils get their phones back, the old do as ever.
 */
const FREE_DAY_FACTOR: Readonly<Record<Rhythm, number>> = {
  pupil: 2.2,
  student: 1.2,
  office: 1.25,
  dayShift: 1.3,
  nightShift: 1.1,
  home: 1.05,
  elder: 1,
  road: 0.9,
};

function drawsOf(weekend: boolean): Map<Rhythm, Draw> {
  const own = (rhythm: Rhythm): boolean => rhythm === "elder" || rhythm === "road" || rhythm === "nightShift";
  const rhythms = Object.keys(WEEKDAY) as Rhythm[];
  return new Map(
    rhythms.map((rhythm) => [rhythm, createDraw(weekend && !own(rhythm) ? FREE_DAY : WEEKDAY[rhythm])]),
  );
}

const WORKDAY_DRAWS = drawsOf(false);
const FREE_DAY_DRAWS = drawsOf(true);

/** A moment of a day at which someone of that rhythm takes up the phone. */
export function pickMoment(rhythm: Rhythm, day: number, chance: Chance): number {
  const draws = isWeekend(day) ? FREE_DAY_DRAWS : WORKDAY_DRAWS;
  return momentOf(day, draws.get(rhythm)!.draw(chance.next()) + chance.next());
}

/** Chooses days by the week: the days from `first` on, free days heavier. */
export function createDayDraw(rhythm: Rhythm, days: number): (first: number, chance: Chance) => number {
  const weights = Array.from({ length: days }, (_, day) => (isWeekend(day) ? FREE_DAY_FACTOR[rhythm] : 1));
  const { draw } = createDraw(weights);
  return (first, chance) => {
    for (let tries = 0; tries < 8; tries++) {
      const day = draw(chance.next());
      if (day >= first) return day;
    }
    return first + chance.whole(Math.max(1, days - first));
  };
}

/** Most people sleep then, and answer no call. */
export function isNight(at: number): boolean {
  const hour = hourOf(at);
  return hour > 0.5 && hour < 6.3;
}
