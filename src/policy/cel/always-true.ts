import type { FeatureSpec } from "../../nouns/policy.ts";
import type { TruthTerm } from "./terms.ts";

/** Kinds of features that are never below 0. Sums, fields and ages may be. */
const NEVER_NEGATIVE: ReadonlySet<FeatureSpec["kind"]> = new Set<FeatureSpec["kind"]>([
  "count",
  "distinct",
  "burst",
  "share",
  "entropy",
  "gap_cv",
  "spread",
  "multiples",
  "first_seen",
]);

/**
 * Whether a settled condition holds wherever it can be evaluated: it is `true`, or asks a feature that is never negative for 0 or more. Says nothing of conditions that are true for deeper reasons.
 */
export function alwaysTrue(term: TruthTerm, specs: readonly FeatureSpec[]): boolean {
  switch (term.kind) {
    case "constant":
      return term.value === 1;
    case "and":
      return term.terms.every((part) => alwaysTrue(part, specs));
    case "or":
      return term.terms.some((part) => alwaysTrue(part, specs));
    case "compare": {
      const turned = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" } as const;
      const [a, op, b] =
        term.a.kind === "constant" ? [term.b, turned[term.op], term.a] : [term.a, term.op, term.b];
      if (a.kind !== "feature" || b.kind !== "constant") return false;
      const spec = specs[a.index];
      if (spec === undefined || !NEVER_NEGATIVE.has(spec.kind)) return false;
      return (op === ">=" && b.value <= 0) || (op === ">" && b.value < 0) || (op === "!=" && b.value < 0);
    }
    default:
      return false;
  }
}
