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
  const towns = new Map<number, Table>();
  const chats = new Map<number, Post[]>();

  const byReach = createDraw(catalogue.creators.map((creator) => creator.reach));
  const creatorsOfTown = Map.groupBy(catalogue.creators, (creator) => creator.town);
  const townDraws = new Map(
    [...creatorsOfTown].map(([town, list]) => [
      town,
      createDraw(list.map((creator) => creator.reach ** 0.6)),
    ]),
  );
  for (const creator of catalogue.creators) creator.posts.sort((a, b) => a.at - b.at || a.target - b.target);

  const drawFrom = (table: Table, at: number): Post | undefined => {
    if (table.posts.length === 0) return undefined;
    for (let tries = 0; tries < RETRIES; tries++) {
      const post = table.posts[table.draw.draw(chance.next())]!;
      if (post.at < at) return post;
    }
    return undefined;
  };
  const recommendTopic = (topic: number, at: number): Post | undefined =>
    drawFrom(topics[dayOf(at) * TOPICS + topic]!, at);
  const pickTopic = (person: Person): number => {
    const uniform = chance.next();
    if (uniform < 0.45) return person.habits.topics[0];
    return uniform < 0.7 ? person.habits.topics[1] : chance.rank(TOPICS);
  };
  const hot = (at: number): Post | undefined => {
    const list = hotLists[dayOf(at)]!;
    const post = list[chance.rank(list.length)];
    return post !== undefined && post.at < at ? post : undefined;
  };
  const nearby = (town: number, at: number): Post | undefined => {
    const key = town * days + dayOf(at);
    let table = towns.get(key);
    if (table === undefined) {
      table = tableOf(byTown.get(key), dayOf(at));
      towns.set(key, table);
    }
    return drawFrom(table, at);
  };

  return {
    hot,
    nearby,
    recommend: (person, at) => recommendTopic(pickTopic(person), at),
    followed: (follows, at) => {
      if (follows.length === 0) return undefined;
      const { posts } = chance.pick(follows);
      let last = posts.length - 1;
      while (last >= 0 && posts[last]!.at >= at) last--;
      // Most look at the newest post; some scroll down.
      return posts[last - chance.rank(4)];
    },
    chat: (scope, town, at) => {
      const key = scope * days + dayOf(at);
      let list = chats.get(key);
      if (list === undefined) {
        list = [];
        const noon = START + (dayOf(at) + 0.5) * DAY;
        for (let rest = 1 + chance.poisson(CHAT_POSTS); rest > 0; rest--) {
          const uniform = chance.next();
          const post =
            uniform < 0.4
              ? nearby(town, noon)
              : uniform < 0.6
                ? hot(noon)
                : recommendTopic(chance.rank(TOPICS), noon);
          if (post !== undefined) list.push(post);
        }
        chats.set(key, list);
      }
      const post = list[chance.rank(list.length)];
      return post !== undefined && post.at < at ? post : undefined;
    },
    pickFollows: (person, circle) => {
      const count = Math.min(FOLLOWS_MOST, chance.lognormal(FOLLOWS_MEDIAN, 1));
      const follows: Creator[] = [];
      const local = creatorsOfTown.get(person.town);
      const localDraw = townDraws.get(person.town);
      for (let made = 0; made < count; made++) {
        const uniform = chance.next();
        if (uniform < 0.3 && local !== undefined && localDraw !== undefined) {
          follows.push(local[localDraw.draw(chance.next())]!);
        } else if (uniform < 0.5 && circle.length > 0) {
          const friend = catalogue.known(chance.pick(circle));
          if (friend !== undefined) follows.push(friend);
        } else follows.push(catalogue.creators[byReach.draw(chance.next())]!);
      }
      return follows;
    },
  };
}
