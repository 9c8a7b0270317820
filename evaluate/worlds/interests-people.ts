/**
 * People of the world of interests: how much they act, when they are awake, how fast they go, and
 * what they add to a like. Honest people look alike here because they sleep in the same four zones,
 * come at lunch and in the evening, and a few of them do a large part of all acts.
 */

import { type Draw, pickBySums, runningSums } from "./interests-draw.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Habits of the clock. */
export const HABITS = { usual: 0, night: 1, commuter: 2, weekend: 3, sweeper: 4 } as const;

/**
 * Hours from UTC and share of the people: a platform with one large home market and three others.
 */
export const ZONES = [
  { hours: 8, share: 0.45 },
  { hours: 1, share: 0.22 },
  { hours: -5, share: 0.2 },
  { hours: 5.5, share: 0.13 },
] as const;

export interface People {
  readonly count: number;
  /** The first so many live on the platform; the others come from outside for one item. */
  readonly residents: number;
  /** Acts to expect in two weeks, those of crowds aside. */
  readonly rate: Float64Array;
  readonly zone: Uint8Array;
  /** Hours by which a person lives later than the zone. */
  readonly shift: Float32Array;
  readonly habit: Uint8Array;
  /** Median seconds between two acts of a sitting. */
  readonly pace: Float32Array;
  /** Chances to add to a like a favorite, a comment, a share, and to take a like back. */
  readonly keeps: Float32Array;
  readonly comments: Float32Array;
  readonly shares: Float32Array;
  readonly regrets: Float32Array;
  /**
   * 0 is the large language; others are small ones whose people stay within. Set with communities.
   */
  readonly language: Uint8Array;
}

/** Accounts that come for one item from another site: link traffic is about 5% of visitors. */
const OUTSIDERS = 0.05;

/**
 * Acts of a resident in 14 days: median 4, mean 14. Sigma near 1.6 is the spread of per-user counts
 * in public like and rating sets, and gives the usual tenth of the people who make two thirds of
 * the acts.
 */
const RATE_MEDIAN = 4;
const RATE_SIGMA = 1.6;
/** The most that a thumb did in published sets is about 200 a day. */
const RATE_MOST = 2800;

/** Shift work at night is 3 to 5% of employed people in labour surveys. */
const NIGHT = 0.03;
const COMMUTER = 0.05;
const WEEKEND = 0.04;
/** People who like nearly everything that passes. */
const SWEEPER = 0.01;

/** Spread of the midpoint of sleep is 1 to 1.5 hours (Munich chronotype questionnaire). */
const CHRONOTYPE_HOURS = 1.3;
const NIGHT_SHIFT_HOURS = 10;

/**
 * Weight of local hours: low at 4, a bump at lunch, a peak at 21 (the shape in Golder 2007 and in
 * platform reports).
 */
const HOURS_USUAL = [
  30, 17, 9, 5, 4, 6, 14, 28, 38, 40, 42, 48, 64, 60, 48, 46, 50, 58, 68, 80, 92, 100, 86, 56,
] as const;
/** Two rides and a lunch. */
const HOURS_COMMUTER = [
  2, 1, 0, 0, 0, 1, 12, 80, 100, 12, 4, 8, 40, 14, 4, 4, 8, 60, 95, 40, 12, 10, 8, 4,
] as const;
const SUMS_USUAL = runningSums(HOURS_USUAL);
const SUMS_COMMUTER = runningSums(HOURS_COMMUTER);

function habitOf(draw: Draw): number {
  const at = draw.random();
  if (at < NIGHT) return HABITS.night;
  if (at < NIGHT + COMMUTER) return HABITS.commuter;
  if (at < NIGHT + COMMUTER + WEEKEND) return HABITS.weekend;
  return at < NIGHT + COMMUTER + WEEKEND + SWEEPER ? HABITS.sweeper : HABITS.usual;
}

/**
 * A chance whose mean is near `mean` and which differs widely: most hardly ever do it and a few do
 * it always.
 */
function propensity(draw: Draw, mean: number): number {
  return Math.min(0.95, draw.lognormal(mean * 0.6, 1));
}

const ZONE_SUMS = runningSums(ZONES.map((zone) => zone.share));

export function makePeople(draw: Draw, count: number): People {
  const people: People = {
    count,
    residents: count - Math.round(count * OUTSIDERS),
    rate: new Float64Array(count),
    zone: new Uint8Array(count),
    shift: new Float32Array(count),
    habit: new Uint8Array(count),
    pace: new Float32Array(count),
    keeps: new Float32Array(count),
    comments: new Float32Array(count),
    shares: new Float32Array(count),
    regrets: new Float32Array(count),
    language: new Uint8Array(count),
  };
  for (let person = 0; person < count; person += 1) {
    const habit = habitOf(draw);
    people.habit[person] = habit;
    people.zone[person] = pickBySums(draw, ZONE_SUMS, ZONE_SUMS.length);
    people.shift[person] =
      draw.normal() * CHRONOTYPE_HOURS + (habit === HABITS.night ? NIGHT_SHIFT_HOURS : 0);
    const rate = draw.lognormal(RATE_MEDIAN, RATE_SIGMA);
    people.rate[person] = Math.min(RATE_MOST, habit === HABITS.sweeper ? rate * 6 : rate);
    // A like every minute or two while one scrolls; who likes everything goes at the pace of a
    // thumb.
    people.pace[person] = habit === HABITS.sweeper ? draw.lognormal(7, 0.4) : draw.lognormal(80, 0.5);
    people.keeps[person] = propensity(draw, 0.09);
    people.comments[person] = propensity(draw, 0.05);
    people.shares[person] = propensity(draw, 0.04);
    people.regrets[person] = propensity(draw, 0.013);
  }
  return people;
}

function localHour(people: People, person: number, at: number): number {
  const hours = at / HOUR_MS + ZONES[people.zone[person]!]!.hours - people.shift[person]!;
  return ((hours % 24) + 24) % 24;
}

/** How awake a person is, in [0, 1]: the weight of the hour beside the best hour. */
export function awake(people: People, person: number, at: number): number {
  return HOURS_USUAL[Math.floor(localHour(people, person, at))]! / 100;
}

/**
 * The first moment from `at` on when the person looks at the phone. Six hours of sleep pass in a
 * few steps.
 */
export function whenAwake(draw: Draw, people: People, person: number, at: number): number {
  let moment = at;
  for (let step = 0; step < 20; step += 1) {
    if (draw.random() < awake(people, person, moment) * 1.5) return moment;
    moment += draw.between(15, 75) * MINUTE_MS;
  }
  return moment;
}

/** A moment of a local day at which the person begins a sitting. */
export function sittingMoment(draw: Draw, people: People, person: number, day: number): number {
  const weekend = isWeekend(day);
  const rides = people.habit[person] === HABITS.commuter && !weekend;
  const hour = pickBySums(draw, rides ? SUMS_COMMUTER : SUMS_USUAL, 24) + draw.random();
  // Weekends start later, by about an hour (social jet lag).
  const later = weekend && people.habit[person] !== HABITS.night ? 1 : 0;
  const shift = rides ? people.shift[person]! / 6 : people.shift[person]! + later;
  return day * DAY_MS + (hour + shift - ZONES[people.zone[person]!]!.hours) * HOUR_MS;
}

/** Days count from a Monday. */
export function isWeekend(day: number): boolean {
  return ((day % 7) + 7) % 7 >= 5;
}

/** Milliseconds of a local hour of a day in a zone. */
export function localMoment(day: number, hour: number, zone: number): number {
  return day * DAY_MS + (hour - ZONES[zone]!.hours) * HOUR_MS;
}
