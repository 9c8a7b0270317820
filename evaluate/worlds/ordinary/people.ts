/**
 * The people of ordinary life: a calling, a town, a household, tastes, and the hours at which each
 * holds a phone. Nothing of an account tells which groups its person belongs to.
 */

import { type Chance, place, sumsOf } from "./chance.ts";
import { DAY, START } from "./clock.ts";

export const NICHES = 96;
/** Niches of one topic stand side by side. */
const NICHES_A_TOPIC = 4;

const CALLINGS = ["pupil", "student", "clerk", "shop", "shift", "home", "retired"] as const;
export type Calling = (typeof CALLINGS)[number];
const CALLING_SUMS = sumsOf([8, 13, 27, 14, 13, 14, 11]);

/** Weight of each hour of the local day, by calling: when the phone is in the hand. */
const HOURS: Readonly<Record<Calling, readonly number[]>> = {
  pupil: [1, 0, 0, 0, 0, 0, 1, 3, 1, 0, 0, 1, 4, 2, 0, 0, 1, 4, 6, 7, 9, 9, 5, 2],
  student: [6, 3, 1, 0, 0, 0, 0, 2, 4, 4, 4, 6, 9, 7, 5, 4, 4, 6, 7, 7, 8, 9, 11, 10],
  clerk: [2, 1, 0, 0, 0, 0, 1, 4, 6, 3, 3, 4, 8, 6, 2, 3, 3, 4, 7, 7, 8, 9, 8, 5],
  shop: [3, 1, 0, 0, 0, 0, 0, 2, 3, 5, 4, 3, 4, 6, 7, 6, 4, 3, 4, 4, 5, 8, 10, 7],
  shift: [6, 4, 3, 2, 2, 2, 3, 5, 6, 3, 2, 3, 10, 4, 2, 2, 3, 4, 6, 6, 5, 5, 11, 8],
  home: [1, 0, 0, 0, 0, 1, 3, 4, 6, 8, 7, 5, 4, 7, 8, 6, 4, 3, 3, 6, 8, 9, 6, 2],
  retired: [0, 0, 0, 0, 1, 5, 8, 8, 7, 7, 6, 4, 4, 4, 5, 6, 5, 4, 5, 7, 6, 3, 1, 0],
};
const HOUR_SUMS = new Map(CALLINGS.map((calling) => [calling, sumsOf(HOURS[calling])]));

/** Hours of sleep by calling: falls asleep, wakes. */
const SLEEP: Readonly<Record<Calling, readonly [number, number]>> = {
  pupil: [22.5, 6.5],
  student: [25, 8],
  clerk: [24, 7],
  shop: [24.5, 8.2],
  shift: [25, 7],
  home: [23, 6.3],
  retired: [21.8, 5.2],
};

export interface Person {
  readonly index: number;
  readonly calling: Calling;
  readonly town: number;
  readonly household: number;
  /** Niches, dearest first. */
  readonly tastes: readonly number[];
  readonly sittingsADay: number;
  readonly itemsASitting: number;
  /** Chance of a like, a comment, a share and a favourite after a view. */
  readonly likes: number;
  readonly talks: number;
  readonly shares: number;
  readonly keeps: number;
  /** How readily the person answers a call: about 1, from 0.2 to 1.7. */
  readonly eager: number;
  /** Whether the person joins what there is to join. */
  readonly sociable: boolean;
  /** Hours by which the habits of this person come later than those of others. */
  readonly late: number;
  readonly registeredAtMs: number;
  /** Before this the person does nothing: somebody who comes back after months. */
  activeFromMs: number;
  /** Hours by which the person's own clock is behind the country's: abroad. */
  behindHours: number;
  /** Number of the network at work, school or in the dormitory; -1 for none. */
  site: number;
  /** Groups the person is in. */
  groups: number;
}

/** People of the town in which everybody knows everybody. */
export const SMALL_TOWN = 0;
export const SMALL_TOWN_PEOPLE = 300;

function tastesOf(chance: Chance, niches: Float64Array): number[] {
  const tastes: number[] = [];
  const count = 1 + chance.poisson(1.6);
  for (let at = 0; at < count; at++) {
    // A second taste is often near the first: the next niche of the same topic.
    const near = at > 0 && chance.hit(0.5);
    const first = tastes[0] ?? 0;
    const topic = first - (first % NICHES_A_TOPIC);
    tastes.push(near ? topic + chance.whole(NICHES_A_TOPIC) : place(niches, chance.next()));
  }
  return [...new Set(tastes)];
}

function makePerson(chance: Chance, index: number, town: number, household: number, niches: Float64Array) {
  const calling = CALLINGS[place(CALLING_SUMS, chance.next())]!;
  const person: Person = {
    index,
    calling,
    town,
    household,
    tastes: tastesOf(chance, niches),
    sittingsADay: Math.min(6, chance.lognormal(0.55, 0.75)),
    itemsASitting: Math.min(30, chance.lognormal(4.2, 0.5)),
    likes: Math.min(0.9, chance.lognormal(0.13, 0.8)),
    talks: Math.min(0.3, chance.lognormal(0.018, 0.9)),
    shares: Math.min(0.2, chance.lognormal(0.01, 0.9)),
    keeps: Math.min(0.3, chance.lognormal(0.016, 0.9)),
    eager: Math.min(1.7, Math.max(0.2, 1 + 0.4 * chance.normal())),
    sociable: chance.hit(0.5),
    late: chance.normal(),
    registeredAtMs: START - DAY * (2 + 2_200 * chance.next() ** 1.7),
    activeFromMs: 0,
    behindHours: 0,
    site: -1,
    groups: 0,
  };
  return person;
}

/** Weights of niches: a few big ones, many small. */
function nicheSums(chance: Chance): Float64Array {
  return sumsOf(Array.from({ length: NICHES }, () => chance.lognormal(1, 1)));
}

/** People in households in towns: the first three hundred in one small town, the rest in cities. */
export function makePeople(chance: Chance, count: number): Person[] {
  const niches = nicheSums(chance);
  const cities = Math.max(4, Math.round(Math.sqrt(count) / 9));
  const sizes = sumsOf(Array.from({ length: cities }, (_, at) => 1 / (at + 1)));
  const small = Math.min(SMALL_TOWN_PEOPLE, Math.floor(count / 4));
  const people: Person[] = [];
  for (let household = 0; people.length < count; household++) {
    const town = people.length < small ? SMALL_TOWN : 1 + place(sizes, chance.next());
    const limit = town === SMALL_TOWN ? small : count;
    const size = Math.min(1 + chance.poisson(1.3), 6, limit - people.length);
    for (let at = 0; at < size; at++) {
      people.push(makePerson(chance, people.length, town, household, niches));
    }
  }
  return people;
}

/** Somebody who belongs to no household that we know, in a given town. */
export function makeStranger(chance: Chance, index: number, town: number): Person {
  const even = sumsOf(Array.from({ length: NICHES }, () => 1));
  return makePerson(chance, index, town, index, even);
}

/** A moment of the day, in hours from local midnight, at which a person takes up the phone. */
export function drawHour(chance: Chance, person: Person): number {
  const hour = place(HOUR_SUMS.get(person.calling)!, chance.next()) + chance.next();
  return (((hour + person.late + person.behindHours) % 24) + 24) % 24;
}

/** Whether somebody sleeps at a local hour of the country, and how many hours are left of it. */
export function sleepLeft(person: Person, hour: number): number {
  const [falls, wakes] = SLEEP[person.calling];
  const from = falls + person.late + person.behindHours;
  const length = 24 - falls + wakes;
  const since = (((hour - from) % 24) + 24) % 24;
  return since < length ? length - since : 0;
}
