import type { ClaimedSteps } from "./claimed-steps.ts";
import { leastStep } from "./least-step.ts";
import { WINDOWS_MAX, WINDOWS_MIN } from "./link-limits.ts";
import type { SeenSteps } from "./order.ts";
import { SCALES_MS } from "./scales.ts";
import type { StepNull } from "./step-null.ts";

/** Classes of owners by the curves of theirs that lived: 0, 1, 2 to 3, 4 to 7 … 64 and more. */
const CLASSES = 8;

/** Windows of one class of owners. */
interface Held {
  readonly windows: SeenSteps[];
  seen: number;
  /** Least chances, falling; null = to be made. */
  chances: Float64Array | null;
}

/**
 * How unlikely the least likely step of an owner's window is where the owner bought nothing: windows of people who paid anybody, at the moments of payments to others. The chance of a curve's step is a rank among all curves, and those belong
 * to large catalogues in the main; an owner of one item, to which all comes, would be accused by it. So a window's chance is its rank among windows of owners with about as many curves.
 */
export class WindowNull {
  private readonly held = new Map<number, Held>();
  private readonly u32: () => number;
  private readonly references: StepNull;
  private claimed: ClaimedSteps | null = null;

  /** `u32`: whole numbers in [0, 2^32), a seeded generator. */
  constructor(references: StepNull, u32: () => number) {
    this.references = references;
    this.u32 = u32;
  }

  /** A window of somebody who paid somebody else. Keeps each with the same chance (Vitter's algorithm R, ACM TOMS 11, 1985). O(1). */
  add(scale: number, window: SeenSteps): void {
    const held = this.of(scale, classOf(window));
    const place = held.seen < WINDOWS_MAX ? held.seen : Math.floor((this.u32() / 2 ** 32) * (held.seen + 1));
    held.seen++;
    if (place >= WINDOWS_MAX) return;
    held.windows[place] = window;
    held.chances = null;
  }

  /** Steps that are explained are none from now on, here as in the windows that are asked. O(classes). */
  explain(claimed: ClaimedSteps): void {
    this.claimed = claimed.size === 0 ? null : claimed;
    // Chances of steps are new as well: curves came since, or some are explained.
    for (const held of this.held.values()) held.chances = null;
  }

  /** Chance of a window whose least likely step has a chance of `least`; `least` itself where too few windows are held. O(log windows). */
  p(scale: number, window: SeenSteps, least: number): number {
    let all = 0;
    let asLow = 0;
    const own = classOf(window);
    for (let away = 0; away < CLASSES && all < WINDOWS_MIN; away++) {
      for (const to of away === 0 ? [own] : [own - away, own + away]) {
        const held = this.held.get(to * SCALES_MS.length + scale);
        if (to < 0 || to >= CLASSES || held === undefined) continue;
        const chances = this.chancesOf(held, scale);
        all += chances.length;
        asLow += countUpTo(chances, least);
      }
    }
    return all < WINDOWS_MIN ? least : (asLow + 1) / (all + 1);
  }

  private chancesOf(held: Held, scale: number): Float64Array {
    held.chances ??= Float64Array.from(
      held.windows.flatMap((window) => leastStep(window, scale, this.references, this.claimed)?.p ?? []),
    ).sort();
    return held.chances;
  }

  private of(scale: number, owners: number): Held {
    const key = owners * SCALES_MS.length + scale;
    const known = this.held.get(key);
    if (known !== undefined) return known;
    const made: Held = { windows: [], seen: 0, chances: null };
    this.held.set(key, made);
    return made;
  }
}

function classOf({ live }: SeenSteps): number {
  return Math.min(CLASSES - 1, live === 0 ? 0 : 1 + Math.floor(Math.log2(live)));
}

/** How many of rising values are at most so large. */
function countUpTo(values: Float64Array, most: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
