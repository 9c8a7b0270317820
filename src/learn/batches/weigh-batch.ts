import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { REST_MIN } from "./batch-limits.ts";
import type { CandidateBatch } from "./candidate-batches.ts";
import { ramp } from "./compare-parts.ts";
import type { FollowerList } from "./follower-list.ts";
import { type NameEvidence, nameEvidence } from "./name-evidence.ts";
import { inWindows, knownTimes, type NarrowWindows, narrowWindows } from "./narrow-windows.ts";
import { type ProfileEvidence, profileEvidence } from "./profile-evidence.ts";

/** What speaks for a batch having been made and delivered as one, in nats by kind of evidence. Nothing speaks against it: all of it is free to imitate. */
export interface BatchWeight {
  readonly registered: number;
  readonly followed: number;
  readonly names: number;
  readonly profiles: number;
  /** Kinds that say enough to be counted as one of two. */
  readonly kinds: number;
  /** Probability of having been made as one, by the sum. */
  readonly probability: number;
  /** Shortest time in which four of five were registered, in ms; NaN where only days are told. */
  readonly registeredWithinMs: number;
  readonly arrived: NarrowWindows | null;
  readonly nameMarks: NameEvidence | null;
  readonly profile: ProfileEvidence | null;
  /** Nothing was left to compare with. */
  readonly alone: boolean;
}

/**
 * A list in so many has a batch of bought followers, e^−4 = 1 in 55 before anything is seen: no single kind below reaches it, as each has an
 * innocent life of its own. Chosen by that argument; measured by `evaluate/exports/follower-figures.ts`.
 */
const PRIOR = -4;
/** Deliveries come in several: where one has been found for sure, others are likelier. Two kinds of evidence are needed all the same. */
const PRIOR_AFTER_ONE = -2.5;
/** One list in ten has honest accounts that were registered together: a region that joined, a school, an advertisement of the platform. */
const REGISTERED = 2.3;
/** Within one night besides: a region takes days. A concert that asks its guests to join is one evening too. */
const ONE_NIGHT = 1.2;
const NIGHT_FULL_MS = 9 * HOUR_MS;
const NIGHT_NONE_MS = 24 * HOUR_MS;
/** Arrivals at once, which the rest of the list does not share, long after registration. The longer they took, the likelier a fashion. */
const ARRIVED: readonly { widthMs: number; windows: number; nats: number }[] = [
  { widthMs: DAY_MS, windows: 3, nats: 2.5 },
  { widthMs: 3 * DAY_MS, windows: 2, nats: 2.3 },
  { widthMs: 7 * DAY_MS, windows: 1, nats: 2 },
  { widthMs: 30 * DAY_MS, windows: 1, nats: 1.5 },
];
/** Registrations of those who came in one burst, narrower than the rest's. Each width with its number of windows. */
const REGISTERED_TOGETHER: readonly { widthMs: number; windows: number }[] = [
  { widthMs: 2 * DAY_MS, windows: 3 },
  { widthMs: 8 * DAY_MS, windows: 2 },
  { widthMs: 45 * DAY_MS, windows: 1 },
];
/** A burst of arrivals: one list in ten has a viral day. */
const BURST = 2.3;
const NAMED = 1.9;
const NAMES = 3;
const PROFILES = 2;
/** Evidence of a kind that counts as one of the two that are needed. */
const KIND_MIN = 0.8;
const ONE_KIND_MAX = 0.4;
/**
 * People who join follow at once, or whenever: their delays spread by more than their size. Quarter to three quarters of the delays of a
 * delivered batch lie close together, far from 0.
 */
const DELAY_NONE = 0.35;
const DELAY_FULL = 0.6;
const DELAY_MIN_MS = 2 * DAY_MS;
/** Where those who followed soon after they joined were left out, what remains has waited by that choice: it must have waited far longer. */
const DELAY_MIN_SETTLED_MS = 10 * DAY_MS;
const CONCENTRATED_NONE = 0.25;
const CONCENTRATED_FULL = 0.6;
/** Without a rest, a fashion of that day cannot be told from a delivery. */
const ALONE_ARRIVED = 0.5;

/** A batch without `taken` accounts against the rest of the list, or against a reference list where too little is left. O(n log n). */
export function weighBatch(
  list: FollowerList,
  batch: CandidateBatch,
  taken: Uint8Array,
  reference: FollowerList | null,
  boughtBefore = false,
): BatchWeight {
  const group = batch.members.filter((row) => taken[row] === 0);
  const own = restOf(list, batch, taken);
  const compared = own.length >= REST_MIN ? list : reference;
  const rest = own.length >= REST_MIN ? own : reference === null ? [] : [...reference.rows.keys()];
  const alone = rest.length === 0;
  const registered = knownTimes(list.registered, group);
  const registeredWithinMs = shortest(registered, 0.8);
  const night = ramp(NIGHT_NONE_MS - registeredWithinMs, 0, NIGHT_NONE_MS - NIGHT_FULL_MS);
  let byRegistration = 0;
  if (batch.seed === "registered")
    byRegistration = REGISTERED + (Number.isNaN(night) ? 0 : night * ONE_NIGHT);
  else if (list.known.registered && batch.seed !== "list" && !alone) {
    const settled = group.filter((row) => list.followed[row]! - list.registered[row]! >= DELAY_MIN_MS);
    const times = list.known.followed ? knownTimes(list.registered, settled) : registered;
    const others = knownTimes(compared!.registered, rest);
    if (times.length >= group.length / 3) {
      byRegistration = Math.max(
        ...REGISTERED_TOGETHER.map(({ widthMs, windows }) => {
          const { excess } = narrowWindows(times, others, widthMs, windows);
          return REGISTERED * ramp(excess, CONCENTRATED_NONE, CONCENTRATED_FULL);
        }),
      );
    }
  }

  let byArrival = batch.seed === "followed" ? BURST : 0;
  let arrived: NarrowWindows | null = null;
  if (list.known.followed && (batch.seed === "registered" || batch.seed === "names")) {
    const from = batch.burst?.fromMs ?? Number.NEGATIVE_INFINITY;
    const others = alone ? null : knownTimes(compared!.followed, rest).filter((at) => at >= from);
    const followed = knownTimes(list.followed, group);
    const enough = others !== null && others.length >= REST_MIN ? others : null;
    for (const { widthMs, windows, nats } of ARRIVED) {
      const found = narrowWindows(followed, enough, widthMs, windows);
      const waited = waitedTogether(list, batch, group, found);
      const weight =
        nats *
        (enough === null ? ALONE_ARRIVED : 1) *
        ramp(found.excess, CONCENTRATED_NONE, CONCENTRATED_FULL) *
        waited;
      if (weight <= byArrival && arrived !== null) continue;
      byArrival = Math.max(byArrival, weight);
      arrived = found;
    }
  }

  const marksOf = (from: FollowerList, rows: ArrayLike<number>) =>
    Array.from(rows, (row) => from.marks[row]!);
  const names = list.known.names
    ? nameEvidence(marksOf(list, group), alone ? [] : marksOf(compared!, rest))
    : null;
  const profile = list.known.profiles
    ? profileEvidence(
        Array.from(group, (row) => list.rows[row]!),
        alone ? [] : Array.from(rest, (row) => compared!.rows[row]!),
        list.asOfMs,
      )
    : null;
  const byName = Math.max(batch.seed === "names" ? NAMED : 0, NAMES * (names?.strength ?? 0));
  const byProfile = PROFILES * (profile?.strength ?? 0);
  const kinds = [byRegistration, byArrival, byName, byProfile];
  const two = kinds.filter((nats) => nats >= KIND_MIN).length >= 2;
  // One kind, however strong, leaves its innocent explanation standing.
  const sum = kinds.reduce((total, nats) => total + nats, two && boughtBefore ? PRIOR_AFTER_ONE : PRIOR);
  const probability = 1 / (1 + Math.exp(-sum));
  return {
    registered: byRegistration,
    followed: byArrival,
    names: byName,
    profiles: byProfile,
    probability: two ? probability : Math.min(probability, ONE_KIND_MAX),
    kinds: kinds.filter((nats) => nats >= KIND_MIN).length,
    registeredWithinMs,
    arrived,
    nameMarks: names,
    profile,
    alone,
  };
}

/** Accounts that stand in no burst of the batch's kind; where these are too few, all outside the batch. */
function restOf(list: FollowerList, batch: CandidateBatch, taken: Uint8Array): readonly number[] {
  const found =
    batch.seed === "registered" ? list.registrations : batch.seed === "followed" ? list.arrivals : null;
  const times = batch.seed === "followed" ? list.followed : list.registered;
  const inBatch = new Uint8Array(list.rows.length);
  for (const row of batch.members) inBatch[row] = 1;
  const outside: number[] = [];
  const quiet: number[] = [];
  for (let row = 0; row < list.rows.length; row++) {
    if (inBatch[row] === 1 || taken[row] === 1) continue;
    outside.push(row);
    const at = times[row]!;
    if (!(found?.bursts.some(({ fromMs, toMs }) => at >= fromMs && at < toMs) ?? false)) quiet.push(row);
  }
  return quiet.length >= REST_MIN ? quiet : outside;
}

/**
 * Whether those who came in the windows had waited for it: 0 like people who follow soon after they join, 1 like one order. Of accounts that were
 * registered together their delays must lie close to each other; of others it is enough that they are no newcomers.
 */
function waitedTogether(
  list: FollowerList,
  batch: CandidateBatch,
  group: Int32Array,
  { starts, widthMs }: NarrowWindows,
): number {
  if (!list.known.registered) return 1;
  const delays = Float64Array.from(group, (row) =>
    inWindows(list.followed[row]!, starts, widthMs)
      ? list.followed[row]! - list.registered[row]!
      : Number.NaN,
  )
    .filter((delay) => !Number.isNaN(delay))
    .sort();
  const low = delays[Math.floor(delays.length / 4)] ?? 0;
  const high = delays[Math.floor((delays.length * 3) / 4)] ?? 0;
  const picked = batch.closed && batch.seed === "registered";
  if (low < (picked ? DELAY_MIN_SETTLED_MS : DELAY_MIN_MS)) return 0;
  return batch.seed === "registered" ? ramp(low / high, DELAY_NONE, DELAY_FULL) : 1;
}

/** Shortest time that holds a part of ascending times; NaN where fewer than one in twenty have a time of day. */
function shortest(times: Float64Array, part: number): number {
  const size = Math.ceil(part * times.length);
  const clock = times[0];
  if (clock === undefined) return Number.NaN;
  if (times.filter((at) => (at - clock) % DAY_MS === 0).length > 0.95 * times.length) return Number.NaN;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i + size <= times.length; i++) best = Math.min(best, times[i + size - 1]! - times[i]!);
  return best;
}
