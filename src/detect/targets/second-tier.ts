import { EVENT_TYPES, kindWord } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { type Crowd, readCrowds } from "./lives.ts";
import {
  AROUND_MOST,
  EXPLAINED_MAX,
  RACK_ACCOUNTS_MIN,
  SECOND_ACTORS_MIN,
  SECOND_TARGETS_MIN,
} from "./second-tier-limits.ts";
import {
  SECOND_BAR,
  SECOND_BAR_CONVERTED,
  SECOND_FIELDS,
  SECOND_WEIGHTS,
  type SecondField,
} from "./second-tier-weights.ts";
import {
  type Count,
  conversionDeviations,
  deviationsOf,
  learnUsualConversion,
  learnUsualShare,
  type UsualConversion,
} from "./usual-share.ts";

/**
 * One field: of how many people (or acts) it holds, what is usual, standard deviations above usual
 * as they count, and what that adds to the score.
 */
export interface SecondEvidence {
  readonly field: SecondField;
  readonly hits: number;
  readonly of: number;
  readonly usual: number;
  readonly deviations: number;
  readonly weight: number;
}

/**
 * A target whose crowd is unlike what crowds of this file are. It names no account, and confirms
 * nothing.
 */
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

/**
 * Columns → targets whose crowd does not look like an audience: the second tier of orders, for
 * hands that are used once and therefore share nothing. Needs no view and no share; measures what
 * there is. Each field counts of how many of the crowd something holds, in standard deviations from
 * what is usual for crowds of the same file and kind (beta-binomial), bounded on both sides; the
 * sum is weighted by a logistic regression over worlds that others made. Honest crowds that come
 * once and from nowhere (a link shared elsewhere, a giveaway) look the same: it is told, and
 * nothing follows from it. O(events · log + pairs of actor and target · life). Deterministic.
 */
export function findSecondTier(columns: EventColumns): SecondTierFindings {
  const crowds = readCrowds(columns, ORDERED, SECOND_ACTORS_MIN);
  const scored = scoreAll(crowds);
  if (scored.length === 0) return { targets: [], notMeasurable: "too_few_targets" };
  const told = tellApart(columns, scored);
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
      told: told.has(crowd),
      evidence,
    };
  });
  return {
    targets: targets.sort((a, b) => b.score - a.score || (a.targetKey < b.targetKey ? -1 : 1)),
    notMeasurable: null,
  };
}

/**
 * Crowds to tell, the strongest first. People whom a stronger target explains are no evidence for a
 * weaker one: what hands do besides, as cover, falls on targets that nobody paid for.
 */
function tellApart(columns: EventColumns, scored: readonly Scored[]): ReadonlySet<Crowd> {
  const explained = new Uint8Array(columns.actorCount);
  const told = new Set<Crowd>();
  const strongest = scored
    .filter(({ score, evidence }) => score >= barOf(evidence))
    .sort((a, b) => b.score - a.score || a.crowd.target - b.crowd.target);
  for (const { crowd } of strongest) {
    let before = 0;
    for (const who of crowd.actor) before += explained[who]!;
    if (before > EXPLAINED_MAX * crowd.actor.length) continue;
    for (const who of crowd.actor) explained[who] = 1;
    told.add(crowd);
  }
  return told;
}

function barOf(evidence: readonly SecondEvidence[]): number {
  return evidence.some(({ field }) => field === "converted") ? SECOND_BAR_CONVERTED : SECOND_BAR;
}

interface Scored {
  readonly crowd: Crowd;
  readonly score: number;
  readonly evidence: readonly SecondEvidence[];
}

function scoreAll(crowds: readonly Crowd[]): Scored[] {
  return ORDERED.flatMap((kind) => {
    const own = crowds.filter((crowd) => crowd.kind === kind);
    return own.length < SECOND_TARGETS_MIN ? [] : scoreKind(own);
  });
}

function scoreKind(crowds: readonly Crowd[]): Scored[] {
  const isAroundMost = Math.min(
    AROUND_MOST,
    median(crowds, ({ around }) => around),
  );
  const isQuiet = median(crowds, ({ others }) => others);
  const counts = (crowd: Crowd): Readonly<Record<SecondField, Count>> => {
    const { actor, around, others, tie, known, seat } = crowd;
    const n = actor.length;
    let most = 0;
    let quiet = 0;
    let tied = 0;
    let unlike = 0;
    let strange = 0;
    let racked = 0;
    let seated = 0;
    for (let i = 0; i < actor.length; i++) {
      if (around[i]! > isAroundMost) most++;
      if (others[i]! <= isQuiet) quiet++;
      if (known[i] === 0) strange++;
      if (seat[i]! > 0) seated++;
      if (seat[i]! >= RACK_ACCOUNTS_MIN) racked++;
      if (Number.isNaN(tie[i]!)) continue;
      tied++;
      if (tie[i]! <= 1) unlike++;
    }
    return {
      one_kind: [n, n + crowd.otherActs],
      around: [most, n],
      quiet: [quiet, n],
      unlike: [unlike, tied],
      unknown: crowd.ownerTargets < 2 ? [0, 0] : [strange, n],
      converted: [n, crowd.came],
      racked: [racked, seated],
    };
  };
  const whole = crowds.map(counts);
  const conversion = learnUsualConversion(whole.map(({ converted }) => converted));
  const usual = new Map(
    SECOND_FIELDS.map((field) => [field, learnUsualShare(whole.map((count) => count[field]))]),
  );
  return crowds.map((crowd, at) => {
    const evidence: SecondEvidence[] = [];
    let score = 0;
    for (const field of SECOND_FIELDS) {
      const [hits, of] = whole[at]![field];
      const measured =
        field === "converted" ? conversionOf([hits, of], conversion) : shareOf([hits, of], usual.get(field)!);
      if (measured === null) continue;
      const weight = SECOND_WEIGHTS[field] * measured.deviations;
      score += weight;
      evidence.push({ field, hits, of, ...measured, weight });
    }
    return { crowd, score, evidence };
  });
}

type Measured = Pick<SecondEvidence, "usual" | "deviations">;

function shareOf([hits, of]: Count, usual: ReturnType<typeof learnUsualShare>): Measured | null {
  if (usual === null || of === 0) return null;
  return { usual: usual.mean, deviations: deviationsOf(hits, of, usual) };
}

/** Beside it a crowd of whom fewer came than did it is one whose looks are not told. */
function conversionOf(count: Count, usual: UsualConversion | null): Measured | null {
  if (usual === null || count[1] < count[0]) return null;
  return { usual: 1 / (1 + Math.exp(-usual.middle)), deviations: conversionDeviations(count, usual) };
}

/** The value that half of all members of crowds are above. */
function median(crowds: readonly Crowd[], valuesOf: (crowd: Crowd) => Float32Array | Int32Array): number {
  const values = new Float64Array(crowds.reduce((sum, crowd) => sum + valuesOf(crowd).length, 0));
  let filled = 0;
  for (const crowd of crowds) {
    values.set(valuesOf(crowd), filled);
    filled += valuesOf(crowd).length;
  }
  const sorted = values.sort();
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor(sorted.length / 2)]!;
}
