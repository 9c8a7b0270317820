/**
 * Communities of the world of interests: of all sizes, nested ("tea" inside "cooking"), side by
 * side with shared members, and small languages that keep to themselves. Honest people look alike
 * here because members of one small interest have few items to like.
 */

import { type Draw, pickBySums, runningSums, sampleOf, shuffled } from "./interests-draw.ts";
import { type People, ZONES } from "./interests-people.ts";

export interface Community {
  readonly members: readonly number[];
  /** The interest it lies inside or beside; -1 is none. */
  readonly parent: number;
  readonly language: number;
  /** Zone of most of its members. */
  readonly zone: number;
  /** Part of its items that are articles. */
  readonly articles: number;
}

export interface Interests {
  readonly communities: readonly Community[];
  /** Communities of each person, the dearest first. */
  readonly of: readonly (readonly number[])[];
}

const SMALLEST_COMMUNITY = 20;
/** The largest interest holds a tenth of the platform. */
const LARGEST_SHARE = 0.1;
/** Sizes of groups on social platforms fall as a power law with an exponent near 1.8. */
const SIZE_ALPHA = 0.8;

/** Chances that a person has one to five interests; the mean is 2.4. */
const INTERESTS_SUMS = runningSums([0.28, 0.3, 0.22, 0.12, 0.08]);

/**
 * Part of the communities that lie inside a larger one, and part that share a stock of members with
 * one.
 */
const NESTED = 0.3;
const BESIDE = 0.35;
/** Members from outside the parent of a nested interest. */
const NESTED_STRANGERS = 0.1;

/** People of the home zone join so much more readily than others. */
const FOREIGN_JOINS = 0.25;

/** People who live in a small language. */
const SMALL_LANGUAGES = 0.03;

interface Building {
  readonly draw: Draw;
  readonly people: People;
  readonly communities: Community[];
  readonly of: number[][];
  /** Interests that a person may still take. */
  readonly room: Uint8Array;
}

function articlesPart(draw: Draw): number {
  // Some interests read, most watch.
  return draw.chance(0.15) ? draw.between(0.6, 0.95) : draw.between(0, 0.3);
}

function addCommunity(
  building: Building,
  members: readonly number[],
  rest: Omit<Community, "members">,
): number {
  const id = building.communities.length;
  building.communities.push({ ...rest, members });
  for (const person of members) {
    building.of[person]!.push(id);
    building.room[person]! -= 1;
  }
  return id;
}

/** Takes people from a stock until `wanted` are chosen or the tries run out. */
function recruit(
  building: Building,
  chosen: Set<number>,
  stock: ArrayLike<number>,
  wanted: number,
  zone: number,
): void {
  const { draw, people, room } = building;
  for (let tries = wanted * 12; tries > 0 && chosen.size < wanted && stock.length > 0; tries -= 1) {
    const person = stock[draw.below(stock.length)]!;
    if (room[person] === 0 || people.language[person] !== 0) continue;
    if (people.zone[person] !== zone && !draw.chance(FOREIGN_JOINS)) continue;
    chosen.add(person);
  }
}

/** An interest that a smaller one may lie in or beside: at least three times as large. */
function parentOf(building: Building, size: number): number {
  const { draw, communities } = building;
  for (let tries = 0; tries < 8 && communities.length > 0; tries += 1) {
    const place = draw.below(communities.length);
    const other = communities[place]!;
    if (other.language === 0 && other.members.length >= size * 3) return place;
  }
  return -1;
}

function makeOpenCommunity(building: Building, size: number, everyone: Uint32Array): void {
  const { draw, communities } = building;
  const lot = draw.random();
  const parent = lot < NESTED + BESIDE ? parentOf(building, size) : -1;
  const zone =
    parent < 0
      ? pickBySums(draw, runningSums(ZONES.map((one) => one.share)), ZONES.length)
      : communities[parent]!.zone;
  const chosen = new Set<number>();
  if (parent >= 0) {
    const shared = lot < NESTED ? 1 - NESTED_STRANGERS : draw.between(0.2, 0.6);
    recruit(building, chosen, communities[parent]!.members, Math.round(size * shared), zone);
  }
  recruit(building, chosen, everyone, size, zone);
  if (chosen.size < SMALLEST_COMMUNITY * 0.6) return;
  const articles = parent >= 0 ? communities[parent]!.articles : articlesPart(draw);
  addCommunity(building, Array.from(chosen), { parent, language: 0, zone, articles });
}

/**
 * One language: all its people in one community, and parts of them in one or two interests inside
 * it.
 */
function makeLanguage(building: Building, language: number, members: readonly number[]): void {
  const { draw, people } = building;
  const zone = draw.below(ZONES.length);
  for (const person of members) {
    people.language[person] = language;
    // Most of them live in one place.
    if (draw.chance(0.85)) people.zone[person] = zone;
  }
  const whole = addCommunity(building, members, { parent: -1, language, zone, articles: articlesPart(draw) });
  for (let inner = draw.below(3); inner > 0; inner -= 1) {
    const part = Math.round(members.length * draw.between(0.15, 0.5));
    if (part < SMALLEST_COMMUNITY) continue;
    addCommunity(building, sampleOf(draw, members, part), { parent: whole, language, zone, articles: 0.1 });
  }
}

function makeLanguages(building: Building, everyone: Uint32Array): void {
  const { draw, people } = building;
  let left = Math.max(SMALLEST_COMMUNITY, Math.round(people.residents * SMALL_LANGUAGES));
  const order = shuffled(draw, everyone).slice(0, left);
  // A language has 40 to 800 people, fewer on a small platform.
  for (let language = 1; left >= SMALLEST_COMMUNITY && language < 255; language += 1) {
    const size = Math.min(left, Math.round(draw.pareto(Math.min(40, left), 800, 0.6)));
    makeLanguage(building, language, order.splice(0, size));
    left -= size;
  }
}

export function makeMemberships(draw: Draw, people: People): Interests {
  const everyone = Uint32Array.from({ length: people.residents }, (_, person) => person);
  const room = Uint8Array.from({ length: people.count }, () => pickBySums(draw, INTERESTS_SUMS, 5) + 1);
  const of = Array.from({ length: people.count }, (): number[] => []);
  const building: Building = { draw, people, communities: [], of, room };
  makeLanguages(building, everyone);
  const largest = Math.max(SMALLEST_COMMUNITY * 1.5, people.count * LARGEST_SHARE);
  const sizes: number[] = [];
  let seats = room.subarray(0, people.residents).reduce((sum, one) => sum + one, 0);
  while (seats > 0) {
    const size = Math.round(draw.pareto(SMALLEST_COMMUNITY, largest, SIZE_ALPHA));
    sizes.push(size);
    seats -= size;
  }
  sizes.sort((left, right) => right - left);
  for (const size of sizes) makeOpenCommunity(building, size, everyone);
  return { communities: building.communities, of };
}
