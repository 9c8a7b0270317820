/**
 * Creators, what they post, who follows them and who is told at each posting, in the world `feeds`.
 * Honest people look alike there since a creator's loyal fans are notified in the same second, and
 * come in the same hour, day after day.
 */
import type { Chance } from "./feeds-chance.ts";
import {
  below,
  between,
  clamp,
  lognormal,
  normal,
  pareto,
  pickWeighted,
  poisson,
  runningSums,
} from "./feeds-chance.ts";
import { day, drawHour, hour, nearHour, startMs } from "./feeds-clock.ts";
import type { Clusters, People } from "./feeds-people.ts";

export interface Creators {
  readonly count: number;
  /** The person behind it, or -1 for an organization's account. */
  readonly person: Int32Array;
  readonly theme: Uint8Array;
  /** The cluster that likes it most: its items are tested there. */
  readonly home: Int32Array;
  /** Relative number of followers. */
  readonly size: Float32Array;
  /** Posts a day. */
  readonly rate: Float32Array;
  readonly names: readonly string[];
  /** Those who have switched notifications on. */
  readonly fans: ReadonlyMap<number, Int32Array>;
}

/** Items in order of posting: old stock first. */
export interface Items {
  readonly count: number;
  /** First item posted in the log's time. */
  readonly first: number;
  readonly postedAt: Float64Array;
  readonly creator: Int32Array;
  /** Multiplies a person's like rate; mean 1. */
  readonly appeal: Float32Array;
  /** Chance that a matching person watches it to the end. */
  readonly grip: Float32Array;
  /** Items of creator `c`, oldest first: `byCreator[from[c]]` up to `from[c + 1]`. */
  readonly from: Int32Array;
  readonly byCreator: Int32Array;
}

/**
 * A seventh of the accounts post; Kuaishou has reported that about a quarter of its monthly users
 * do.
 */
const postingShare = 0.14;
/** Organizations (news, clubs, brands) per posting person. */
const organizationShare = 0.02;
/** Followers per creator: Pareto with an exponent near 1, as in any follow graph. */
const followersAlpha = 1.05;
/** Share of creators who post steadily enough to have first-hour fans. */
const fannedShare = 0.055;

function drawCreators(chance: Chance, people: People, clusters: Clusters): Omit<Creators, "fans"> {
  const persons: number[] = [];
  for (let person = 0; person < people.count; person++) if (chance() < postingShare) persons.push(person);
  const organizations = Math.max(2, Math.round(persons.length * organizationShare));
  for (let added = 0; added < organizations; added++) persons.push(-1);
  const count = persons.length;
  const creators = {
    count,
    person: Int32Array.from(persons),
    theme: new Uint8Array(count),
    home: new Int32Array(count),
    size: new Float32Array(count),
    rate: new Float32Array(count),
    names: persons.map((person, creator) => (person < 0 ? `o${creator}` : `a${person}`)),
  };
  for (let creator = 0; creator < count; creator++) {
    const person = persons[creator]!;
    const theme = person < 0 ? below(chance, people.themes) : people.theme[person]!;
    const near = clusters.ofTheme[theme]!;
    creators.theme[creator] = theme;
    creators.home[creator] = near[below(chance, near.length)]!;
    creators.size[creator] = pareto(chance, person < 0 ? 12 : 1, followersAlpha, 3000);
    // Most post once in some days, few several times a day.
    creators.rate[creator] = person < 0 ? between(chance, 1, 5) : Math.min(9, lognormal(chance, 0.25, 1.15));
  }
  return creators;
}

/** Fans: mostly of the creator's own taste cluster, and never people who like nothing at all. */
function drawFans(
  chance: Chance,
  creators: Omit<Creators, "fans">,
  people: People,
  clusters: Clusters,
): Map<number, Int32Array> {
  const steady: number[] = [];
  for (let creator = 0; creator < creators.count; creator++) {
    if (creators.rate[creator]! > 0.4) steady.push(creator);
  }
  steady.sort((left, right) => creators.size[right]! - creators.size[left]! || left - right);
  const fans = new Map<number, Int32Array>();
  const most = clamp(people.count / 40, 8, 260);
  for (const creator of steady.slice(0, Math.max(2, Math.round(creators.count * fannedShare)))) {
    const wanted = Math.round(pareto(chance, 7, 0.95, most));
    const chosen = new Set<number>();
    for (let attempt = 0; attempt < wanted * 8 && chosen.size < wanted; attempt++) {
      const where = chance();
      const near = clusters.ofTheme[creators.theme[creator]!]!;
      const cluster = where < 0.6 ? creators.home[creator]! : near[below(chance, near.length)]!;
      const pool = clusters.members[cluster]!;
      const person = where < 0.88 ? pool[below(chance, pool.length)]! : below(chance, people.count);
      if (people.likeRate[person] === 0 || person === creators.person[creator]) continue;
      // Who is seldom there has seldom a favourite.
      if (chance() < people.viewsPerDay[person]! / 7) chosen.add(person);
    }
    fans.set(creator, Int32Array.from(chosen).sort());
  }
  return fans;
}

export function makeCreators(chance: Chance, people: People, clusters: Clusters): Creators {
  const creators = drawCreators(chance, people, clusters);
  return { ...creators, fans: drawFans(chance, creators, people, clusters) };
}

/** Times and makers of all posts, unordered. */
function drawPosts(
  chance: Chance,
  creators: Creators,
  people: People,
  days: number,
): { times: number[]; makers: number[] } {
  const times: number[] = [];
  const makers: number[] = [];
  for (let creator = 0; creator < creators.count; creator++) {
    const rate = creators.rate[creator]!;
    const habit = drawHour(chance);
    const person = creators.person[creator]!;
    const joined = person < 0 ? 0 : people.registeredAt[person]!;
    const old = joined >= startMs ? 0 : Math.min(90, 2 + poisson(chance, 35 * rate));
    for (let post = 0; post < old; post++) {
      // Stock thins out with age, up to 300 days back.
      times.push(startMs - 300 * day * chance() ** 2 - 1);
      makers.push(creator);
    }
    for (let date = 0; date < days; date++) {
      for (let left = poisson(chance, rate); left > 0; left--) {
        const at =
          startMs + date * day + hour * (chance() < 0.7 ? nearHour(chance, habit) : drawHour(chance));
        if (at < joined + hour) continue;
        times.push(at);
        makers.push(creator);
      }
    }
  }
  return { times, makers };
}

function indexByCreator(creator: Int32Array, creators: number): { from: Int32Array; byCreator: Int32Array } {
  const from = new Int32Array(creators + 1);
  for (const maker of creator) from[maker + 1]! += 1;
  for (let maker = 0; maker < creators; maker++) from[maker + 1]! += from[maker]!;
  const next = from.slice();
  const byCreator = new Int32Array(creator.length);
  for (let item = 0; item < creator.length; item++) {
    const maker = creator[item]!;
    byCreator[next[maker]!] = item;
    next[maker]! += 1;
  }
  return { from, byCreator };
}

export function makeItems(chance: Chance, creators: Creators, people: People, days: number): Items {
  const { times, makers } = drawPosts(chance, creators, people, days);
  const count = times.length;
  const order = new Int32Array(count);
  for (let place = 0; place < count; place++) order[place] = place;
  order.sort((left, right) => times[left]! - times[right]! || left - right);
  const postedAt = new Float64Array(count);
  const creator = new Int32Array(count);
  const appeal = new Float32Array(count);
  const grip = new Float32Array(count);
  let first = count;
  for (let item = 0; item < count; item++) {
    const source = order[item]!;
    postedAt[item] = Math.round(times[source]!);
    creator[item] = makers[source]!;
    if (first === count && postedAt[item]! >= startMs) first = item;
    // Like rates of items spread over a decade; a known creator's are a little higher.
    const drawn = lognormal(chance, 0.72, 0.75) * creators.size[creator[item]!]! ** 0.06;
    appeal[item] = Math.min(8, drawn);
    grip[item] = clamp(0.42 + 0.1 * Math.log(drawn) + 0.14 * normal(chance), 0.05, 0.95);
  }
  return { count, first, postedAt, creator, appeal, grip, ...indexByCreator(creator, creators.count) };
}

/**
 * Whom each follows at the start: median 8, at most 400, mostly within the own theme. Newcomers
 * follow nobody; fans follow whom they are fans of.
 */
export function makeFollows(chance: Chance, creators: Creators, people: People): number[][] {
  const byTheme: number[][] = Array.from({ length: people.themes }, () => []);
  for (let creator = 0; creator < creators.count; creator++) byTheme[creators.theme[creator]!]!.push(creator);
  const themeSums = byTheme.map((list) => runningSums(list.map((creator) => creators.size[creator]!)));
  const allSums = runningSums(creators.size);
  const follows: number[][] = [];
  for (let person = 0; person < people.count; person++) {
    const chosen: number[] = [];
    follows.push(chosen);
    if (people.registeredAt[person]! >= startMs) continue;
    const wanted = Math.min(400, creators.count / 3, Math.floor(lognormal(chance, 8, 1.1)));
    const theme = people.theme[person]!;
    const near = byTheme[theme]!;
    for (let drawn = 0; drawn < wanted; drawn++) {
      const within = near.length > 0 && chance() < 0.75;
      const creator = within ? near[pickWeighted(chance, themeSums[theme]!)]! : pickWeighted(chance, allSums);
      if (!chosen.includes(creator)) chosen.push(creator);
    }
  }
  for (const [creator, fans] of creators.fans) {
    for (const fan of fans) if (!follows[fan]!.includes(creator)) follows[fan]!.push(creator);
  }
  return follows;
}

/**
 * Place in `byCreator` of the newest item that a creator has posted by then, or the place before
 * its first.
 */
export function newestPlace(items: Items, creator: number, nowMs: number): number {
  let low = items.from[creator]!;
  let high = items.from[creator + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items.postedAt[items.byCreator[middle]!]! <= nowMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
