/**
 * All that the acts of the world of places need, and where each person is at a moment: at home, at
 * the site, on the way, in the cafe, in the waiting room. One network then bears the acts of all
 * who are there.
 */

import type { Catalogue } from "./places-catalogue.ts";
import type { Chance } from "./places-chance.ts";
import { dayOf, hourOf, isWeekend, START } from "./places-clock.ts";
import type { Log, Seat } from "./places-log.ts";
import type { Networks } from "./places-networks.ts";
import { type Person, phoneAt } from "./places-people.ts";
import type { Phones } from "./places-phones.ts";
import type { Site, Sites } from "./places-sites.ts";
import type { Texts } from "./places-texts.ts";
import type { Land } from "./places-towns.ts";
import type { HonestGroup, WorldOptions } from "./world.ts";

/** Someone who came for one thing and stays for others. */
export interface Visit {
  readonly person: number;
  readonly at: number;
  readonly seat: Seat;
}

export interface Scene {
  readonly options: WorldOptions;
  readonly land: Land;
  readonly sites: Sites;
  readonly phones: Phones;
  readonly networks: Networks;
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly texts: Texts;
  readonly chance: Chance;
  readonly names: readonly string[];
  readonly honest: HonestGroup[];
  readonly visits: Visit[];
  /** First moment after the world. */
  readonly end: number;
  /** Who was seen in the waiting rooms and cafes: site to people. */
  readonly seen: Map<number, Set<number>>;
}

/** Below this, accounts are no group that a detector could take for one. */
const LEAST_GROUP = 2;

/** Notes people who look alike for a good reason. */
export function noteGroup(scene: Scene, kind: string, people: Iterable<number>, least = LEAST_GROUP): void {
  const actors = [...new Set(people)].map((index) => scene.names[index]!);
  if (actors.length >= least) scene.honest.push({ kind, actors });
}

export function townOf(scene: Scene, person: Person): readonly number[] {
  return scene.land.towns[person.town]!.people;
}

type Place = "home" | "site" | "mobile" | "cafe" | "hospital";

/** Family tablets come out in the evening. */
const TABLET_SHARE = 0.28;
/** Acts at the reviews of campaigns: the rest is on the phone in the office's Wi-Fi. */
const DESK_SHARE = 0.22;
/** Phones at home on the mobile net, for a bad Wi-Fi or a full plan. */
const HOME_ON_MOBILE = 0.13;

function isAtWork(person: Person, hour: number, free: boolean): boolean {
  if (person.role === "service") return hour >= 10 && hour < 20.5;
  if (person.role === "hospital") return hour >= 8 && hour < 17.5;
  if (person.role === "office") return !free && hour >= 9 && hour < 18.3;
  if (person.role === "pupil") return !free && hour >= 7.6 && hour < 16.6;
  return false;
}

function placeOf(scene: Scene, person: Person, at: number): Place {
  const { chance } = scene;
  const hour = hourOf(at);
  const day = dayOf(at);
  const free = isWeekend(day);
  if (day === person.habits.sickDay && hour >= 8 && hour < 18 && chance.hit(0.8)) return "hospital";
  if (person.hangout >= 0 && hour >= 18 && chance.hit(0.22)) return "cafe";
  if (person.household < 0) return chance.hit(0.66) ? "site" : "mobile";
  if (person.role === "road" && hour >= 7 && hour < 20) return chance.hit(0.92) ? "mobile" : "home";
  if (isAtWork(person, hour, free)) {
    // Pupils may not use the school's net; those who look at the phone do so on their own.
    return chance.hit(person.role === "pupil" ? 0.12 : 0.66) ? "site" : "mobile";
  }
  const commute = !free && ((hour >= 7 && hour < 9) || (hour >= 17.5 && hour < 19.3));
  if (commute && person.role === "office") return chance.hit(0.75) ? "mobile" : "home";
  return chance.hit(HOME_ON_MOBILE) ? "mobile" : "home";
}

export function seatAtSite(scene: Scene, site: Site, person: Person, at: number, device?: number): Seat {
  return { address: scene.networks.site(site, person, at), device: device ?? phoneAt(person, at) };
}

export function seatOnPhone(scene: Scene, person: Person, at: number): Seat {
  return { address: scene.networks.mobile(person, at, scene.chance), device: phoneAt(person, at) };
}

function noteSeen(scene: Scene, site: number, person: Person): void {
  const seen = scene.seen.get(site);
  if (seen) seen.add(person.index);
  else scene.seen.set(site, new Set([person.index]));
}

/** Where someone sits at a moment, and with which device. */
export function whereIs(scene: Scene, person: Person, at: number): Seat {
  const { chance, sites, networks, land } = scene;
  const phone = phoneAt(person, at);
  const place = placeOf(scene, person, at);
  if (place === "hospital") {
    const site = sites.hospitalOf(person.town);
    if (site >= 0) {
      noteSeen(scene, site, person);
      return seatAtSite(scene, sites.all[site]!, person, at);
    }
  }
  if (place === "cafe") {
    const cafe = sites.all[person.hangout]!;
    noteSeen(scene, cafe.index, person);
    return seatAtSite(scene, cafe, person, at, chance.pick(cafe.machines));
  }
  if (place === "site" && person.site >= 0) {
    const site = sites.all[person.site]!;
    const desk = site.kind === "office" && chance.hit(DESK_SHARE);
    if (site.kind === "hospital") noteSeen(scene, site.index, person);
    return seatAtSite(scene, site, person, at, desk ? site.machines[0] : phone);
  }
  if (place === "mobile" || person.household < 0) return seatOnPhone(scene, person, at);
  const { tablet } = land.households[person.household]!;
  const device = tablet >= 0 && hourOf(at) >= 17 && chance.hit(TABLET_SHARE) ? tablet : phone;
  return { address: networks.home(person, device, at), device };
}

/** Whether a moment is in the world at all. */
export function isInWorld(scene: Scene, at: number): boolean {
  return at >= START && at < scene.end;
}
