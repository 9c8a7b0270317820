import type { Attack } from "../adversary/attack.ts";
import { ATTACKS, BREAKERS } from "../adversary/attacks.ts";
import { plantPools } from "../adversary/plant-pools.ts";
import { makeFeeds } from "../worlds/feeds.ts";
import { makeInterests } from "../worlds/interests.ts";
import { makeOrdinary } from "../worlds/ordinary/ordinary.ts";
import { makePlaces } from "../worlds/places.ts";
import {
  joinExports,
  onceEach,
  oneSecond,
  onlyKind,
  thin,
  thinPeople,
  withoutOwners,
  zonesMixed,
} from "../worlds/samples.ts";
import { makeStreams } from "../worlds/streams/streams.ts";
import type { World, WorldOptions } from "../worlds/world.ts";

/** Seeds of the report; those up to 20 may be looked at while the detector is worked on, and are never reported. */
export const TUNING_SEEDS: readonly number[] = [3];
export const REPORT_SEEDS: readonly number[] = [1001, 1002, 1003];

/** A maker of worlds, under its name in the reports. */
export const WORLDS: Readonly<Record<string, (options: WorldOptions) => World>> = {
  interests: makeInterests,
  "feeds, personal": makeFeeds,
  "feeds, broad": (options) => makeFeeds({ ...options, personal: false }),
  places: makePlaces,
  ordinary: makeOrdinary,
  streams: makeStreams,
};

/** Sellers that a world brings along, by name of the world: their maker wrote them with it. */
export const SELLERS: Readonly<Record<string, Readonly<Record<string, (options: WorldOptions) => World>>>> = {
  ordinary: {
    "own pool of 200": (options) => makeOrdinary({ ...options, trades: ["pool"] }),
    "own small seller": (options) => makeOrdinary({ ...options, trades: ["seller"] }),
  },
  streams: {
    "own pool of 200": (options) => makeStreams({ ...options, trades: ["pool"] }),
    "own room-warmers": (options) => makeStreams({ ...options, trades: ["warmers"] }),
    "own small seller": (options) => makeStreams({ ...options, trades: ["seller"] }),
  },
};

/** The same hands on racks of phones and few lines, in a world that tells addresses and devices: what infrastructure gives where meetings give nothing. */
export const RACKS: Readonly<Record<string, Attack>> = Object.fromEntries(
  (["bigPool", "poolPerCustomer", "unevenHands", "smallLots"] as const).map((name) => [
    `${name}, racks`,
    { ...ATTACKS[name], network: "farm", devices: "farm" },
  ]),
);

/** The world whose events tell addresses and devices. */
export const WORLD_OF_RACKS = "places";

/** Attacks planted into each world: those of issue-like goals first, then the breakers that an attacker with the docs in hand believes in. */
export const PLANTED: Readonly<Record<string, Attack>> = { ...ATTACKS, ...BREAKERS, ...RACKS };

/** Attacks of the written report, by name. */
export const ATTACKS_REPORTED = [
  "farm",
  "day",
  "drip",
  "full",
  "unevenHands",
  "poolPerCustomer",
  "bigPool",
  "smallLots",
  "usedOnce",
  "mostlyFake",
  "neverTwice",
  "ownCircle",
] as const;

/** Honest worlds bent as exports are: each must give no campaign. */
export const BENT: Readonly<Record<string, (world: World, seed: number) => World>> = {
  "a 5 % sample": (world, seed) => thin(world, 0.05, seed),
  "a tenth of the people": (world, seed) => thinPeople(world, 0.1, seed),
  "two exports of one week joined": (world, seed) =>
    joinExports(thin(world, 0.8, seed), thin(world, 0.7, seed + 1)),
  "likes only": (world) => onlyKind(world, "like"),
  "views only": (world) => onlyKind(world, "view"),
  "no owner known": (world) => withoutOwners(world),
  "one and the same second": (world) => oneSecond(world),
  "time zones mixed": (world, seed) => zonesMixed(world, seed),
  "every account seen once": (world) => onceEach(world),
};

export interface ForeignSize {
  readonly people: number;
  readonly days: number;
}

/** A world with an attack in it, or without. */
export function makeWorld(name: string, attack: string | null, size: ForeignSize, seed: number): World {
  const make = WORLDS[name];
  if (make === undefined) throw new Error(`no such world: \`${name}\``);
  if (attack === null) return make({ ...size, seed });
  const sold = SELLERS[name]?.[attack];
  if (sold !== undefined) return sold({ ...size, seed });
  const planted = PLANTED[attack];
  if (planted === undefined) throw new Error(`no such attack: \`${attack}\``);
  return plantPools(make({ ...size, seed }), planted, seed);
}
