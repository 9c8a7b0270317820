import { suggest } from "../../kernels/text/nearest-word.ts";
import { checkMember } from "./check-member.ts";
import { checkHas, checkName } from "./check-name.ts";
import { checkArithmetic, checkChoice, checkComparison } from "./check-operator.ts";
import { checkSize, checkTextTest } from "./check-text.ts";
import { type Checking, type ConditionScope, fail, number, truth, type Value } from "./checking.ts";
import type { CelNode, ConditionError } from "./parse-condition.ts";
import {
  type ArithmeticOp,
  type CompareOp,
  FALSE,
  type NumberTerm,
  simplify,
  type TextTest,
  TRUE,
  type TruthTerm,
} from "./terms.ts";

export interface CheckedCondition {
  /** Null when there was an error. */
  readonly term: TruthTerm | null;
  readonly problems: readonly ConditionError[];
}

const COMPARISONS = new Set(["<", "<=", ">", ">=", "==", "!="]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);
const TEXT_TESTS = new Set(["startsWith", "endsWith", "contains", "matches"]);

/** Settles the names and types of a condition; reports every problem, each at its place in the condition's text. */
export function checkCondition(node: CelNode, scope: ConditionScope): CheckedCondition {
  const problems: ConditionError[] = [];
  const check: Checking = { scope, problems, value: (part) => checkPart(check, part) };
  const term = truth(check, node);
  const failed = term === null || problems.some((problem) => problem.severity === "error");
  return { term: failed ? null : simplify(term), problems };
}

function checkPart(check: Checking, node: CelNode): Value | null {
  switch (node.kind) {
    case "number":
      return { type: "number", term: { kind: "constant", value: node.value } };
    case "bool":
      return { type: "truth", term: node.value ? TRUE : FALSE };
    case "text":
      return { type: "literal", text: node.value };
    case "path":
      return checkName(check, node, node.parts);
    case "list":
      return fail(check, node, "a list has its place after `in` only");
    case "call":
      return checkCall(check, node);
  }
}

function checkCall(check: Checking, node: Extract<CelNode, { kind: "call" }>): Value | null {
  const { name, target, args } = node;
  if (name === "&&" || name === "||") {
    const terms = args.map((arg) => truth(check, arg));
    if (terms.some((term) => term === null)) return null;
    return {
      type: "truth",
      term: { kind: name === "&&" ? "and" : "or", terms: terms as TruthTerm[] },
    };
  }
  if (name === "!") {
    const a = truth(check, args[0]!);
    return a === null ? null : { type: "truth", term: { kind: "not", a } };
  }
  if (name === "neg") {
    const a = number(check, args[0]!);
    if (a === null) return null;
    const minusOne: NumberTerm = { kind: "constant", value: -1 };
    return { type: "number", term: { kind: "arithmetic", op: "*", a: minusOne, b: a } };
  }
  if (name === "?:") return checkChoice(check, node, args);
  if (name === "in") return checkMember(check, args[0]!, args[1]!);
  if (COMPARISONS.has(name)) return checkComparison(check, node, name as CompareOp, args[0]!, args[1]!);
  if (ARITHMETIC.has(name)) return checkArithmetic(check, node, name as ArithmeticOp, args[0]!, args[1]!);
  if (name === "has") return checkHas(check, node, args);
  if (TEXT_TESTS.has(name)) return checkTextTest(check, node, name as TextTest, target, args);
  if (name === "size") return checkSize(check, node, target, args);
  for (const arg of args) check.value(arg);
  return fail(
    check,
    node,
    `no such function: \`${name}\``,
    suggest(name, ["has", "size", ...TEXT_TESTS]) ?? "has, size, startsWith, endsWith, contains, matches",
  );
}
