/** What everybody does besides: sittings with a feed, by taste, with a like here and there. */

import { type Feeds, feedsOf } from "./catalogue.ts";
import { type Chance, place, sumsOf } from "./chance.ts";
import { DAY, dayOf, isWeekend, moment, SECOND, START } from "./clock.ts";
import type { Source } from "./log.ts";
import { drawHour, type Person } from "./people.ts";
import { chanceOf, type Scene } from "./scene.ts";
import { remark } from "./words.ts";

const SOURCES: readonly Source[] = ["recommend", "follow", "hot", "search", "profile", "share"];
const SOURCE_SUMS = sumsOf([62, 16, 9, 5, 4, 4]);
/** Of the works seen in a feed, so many are outside one's tastes. */
const STRAY = 0.15;
/** Weight of each further taste against the one before it. */
const NEXT_TASTE = 0.55;
const UNLIKED = 0.008;

/** Accounts that somebody follows: known ones of one's tastes, and some people of the town. */
export function followed(scene: Scene, chance: Chance, person: Person): number[] {
  const { catalogue, people, options } = scene;
  const count = Math.min(60, chance.lognormal(7, 0.9));
  const follows = new Set<number>();
  for (let tries = count * 4; tries > 0 && follows.size < count; tries--) {
    const known = catalogue.known[Math.floor(catalogue.known.length * chance.next() ** 1.8)]!;
    if (person.tastes.includes(catalogue.accounts[known]!.niche) || chance.hit(0.12)) follows.add(known);
  }
  for (let at = 0; at < 3; at++) {
    // Hands come after the honest people, and post nothing.
    const other = people[chance.whole(options.people)]!;
    if (other.town === person.town && other.index !== person.index) follows.add(other.index);
  }
  return [...follows];
}

function fromFollowed(scene: Scene, chance: Chance, follows: readonly number[], atMs: number): number {
  for (let tries = 0; tries < 3 && follows.length > 0; tries++) {
    const { works } = scene.catalogue.accounts[chance.pick(follows)]!;
    const recent = works.filter((work) => {
      const age = atMs - scene.catalogue.works[work]!.postedAtMs;
      return age >= 0 && age < 3 * DAY;
    });
    if (recent.length > 0) return chance.pick(recent);
  }
  return -1;
}

function fromTastes(chance: Chance, feeds: Feeds, person: Person, atMs: number): number {
  if (chance.hit(STRAY)) return feeds.hot(chance, atMs);
  let at = 0;
  while (at < person.tastes.length - 1 && chance.hit(NEXT_TASTE)) at++;
  return feeds.draw(chance, person.tastes[at]!, atMs);
}

/** One more work in a sitting: a view, and what may follow. Returns the moment of the last act. */
function see(scene: Scene, chance: Chance, person: Person, work: number, fromMs: number, source: Source) {
  const who = person.index;
  let atMs = fromMs;
  scene.log.add({ deed: "view", who, work, atMs, source });
  const { niche, pull } = scene.catalogue.works[work]!;
  const dear = person.tastes.includes(niche) ? 1.25 : 0.5;
  const good = Math.min(2.5, dear * (0.75 + 0.2 * Math.log1p(pull)));
  if (chance.hit(person.likes * good)) {
    atMs += chance.lognormal(6, 0.8) * SECOND;
    scene.log.add({ deed: "like", who, work, atMs, source });
    if (chance.hit(UNLIKED)) {
      scene.log.add({ deed: "unlike", who, work, atMs: atMs + chance.lognormal(40, 2) * SECOND, source });
    }
  }
  if (chance.hit(person.talks * good)) {
    atMs += chance.lognormal(18, 0.6) * SECOND;
    scene.log.add({ deed: "comment", who, work, atMs, source, text: remark(chance) });
  }
  if (chance.hit(person.keeps * good)) {
    scene.log.add({ deed: "favorite", who, work, atMs: atMs + 2 * SECOND, source });
  }
  if (chance.hit(person.shares * good)) {
    scene.log.add({ deed: "share", who, work, atMs: atMs + 5 * SECOND, source });
  }
  if (source !== "follow" && chance.hit(0.012 * dear)) {
    scene.log.add({ deed: "follow", who, work, atMs: atMs + 4 * SECOND, source });
  }
  return atMs;
}

/** A sitting: works one after another until the person has had enough. */
export function sit(
  scene: Scene,
  chance: Chance,
  who: Person,
  follows: readonly number[],
  feeds: Feeds,
  fromMs: number,
): void {
  let atMs = fromMs;
  const count = 1 + chance.poisson(Math.max(0, who.itemsASitting - 1));
  for (let at = 0; at < count; at++) {
    const source = SOURCES[place(SOURCE_SUMS, chance.next())]!;
    const chosen =
      source === "follow"
        ? fromFollowed(scene, chance, follows, atMs)
        : source === "hot"
          ? feeds.hot(chance, atMs)
          : -1;
    const work = chosen >= 0 ? chosen : fromTastes(chance, feeds, who, atMs);
    if (work < 0) continue;
    atMs = see(scene, chance, who, work, atMs, chosen >= 0 || source !== "follow" ? source : "recommend");
    atMs += chance.lognormal(24, 0.9) * SECOND;
  }
}

/** Everybody's days. Whoever had no sitting has one after all, so that nobody is without acts. */
export function liveThrough(scene: Scene, people: readonly Person[], part: string): void {
  const chance = chanceOf(scene, part);
  const { days } = scene.options;
  const feeds = Array.from({ length: days }, (_, day) => feedsOf(scene.catalogue, day));
  for (const person of people) {
    const follows = followed(scene, chance, person);
    const before = scene.log.count();
    for (let day = 0; day < days; day++) {
      const count = chance.poisson(person.sittingsADay * (isWeekend(day) ? 1.25 : 0.93));
      for (let at = 0; at < count; at++) {
        const atMs = moment(day, drawHour(chance, person));
        if (atMs < person.activeFromMs) continue;
        sit(scene, chance, person, follows, feeds[day]!, atMs);
      }
    }
    const first = Math.max(START, person.activeFromMs);
    while (scene.log.count() === before) {
      const atMs = first + chance.next() * (scene.end - first);
      sit(scene, chance, person, follows, feeds[dayOf(atMs)]!, atMs);
    }
  }
}
