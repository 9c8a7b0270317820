import { leastOf } from "./least-of.ts";
import type { Key } from "./link-inputs.ts";
import type { OwnerStep, OwnerSteps } from "./owner-steps.ts";

/** A payment that is asked about: its payer owns items. */
export interface Order {
  /** Its payment's id as one number. */
  readonly id: number;
  readonly atMs: number;
  readonly payerKey: Key;
  readonly payeeKey: Key;
  /** Whole units; lowered by refunds. NaN = not known. */
  amount: number;
  readonly currency: string;
  readonly ref: number;
  /** The payer's code; −1 until its first window was read. */
  payer: number;
  refunded: boolean;
  /** By scale: what its payer's curves did; null where the window is open still, or nothing could be read. */
  readonly seen: (SeenSteps | null)[];
}

/** Steps of one window: the highest of each type, and the curves that were asked. */
export type SeenSteps = Pick<OwnerSteps, "steps" | "live" | "still">;

/** Steps of a type that are kept of one window, of curves that lived and of still ones. */
const KEPT_PER_TYPE = 3;

/** Steps of a window → what is kept of them. */
export function seenSteps({ steps, live, still }: OwnerSteps): SeenSteps {
  const kept: OwnerStep[] = [];
  const ofKind = new Map<string, number>();
  for (const step of [...steps].sort((a, b) => b.score - a.score)) {
    const kind = `${step.type} ${step.still}`;
    const count = ofKind.get(kind) ?? 0;
    if (step.score === 0 || count === KEPT_PER_TYPE) continue;
    ofKind.set(kind, count + 1);
    kept.push(step);
  }
  return { steps: kept, live, still };
}

/**
 * Chance of a step among all curves of its owner, from its own. Curves that lived and still ones share the chance of a false one in halves, so that a long catalogue of old items hides nothing that came to new ones
 * (weighted as in Genovese, Roeder & Wasserman, Biometrika 93, 2006).
 */
export function amongCurves(p: number, step: OwnerStep, { live, still }: SeenSteps): number {
  const halves = live > 0 && still > 0 ? 2 : 1;
  return leastOf(p, halves * (step.still ? still : live));
}
