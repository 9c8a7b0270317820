/**
 * What one visit to the app looks like in the world `feeds`, surface by surface. Honest people look
 * alike there: each surface is a list, most people take it from the top, and who opens a creator's
 * profile likes five old items in a row.
 */

import { newestPlace } from "./feeds-catalogue.ts";
import {
  below,
  between,
  clamp,
  exponential,
  geometric,
  pickWeighted,
  runningSums,
  steady,
} from "./feeds-chance.ts";
import { day, hour, minute, second } from "./feeds-clock.ts";
import type { Source } from "./feeds-log.ts";
import { binges } from "./feeds-people.ts";
import type { Visit } from "./feeds-plan.ts";
import { follow, like, type Mood, type Platform, record, watch } from "./feeds-reactions.ts";

/** Who did what the honest groups are named after. */
export interface Diary {
  readonly editorVisits: Uint16Array;
  readonly bingeLikes: Uint16Array;
  readonly welcomed: Uint8Array;
  readonly pushOpeners: Map<number, Set<number>>;
  readonly channelVisitors: Map<number, Set<number>>;
  readonly fansWhoCame: Map<number, Set<number>>;
}

export function makeDiary(people: number): Diary {
  return {
    editorVisits: new Uint16Array(people),
    bingeLikes: new Uint16Array(people),
    welcomed: new Uint8Array(people),
    pushOpeners: new Map(),
    channelVisitors: new Map(),
    fansWhoCame: new Map(),
  };
}

function enter(book: Map<number, Set<number>>, page: number, person: number): void {
  const entered = book.get(page);
  if (entered === undefined) book.set(page, new Set([person]));
  else entered.add(person);
}

/**
 * How warm each surface is: a like rate relative to that of the recommender. Follow feeds and
 * channels are full of known faces; newcomers are asked to like some items so that the feed learns.
 */
const warmth: Readonly<Record<Source, number>> = {
  recommend: 1,
  hot: 0.8,
  follow: 1.5,
  search: 0.7,
  profile: 1.6,
  push: 1.2,
  editor: 1.1,
  onboarding: 2.6,
  channel: 2.5,
};
const moods = Object.fromEntries(
  Object.entries(warmth).map(([source, warm]) => [source, { source, warmth: warm } as Mood]),
) as Record<Source, Mood>;

/** One open profile per 250 views, ten times as many after a like. */
const profileRate = 0.004;
/** One recommended item in eight is an old one that the theme still likes. */
const evergreenShare = 0.12;
/**
 * Views of one stay on a surface, on average. A page of twenty or fifty is seldom read to its end.
 */
const pageMean = { follow: 4, hot: 5, search: 2.5, editor: 13, channel: 9, welcome: 19 } as const;

interface Walk {
  readonly platform: Platform;
  readonly diary: Diary;
  readonly person: number;
  nowMs: number;
  /** Views that the person still has time for. */
  left: number;
}

function isOpen({ platform, nowMs, left }: Walk): boolean {
  const { outage, log } = platform;
  return left > 0 && nowMs < log.endMs && (nowMs < outage.fromMs || nowMs >= outage.toMs);
}

function isNew({ platform, person, nowMs }: Walk, item: number): boolean {
  const { items, creators, seen } = platform;
  if (items.postedAt[item]! > nowMs || creators.person[items.creator[item]!] === person) return false;
  return !seen.has(person, item);
}

function see(walk: Walk, item: number, mood: Mood): boolean {
  const { platform, person } = walk;
  const { endMs, liked } = watch(platform, person, item, walk.nowMs, mood);
  walk.nowMs = endMs;
  walk.left--;
  if (mood.source === "profile") return liked;
  const bingeing = (platform.people.habits[person]! & binges) !== 0 ? 6 : 1;
  const curious = profileRate * bingeing * (liked ? 10 : 1);
  if (platform.chance() < curious) openProfile(walk, platform.items.creator[item]!);
  return liked;
}

/**
 * Down a list from the top: the same items in the same order as everybody else, but for what is
 * known already.
 */
function down(walk: Walk, list: readonly number[], mean: number, mood: Mood): void {
  const { chance } = walk.platform;
  let wanted = Math.min(geometric(chance, mean), walk.left);
  for (const item of list) {
    if (wanted <= 0 || !isOpen(walk)) return;
    if (!isNew(walk, item) || chance() < 0.08) continue;
    see(walk, item, mood);
    wanted--;
  }
}

/** A creator's old items, newest first. Some people like one after the other. */
function openProfile(walk: Walk, creator: number): void {
  const { platform, person, diary } = walk;
  const { chance, items, people } = platform;
  const bingeing = (people.habits[person]! & binges) !== 0;
  const wanted = geometric(chance, bingeing ? 13 : 4.5);
  walk.nowMs += between(chance, 0.8, 4) * second;
  const takenBy = chance() < (bingeing ? 0.45 : 0.04) && people.likeRate[person]! > 0;
  const likeChance = takenBy ? between(chance, 0.6, 0.98) : undefined;
  const mood: Mood = {
    source: "profile",
    warmth: warmth.profile,
    skims: chance() < 0.55,
    followLift: 25,
    ...(likeChance === undefined ? {} : { likeChance }),
  };
  let likes = 0;
  let seen = 0;
  walk.left = Math.max(walk.left, wanted);
  const oldest = items.from[creator]!;
  for (let place = newestPlace(items, creator, walk.nowMs); place >= oldest && seen < wanted; place--) {
    const item = items.byCreator[place]!;
    if (!isNew(walk, item)) continue;
    if (!isOpen(walk)) break;
    seen++;
    if (see(walk, item, mood)) likes++;
  }
  if (likes >= 5) diary.bingeLikes[person]! += 1;
}

function scroll(walk: Walk, mean: number): void {
  const { platform, person } = walk;
  const { chance, waves, lists, people } = platform;
  for (let wanted = Math.min(geometric(chance, mean), walk.left); wanted > 0; ) {
    // A feed is fetched a page at a time.
    const page = waves.offer(person, walk.nowMs, Math.min(wanted, 8));
    for (let place = 0; place < Math.max(page.length, 1); place++) {
      if (!isOpen(walk)) return;
      wanted--;
      const fresh = page[place];
      const wave = fresh !== undefined && chance() >= evergreenShare;
      const theme = chance() < 0.75 ? people.theme[person]! : below(chance, people.themes);
      const item = wave ? fresh : lists.evergreen(chance, theme);
      if (isNew(walk, item)) see(walk, item, moods.recommend);
      else if (chance() < 0.03) break;
    }
  }
}

/** What followed creators have posted in three days, newest first. */
function readFollows(walk: Walk): void {
  const { platform, person, nowMs } = walk;
  const { items, follows, chance } = platform;
  const followed = follows[person]!;
  const found: number[] = [];
  const offset = below(chance, Math.max(1, followed.length));
  for (let step = 0; step < Math.min(60, followed.length); step++) {
    const creator = followed[(offset + step) % followed.length]!;
    const oldest = items.from[creator]!;
    for (let place = newestPlace(items, creator, nowMs); place >= oldest && found.length < 200; place--) {
      const item = items.byCreator[place]!;
      if (items.postedAt[item]! < nowMs - 3 * day) break;
      found.push(item);
    }
  }
  found.sort((left, right) => right - left);
  down(walk, found, pageMean.follow, moods.follow);
}

/** Wanders between the surfaces until the time is used up. */
function stroll(walk: Walk): void {
  const { platform, person, diary } = walk;
  const { chance, people, lists } = platform;
  const [hotLean, followLean, searchLean] = people.leans.subarray(3 * person, 3 * person + 3);
  // Shares of segments; the recommender is where the app opens, so it has two thirds.
  const sums = runningSums([3.2, 0.4 * hotLean!, 0.95 * followLean!, 0.42 * searchLean!, 0.03]);
  for (let tries = 0; tries < 60 && isOpen(walk); tries++) {
    const surface = pickWeighted(chance, sums);
    if (surface === 1) down(walk, lists.hot(), pageMean.hot, moods.hot);
    else if (surface === 2) readFollows(walk);
    else if (surface === 3) {
      const theme = chance() < 0.6 ? people.theme[person]! : below(chance, people.themes);
      down(walk, lists.results(chance, theme, walk.nowMs), pageMean.search, moods.search);
    } else if (surface === 4) {
      diary.editorVisits[person]! += 1;
      down(walk, lists.editor(walk.nowMs), pageMean.editor, moods.editor);
    } else scroll(walk, 7);
    walk.nowMs += exponential(chance, 4 * second);
  }
}

/** One regular in four has made it their custom to like what their channel brings. */
function readChannel(walk: Walk, channel: number): void {
  const { platform, person, diary } = walk;
  const custom = steady(person, 7000 + channel);
  const mood = custom < 0.25 ? { ...moods.channel, likeChance: 0.08 + custom } : moods.channel;
  enter(diary.channelVisitors, channel, person);
  walk.left = Math.max(walk.left, 14);
  down(walk, platform.lists.channelPage(channel, walk.nowMs), pageMean.channel, mood);
}

/**
 * A newcomer's first minutes: the fifty items, from the top, and a page that offers creators to
 * follow at one touch.
 */
function welcome(walk: Walk): void {
  const { platform, person, diary } = walk;
  const { chance, lists, items } = platform;
  diary.welcomed[person] = 1;
  walk.left = 50;
  const asked = chance() < 0.3 && platform.people.likeRate[person]! > 0;
  const mood = asked ? { ...moods.onboarding, likeChance: between(chance, 0.15, 0.5) } : moods.onboarding;
  if (chance() < 0.4) {
    const offered = lists.onboarding.slice(0, 12);
    for (const item of offered) {
      if (chance() < 0.55) follow(platform, person, items.creator[item]!, walk.nowMs, "onboarding");
      walk.nowMs += between(chance, 0.2, 1.1) * second;
    }
  }
  down(walk, lists.onboarding, pageMean.welcome, mood);
  walk.left = geometric(chance, platform.people.sessionViews[person]!);
  if (chance() < 0.5) stroll(walk);
}

function answerFan(walk: Walk, item: number): void {
  const { platform, person, diary } = walk;
  const { chance, items } = platform;
  const creator = items.creator[item]!;
  enter(diary.fansWhoCame, creator, person);
  const loyalty = 0.3 + 0.6 * steady(person, creator);
  if (isNew(walk, item)) see(walk, item, { ...moods.follow, likeChance: loyalty });
  if (chance() < 0.3) stroll(walk);
}

function openPush(walk: Walk, push: number): void {
  const { platform, person, diary } = walk;
  enter(diary.pushOpeners, push, person);
  const item = platform.lists.pushed(push, walk.nowMs);
  if (isNew(walk, item)) see(walk, item, moods.push);
  else record(platform, "view", walk.nowMs, person, item, "push");
  if (platform.chance() < 0.4) stroll(walk);
}

/** Takes back a row of likes, one a second: people who empty their page of liked items. */
function cleanUp(walk: Walk): void {
  const { platform, person } = walk;
  const liked = platform.likedBy.get(person) ?? [];
  for (const item of liked.splice(-geometric(platform.chance, 25))) {
    walk.nowMs += between(platform.chance, 0.8, 2.5) * second;
    record(platform, "unlike", walk.nowMs, person, item, "profile");
  }
}

/** A creator looks at the fresh post and likes it. */
function likeOwn(walk: Walk, item: number): void {
  const { platform, person } = walk;
  record(platform, "view", walk.nowMs, person, item, "profile");
  like(platform, person, item, walk.nowMs + between(platform.chance, 2, 9) * second, "profile");
  walk.nowMs += 10 * second;
}

export function makeVisit(platform: Platform, diary: Diary, visit: Visit): void {
  const { chance, people, busyUntil } = platform;
  const { person, reason, what } = visit;
  const free = busyUntil[person]! + between(chance, 1, 15) * second;
  // Who is called while watching comes when the item is over; who would be late by an hour does not
  // come.
  if (free > visit.atMs + hour) return;
  const left = clamp(geometric(chance, people.sessionViews[person]!), 1, 300);
  const walk: Walk = { platform, diary, person, nowMs: Math.max(visit.atMs, free), left };
  if (reason === "stroll") stroll(walk);
  else if (reason === "editor") {
    diary.editorVisits[person]! += 1;
    walk.left = 20;
    down(walk, platform.lists.editor(walk.nowMs), pageMean.editor, moods.editor);
  } else if (reason === "channel") readChannel(walk, what);
  else if (reason === "welcome") welcome(walk);
  else if (reason === "push") openPush(walk, what);
  else if (reason === "fan") answerFan(walk, what);
  else if (reason === "clean") cleanUp(walk);
  else likeOwn(walk, what);
  busyUntil[person] = Math.min(walk.nowMs, visit.atMs + 6 * hour) + minute / 30;
}
