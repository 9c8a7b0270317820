/** Follower lists with known bought parts through the batches of `src/learn/batches`: how often the share is right, and who is named wrongly. */
import type { Follower } from "../../src/learn/batches/follower.ts";
import { type FollowerAnswer, judgeFollowers } from "../../src/learn/batches/judge-followers.ts";
import { type FollowerListOptions, makeFollowerList } from "./follower-list.ts";

/** One kind of list over several seeds. */
interface FollowerFigure {
  readonly name: string;
  readonly lists: number;
  /** Share within 5 points of the truth, or null where it was not given. */
  readonly within: Proportion;
  /** The same, and `too_concentrated` where most of the list is bought. */
  readonly answered: Proportion;
  /** The interval holds the truth. */
  readonly covered: Proportion;
  /** A share was given, and it is off by more. */
  readonly wrong: Proportion;
  /** "none found" though 5 % or more was bought. */
  readonly noneFound: Proportion;
  /** Honest accounts at a probability of 0.9 or more. */
  readonly honestNamed: Proportion;
  /** Bought accounts at a probability of 0.5 or more. */
  readonly boughtFound: Proportion;
}

/** A part with its 95 % interval (Wilson, JASA 22, 1927); all NaN of nothing. */
interface Proportion {
  readonly part: number;
  readonly low: number;
  readonly high: number;
}

/** What a list does not tell, as its owner exported it. */
type LeftOut = "registered" | "followed" | "names" | "profiles";

interface FollowerCase {
  readonly name: string;
  readonly options: Omit<FollowerListOptions, "seed">;
  readonly leftOut?: readonly LeftOut[];
}

export const FOLLOWER_CASES: readonly FollowerCase[] = [
  { name: "honest, all four bursts", options: { batchPart: 0 } },
  { name: "honest, no burst", options: { batchPart: 0, bursts: [] } },
  { name: "honest, viral day", options: { batchPart: 0, bursts: ["viral"] } },
  { name: "honest, television", options: { batchPart: 0, bursts: ["television"] } },
  { name: "honest, a region joins", options: { batchPart: 0, bursts: ["region"] } },
  { name: "honest, campaign", options: { batchPart: 0, bursts: ["campaign"] } },
  { name: "honest, 1,000 followers", options: { batchPart: 0, followers: 1000 } },
  { name: "10 % bought", options: { batchPart: 0.1 } },
  { name: "30 % bought", options: { batchPart: 0.3 } },
  { name: "60 % bought", options: { batchPart: 0.6 } },
  { name: "100 % bought", options: { batchPart: 1 } },
  { name: "10 %, made profiles, dripped", options: { batchPart: 0.1, profiles: "made", arrival: "drip" } },
  { name: "30 %, made profiles, dripped", options: { batchPart: 0.3, profiles: "made", arrival: "drip" } },
  { name: "30 % of 1,000", options: { batchPart: 0.3, followers: 1000 } },
  { name: "10 % of 1,000", options: { batchPart: 0.1, followers: 1000 } },
  { name: "30 %, no names, no profiles", options: { batchPart: 0.3 }, leftOut: ["names", "profiles"] },
  { name: "30 %, no follow times", options: { batchPart: 0.3 }, leftOut: ["followed"] },
  { name: "30 %, no registration times", options: { batchPart: 0.3 }, leftOut: ["registered"] },
];

/** Points of a share that an answer may be off. */
const WITHIN = 0.05;
const NAMED = 0.9;
const FOUND = 0.5;
/** From here on a list may be called too concentrated. */
const MOSTLY = 0.5;

/** One case over seeds. About 3 s a list of 5,000. */
export function followerFigure(oneCase: FollowerCase, seeds: readonly number[]): FollowerFigure {
  const counts = {
    within: 0,
    wrong: 0,
    answered: 0,
    covered: 0,
    none: 0,
    named: 0,
    honest: 0,
    found: 0,
    bought: 0,
  };
  for (const seed of seeds) {
    const { followers, bought } = makeFollowerList({ seed, ...oneCase.options });
    const truth = bought.filter(Boolean).length / bought.length;
    const answer: FollowerAnswer = judgeFollowers(
      followers.map((one) => followerRow(one, oneCase.leftOut ?? [])),
      { seed },
    );
    const { share, low, high, outcome, probability } = answer;
    const right = share !== null && Math.abs(share - truth) <= WITHIN;
    if (right) counts.within++;
    if (share !== null && !right) counts.wrong++;
    if (right || (outcome === "too_concentrated" && truth > MOSTLY)) counts.answered++;
    if (truth >= low - 1e-9 && truth <= high + 1e-9) counts.covered++;
    if (outcome === "none_found" && truth >= WITHIN) counts.none++;
    probability.forEach((p, row) => {
      if (bought[row]) {
        counts.bought++;
        if (p >= FOUND) counts.found++;
      } else {
        counts.honest++;
        if (p >= NAMED) counts.named++;
      }
    });
  }
  const lists = seeds.length;
  return {
    name: oneCase.name,
    lists,
    within: proportion(counts.within, lists),
    answered: proportion(counts.answered, lists),
    covered: proportion(counts.covered, lists),
    wrong: proportion(counts.wrong, lists),
    noneFound: proportion(counts.none, lists),
    honestNamed: proportion(counts.named, counts.honest),
    boughtFound: proportion(counts.found, counts.bought),
  };
}

function followerRow(
  one: ReturnType<typeof makeFollowerList>["followers"][number],
  leftOut: readonly LeftOut[],
): Follower {
  const told = (kind: LeftOut): boolean => !leftOut.includes(kind);
  const number = (kind: LeftOut, value: number): number => (told(kind) ? value : Number.NaN);
  return {
    id: one.id,
    registeredAtMs: number("registered", one.registeredAtMs),
    followedAtMs: number("followed", one.followedAtMs),
    lastActiveAtMs: Number.NaN,
    name: told("names") ? one.name : null,
    posts: number("profiles", one.posts),
    followers: number("profiles", one.followersCount),
    following: number("profiles", one.followingCount),
    hasPicture: told("profiles") ? one.hasPicture : null,
    hasBio: told("profiles") ? one.bio !== "" : null,
  };
}

function proportion(hits: number, n: number): Proportion {
  if (n === 0) return { part: Number.NaN, low: Number.NaN, high: Number.NaN };
  const z = 1.96;
  const part = hits / n;
  const middle = part + (z * z) / (2 * n);
  const half = z * Math.sqrt((part * (1 - part)) / n + (z * z) / (4 * n * n));
  const under = 1 + (z * z) / n;
  return { part, low: Math.max(0, (middle - half) / under), high: Math.min(1, (middle + half) / under) };
}
