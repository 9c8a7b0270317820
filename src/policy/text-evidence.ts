import type { FeatureSpec } from "../nouns/policy.ts";
import { TEXT_COLUMNS } from "./cel/event-fields.ts";
import { constantNumber, type NumberTerm, type TruthTerm } from "./cel/terms.ts";

/** What of a policy is drawn from what somebody wrote. */
export interface TextEvidence {
  /** Indexes of features that count, sum or are filtered by what a remark says. */
  readonly features: ReadonlySet<number>;
}

/**
 * Features that rest on text: they read a column of it, are filtered by it, or are a ratio of such a feature. `filters`: the settled
 * `where` of features, by name.
 */
export function findTextEvidence(
  specs: readonly FeatureSpec[],
  filters: ReadonlyMap<string, TruthTerm>,
): TextEvidence {
  const features = new Set<number>();
  for (const [index, spec] of specs.entries()) {
    const input = (name: string) => features.has(specs.findIndex((other) => other.name === name));
    const filter = filters.get(spec.name);
    const columns = [...("by" in spec ? spec.by : []), ...("of" in spec ? [spec.of] : [])];
    const textual =
      columns.some((column) => TEXT_COLUMNS.has(column)) ||
      (filter !== undefined && readsText(filter)) ||
      (spec.kind === "ratio" && (input(spec.numerator) || input(spec.denominator)));
    if (textual) features.add(index);
  }
  return { features };
}

/**
 * Whether a condition reads text and can be met by nothing else: no part that must hold asks for another fact. A field of the event
 * at hand (its amount, its scene) is no other fact, since the writer of the remark chose it too; nor is a count of one, which the event at
 * hand makes true by itself.
 */
export function restsOnTextAlone(
  term: TruthTerm,
  specs: readonly FeatureSpec[],
  evidence: TextEvidence,
): boolean {
  const textual = readsText(term) || [...evidence.features].some((index) => readsFeature(term, index));
  return textual && !needsOther(term, false, specs, evidence);
}

/** Whether every way to make the condition true (or false, when `negated`) asks for a fact beside the text. */
function needsOther(
  term: TruthTerm,
  negated: boolean,
  specs: readonly FeatureSpec[],
  evidence: TextEvidence,
): boolean {
  const part = (inner: TruthTerm, turned = negated) => needsOther(inner, turned, specs, evidence);
  switch (term.kind) {
    case "and":
      return negated ? term.terms.every((inner) => part(inner)) : term.terms.some((inner) => part(inner));
    case "or":
      return negated ? term.terms.some((inner) => part(inner)) : term.terms.every((inner) => part(inner));
    case "not":
      return part(term.a, !negated);
    case "choose":
      return part(term.a) && part(term.b);
    case "compare":
      return isOtherFact(term, specs, evidence);
    default:
      return false;
  }
}

/** A comparison of a feature beside the text that one event alone does not make true. */
function isOtherFact(
  term: Extract<TruthTerm, { kind: "compare" }>,
  specs: readonly FeatureSpec[],
  evidence: TextEvidence,
): boolean {
  const indexes = featureIndexes([term.a, term.b]).filter((index) => !evidence.features.has(index));
  if (indexes.length === 0) return false;
  const constant = constantNumber(term.b) ?? constantNumber(term.a);
  return indexes.some((index) => {
    const spec = specs[index];
    if (spec === undefined || spec.kind === "field") return false;
    const counts = spec.kind === "count" || spec.kind === "distinct";
    return !counts || constant === null || constant >= 2 || (constant >= 1 && term.op === ">");
  });
}

function readsText(term: TruthTerm | NumberTerm): boolean {
  return some(term, (part) => {
    if (part.kind === "text_equal") return TEXT_COLUMNS.has(part.a) || TEXT_COLUMNS.has(part.b);
    return "column" in part && TEXT_COLUMNS.has(part.column);
  });
}

function readsFeature(term: TruthTerm, index: number): boolean {
  return featureIndexes([term]).includes(index);
}

function featureIndexes(terms: readonly (TruthTerm | NumberTerm)[]): number[] {
  const found: number[] = [];
  for (const term of terms) {
    some(term, (part) => {
      if (part.kind === "feature") found.push(part.index);
      return false;
    });
  }
  return found;
}

/** Whether a term or a part of it is so. */
function some(term: TruthTerm | NumberTerm, is: (part: TruthTerm | NumberTerm) => boolean): boolean {
  if (is(term)) return true;
  switch (term.kind) {
    case "compare":
    case "arithmetic":
    case "same":
      return some(term.a, is) || some(term.b, is);
    case "choose":
      return some(term.if, is) || some(term.a, is) || some(term.b, is);
    case "member":
      return some(term.of, is) || term.values.some((value) => some(value, is));
    case "has_number":
      return some(term.of, is);
    case "not":
      return some(term.a, is);
    case "and":
    case "or":
      return term.terms.some((inner) => some(inner, is));
    default:
      return false;
  }
}
