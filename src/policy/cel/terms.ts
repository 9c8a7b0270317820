import type { KeyColumn, NumberColumn } from "../../nouns/event-row.ts";
import { hasKind } from "../../nouns/kind-mask.ts";
import type { Truth } from "../../nouns/policy.ts";

/** A condition after names and types are settled: what the compiler turns into closures. Columns and features by index. */
export type NumberTerm =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "feature"; readonly index: number }
  | { readonly kind: "column"; readonly column: NumberColumn }
  | { readonly kind: "arithmetic"; readonly op: ArithmeticOp; readonly a: NumberTerm; readonly b: NumberTerm }
  | { readonly kind: "choose"; readonly if: TruthTerm; readonly a: NumberTerm; readonly b: NumberTerm }
  | { readonly kind: "size"; readonly column: KeyColumn };

export type ArithmeticOp = "+" | "-" | "*" | "/" | "%";
export type CompareOp = "<" | "<=" | ">" | ">=" | "==" | "!=";
export type TextTest = "startsWith" | "endsWith" | "contains" | "matches";

export type TruthTerm =
  | { readonly kind: "constant"; readonly value: Truth }
  /** A number column that is 0, 1 or missing. */
  | { readonly kind: "flag"; readonly column: NumberColumn }
  | { readonly kind: "late" }
  /** The event's kind code is in the mask. */
  | { readonly kind: "kinds"; readonly mask: number }
  | { readonly kind: "compare"; readonly op: CompareOp; readonly a: NumberTerm; readonly b: NumberTerm }
  | { readonly kind: "member"; readonly of: NumberTerm; readonly values: readonly NumberTerm[] }
  | { readonly kind: "text_member"; readonly column: KeyColumn; readonly words: readonly string[] }
  | { readonly kind: "listed"; readonly use: number }
  | { readonly kind: "text_equal"; readonly a: KeyColumn; readonly b: KeyColumn }
  | {
      readonly kind: "text_test";
      readonly test: TextTest;
      readonly column: KeyColumn;
      readonly argument: string;
    }
  | { readonly kind: "has_key"; readonly column: KeyColumn }
  | { readonly kind: "has_number"; readonly of: NumberTerm }
  | { readonly kind: "not"; readonly a: TruthTerm }
  | { readonly kind: "and" | "or"; readonly terms: readonly TruthTerm[] }
  | { readonly kind: "choose"; readonly if: TruthTerm; readonly a: TruthTerm; readonly b: TruthTerm }
  | { readonly kind: "same"; readonly a: TruthTerm; readonly b: TruthTerm };

export const TRUE: TruthTerm = { kind: "constant", value: 1 };
export const FALSE: TruthTerm = { kind: "constant", value: 0 };
export const UNKNOWN: TruthTerm = { kind: "constant", value: 2 };

/** Arithmetic on doubles. Division is real (7 / 2 is 3.5, where CEL's integers give 3); by zero it is not measurable. */
export function calculate(op: ArithmeticOp, a: number, b: number): number {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? Number.NaN : a / b;
    case "%":
      return b === 0 ? Number.NaN : a % b;
  }
}

/** A comparison of numbers; 2 when either is not measurable. */
export function compare(op: CompareOp, a: number, b: number): Truth {
  if (Number.isNaN(a) || Number.isNaN(b)) return 2;
  switch (op) {
    case "<":
      return a < b ? 1 : 0;
    case "<=":
      return a <= b ? 1 : 0;
    case ">":
      return a > b ? 1 : 0;
    case ">=":
      return a >= b ? 1 : 0;
    case "==":
      return a === b ? 1 : 0;
    case "!=":
      return a !== b ? 1 : 0;
  }
}

/** What is already certain about the events a condition is asked of. */
export interface Known {
  /** The event's kind code, or null when any. */
  readonly kind: number | null;
  /** Features that can never have a value. */
  readonly neverMeasured: ReadonlySet<number>;
}

const NOTHING_KNOWN: Known = { kind: null, neverMeasured: new Set() };

/** The term with everything constant worked out, three-valued: false && unknown = false, true || unknown = true. */
export function simplify(term: TruthTerm, known: Known = NOTHING_KNOWN): TruthTerm {
  switch (term.kind) {
    case "kinds":
      if (known.kind === null) return term;
      return truth(hasKind(term.mask, known.kind) ? 1 : 0);
    case "compare": {
      const a = simplifyNumber(term.a, known);
      const b = simplifyNumber(term.b, known);
      if (a.kind === "constant" && b.kind === "constant") return truth(compare(term.op, a.value, b.value));
      if (isNever(a) || isNever(b)) return UNKNOWN;
      return { ...term, a, b };
    }
    case "member": {
      const of = simplifyNumber(term.of, known);
      const values = term.values.map((value) => simplifyNumber(value, known));
      if (isNever(of)) return UNKNOWN;
      if (values.length === 0) return FALSE;
      if (of.kind === "constant" && values.every((value) => value.kind === "constant")) {
        return truth(values.some((value) => value.value === of.value) ? 1 : values.some(isNever) ? 2 : 0);
      }
      return { ...term, of, values };
    }
    case "text_member":
      return term.words.length === 0 ? FALSE : term;
    case "has_number": {
      const of = simplifyNumber(term.of, known);
      return of.kind === "constant" ? truth(isNever(of) ? 0 : 1) : { ...term, of };
    }
    case "not": {
      const a = simplify(term.a, known);
      if (a.kind === "constant") return a.value === 2 ? UNKNOWN : truth(a.value === 1 ? 0 : 1);
      return { ...term, a };
    }
    case "and":
    case "or": {
      const absorbing = term.kind === "and" ? 0 : 1;
      const rest: TruthTerm[] = [];
      let unknown = false;
      for (const part of term.terms) {
        const simple = simplify(part, known);
        if (simple.kind === "constant") {
          if (simple.value === absorbing) return simple;
          if (simple.value === 2) unknown = true;
        } else if (simple.kind === term.kind) rest.push(...simple.terms);
        else rest.push(simple);
      }
      if (unknown) rest.push(UNKNOWN);
      if (rest.length === 0) return truth(absorbing === 0 ? 1 : 0);
      return rest.length === 1 ? rest[0]! : { kind: term.kind, terms: rest };
    }
    case "choose": {
      const condition = simplify(term.if, known);
      if (condition.kind === "constant") {
        return condition.value === 2 ? UNKNOWN : simplify(condition.value === 1 ? term.a : term.b, known);
      }
      return { kind: "choose", if: condition, a: simplify(term.a, known), b: simplify(term.b, known) };
    }
    case "same": {
      const a = simplify(term.a, known);
      const b = simplify(term.b, known);
      if (a.kind === "constant" && b.kind === "constant") {
        return a.value === 2 || b.value === 2 ? UNKNOWN : truth(a.value === b.value ? 1 : 0);
      }
      return { ...term, a, b };
    }
    default:
      return term;
  }
}

/** Whether a condition could ever hit, given what is known: false when it is settled to be false or not evaluable. */
export function canHit(term: TruthTerm, known: Known): boolean {
  const mightBeTrue = (part: TruthTerm): boolean => {
    if (part.kind === "constant") return part.value === 1;
    if (part.kind === "and") return part.terms.every(mightBeTrue);
    if (part.kind === "or") return part.terms.some(mightBeTrue);
    return true;
  };
  return mightBeTrue(simplify(term, known));
}

/** The value of a term that holds no field and no feature; null for others. NaN when it divides by zero. */
export function constantNumber(term: NumberTerm): number | null {
  const simple = simplifyNumber(term, NOTHING_KNOWN);
  return simple.kind === "constant" ? simple.value : null;
}

function simplifyNumber(term: NumberTerm, known: Known): NumberTerm {
  switch (term.kind) {
    case "feature":
      return known.neverMeasured.has(term.index) ? { kind: "constant", value: Number.NaN } : term;
    case "arithmetic": {
      const a = simplifyNumber(term.a, known);
      const b = simplifyNumber(term.b, known);
      if (a.kind === "constant" && b.kind === "constant") {
        return { kind: "constant", value: calculate(term.op, a.value, b.value) };
      }
      if (isNever(a) || isNever(b)) return { kind: "constant", value: Number.NaN };
      return { ...term, a, b };
    }
    case "choose": {
      const condition = simplify(term.if, known);
      if (condition.kind === "constant") {
        if (condition.value === 2) return { kind: "constant", value: Number.NaN };
        return simplifyNumber(condition.value === 1 ? term.a : term.b, known);
      }
      return {
        ...term,
        if: condition,
        a: simplifyNumber(term.a, known),
        b: simplifyNumber(term.b, known),
      };
    }
    default:
      return term;
  }
}

function isNever(term: NumberTerm): boolean {
  return term.kind === "constant" && Number.isNaN(term.value);
}

function truth(value: Truth): TruthTerm {
  return value === 1 ? TRUE : value === 0 ? FALSE : UNKNOWN;
}
