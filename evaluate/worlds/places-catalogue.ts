/**
 * What there is to see in the world of places: creators and their posts. Few hold most of the
 * audience, so two strangers share liked posts by chance; small creators are liked by kin and
 * colleagues alone, so their likers know each other.
 */

import type { Chance } from "./places-chance.ts";
import { DAY, pickMoment, START } from "./places-clock.ts";
import type { Log, TargetKind } from "./places-log.ts";
import { TOPICS } from "./places-people.ts";
import type { Land } from "./places-towns.ts";

export interface Post {
  readonly creator: Creator;
  readonly at: number;
  /** Share of attention: the creator's reach times the luck of the post. */
  readonly weight: number;
  readonly target: number;
  /** Targets of its first comments, made when somebody likes one. */
  readonly comments: number[];
}

export interface Creator {
  readonly id: string;
  /** The account behind it, or -1 for those outside of the people. */
  readonly person: number;
  /** -1 where the creator belongs to no town. */
  readonly town: number;
  readonly topic: number;
  readonly reach: number;
  /** Target of follows. */
  readonly account: number;
  readonly posts: Post[];
}

export interface CreatorPlan {
  readonly reach: number;
  readonly person?: number;
  readonly town?: number;
  readonly topic?: number;
}

export interface Catalogue {
  readonly creators: readonly Creator[];
  readonly posts: readonly Post[];
  readonly addCreator: (plan: CreatorPlan) => Creator;
  readonly addPost: (creator: Creator, at: number, kind?: TargetKind) => Post;
  /** The creator that a person is, made when there is none. */
  readonly creatorOf: (person: number) => Creator;
  readonly known: (person: number) => Creator | undefined;
  readonly commentOn: (post: Post) => number;
}

/** One account in eleven posted in the month: the rest only reads, likes and comments. */
const POSTERS = 0.09;
/** Audience of private creators: Pareto, with the exponent near one that follower counts show. */
const PRIVATE_REACH_ALPHA = 1.05;
const PRIVATE_REACH_MOST = 3_000;
/** Creators by trade, whose accounts are not among the people: one for so many accounts. */
const PEOPLE_PER_PROFESSIONAL = 200;
const PROFESSIONAL_REACH_ALPHA = 0.95;
const PROFESSIONAL_REACH_LEAST = 50;
/** No creator has more than this part of the people as reach, so that none holds the platform. */
const REACH_MOST_SHARE = 0.18;
/** The luck of a post: views of one creator's posts spread over two orders of ten. */
const LUCK_SIGMA = 1;
/** A post in sixty lost its owner: the account was closed, or an old record never had one. */
const OWNER_LOST = 0.016;
/** Days before the world from which posts are still seen. */
const BACK_DAYS = 40;
/** Multiplier of a full-period generator: ids in no order that tells who made them. */
const ID_STEP = 48_271;
const ID_PRIME = 2_147_483_647;

const KIND_LETTERS: Readonly<Record<TargetKind, string>> = {
  video: "v",
  article: "n",
  account: "o",
  live: "l",
  link: "k",
  comment: "c",
};

export function createCatalogue(land: Land, names: readonly string[], log: Log, chance: Chance): Catalogue {
  const creators: Creator[] = [];
  const posts: Post[] = [];
  const byPerson = new Map<number, Creator>();
  let serial = 1;
  const nextId = (kind: TargetKind): string => {
    serial = Number((BigInt(serial) * BigInt(ID_STEP)) % BigInt(ID_PRIME));
    return `${KIND_LETTERS[kind]}${serial}`;
  };

  const addCreator = (plan: CreatorPlan): Creator => {
    const person = plan.person ?? -1;
    const id = person >= 0 ? names[person]! : nextId("account");
    const creator: Creator = {
      id,
      person,
      town: plan.town ?? -1,
      topic: plan.topic ?? chance.rank(TOPICS),
      reach: plan.reach,
      account: log.addTarget("account", id, id),
      posts: [],
    };
    creators.push(creator);
    if (person >= 0) byPerson.set(person, creator);
    return creator;
  };

  const addPost = (creator: Creator, at: number, kind: TargetKind = "video"): Post => {
    const owner = chance.hit(OWNER_LOST) ? undefined : creator.id;
    const post: Post = {
      creator,
      at,
      weight: creator.reach * chance.lognormal(1, LUCK_SIGMA),
      target: log.addTarget(kind, nextId(kind), owner),
      comments: [],
    };
    posts.push(post);
    creator.posts.push(post);
    return post;
  };

  const creatorOf = (person: number): Creator =>
    byPerson.get(person) ?? addCreator({ person, reach: 1, town: land.people[person]!.town });

  const commentOn = (post: Post): number => {
    // The first comments are on top, and so get the likes.
    const rank = chance.rank(6);
    for (let made = post.comments.length; made <= rank; made++) {
      const author = chance.hit(0.2) ? post.creator.id : names[chance.whole(names.length)]!;
      post.comments.push(log.addTarget("comment", nextId("comment"), author));
    }
    return post.comments[rank]!;
  };

  return {
    creators,
    posts,
    addCreator,
    addPost,
    creatorOf,
    known: (person) => byPerson.get(person),
    commentOn,
  };
}

/**
 * Private creators and those by trade, with the posts of the world's days and of the month before.
 */
export function fillCatalogue(catalogue: Catalogue, land: Land, days: number, chance: Chance): void {
  const kindOf = (): TargetKind => (chance.hit(0.8) ? "video" : "article");
  for (const person of land.people) {
    if (!chance.hit(POSTERS)) continue;
    const reach = chance.pareto(1, PRIVATE_REACH_ALPHA, PRIVATE_REACH_MOST);
    const creator = catalogue.addCreator({
      person: person.index,
      town: person.town,
      reach,
      topic: person.habits.topics[0],
    });
    const perDay = chance.lognormal(0.12, 1);
    const first = -Math.min(BACK_DAYS, Math.floor((START - person.joinedAt) / DAY));
    const count = 1 + chance.poisson(perDay * (days - first));
    for (let made = 0; made < count; made++) {
      const day = first + chance.whole(Math.max(1, days - first));
      const at = pickMoment(person.habits.rhythm, day, chance);
      if (at >= person.joinedAt) catalogue.addPost(creator, at, kindOf());
    }
  }
  const professionals = Math.max(6, Math.round(land.people.length / PEOPLE_PER_PROFESSIONAL));
  for (let made = 0; made < professionals; made++) {
    const most = Math.max(PROFESSIONAL_REACH_LEAST, land.people.length * REACH_MOST_SHARE);
    const creator = catalogue.addCreator({
      reach: chance.pareto(PROFESSIONAL_REACH_LEAST, PROFESSIONAL_REACH_ALPHA, most),
      // A third of them lives from one town: its food, its jokes, its dialect.
      ...(chance.hit(0.33) ? { town: chance.whole(land.towns.length) } : undefined),
    });
    const perDay = Math.min(6, chance.lognormal(0.6, 0.7));
    for (let day = -BACK_DAYS; day < days; day++) {
      for (let rest = chance.poisson(perDay); rest > 0; rest--) {
        // Those who live by it publish before lunch and before the evening peak.
        const hour = chance.hit(0.4) ? chance.between(10.5, 12.5) : chance.between(16.5, 20.5);
        catalogue.addPost(creator, START + day * DAY + hour * (DAY / 24), kindOf());
      }
    }
  }
}

/** A creator of the trade, by reach: hosts of streams and such. */
export function pickHost(catalogue: Catalogue, chance: Chance): Creator {
  const hosts = catalogue.creators.filter((creator) => creator.person < 0 && creator.reach > 150);
  return chance.pick(hosts.length > 0 ? hosts : catalogue.creators);
}
