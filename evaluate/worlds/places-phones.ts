/**
 * Devices of the world of places. One device id often bears many honest accounts: a shop's demo
 * phone, a resold phone, a family's tablet, the computers of a class room that are copies of one
 * disk, and the placeholder ids that systems give when they refuse one.
 */

import type { Chance } from "./places-chance.ts";
import { DAY, START } from "./places-clock.ts";
import type { Person } from "./places-people.ts";
import type { Sites } from "./places-sites.ts";
import type { Land } from "./places-towns.ts";

export interface Device {
  /** As the log holds it; undefined where nothing is known. */
  readonly id: string | undefined;
  /** User agents before and after the app updates itself. */
  readonly agents: readonly [number, number];
  readonly updatesAt: number;
}

export interface Phones {
  readonly devices: readonly Device[];
  readonly agents: readonly string[];
  readonly addPhone: () => number;
  readonly agentAt: (device: number, at: number) => number;
  /** Old owner and new owner of phones that were sold or handed on. */
  readonly handed: readonly (readonly [number, number])[];
}

/** iPhones are near a fifth of the land's phones. */
const APPLE_SHARE = 0.21;
/**
 * What an iPhone says when its owner forbids tracking and the app is old enough to ask for that id.
 */
const APPLE_REFUSED = "00000000-0000-0000-0000-000000000000";
const APPLE_REFUSED_SHARE = 0.05;
/** What the app writes when an Android phone gives no id. */
const ANDROID_REFUSED = "unknown";
const ANDROID_REFUSED_SHARE = 0.012;
/** A cheap series that left the factory with one id on all phones, as has happened since 2010. */
const CLONED_ID = "9774d56d682e549c";
const CLONED_SHARE = 0.002;
/** Phones are kept some 34 months: so many are changed in a day. */
const CHANGE_PER_DAY = 1 / (34 * 30);
/**
 * A third of the old phones goes to someone of the house, a quarter is sold, the rest lies in a
 * drawer.
 */
const TO_FAMILY = 0.33;
const TO_BUYER = 0.58;

const MODELS = 140;
const ANDROID_VERSIONS: readonly string[] = ["14", "13", "15", "12", "11", "10", "16", "9"];
const APPLE_VERSIONS: readonly string[] = ["18.3", "18.2", "17.6", "26.1", "16.7", "18.1"];
const APP_VERSIONS: readonly string[] = ["9.4.0", "9.3.2", "9.3.0", "9.1.1", "8.8.4", "8.2.0", "7.9.6"];
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64";
const CHROME = `${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/`;
const BROWSERS: readonly string[] = [
  `${CHROME}133.0.0.0 Safari/537.36`,
  `${CHROME}109.0.0.0 Safari/537.36`,
  `${WINDOWS}; rv:135.0) Gecko/20100101 Firefox/135.0`,
];

function hex(chance: Chance, digits: number): string {
  let text = "";
  while (text.length < digits) text += chance.whole(0x100000000).toString(16).padStart(8, "0");
  return text.slice(0, digits);
}

function appleId(chance: Chance): string {
  const parts = [8, 4, 4, 4, 12].map((digits) => hex(chance, digits));
  return parts.join("-").toUpperCase();
}

/** Hands out phones, tablets and computers. */
export function createPhones(land: Land, sites: Sites, days: number, chance: Chance): Phones {
  const devices: Device[] = [];
  const agents: string[] = [];
  const agentIndex = new Map<string, number>();
  const handed: [number, number][] = [];

  const agentOf = (text: string): number => {
    const known = agentIndex.get(text);
    if (known !== undefined) return known;
    agentIndex.set(text, agents.length);
    return agents.push(text) - 1;
  };

  const addPhone = (): number => {
    const apple = chance.hit(APPLE_SHARE);
    // A new version reaches phones over days; a fifth of the phones never updates in the window.
    const version = chance.rank(APP_VERSIONS.length);
    const system = apple
      ? `iPhone; iOS ${APPLE_VERSIONS[chance.rank(APPLE_VERSIONS.length)]}; Scale/3.00`
      : `Android ${ANDROID_VERSIONS[chance.rank(ANDROID_VERSIONS.length)]}; M${2000 + chance.rank(MODELS)}`;
    const agent = (at: number): number => agentOf(`Places/${APP_VERSIONS[at]} (${system}; zh_CN)`);
    let id: string;
    if (apple) id = chance.hit(APPLE_REFUSED_SHARE) ? APPLE_REFUSED : appleId(chance);
    else if (chance.hit(ANDROID_REFUSED_SHARE)) id = ANDROID_REFUSED;
    else id = chance.hit(CLONED_SHARE) ? CLONED_ID : hex(chance, 16);
    const updates = version > 0 && chance.hit(0.8);
    devices.push({
      id,
      agents: [agent(version), agent(updates ? version - 1 : version)],
      updatesAt: START + chance.next() * days * DAY,
    });
    return devices.length - 1;
  };

  const addComputer = (id: string | undefined, browser: number): number => {
    const agent = agentOf(BROWSERS[browser]!);
    return devices.push({ id, agents: [agent, agent], updatesAt: 0 }) - 1;
  };

  for (const person of land.people) {
    person.phone = person.mainAccount >= 0 ? land.people[person.mainAccount]!.phone : addPhone();
  }
  for (const household of land.households) if (household.tablet >= 0) household.tablet = addPhone();
  for (const site of sites.all) {
    if (site.kind !== "cafe" && site.kind !== "office" && site.kind !== "school") continue;
    const browser = site.kind === "office" ? chance.rank(BROWSERS.length) : 1;
    // Half of the cafes wipe the disk at each start; rooms of a school are copies of one disk.
    const keepsId = chance.hit(0.5);
    for (let seat = 0; seat < site.machineCount; seat++) {
      const id = keepsId && site.kind !== "office" ? `w-${hex(chance, 20)}` : undefined;
      site.machines.push(addComputer(id, browser));
    }
  }

  const handOn = (from: Person, to: Person, at: number): void => {
    if (to.index === from.index || to.nextPhone >= 0) return;
    to.nextPhone = from.phone;
    to.nextPhoneAt = at;
    handed.push([from.index, to.index]);
  };
  for (const person of land.people) {
    if (person.mainAccount >= 0 || person.nextPhone >= 0) continue;
    if (!chance.hit(CHANGE_PER_DAY * days)) continue;
    person.nextPhoneAt = START + chance.next() * days * DAY;
    person.nextPhone = addPhone();
    const fate = chance.next();
    const gone = person.nextPhoneAt + chance.lognormal(1.2, 0.8) * DAY;
    if (fate < TO_FAMILY && person.household >= 0) {
      handOn(person, land.people[chance.pick(land.households[person.household]!.members)]!, gone);
    } else if (fate < TO_BUYER) handOn(person, chance.pick(land.people), gone);
  }
  // A second account goes along when its holder takes a new phone.
  for (const person of land.people) {
    if (person.mainAccount < 0) continue;
    const main = land.people[person.mainAccount]!;
    person.nextPhone = main.nextPhone;
    person.nextPhoneAt = main.nextPhoneAt;
  }

  return {
    devices,
    agents,
    addPhone,
    handed,
    agentAt: (device, at) => {
      const known = devices[device]!;
      return known.agents[at < known.updatesAt ? 0 : 1];
    },
  };
}
