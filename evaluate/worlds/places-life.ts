/**
 * Ordinary life in the world of places: sessions of looking at posts, with a like here and a
 * comment there. Most acts of everybody are these, also of those who at some hour do the same thing
 * as six hundred others.
 */

import type { Creator, Post } from "./places-catalogue.ts";
import type { Chance } from "./places-chance.ts";
import {
  createDayDraw,
  DAY,
  dayOf,
  HOUR,
  MINUTE,
  momentOf,
  pickMoment,
  type Rhythm,
  START,
} from "./places-clock.ts";
import type { Feeds } from "./places-feeds.ts";
import {
  COMMENT,
  FAVORITE,
  FOLLOW,
  LIKE,
  type Seat,
  SHARE,
  type Source,
  UNFAVORITE,
  UNFOLLOW,
  UNLIKE,
  VIEW,
} from "./places-log.ts";
import type { Person } from "./places-people.ts";
import { isInWorld, noteGroup, type Scene, whereIs } from "./places-scene.ts";

/** The export holds a view that lasted some seconds, and a sample of those: three in five. */
const VIEW_KEPT = 0.6;
/**
 * Acts per item, in the proportions that platforms show under a post: likes far before all others.
 */
const COMMENT_RATE = 0.045;
const COMMENT_LIKE_RATE = 0.035;
const FAVORITE_RATE = 0.035;
const SHARE_RATE = 0.025;
const FOLLOW_RATE = 0.025;
/** Likes taken back: most within seconds, a slip of the thumb. */
const UNLIKE_RATE = 0.013;
const UNFOLLOW_RATE = 0.07;
const UNFAVORITE_RATE = 0.03;
/** Items in a session: lognormal, most of a few, some of a hundred. */
const SESSION_MEDIAN = 4;
const SESSION_SIGMA = 0.95;
const SESSION_MOST = 160;
/**
 * A third of the sessions follows another within the hour: human acts come in bursts (Barabási
 * 2005).
 */
const RETURN_SHARE = 0.3;
/** After a liked post, some go to the creator's page and like on. */
const BINGE_RATE = 0.03;
/** A second account is often used right after the first. */
const SWITCH_SHARE = 0.4;
/** Posts met before that are looked at again. */
const SEEN_AGAIN = 0.06;
/** A network changes under a session, when somebody leaves the house. */
const ROAM_RATE = 0.012;

/**
 * Where an item comes from: feed first, as on platforms with a recommendation on the front page.
 */
const WAYS: readonly (readonly [number, Source])[] = [
  [0.5, "recommend"],
  [0.7, "follow"],
  [0.78, "nearby"],
  [0.86, "share"],
  [0.93, "hot"],
  [1, "search"],
];

interface Walker {
  readonly person: Person;
  readonly follows: Creator[];
  /** Targets liked so far, for those who later take likes back. */
  readonly liked: number[];
  /** Targets met so far: a feed seldom shows a post twice. */
  readonly met: Set<number>;
}

function pickItem(scene: Scene, feeds: Feeds, walker: Walker, at: number, source: Source): Post | undefined {
  const { chance } = scene;
  const { person } = walker;
  if (source === "follow") return feeds.followed(walker.follows, at);
  if (source === "nearby") return feeds.nearby(person.town, at) ?? feeds.recommend(person, at);
  if (source === "hot") return feeds.hot(at);
  if (source !== "share") return feeds.recommend(person, at);
  const towns = scene.land.towns.length;
  const units = scene.sites.units.length;
  const uniform = chance.next();
  if (uniform < 0.5 && person.unit >= 0) return feeds.chat(towns + person.unit, person.town, at);
  if (uniform < 0.8 && person.household >= 0) {
    return feeds.chat(towns + units + person.household, person.town, at);
  }
  return feeds.chat(person.town, person.town, at);
}

function retractLater(chance: Chance, at: number): number {
  return at + (chance.hit(0.6) ? chance.lognormal(4_000, 0.8) : chance.lognormal(1.5, 1.2) * DAY);
}

/** What someone does with one post. */
function meet(scene: Scene, walker: Walker, post: Post, at: number, source: Source, seat: Seat): boolean {
  const { chance, log, catalogue, texts } = scene;
  const { person } = walker;
  const { habits } = person;
  if (chance.hit(VIEW_KEPT)) log.record(VIEW, at, person, post.target, source, seat);
  const dwell = (): number => at + chance.lognormal(habits.pace * 0.4, 0.8);
  const liked = chance.hit(habits.likes);
  if (liked) {
    const then = dwell();
    log.record(LIKE, then, person, post.target, source, seat);
    walker.liked.push(post.target);
    if (chance.hit(UNLIKE_RATE)) {
      log.record(UNLIKE, retractLater(chance, then), person, post.target, source, seat);
    }
  }
  if (chance.hit(COMMENT_RATE * habits.talk)) {
    log.record(COMMENT, dwell() + 6_000, person, post.target, source, seat, texts.say());
  }
  if (chance.hit(COMMENT_LIKE_RATE * habits.talk)) {
    log.record(LIKE, dwell() + 9_000, person, catalogue.commentOn(post), source, seat);
  }
  if (chance.hit(FAVORITE_RATE)) {
    const then = dwell();
    log.record(FAVORITE, then, person, post.target, source, seat);
    if (chance.hit(UNFAVORITE_RATE)) {
      log.record(UNFAVORITE, retractLater(chance, then), person, post.target, source, seat);
    }
  }
  if (chance.hit(SHARE_RATE)) log.record(SHARE, dwell() + 3_000, person, post.target, source, seat);
  if (chance.hit(FOLLOW_RATE)) {
    const then = dwell() + 2_000;
    log.record(FOLLOW, then, person, post.creator.account, "profile", seat);
    walker.follows.push(post.creator);
    if (chance.hit(UNFOLLOW_RATE)) {
      log.record(UNFOLLOW, retractLater(chance, then), person, post.creator.account, "profile", seat);
    }
  }
  return liked;
}

/**
 * One session: items one after the other, in one seat unless the network changes. Tells how many
 * items it had.
 */
function walk(scene: Scene, feeds: Feeds, walker: Walker, start: number, first: Seat, items: number): number {
  const { chance } = scene;
  const { person } = walker;
  let at = start;
  let seat = first;
  let left = items;
  while (left > 0) {
    if (!isInWorld(scene, at)) break;
    const uniform = chance.next();
    const way = WAYS.find(([limit]) => uniform < limit)!;
    const post = pickItem(scene, feeds, walker, at, way[1]);
    left -= post === undefined ? 0.3 : 1;
    if (post === undefined) continue;
    if (walker.met.has(post.target) && !chance.hit(SEEN_AGAIN)) {
      // Thumbed away: no time to speak of, and now and then the end of the session.
      left += 0.7;
      continue;
    }
    walker.met.add(post.target);
    const liked = meet(scene, walker, post, at, way[1], seat);
    at += chance.lognormal(person.habits.pace, 0.9);
    if (liked && chance.hit(BINGE_RATE)) {
      for (const other of chance.some(post.creator.posts, 1 + chance.whole(9))) {
        if (other.at >= at || left <= 0) continue;
        meet(scene, walker, other, at, "profile", seat);
        at += chance.lognormal(person.habits.pace * 0.7, 0.7);
        left--;
      }
    }
    if (chance.hit(ROAM_RATE)) seat = whereIs(scene, person, at);
  }
  return items;
}

function sessionSize(chance: Chance): number {
  return Math.max(1, Math.min(SESSION_MOST, Math.round(chance.lognormal(SESSION_MEDIAN, SESSION_SIGMA))));
}

/** People who go through their likes and take a dozen back within minutes. */
function cleanUp(scene: Scene, walker: Walker, last: number): void {
  const { chance, log } = scene;
  const seat = whereIs(scene, walker.person, last);
  let at = last + chance.lognormal(3, 1) * MINUTE;
  for (const target of chance.some(walker.liked, 10 + chance.whole(60))) {
    log.record(UNLIKE, at, walker.person, target, "profile", seat);
    at += chance.lognormal(2_500, 0.5);
  }
}

/** Lets everybody live through the world's days. */
export function liveThrough(scene: Scene, feeds: Feeds): void {
  const { chance, land, options } = scene;
  const visits = Map.groupBy(scene.visits, (visit) => visit.person);
  const starts = new Map<number, number[]>();
  const dayDraws = new Map<Rhythm, ReturnType<typeof createDayDraw>>();
  for (const person of land.people) {
    const { habits } = person;
    const unit = person.unit >= 0 ? scene.sites.units[person.unit]! : [];
    const home = person.household >= 0 ? land.households[person.household]!.members : [];
    const walker: Walker = {
      person,
      follows: feeds.pickFollows(person, unit.length > 0 && chance.hit(0.6) ? unit : home),
      liked: [],
      met: new Set(),
    };
    const born = Math.max(0, dayOf(person.joinedAt));
    let left = habits.rate * ((options.days - born) / options.days);
    for (const visit of visits.get(person.index) ?? []) {
      left -= walk(scene, feeds, walker, visit.at, visit.seat, sessionSize(chance));
    }
    const drawDay = dayDraws.get(habits.rhythm) ?? createDayDraw(habits.rhythm, options.days);
    dayDraws.set(habits.rhythm, drawDay);
    const own: number[] = [];
    const mains = starts.get(person.mainAccount) ?? [];
    let last = 0;
    while (left > 0) {
      let start: number;
      if (last > 0 && chance.hit(RETURN_SHARE)) start = last + chance.lognormal(22, 0.9) * MINUTE;
      else if (mains.length > 0 && chance.hit(SWITCH_SHARE)) {
        start = chance.pick(mains) + chance.lognormal(6, 0.9) * MINUTE;
      } else {
        const day = drawDay(born, chance);
        start =
          habits.clockwork >= 0 && chance.hit(0.7)
            ? momentOf(day, habits.clockwork / 60) + chance.between(-3, 3) * MINUTE
            : pickMoment(habits.rhythm, day, chance) + habits.lag * HOUR;
      }
      last = Math.max(START + MINUTE, start);
      const items = Math.min(sessionSize(chance), Math.max(1, Math.round(left)));
      left -= walk(scene, feeds, walker, last, whereIs(scene, person, last), items);
      own.push(last);
    }
    starts.set(person.index, own);
    if (habits.cleans) cleanUp(scene, walker, START + chance.between(0.6, 1) * options.days * DAY);
  }
}

/**
 * People who share a line, a phone or a waiting room by the way, and the neighbours of their kind.
 */
export function noteSharedPlaces(scene: Scene): void {
  const { land, sites, phones } = scene;
  for (const household of land.households) {
    if (household.tablet >= 0) noteGroup(scene, "family tablet", household.members);
    else noteGroup(scene, "household", household.members, 3);
  }
  for (const person of land.people) {
    if (person.mainAccount >= 0) noteGroup(scene, "second account", [person.mainAccount, person.index]);
  }
  for (const pair of phones.handed) noteGroup(scene, "resold phone", pair);
  const lines = land.households.filter((household) => household.access === "shared4");
  const byAddress = Map.groupBy(lines, (line) =>
    scene.networks.home(land.people[line.members[0]!]!, 0, START),
  );
  for (const neighbours of byAddress.values()) {
    noteGroup(
      scene,
      "carrier NAT",
      neighbours.flatMap((line) => line.members),
      8,
    );
  }
  for (const site of sites.of("campus")) noteGroup(scene, "campus", site.members);
  for (const [site, people] of scene.seen) {
    noteGroup(scene, sites.all[site]!.kind === "cafe" ? "internet cafe" : "hospital", people);
  }
}
