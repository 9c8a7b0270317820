import { EVENT_TYPES, kindWord } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { type Crowd, readCrowds } from "./lives.ts";
import { LOOKED_FIRST_MIN } from "./order-limits.ts";
import {
  BOUGHT_PART_MAX,
  FIELD_HIGH,
  FIELD_LOW,
  FIELD_SPREAD_MAX,
  FIELD_SPREAD_MIN,
  LEFT_OUT_MAX,
  ROUNDS_MAX,
  SECOND_ACTORS_MIN,
  SECOND_TARGETS_MIN,
} from "./second-tier-limits.ts";
import { SECOND_BASE, SECOND_BAR, SECOND_FIELDS, SECOND_WEIGHTS, type SecondField } from "./second-tier-weights.ts";

/** One field: of how many people (or acts) it holds, what is usual, standard deviations above usual as they count, and what that adds to the score. */
export interface SecondEvidence {
  readonly field: SecondField;
  readonly hits: number;
  readonly of: number;
  readonly usual: number;
  readonly deviations: number;
  readonly weight: number;
}

/** A target whose crowd is unlike what crowds of this file are. It names no account, and confirms nothing. */
export interface SecondTierTarget {
  /** 64-bit keys as 16 hexadecimal digits; null = the events do not say. */
  readonly targetKey: string;
  readonly ownerKey: string | null;
  /** Event type. */
  readonly type: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly actors: number;
  /** Sum of what the fields add; told from `SECOND_BAR` on. */
  readonly score: number;
  readonly told: boolean;
  /** In the order of `SECOND_FIELDS`; a field that is not measurable is missing. */
  readonly evidence: readonly SecondEvidence[];
}

export interface SecondTierFindings {
  /** All that were looked at, the highest score first. */
  readonly targets: readonly SecondTierTarget[];
  readonly notMeasurable: "too_few_targets" | null;
}

/** Kinds sold by the act: what is done to a thing, once. */
const ORDERED = ["like", "favorite", "comment", "share"].map((type) => EVENT_TYPES.indexOf(type as "like"));

/** How often something holds for a crowd's members: mean over crowds, and how unlike they are. */
interface Usual {
  readonly mean: number;
  readonly spread: number;
}

/**
 * Columns → targets whose crowd does not look like an audience: the second tier of orders, for hands that are used once and
 * therefore share nothing. Needs no view and no share; measures what there is. Each field counts of how many of the crowd something holds, in
 * standard deviations from what is usual for crowds of the same file and kind (beta-binomial), bounded on both sides; the sum is weighted by a
 * logistic regression over worlds that others made. What is usual is learnt anew without the people of what is told. Honest crowds
 * that come once and from nowhere (a link shared elsewhere, a giveaway) look the same: it is told, and nothing follows from it. O(events · log +
 * pairs of actor and target · life). Deterministic.
 */
export function findSecondTier(columns: EventColumns): SecondTierFindings {
  const crowds = readCrowds(columns, ORDERED, SECOND_ACTORS_MIN);
  const leftOut = new Uint8Array(columns.actorCount);
  let leftOutCount = 0;
  let scored = scoreAll(columns, crowds, leftOut);
  if (scored.length === 0) return { targets: [], notMeasurable: "too_few_targets" };
  let people = 0;
  for (const { actor } of crowds) for (const who of actor) if (leftOut[who]! === 0) { leftOut[who] = 2; people++; }
  for (let a = 0; a < leftOut.length; a++) leftOut[a] = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let more = 0;
    for (const { crowd, score } of scored)
      if (score >= SECOND_BAR) for (const who of crowd.actor) if (leftOut[who] === 0) { leftOut[who] = 1; more++; }
    leftOutCount += more;
    if (more === 0 || leftOutCount > LEFT_OUT_MAX * people) break;
    scored = scoreAll(columns, crowds, leftOut);
  }
  const targets = scored.map(({ crowd, score, evidence }): SecondTierTarget => {
    const owner = columns.owner[crowd.target]!;
    return {
      targetKey: keyHex(columns.targetKeys, crowd.target),
      ownerKey: owner < 0 ? null : keyHex(columns.ownerKeys, owner),
      type: kindWord(crowd.kind),
      fromMs: crowd.fromMs,
      toMs: crowd.toMs,
      actors: crowd.actor.length,
      score,
      told: score >= SECOND_BAR,
      evidence,
    };
  });
  return {
    targets: targets.sort((a, b) => b.score - a.score || (a.targetKey < b.targetKey ? -1 : 1)),
    notMeasurable: null,
  };
}

interface Scored {
  readonly crowd: Crowd;
  readonly score: number;
  readonly evidence: readonly SecondEvidence[];
}

function scoreAll(columns: EventColumns, crowds: readonly Crowd[], leftOut: Uint8Array): Scored[] {
  return ORDERED.flatMap((kind) => {
    const own = crowds.filter((crowd) => crowd.kind === kind);
    return own.length < SECOND_TARGETS_MIN ? [] : scoreKind(columns, own, leftOut);
  });
}

/** Hits and trials of every field of a crowd, all people or those not left out. */
type Count = readonly [hits: number, of: number];

function scoreKind(columns: EventColumns, crowds: readonly Crowd[], leftOut: Uint8Array): Scored[] {
  let acted = 0;
  let looked = 0;
  for (const crowd of crowds) {
    acted += crowd.actor.length;
    looked += crowd.lookedFirst;
  }
  const hasViews = looked >= LOOKED_FIRST_MIN * acted;
  const isAroundMost = median(crowds, leftOut, ({ around }) => around);
  const isQuiet = median(crowds, leftOut, ({ others }) => others);
  const counts = (crowd: Crowd, all: boolean): Readonly<Record<SecondField, Count>> => {
    const { actor, around, others, tie, known } = crowd;
    let n = 0;
    let most = 0;
    let half = 0;
    let quiet = 0;
    let tied = 0;
    let unlike = 0;
    let apart = 0;
    let strange = 0;
    for (let i = 0; i < actor.length; i++) {
      if (!all && leftOut[actor[i]!] !== 0) continue;
      n++;
      if (around[i]! > isAroundMost) most++;
      if (around[i]! > 0.5) half++;
      if (others[i]! <= isQuiet) quiet++;
      if (known[i] === 0) strange++;
      if (Number.isNaN(tie[i]!)) continue;
      tied++;
      if (tie[i]! <= 1) unlike++;
      if (tie[i]! <= 2) apart++;
    }
    const here = all || n === actor.length;
    return {
      conversion: hasViews && here ? [n, crowd.viewers] : [0, 0],
      one_kind: here ? [n, n + crowd.otherActs] : [0, 0],
      around: [most, n],
      brief: [half, n],
      quiet: [quiet, n],
      unlike: [unlike, tied],
      apart: [apart, tied],
      unknown: columns.owner[crowd.target]! < 0 ? [0, 0] : [strange, n],
    };
  };
  const rest = crowds.map((crowd) => counts(crowd, false));
  const whole = crowds.map((crowd) => counts(crowd, true));
  const usual = new Map(SECOND_FIELDS.map((field) => [field, learn(rest.map((count) => count[field]))]));
  return crowds.map((crowd, at) => {
    const evidence: SecondEvidence[] = [];
    let score = SECOND_BASE;
    for (const field of SECOND_FIELDS) {
      const own = usual.get(field)!;
      const [hits, of] = whole[at]![field];
      if (own === null || of === 0) continue;
      const deviations = deviationsOf(hits, of, own);
      const weight = SECOND_WEIGHTS[field] * deviations;
      score += weight;
      evidence.push({ field, hits, of, usual: own.mean, deviations, weight });
    }
    return { crowd, score, evidence };
  });
}

/** The value that half of all members of crowds are above. */
function median(
  crowds: readonly Crowd[],
  leftOut: Uint8Array,
  valuesOf: (crowd: Crowd) => Float32Array | Int32Array,
): number {
  const values: number[] = [];
  for (const crowd of crowds) {
    const own = valuesOf(crowd);
    for (let i = 0; i < own.length; i++) if (leftOut[crowd.actor[i]!] === 0) values.push(own[i]!);
  }
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor(sorted.length / 2)]!;
}

/** The lowest rates leave out empty crowds and the like. */
const LOWEST_PART = 0.02;
const MEAN_MIN = 0.01;
/** Median of the square of a standard normal. */
const CHI_MEDIAN = 0.455;
/** Variance below which a count is not told apart by rounding. */
const VARIANCE_MIN = 0.3;

/**
 * What is usual where up to `BOUGHT_PART_MAX` of the crowds may be bought: the mean without the highest rates, the spread
 * from the crowds below the mean alone, which nobody pays to be in. null = too few crowds. O(n log n).
 */
function learn(counts: readonly Count[]): Usual | null {
  const some = counts.filter(([, of]) => of >= SECOND_ACTORS_MIN / 2);
  if (some.length < SECOND_TARGETS_MIN) return null;
  some.sort((a, b) => a[0] * b[1] - b[0] * a[1]);
  const kept = some.slice(
    Math.floor(LOWEST_PART * some.length),
    Math.floor((1 - BOUGHT_PART_MAX) * some.length) + 1,
  );
  const hits = kept.reduce((sum, [k]) => sum + k, 0);
  const of = kept.reduce((sum, [, n]) => sum + n, 0);
  const mean = Math.min(1 - MEAN_MIN, Math.max(MEAN_MIN, hits / of));
  const beyond: number[] = [];
  for (const [k, n] of some) {
    if (k >= n * mean || n < 2) continue;
    const square = (k - n * mean) ** 2 / Math.max(VARIANCE_MIN, n * mean * (1 - mean));
    beyond.push((square / CHI_MEDIAN - 1) / (n - 1));
  }
  beyond.sort((a, b) => a - b);
  const spread = beyond.length === 0 ? FIELD_SPREAD_MIN : beyond[Math.floor(beyond.length / 2)]!;
  return { mean, spread: Math.min(FIELD_SPREAD_MAX, Math.max(FIELD_SPREAD_MIN, spread)) };
}

/** Standard deviations of a beta-binomial count above its mean, within `FIELD_LOW` and `FIELD_HIGH`. */
function deviationsOf(hits: number, of: number, { mean, spread }: Usual): number {
  const variance = of * mean * (1 - mean) * (1 + (of - 1) * spread);
  const deviations = (hits - of * mean) / Math.sqrt(Math.max(VARIANCE_MIN, variance));
  return Math.min(FIELD_HIGH, Math.max(FIELD_LOW, deviations));
}
