import { findStep } from "./find-step.ts";
import { type CurvePart, createCurvePart, type ItemCurves } from "./item-curves.ts";
import { BIN_MS, ITEMS_PER_PAYER_MAX, PAST_MS } from "./link-limits.ts";
import type { PlatformCourse } from "./platform-course.ts";

/** One curve of an owner after a moment: how it rose, and the stratum it is compared within. */
export interface OwnerStep {
  readonly stratum: number;
  /** Nothing had come to the curve in its past of three days. */
  readonly still: boolean;
  readonly score: number;
  readonly type: number;
  readonly item: { readonly low: number; readonly high: number; readonly ref: number };
  readonly fromMs: number;
  readonly toMs: number;
  readonly lagMs: number;
  readonly excess: number;
  readonly expected: number;
  /** The feed delivered it: views come from there, or it is no more than such views bring. Null where origins are not known. */
  readonly fed: boolean | null;
}

/** Edges of an item's age at the moment, in bins: six hours, two days. */
const AGE_EDGES = [72, 576] as const;
/** Edges of what a curve is expected to get within the time looked at. */
const LEVEL_EDGES = [0.1, 0.5, 2, 8, 32, 128, 512] as const;
/** Unborn, three ages, and curves that were still. */
export const AGE_CLASSES = AGE_EDGES.length + 3;
export const LEVEL_CLASSES = LEVEL_EDGES.length + 1;
/** More than this many times the usual number of likes a view is not what views bring. */
const BROUGHT_MAX = 3;
/** Part of the views with a known origin that come from the feed, from which on it delivered them. */
const FED_PART_MIN = 0.5;
const FED_KNOWN_MIN = 0.5;

/** What an owner's curves did after a moment. */
export interface OwnerSteps {
  /** Curves that anything came to. */
  readonly steps: readonly OwnerStep[];
  /** Strata of the curves that nothing came to. */
  readonly quiet: readonly number[];
  /** Curves that were asked: those that lived or were born since, and those that had been still. */
  readonly live: number;
  readonly still: number;
}

/** Reads the steps of owners' curves; holds what it works in. */
export class StepReader {
  private readonly part = createCurvePart();
  private readonly views = createCurvePart();
  private readonly curves: ItemCurves;
  private readonly course: PlatformCourse;
  private readonly viewType: number;

  constructor(curves: ItemCurves, course: PlatformCourse, viewType: number) {
    this.curves = curves;
    this.course = course;
    this.viewType = viewType;
  }

  /**
   * Curves of an owner's items after a moment, each with its step in [atMs, atMs + scaleMs). Its expected course is its own past of three days over the platform's in the same hours, leaning on the owner's other items where it
   * is short. Null where the owner has too many items to be asked. O(items · bins of their past).
   */
  at(owner: number, atMs: number, scaleMs: number): OwnerSteps | null {
    const { curves, course } = this;
    const { items, more } = curves.itemsOf(owner, ITEMS_PER_PAYER_MAX);
    if (more) return null;
    const at = Math.floor(atMs / BIN_MS);
    const pastFrom = Math.max(course.begin, at - Math.floor(PAST_MS / BIN_MS));
    const end = at + Math.ceil(scaleMs / BIN_MS);
    const pasts = new Map<number, { count: number; course: number }>();
    const asked: { item: number; type: number; curve: number; count: number; course: number }[] = [];
    for (const item of items) {
      if (curves.firstBin(item) >= end) continue;
      for (const { type, curve } of curves.typesOf(item)) {
        const past = Math.max(pastFrom, Math.min(curves.firstBin(item), at));
        const own = { count: this.countIn(curve, past, at), course: course.between(type, past, at) };
        const sum = pasts.get(type) ?? { count: 0, course: 0 };
        pasts.set(type, { count: sum.count + own.count, course: sum.course + own.course });
        asked.push({ item, type, curve, ...own });
      }
    }
    const steps: OwnerStep[] = [];
    const quiet: number[] = [];
    let live = 0;
    for (const { item, type, curve, count, course: over } of asked) {
      const from = Math.max(at, curves.firstBin(item));
      const sum = pasts.get(type)!;
      const usual = (sum.count + 1) / (sum.course + Math.max(1, curves.itemCount));
      const rate = (count + 1) / (over + 1 / usual);
      const ageBins = at - curves.firstBin(item);
      const still = ageBins >= 0 && count === 0;
      if (!still) live++;
      const age = still ? AGE_CLASSES - 1 : ageBins < 0 ? 0 : 1 + classOf(ageBins, AGE_EDGES);
      const level = classOf(rate * course.between(type, from, end), LEVEL_EDGES);
      const stratum = (type * AGE_CLASSES + age) * LEVEL_CLASSES + level;
      const step = findStep(this.read(curve, from, end, this.part), course, type, rate, from, end);
      if (step === null) {
        quiet.push(stratum);
        continue;
      }
      steps.push({
        stratum,
        still,
        score: step.score,
        type,
        item: curves.itemName(item),
        fromMs: Math.max(atMs, step.from * BIN_MS),
        toMs: step.to * BIN_MS,
        lagMs: Math.max(0, step.from * BIN_MS - atMs),
        excess: Math.max(0, step.count - step.expected),
        expected: step.expected,
        fed: this.fed(item, type, step),
      });
    }
    return { steps, quiet, live, still: asked.length - live };
  }

  /** Whether the feed delivered a step. */
  private fed(
    item: number,
    type: number,
    step: {
      readonly from: number;
      readonly to: number;
      readonly count: number;
      readonly fed: number;
      readonly known: number;
    },
  ): boolean | null {
    if (type === this.viewType) {
      return step.known < FED_KNOWN_MIN * step.count ? null : step.fed >= FED_PART_MIN * step.known;
    }
    const curve = this.curves.typesOf(item).find((one) => one.type === this.viewType)?.curve;
    if (curve === undefined) return null;
    const views = this.read(curve, step.from, step.to, this.views);
    let count = 0;
    let fed = 0;
    let known = 0;
    for (let i = 0; i < views.count; i++) {
      count += views.counts[i]!;
      fed += views.fed[i]!;
      known += views.known[i]!;
    }
    const { course } = this;
    const usual = course.total(type) / Math.max(1, course.total(this.viewType));
    if (step.count > BROUGHT_MAX * usual * count) return false;
    return known < FED_KNOWN_MIN * count ? null : fed >= FED_PART_MIN * known;
  }

  private countIn(curve: number, from: number, to: number): number {
    const part = this.read(curve, from, to, this.part);
    let count = 0;
    for (let i = 0; i < part.count; i++) count += part.counts[i]!;
    return count;
  }

  private read(curve: number, from: number, to: number, into: CurvePart): CurvePart {
    return this.curves.read(curve, from, to, into);
  }
}

function classOf(value: number, edges: readonly number[]): number {
  let at = 0;
  while (at < edges.length && value >= edges[at]!) at++;
  return at;
}
