/**
 * Feeds of the world of interests: one for each community, and the hot list that all see. A feed
 * shows what has attention now, so strangers who open it in one evening like the same items; a few
 * of the acts go to creators one follows, or to the stream of new items.
 */

import { pickBySums, pickOne, runningSums } from "./interests-draw.ts";
import { endOf, type Item, weightAt } from "./interests-items.ts";
import { addRow } from "./interests-log.ts";
import { DAY_MS, HOUR_MS } from "./interests-people.ts";
import { act, type Stage } from "./interests-stage.ts";

/** Demand for the hot list and for the stream of new items; other numbers are communities. */
export const HOT = -1;
export const NEW = -2;

/** The hot list holds a hundredth of all items. */
const HOT_PART = 0.01;
/** Acts that go to the latest of a followed creator. */
const BY_FOLLOW = 0.25;
/** How far back one looks at a followed creator. */
const FOLLOW_BACK_MS = 4 * DAY_MS;
/** Creators that one follows from before the window: median 5, a few follow 80. */
const FOLLOWED_MEDIAN = 5;
const FOLLOWED_MOST = 80;

interface Feeds {
  readonly stage: Stage;
  /** Items in order of posting, of the large language. */
  readonly fresh: readonly number[];
  readonly followed: readonly (readonly number[])[];
}

/** The items of a feed that are alive in one hour, and running sums of their weights. */
interface Shelf {
  readonly items: readonly number[];
  readonly sums: Float64Array;
}

function followedOf(stage: Stage, person: number): number[] {
  const { draw, interests, catalogue } = stage;
  const mine = interests.of[person]!;
  if (mine.length === 0) return [];
  const owners: number[] = [];
  for (let left = Math.min(FOLLOWED_MOST, draw.lognormal(FOLLOWED_MEDIAN, 1)); left > 0; left -= 1) {
    const creators = catalogue.creators[pickOne(draw, mine)]!;
    // The better known of two: fame feeds itself.
    const one = pickOne(draw, creators);
    const other = pickOne(draw, creators);
    owners.push(catalogue.fame.get(one)! > catalogue.fame.get(other)! ? one : other);
  }
  return owners;
}

function byFollow(feeds: Feeds, person: number, at: number): number {
  const { draw, catalogue } = feeds.stage;
  const owners = feeds.followed[person]!;
  if (owners.length === 0) return -1;
  const own = catalogue.byOwner.get(pickOne(draw, owners)) ?? [];
  let best = -1;
  for (let tries = 0; tries < 6 && own.length > 0; tries += 1) {
    const id = pickOne(draw, own);
    const age = at - catalogue.items[id]!.at;
    if (age < 0 || age > FOLLOW_BACK_MS) continue;
    if (best < 0 || catalogue.items[id]!.at > catalogue.items[best]!.at) best = id;
  }
  return best;
}

function byFresh(feeds: Feeds, at: number): number {
  const { fresh, stage } = feeds;
  const { items } = stage.catalogue;
  let low = 0;
  let high = fresh.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[fresh[middle]!]!.at <= at) low = middle + 1;
    else high = middle;
  }
  let best = -1;
  let most = 0;
  // The strongest of four from the last days: the stream is ranked a little.
  for (let tries = 0; tries < 4; tries += 1) {
    const place = low - 1 - Math.floor(stage.draw.exponential(fresh.length / 12));
    const id = fresh[place];
    if (id === undefined) continue;
    const weight = weightAt(items[id]!, at) * stage.draw.random();
    if (weight > most) [best, most] = [id, weight];
  }
  return best;
}

function actNow(feeds: Feeds, row: number, shelf: Shelf | undefined): void {
  const { stage } = feeds;
  const { demand, draw, passing } = stage;
  const person = demand.person[row]!;
  const at = demand.at[row]!;
  const feed = demand.community[row]!;
  const own = stage.people.language[person] === 0;
  const how = { gap: demand.gap[row]!, community: feed === NEW ? HOT : feed };
  if (feed !== HOT && draw.chance(BY_FOLLOW)) {
    const item = byFollow(feeds, person, at);
    if (item >= 0 && act(stage, person, item, at, { ...how, source: "follow" })) return;
  }
  for (let tries = 0; tries < 4 && shelf !== undefined; tries += 1) {
    const item = shelf.items[pickBySums(draw, shelf.sums, shelf.sums.length)]!;
    const source = feed === HOT ? "hot" : passing.chance(0.1) ? "search" : "recommend";
    if (act(stage, person, item, at, { ...how, source })) return;
  }
  // Who has seen all there is looks elsewhere, but not in a language one cannot read.
  for (let tries = 0; tries < 2 && own; tries += 1) {
    const item = byFresh(feeds, at);
    if (item >= 0 && act(stage, person, item, at, { ...how, source: "recommend" })) return;
  }
}

/** Ten to thirty items pass before an act, fewer where the thumb is quick. */
function passBy(feeds: Feeds, row: number, shelf: Shelf): void {
  const { stage } = feeds;
  const { demand, log, passing } = stage;
  const gap = demand.gap[row]!;
  const wanted = Math.min(10 + passing.below(21), Math.floor(gap / 1800));
  for (let left = wanted; left > 0; left -= 1) {
    const item = shelf.items[pickBySums(passing, shelf.sums, shelf.sums.length)]!;
    // One after the other, each for a while: a view does not begin while the one before just began.
    const at = demand.at[row]! - ((left - 0.85 + 0.7 * passing.random()) / wanted) * gap;
    if (stage.catalogue.items[item]!.at > at) continue;
    addRow(log, "view", at, demand.person[row]!, item, { source: "recommend" });
  }
}

function shelfOf(items: readonly Item[], alive: readonly number[], hour: number): Shelf | undefined {
  if (alive.length === 0) return undefined;
  const sums = runningSums(alive.map((id) => weightAt(items[id]!, (hour + 0.9) * HOUR_MS)));
  return sums[sums.length - 1]! > 0 ? { items: alive, sums } : undefined;
}

/**
 * Goes through the hours of one feed. `rows` are its demands hour after hour, `starts` where each
 * hour begins.
 */
function sweep(
  feeds: Feeds,
  ids: readonly number[],
  rows: Uint32Array,
  starts: Uint32Array,
  work: (row: number, shelf: Shelf | undefined) => void,
): void {
  const { items } = feeds.stage.catalogue;
  let alive: number[] = [];
  let next = 0;
  for (let hour = 0; hour + 1 < starts.length; hour += 1) {
    const from = starts[hour]!;
    const to = starts[hour + 1]!;
    if (from === to) continue;
    while (next < ids.length && items[ids[next]!]!.at < (hour + 1) * HOUR_MS) alive.push(ids[next++]!);
    alive = alive.filter((id) => endOf(items[id]!) > hour * HOUR_MS);
    const shelf = shelfOf(items, alive, hour);
    for (let place = from; place < to; place += 1) work(rows[place]!, shelf);
  }
}

/**
 * Demands sorted by feed and hour; `starts` has one place for each hour of each feed, and an end.
 */
function byFeedAndHour(
  stage: Stage,
  wanted: number,
): { rows: Uint32Array; starts: Uint32Array; hours: number } {
  const { demand, interests, log } = stage;
  const hours = Math.ceil(log.windowMs / HOUR_MS);
  const keyOf = (row: number): number => {
    const feed = demand.community[row]! < 0 ? interests.communities.length : demand.community[row]!;
    const hour = Math.min(hours - 1, Math.max(0, Math.floor(demand.at[row]! / HOUR_MS)));
    return feed * hours + hour;
  };
  const starts = new Uint32Array((interests.communities.length + 1) * hours + 1);
  let total = 0;
  for (let row = 0; row < demand.size; row += 1) {
    if (demand.acts[row] !== wanted || demand.community[row] === NEW) continue;
    starts[keyOf(row) + 1]! += 1;
    total += 1;
  }
  for (let key = 0; key + 1 < starts.length; key += 1) starts[key + 1]! += starts[key]!;
  const rows = new Uint32Array(total);
  const filled = starts.slice();
  for (let row = 0; row < demand.size; row += 1) {
    if (demand.acts[row] !== wanted || demand.community[row] === NEW) continue;
    const key = keyOf(row);
    rows[filled[key]!] = row;
    filled[key]! += 1;
  }
  return { rows, starts, hours };
}

function itemsByFeed(stage: Stage): number[][] {
  const { items } = stage.catalogue;
  const { communities } = stage.interests;
  const lists = Array.from({ length: communities.length + 1 }, (): number[] => []);
  const order = Array.from(items.keys()).sort((left, right) => items[left]!.at - items[right]!.at);
  const weights = items.map((item) => item.weight).sort((left, right) => right - left);
  const hotFrom = weights[Math.max(20, Math.floor(weights.length * HOT_PART))] ?? 0;
  for (const id of order) {
    const item = items[id]!;
    if (item.community >= 0) lists[item.community]!.push(id);
    if (item.second >= 0) lists[item.second]!.push(id);
    const open = item.community < 0 || communities[item.community]!.language === 0;
    if (open && item.weight >= hotFrom) lists[communities.length]!.push(id);
  }
  return lists;
}

function sweepAll(feeds: Feeds, lists: readonly number[][], wanted: number): void {
  const { rows, starts, hours } = byFeedAndHour(feeds.stage, wanted);
  for (const [feed, ids] of lists.entries()) {
    sweep(feeds, ids, rows, starts.subarray(feed * hours, (feed + 1) * hours + 1), (row, shelf) => {
      if (wanted === 1) actNow(feeds, row, shelf);
      else if (shelf) passBy(feeds, row, shelf);
    });
  }
}

/** Turns every demand of the stage into acts, and with views into what passed by. */
export function serveFeeds(stage: Stage): void {
  const { people, catalogue, demand, interests } = stage;
  const lists = itemsByFeed(stage);
  const fresh = Array.from(catalogue.items.keys())
    .filter((id) => {
      const { community } = catalogue.items[id]!;
      return community < 0 || interests.communities[community]!.language === 0;
    })
    .sort((left, right) => catalogue.items[left]!.at - catalogue.items[right]!.at);
  const followed = Array.from({ length: people.count }, (_, person) => followedOf(stage, person));
  const feeds: Feeds = { stage, fresh, followed };
  sweepAll(feeds, lists, 1);
  // A loop of old length: acts add demand for passing views at the end.
  const asked = demand.size;
  for (let row = 0; row < asked; row += 1) {
    if (demand.acts[row] === 1 && demand.community[row] === NEW) actNow(feeds, row, undefined);
  }
  if (stage.views) sweepAll(feeds, lists, 0);
}
