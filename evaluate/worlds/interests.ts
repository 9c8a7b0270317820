/**
 * The world of interests: a platform of short videos and articles, likes for the most part, and no
 * attacker. People belong to one to five of its communities, large and tiny, nested and crossing;
 * creators post for them; and fan clubs, memes, challenges, matches, friends, book clubs,
 * collectors and crowds from other sites come on top. Honest people look alike here because they
 * share taste, hours, idols and moments: groups like the same obscure items within minutes and
 * nobody paid for it.
 */

import { type Community, makeMemberships } from "./interests-communities.ts";
import { createDraw, shuffled } from "./interests-draw.ts";
import { playFanClubs, playFlashCrowds } from "./interests-fans.ts";
import { serveFeeds } from "./interests-feed.ts";
import { type Item, makeCatalogue } from "./interests-items.ts";
import { createLog, createPairSet, orderOfTime, SOURCES, TYPES } from "./interests-log.ts";
import { DAY_MS, makePeople } from "./interests-people.ts";
import { clearLikes, sitAll } from "./interests-sittings.ts";
import { playChallenges, playEvents, playMemes } from "./interests-spread.ts";
import { addPhrases, honestGroups, type Stage } from "./interests-stage.ts";
import { playBookClubs, playCircles, playCollectors } from "./interests-ties.ts";
import type { MakeWorld, World, WorldEvent, WorldOptions } from "./world.ts";

export interface InterestsOptions extends WorldOptions {
  /**
   * Adds a view before each act, and 10 to 30 views without an act. Likes stay as they are without.
   */
  readonly views?: boolean;
}

/** Monday 2 March 2026, 0:00 UTC: days of the week count from here. */
const BEGIN_MS = Date.UTC(2026, 2, 2);
/** Larger communities are half the platform's taste, not a group. */
const LARGEST_GROUP = 3000;

function setStage(options: InterestsOptions): Stage {
  const { seed, people: count, days } = options;
  const people = makePeople(createDraw(seed, 1), count);
  const interests = makeMemberships(createDraw(seed, 2), people);
  const catalogue = makeCatalogue(createDraw(seed, 3), people, interests, days);
  const log = createLog(days * DAY_MS);
  return {
    draw: createDraw(seed, 4),
    passing: createDraw(seed, 5),
    people,
    interests,
    catalogue,
    log,
    done: createPairSet(),
    demand: { size: 0, person: [], at: [], community: [], gap: [], acts: [] },
    days,
    views: options.views === true,
    groups: interests.communities
      .filter((community) => community.members.length <= LARGEST_GROUP)
      .map((community) => ({ kind: groupKind(community), people: community.members })),
    phrases: addPhrases(log),
  };
}

function groupKind(community: Community): string {
  return community.language === 0 ? "community" : "small-language community";
}

/** Names without a meaning: numbers of accounts say nothing of what they are. */
function accountNames(seed: number, count: number): string[] {
  const draw = createDraw(seed, 6);
  const numbers = shuffled(
    draw,
    Uint32Array.from({ length: count }, (_, person) => person),
  );
  return numbers.map((number) => `a${number + 1000}`);
}

/** Numbers of items go up with their time, as those of platforms do. */
function itemNames(items: readonly Item[]): string[] {
  const names = new Array<string>(items.length);
  const order = Array.from(items.keys()).sort((left, right) => items[left]!.at - items[right]!.at);
  for (const [rank, id] of order.entries()) names[id] = `${items[id]!.kind.charAt(0)}${rank + 1}`;
  return names;
}

function eventsOf(stage: Stage, accounts: readonly string[]): WorldEvent[] {
  const { log, catalogue } = stage;
  const names = itemNames(catalogue.items);
  const order = orderOfTime(log);
  const events = new Array<WorldEvent>(log.size);
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place]!;
    const type = TYPES[log.type[row]!]!;
    const number = log.target[row]!;
    const atMs = BEGIN_MS + log.at[row]!;
    const actor = accounts[log.actor[row]!]!;
    if (type === "follow" || type === "unfollow") {
      const account = accounts[number]!;
      events[place] = { type, atMs, actor, targetKind: "account", target: account, owner: account };
      continue;
    }
    const item = catalogue.items[number]!;
    const targetKind = item.kind;
    const target = names[number]!;
    const owner = accounts[item.owner]!;
    // Written out, not spread: millions of objects are made once.
    if (type === "comment") {
      const text = log.texts[log.text[row]!]!;
      events[place] = { type, atMs, actor, targetKind, target, owner, text };
    } else if (type === "view") {
      const source = SOURCES[log.source[row]!]!;
      events[place] = { type, atMs, actor, targetKind, target, owner, source };
    } else events[place] = { type, atMs, actor, targetKind, target, owner };
  }
  return events;
}

export const makeInterests = ((options: InterestsOptions): World => {
  const stage = setStage(options);
  playFanClubs(stage);
  playFlashCrowds(stage);
  playMemes(stage);
  playChallenges(stage);
  playEvents(stage);
  playCircles(stage);
  playBookClubs(stage);
  playCollectors(stage);
  sitAll(stage);
  serveFeeds(stage);
  clearLikes(stage);
  const acted = new Uint8Array(stage.people.count);
  for (let row = 0; row < stage.log.size; row += 1) acted[stage.log.actor[row]!] = 1;
  const accounts = accountNames(options.seed, stage.people.count);
  return {
    name: stage.views ? "interests with views" : "interests",
    events: eventsOf(stage, accounts),
    honest: honestGroups(stage, acted, accounts),
    pools: [],
  };
}) satisfies MakeWorld;
