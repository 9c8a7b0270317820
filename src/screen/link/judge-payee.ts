import { createSfc32 } from "../../kernels/sfc32.ts";
import type { LinkDose, LinkedStep, LinkState, PayeeLink } from "../../nouns/payee-link.ts";
import { type Agreement, agreement } from "./agreement.ts";
import { type Delivery, deliveryCurve, quantile } from "./delivery-curve.ts";
import type { FollowedOrder, Following } from "./followed-orders.ts";
import type { Key } from "./link-inputs.ts";
import { BUYERS_MIN, FALSE_DISCOVERY_MAX } from "./link-limits.ts";
import type { OwnerStep } from "./owner-steps.ts";
import type { Payee } from "./payee.ts";
import { SCALES_MS } from "./scales.ts";
import type { StepNull } from "./step-null.ts";
import type { Told } from "./tell-payees.ts";

/** Steps shown of one payee: a list to check, the curve tells the rest. */
const STEPS_SHOWN_MAX = 60;
/** A step of a payee that is told: less likely than this among all curves of its payer. */
const SHOWN_P_MAX = 0.1;
/** Chance below which doses agree: one honest payee in 2,000 whose customers' steps follow, and such payees are asked in hundreds; sellers lie at 0.0004 and below, since 9,999 worlds are drawn. And the part of steps that must. Promotion whose yield varies threefold gets a third of its steps within a factor of two. */
const AGREES_P_MAX = 0.0005;
const AGREES_PART_MIN = 0.5;
/** Part of the steps that the feed delivered, from which on official promotion explains them. */
const FED_SHARE_MIN = 0.5;

export interface JudgeParts {
  readonly references: StepNull;
  /** How a step's curve went, by time since the payment. */
  readonly delivery: (step: OwnerStep, paidAtMs: number, scaleMs: number) => Delivery;
  readonly official: boolean;
}

/** A payee, how its payments were followed and the false-discovery rate of that → what is said of it. */
export function judgePayee(payee: Payee, { following, byScale, q }: Told, parts: JudgeParts): PayeeLink {
  const { references, delivery, official } = parts;
  const { scale, orders } = following;
  const enough = following.buyers >= BUYERS_MIN;
  const scaleMs = SCALES_MS[scale]!;
  const told = enough && q <= FALSE_DISCOVERY_MAX;
  // Whether steps follow shows soon; how much was bought shows when it has come, at a longer scale as well.
  const agreed = told ? bestAgreement(payee, byScale.slice(scale), references) : null;
  const shown = agreed?.following ?? following;
  const steps = told ? linkedSteps(shown.orders, agreed) : [];
  const fedShare = told ? fedShareOf(steps) : null;
  const lags = steps.map(({ linked }) => linked.lagMs).sort((a, b) => a - b);
  return {
    payee: nameOf(payee.key, payee.ref),
    state: stateOf({ official, enough, told, agreed, fedShare }),
    payments: payee.payments,
    orders: orders.length,
    buyers: following.buyers,
    waiting: payee.waiting,
    excluded: excludedOf(payee, following),
    followed: following.followed,
    followedByChance: following.followedByChance,
    scaleMs,
    p: enough ? following.p : null,
    q: enough ? q : null,
    dose: agreed === null ? null : doseOf(agreed),
    lagMs:
      lags.length === 0
        ? null
        : { low: quantile(lags, 0.25), median: quantile(lags, 0.5), high: quantile(lags, 0.75) },
    fedShare,
    curve: deliveryCurve(
      steps.map(({ own, linked }) => delivery(own, linked.paidAtMs, SCALES_MS[shown.scale]!)),
      SCALES_MS[shown.scale]!,
    ),
    steps: steps.slice(0, STEPS_SHOWN_MAX).map(({ linked }) => linked),
  };
}

type AgreedAt = Agreement & { readonly following: Following };

/** The scale at which doses agree best, corrected for the scales tried. */
function bestAgreement(
  { key }: Payee,
  followings: readonly Following[],
  references: StepNull,
): AgreedAt | null {
  let best: AgreedAt | null = null;
  for (const following of followings) {
    const u32 = createSfc32(key.low, key.high, following.scale);
    const found = agreement(following.orders, following.scale, references, u32);
    if (found === null) continue;
    const p = Math.min(1, found.p * followings.length);
    if (best === null || p < best.p || (p === best.p && found.agreeing > best.agreeing)) {
      best = { ...found, p, lagP: Math.min(1, found.lagP * followings.length), following };
    }
  }
  return best;
}

/** Payments that said nothing, with those whose steps have no reference at the scale that was chosen. */
function excludedOf(
  { orders, excluded }: Payee,
  { scale, orders: judged }: Following,
): PayeeLink["excluded"] {
  const read = orders.filter(({ refunded, seen }) => !refunded && seen[scale] != null).length;
  return read === judged.length ? { ...excluded } : { ...excluded, no_reference: read - judged.length };
}

function stateOf(of: {
  readonly official: boolean;
  readonly enough: boolean;
  readonly told: boolean;
  readonly agreed: Agreement | null;
  readonly fedShare: number | null;
}): LinkState {
  if (of.official) return "official";
  if (!of.enough) return "not_enough";
  if (!of.told) return "chance";
  if (of.fedShare !== null && of.fedShare >= FED_SHARE_MIN) return "promotion";
  return of.agreed !== null && agrees(of.agreed) ? "linked" : "follows";
}

function agrees({ p, agreeing, steps }: Agreement): boolean {
  return p <= AGREES_P_MAX && agreeing >= AGREES_PART_MIN * steps;
}

interface ShownStep {
  readonly own: OwnerStep;
  readonly linked: LinkedStep;
}

/** Steps by which orders were followed, of the type doses agree on where there is one; the least likely first. */
function linkedSteps(orders: readonly FollowedOrder[], agreed: Agreement | null): readonly ShownStep[] {
  const shown: ShownStep[] = [];
  for (const { order, step: least, p: leastP, byType } of orders) {
    const ofType = byType.find(
      ({ step }) => step.type === agreed?.type && agreed.currency === order.currency,
    );
    const chosen = ofType !== undefined && ofType.p <= SHOWN_P_MAX ? ofType : { step: least, p: leastP };
    const { step, p } = chosen;
    if (step === null || p > SHOWN_P_MAX) continue;
    const ln = Math.log(step.excess / order.amount);
    shown.push({
      own: step,
      linked: {
        payer: nameOf(order.payerKey, order.ref),
        item: nameOf(step.item, step.item.ref),
        type: step.type,
        paidAtMs: order.atMs,
        amount: Number.isNaN(order.amount) ? null : order.amount,
        currency: order.currency,
        fromMs: step.fromMs,
        toMs: step.toMs,
        lagMs: step.lagMs,
        excess: step.excess,
        expected: step.expected,
        p,
        agrees:
          agreed !== null &&
          step.type === agreed.type &&
          order.currency === agreed.currency &&
          ln >= agreed.fromLn - 1e-9 &&
          ln <= agreed.toLn + 1e-9,
      },
    });
  }
  return shown.sort((a, b) => a.linked.p - b.linked.p || a.linked.paidAtMs - b.linked.paidAtMs);
}

function fedShareOf(steps: readonly ShownStep[]): number | null {
  const known = steps.filter(({ own }) => own.fed !== null);
  if (known.length * 2 < steps.length || known.length === 0) return null;
  return known.filter(({ own }) => own.fed === true).length / known.length;
}

function doseOf({ type, currency, perUnit, steps, agreeing, p, lagP }: Agreement): LinkDose {
  return { type, currency, perUnit, steps, agreeing, p, lagP };
}

/** A key as the records hold it: 16 hexadecimal digits, high word first. */
function nameOf({ low, high }: Key, ref: number): { readonly key: string; readonly ref: number } {
  return { key: [high, low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(""), ref };
}
