/**
 * Addresses of the world of places. Phones change the shared address of their carrier many times a
 * day, households keep one for days, and a site's people all stand behind one or a few: an address
 * says where someone is, seldom who.
 */

import { blend, type Chance } from "./places-chance.ts";
import { dayOf, HOUR } from "./places-clock.ts";
import { CARRIER_SHARES, CARRIERS, type Person } from "./places-people.ts";
import type { Site } from "./places-sites.ts";
import type { Land } from "./places-towns.ts";

export interface Networks {
  readonly addresses: readonly string[];
  /** Number of the network's operator for each address; 0 where the table of prefixes has none. */
  readonly operators: readonly number[];
  readonly home: (person: Person, device: number, at: number) => number;
  readonly mobile: (person: Person, at: number, chance: Chance) => number;
  readonly site: (site: Site, person: Person, at: number) => number;
}

/**
 * First octets of blocks that are routed hardly anywhere, so no line of this world names a real
 * host, and yet no reader takes them for private. IPv6 comes from 3fff::/20, set apart for
 * documents (RFC 9637).
 */
const CARRIER_OCTETS: readonly number[] = [11, 22, 26, 30];
const CAMPUS_OCTET = 33;
const GATEWAY_OCTET = 28;
/** Numbers of private use (RFC 6996). */
const CARRIER_OPERATOR = 64_512;
const CAMPUS_OPERATOR = 65_010;
const GATEWAY_OPERATOR = 65_100;

/**
 * Accounts of this platform per shared mobile address. Carriers put some hundred subscribers behind
 * each (RFC 6888 and 7422 name ratios of that size); not all of them have this app, and not all at
 * once.
 */
const PEOPLE_PER_MOBILE_ADDRESS = 80;
/** So many addresses stay clear of the octets of the other pools. */
const LARGEST_HOME_POOL = 30_000;
/** Households per shared home address. */
const HOUSEHOLDS_PER_ADDRESS = 28;
/** Phones that talk IPv6 on the mobile net: most, in a land that pushed it. */
const MOBILE_V6_SHARE = 0.55;
/** A phone keeps its mobile /64 until it attaches anew, some hours later. */
const ATTACH = 7 * HOUR;
/** Gateways of the security service through which some offices leave. */
const GATEWAYS = 3;
/** One carrier's IPv6 blocks are missing from the table of prefixes. */
const UNLISTED_CARRIER = 3;

function quad(value: number): string {
  return (value & 0xffff).toString(16);
}

export function createNetworks(land: Land): Networks {
  const addresses: string[] = [];
  const operators: number[] = [];
  const shared = new Map<string, number>();
  const regionPeople: number[] = [];
  const townHouseholds: number[] = land.towns.map(() => 0);
  const gatewayTown: number[] = [];
  for (const town of land.towns) {
    gatewayTown[town.region] ??= town.index;
    regionPeople[town.region] = (regionPeople[town.region] ?? 0) + town.people.length;
  }
  for (const household of land.households) townHouseholds[household.town]!++;

  const add = (text: string, operator: number): number => {
    operators.push(operator);
    return addresses.push(text) - 1;
  };
  const keep = (text: string, operator: number): number => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    const index = add(text, operator);
    shared.set(text, index);
    return index;
  };
  const operatorOf = (carrier: number, region: number): number =>
    CARRIER_OPERATOR + carrier * 32 + (region % 32);
  const address4 = (carrier: number, town: number, kind: number, place: number): number => {
    const region = land.towns[town]!.region;
    const low = place % 254;
    // The third octet tells home pools, mobile pools and sites apart.
    const third = (kind + Math.floor(place / 254) + (town >> 8) * 16) & 255;
    return keep(`${CARRIER_OCTETS[carrier]}.${town & 255}.${third}.${low + 1}`, operatorOf(carrier, region));
  };
  const address6 = (carrier: number, region: number, prefix: number, host: number): number => {
    const operator = carrier === UNLISTED_CARRIER ? 0 : operatorOf(carrier, region);
    const second = blend(host, 77);
    return add(
      `3fff:${quad(0x0c0 + carrier)}:${quad(prefix >>> 16)}:${quad(prefix)}` +
        `:${quad(host >>> 16)}:${quad(host)}:${quad(second >>> 16)}:${quad(second)}`,
      operator,
    );
  };

  return {
    addresses,
    operators,
    home: (person, device, at) => {
      const household = land.households[person.household]!;
      const day = dayOf(at);
      const region = land.towns[household.town]!.region;
      const lease = Math.floor((day + (household.index % household.leaseDays)) / household.leaseDays);
      if (household.access === "own6") {
        // The host part of an IPv6 address is a device's own and changes daily (RFC 8981).
        return address6(household.carrier, region, blend(household.index, lease), blend(device, day));
      }
      const homes = townHouseholds[household.town]!;
      if (household.access === "own4") {
        // After a re-dial somebody else gets the old address: pools are twice the households'
        // number.
        const pool = Math.min(LARGEST_HOME_POOL, 2 * homes + 8);
        return address4(household.carrier, household.town, 0, blend(household.index, lease) % pool);
      }
      const pool = Math.max(1, Math.ceil((homes * 0.32) / HOUSEHOLDS_PER_ADDRESS / CARRIERS));
      return address4(household.carrier, household.town, 128, household.index % pool);
    },
    mobile: (person, at, chance) => {
      const town = land.towns[person.town]!;
      if (blend(person.index, 5) % 100 < MOBILE_V6_SHARE * 100) {
        const attach = Math.floor((at + (person.index % 97) * 300_000) / ATTACH);
        return address6(
          person.carrier,
          town.region,
          blend(person.index, attach),
          blend(attach, person.index),
        );
      }
      const crowd = regionPeople[town.region]! * CARRIER_SHARES[person.carrier]! * (1 - MOBILE_V6_SHARE);
      const pool = Math.max(1, Math.ceil(crowd / PEOPLE_PER_MOBILE_ADDRESS));
      // The gateway is the province's: any of its towns' phones may come from any of its addresses.
      return address4(person.carrier, gatewayTown[town.region]!, 160, chance.whole(pool));
    },
    site: (site, person, at) => {
      if (site.kind === "campus") {
        // Roaming over a campus, a phone leaves by another address each day.
        const place = blend(person.index, dayOf(at)) % site.addressCount;
        return keep(`${CAMPUS_OCTET}.${site.index & 255}.${site.index >> 8}.${place + 1}`, CAMPUS_OPERATOR);
      }
      if (site.throughGateway) {
        return keep(`${GATEWAY_OCTET}.0.0.${1 + (site.index % GATEWAYS)}`, GATEWAY_OPERATOR);
      }
      const place = person.unit % site.addressCount;
      return address4(site.index % CARRIERS, site.town, 200, site.index * 4 + place);
    },
  };
}
