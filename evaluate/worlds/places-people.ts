/**
 * Who lives in the world of places and with what habits. Habits are drawn apart from places, so a
 * school has its heavy likers and its silent ones; what pupils share is the bell, the network and
 * the teacher.
 */

import { type Chance, createDraw } from "./places-chance.ts";
import { DAY, MINUTE, type Rhythm, START } from "./places-clock.ts";

export type Role =
  | "pupil"
  | "student"
  | "office"
  | "factory"
  | "hospital"
  | "service"
  | "road"
  | "home"
  | "elder";

/** Habits of one account's holder. */
export interface Habits {
  readonly rhythm: Rhythm;
  /** Items looked at in the world's days. */
  rate: number;
  /** Part of items that get a like. */
  readonly likes: number;
  /** How willing to comment: 1 is usual. */
  readonly talk: number;
  /** Hours later than others of the same rhythm. */
  readonly lag: number;
  /** Milliseconds from item to item: the median. */
  readonly pace: number;
  /** Those who open the app at one minute of the day, as on a bus: that minute, else -1. */
  readonly clockwork: number;
  readonly topics: readonly [number, number];
  /** How readily they answer a call of teacher, boss or friend. */
  readonly duty: number;
  /** The day at the hospital as patient or visitor, -1 for none. */
  readonly sickDay: number;
  /** An old app that tells no source. */
  readonly oldApp: boolean;
  /** Once in the world's days goes through old likes and takes them back. */
  readonly cleans: boolean;
}

export interface Person {
  readonly index: number;
  readonly town: number;
  /** -1 for those who live in a dormitory. */
  readonly household: number;
  readonly role: Role;
  readonly carrier: number;
  readonly habits: Habits;
  /** The account whose second account this is, else -1. */
  readonly mainAccount: number;
  site: number;
  /** Class, floor or team: those who share a group chat. */
  unit: number;
  /** An internet cafe that they go to, else -1. */
  hangout: number;
  phone: number;
  nextPhone: number;
  nextPhoneAt: number;
  joinedAt: number;
  /** What the platform shows as the time of registration; NaN where it shows nothing. */
  shownJoin: number;
}

export const TOPICS = 18;
export const CARRIERS = 4;

/** Mobile market shares are near 50, 25, 22 and a small fourth, as the land's carriers report. */
export const CARRIER_SHARES: readonly number[] = [0.48, 0.26, 0.23, 0.03];

/**
 * Items per person: lognormal, as counts of acts per user are on every platform that published
 * them. With this sigma the top percent does about a tenth of all.
 */
const ITEMS_MEDIAN = 19;
const ITEMS_SIGMA = 1.05;
const ITEMS_MOST = 1_800;

/** Median dwell on a short video, and that of those who thumb on and like without looking. */
const PACE_USUAL_MS = 17_000;
const PACE_FAST_MS = 2_300;

/** The platform is six years old, and grew: the younger half of the accounts is two years old. */
const PLATFORM_AGE_DAYS = 2_190;
/**
 * Then the accounts of an older service were moved in: most of those still show that one moment.
 */
const MIGRATED_AT = START - 1_800 * DAY;

const CARRIER_DRAW = createDraw(CARRIER_SHARES);

export function pickCarrier(chance: Chance): number {
  return CARRIER_DRAW.draw(chance.next());
}

function rhythmOf(role: Role, chance: Chance): Rhythm {
  if (role === "factory") return chance.hit(0.35) ? "nightShift" : "dayShift";
  if (role === "hospital") return chance.hit(0.25) ? "nightShift" : "office";
  // A shop's staff is free in the morning and home late, near to the rhythm of those at home.
  if (role === "service") return "home";
  return role;
}

/** Most like one item in ten or five; some like nearly all that they see. */
function pickLikes(chance: Chance): number {
  const uniform = chance.next();
  if (uniform < 0.55) return chance.between(0.03, 0.24);
  return uniform < 0.91 ? chance.between(0.24, 0.6) : chance.between(0.6, 0.97);
}

/** Roles that use the app more and less than the median. */
const ROLE_RATE: Readonly<Record<Role, number>> = {
  pupil: 0.75,
  student: 1.35,
  office: 1,
  factory: 1.3,
  hospital: 0.8,
  service: 1.15,
  road: 1.1,
  home: 1,
  elder: 0.85,
};

export function pickHabits(role: Role, days: number, chance: Chance): Habits {
  const rate = chance.lognormal(ITEMS_MEDIAN * ROLE_RATE[role], ITEMS_SIGMA) * (days / 14);
  return {
    rhythm: rhythmOf(role, chance),
    rate: Math.min(ITEMS_MOST, rate),
    likes: pickLikes(chance),
    talk: chance.lognormal(0.5, 1.1),
    // Three in a hundred live at odd hours; the rest are an hour early or late.
    lag: chance.hit(0.03) ? chance.between(-9, 9) : chance.between(-1.2, 1.4),
    pace: chance.hit(0.012) ? PACE_FAST_MS : chance.lognormal(PACE_USUAL_MS, 0.45),
    clockwork: chance.hit(0.03) ? Math.floor(chance.between(6.5, 23) * 60) : -1,
    topics: [chance.rank(TOPICS), chance.whole(TOPICS)],
    duty: Math.min(1, chance.between(0.45, 1.25)),
    // One in seventy sees a hospital in two weeks, as out-patient or at a bedside.
    sickDay: chance.hit(0.014 * (days / 14)) ? chance.whole(days) : -1,
    oldApp: chance.hit(0.09),
    cleans: chance.hit(0.004),
  };
}

/**
 * When an account was made. Two in a hundred come within the world's days, as on any growing
 * platform.
 */
export function pickJoin(role: Role, days: number, chance: Chance): number {
  if (chance.hit(0.02)) return START + chance.whole(days * DAY);
  const age = PLATFORM_AGE_DAYS * chance.next() ** 1.7;
  // First-year students join in the first week of term, in September: half a year ago.
  if (role === "student" && chance.hit(0.2)) return START - (175 + chance.between(0, 7)) * DAY;
  return Math.floor(START - age * DAY - chance.between(1, 90) * MINUTE);
}

/** The time shown: some lost, some zero, and all of the moved accounts the same moment. */
export function pickShownJoin(joinedAt: number, chance: Chance): number {
  if (joinedAt < MIGRATED_AT) return chance.hit(0.7) ? MIGRATED_AT : Number.NaN;
  if (chance.hit(0.035)) return Number.NaN;
  return chance.hit(0.015) ? 0 : joinedAt;
}

export function phoneAt(person: Person, at: number): number {
  return at >= person.nextPhoneAt ? person.nextPhone : person.phone;
}
