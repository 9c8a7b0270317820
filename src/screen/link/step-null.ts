import type { ClaimedSteps } from "./claimed-steps.ts";
import { keyNumber } from "./key-number.ts";
import { REFERENCE_MAX, REFERENCE_MIN } from "./link-limits.ts";
import { LEVEL_CLASSES, type OwnerStep } from "./owner-steps.ts";
import { SCALES_MS } from "./scales.ts";

/** Steps of one stratum after payments that others made. */
interface Reservoir {
  readonly score: Float64Array;
  readonly excess: Float64Array;
  readonly lagMs: Float64Array;
  readonly item: Float64Array;
  readonly fromMs: Float64Array;
  readonly toMs: Float64Array;
  /** Curves something came to, and curves nothing came to. */
  seen: number;
  quiet: number;
  /** Places in order of falling score: all, and without steps that are explained; null = to be made. */
  whole: Int32Array | null;
  unexplained: Int32Array | null;
}

/** A step that chance made. */
export interface ChanceStep {
  readonly excess: number;
  readonly lagMs: number;
}

/**
 * How curves rise after moments at which their owner bought nothing of the payee asked about: others' items at the moments of the payments that are judged. A step's p is its rank among those of its own type, age and level. Steps
 * that are explained by payees told before are left out of it, or they would pass for chance; where nothing would be left, they stay.
 */
export class StepNull {
  private readonly strata = new Map<number, Reservoir>();
  private readonly u32: () => number;
  private claimed: ClaimedSteps | null = null;
  /** References drawn at each scale. */
  readonly drawn: number[] = SCALES_MS.map(() => 0);

  /** `u32`: whole numbers in [0, 2^32), a seeded generator. */
  constructor(u32: () => number) {
    this.u32 = u32;
  }

  /** A reference: a step of an owner after somebody else's payment. Keeps each with the same chance (Vitter's algorithm R, ACM TOMS 11, 1985). O(1). */
  add(scale: number, step: OwnerStep): void {
    const held = this.reservoir(scale, step.stratum);
    const place =
      held.seen < REFERENCE_MAX ? held.seen : Math.floor((this.u32() / 2 ** 32) * (held.seen + 1));
    held.seen++;
    this.drawn[scale]!++;
    if (place >= REFERENCE_MAX) return;
    held.score[place] = step.score;
    held.excess[place] = step.excess;
    held.lagMs[place] = step.lagMs;
    held.item[place] = keyNumber(step.item);
    held.fromMs[place] = step.fromMs;
    held.toMs[place] = step.toMs;
    held.whole = held.unexplained = null;
  }

  /** References that nothing came to. O(them). */
  addQuiet(scale: number, strata: readonly number[]): void {
    for (const stratum of strata) this.reservoir(scale, stratum).quiet++;
    this.drawn[scale]! += strata.length;
  }

  /** From now on these steps are no reference; called again when more of them are claimed. O(strata). */
  explain(claimed: ClaimedSteps): void {
    this.claimed = claimed.size === 0 ? null : claimed;
    for (const held of this.strata.values()) held.unexplained = null;
  }

  /** Chance of a step as high within its stratum, and its neighbours where it is small; NaN where there is no reference. O(log references). */
  p(scale: number, step: OwnerStep): number {
    let all = 0;
    let higher = 0;
    for (const { score, places, seen, quiet } of this.around(scale, step.stratum)) {
      // Each reference that is held stands for as many that were seen.
      const standsFor = Math.max(1, seen / REFERENCE_MAX);
      all += places.length * standsFor + quiet;
      higher += countFrom(places, score, step.score) * standsFor;
    }
    return all < REFERENCE_MIN ? Number.NaN : (higher + 1) / (all + 1);
  }

  /** Steps of the stratum as unlikely as `part`: what chance would have made of this one. */
  highest(scale: number, stratum: number, part: number): readonly ChanceStep[] {
    return this.around(scale, stratum).flatMap(({ places, excess, lagMs, seen, quiet }) => {
      const all = places.length + quiet / Math.max(1, seen / REFERENCE_MAX);
      return Array.from(places.subarray(0, Math.ceil(all * part)), (place) => ({
        excess: excess[place]!,
        lagMs: lagMs[place]!,
      }));
    });
  }

  /** The stratum, and its neighbours by level one after another until enough is held. */
  private around(scale: number, stratum: number): readonly Sorted[] {
    const found = this.gather(scale, stratum, "unexplained");
    return heldBy(found) < REFERENCE_MIN ? this.gather(scale, stratum, "whole") : found;
  }

  private gather(scale: number, stratum: number, which: "unexplained" | "whole"): readonly Sorted[] {
    const level = stratum % LEVEL_CLASSES;
    const found: Sorted[] = [];
    for (let away = 0; away < LEVEL_CLASSES && heldBy(found) < REFERENCE_MIN * 2; away++) {
      for (const to of away === 0 ? [level] : [level - away, level + away]) {
        if (to < 0 || to >= LEVEL_CLASSES) continue;
        const held = this.strata.get(keyOf(scale, stratum - level + to));
        if (held === undefined) continue;
        this.sort(held);
        found.push({ ...held, places: held[which]! });
      }
    }
    return found;
  }

  private reservoir(scale: number, stratum: number): Reservoir {
    const key = keyOf(scale, stratum);
    const known = this.strata.get(key);
    if (known !== undefined) return known;
    const made = emptyReservoir();
    this.strata.set(key, made);
    return made;
  }

  private sort(held: Reservoir): void {
    const { score, item, fromMs, toMs } = held;
    held.whole ??= Int32Array.from({ length: Math.min(held.seen, REFERENCE_MAX) }, (_, i) => i).sort(
      (a, b) => score[b]! - score[a]! || a - b,
    );
    const { claimed } = this;
    held.unexplained ??=
      claimed === null
        ? held.whole
        : held.whole.filter((i) => !claimed.covers({ item: item[i]!, fromMs: fromMs[i]!, toMs: toMs[i]! }));
  }
}

type Sorted = Pick<Reservoir, "score" | "excess" | "lagMs" | "seen" | "quiet"> & {
  readonly places: Int32Array;
};

function emptyReservoir(): Reservoir {
  const numbers = (): Float64Array => new Float64Array(REFERENCE_MAX);
  return {
    score: numbers(),
    excess: numbers(),
    lagMs: numbers(),
    item: numbers(),
    fromMs: numbers(),
    toMs: numbers(),
    seen: 0,
    quiet: 0,
    whole: null,
    unexplained: null,
  };
}

function heldBy(found: readonly Sorted[]): number {
  return found.reduce((sum, { places, quiet }) => sum + places.length + quiet, 0);
}

function keyOf(scale: number, stratum: number): number {
  return stratum * SCALES_MS.length + scale;
}

/** How many places of falling score are as high. */
function countFrom(places: Int32Array, score: Float64Array, least: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (score[places[middle]!]! >= least) low = middle + 1;
    else high = middle;
  }
  return low;
}
