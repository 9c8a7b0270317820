import { DAY_MS, HOUR_MS } from "../nouns/durations.ts";
import type { Infrastructure, Supply } from "./attack-family.ts";
import { type ClientBuild, drawBuild, drawVersion, MODEL_COUNT, SYSTEM_COUNT } from "./client-table.ts";
import type { Client } from "./line-writer.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** The accounts of one seller and the machines behind them. */
export interface Crew {
  readonly accounts: Int32Array;
  /** What account `accounts[index]` acts from, this time. */
  readonly client: (index: number) => Client;
}

/** Accounts bought together come in lots of about this many, signed up within two hours. */
const LOT_SIZE = 40;

/** Gathers `size` accounts and what they act from. O(size). `uniform`: all send the same headers, as protocol tools do. */
export function gatherCrew(
  world: World,
  random: Random,
  infrastructure: Infrastructure,
  supply: Supply,
  size: number,
  uniform: boolean,
): Crew {
  const { people, population, addresses } = world;
  if (infrastructure === "humans") {
    const accounts = choosePeople(world, random, size, () => true);
    return {
      accounts,
      client: (index) => {
        const person = accounts[index]!;
        const place = random.chance(0.5) ? people.home[person]! : people.carrier[person]!;
        return population.client(person, people.device[person]!, addresses.json(place, person));
      },
    };
  }
  const accounts =
    infrastructure === "hijacked"
      ? choosePeople(
          world,
          random,
          size,
          (person) => world.startMs - population.registeredAtMs(person) > 365 * DAY_MS,
        )
      : signUp(world, random, supply, size);
  const machines = gatherMachines(world, random, infrastructure, accounts.length, uniform);
  return {
    accounts,
    client: (index) => {
      const machine = machines(index);
      return population.clientOf(accounts[index]!, machine.device, machine.build, machine.addressJson);
    },
  };
}

interface Machine {
  readonly device: number;
  readonly build: ClientBuild;
  readonly addressJson: string;
}

/** Which machine account number `index` sits on. */
function gatherMachines(
  world: World,
  random: Random,
  infrastructure: Exclude<Infrastructure, "humans">,
  accountCount: number,
  uniform: boolean,
): (index: number) => Machine {
  const { addresses, population } = world;
  const header = drawBuild(random);
  const withTraits = (build: ClientBuild, emulator: number, rooted: number): ClientBuild => ({
    ...build,
    traits: (random.chance(emulator) ? 1 : 0) | (random.chance(rooted) ? 2 : 0),
  });
  switch (infrastructure) {
    case "farm": {
      // One or two models bought by the dozen, three to eight accounts on a phone, a broadband line for each hundred.
      const perPhone = 3 + random.below(6);
      const models = [random.below(MODEL_COUNT), random.below(MODEL_COUNT)];
      const system = random.below(SYSTEM_COUNT);
      const version = drawVersion(random);
      const rooted = random.between(0.1, 0.7);
      const phones = Array.from({ length: Math.ceil(accountCount / perPhone) }, () => {
        const model = models[random.chance(0.8) ? 0 : 1]!;
        const build = withTraits({ model, system, version, traits: 0 }, 0, rooted);
        return { device: population.addDevice(build), build: uniform ? header : build };
      });
      // A farm in four runs on SIM cards, behind the same gateways as everybody else.
      const mobile = random.chance(0.25);
      const lines = Array.from({ length: Math.max(1, Math.ceil(accountCount / 110)) }, () =>
        mobile ? world.people.carrier[random.below(world.people.count)]! : addresses.addHome(),
      );
      return (index) => {
        const phone = Math.floor(index / perPhone);
        const place = lines[phone % lines.length]!;
        return { ...phones[phone]!, addressJson: addresses.json(place, index) };
      };
    }
    case "emulators": {
      const perDevice = 1 + random.below(4);
      const marked = random.between(0.5, 0.95);
      const hosts = Array.from({ length: Math.max(1, Math.ceil(accountCount / 60)) }, () =>
        random.chance(0.65) ? addresses.addPlace("datacenter", 2) : addresses.addHome(),
      );
      const devices = Array.from({ length: Math.ceil(accountCount / perDevice) }, () => {
        const drawn = drawBuild(random);
        const build = withTraits({ ...drawn, system: drawn.system === 0 ? 2 : drawn.system }, marked, 0.6);
        return {
          device: population.addDevice(build),
          build: uniform ? { ...header, traits: build.traits } : build,
        };
      });
      return (index) => {
        const device = Math.floor(index / perDevice);
        return { ...devices[device]!, addressJson: addresses.json(hosts[device % hosts.length]!, index) };
      };
    }
    case "proxies": {
      // Half of these sellers make a new fingerprint for each action, half keep one to an account.
      const fresh = random.chance(0.5);
      const version = drawVersion(random);
      const kept = Array.from({ length: accountCount }, () => {
        const build = uniform
          ? header
          : { ...drawBuild(random), version: random.chance(0.7) ? version : drawVersion(random) };
        return { device: population.addDevice(build), build };
      });
      return (index) => {
        const device = fresh ? population.passingDevice() : kept[index]!.device;
        return { device, build: kept[index]!.build, addressJson: addresses.exitJson(random) };
      };
    }
    case "hijacked": {
      const lines = Array.from({ length: Math.max(2, Math.ceil(accountCount / 25)) }, () =>
        random.chance(0.7) ? addresses.addHome() : addresses.addPlace("datacenter", 1),
      );
      const devices = Array.from({ length: Math.max(2, Math.ceil(accountCount / 6)) }, () => {
        const build = withTraits(drawBuild(random), 0.15, 0.2);
        return { device: population.addDevice(build), build };
      });
      return (index) => ({
        ...devices[index % devices.length]!,
        addressJson: addresses.json(lines[random.below(lines.length)]!, index),
      });
    }
  }
}

function signUp(world: World, random: Random, supply: Supply, size: number): Int32Array {
  const ageDays = { fresh: [1, 20], dealer: [8, 420], aged: [60, 1100] }[supply] as [number, number];
  const spreadMs = supply === "aged" ? 20 * DAY_MS : 2 * HOUR_MS;
  const lot = supply === "fresh" ? size : LOT_SIZE;
  let lotMs = 0;
  let channel = 0;
  return Int32Array.from({ length: size }, (_, i) => {
    if (i % lot === 0) {
      lotMs = world.startMs - DAY_MS * random.between(...ageDays) - spreadMs;
      channel = random.below(6);
    }
    return world.population.addAccount(lotMs + random.unit() * spreadMs, channel);
  });
}

/** Different people, more active ones first as chance has it; at most a third of the population. */
function choosePeople(
  world: World,
  random: Random,
  size: number,
  fits: (person: number) => boolean,
): Int32Array {
  const wanted = Math.min(size, Math.floor(world.people.count / 3));
  const chosen = new Set<number>();
  for (let tries = 0; chosen.size < wanted && tries < wanted * 200; tries++) {
    const person = random.below(world.people.count);
    if (fits(person)) chosen.add(person);
  }
  return Int32Array.from(chosen);
}
