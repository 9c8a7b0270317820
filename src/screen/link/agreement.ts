import type { FollowedOrder } from "./followed-orders.ts";
import type { OwnerStep } from "./owner-steps.ts";
import type { ChanceStep, StepNull } from "./step-null.ts";

/** How far what a unit of money bought agrees across a payee's buyers. */
export interface Agreement {
  readonly type: number;
  readonly currency: string;
  /** Events a unit of money: the median of those that agree. */
  readonly perUnit: number;
  /** ln of that range. */
  readonly fromLn: number;
  readonly toLn: number;
  readonly steps: number;
  readonly agreeing: number;
  /** Chance of so many within such a range among steps that chance makes, for dose and for lag; corrected for types. */
  readonly p: number;
  readonly lagP: number;
}

/** A step of a payee's order that may have been bought, and those chance would have made of it. */
interface Dosed {
  readonly payer: number;
  readonly lnAmount: number;
  readonly step: OwnerStep;
  readonly chance: readonly ChanceStep[];
}

/** Steps looked at: as unlikely as this, corrected for the payer's curves. Much less would take those of dear orders alone. */
const STEP_P_MAX = 0.1;
/** A price list gives discounts and delivers what was ordered: doses within a factor of two of each other agree. */
const DOSE_RANGE_LN = Math.LN2;
/** Lags within a factor of four agree; a bin and a half is added first, since shorter ones are not told apart. */
const LAG_RANGE_LN = Math.log(4);
const LAG_FLOOR_MS = 450_000;
/** Steps of one type below which agreement is not asked. */
const STEPS_MIN = 4;
/** The latest steps that are compared; worlds of chance drawn. */
const STEPS_MAX = 200;
const WORLDS = 9_999;
/** Worlds for a lag whose doses do not agree. */
const LAG_WORLDS = 999;
/** Worlds that agree as well, after which no more are drawn: chance explains it (Besag & Clifford, Biometrika 78, 1991). */
const AS_DENSE_MAX = 20;

/**
 * Followed orders → the type and currency in which dose and lag agree best, null where too few steps have a known amount. Chance: each step's excess and lag are drawn from the highest steps of its own
 * stratum after payments to others, its amount stays. One step a buyer and window. Deterministic for the same generator. O(worlds · steps · log steps).
 */
export function agreement(
  orders: readonly FollowedOrder[],
  scale: number,
  references: StepNull,
  u32: () => number,
): Agreement | null {
  const groups = new Map<string, { type: number; currency: string; dosed: Dosed[] }>();
  for (const { order, byType } of orders) {
    if (!(order.amount > 0)) continue;
    for (const { step, p } of byType) {
      if (p > STEP_P_MAX || step.excess < 1) continue;
      const chance = references.highest(scale, step.stratum, STEP_P_MAX);
      if (chance.length === 0) continue;
      const key = `${step.type} ${order.currency}`;
      const group = groups.get(key) ?? { type: step.type, currency: order.currency, dosed: [] };
      group.dosed.push({ payer: order.payer, lnAmount: Math.log(order.amount), step, chance });
      groups.set(key, group);
    }
  }
  const asked = [...groups.values()]
    .map((group) => ({ ...group, dosed: onceEach(group.dosed).slice(-STEPS_MAX) }))
    .filter(({ dosed }) => dosed.length >= STEPS_MIN);
  let best: Agreement | null = null;
  for (const { type, currency, dosed } of asked) {
    const found = agreementOf(dosed, u32);
    const p = Math.min(1, found.p * asked.length);
    const lagP = Math.min(1, found.lagP * asked.length);
    if (best === null || p < best.p || (p === best.p && found.agreeing > best.agreeing)) {
      best = { type, currency, ...found, steps: dosed.length, p, lagP };
    }
  }
  return best;
}

/** A step that several payments of one buyer precede is one step. */
function onceEach(dosed: readonly Dosed[]): readonly Dosed[] {
  const seen = new Map<string, Dosed>();
  for (const one of dosed) {
    const { item, fromMs } = one.step;
    seen.set(`${one.payer} ${item.low} ${item.high} ${fromMs}`, one);
  }
  return [...seen.values()];
}

function agreementOf(
  dosed: readonly Dosed[],
  u32: () => number,
): Omit<Agreement, "type" | "currency" | "steps"> {
  const count = dosed.length;
  const doses = Float64Array.from(dosed, ({ step, lnAmount }) => Math.log(step.excess) - lnAmount);
  const lags = Float64Array.from(dosed, ({ step }) => Math.log(step.lagMs + LAG_FLOOR_MS));
  const range = densest(doses.sort(), DOSE_RANGE_LN);
  const middle = doses[range.first + (range.count >> 1)]!;
  const lagRange = densest(lags.sort(), LAG_RANGE_LN);
  let asDense = 0;
  let lagAsDense = 0;
  let worlds = 0;
  while (worlds < WORLDS && (asDense < AS_DENSE_MAX || lagAsDense < AS_DENSE_MAX)) {
    // Doses decide; a lag that agrees is told beside them, as finely as this allows.
    if (asDense >= AS_DENSE_MAX && worlds >= LAG_WORLDS) break;
    worlds++;
    for (let i = 0; i < count; i++) {
      const pool = dosed[i]!.chance;
      const drawn = pool[Math.floor((u32() / 2 ** 32) * pool.length)]!;
      doses[i] = Math.log(Math.max(1, drawn.excess)) - dosed[i]!.lnAmount;
      lags[i] = Math.log(drawn.lagMs + LAG_FLOOR_MS);
    }
    if (densest(doses.sort(), DOSE_RANGE_LN).count >= range.count) asDense++;
    if (densest(lags.sort(), LAG_RANGE_LN).count >= lagRange.count) lagAsDense++;
  }
  return {
    perUnit: Math.exp(middle),
    fromLn: range.from,
    toLn: range.to,
    agreeing: range.count,
    p: (asDense + 1) / (worlds + 1),
    lagP: (lagAsDense + 1) / (worlds + 1),
  };
}

/** The most values within a range of a width; values ascend. O(n). */
function densest(
  values: Float64Array,
  width: number,
): { readonly first: number; readonly count: number; readonly from: number; readonly to: number } {
  let best = { first: 0, count: 0, from: Number.NaN, to: Number.NaN };
  for (let low = 0, high = 0; low < values.length; low++) {
    while (high < values.length && values[high]! - values[low]! <= width) high++;
    if (high - low > best.count) {
      best = { first: low, count: high - low, from: values[low]!, to: values[high - 1]! };
    }
  }
  return best;
}
