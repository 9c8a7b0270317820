/**
 * Where and with what people sit: homes behind one address, carriers that put hundreds behind one,
 * sites (an office, a campus, a train), and the phones that an app tells of.
 */

import { type Chance, mix, share } from "./chance.ts";
import { dayOf, HOUR, hourOf, isWeekend, START } from "./clock.ts";
import type { Person } from "./people.ts";

const CARRIERS = [
  { asn: 4134, first: 113 },
  { asn: 4837, first: 119 },
  { asn: 9808, first: 223 },
  { asn: 56040, first: 120 },
] as const;
const ABROAD = [
  { asn: 7922, first: 73 },
  { asn: 812, first: 99 },
  { asn: 3320, first: 87 },
] as const;
const MODELS = 40;
/** Home lines get another address about so often. */
const LEASE_MS = 60 * HOUR;
/** A carrier's pool has one public address for about so many people of a town. */
const PEOPLE_AN_ADDRESS = 140;

export interface Network {
  readonly asn: number;
  /** One of its addresses in turn, as the router likes. */
  readonly addresses: readonly string[];
}

export interface Seat {
  readonly ip: string;
  readonly asn: number;
}

export interface Phone {
  readonly device: string;
  readonly before: string;
  readonly after: string;
  /** The app is brought up to date on this day of the world. */
  readonly updatedOnDay: number;
}

export interface Places {
  readonly openSite: (chance: Chance, addresses: number) => number;
  readonly siteSeat: (site: number, key: number) => Seat;
  readonly seatOf: (person: Person, at: number) => Seat;
  readonly phoneOf: (person: number, at: number) => Phone;
  /** The person uses this phone from a moment on. */
  readonly give: (person: number, phone: Phone, fromMs: number) => void;
  readonly makePhone: (chance: Chance, model?: string) => Phone;
}

/** Numbers of lines → addresses. Each text is made once: millions of events share some thousands. */
function createAddresses(): (first: number, number: number) => string {
  const made = new Map<number, string>();
  return (first, number) => {
    const key = first * 2 ** 32 + number;
    const known = made.get(key);
    if (known !== undefined) return known;
    const text = `${first}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${1 + (number % 253)}`;
    made.set(key, text);
    return text;
  };
}

function agentOf(version: string, system: string, model: string): string {
  return `Vista/${version} (${system}; ${model})`;
}

/** App versions in use, newest last, and the one that comes out during the world. */
const VERSIONS = ["10.9.2", "11.0.4", "11.1.0", "11.2.1"] as const;
const NEXT_VERSION = "11.3.0";

export function createPlaces(people: readonly Person[], chance: Chance): Places {
  const sites: Network[] = [];
  const address = createAddresses();
  const townPeople = new Map<number, number>();
  for (const { town } of people) townPeople.set(town, (townPeople.get(town) ?? 0) + 1);
  const salt = chance.whole(2 ** 31);
  const phones = new Map<number, { readonly fromMs: number; readonly phone: Phone }[]>();

  const makePhone = (own: Chance, model?: string): Phone => {
    const number = Math.floor(MODELS * own.next() ** 2);
    const name = model ?? `M${100 + ((number * 37) % 900)}`;
    const system = model === undefined ? `Android ${11 + (number % 5)}` : "Android 16";
    const newest = VERSIONS[VERSIONS.length - 1]!;
    const version = model === undefined ? VERSIONS[3 - Math.floor(4 * own.next() ** 3)]! : newest;
    return {
      device:
        own
          .whole(2 ** 31)
          .toString(16)
          .padStart(8, "0") + own.whole(2 ** 31).toString(16),
      before: agentOf(version, system, name),
      after: agentOf(NEXT_VERSION, system, name),
      updatedOnDay: own.hit(0.4) ? own.whole(14) : 99,
    };
  };
  const homeSeat = (person: Person, at: number): Seat => {
    const lease = Math.floor((at - START + mix(person.household, salt)) / LEASE_MS);
    const number = mix(mix(person.household, salt + 1), lease);
    if (person.behindHours !== 0) {
      const { asn, first } = ABROAD[person.household % ABROAD.length]!;
      return { asn, ip: address(first, number) };
    }
    const { asn, first } = CARRIERS[mix(person.household, salt) % CARRIERS.length]!;
    return { asn, ip: address(first, number) };
  };
  const mobileSeat = (person: Person, at: number): Seat => {
    if (person.behindHours !== 0) return homeSeat(person, at);
    const carrier = mix(person.index, salt + 2) % CARRIERS.length;
    const { asn, first } = CARRIERS[carrier]!;
    const pool = Math.max(1, Math.round((townPeople.get(person.town) ?? 1) / PEOPLE_AN_ADDRESS));
    const slot = mix(mix(person.index, Math.floor(at / HOUR)), salt) % pool;
    return { asn, ip: address(first, mix(mix(person.town, carrier), slot + salt)) };
  };
  const siteSeat = (site: number, key: number): Seat => {
    const { asn, addresses } = sites[site]!;
    return { asn, ip: addresses[mix(key, site) % addresses.length]! };
  };
  const seatOf = (person: Person, at: number): Seat => {
    const hour = hourOf(at);
    const day = dayOf(at);
    const lot = share(mix(person.index, day * 48 + Math.floor(2 * hour)), salt + 3);
    const away = !isWeekend(day) && hour >= 8.5 && hour < 18;
    if (person.site >= 0 && away)
      return lot < 0.6 ? siteSeat(person.site, person.index) : mobileSeat(person, at);
    const atHome = hour >= 19 || hour < 7.5 ? 0.8 : 0.35;
    return lot < atHome ? homeSeat(person, at) : mobileSeat(person, at);
  };
  for (const { index } of people) phones.set(index, [{ fromMs: 0, phone: makePhone(chance) }]);
  return {
    seatOf,
    siteSeat,
    makePhone,
    openSite: (own, addresses) => {
      const { asn, first } = own.pick(CARRIERS);
      const base = own.whole(2 ** 24);
      sites.push({
        asn,
        addresses: Array.from({ length: addresses }, (_, at) => address(first, base + at)),
      });
      return sites.length - 1;
    },
    phoneOf: (person, at) => {
      const own = phones.get(person)!;
      let phone = own[0]!.phone;
      for (const next of own) if (next.fromMs <= at) phone = next.phone;
      return phone;
    },
    give: (person, phone, fromMs) => {
      const own = phones.get(person) ?? [];
      own.push({ fromMs, phone });
      phones.set(
        person,
        own.sort((a, b) => a.fromMs - b.fromMs),
      );
    },
  };
}
