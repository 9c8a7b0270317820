import type { NumberTerm, TruthTerm } from "./cel/terms.ts";
import { constantNumber } from "./cel/terms.ts";

/** What a reason shows: a feature's value (−1 none), held against a constant (NaN none) or another feature (−1 none). */
export interface Shown {
  readonly feature: number;
  readonly baseline: number;
  readonly baselineFeature: number;
}

/**
 * What a condition says about itself: its first feature that is compared with a constant or with another feature; where
 * there is none, its first feature, without a baseline.
 */
export function deriveShown(term: TruthTerm): Shown {
  const compared = firstComparison(term);
  if (compared !== null) return compared;
  const [first = -1] = featuresOf(term);
  return { feature: first, baseline: Number.NaN, baselineFeature: -1 };
}

/** Indexes of the features a condition reads, in the order they stand in it. */
export function featuresOf(term: TruthTerm): Set<number> {
  const found = new Set<number>();
  walk(term, (part) => {
    if (part.kind === "feature") found.add(part.index);
  });
  return found;
}

function firstComparison(term: TruthTerm): Shown | null {
  let shown: Shown | null = null;
  walk(term, (part) => {
    if (shown !== null || part.kind !== "compare") return;
    const [a, b] = part.a.kind === "feature" ? [part.a, part.b] : [part.b, part.a];
    if (a.kind !== "feature") return;
    const constant = constantNumber(b);
    if (constant !== null) shown = { feature: a.index, baseline: constant, baselineFeature: -1 };
    else if (b.kind === "feature") {
      shown = { feature: a.index, baseline: Number.NaN, baselineFeature: b.index };
    }
  });
  return shown;
}

function walk(term: TruthTerm | NumberTerm, see: (part: TruthTerm | NumberTerm) => void): void {
  see(term);
  switch (term.kind) {
    case "compare":
    case "arithmetic":
    case "same":
      walk(term.a, see);
      walk(term.b, see);
      break;
    case "choose":
      walk(term.if, see);
      walk(term.a, see);
      walk(term.b, see);
      break;
    case "member":
      walk(term.of, see);
      for (const value of term.values) walk(value, see);
      break;
    case "has_number":
      walk(term.of, see);
      break;
    case "not":
      walk(term.a, see);
      break;
    case "and":
    case "or":
      for (const part of term.terms) walk(part, see);
      break;
    default:
      break;
  }
}
