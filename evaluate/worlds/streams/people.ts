/** The people of the world of streams: where they live, what they like, which phone they have. */

import { byWeight, type Luck, lotOf } from "./luck.ts";
import { DAY, START } from "./time.ts";

/** Tastes: dance, songs, farming, cooking, games, roads, schooling, beauty, jokes, prayer … */
export const TOPICS = 14;

/** A line or a carrier's gate: what the platform sees as address. */
export interface Place {
  readonly ip: string;
  readonly asn: number;
}

export interface Phone {
  readonly device: string;
  readonly userAgent: string;
}

export interface Person {
  readonly index: number;
  readonly id: string;
  /** Topics, the dearest first. */
  readonly tastes: readonly number[];
  town: number;
  /** Wi-Fi at home, or none. */
  home: Place | null;
  phone: Phone;
  registeredAtMs: number;
  /** Visits a day. */
  zeal: number;
  /** Part of the watched clips that get a like. */
  readonly likes: number;
  /** Hours by which the day is later than that of the others. */
  shift: number;
}

const MODELS = ["V20", "V30 Lite", "A5", "A57", "K12", "K9x", "M8 Pro", "M10", "Y3", "Y76s", "P60", "S18"];
const VERSIONS = ["11.8.2", "11.9.0", "11.9.1", "12.0.1"];
const CARRIERS = [4134, 4837, 9808, 56040];
/** Gates of carriers in a town: many phones share one address. */
const GATES = 9;

export function phoneOf(luck: Luck, numerals: (length: number) => string, model?: string): Phone {
  const drawn = MODELS[Math.min(luck.below(MODELS.length), luck.below(MODELS.length))]!;
  return {
    device: numerals(16),
    userAgent: `stream/${luck.pick(VERSIONS)} (Android ${luck.whole(10, 15)}; ${model ?? drawn})`,
  };
}

/** A Wi-Fi line in a town; its number tells nothing but the town's block. */
export function lineIn(town: number, luck: Luck): Place {
  const ip = `${58 + (town % 60)}.${16 + ((town * 7) % 200)}.${luck.below(256)}.${luck.whole(1, 254)}`;
  return { ip, asn: CARRIERS[(town + luck.below(2)) % 2]! };
}

/** The carrier's gate that a phone on the move shows in these hours. */
export function gateOf(person: Person, town: number, at: number): Place {
  const carrier = Math.floor(lotOf(person.index, 11) * CARRIERS.length);
  const gate = Math.floor(lotOf(person.index, Math.floor(at / (DAY / 8)), 5) * GATES);
  return { ip: `${112 + carrier}.${town % 250}.${(town * 13) % 250}.${gate + 3}`, asn: CARRIERS[carrier]! };
}

/** Where somebody is when nothing else is known: at home or on the move. */
export function placeOf(person: Person, at: number): Place {
  const away = lotOf(person.index, Math.floor(at / (DAY / 12)), 3);
  return person.home !== null && away < 0.68 ? person.home : gateOf(person, person.town, at);
}

/** Towns of a world: the first are large. */
function townsFor(count: number): (luck: Luck) => number {
  const towns = Math.max(12, Math.round(count / 150));
  return byWeight(Array.from({ length: towns }, (_, town) => 1 / (town + 4)));
}

export function makePeople(
  luck: Luck,
  numerals: (length: number) => string,
  count: number,
  first = 0,
): Person[] {
  const townOf = townsFor(count);
  const topicOf = byWeight(Array.from({ length: TOPICS }, (_, topic) => 1 / (topic + 5)));
  const lines: Place[][] = [];
  return Array.from({ length: count }, (_, place) => {
    const town = townOf(luck);
    lines[town] ??= [];
    const known = lines[town];
    // Families and flats share a line: one in three moves in with somebody.
    const shared = known.length > 0 && luck.hit(0.33);
    const home = luck.hit(0.12) ? null : shared ? luck.pick(known) : lineIn(town, luck);
    if (home !== null && !shared) known.push(home);
    return {
      index: first + place,
      id: numerals(10),
      tastes: Array.from({ length: luck.whole(2, 4) }, () => topicOf(luck)),
      town,
      home,
      phone: phoneOf(luck, numerals),
      registeredAtMs: Math.floor(START - DAY * (1 + luck.next() ** 1.6 * 1_900)),
      zeal: 0.25 + luck.wait(0.6),
      likes: 0.03 + 0.25 * luck.next() ** 2,
      shift: luck.near(0, 1.4),
    };
  });
}
