/**
 * When people are awake and free: hours of the day, days of the week, personal shifts and time
 * zones. The rhythm makes honest people act together: those who slept through a notification like
 * at breakfast, those at work or at school like in the lunch break.
 */
import { between, exponential, normal, type Random } from "./sampling.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday, 3 March 2025, 00:00 UTC: the exports of this folder begin here. */
export const START_MS = Date.UTC(2025, 2, 3);

/** A person's clock: hours east of Greenwich, and hours that the person rises later than most. */
export interface Clock {
  readonly zone: number;
  readonly shift: number;
}

/**
 * Activity by local hour: lowest at 4, a bump at lunch, highest at 21, a night about a tenth of the
 * evening. The shape is that of published curves of social networks (Golder, Wilkinson and Huberman
 * 2007, among others).
 */
const HOUR_WEIGHTS = [
  0.45, 0.26, 0.15, 0.1, 0.08, 0.1, 0.2, 0.4, 0.5, 0.52, 0.55, 0.62, 0.78, 0.7, 0.58, 0.56, 0.6, 0.7, 0.8,
  0.88, 0.96, 1, 0.92, 0.7,
];
/** On weekends people are on the platform about a seventh more. */
const WEEKDAY_WEIGHT = 0.87;
/** Of those whose usual night it is, so many are awake. */
const SLEEPLESS_PART = 0.06;
/**
 * So many of those who work or learn cannot look at a phone at a given moment of their working
 * hours.
 */
const BUSY_PART = 0.4;

export function makeClock(random: Random, zone: number): Clock {
  // Mid-sleep has a spread of about 1.4 hours (Roenneberg, Munich ChronoType Questionnaire).
  return { zone, shift: normal(random) * 1.4 };
}

/**
 * Hour of the person's day, as a fraction: 13.5 is half past one. The shift of a late riser is
 * taken off.
 */
function ownHour(atMs: number, clock: Clock): number {
  const hours = atMs / HOUR + clock.zone - clock.shift;
  return ((hours % 24) + 24) % 24;
}

export function isWeekend(atMs: number, clock: Clock): boolean {
  // The epoch's day 0 was a Thursday.
  const weekday = (Math.floor(atMs / DAY + clock.zone / 24) + 4) % 7;
  return weekday === 0 || weekday === 6;
}

/** Whether a visit that nothing in particular caused would fall on this moment. */
export function isLikelyMoment(random: Random, atMs: number, clock: Clock): boolean {
  const weight = HOUR_WEIGHTS[Math.floor(ownHour(atMs, clock))]!;
  return random() < weight * (isWeekend(atMs, clock) ? 1 : WEEKDAY_WEIGHT);
}

/**
 * Draws moments until one fits the person's day. After a few tries any moment will do: there are
 * night owls.
 */
export function likelyMoment(random: Random, clock: Clock, draw: () => number): number {
  let atMs = draw();
  for (let tries = 0; tries < 6 && !isLikelyMoment(random, atMs, clock); tries++) atMs = draw();
  return atMs;
}

/**
 * When a person sees what reached the phone at `atMs`: at once, in the next break, or after waking
 * up.
 */
export function whenSeen(random: Random, atMs: number, clock: Clock): number {
  const hour = ownHour(atMs, clock);
  if (hour < 7 && random() > SLEEPLESS_PART) {
    return atMs + (7 - hour) * HOUR + exponential(random, 35 * MINUTE);
  }
  // Work and school keep the town's clock, not the sleeper's.
  const townHour = ownHour(atMs, { zone: clock.zone, shift: 0 });
  if (townHour >= 9 && townHour < 18 && !isWeekend(atMs, clock) && random() < BUSY_PART) {
    const breakAt = townHour < 12 ? 12 : 18;
    return atMs + (breakAt - townHour) * HOUR + exponential(random, 22 * MINUTE);
  }
  return atMs;
}

/** The first moment at or after `atMs` at which the zone's clock shows `hour`. */
export function nextLocalHour(atMs: number, zone: number, hour: number): number {
  const local = atMs / HOUR + zone;
  const wait = (((hour - local) % 24) + 24) % 24;
  return atMs + wait * HOUR;
}

/** A moment in the evening, 19:30 to 22:00, of the zone's day that follows `atMs`. */
export function nextEvening(random: Random, atMs: number, zone: number): number {
  return nextLocalHour(atMs, zone, between(random, 19.5, 22));
}
