import { KIND_CODES_END } from "../../nouns/event.ts";
import { type EventRow, type KeyColumn, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import { hashText } from "../../nouns/hash.ts";
import { hasKind } from "../../nouns/kind-mask.ts";
import type { Truth } from "../../nouns/policy.ts";
import { compilePattern } from "./compile-pattern.ts";
import { calculate, compare, type NumberTerm, type TextTest, type TruthTerm } from "./terms.ts";

export type Condition = (row: EventRow, features: Float64Array) => Truth;
type Quantity = (row: EventRow, features: Float64Array) => number;

/**
 * A settled condition → a closure over an event and its features. Three-valued as CEL's logic is over errors: a missing
 * value makes a comparison 2, `false && 2` is 0, `true || 2` is 1. Allocates nothing per call, but for text functions.
 * No code is generated from text. Comparisons of a feature with a constant become closed ranges, and conjunctions of
 * ranges one closure: most conditions of a policy have that shape.
 */
export function compileCondition(term: TruthTerm): Condition {
  switch (term.kind) {
    case "constant": {
      const { value } = term;
      return () => value;
    }
    case "flag": {
      const at = numberColumn(term.column);
      return (row) => {
        const value = row.num[at]!;
        return Number.isNaN(value) ? 2 : value === 0 ? 0 : 1;
      };
    }
    case "late":
      return (row) => row.late;
    case "kinds": {
      const { mask } = term;
      const inMask = Uint8Array.from({ length: KIND_CODES_END }, (_, kind) => (hasKind(mask, kind) ? 1 : 0));
      return (row) => (inMask[row.kind] === 1 ? 1 : 0);
    }
    case "compare": {
      const range = rangeOf(term);
      return range === null ? compileCompare(term) : compileRanges([range]);
    }
    case "member": {
      const of = compileQuantity(term.of);
      const values = term.values.map(compileQuantity);
      return (row, features) => {
        const sought = of(row, features);
        if (Number.isNaN(sought)) return 2;
        let missing: Truth = 0;
        for (let i = 0; i < values.length; i++) {
          const value = values[i]!(row, features);
          if (value === sought) return 1;
          if (Number.isNaN(value)) missing = 2;
        }
        return missing;
      };
    }
    case "text_member":
      return compileTextMember(term.column, term.words);
    case "listed": {
      const bit = 1 << term.use;
      return (row) => ((row.listed & bit) !== 0 ? 1 : (row.unlisted & bit) !== 0 ? 0 : 2);
    }
    case "text_equal": {
      const a = keyColumn(term.a) * 2;
      const b = keyColumn(term.b) * 2;
      return ({ hash }) => {
        if ((hash[a]! | hash[a + 1]!) === 0 || (hash[b]! | hash[b + 1]!) === 0) return 2;
        return hash[a] === hash[b] && hash[a + 1] === hash[b + 1] ? 1 : 0;
      };
    }
    case "text_test":
      return compileTextTest(term.test, term.column, term.argument);
    case "has_key": {
      const at = keyColumn(term.column) * 2;
      return (row) => ((row.hash[at]! | row.hash[at + 1]!) === 0 ? 0 : 1);
    }
    case "has_number": {
      const of = compileQuantity(term.of);
      return (row, features) => {
        const value = of(row, features);
        return Number.isNaN(value) ? 0 : 1;
      };
    }
    case "not": {
      const a = compileCondition(term.a);
      return (row, features) => {
        const value = a(row, features);
        return value === 2 ? 2 : value === 1 ? 0 : 1;
      };
    }
    case "and":
      return compileAnd(term.terms);
    case "or":
      return compileOr(term.terms);
    case "choose": {
      const condition = compileCondition(term.if);
      const a = compileCondition(term.a);
      const b = compileCondition(term.b);
      return (row, features) => {
        const value = condition(row, features);
        return value === 2 ? 2 : value === 1 ? a(row, features) : b(row, features);
      };
    }
    case "same": {
      const a = compileCondition(term.a);
      const b = compileCondition(term.b);
      return (row, features) => {
        const left = a(row, features);
        const right = b(row, features);
        return left === 2 || right === 2 ? 2 : left === right ? 1 : 0;
      };
    }
  }
}

function compileQuantity(term: NumberTerm): Quantity {
  switch (term.kind) {
    case "constant": {
      const { value } = term;
      return () => value;
    }
    case "feature": {
      const { index } = term;
      return (_row, features) => features[index]!;
    }
    case "column": {
      const at = numberColumn(term.column);
      return (row) => row.num[at]!;
    }
    case "arithmetic": {
      const { op } = term;
      const a = compileQuantity(term.a);
      const b = compileQuantity(term.b);
      return (row, features) => calculate(op, a(row, features), b(row, features));
    }
    case "choose": {
      const condition = compileCondition(term.if);
      const a = compileQuantity(term.a);
      const b = compileQuantity(term.b);
      return (row, features) => {
        const value = condition(row, features);
        return value === 2 ? Number.NaN : value === 1 ? a(row, features) : b(row, features);
      };
    }
    case "size": {
      const column = keyColumn(term.column);
      return (row) => {
        const text = keyText(row, column);
        if (text === null) return Number.NaN;
        let points = 0;
        for (const _point of text) points++;
        return points;
      };
    }
  }
}

/** A feature within [low, high]. */
interface Range {
  readonly index: number;
  readonly low: number;
  readonly high: number;
}

function rangeOf(term: TruthTerm): Range | null {
  if (term.kind !== "compare" || term.op === "!=") return null;
  let { a, b, op } = term;
  if (a.kind === "constant") {
    [a, b] = [b, a];
    op = ({ "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==" } as const)[op];
  }
  if (a.kind !== "feature" || b.kind !== "constant") return null;
  const { index } = a;
  const { value } = b;
  const everything = Number.POSITIVE_INFINITY;
  if (op === "==") return { index, low: value, high: value };
  if (op === ">=") return { index, low: value, high: everything };
  if (op === "<=") return { index, low: -everything, high: value };
  // The next double above or below: `x > c` on doubles is `x >= nextAbove(c)`.
  if (op === ">") return { index, low: nextAbove(value), high: everything };
  return { index, low: -everything, high: -nextAbove(-value) };
}

/** The least double greater than a finite one. */
export function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] = bits[0]! + (value > 0 ? 1n : -1n);
  return new Float64Array(bits.buffer)[0]!;
}

function compileRanges(ranges: readonly Range[]): Condition {
  const [first, second] = ranges as readonly [Range, Range | undefined];
  const { index: i, low: lowI, high: highI } = first;
  if (second === undefined) {
    return (_row, features) => {
      const x = features[i]!;
      return x >= lowI && x <= highI ? 1 : !Number.isNaN(x) ? 0 : 2;
    };
  }
  if (ranges.length === 2) {
    const { index: j, low: lowJ, high: highJ } = second;
    return (_row, features) => {
      const x = features[i]!;
      const y = features[j]!;
      if (x >= lowI && x <= highI) return y >= lowJ && y <= highJ ? 1 : !Number.isNaN(y) ? 0 : 2;
      if (!Number.isNaN(x)) return 0;
      return !Number.isNaN(y) && !(y >= lowJ && y <= highJ) ? 0 : 2;
    };
  }
  const indexes = Int32Array.from(ranges, (range) => range.index);
  const lows = Float64Array.from(ranges, (range) => range.low);
  const highs = Float64Array.from(ranges, (range) => range.high);
  return (_row, features) => {
    let result: Truth = 1;
    for (let r = 0; r < indexes.length; r++) {
      const x = features[indexes[r]!]!;
      if (Number.isNaN(x)) result = 2;
      else if (x < lows[r]! || x > highs[r]!) return 0;
    }
    return result;
  };
}

function compileCompare(term: Extract<TruthTerm, { kind: "compare" }>): Condition {
  const { op } = term;
  const a = compileQuantity(term.a);
  const b = compileQuantity(term.b);
  return (row, features) => compare(op, a(row, features), b(row, features));
}

function compileAnd(terms: readonly TruthTerm[]): Condition {
  const ranges = terms.map(rangeOf).filter((range) => range !== null);
  const others = terms.filter((term) => rangeOf(term) === null).map(compileCondition);
  // Order does not matter to three-valued logic; ranges cost least, so they stand first.
  const parts = ranges.length > 0 ? [compileRanges(ranges), ...others] : others;
  if (parts.length === 1) return parts[0]!;
  if (parts.length === 2) {
    const [a, b] = parts as [Condition, Condition];
    return (row, features) => {
      const left = a(row, features);
      if (left === 0) return 0;
      const right = b(row, features);
      return right === 0 ? 0 : left === 2 ? 2 : right;
    };
  }
  return (row, features) => {
    let result: Truth = 1;
    for (let i = 0; i < parts.length; i++) {
      const value = parts[i]!(row, features);
      if (value === 0) return 0;
      if (value === 2) result = 2;
    }
    return result;
  };
}

function compileOr(terms: readonly TruthTerm[]): Condition {
  const parts = terms.map(compileCondition);
  if (parts.length === 2) {
    const [a, b] = parts as [Condition, Condition];
    return (row, features) => {
      const left = a(row, features);
      if (left === 1) return 1;
      const right = b(row, features);
      return right === 1 ? 1 : left === 2 ? 2 : right;
    };
  }
  return (row, features) => {
    let result: Truth = 0;
    for (let i = 0; i < parts.length; i++) {
      const value = parts[i]!(row, features);
      if (value === 1) return 1;
      if (value === 2) result = 2;
    }
    return result;
  };
}

/** Texts are compared by their 64-bit hash: equal texts are always equal, different ones but for a chance of 2^-64. */
function compileTextMember(name: KeyColumn, words: readonly string[]): Condition {
  const at = keyColumn(name) * 2;
  const hashes = words.map(hashText);
  if (hashes.length === 1) {
    const [low, high] = hashes[0]!;
    return ({ hash }) => {
      const x = hash[at]!;
      const y = hash[at + 1]!;
      return (x | y) === 0 ? 2 : x === low && y === high ? 1 : 0;
    };
  }
  const lows = Int32Array.from(hashes, (hash) => hash[0]);
  const highs = Int32Array.from(hashes, (hash) => hash[1]);
  return ({ hash }) => {
    const x = hash[at]!;
    const y = hash[at + 1]!;
    if ((x | y) === 0) return 2;
    for (let i = 0; i < lows.length; i++) if (x === lows[i] && y === highs[i]) return 1;
    return 0;
  };
}

function compileTextTest(test: TextTest, name: KeyColumn, argument: string): Condition {
  const column = keyColumn(name);
  const holds = textTest(test, argument);
  return (row) => {
    const text = keyText(row, column);
    return text === null ? 2 : holds(text) ? 1 : 0;
  };
}

function textTest(test: TextTest, argument: string): (text: string) => boolean {
  switch (test) {
    case "startsWith":
      return (text) => text.startsWith(argument);
    case "endsWith":
      return (text) => text.endsWith(argument);
    case "contains":
      return (text) => text.includes(argument);
    case "matches": {
      const pattern = compilePattern(argument);
      if (!pattern.ok) throw new Error(`an unchecked pattern came through: ${pattern.message}`);
      return pattern.test;
    }
  }
}
