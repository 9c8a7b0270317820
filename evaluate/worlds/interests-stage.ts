/**
 * The stage on which the world of interests plays, and the one act all its people share: a like,
 * with what a person adds to it and sometimes takes back. Crowds and feeds use the same act, so
 * that nothing tells a crowd apart but who came and when.
 */

import type { Interests } from "./interests-communities.ts";
import type { Draw } from "./interests-draw.ts";
import type { Catalogue } from "./interests-items.ts";
import { addRow, addText, type Log, type PairSet, type Source } from "./interests-log.ts";
import { DAY_MS, HOUR_MS, type People } from "./interests-people.ts";
import type { HonestGroup } from "./world.ts";

/**
 * What somebody wants to see: a place in a feed at a moment. The feed turns it into acts and views.
 */
export interface Demand {
  size: number;
  readonly person: number[];
  readonly at: number[];
  readonly community: number[];
  /** Milliseconds since the person's last act, in which passing items are seen. */
  readonly gap: number[];
  /** 1: an act is done; 0: it only fills the time before another act with views. */
  readonly acts: number[];
}

export interface Stage {
  readonly draw: Draw;
  readonly people: People;
  readonly interests: Interests;
  readonly catalogue: Catalogue;
  readonly log: Log;
  /**
   * Pairs of person and item that have a like; and of person and owner, past `OWNERS_FROM`, that
   * follow.
   */
  readonly done: PairSet;
  readonly demand: Demand;
  readonly days: number;
  readonly views: boolean;
  /** Draws of what passes by; apart, so that a world with views has the same acts. */
  readonly passing: Draw;
  /** Groups by the numbers of their people. */
  readonly groups: { readonly kind: string; readonly people: readonly number[] }[];
  /** First of the numbers of comment texts that anyone writes. */
  readonly phrases: { readonly first: number; readonly count: number };
}

interface ActHow {
  /** Milliseconds since the person's last act. */
  readonly gap: number;
  readonly source: Source;
  /** A slogan that a comment of this crowd holds. */
  readonly text?: number;
  /** Feed whose items passed by; without it the item's own. */
  readonly community?: number;
}

/** Followed owners stand above items in the set of pairs. */
const OWNERS_FROM = 2 ** 23;
/** Acts without a like: who only keeps, shares or comments. */
const WITHOUT_LIKE = 0.06;
/** Likes that end in a follow. */
const FOLLOWS = 0.012;
/**
 * Most likes taken back are slips of the thumb, taken back in seconds; some slips end in a like
 * again.
 */
const SLIPS = 0.6;
const LIKED_AGAIN = 0.25;

/** Short comments are most comments, and a few dozen phrases cover them; ends make variants. */
const OPENERS = [
  "so good",
  "first",
  "haha",
  "wow",
  "again please",
  "who is here today",
  "me too",
  "♥♥♥",
  "ok",
  "best one yet",
];
const WORDS = [
  "tea",
  "goal",
  "song",
  "cat",
  "recipe",
  "dance",
  "light",
  "colour",
  "trip",
  "voice",
  "ending",
  "part two",
];
const ENDS = ["", "!", "!!", " ♥", " :)"];

/** Words of comments: short ones that many people write in the same letters. */
export function addPhrases(log: Log): Stage["phrases"] {
  const first = log.texts.length;
  for (const end of ENDS) {
    for (const opener of OPENERS) addText(log, opener + end);
    for (const word of WORDS) addText(log, `love the ${word}${end}`);
    for (const word of WORDS) addText(log, `more ${word} please${end}`);
  }
  return { first, count: log.texts.length - first };
}

function phrase(stage: Stage): number {
  // Squared: the first ones are written far more often.
  return stage.phrases.first + Math.floor(stage.draw.random() ** 2 * stage.phrases.count);
}

function regret(stage: Stage, person: number, item: number, at: number): void {
  const { draw, log } = stage;
  if (draw.chance(SLIPS)) {
    const slip = at + draw.between(700, 6000);
    addRow(log, "unlike", slip, person, item);
    if (draw.chance(LIKED_AGAIN)) addRow(log, "like", slip + draw.between(600, 9000), person, item);
    return;
  }
  addRow(log, "unlike", at + draw.exponential(30 * HOUR_MS) + 60_000, person, item);
}

export function follow(stage: Stage, person: number, owner: number, at: number): void {
  if (person === owner || !stage.done.add(person, OWNERS_FROM + owner)) return;
  addRow(stage.log, "follow", at, person, owner);
  if (stage.draw.chance(0.04)) {
    addRow(stage.log, "unfollow", at + stage.draw.exponential(4 * DAY_MS), person, owner);
  }
}

function extras(stage: Stage, person: number, item: number, at: number, how: ActHow): void {
  const { draw, people, log } = stage;
  let moment = at;
  if (draw.chance(people.keeps[person]!)) {
    moment += draw.between(500, 4000);
    addRow(log, "favorite", moment, person, item);
    if (draw.chance(0.03)) addRow(log, "unfavorite", moment + draw.exponential(2 * DAY_MS), person, item);
  }
  if (draw.chance(people.shares[person]!)) {
    moment += draw.between(1500, 9000);
    addRow(log, "share", moment, person, item);
  }
  const talks =
    how.text === undefined ? people.comments[person]! : Math.min(0.9, people.comments[person]! * 3);
  if (draw.chance(talks)) {
    const slogan = how.text !== undefined && draw.chance(0.7);
    addRow(log, "comment", moment + draw.between(5000, 40_000), person, item, {
      text: slogan ? how.text : phrase(stage),
    });
  }
}

/**
 * One act. False where the person had done it already, is the item's owner, or the item was not yet
 * there.
 */
export function act(stage: Stage, person: number, item: number, at: number, how: ActHow): boolean {
  const { draw, passing, people, log, demand } = stage;
  const { owner, at: posted, community } = stage.catalogue.items[item]!;
  if (posted > at || at >= log.windowMs || at < 0) return false;
  // One in fifty likes the own item, which platforms allow.
  if (owner === person && !draw.chance(0.02)) return false;
  if (!stage.done.add(person, item)) return false;
  if (stage.views) {
    addRow(log, "view", at - Math.min(how.gap, passing.lognormal(9000, 0.9)), person, item, {
      source: how.source,
    });
    if (how.gap > 0) demandOf(demand, person, at, how.community ?? community, how.gap, 0);
  }
  if (!draw.chance(WITHOUT_LIKE)) {
    addRow(log, "like", at, person, item);
    if (draw.chance(people.regrets[person]!)) regret(stage, person, item, at);
    extras(stage, person, item, at, how);
  } else {
    const lot = draw.random();
    if (lot < 0.3) addRow(log, "comment", at, person, item, { text: how.text ?? phrase(stage) });
    else addRow(log, lot < 0.7 ? "favorite" : "share", at, person, item);
  }
  if (draw.chance(FOLLOWS)) follow(stage, person, owner, at + draw.between(2000, 20_000));
  return true;
}

export function demandOf(
  demand: Demand,
  person: number,
  at: number,
  community: number,
  gap: number,
  acts: number,
): void {
  demand.person.push(person);
  demand.at.push(at);
  demand.community.push(community);
  demand.gap.push(gap);
  demand.acts.push(acts);
  demand.size += 1;
}

/** Counts of crowds grow with people and days; a small world has one of each kind. */
export function countOf(stage: Stage, peoplePerOne: number): number {
  return Math.max(1, Math.round((stage.people.count / peoplePerOne) * (stage.days / 14)));
}

/** Only groups whose people are in the export, and each person once. */
export function honestGroups(stage: Stage, acted: Uint8Array, ids: readonly string[]): HonestGroup[] {
  return stage.groups
    .map(({ kind, people }) => ({
      kind,
      actors: Array.from(new Set(people.filter((person) => acted[person] === 1)), (person) => ids[person]!),
    }))
    .filter((group) => group.actors.length > 1);
}
