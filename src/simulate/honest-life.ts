import { DAY_MS, HOUR_MS, MINUTE_MS } from "../nouns/durations.ts";
import type { Item } from "./catalogue.ts";
import { dayRhythm, RHYTHM_MAX } from "./day-rhythm.ts";
import type { Client } from "./line-writer.ts";
import { hashUnit } from "./opaque-id.ts";
import { TRAIT_CAFE, TRAIT_CAMPUS, TRAIT_FAMILY, TRAIT_NAT } from "./population.ts";
import type { Random } from "./random.ts";
import { type Mood, ORDINARY, openSession } from "./session.ts";
import type { HonestSet } from "./truth.ts";
import type { World } from "./world.ts";

/** What opens a session of one person, beyond the person. Absent: an ordinary one. */
export interface Visit {
  readonly entry?: Item | null;
  readonly source?: string;
  readonly parentShare?: string | null;
  readonly views?: number;
  readonly mood?: Mood;
  readonly repeats?: number;
  readonly set?: HonestSet;
  /** Shares do not bring friends. */
  readonly alone?: boolean;
}

/** Events of an ordinary session on average; measured over seeds, to ±2 %. */
export const SESSION_EVENTS = 11.7;
const VIEWS_MAX = 220;
/** Share of sessions through a rented address (privacy networks), honest all the same. */
const RENTED = 0.012;

export interface HonestLife {
  /** A person opens the app at `atMs`. */
  readonly visit: (person: number, atMs: number, visit: Visit) => void;
  /** What a person uses, and where, if they open the app at `atMs`. */
  readonly client: (person: number, atMs: number) => Client;
  /** Starts ordinary life, at about `eventsPerDay`. */
  readonly start: (eventsPerDay: number) => void;
}

/** Ordinary people going about their day. */
export function createHonestLife(world: World, random: Random): HonestLife {
  const { people, population, addresses, agenda } = world;
  const rented = Array.from({ length: 6 }, () => addresses.addPlace("datacenter", 4));

  const where = (person: number, atMs: number): { client: Client; set: HonestSet | null } => {
    const hour = (((atMs + world.utcOffsetMs) % DAY_MS) / HOUR_MS) | 0;
    const traits = people.traits[person]!;
    const dayPlace = people.dayPlace[person]!;
    const second = people.secondDevice[person]!;
    let device = people.device[person]!;
    let place = people.home[person]!;
    let set: HonestSet | null = null;
    const roll = random.unit();
    if (dayPlace >= 0 && (traits & TRAIT_CAMPUS) !== 0 && roll < 0.85) {
      place = dayPlace;
      set = "campus";
    } else if (dayPlace >= 0 && (traits & TRAIT_CAFE) !== 0 && roll < (hour >= 12 || hour < 2 ? 0.55 : 0.1)) {
      place = dayPlace;
      set = "cafe";
      if (random.chance(0.5)) device = second;
    } else if (dayPlace >= 0 && traits === 0 && hour >= 9 && hour < 18 && roll < 0.6) {
      place = dayPlace;
    } else if (roll > (traits & TRAIT_NAT ? 0.1 : 0.62)) {
      place = people.carrier[person]!;
      if ((traits & TRAIT_NAT) !== 0) set = "nat";
    } else if (random.chance(RENTED)) {
      place = random.pick(rented);
    } else if (second >= 0 && (traits & TRAIT_CAFE) === 0 && random.chance(0.45)) {
      device = second;
      if ((traits & TRAIT_FAMILY) !== 0) set = "family";
    }
    // A gateway gives a subscriber the same address for about an hour.
    const salt = person * 31 + Math.floor(atMs / HOUR_MS);
    return { client: population.client(person, device, addresses.json(place, salt)), set };
  };

  const drawViews = (): number => Math.min(VIEWS_MAX, Math.ceil(random.logNormal(6.6, 0.95)));
  const visit = (person: number, atMs: number, wish: Visit): void => {
    const { client, set } = where(person, atMs);
    openSession(
      world,
      random,
      {
        person,
        client,
        entry: wish.entry ?? null,
        source: wish.source ?? "recommend",
        parentShare: wish.parentShare ?? null,
        views: wish.views ?? drawViews(),
        mood: wish.mood ?? ORDINARY,
        repeats: wish.repeats ?? 0,
        set: wish.set ?? set,
        onShare:
          wish.alone === true ? null : (nowMs, share, item) => bringFriends(person, nowMs, share, item),
      },
      atMs,
    );
  };
  /** Friends follow a shared link, some minutes or hours later. */
  const bringFriends = (person: number, nowMs: number, share: string, item: Item): void => {
    const friends = random.poisson(0.7);
    for (let i = 0; i < friends; i++) {
      const friend = Math.floor(people.count * hashUnit(person, 70 + random.below(9)));
      const atMs = Math.round(nowMs + random.logNormal(18 * MINUTE_MS, 1.3));
      agenda.add(atMs, (laterMs) => {
        visit(friend, laterMs, {
          entry: item,
          source: "share",
          parentShare: share,
          views: 1 + random.below(6),
        });
        return -1;
      });
    }
  };

  const openOrdinary = (nowMs: number): void => {
    const person = world.drawPerson();
    const roll = random.unit();
    if (roll < 0.7) visit(person, nowMs, {});
    else if (roll < 0.8) {
      const creator = Math.floor(
        world.catalogue.creatorCount * hashUnit(person, 40 + random.below(6)) ** 2.2,
      );
      visit(person, nowMs, { entry: world.catalogue.latestOf(creator), source: "follow" });
    } else {
      const source = roll < 0.88 ? "push" : roll < 0.94 ? "search" : roll < 0.97 ? "deep_link" : "profile";
      visit(person, nowMs, { entry: world.catalogue.draw(random), source });
    }
  };

  return {
    visit,
    client: (person, atMs) => where(person, atMs).client,
    start: (eventsPerDay) => {
      if (eventsPerDay <= 0) return;
      const perMs = (eventsPerDay / SESSION_EVENTS / DAY_MS) * RHYTHM_MAX;
      agenda.add(world.startMs, (nowMs) => {
        if (random.unit() * RHYTHM_MAX < dayRhythm(nowMs + world.utcOffsetMs)) openOrdinary(nowMs);
        return nowMs + random.exponential(1 / perMs);
      });
    },
  };
}
