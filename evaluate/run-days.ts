import type { Policy } from "../src/nouns/policy.ts";
import { gridAttacks } from "./grid.ts";
import { type DayResult, evaluateDay } from "./simulated-day.ts";
import type { Variant } from "./variant.ts";

export interface DaysPlan {
  readonly seeds: readonly number[];
  /** Events a day; the first is the size the variants and the tables by set are made with. */
  readonly sizes: readonly number[];
  /** Events of a day with the grid's pools in it. */
  readonly gridEvents: number;
  readonly variants: readonly Variant[];
}

/** Results, one a seed. */
export interface Days {
  readonly seeds: readonly number[];
  readonly sizes: readonly { readonly events: number; readonly days: readonly DayResult[] }[];
  readonly grids: readonly {
    readonly variant: Variant;
    readonly which: "must" | "rest";
    readonly events: number;
    readonly days: readonly DayResult[];
  }[];
  readonly variants: readonly { readonly variant: Variant; readonly days: readonly DayResult[] }[];
}

/** Runs everything that is simulated, one day after the other. */
export function runDays(policy: Policy, plan: DaysPlan, progress: (what: string) => void): Days {
  const { seeds, sizes, gridEvents } = plan;
  const every = (what: string, run: (seed: number) => DayResult): DayResult[] =>
    seeds.map((seed) => {
      progress(`${what}, seed ${seed}`);
      return run(seed);
    });
  const grid = (variant: Variant, which: "must" | "rest") => ({
    variant,
    which,
    events: gridEvents,
    days: every(`grid (${which}), ${variant}`, (seed) =>
      evaluateDay(policy, { seed, eventsPerDay: gridEvents, attacks: gridAttacks(which) }, variant),
    ),
  });
  return {
    seeds,
    sizes: sizes.map((events) => ({
      events,
      days: every(`${events} events a day`, (seed) => evaluateDay(policy, { seed, eventsPerDay: events })),
    })),
    variants: plan.variants.map((variant) => ({
      variant,
      days: every(`${sizes[0]} events a day, ${variant}`, (seed) =>
        evaluateDay(policy, { seed, eventsPerDay: sizes[0]! }, variant),
      ),
    })),
    grids: [
      grid("all fields", "must"),
      grid("all fields", "rest"),
      ...plan.variants.map((variant) => grid(variant, "must")),
    ],
  };
}
