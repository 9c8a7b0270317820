/**
 * Where the people of the world of places spend their days: schools, campuses, offices, factories,
 * hospitals, shops, internet cafes. A site has few addresses for all its people, so hundreds of
 * honest accounts come from one.
 */

import { type Chance, createDraw } from "./places-chance.ts";
import type { Person, Role } from "./places-people.ts";
import type { Land } from "./places-towns.ts";

export type SiteKind = "school" | "campus" | "office" | "factory" | "hospital" | "shop" | "cafe" | "mcn";

export interface Site {
  readonly index: number;
  readonly kind: SiteKind;
  readonly town: number;
  readonly members: number[];
  /** Classes, floors, teams: lists of people who share a group chat. */
  readonly units: number[][];
  /** Public addresses behind which the site's devices are. */
  readonly addressCount: number;
  /** Computers of the site: 1 stands for any number of machines of one image. */
  readonly machineCount: number;
  /** Devices of the log, filled when phones are handed out. */
  readonly machines: number[];
  /** An office whose traffic leaves through a security service that other companies use too. */
  readonly throughGateway: boolean;
}

interface SitePlan {
  readonly kind: SiteKind;
  /** Members of the first site of its kind: the size that the world promises. */
  readonly first: number;
  readonly size: (chance: Chance) => number;
  readonly unit: number;
  readonly peoplePerAddress: number;
}

/**
 * Firm sizes follow Zipf's law (Axtell, Science 2001); schools and hospitals are near lognormal.
 */
const PLANS: Readonly<Partial<Record<Role, SitePlan>>> = {
  pupil: {
    kind: "school",
    first: 600,
    size: (chance) => chance.lognormal(480, 0.5),
    unit: 45,
    peoplePerAddress: 5_000,
  },
  student: {
    kind: "campus",
    first: 900,
    size: (chance) => chance.lognormal(1_400, 0.7),
    unit: 40,
    // Campus networks put some 150 phones behind each of their addresses.
    peoplePerAddress: 150,
  },
  office: {
    kind: "office",
    first: 200,
    size: (chance) => chance.pareto(9, 1.06, 600),
    unit: 14,
    peoplePerAddress: 400,
  },
  factory: {
    kind: "factory",
    first: 480,
    size: (chance) => chance.lognormal(420, 0.6),
    // A floor of the dormitory: eight beds in each of a dozen rooms.
    unit: 96,
    peoplePerAddress: 160,
  },
  hospital: {
    kind: "hospital",
    first: 60,
    size: (chance) => chance.lognormal(80, 0.7),
    unit: 20,
    peoplePerAddress: 10_000,
  },
  service: {
    kind: "shop",
    first: 8,
    size: (chance) => chance.pareto(2, 1.3, 60),
    unit: 60,
    peoplePerAddress: 1_000,
  },
};

/** An internet cafe for some 2,200 accounts, in towns that are large enough to feed one. */
const PEOPLE_PER_CAFE = 2_200;
const CAFE_TOWN = 900;
const CAFE_MACHINES: readonly [number, number] = [24, 90];
/**
 * Young men with no computer in the room go there: a seventh of students and workers in
 * dormitories.
 */
const CAFE_GOERS = 0.14;
/** One agency for creators (MCN) in so many accounts; its staff is cut from the first offices. */
const PEOPLE_PER_MCN = 25_000;
const GATEWAY_SHARE = 0.2;

export interface Sites {
  readonly all: readonly Site[];
  readonly of: (kind: SiteKind) => readonly Site[];
  readonly units: readonly (readonly number[])[];
  /** The hospital to which a town's sick go, or -1. */
  readonly hospitalOf: (town: number) => number;
}

export function createSites(land: Land, chance: Chance): Sites {
  const all: Site[] = [];
  const units: number[][] = [];

  const open = (
    kind: SiteKind,
    members: readonly Person[],
    town: number,
    plan: SitePlan | undefined,
  ): Site => {
    const unitSize = plan?.unit ?? Math.max(1, members.length);
    const site: Site = {
      index: all.length,
      kind,
      town,
      members: members.map((person) => person.index),
      units: [],
      addressCount: Math.ceil(members.length / (plan?.peoplePerAddress ?? 1_000)) || 1,
      machineCount: kind === "cafe" ? Math.floor(chance.between(...CAFE_MACHINES)) : 1,
      machines: [],
      throughGateway: kind === "office" && members.length > 30 && chance.hit(GATEWAY_SHARE),
    };
    all.push(site);
    for (let from = 0; from < members.length; from += unitSize) {
      const unit = members.slice(from, from + unitSize);
      for (const person of unit) {
        person.site = site.index;
        person.unit = units.length;
      }
      const list = unit.map((person) => person.index);
      units.push(list);
      site.units.push(list);
    }
    return site;
  };

  const assign = (role: Role, plan: SitePlan): void => {
    const crowd = land.people.filter((person) => person.role === role && person.site < 0);
    let size = plan.first;
    for (let from = 0; from < crowd.length; ) {
      // A remainder too small for a site of its own joins the last one.
      const rest = crowd.length - from;
      const taken = rest < size * 1.15 ? rest : Math.max(2, Math.round(size));
      const members = crowd.slice(from, from + taken);
      open(plan.kind, members, members[0]!.town, plan);
      from += taken;
      size = plan.size(chance);
    }
  };

  const agencies = Math.max(1, Math.round(land.people.length / PEOPLE_PER_MCN));
  const clerks = land.people.filter((person) => person.role === "office" && person.mainAccount < 0);
  const staff = Math.max(3, Math.min(36, Math.floor(land.people.length * 0.004)));
  for (let agency = 0; agency < agencies; agency++) {
    const from = Math.floor((clerks.length / agencies) * agency);
    const members = clerks.slice(from, from + Math.round(staff * chance.between(0.6, 1.2)));
    if (members.length > 1) open("mcn", members, members[0]!.town, undefined);
  }
  for (const [role, plan] of Object.entries(PLANS)) assign(role as Role, plan);

  for (const town of land.towns) {
    if (town.size < CAFE_TOWN) continue;
    const cafes: Site[] = [];
    for (let left = town.size; left > 0; left -= PEOPLE_PER_CAFE) {
      cafes.push(open("cafe", [], town.index, undefined));
    }
    // The nearest seat wins: the first cafe of a town is the fullest.
    const { draw } = createDraw(cafes.map((_, rank) => 1 / (1 + rank)));
    for (const index of town.people) {
      const person = land.people[index]!;
      if (person.household >= 0 || !chance.hit(CAFE_GOERS)) continue;
      person.hangout = cafes[draw(chance.next())]!.index;
    }
  }

  const byKind = Map.groupBy(all, (site) => site.kind);
  const hospitals = byKind.get("hospital") ?? [];
  return {
    all,
    units,
    of: (kind) => byKind.get(kind) ?? [],
    hospitalOf: (town) => hospitals[town % Math.max(1, hospitals.length)]?.index ?? -1,
  };
}
