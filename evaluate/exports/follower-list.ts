/**
 * The followers of one account over months, with their profiles. Honest followers come in bursts
 * that look bought: a viral day, minutes of television, a region that joins the platform and whose
 * accounts are all new, a campaign. Bought ones come in deliveries: batches that were registered
 * together, in a night or dripped over weeks.
 */
import { createRandom } from "../worlds/world.ts";
import { makeBatchNames, type NamePattern } from "./follower-names.ts";
import {
  emptyProfile,
  type Follower,
  honestProfile,
  honestRegistration,
  madeProfile,
  newcomerProfile,
  type Profile,
} from "./follower-profiles.ts";
import { DAY, HOUR, likelyMoment, MINUTE, makeClock, nextLocalHour, START_MS } from "./rhythm.ts";
import {
  between,
  exponential,
  logLogistic,
  logNormal,
  makeChooser,
  pareto,
  pick,
  type Random,
  scatteredIds,
  whole,
} from "./sampling.ts";

export type HonestBurst = "viral" | "television" | "region" | "campaign";

export interface FollowerListOptions {
  readonly seed: number;
  /** Followers in all, by default 5,000. */
  readonly followers?: number;
  /** Over how many days they came: 30 or more, by default 240. */
  readonly days?: number;
  /** Share of bought ones: 0, 0.1, 0.3, 1. */
  readonly batchPart: number;
  /** By default one to three. */
  readonly deliveries?: number;
  /** By default each delivery has a kind of its own. */
  readonly profiles?: "empty" | "made";
  /** By default each batch has a pattern of its own. */
  readonly names?: NamePattern;
  /** By default each delivery has a way of its own. */
  readonly arrival?: "night" | "drip";
  /** By default all four. */
  readonly bursts?: readonly HonestBurst[];
}

export interface FollowerList {
  /** In the order in which they followed. */
  readonly followers: readonly Follower[];
  readonly bought: readonly boolean[];
}

const ZONE = 8;
/** Share of the honest followers that each burst brings, from and to. */
const BURST_PARTS: Readonly<Record<HonestBurst, readonly [number, number]>> = {
  viral: [0.15, 0.3],
  television: [0.05, 0.11],
  region: [0.07, 0.14],
  campaign: [0.07, 0.12],
};
const ALL_BURSTS: readonly HonestBurst[] = ["viral", "television", "region", "campaign"];

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Of those who follow, so many registered within hours: new accounts follow most on their first
 * day.
 */
const NEW_PART: Readonly<Record<HonestBurst | "steady", number>> = {
  steady: 0.09,
  viral: 0.14,
  television: 0.33,
  region: 1,
  campaign: 0.25,
};

export function makeFollowerList(options: FollowerListOptions): FollowerList {
  const { seed, followers = 5000, days = 240, batchPart, bursts = ALL_BURSTS } = options;
  const random = createRandom(seed);
  const span: Span = { startMs: START_MS, endMs: START_MS + days * DAY };
  const boughtCount = Math.round(followers * batchPart);
  const honestCount = followers - boughtCount;
  const rows: { profile: Profile; bought: boolean }[] = [];

  let steady = honestCount;
  for (const burst of bursts) {
    const count = Math.round(honestCount * between(random, ...BURST_PARTS[burst]));
    steady -= count;
    for (const profile of addBurst(random, burst, count, span)) rows.push({ profile, bought: false });
  }
  for (const profile of addSteady(random, steady, span)) rows.push({ profile, bought: false });
  // Draws of its own, so that a delivery does not change the honest followers' manner.
  const own = createRandom(seed ^ 0x5eed);
  const deliveries = options.deliveries ?? whole(own, 1, 3);
  for (let number = 0; number < deliveries; number++) {
    const from = Math.floor((boughtCount * number) / deliveries);
    const count = Math.floor((boughtCount * (number + 1)) / deliveries) - from;
    for (const profile of deliver(own, count, span, options)) rows.push({ profile, bought: true });
  }

  rows.sort((a, b) => a.profile.followedAtMs - b.profile.followedAtMs);
  const ids = scatteredIds(random, rows.length);
  return {
    followers: rows.map(({ profile }, at): Follower => ({ id: `a${ids[at]}`, ...profile })),
    bought: rows.map(({ bought }) => bought),
  };
}

/** One follower at about `draw()`, at an hour at which the person is awake. */
function honestFollower(
  random: Random,
  kind: HonestBurst | "steady",
  span: Span,
  draw: () => number,
): Profile {
  const clock = makeClock(random, random() < 0.88 ? ZONE : pick(random, [9, 7, 1, -5, -8]));
  const drawn = kind === "television" ? draw() : likelyMoment(random, clock, draw);
  const atMs =
    drawn < span.endMs && drawn >= span.startMs ? drawn : between(random, span.startMs, span.endMs);
  const isNew = random() < NEW_PART[kind];
  const registeredAtMs = isNew
    ? atMs - MINUTE - Math.min(3 * DAY, logLogistic(random, 25 * MINUTE, 0.8))
    : honestRegistration(random, atMs);
  return honestProfile(random, atMs, registeredAtMs, span.endMs);
}

/** Day after day: the account grows, uploads bring a wave each, weekends bring more. */
function addSteady(random: Random, count: number, span: Span): Profile[] {
  const lengthMs = span.endMs - span.startMs;
  const growth = between(random, 0.5, 0.95);
  const waves = Array.from({ length: Math.ceil(lengthMs / (4 * DAY)) }, () => ({
    startMs: nextLocalHour(between(random, span.startMs, span.endMs - DAY), ZONE, pick(random, [12, 18, 20])),
    weight: pareto(random, 1, 1.2, 25),
  }));
  const chooseWave = makeChooser(waves.map(({ weight }) => weight));
  return Array.from({ length: count }, () =>
    honestFollower(random, "steady", span, () => {
      if (random() < 0.45) return span.startMs + lengthMs * random() ** growth;
      const wave = waves[chooseWave(random)]!;
      return wave.startMs + logLogistic(random, 7 * HOUR, 1);
    }),
  );
}

function addBurst(random: Random, burst: HonestBurst, count: number, span: Span): Profile[] {
  const dayMs = between(random, span.startMs + 5 * DAY, span.endMs - 15 * DAY);
  if (burst === "viral") {
    // A day of growth, then a power law.
    const peakMs = nextLocalHour(dayMs, ZONE, between(random, 12, 22));
    const draw = (): number =>
      random() < 0.3 ? peakMs - exponential(random, 5 * HOUR) : peakMs + logLogistic(random, 8 * HOUR, 1.2);
    return Array.from({ length: count }, () => honestFollower(random, burst, span, draw));
  }
  if (burst === "television") {
    // The name is on the screen for a minute. The recording is shown again two nights later.
    const shownMs = nextLocalHour(dayMs, ZONE, between(random, 19.6, 22.4));
    const againMs = nextLocalHour(shownMs + 2 * DAY, ZONE, between(random, 0.3, 2));
    const draw = (): number => {
      const onAirMs = random() < 0.8 ? shownMs : againMs;
      return onAirMs + logLogistic(random, 7 * MINUTE, 1.25);
    };
    return Array.from({ length: count }, () => honestFollower(random, burst, span, draw));
  }
  if (burst === "region") {
    // The app comes to a region's stores, and its first page proposes this account for some days.
    const opensMs = nextLocalHour(dayMs, ZONE, 10);
    const widthMs = between(random, 1.2, 3) * DAY;
    return Array.from({ length: count }, () => {
      const clock = makeClock(random, 7);
      const draw = (): number => opensMs + Math.min(9 * DAY, exponential(random, widthMs));
      const profile = newcomerProfile(random, likelyMoment(random, clock, draw));
      return { ...profile, followedAtMs: Math.min(span.endMs - 1, profile.followedAtMs) };
    });
  }
  // Ten days of posters and codes to scan; stands are open in the afternoon.
  const startMs = nextLocalHour(dayMs, ZONE, 0);
  return Array.from({ length: count }, () => {
    const atStand = random() < 0.5;
    const draw = (): number =>
      startMs + whole(random, 0, 9) * DAY + (atStand ? between(random, 14, 18) : random() * 24) * HOUR;
    return honestFollower(random, "campaign", span, draw);
  });
}

/** A batch of accounts that were registered together. */
interface Batch {
  readonly startMs: number;
  readonly widthMs: number;
  readonly name: () => string;
}

/** One delivery: several batches, one kind of profile, one way of coming. */
function deliver(random: Random, count: number, span: Span, options: FollowerListOptions): Profile[] {
  const made = (options.profiles ?? pick(random, ["empty", "made"])) === "made";
  const drip = (options.arrival ?? pick(random, ["night", "drip"])) === "drip";
  const lengthDays = drip ? Math.min((span.endMs - span.startMs) / DAY / 2, between(random, 14, 56)) : 0.3;
  const latest = span.endMs - (lengthDays + 1) * DAY;
  const startMs = nextLocalHour(between(random, span.startMs, latest), ZONE, between(random, 0, 3));
  const nightHours = between(random, 1.2, 5);
  const batches = Array.from({ length: whole(random, 1, 5) }, (): Batch => {
    // Fresh ones are some days old. Better-made ones were filled for months.
    const ageDays = made ? logNormal(random, 160, 0.7) : logNormal(random, 25, 1);
    const widthMs = (made ? between(random, 1, 9) * 24 : pick(random, [2, 6, 14, 40])) * HOUR;
    const name = makeBatchNames(random, options.names ?? pick(random, ["word-digits", "letters"]));
    return { startMs: startMs - (ageDays + 1) * DAY - widthMs, widthMs, name };
  });
  // Some sellers go down their list, in which batches and registrations are in order.
  const inOrder = random() < 0.5;
  const registered = Array.from({ length: count }, () => {
    const batch = pick(random, batches);
    return { batch, atMs: batch.startMs + random() * batch.widthMs };
  });
  if (inOrder) registered.sort((a, b) => a.atMs - b.atMs);
  return registered.map(({ batch, atMs }, at) => {
    const place = inOrder ? (at + random()) / count : random();
    const followedAtMs = drip
      ? dripped(random, startMs, lengthDays, place)
      : startMs + place * nightHours * HOUR;
    const write = made ? madeProfile : emptyProfile;
    return write(random, batch.name(), followedAtMs, atMs);
  });
}

/** A drip gives about the same number each day, from eight in the morning to midnight. */
function dripped(random: Random, startMs: number, lengthDays: number, place: number): number {
  const day = Math.floor(place * lengthDays);
  const midnightMs = nextLocalHour(startMs - 3 * HOUR, ZONE, 0);
  return midnightMs + day * DAY + between(random, 8, 24) * HOUR;
}
