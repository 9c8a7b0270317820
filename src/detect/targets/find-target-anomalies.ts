import { EVENT_TYPES, kindWord } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { type Audience, eachAudience, type ShareOf } from "./audiences.ts";
import {
  type BetaBinomial,
  fitBetaBinomial,
  fitBetaBinomialRobustly,
  lnOddsAbove,
  lnOddsBelow,
  usualRates,
} from "./beta-binomial.ts";
import {
  ACTORS_MIN,
  ASKED_SHARE_MIN,
  CONVERSION_SPREAD_MIN,
  FALSE_ORDERS_RATE,
  FIELD_ODDS_MAX,
  LOOKED_FIRST_MIN,
  OTHER_SPREAD_MIN,
  REST_ODDS_MIN,
  USUAL_TARGETS_MIN,
  VIEWERS_MIN,
} from "./order-limits.ts";

/** What is looked at, in the order it is told. */
export const ORDER_FIELDS = ["conversion", "other_acts", "alone", "known"] as const;
export type OrderField = (typeof ORDER_FIELDS)[number];

/** One field of the evidence: what was measured, of how many, what is usual, and ln odds that it adds (negative: it speaks against). */
export interface OrderEvidence {
  readonly field: OrderField;
  readonly hits: number;
  readonly of: number;
  readonly usual: number;
  readonly weight: number;
}

/** A stretch of time in which one kind of act on one target was not earned by looking. It names no account. */
export interface OrderSurge {
  /** 64-bit keys as 16 hexadecimal digits; null = the events do not say. */
  readonly targetKey: string;
  readonly ownerKey: string | null;
  /** Event type. */
  readonly type: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Different people who came, and who did the act. */
  readonly viewers: number;
  readonly actors: number;
  /** Evidence as ln odds, fields together, averaged over all stretches of the target (as e-values, so that many looks cost what they must). */
  readonly lnOdds: number;
  /** One less the share of false ones to expect among all targets that stand as high, in [0, 1]. */
  readonly score: number;
  /** Shown: within `FALSE_ORDERS_RATE`, and not by one field alone. */
  readonly shown: boolean;
  /** Part of the acts that the audience does not explain, in [0, 1], and its 95 % interval. */
  readonly boughtShare: number;
  readonly boughtShareLow: number;
  readonly boughtShareHigh: number;
  /** In the order of `ORDER_FIELDS`. */
  readonly evidence: readonly OrderEvidence[];
}

export interface OrderFindings {
  /** Highest evidence first; those that speak more for an order than against it. */
  readonly orders: readonly OrderSurge[];
  /** Targets and kinds of act that were looked at. */
  readonly tested: number;
  /** Why nothing could be said, or null. */
  readonly notMeasurable: "no_views" | "too_few_targets" | "no_shares" | null;
  /** Left out because most who acted came over shared links: people asked by somebody they know. */
  readonly asked: number;
}

export interface OrderOptions {
  /** The share an event came over. null: the log does not tell, and then nothing is claimed: friends who were asked look like people who were paid. */
  readonly shareOf: ShareOf | null;
}

/** Kinds sold by the act that follow a look: what is done to the thing looked at, once. */
const ORDERED = ["like", "favorite", "comment", "share"].map((type) => EVENT_TYPES.indexOf(type as "like"));
/** Part of what is usual beside an act that an order is expected to bring: some of those who come are honest. */
const BESIDE_ORDERS = 1 / 8;
/** Part of an order's hands who had to do with the owner before. */
const KNOWN_TO_ORDERS: BetaBinomial = { mean: 0.03, spread: 0.05 };
const LN_CAP = Math.log(FIELD_ODDS_MAX);

interface UsualAudience {
  readonly conversion: BetaBinomial;
  readonly otherActs: BetaBinomial | null;
  readonly alone: BetaBinomial | null;
  readonly known: BetaBinomial | null;
}

/**
 * Columns → orders: targets whose acts of a kind were not earned by looking, told by the audience and not by the accounts, so that it also sees people who
 * are paid once. Audience against what is usual in the same columns (beta-binomial, fitted robustly): how many of those who came acted; how much else they
 * did to it; who came for nothing else; and, against it, who knew the owner. Likelihood ratios, each at most `FIELD_ODDS_MAX`, are e-values under what is usual; their
 * product takes the fields as independent given the audience's size. Averaged over a target's stretches and held against the number of targets by e-BH (Wang & Ramdas, JRSS B 84(3), 2022),
 * which asks no independence between targets. Who is paid and who is asked by a friend look alike, so that audiences that came over shared links are left out.
 * Evidence on a target, to hold or to show; never ground to reject an act or to name an account. O(events · scales); deterministic.
 */
export function findOrders(columns: EventColumns, { shareOf }: OrderOptions): OrderFindings {
  const nothing = { orders: [], tested: 0, asked: 0 };
  if (shareOf === null) return { ...nothing, notMeasurable: "no_shares" };
  const whole: Audience[] = [];
  const parts: Audience[] = [];
  /** Stretches of each target that were looked at; those without an order's number of acts are worth nothing, and not kept. */
  const stretches = new Int32Array(columns.targetCount);
  eachAudience(columns, shareOf, (audience) => {
    if (audience.viewers < VIEWERS_MIN) return;
    stretches[audience.target]!++;
    if (audience.whole) whole.push(hold(audience));
    if (ORDERED.some((kind) => audience.actors[kind]! >= ACTORS_MIN)) parts.push(hold(audience));
  });
  if (whole.length < USUAL_TARGETS_MIN) return { ...nothing, notMeasurable: "too_few_targets" };

  let asked = 0;
  let tested = 0;
  let measurable = false;
  const found: Found[] = [];
  const usuals = new Map(ORDERED.map((kind) => [kind, usualAudience(whole, kind)]));
  for (const [kind, usual] of usuals) {
    if (usual === null) continue;
    measurable = true;
    const byTarget = new Map<number, { sum: number; asked: boolean; best: Found | null }>();
    for (const part of parts) {
      if (part.actors[kind]! < ACTORS_MIN) continue;
      let own = byTarget.get(part.target);
      if (own === undefined) {
        own = { sum: 0, asked: false, best: null };
        byTarget.set(part.target, own);
      }
      const evidence = weigh(part, kind, usuals);
      const lnOdds = evidence.reduce((sum, { weight }) => sum + weight, 0);
      if (lnOdds > 0 && part.asked[kind]! >= ASKED_SHARE_MIN * part.actors[kind]!) {
        own.asked = true;
        continue;
      }
      own.sum += Math.exp(lnOdds);
      if (own.best === null || lnOdds > own.best.lnOdds)
        own.best = { part, kind, conversion: usual.conversion, evidence, lnOdds, mean: 0 };
    }
    // Everything with an audience of this kind was looked at: it has the chance to be wrong.
    tested += whole.length;
    for (const [target, { sum, asked: wasAsked, best }] of byTarget) {
      if (wasAsked) asked++;
      if (best !== null && best.lnOdds > 0) found.push({ ...best, mean: sum / stretches[target]! });
    }
  }
  if (!measurable) return { ...nothing, notMeasurable: "no_views" };
  return { orders: refine(columns, found, tested), tested, notMeasurable: null, asked };
}

/** Kinds of act that are kept of an audience: up to the last that is ordered. */
const KINDS_HELD = Math.max(...ORDERED) + 1;

/** A copy that stays. */
function hold(audience: Audience): Audience {
  return {
    ...audience,
    actors: audience.actors.slice(0, KINDS_HELD),
    lookedFirst: audience.lookedFirst.slice(0, KINDS_HELD),
    alone: audience.alone.slice(0, KINDS_HELD),
    known: audience.known.slice(0, KINDS_HELD),
    asked: audience.asked.slice(0, KINDS_HELD),
  };
}

interface Found {
  readonly part: Audience;
  readonly kind: number;
  readonly conversion: BetaBinomial;
  readonly evidence: readonly OrderEvidence[];
  readonly lnOdds: number;
  /** Mean of the e-values of the target's stretches. */
  readonly mean: number;
}

/** What is usual of an audience with regard to one kind; null where looks do not precede it. */
function usualAudience(whole: readonly Audience[], kind: number): UsualAudience | null {
  const actors = whole.map((audience) => audience.actors[kind]!);
  const viewers = whole.map((audience) => audience.viewers);
  let acted = 0;
  let looked = 0;
  for (const audience of whole) {
    acted += audience.actors[kind]!;
    looked += audience.lookedFirst[kind]!;
  }
  if (acted === 0 || looked < LOOKED_FIRST_MIN * acted) return null;
  const conversion = fitBetaBinomialRobustly(actors, viewers, CONVERSION_SPREAD_MIN);
  if (conversion === null) return null;
  // What else is usual is learnt where nothing is unusual so far, or orders would set their own measure.
  const ordinary = whole.map((_, at) => lnOddsAbove(actors[at]!, viewers[at]!, conversion) < Math.log(20));
  const learn = (hits: readonly number[], of: readonly number[]): BetaBinomial | null =>
    fitBetaBinomial(hits, of, OTHER_SPREAD_MIN, (at) => ordinary[at]!);
  return {
    conversion,
    otherActs: learn(
      whole.map((audience, at) => audience.acts - actors[at]!),
      whole.map(({ acts }) => acts),
    ),
    alone: learn(
      whole.map((audience) => audience.alone[kind]!),
      actors,
    ),
    known: learn(
      whole.map((audience) => audience.known[kind]!),
      actors,
    ),
  };
}

/** The evidence of one audience, field by field; a field that is not measurable is missing. */
function weigh(
  audience: Audience,
  kind: number,
  usuals: ReadonlyMap<number, UsualAudience | null>,
): readonly OrderEvidence[] {
  const actors = audience.actors[kind]!;
  const evidence: OrderEvidence[] = [];
  const add = (field: OrderField, hits: number, of: number, mean: number, lnOdds: number): void => {
    evidence.push({ field, hits, of, usual: mean, weight: Math.min(LN_CAP, lnOdds) });
  };
  const { conversion, otherActs, alone, known } = usuals.get(kind)!;
  add(
    "conversion",
    actors,
    audience.viewers,
    conversion.mean,
    lnOddsAbove(actors, audience.viewers, conversion),
  );
  if (otherActs !== null) {
    const others = audience.acts - actors;
    // An order is for one kind of act. Where another kind rose as well, people were carried away.
    let alsoRose = 0;
    for (const [other, usual] of usuals)
      if (other !== kind && usual !== null)
        alsoRose = Math.max(
          alsoRose,
          lnOddsAbove(audience.actors[other]!, audience.viewers, usual.conversion),
        );
    const bought: BetaBinomial = { mean: otherActs.mean * BESIDE_ORDERS, spread: otherActs.spread };
    add(
      "other_acts",
      others,
      audience.acts,
      otherActs.mean,
      lnOddsBelow(others, audience.acts, otherActs, bought) - alsoRose,
    );
  }
  if (alone !== null) {
    const hits = audience.alone[kind]!;
    // Where nearly everybody is alone, as in a log of few visits, it says nothing, and must not speak against: half of it is bet on what is usual.
    const odds = Math.exp(Math.min(LN_CAP, lnOddsAbove(hits, actors, alone)));
    add("alone", hits, actors, alone.mean, Math.log((1 + odds) / 2));
  }
  if (known !== null) {
    const hits = audience.known[kind]!;
    // That nobody knew the owner is as usual of what a platform recommends: it only speaks against.
    add("known", hits, actors, known.mean, Math.min(0, lnOddsBelow(hits, actors, known, KNOWN_TO_ORDERS)));
  }
  return evidence;
}

/** e-BH over everything tested, and the findings in words of the events. */
function refine(columns: EventColumns, found: Found[], tested: number): readonly OrderSurge[] {
  found.sort((a, b) => b.mean - a.mean || a.part.target - b.part.target || a.kind - b.kind);
  const falseShare = new Float64Array(found.length);
  let least = 1;
  for (let at = found.length - 1; at >= 0; at--) {
    least = Math.min(least, tested / ((at + 1) * found[at]!.mean));
    falseShare[at] = least;
  }
  return found.map(({ part, kind, conversion, evidence, mean, lnOdds }, at) => {
    const strongest = Math.max(...evidence.map(({ weight }) => weight));
    const score = 1 - falseShare[at]!;
    const owner = columns.owner[part.target]!;
    return {
      targetKey: keyHex(columns.targetKeys, part.target),
      ownerKey: owner < 0 ? null : keyHex(columns.ownerKeys, owner),
      type: kindWord(kind),
      fromMs: part.fromMs,
      toMs: part.toMs,
      viewers: part.viewers,
      actors: part.actors[kind]!,
      lnOdds: Math.log(mean),
      score,
      shown: falseShare[at]! <= FALSE_ORDERS_RATE && lnOdds - strongest >= Math.log(REST_ODDS_MIN),
      ...boughtShare(part.actors[kind]!, part.viewers, conversion),
      evidence,
    };
  });
}

/** Ends of a 95 % interval. */
const ENDS = [0.025, 0.5, 0.975] as const;
const NORMAL_95 = 1.96;

/**
 * Part of `actors` that those who came and did not act do not explain, and its interval: honest acts are so many to a person who only looked, which varies from
 * target to target as usual, and by chance. Viewers who were bought too make it too small.
 */
function boughtShare(
  actors: number,
  viewers: number,
  conversion: BetaBinomial,
): Pick<OrderSurge, "boughtShare" | "boughtShareLow" | "boughtShareHigh"> {
  const idle = viewers - actors;
  const [few, middle, many] = usualRates(conversion, ENDS).map((rate) => (idle * rate) / (1 - rate)) as [
    number,
    number,
    number,
  ];
  const share = (honest: number): number => Math.min(1, Math.max(0, 1 - honest / actors));
  return {
    boughtShare: share(middle),
    boughtShareLow: share(many + NORMAL_95 * Math.sqrt(many)),
    boughtShareHigh: share(few - NORMAL_95 * Math.sqrt(few)),
  };
}
