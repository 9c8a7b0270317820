import { DAY_MS } from "../nouns/durations.ts";
import { eventsPerBought, FAMILY_TRAITS, type Infrastructure } from "./attack-family.ts";
import type { AttackSpec, Settled } from "./options.ts";
import type { Random } from "./random.ts";
import { ATTACK_FAMILIES, type AttackFamily } from "./truth.ts";

/** A spec with nothing left open. */
export interface AttackPlan {
  readonly family: AttackFamily;
  readonly orders: number;
  readonly amount: number;
  readonly owners: number;
  readonly deliveryMs: number;
  readonly density: number;
  readonly camouflage: number;
  readonly infrastructure: Infrastructure;
}

/** Amounts the panels sell. */
const ROUND = [30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000] as const;
/** Events of a day that one pool of the default plan makes: a mid-sized seller. */
const POOL_EVENTS_PER_DAY = 6000;
const POOLS_MAX = 400;

/** Chance fills in what the asked-for pools leave open; "default" is every family, sized to the share asked for. */
export function planAttacks(settled: Settled, random: Random): readonly AttackPlan[] {
  if (settled.attacks !== "default") return settled.attacks.map((spec) => settle(spec, settled, random));
  const days = settled.durationMs / DAY_MS;
  const events = settled.eventsPerDay * settled.attackShare * days;
  const plans: AttackPlan[] = [];
  for (const family of ATTACK_FAMILIES) {
    const budget = events / ATTACK_FAMILIES.length;
    const pools = Math.min(
      POOLS_MAX,
      Math.max(1, Math.round(budget / Math.max(1, days) / POOL_EVENTS_PER_DAY)),
    );
    for (let pool = 0; pool < pools; pool++) {
      const traits = FAMILY_TRAITS[family];
      const camouflage = random.between(...traits.camouflage);
      const actions = budget / pools / eventsPerBought(family, camouflage);
      // Several orders to a pool: what a pool betrays is that it serves again and again.
      const affordable = ROUND.filter((amount) => amount * random.between(2.5, 6) <= actions);
      const amount = affordable[affordable.length - 1] ?? ROUND[0];
      const orders = Math.min(10_000, Math.max(1, Math.round(actions / amount)));
      const infrastructure = pool === 0 ? traits.infrastructures[0]! : random.pick(traits.infrastructures);
      plans.push(settle({ family, orders, amount, camouflage, infrastructure }, settled, random));
    }
  }
  return plans;
}

function settle(spec: AttackSpec, settled: Settled, random: Random): AttackPlan {
  const traits = FAMILY_TRAITS[spec.family];
  const orders = spec.orders ?? 4;
  const drawnMs = Math.round(random.between(...traits.deliveryMs));
  return {
    family: spec.family,
    orders,
    amount: spec.amount ?? 200,
    owners: spec.owners ?? Math.max(1, Math.ceil((orders * 2) / 3)),
    deliveryMs: Math.min(spec.deliveryMs ?? drawnMs, Math.floor(settled.durationMs * 0.9)),
    density: spec.density ?? random.between(...traits.density),
    camouflage: spec.camouflage ?? random.between(...traits.camouflage),
    infrastructure: spec.infrastructure ?? traits.infrastructures[0]!,
  };
}
