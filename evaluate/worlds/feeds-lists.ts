/**
 * The lists of the world `feeds` that are the same for all who open them: the hot list, the
 * editor's twenty of the day, the fifty items for newcomers, channel pages, search results, pushed
 * items. Honest people look alike there since they walk down one page.
 */
import { type Creators, type Items, newestPlace } from "./feeds-catalogue.ts";
import { below, between, type Chance, clamp, shuffled } from "./feeds-chance.ts";
import { day, hour, minute, startMs } from "./feeds-clock.ts";
import type { People } from "./feeds-people.ts";

export interface Channel {
  readonly theme: number;
  readonly regulars: Int32Array;
  readonly creators: ReadonlySet<number>;
}

export interface Push {
  readonly atMs: number;
  /** One theme, or -1 for all. */
  readonly theme: number;
}

export interface Lists {
  readonly channels: readonly Channel[];
  readonly pushes: readonly Push[];
  readonly onboarding: readonly number[];
  /** Engagement of any kind, by weight. */
  note(item: number, weight: number): void;
  advance(nowMs: number): void;
  hot(): readonly number[];
  editor(nowMs: number): readonly number[];
  /** What a channel page holds, newest first. */
  channelPage(channel: number, nowMs: number): readonly number[];
  results(chance: Chance, theme: number, nowMs: number): readonly number[];
  pushed(push: number, nowMs: number): number;
  /** An old item that its theme still likes. */
  evergreen(chance: Chance, theme: number): number;
}

const hotLength = 30;
const editorLength = 20;
const onboardingLength = 50;
const halfHour = 30 * minute;
/** The editor publishes at nine. */
const editorHour = 9;

/** Channels of small themes: 25 to 120 regulars each, about one per 700 people. */
function makeChannels(chance: Chance, people: People, creators: Creators): Channel[] {
  const channels: Channel[] = [];
  const wanted = clamp(Math.round(people.count / 700), 1, 120);
  const byTheme: number[][] = Array.from({ length: people.themes }, () => []);
  for (let person = 0; person < people.count; person++) byTheme[people.theme[person]!]!.push(person);
  for (let made = 0; made < wanted; made++) {
    const theme = below(chance, people.themes);
    const near = byTheme[theme]!;
    const regulars = new Set<number>();
    const size = Math.min(people.count / 12, between(chance, 25, 120));
    for (let attempt = 0; attempt < size * 7 && regulars.size < size; attempt++) {
      const person = chance() < 0.8 && near.length > 0 ? near[below(chance, near.length)]! : -1;
      const candidate = person < 0 ? below(chance, people.count) : person;
      if (chance() < people.viewsPerDay[candidate]! / 6) regulars.add(candidate);
    }
    const makers = new Set<number>();
    let posts = 0;
    // A page lives on five to nine new items a day from small creators.
    const fresh = between(chance, 5, 9);
    for (let attempt = 0; attempt < creators.count * 3 && posts < fresh; attempt++) {
      const creator = below(chance, creators.count);
      if (creators.theme[creator] !== theme || creators.rate[creator]! > 3 || makers.has(creator)) continue;
      makers.add(creator);
      posts += creators.rate[creator]!;
    }
    channels.push({ theme, regulars: Int32Array.from(regulars).sort(), creators: makers });
  }
  return channels;
}

/** Two or three a day at the hours that push teams like; one in three goes to one theme only. */
function makePushes(chance: Chance, days: number, themes: number): Push[] {
  const hours = [8.1, 12.15, 18.4, 21.05];
  const pushes: Push[] = [];
  for (let date = 0; date < days; date++) {
    const chosen = [...shuffled(chance, hours.length).slice(0, 2 + below(chance, 2))].sort();
    for (const place of chosen) {
      const atMs = startMs + date * day + (hours[place]! + between(chance, -0.1, 0.25)) * hour;
      pushes.push({ atMs, theme: chance() < 0.33 ? below(chance, themes) : -1 });
    }
  }
  return pushes;
}

/** The best old items of each theme, best first: a few hundred that never quite leave the feeds. */
function makeEvergreens(people: People, creators: Creators, items: Items): number[][] {
  const byTheme: number[][] = Array.from({ length: people.themes }, () => []);
  for (let item = 0; item < items.first; item++) byTheme[creators.theme[items.creator[item]!]!]!.push(item);
  const worth = (item: number) => items.appeal[item]! * (1 + Math.log(creators.size[items.creator[item]!]!));
  return byTheme.map((list) => list.sort((left, right) => worth(right) - worth(left)).slice(0, 900));
}

/** Takes items until `length` of them are there, each from another creator. */
function distinctMakers(items: Items, candidates: Iterable<number>, length: number, into: number[]): void {
  const makers = new Set(into.map((item) => items.creator[item]!));
  for (const item of candidates) {
    if (into.length >= length) return;
    const maker = items.creator[item]!;
    if (makers.has(maker)) continue;
    makers.add(maker);
    into.push(item);
  }
}

interface ListsState {
  readonly chance: Chance;
  readonly people: People;
  readonly creators: Creators;
  readonly items: Items;
  readonly channels: Channel[];
  readonly pushes: Push[];
  readonly evergreens: number[][];
  readonly heat: Float32Array;
  readonly pushedItems: Map<number, number>;
  readonly picks: Map<number, number[]>;
  readonly pages: Map<number, { atMs: number; page: number[] }>;
  /** Two trending words a day, each with an hour of birth. */
  readonly trends: { atMs: number; theme: number; found: readonly number[] }[];
  hotList: number[];
  nextHot: number;
  readonly onboarding: number[];
  /** Twenty-five standing words a theme: the same first results for all who ask. */
  readonly standing: number[][][];
}

export function makeLists(
  chance: Chance,
  people: People,
  creators: Creators,
  items: Items,
  days: number,
): Lists {
  const channels = makeChannels(chance, people, creators);
  const pushes = makePushes(chance, days, people.themes);
  const evergreens = makeEvergreens(people, creators, items);
  const trends = Array.from({ length: 2 * days }, (_, trend) => ({
    atMs: startMs + (trend >> 1) * day + between(chance, 7.5, 21) * hour,
    theme: below(chance, people.themes),
    found: [] as readonly number[],
  }));
  const onboarding: number[] = [];
  const welcome = Array.from({ length: 600 }, (_, place) =>
    evergreen({ evergreens }, chance, place % people.themes),
  );
  distinctMakers(items, welcome, onboardingLength, onboarding);
  const lists: ListsState = {
    chance,
    people,
    creators,
    items,
    channels,
    pushes,
    evergreens,
    heat: new Float32Array(items.count),
    pushedItems: new Map<number, number>(),
    picks: new Map<number, number[]>(),
    pages: new Map<number, { atMs: number; page: number[] }>(),
    trends,
    hotList: [],
    nextHot: startMs,
    onboarding,
    standing: evergreens.map((_, theme) =>
      Array.from({ length: 25 }, () =>
        Array.from({ length: 12 }, () => evergreen({ evergreens }, chance, theme)),
      ),
    ),
  };
  return {
    channels: lists.channels,
    pushes: lists.pushes,
    onboarding: lists.onboarding,
    evergreen: (dice, theme) => evergreen(lists, dice, theme),
    note(item, weight) {
      lists.heat[item]! += weight;
    },
    advance: (nowMs) => advance(lists, nowMs),
    hot: () => lists.hotList,
    editor: (nowMs) => editor(lists, nowMs),
    channelPage: (channel, nowMs) => channelPage(lists, channel, nowMs),
    results: (dice, theme, nowMs) => results(lists, dice, theme, nowMs),
    pushed: (push, nowMs) => pushed(lists, push, nowMs),
  };
}

function firstSince(lists: ListsState, atMs: number): number {
  let low = 0;
  let high = lists.items.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lists.items.postedAt[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The hottest items of the last days, of one theme or of all. */
function hottest(lists: ListsState, nowMs: number, theme: number, length: number): number[] {
  const found: number[] = [];
  let bar = 0;
  const until = firstSince(lists, nowMs);
  for (let item = firstSince(lists, nowMs - 3 * day); item < until; item++) {
    if (
      lists.heat[item]! <= bar ||
      (theme >= 0 && lists.creators.theme[lists.items.creator[item]!] !== theme)
    )
      continue;
    let place = found.length;
    while (place > 0 && lists.heat[found[place - 1]!]! < lists.heat[item]!) place--;
    found.splice(place, 0, item);
    if (found.length > length) found.pop();
    if (found.length === length) bar = lists.heat[found[length - 1]!]!;
  }
  return found;
}

function evergreen({ evergreens }: Pick<ListsState, "evergreens">, dice: Chance, theme: number): number {
  const own = evergreens[theme]!;
  const list = own.length > 0 ? own : evergreens.find((other) => other.length > 0)!;
  return list[Math.floor(list.length * dice() ** 1.8)]!;
}

/**
 * Twelve fresh items that did well for their size and eight old gems: no two by one creator, of
 * any theme.
 */
function pick(lists: ListsState, nowMs: number): number[] {
  const from = firstSince(lists, nowMs - 1.5 * day);
  const until = Math.max(from, firstSince(lists, nowMs));
  const tried = Array.from(
    { length: Math.min(300, until - from) },
    () => from + below(lists.chance, until - from),
  );
  tried.sort(
    (left, right) =>
      lists.heat[right]! * lists.items.grip[right]! - lists.heat[left]! * lists.items.grip[left]!,
  );
  const page: number[] = [];
  distinctMakers(lists.items, tried, 12, page);
  const gems = Array.from({ length: 90 }, () =>
    evergreen(lists, lists.chance, below(lists.chance, lists.people.themes)),
  );
  distinctMakers(lists.items, gems, editorLength, page);
  const order = shuffled(lists.chance, page.length);
  return [...order].map((place) => page[place]!);
}

function advance(lists: ListsState, nowMs: number): void {
  while (lists.nextHot <= nowMs) {
    // Half of an item's heat is gone after five hours.
    const until = firstSince(lists, lists.nextHot);
    for (let item = firstSince(lists, lists.nextHot - 3 * day); item < until; item++)
      lists.heat[item]! *= 0.933;
    lists.hotList = hottest(lists, lists.nextHot, -1, hotLength);
    lists.nextHot += halfHour;
  }
}

function editor(lists: ListsState, nowMs: number): readonly number[] {
  const date = Math.floor((nowMs - startMs) / day - editorHour / 24);
  const known = lists.picks.get(date);
  if (known !== undefined) return known;
  const page = pick(lists, nowMs);
  lists.picks.set(date, page);
  return page;
}

function channelPage(lists: ListsState, channel: number, nowMs: number): readonly number[] {
  const known = lists.pages.get(channel);
  if (known !== undefined && nowMs < known.atMs + halfHour) return known.page;
  const page: number[] = [];
  for (const maker of lists.channels[channel]!.creators) {
    for (let place = newestPlace(lists.items, maker, nowMs); place >= lists.items.from[maker]!; place--) {
      const item = lists.items.byCreator[place]!;
      if (lists.items.postedAt[item]! < nowMs - 2 * day) break;
      page.push(item);
    }
  }
  page.sort((left, right) => right - left);
  lists.pages.set(channel, { atMs: nowMs, page });
  return page;
}

function results(lists: ListsState, dice: Chance, theme: number, nowMs: number): readonly number[] {
  // A trending word draws a third of the searches for twelve hours.
  const live = lists.trends.filter((trend) => trend.atMs <= nowMs && nowMs < trend.atMs + 12 * hour);
  if (live.length > 0 && dice() < 0.35) {
    const trend = live[below(dice, live.length)]!;
    if (trend.found.length === 0) trend.found = hottest(lists, nowMs, trend.theme, 10);
    return trend.found;
  }
  const words = lists.standing[theme]!;
  return words[Math.floor(words.length * dice() ** 2)]!;
}

function pushed(lists: ListsState, push: number, nowMs: number): number {
  const known = lists.pushedItems.get(push);
  if (known !== undefined) return known;
  const { theme } = lists.pushes[push]!;
  const taken = new Set(lists.pushedItems.values());
  const item = hottest(lists, nowMs, theme, 25).find((candidate) => !taken.has(candidate));
  const chosen = item ?? evergreen(lists, lists.chance, Math.max(0, theme));
  lists.pushedItems.set(push, chosen);
  return chosen;
}
