import { DAY_MS, HOUR_MS, MINUTE_MS } from "../nouns/durations.ts";
import type { Item } from "./catalogue.ts";
import { startFanClub } from "./fan-club.ts";
import type { HonestLife } from "./honest-life.ts";
import { startNewRegion } from "./new-region.ts";
import type { Random } from "./random.ts";
import { startRedPacket } from "./red-packet.ts";
import { type Mood, ORDINARY } from "./session.ts";
import { drawBegin, type SetContext } from "./set-context.ts";
import { HONEST_SETS, type HonestSet } from "./truth.ts";
import type { World } from "./world.ts";

/** One thing that happened in a set: a crowd on one item, an asker and their friends, a region that joined. */
export interface Happening {
  readonly target: string | null;
  readonly people: number;
  readonly start: string;
  readonly end: string;
}

/** A line of the honest sets' metadata. */
export interface HonestSetRow {
  readonly set: HonestSet;
  /** Part asked for: of all events, or of the people for nat, campus, cafe and family. */
  readonly share: number;
  readonly happenings: readonly Happening[];
}

/** A crowd that comes to one item, in what mood and how fast. */
interface Crowd {
  readonly set: HonestSet;
  /** Events one visitor makes on average. */
  readonly events: number;
  /** Events of a day's traffic that one such crowd makes up, at most. */
  readonly sizeMax: number;
  readonly kind: "video" | "live";
  readonly quality: number;
  readonly mood: Mood;
  /** Middle of the crowd's beginning, local hours. */
  readonly hours: readonly [number, number];
  /** Time after the beginning at which a visitor comes. */
  readonly delayMs: (random: Random) => number;
  readonly source: (random: Random) => string;
  readonly views: (random: Random) => number;
}

const CROWDS: readonly Crowd[] = [
  {
    // A trend: a quarter of an hour up, then hours of decay; comments and shares rise with the likes.
    set: "flash_crowd",
    events: 4.6,
    sizeMax: 0.01,
    kind: "video",
    quality: 1.7,
    mood: { ...ORDINARY, like: 2, comment: 2.5, share: 3, leave: 0.2 },
    hours: [9, 22],
    delayMs: (random) => 15 * MINUTE_MS * random.unit() + random.exponential(85 * MINUTE_MS),
    source: (random) => {
      const roll = random.unit();
      return roll < 0.5 ? "search" : roll < 0.72 ? "share" : roll < 0.92 ? "recommend" : "deep_link";
    },
    views: (random) => 1 + Math.floor(random.exponential(2.6)),
  },
  {
    // A room at its height: lotteries and duels make people tap hundreds of times a minute.
    set: "live_surge",
    events: 32,
    sizeMax: 0.01,
    kind: "live",
    quality: 1.3,
    mood: {
      ...ORDINARY,
      like: 1.5,
      comment: 14,
      follow: 4,
      gift: 4,
      tapChance: 0.6,
      tapMean: 60,
      leave: 0.2,
    },
    hours: [19, 22],
    delayMs: (random) => 45 * MINUTE_MS * random.unit() ** 0.8,
    source: (random) => (random.chance(0.5) ? "follow" : random.chance(0.5) ? "recommend" : "push"),
    views: (random) => 1 + random.below(2),
  },
  {
    // Paid reach, bought from the platform itself: an even flow of views, few of them liked.
    set: "promotion",
    events: 2.2,
    sizeMax: 0.008,
    kind: "video",
    quality: 0.8,
    mood: { ...ORDINARY, like: 0.5, comment: 0.4, share: 0.4, leave: 0.62 },
    hours: [8, 14],
    delayMs: (random) => 9 * HOUR_MS * random.unit(),
    source: () => "promotion",
    views: (random) => (random.chance(0.3) ? 1 + random.below(6) : 1),
  },
  {
    // A push to everybody: most of those who come do so within minutes.
    set: "push_surge",
    events: 6.5,
    sizeMax: 0.006,
    kind: "video",
    quality: 1.2,
    mood: { ...ORDINARY, like: 1.3, leave: 0.3 },
    hours: [7, 21],
    delayMs: (random) => random.exponential(5 * MINUTE_MS),
    source: () => "push",
    views: (random) => 1 + Math.floor(random.exponential(4.6)),
  },
];

/** Puts the honest hard cases on the agenda. `eventShare` is the part of all events they will make up beside ordinary life. */
export function startHonestSets(
  world: World,
  life: HonestLife,
  random: Random,
  shares: Readonly<Record<HonestSet, number>>,
): { readonly rows: () => readonly HonestSetRow[]; readonly eventShare: number } {
  const noted = new Map<HonestSet, Happening[]>(HONEST_SETS.map((set) => [set, []]));
  const context = (set: HonestSet): SetContext => ({
    world,
    life,
    random,
    note: (target, people, startMs, endMs) => {
      noted.get(set)!.push({
        target,
        people,
        start: new Date(startMs).toISOString(),
        end: new Date(Math.min(world.endMs, endMs)).toISOString(),
      });
    },
  });
  const total = world.eventsPerDay * ((world.endMs - world.startMs) / DAY_MS);
  let eventShare = 0;
  for (const crowd of CROWDS) {
    const share = shares[crowd.set];
    if (share <= 0) continue;
    eventShare += share;
    const crowds = Math.max(1, Math.ceil(((share * total) / (crowd.sizeMax * world.eventsPerDay)) * 0.999));
    const visitors = Math.max(5, Math.round((share * total) / crowds / crowd.events));
    for (let i = 0; i < crowds; i++) startCrowd(context(crowd.set), crowd, visitors);
  }
  if (shares.fan_club > 0) {
    eventShare += shares.fan_club;
    startFanClub(context("fan_club"), shares.fan_club * total);
  }
  if (shares.red_packet > 0) {
    eventShare += shares.red_packet;
    startRedPacket(context("red_packet"), shares.red_packet * total);
  }
  if (shares.new_region > 0) {
    eventShare += shares.new_region;
    startNewRegion(context("new_region"), shares.new_region * total);
  }
  return {
    eventShare,
    rows: () =>
      HONEST_SETS.filter((set) => shares[set] > 0).map((set) => ({
        set,
        share: shares[set],
        happenings: noted.get(set)!,
      })),
  };
}

function startCrowd(context: SetContext, crowd: Crowd, visitors: number): void {
  const { world, life, random } = context;
  const beginMs = drawBegin(world, random, crowd.hours);
  const delays = Float64Array.from({ length: visitors }, () => crowd.delayMs(random)).sort();
  let next = 0;
  let item: Item | null = null;
  world.agenda.add(beginMs, (nowMs) => {
    if (item === null) {
      const owner = world.catalogue.creatorAccount(random.below(world.catalogue.creatorCount));
      item = world.catalogue.publish(nowMs, {
        owner,
        kind: crowd.kind,
        quality: crowd.quality,
        weight: 20,
        pinned: true,
      });
      context.note(item.id, visitors, nowMs, nowMs + delays[delays.length - 1]!);
    }
    life.visit(random.chance(0.5) ? world.drawPerson() : random.below(world.people.count), nowMs, {
      entry: item,
      source: crowd.source(random),
      views: crowd.views(random),
      mood: crowd.mood,
      set: crowd.set,
      alone: true,
    });
    next++;
    if (next < delays.length) return beginMs + delays[next]!;
    item.pinned = false;
    return -1;
  });
}
