/**
 * How posts reach people in the world of places: the recommendation by topic and freshness, the hot
 * list, the tab of nearby posts, the posts of followed creators, and the group chats of house,
 * class, floor and team. Each of them shows many people the same few posts.
 */

import type { Catalogue, Creator, Post } from "./places-catalogue.ts";
import { type Chance, createDraw, type Draw } from "./places-chance.ts";
import { DAY, dayOf, START } from "./places-clock.ts";
import { type Person, TOPICS } from "./places-people.ts";

export interface Feeds {
  readonly recommend: (person: Person, at: number) => Post | undefined;
  readonly hot: (at: number) => Post | undefined;
  readonly nearby: (town: number, at: number) => Post | undefined;
  readonly followed: (follows: readonly Creator[], at: number) => Post | undefined;
  /** What went round in a group chat: `scope` is a number of its own for each group. */
  readonly chat: (scope: number, town: number, at: number) => Post | undefined;
  /** Creators that a person follows when the world begins. */
  readonly pickFollows: (person: Person, circle: readonly number[]) => Creator[];
}

/**
 * Days in which a post is recommended; attention fades by two thirds a day, as on news and short
 * video.
 */
const FRESH_DAYS = 5;
const FADE_PER_DAY = 0.42;
/** One old post in twelve is found again and again. */
const EVERGREEN = 0.08;
const EVERGREEN_WEIGHT = 0.05;
const HOT_SIZE = 50;
const RETRIES = 5;
/** Posts that go round in one chat on one day. */
const CHAT_POSTS = 2.2;
/**
 * Creators followed: lognormal with a median near those of microblogs that are active within a
 * month.
 */
const FOLLOWS_MEDIAN = 14;
const FOLLOWS_MOST = 220;

interface Table {
  readonly posts: readonly Post[];
  readonly draw: Draw;
}

function weightOn(post: Post, day: number): number {
  const age = day - dayOf(post.at);
  return age <= FRESH_DAYS ? post.weight * FADE_PER_DAY ** Math.max(0, age) : post.weight * EVERGREEN_WEIGHT;
}

function tableOf(posts: readonly Post[] | undefined, day: number): Table {
  const list = posts ?? [];
  return { posts: list, draw: createDraw(list.map((post) => weightOn(post, day))) };
}

interface FeedsState {
  readonly catalogue: Catalogue;
  readonly days: number;
  readonly chance: Chance;
  readonly byTown: Map<number, Post[]>;
  readonly topics: Table[];
  readonly hotLists: Post[][];
  readonly towns: Map<number, Table>;
  readonly chats: Map<number, Post[]>;
  readonly byReach: Draw;
  readonly creatorsOfTown: Map<number, Creator[]>;
  readonly townDraws: Map<number, Draw>;
}

export function createFeeds(catalogue: Catalogue, days: number, chance: Chance): Feeds {
  const byTopic: Post[][] = Array.from({ length: days * TOPICS }, () => []);
  const byDay: Post[][] = Array.from({ length: days }, () => []);
  const byTown = new Map<number, Post[]>();
  for (const post of catalogue.posts) {
    const born = dayOf(post.at);
    const until = chance.hit(EVERGREEN) ? days - 1 : Math.min(days - 1, born + FRESH_DAYS);
    for (let day = Math.max(0, born); day <= until; day++) {
      byTopic[day * TOPICS + post.creator.topic]!.push(post);
      byDay[day]!.push(post);
      if (post.creator.town < 0) continue;
      const key = post.creator.town * days + day;
      const list = byTown.get(key);
      if (list) list.push(post);
      else byTown.set(key, [post]);
    }
  }
  const topics = byTopic.map((posts, place) => tableOf(posts, Math.floor(place / TOPICS)));
  const hotLists = byDay.map((posts, day) => {
    const weighed = posts.map((post) => ({ post, weight: weightOn(post, day) }));
    weighed.sort((a, b) => b.weight - a.weight || a.post.target - b.post.target);
    return weighed.slice(0, HOT_SIZE).map(({ post }) => post);
  });
  const byReach = createDraw(catalogue.creators.map((creator) => creator.reach));
  const creatorsOfTown = Map.groupBy(catalogue.creators, (creator) => creator.town);
  const townDraws = new Map(
    [...creatorsOfTown].map(([town, list]) => [
      town,
      createDraw(list.map((creator) => creator.reach ** 0.6)),
    ]),
  );
  const feeds: FeedsState = {
    catalogue,
    days,
    chance,
    byTown,
    topics,
    hotLists,
    towns: new Map<number, Table>(),
    chats: new Map<number, Post[]>(),
    byReach,
    creatorsOfTown,
    townDraws,
  };
  for (const creator of feeds.catalogue.creators)
    creator.posts.sort((a, b) => a.at - b.at || a.target - b.target);
  return {
    hot: (at) => hot(feeds, at),
    nearby: (town, at) => nearby(feeds, town, at),
    recommend: (person, at) => recommendTopic(feeds, pickTopic(feeds, person), at),
    followed: (follows, at) => followed(feeds, follows, at),
    chat: (scope, town, at) => chat(feeds, scope, town, at),
    pickFollows: (person, circle) => pickFollows(feeds, person, circle),
  };
}

function drawFrom(feeds: FeedsState, table: Table, at: number): Post | undefined {
  if (table.posts.length === 0) return undefined;
  for (let tries = 0; tries < RETRIES; tries++) {
    const post = table.posts[table.draw.draw(feeds.chance.next())]!;
    if (post.at < at) return post;
  }
  return undefined;
}

function recommendTopic(feeds: FeedsState, topic: number, at: number): Post | undefined {
  return drawFrom(feeds, feeds.topics[dayOf(at) * TOPICS + topic]!, at);
}

function pickTopic(feeds: FeedsState, person: Person): number {
  const uniform = feeds.chance.next();
  if (uniform < 0.45) return person.habits.topics[0];
  return uniform < 0.7 ? person.habits.topics[1] : feeds.chance.rank(TOPICS);
}

function hot(feeds: FeedsState, at: number): Post | undefined {
  const list = feeds.hotLists[dayOf(at)]!;
  const post = list[feeds.chance.rank(list.length)];
  return post !== undefined && post.at < at ? post : undefined;
}

function nearby(feeds: FeedsState, town: number, at: number): Post | undefined {
  const key = town * feeds.days + dayOf(at);
  let table = feeds.towns.get(key);
  if (table === undefined) {
    table = tableOf(feeds.byTown.get(key), dayOf(at));
    feeds.towns.set(key, table);
  }
  return drawFrom(feeds, table, at);
}

function followed(feeds: FeedsState, follows: readonly Creator[], at: number): Post | undefined {
  if (follows.length === 0) return undefined;
  const { posts } = feeds.chance.pick(follows);
  let last = posts.length - 1;
  while (last >= 0 && posts[last]!.at >= at) last--;
  // Most look at the newest post; some scroll down.
  return posts[last - feeds.chance.rank(4)];
}

function chat(feeds: FeedsState, scope: number, town: number, at: number): Post | undefined {
  const key = scope * feeds.days + dayOf(at);
  let list = feeds.chats.get(key);
  if (list === undefined) {
    list = [];
    const noon = START + (dayOf(at) + 0.5) * DAY;
    for (let rest = 1 + feeds.chance.poisson(CHAT_POSTS); rest > 0; rest--) {
      const uniform = feeds.chance.next();
      const post =
        uniform < 0.4
          ? nearby(feeds, town, noon)
          : uniform < 0.6
            ? hot(feeds, noon)
            : recommendTopic(feeds, feeds.chance.rank(TOPICS), noon);
      if (post !== undefined) list.push(post);
    }
    feeds.chats.set(key, list);
  }
  const post = list[feeds.chance.rank(list.length)];
  return post !== undefined && post.at < at ? post : undefined;
}

function pickFollows(feeds: FeedsState, person: Person, circle: readonly number[]): Creator[] {
  const count = Math.min(FOLLOWS_MOST, feeds.chance.lognormal(FOLLOWS_MEDIAN, 1));
  const follows: Creator[] = [];
  const local = feeds.creatorsOfTown.get(person.town);
  const localDraw = feeds.townDraws.get(person.town);
  for (let made = 0; made < count; made++) {
    const uniform = feeds.chance.next();
    if (uniform < 0.3 && local !== undefined && localDraw !== undefined) {
      follows.push(local[localDraw.draw(feeds.chance.next())]!);
    } else if (uniform < 0.5 && circle.length > 0) {
      const friend = feeds.catalogue.known(feeds.chance.pick(circle));
      if (friend !== undefined) follows.push(friend);
    } else follows.push(feeds.catalogue.creators[feeds.byReach.draw(feeds.chance.next())]!);
  }
  return follows;
}
