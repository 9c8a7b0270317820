import { textIs } from "./check-text.ts";
import { type Checking, fail, number, SPOKEN, truth, type Value } from "./checking.ts";
import type { CelNode } from "./parse-condition.ts";
import {
  type ArithmeticOp,
  type CompareOp,
  constantNumber,
  FALSE,
  type NumberTerm,
  TRUE,
  type TruthTerm,
} from "./terms.ts";

/** `condition ? a : b`, both answers numbers or both conditions. */
export function checkChoice(check: Checking, node: CelNode, args: readonly CelNode[]): Value | null {
  const condition = truth(check, args[0]!);
  const a = check.value(args[1]!);
  const b = check.value(args[2]!);
  if (condition === null || a === null || b === null) return null;
  if (a.type === "number" && b.type === "number") {
    return { type: "number", term: { kind: "choose", if: condition, a: a.term, b: b.term } };
  }
  if (a.type === "truth" && b.type === "truth") {
    return { type: "truth", term: { kind: "choose", if: condition, a: a.term, b: b.term } };
  }
  return fail(
    check,
    node,
    `the two answers must both be numbers or both be conditions, not ${SPOKEN[a.type]} and ${SPOKEN[b.type]}`,
  );
}

/** `a + b` and its like, of numbers. */
export function checkArithmetic(
  check: Checking,
  node: CelNode,
  op: ArithmeticOp,
  left: CelNode,
  right: CelNode,
): Value | null {
  const a = number(check, left);
  const b = number(check, right);
  if (b !== null && (op === "/" || op === "%") && constantNumber(b) === 0) {
    return fail(check, right, "division by zero", "the result would never be measurable");
  }
  if (a === null || b === null) return null;
  const term: NumberTerm = { kind: "arithmetic", op, a, b };
  const constant = constantNumber(term);
  if (constant !== null && !Number.isFinite(constant)) {
    return fail(check, node, "the result is too large a number");
  }
  return { type: "number", term };
}

/** `a == b`, `a < b` and their like. */
export function checkComparison(
  check: Checking,
  node: CelNode,
  op: CompareOp,
  left: CelNode,
  right: CelNode,
): Value | null {
  const a = check.value(left);
  const b = check.value(right);
  if (a === null || b === null) return null;
  if (a.type === "number" && b.type === "number") {
    return { type: "truth", term: { kind: "compare", op, a: a.term, b: b.term } };
  }
  const isText = (side: Value) => side.type === "text" || side.type === "literal" || side.type === "kind";
  if (op === "==" || op === "!=") {
    const equal = equality(check, a, b, left, right);
    if (equal === null) return null;
    if (equal !== "mismatch") {
      return { type: "truth", term: op === "==" ? equal : { kind: "not", a: equal } };
    }
  } else if (isText(a) && isText(b)) {
    return fail(check, node, `text has no order: \`${op}\` compares numbers`, "use `==` or `!=`");
  }
  for (const [side, at] of [
    [a, left],
    [b, right],
  ] as const) {
    if (side.type === "literal" && /^-?\d+(\.\d+)?$/.test(side.text)) {
      return fail(
        check,
        at,
        `${SPOKEN[a.type]} is compared with ${SPOKEN[b.type]}`,
        `a number has no quotes: \`${side.text}\``,
      );
    }
  }
  const flag = a.type === "truth" || b.type === "truth";
  return fail(
    check,
    node,
    `${SPOKEN[a.type]} is compared with ${SPOKEN[b.type]}`,
    flag ? "a condition stands by itself, or is compared with `true` or `false`" : undefined,
  );
}

function equality(
  check: Checking,
  a: Value,
  b: Value,
  left: CelNode,
  right: CelNode,
): TruthTerm | "mismatch" | null {
  if (a.type === "truth" && b.type === "truth") return { kind: "same", a: a.term, b: b.term };
  if (a.type === "literal" && b.type === "literal") return a.text === b.text ? TRUE : FALSE;
  if (a.type === "literal") return textIs(check, b, a.text, left);
  if (b.type === "literal") return textIs(check, a, b.text, right);
  if (a.type === "text" && b.type === "text") {
    return { kind: "text_equal", a: a.field.column, b: b.field.column };
  }
  return "mismatch";
}
