import type { ClaimedSteps } from "./claimed-steps.ts";
import { keyNumber } from "./key-number.ts";
import { amongCurves, type SeenSteps } from "./order.ts";
import type { OwnerStep } from "./owner-steps.ts";
import type { StepNull } from "./step-null.ts";

/** The least likely step of a window, and of each type; `p`: among all curves of the owner, 1 where none rose. */
export interface LeastStep {
  readonly p: number;
  readonly step: OwnerStep | null;
  readonly byType: readonly { readonly step: OwnerStep; readonly p: number }[];
}

/** Steps of an owner's window that nobody told of explains → the least likely one; null where none has a reference. O(steps · log references). */
export function leastStep(
  seen: SeenSteps,
  scale: number,
  references: StepNull,
  claimed: ClaimedSteps | null,
): LeastStep | null {
  let least = 1;
  let step: OwnerStep | null = null;
  let unknown = 0;
  const byType = new Map<number, { step: OwnerStep; p: number }>();
  for (const one of seen.steps) {
    if (claimed?.covers({ ...one, item: keyNumber(one.item) }) === true) continue;
    const own = references.p(scale, one);
    if (Number.isNaN(own)) {
      unknown++;
      continue;
    }
    const p = amongCurves(own, one, seen);
    if (p < least) {
      least = p;
      step = one;
    }
    const of = byType.get(one.type);
    if (of === undefined || p < of.p) byType.set(one.type, { step: one, p });
  }
  if (unknown > 0 && unknown === seen.steps.length) return null;
  return { p: least, step, byType: [...byType.values()] };
}
