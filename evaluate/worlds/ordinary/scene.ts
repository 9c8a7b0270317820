/** What the makers of groups share: people, places, works and the log, and how a call is answered. */

import type { HonestGroup, WorldOptions } from "../world.ts";
import type { Catalogue, WorkKind } from "./catalogue.ts";
import { type Chance, streamOf } from "./chance.ts";
import { HOUR, hourOf, MINUTE, SECOND } from "./clock.ts";
import type { Deed, Log, Source } from "./log.ts";
import type { Calling, Person } from "./people.ts";
import { sleepLeft } from "./people.ts";
import type { Places, Seat } from "./places.ts";
import { remark } from "./words.ts";

export interface Scene {
  readonly options: WorldOptions;
  readonly people: readonly Person[];
  /** Honest people by town. */
  readonly townsfolk: ReadonlyMap<number, readonly Person[]>;
  readonly places: Places;
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly honest: HonestGroup[];
  readonly names: readonly string[];
  readonly end: number;
}

/** The stream of chance of one kind of group. */
export function chanceOf(scene: Scene, kind: string): Chance {
  return streamOf(scene.options.seed, kind);
}

/** How many groups of a kind: enough that they hold a share of the people, and at least one. */
export function groupCount(scene: Scene, partOfPeople: number, size: number): number {
  return Math.max(1, Math.round((scene.people.length * partOfPeople) / size));
}

export interface Draft {
  readonly size: number;
  readonly callings?: readonly Calling[];
  readonly town?: number;
  readonly taste?: number;
}

/** Of those who keep to themselves, so many are passed over: some join much, and many nothing. */
const PASSED_OVER = 0.85;

/** People for a group, as many as asked for where there are enough. */
export function draft(scene: Scene, chance: Chance, wanted: Draft): number[] {
  const { size, callings, town, taste } = wanted;
  const taken = new Set<number>();
  const all = town === undefined ? scene.people : scene.townsfolk.get(town)!;
  for (let tries = size * 80; tries > 0 && taken.size < size; tries--) {
    const person = chance.pick(all);
    if (callings !== undefined && !callings.includes(person.calling)) continue;
    if (taste !== undefined && !person.tastes.includes(taste) && !chance.hit(0.05)) continue;
    if (!person.sociable && chance.hit(PASSED_OVER)) continue;
    taken.add(person.index);
  }
  for (const index of taken) scene.people[index]!.groups++;
  return [...taken];
}

/** Tells what a group is, for those who count. A group of one is none. */
export function note(scene: Scene, kind: string, members: Iterable<number>): void {
  const actors = [...new Set(members)].map((index) => scene.names[index]!);
  if (actors.length > 1) scene.honest.push({ kind, actors });
}

/** A town where people live, weighted by its people. */
export function someTown(scene: Scene, chance: Chance): number {
  return chance.pick(scene.people).town;
}

export interface Habit {
  /** Mean share of the members who come. */
  readonly turnout: number;
  /** Delay after the call: its median and its spread on the log scale. */
  readonly medianMs: number;
  readonly sigma: number;
  readonly source: Source;
  /** Chance of each deed of those who come; a view always comes first. */
  readonly deeds: Readonly<Partial<Record<Deed, number>>>;
  readonly phrases?: readonly string[];
  /** Where they all sit; otherwise each sits where the person is at that hour. */
  readonly seat?: (person: number) => Seat;
  /** Seconds from view to the next deed, at the median. */
  readonly dwellSeconds?: number;
}

/** The deeds of somebody who has opened a work. Returns the moment of the last. */
export function dealWith(
  scene: Scene,
  chance: Chance,
  who: number,
  work: number,
  fromMs: number,
  habit: Omit<Habit, "turnout" | "medianMs" | "sigma">,
): number {
  const { source, deeds, phrases, dwellSeconds = 9 } = habit;
  const place = habit.seat === undefined ? {} : { seat: habit.seat(who) };
  let atMs = fromMs;
  scene.log.add({ deed: "view", who, work, atMs, source, ...place });
  for (const deed of ["like", "follow", "comment", "favorite", "share", "unlike", "unfollow"] as const) {
    if (!chance.hit(deeds[deed] ?? 0)) continue;
    atMs += chance.lognormal(dwellSeconds, 0.7) * SECOND;
    const text = phrases !== undefined && chance.hit(0.75) ? chance.pick(phrases) : remark(chance);
    scene.log.add({ deed, who, work, atMs, source, ...place, ...(deed === "comment" ? { text } : {}) });
  }
  return atMs;
}

/** Members answer a call for a work; who sleeps answers after waking. Returns those who came. */
export function answer(
  scene: Scene,
  chance: Chance,
  members: readonly number[],
  work: number,
  calledAtMs: number,
  habit: Habit,
): number[] {
  const came: number[] = [];
  for (const who of members) {
    const person = scene.people[who]!;
    if (!chance.hit(Math.min(0.985, habit.turnout * person.eager))) continue;
    let atMs = calledAtMs + chance.lognormal(habit.medianMs, habit.sigma);
    const asleep = sleepLeft(person, hourOf(atMs));
    if (asleep > 0) atMs += asleep * HOUR + chance.lognormal(25 * MINUTE, 0.8);
    dealWith(scene, chance, who, work, atMs, habit);
    came.push(who);
  }
  return came;
}

/** A work of an account, posted at a moment. */
export function post(
  scene: Scene,
  chance: Chance,
  owner: number,
  atMs: number,
  look: { readonly kind?: WorkKind; readonly pull?: number; readonly niche?: number } = {},
): number {
  const { kind = "video", pull = 0.15, niche } = look;
  return scene.catalogue.post(chance, owner, { kind, atMs, pull, ...(niche === undefined ? {} : { niche }) });
}

/** Several works one after another, each after the last with a gap. Returns the last moment. */
export function goThrough(
  scene: Scene,
  chance: Chance,
  who: number,
  works: readonly number[],
  fromMs: number,
  habit: Omit<Habit, "turnout" | "medianMs" | "sigma"> & { readonly gapMs: () => number },
): number {
  let atMs = fromMs;
  for (const work of works) {
    const last = dealWith(scene, chance, who, work, atMs, habit);
    atMs = Math.max(last + SECOND, atMs + habit.gapMs());
  }
  return atMs;
}
