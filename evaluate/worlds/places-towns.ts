/**
 * Towns and households of the world of places: from villages of 300 to cities. A household is
 * behind one address, has one evening and sometimes one tablet, and many hold a second account on
 * the same phone, so its accounts look like one hand.
 */

import type { Chance } from "./places-chance.ts";
import { DAY, pickMoment, START } from "./places-clock.ts";
import {
  CARRIERS,
  type Person,
  pickCarrier,
  pickHabits,
  pickJoin,
  pickShownJoin,
  type Role,
} from "./places-people.ts";
import type { WorldOptions } from "./world.ts";

/**
 * How a household meets the net: an address of its own, a /64 of its own, or a carrier's shared
 * one.
 */
export type Access = "own4" | "own6" | "shared4";

export interface Town {
  readonly index: number;
  /** Province: its towns share the carriers' gateways. */
  readonly region: number;
  readonly size: number;
  /** A region in which the platform opened within the world's days. */
  readonly opened: boolean;
  readonly people: number[];
}

export interface Household {
  readonly index: number;
  readonly town: number;
  readonly carrier: number;
  readonly access: Access;
  /** Days until the line gets another address; home lines are re-dialled by night. */
  readonly leaseDays: number;
  readonly members: number[];
  tablet: number;
}

export interface Land {
  readonly people: Person[];
  readonly towns: readonly Town[];
  readonly households: readonly Household[];
  /** Adds a second account of someone: same town, household and carrier. */
  readonly addSecond: (main: Person) => Person;
}

const LEAST_TOWN = 300;
/** Town sizes follow Zipf's law (Pareto with exponent near one), as in every census. */
const TOWN_ALPHA = 1.02;
const LARGEST_TOWN_SHARE = 0.33;
const TOWNS_PER_REGION = 7;
/** The opened region holds 3,000 accounts, or what a small world can spare. */
const OPENED_SIZE = 3_000;
const OPENED_SHARE = 0.15;

/** Accounts per household: one to six, near to a census of persons older than ten. */
const HOUSEHOLD_SIZES: readonly number[] = [0.26, 0.55, 0.81, 0.93, 0.98, 1];
/** A third of larger households have a tablet that goes from hand to hand. */
const TABLET_SHARE = 0.3;
/** Twelve in a hundred adults keep a second account: for work, for a child, or to watch unseen. */
const SECOND_ACCOUNT = 0.12;
/** A second account is used less than the first. */
const SECOND_RATE = 0.45;

/**
 * Chance that the next to settle are two in a dormitory and no household: a fifth of a town's
 * accounts then lives in dormitories, and none of a village's.
 */
function dormitoryChance(size: number): number {
  return size < 1_000 ? 0 : 0.25;
}

function townSizes(people: number, chance: Chance): number[] {
  const most = Math.max(LEAST_TOWN, people * LARGEST_TOWN_SHARE);
  const sizes: number[] = [];
  for (let left = people; left > 0; ) {
    const size = left < 2 * LEAST_TOWN ? left : Math.floor(chance.pareto(LEAST_TOWN, TOWN_ALPHA, most));
    sizes.push(Math.min(size, left));
    left -= size;
  }
  return sizes;
}

function pickAdultRole(chance: Chance, townSize: number): Role {
  const uniform = chance.next();
  // Villages have fewer offices: people are at home, on the road, or work in the county town.
  const office = townSize < 1_000 ? 0.14 : 0.3;
  if (uniform < office) return "office";
  if (uniform < office + 0.16) return "service";
  if (uniform < office + 0.24) return "road";
  if (uniform < office + 0.27) return "hospital";
  if (uniform < office + 0.33) return "factory";
  return chance.hit(0.32) ? "elder" : "home";
}

function pickAccess(chance: Chance): Access {
  const uniform = chance.next();
  // Half of the land's fixed lines talk IPv6; of the rest, carriers put most behind shared
  // addresses.
  if (uniform < 0.45) return "own6";
  return uniform < 0.68 ? "own4" : "shared4";
}

/** Makes towns, households and people. */
export function createLand(options: WorldOptions, chance: Chance): Land {
  const people: Person[] = [];
  const towns: Town[] = [];
  const households: Household[] = [];
  const openedSize = Math.floor(Math.min(OPENED_SIZE, options.people * OPENED_SHARE));
  const openedFrom = Math.min(2, Math.max(0, options.days - 2));

  const pickOpenedJoin = (): number => {
    // The opening is at ten in the morning of the first day; the second day brings a fifth less.
    const day = openedFrom + (options.days > 1 && chance.hit(0.45) ? 1 : 0);
    const at = pickMoment("home", day, chance);
    const opening = START + openedFrom * DAY + 10 * (DAY / 24);
    return Math.floor(at < opening ? opening + chance.lognormal(50, 1) * 60_000 : at);
  };

  const settle = (town: Town, household: number, role: Role, carrier: number, mainAccount = -1): Person => {
    const habits = pickHabits(role, options.days, chance);
    if (mainAccount >= 0) habits.rate *= SECOND_RATE;
    const joinedAt = town.opened ? pickOpenedJoin() : pickJoin(role, options.days, chance);
    const person: Person = {
      index: people.length,
      town: town.index,
      household,
      role,
      carrier,
      habits,
      mainAccount,
      site: -1,
      unit: -1,
      hangout: -1,
      phone: -1,
      nextPhone: -1,
      nextPhoneAt: Number.POSITIVE_INFINITY,
      joinedAt,
      shownJoin: pickShownJoin(joinedAt, chance),
    };
    people.push(person);
    town.people.push(person.index);
    return person;
  };

  const addSecond = (main: Person): Person =>
    settle(towns[main.town]!, main.household, main.role, main.carrier, main.index);

  const foundHousehold = (town: Town): void => {
    const uniform = chance.next();
    const size = 1 + HOUSEHOLD_SIZES.findIndex((share) => uniform < share);
    const household: Household = {
      index: households.length,
      town: town.index,
      // The line's carrier is often that of the family's phones.
      carrier: pickCarrier(chance),
      access: pickAccess(chance),
      leaseDays: chance.pick([1, 2, 4, 7, 30]),
      members: [],
      tablet: size > 1 && chance.hit(TABLET_SHARE) ? 0 : -1,
    };
    households.push(household);
    for (let seat = 0; seat < size; seat++) {
      const child = seat >= 2 && chance.hit(0.72);
      const role = child ? "pupil" : pickAdultRole(chance, town.size);
      const carrier = chance.hit(0.65) ? household.carrier : chance.whole(CARRIERS);
      const person = settle(town, household.index, role, carrier);
      household.members.push(person.index);
      if (role === "pupil" || !chance.hit(SECOND_ACCOUNT)) continue;
      household.members.push(addSecond(person).index);
    }
  };

  const found = (size: number, opened: boolean): void => {
    const index = towns.length;
    const town: Town = { index, region: Math.floor(index / TOWNS_PER_REGION), size, opened, people: [] };
    towns.push(town);
    while (town.people.length < size) {
      if (chance.hit(dormitoryChance(size))) {
        const role: Role = chance.hit(0.45) ? "student" : "factory";
        for (let bed = 0; bed < 2; bed++) settle(town, -1, role, pickCarrier(chance));
      } else foundHousehold(town);
    }
  };

  for (const size of townSizes(options.people - openedSize, chance)) found(size, false);
  if (openedSize > 0) found(openedSize, true);
  return { people, towns, households, addSecond };
}
