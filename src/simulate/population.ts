import { DAY_MS } from "../nouns/durations.ts";
import type { Addresses } from "./addresses.ts";
import { APP_VERSIONS, buildJson, type ClientBuild, drawBuild } from "./client-table.ts";
import { type Client, createClient } from "./line-writer.ts";
import { createOpaqueId, hashUnit } from "./opaque-id.ts";
import type { Random } from "./random.ts";

/** Registration times are grouped into batches of this length and channel, as a platform's sign-up log groups them. */
const BATCH_SLOT_MS = 600_000;
const CHANNELS = 6;
/** Share of accounts whose registration time, and whose batch, the log does not hold. */
const REGISTERED_UNKNOWN = 0.08;
const BATCH_UNKNOWN = 0.4;
/** Share of accounts that do not let the app read a device id. */
const DEVICE_UNKNOWN = 0.01;

/** Accounts and devices, honest or not, in one namespace. Grows only while the world is built. */
export interface Population {
  /** A new account; returns its index. */
  readonly addAccount: (registeredAtMs: number, channel: number) => number;
  /** A new device; returns its index. */
  readonly addDevice: (build: ClientBuild) => number;
  /** An index for a device that acts once or twice and is not kept. */
  readonly passingDevice: () => number;
  readonly accountCount: () => number;
  readonly registeredAtMs: (account: number) => number;
  readonly actorId: (account: number) => string;
  readonly build: (device: number) => ClientBuild;
  /** An account on a kept device at an address → the fixed part of its events. */
  readonly client: (account: number, device: number, addressJson: string) => Client;
  /** The same for a passing device of a given build. */
  readonly clientOf: (account: number, device: number, build: ClientBuild, addressJson: string) => Client;
}

export function createPopulation(seed: number): Population {
  const actorId = createOpaqueId(seed, "account", "u");
  const deviceId = createOpaqueId(seed, "device", "d");
  const batchId = createOpaqueId(seed, "batch", "b");
  const registered: number[] = [];
  const channels: number[] = [];
  const builds: ClientBuild[] = [];
  // Passing devices are named from the far half of the namespace; the naming scatters both alike.
  let passing = 2 ** 40;

  const actorJson = (account: number): string => {
    const atMs = registered[account]!;
    const at = hashUnit(account, 11) < REGISTERED_UNKNOWN ? "null" : `"${new Date(atMs).toISOString()}"`;
    const batch =
      hashUnit(account, 12) < BATCH_UNKNOWN
        ? "null"
        : `"${batchId(Math.floor(atMs / BATCH_SLOT_MS) * CHANNELS + channels[account]!)}"`;
    return `{"id":"${actorId(account)}","registered_at":${at},"registration_batch":${batch}}`;
  };
  const clientOf = (account: number, device: number, build: ClientBuild, addressJson: string): Client =>
    createClient(
      actorJson(account),
      `${addressJson}"device":${
        hashUnit(account, 13) < DEVICE_UNKNOWN ? "null" : `"${deviceId(device)}"`
      },${buildJson(build)}`,
      APP_VERSIONS[build.version]!,
    );
  return {
    addAccount: (registeredAtMs, channel) => {
      registered.push(Math.floor(registeredAtMs / 1000) * 1000);
      channels.push(channel % CHANNELS);
      return registered.length - 1;
    },
    addDevice: (build) => builds.push(build) - 1,
    passingDevice: () => passing++,
    accountCount: () => registered.length,
    registeredAtMs: (account) => registered[account]!,
    actorId,
    build: (device) => builds[device]!,
    client: (account, device, addressJson) => clientOf(account, device, builds[device]!, addressJson),
    clientOf,
  };
}

/** Everyday habits of honest people; account i is person i. */
export interface People {
  readonly count: number;
  readonly activity: Float64Array;
  readonly home: Int32Array;
  readonly carrier: Int32Array;
  /** Campus, café or office, −1 for none. */
  readonly dayPlace: Int32Array;
  readonly device: Int32Array;
  /** A second device, own or shared with the family, −1 for none. */
  readonly secondDevice: Int32Array;
  /** Bit 0 dense NAT, 1 campus, 2 café, 3 family tablet. */
  readonly traits: Uint8Array;
}

export const TRAIT_NAT = 1;
export const TRAIT_CAMPUS = 2;
export const TRAIT_CAFE = 4;
export const TRAIT_FAMILY = 8;

/** Shares of the people that belong to a standing honest set, each in [0, 0.2]. */
export interface StandingShares {
  readonly nat: number;
  readonly campus: number;
  readonly cafe: number;
  readonly family: number;
}

/** Builds `count` honest people with their homes, work places and devices. O(count). */
export function createPeople(
  count: number,
  startMs: number,
  shares: StandingShares,
  population: Population,
  addresses: Addresses,
  random: Random,
): People {
  const people: People = {
    count,
    activity: new Float64Array(count),
    home: new Int32Array(count),
    carrier: new Int32Array(count),
    dayPlace: new Int32Array(count).fill(-1),
    device: new Int32Array(count),
    secondDevice: new Int32Array(count).fill(-1),
    traits: new Uint8Array(count),
  };
  // About 150 subscribers share an address of an ordinary gateway, and hundreds to thousands one of a dense one.
  const gateways = Array.from({ length: Math.max(3, Math.ceil(count / 600)) }, () =>
    addresses.addPlace("carrier_nat", 4),
  );
  const denseSize = Math.ceil(count * shares.nat);
  const dense = Array.from({ length: Math.max(2, Math.ceil(denseSize / 1500)) }, () =>
    addresses.addPlace("carrier_nat", 1),
  );
  const campuses = Array.from({ length: Math.max(1, Math.ceil((count * shares.campus) / 900)) }, () =>
    addresses.addPlace("campus", 2),
  );
  const cafes = Array.from({ length: Math.max(1, Math.ceil((count * shares.cafe) / 60)) }, () => ({
    place: addresses.addPlace("internet_cafe", 1),
    // A machine stands in for the guests of a day: about eight of them.
    machines: Array.from({ length: 8 }, () => population.addDevice(drawBuild(random))),
  }));
  const offices = Array.from({ length: Math.max(1, Math.ceil(count / 250)) }, () =>
    addresses.addPlace("office", 1),
  );
  // Sign-ups come in waves (a campaign, a school term, a preloaded phone): some hundred in an hour, of one channel.
  const waves = Array.from({ length: Math.max(2, Math.ceil(count / 400)) }, () => ({
    atMs: startMs - DAY_MS * (2 + random.below(900)),
    channel: random.below(CHANNELS),
  }));

  const natEdge = shares.nat;
  const campusEdge = natEdge + shares.campus;
  const cafeEdge = campusEdge + shares.cafe;
  const familyEdge = cafeEdge + shares.family;
  let home = addresses.addHome();
  let homeLeft = 0;
  let tablet = -1;
  let tabletLeft = 0;
  for (let i = 0; i < count; i++) {
    const wave = random.chance(0.12) ? random.pick(waves) : null;
    population.addAccount(
      wave === null
        ? startMs - 60_000 - DAY_MS * 1900 * random.unit() ** 1.5
        : wave.atMs + random.exponential(1_800_000),
      wave === null ? random.below(CHANNELS) : wave.channel,
    );
    people.activity[i] = Math.min(60, (1 - random.unit()) ** -0.62);
    if (homeLeft === 0) {
      home = addresses.addHome();
      homeLeft = 1 + Math.min(5, random.poisson(1.5));
    }
    homeLeft--;
    people.home[i] = home;
    people.carrier[i] = random.pick(gateways);
    // One phone in a hundred is second-hand: its former owner still uses it, or its account does.
    people.device[i] =
      i > 0 && random.chance(0.01)
        ? people.device[random.below(i)]!
        : population.addDevice(drawBuild(random));
    const roll = random.unit();
    if (roll < natEdge) {
      people.traits[i] = TRAIT_NAT;
      people.carrier[i] = dense[i % dense.length]!;
    } else if (roll < campusEdge) {
      people.traits[i] = TRAIT_CAMPUS;
      people.dayPlace[i] = random.pick(campuses);
    } else if (roll < cafeEdge) {
      people.traits[i] = TRAIT_CAFE;
      const cafe = random.pick(cafes);
      people.dayPlace[i] = cafe.place;
      people.secondDevice[i] = random.pick(cafe.machines);
    } else if (roll < familyEdge) {
      people.traits[i] = TRAIT_FAMILY;
      if (tabletLeft === 0) {
        tablet = population.addDevice(drawBuild(random));
        tabletLeft = 3 + random.below(2);
      }
      tabletLeft--;
      people.secondDevice[i] = tablet;
    } else {
      if (random.chance(0.18)) people.dayPlace[i] = random.pick(offices);
      if (random.chance(0.15)) people.secondDevice[i] = population.addDevice(drawBuild(random));
    }
  }
  return people;
}
