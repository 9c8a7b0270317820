import type { Delivery } from "./delivery-curve.ts";
import { createCurvePart, type ItemCurves } from "./item-curves.ts";
import { BIN_MS } from "./link-limits.ts";
import type { OwnerStep } from "./owner-steps.ts";
import type { PlatformCourse } from "./platform-course.ts";

/** What a step's curve got beyond its expected course, bin by bin, by time since the payment; empty where it is held no more. O(bins since the step). */
export function deliveryOf(
  curves: ItemCurves,
  course: PlatformCourse,
  asked: { readonly step: OwnerStep; readonly paidAtMs: number; readonly scaleMs: number },
): Delivery {
  const { step, paidAtMs, scaleMs } = asked;
  const item = curves.item(step.item);
  if (item < 0) return [];
  const curve = curves.typesOf(item).find(({ type }) => type === step.type)?.curve;
  if (curve === undefined) return [];
  const from = Math.floor(step.fromMs / BIN_MS);
  const end = Math.ceil(step.toMs / BIN_MS);
  const rate = step.expected / Math.max(1e-9, course.between(step.type, from, end));
  const to = Math.min(end, Math.floor(paidAtMs / BIN_MS) + Math.ceil(scaleMs / BIN_MS));
  const part = curves.read(curve, from, to, createCurvePart());
  return Array.from({ length: part.count }, (_, i) => {
    const bin = part.bins[i]!;
    return {
      lagMs: Math.max(0, (bin + 1) * BIN_MS - paidAtMs),
      excess: part.counts[i]! - rate * course.between(step.type, bin, bin + 1),
    };
  });
}
