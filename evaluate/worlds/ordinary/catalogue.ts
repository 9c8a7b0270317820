/**
 * What is there to see: accounts that post, their works, and the feeds made of them. Fresh works
 * that many like are shown most; each niche has a feed of its own, and all share a hot list.
 */

import { type Chance, place, sumsOf } from "./chance.ts";
import { DAY, HOUR, moment, START } from "./clock.ts";
import { NICHES, type Person } from "./people.ts";

export type WorkKind = "video" | "article" | "live" | "link";

export interface Work {
  readonly kind: WorkKind;
  readonly id: string;
  readonly owner: number;
  readonly niche: number;
  readonly postedAtMs: number;
  /** How much the feeds show it, about 1. */
  readonly pull: number;
}

export interface Account {
  readonly id: string;
  readonly niche: number;
  /** Works a day. */
  readonly pace: number;
  readonly pull: number;
  readonly works: number[];
}

export interface Catalogue {
  readonly works: readonly Work[];
  readonly accounts: readonly Account[];
  /** An account that belongs to nobody in the world: a school, a brand, a star. */
  readonly openAccount: (chance: Chance, niche?: number) => number;
  readonly post: (chance: Chance, owner: number, work: Posted) => number;
  /** The account of a person. */
  readonly ownOf: (person: number) => number;
  /** Public accounts that post daily, best known first. */
  readonly known: readonly number[];
}

export interface Posted {
  readonly kind: WorkKind;
  readonly atMs: number;
  readonly pull: number;
  readonly niche?: number;
}

/** Ids of works and accounts: random digits, so that they tell neither order nor kind. */
export function createIds(chance: Chance): (digits: number) => string {
  const used = new Set<string>();
  return (digits) => {
    for (;;) {
      const id = String(Math.floor(10 ** (digits - 1) * (1 + 9 * chance.next())));
      if (used.has(id)) continue;
      used.add(id);
      return id;
    }
  };
}

export function createCatalogue(
  people: readonly Person[],
  names: readonly string[],
  days: number,
  chance: Chance,
): Catalogue {
  const works: Work[] = [];
  const ids = createIds(chance);
  const accounts: Account[] = people.map((person, index) => ({
    id: names[index]!,
    niche: person.tastes[0]!,
    pace: chance.hit(0.16) ? chance.lognormal(0.12, 0.8) : 0,
    pull: chance.lognormal(0.35, 0.7),
    works: [],
  }));
  const known: number[] = [];
  const openAccount = (own: Chance, niche = own.whole(NICHES)): number => {
    accounts.push({ id: ids(10), niche, pace: 0, pull: 1, works: [] });
    return accounts.length - 1;
  };
  const post = (own: Chance, owner: number, { kind, atMs, pull, niche }: Posted): number => {
    const account = accounts[owner]!;
    works.push({
      kind,
      owner,
      pull,
      id: ids(12),
      niche: niche ?? (own.hit(0.8) ? account.niche : own.whole(NICHES)),
      postedAtMs: Math.round(atMs),
    });
    account.works.push(works.length - 1);
    return works.length - 1;
  };
  const publicCount = Math.max(70, Math.round(people.length * 0.035));
  for (let at = 0; at < publicCount; at++) {
    const pull = Math.min(30, 0.8 * (1 - chance.next()) ** (-1 / 1.3));
    accounts.push({ id: ids(10), niche: at % NICHES, pace: chance.lognormal(0.6, 0.6), pull, works: [] });
    known.push(accounts.length - 1);
  }
  known.sort((a, b) => accounts[b]!.pull - accounts[a]!.pull);
  for (let owner = 0; owner < accounts.length; owner++) {
    const { pace, pull } = accounts[owner]!;
    const old = chance.poisson(pace * 14);
    const fresh = chance.poisson(pace * days);
    for (let at = 0; at < old + fresh; at++) {
      const day = at < old ? -1 - Math.floor(120 * chance.next() ** 2) : chance.whole(days);
      const hour = 7 + 16 * chance.next();
      const kind = chance.hit(0.8) ? "video" : "article";
      post(chance, owner, { kind, atMs: moment(day, hour), pull: pull * chance.lognormal(1, 0.9) });
    }
  }
  return { works, accounts, openAccount, post, known, ownOf: (person) => person };
}

/** The feeds of one day. */
export interface Feeds {
  /** A work that the feed of a niche shows at a moment; -1 where it is empty. */
  readonly draw: (chance: Chance, niche: number, at: number) => number;
  /** The same from the list of what all the country looks at. */
  readonly hot: (chance: Chance, at: number) => number;
}

/** Days after which a work is shown half as much. */
const FRESH_DAYS = 1.4;
const HOT = 40;
/** A live room is over after so long. */
const LIVE_MS = 3 * HOUR;

interface Shelf {
  readonly works: number[];
  readonly weights: number[];
}

export function feedsOf(catalogue: Catalogue, day: number): Feeds {
  const shelves: Shelf[] = Array.from({ length: NICHES }, () => ({ works: [], weights: [] }));
  const best: { readonly work: number; readonly weight: number }[] = [];
  const end = START + (day + 1) * DAY;
  for (const [at, { postedAtMs, niche, pull, kind }] of catalogue.works.entries()) {
    if (postedAtMs >= end || (kind === "live" && end - postedAtMs > DAY)) continue;
    const age = Math.max(0, (end - postedAtMs) / DAY - 0.5);
    const fresh = 0.5 ** (age / FRESH_DAYS);
    const weight = pull * (fresh + 0.02);
    shelves[niche]!.works.push(at);
    shelves[niche]!.weights.push(weight);
    if (fresh > 0.3) best.push({ work: at, weight });
  }
  best.sort((a, b) => b.weight - a.weight || a.work - b.work);
  best.length = Math.min(best.length, HOT);
  const hotSums = sumsOf(best.map(({ weight }) => weight));
  const sums = shelves.map(({ weights }) => sumsOf(weights));
  const draw = (at: number, choose: () => number): number => {
    for (let tries = 0; tries < 4; tries++) {
      const work = choose();
      if (work < 0) return work;
      const { postedAtMs, kind } = catalogue.works[work]!;
      if (postedAtMs <= at && (kind !== "live" || at < postedAtMs + LIVE_MS)) return work;
    }
    return -1;
  };
  return {
    draw: (chance, niche, at) =>
      draw(at, () => shelves[niche]!.works[place(sums[niche]!, chance.next())] ?? -1),
    hot: (chance, at) => draw(at, () => best[place(hotSums, chance.next())]?.work ?? -1),
  };
}
