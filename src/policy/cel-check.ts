import { suggest } from "../kernels/text/nearest-word.ts";
import { familyOf, kindCode, kindWord } from "../nouns/event.ts";
import type { KeyColumn } from "../nouns/event-row.ts";
import { kindMask } from "../nouns/kind-mask.ts";
import { LIST_USES_MAX, type ListUse } from "../nouns/subject-list.ts";
import {
  DERIVED_COLUMNS,
  EVENT_FIELDS,
  type EventField,
  familyOfField,
  LIST_SUBJECT_OF,
  TYPE_WORDS,
} from "./cel-fields.ts";
import { compilePattern } from "./cel-pattern.ts";
import type { CelNode, ConditionError } from "./cel-syntax.ts";
import {
  type ArithmeticOp,
  type CompareOp,
  constantNumber,
  FALSE,
  type NumberTerm,
  simplify,
  type TextTest,
  TRUE,
  type TruthTerm,
} from "./cel-terms.ts";
import { kindsOf, RETRACTION_MASK } from "./event-kinds.ts";

/** Names a condition may use. */
export interface ConditionScope {
  /** Index of each feature by name; null where features have no place (filters of features). */
  readonly features: ReadonlyMap<string, number> | null;
  /** Kinds of infrastructure that exist, to warn of misspelt ones. */
  readonly ipKinds: ReadonlySet<string>;
  /** Names of lists that may be asked for; absent: none. */
  readonly lists?: ReadonlySet<string>;
  /** Questions about lists so far, of the whole policy: new ones are added. */
  readonly listUses?: ListUse[];
  /** Kinds of event that are asked, as a mask: a condition names fields of their family only. Absent = not checked. */
  readonly kinds?: number;
}

export interface CheckedCondition {
  /** Null when there was an error. */
  readonly term: TruthTerm | null;
  readonly problems: readonly ConditionError[];
}

type Value =
  | { readonly type: "number"; readonly term: NumberTerm }
  | { readonly type: "truth"; readonly term: TruthTerm }
  | { readonly type: "literal"; readonly text: string }
  | { readonly type: "text"; readonly field: Extract<EventField, { type: "text" }> }
  | { readonly type: "kind" };

const SPOKEN: Readonly<Record<Value["type"], string>> = {
  number: "a number",
  truth: "a condition (true or false)",
  literal: "text",
  text: "text",
  kind: "text",
};

const COMPARISONS = new Set(["<", "<=", ">", ">=", "==", "!="]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);
const TEXT_TESTS = new Set(["startsWith", "endsWith", "contains", "matches"]);
const ALL_KINDS = TYPE_WORDS.map((word) => kindCode(word)!);

/** Settles the names and types of a condition; reports every problem, each at its place in the condition's text. */
export function checkCondition(node: CelNode, scope: ConditionScope): CheckedCondition {
  const problems: ConditionError[] = [];
  const fail = (at: CelNode, message: string, hint?: string): null => {
    const problem = { severity: "error" as const, start: at.start, end: at.end, message };
    problems.push(hint === undefined ? problem : { ...problem, hint });
    return null;
  };

  const value = (node: CelNode): Value | null => {
    switch (node.kind) {
      case "number":
        return { type: "number", term: { kind: "constant", value: node.value } };
      case "bool":
        return { type: "truth", term: node.value ? TRUE : FALSE };
      case "text":
        return { type: "literal", text: node.value };
      case "path":
        return named(node, node.parts);
      case "list":
        return fail(node, "a list has its place after `in` only");
      case "call":
        return call(node, node.name, node.target, node.args);
    }
  };

  const named = (node: CelNode, parts: readonly string[]): Value | null => {
    const path = parts.join(".");
    const field = EVENT_FIELDS.get(path);
    if (field !== undefined) {
      const family = familyOfField(path);
      const other =
        family === null ? undefined : kindsOf(scope.kinds ?? 0).find((kind) => familyOf(kind) !== family);
      if (other !== undefined) {
        const hint =
          family === "payment"
            ? "say `on: payment`"
            : "payments have `event.payer`, `event.payee.…`, `event.amount` and so on";
        return fail(node, `\`${path}\` is no field of a ${kindWord(other)}`, hint);
      }
      if (field.type === "text") return { type: "text", field };
      if (field.type === "number") return { type: "number", term: { kind: "column", column: field.column } };
      if (field.type === "flag") return { type: "truth", term: { kind: "flag", column: field.column } };
      if (field.type === "late") return { type: "truth", term: { kind: "late" } };
      if (field.type === "retraction") {
        return { type: "truth", term: { kind: "kinds", mask: RETRACTION_MASK } };
      }
      return { type: "kind" };
    }
    if (parts.length === 1 && scope.features !== null) {
      const index = scope.features.get(path);
      if (index !== undefined) return { type: "number", term: { kind: "feature", index } };
    }
    const fields = [...EVENT_FIELDS.keys()];
    if (parts[0] === "event") return fail(node, `no such field: \`${path}\``, suggest(path, fields));
    const whole = fields.find((known) => known.endsWith(`.${path}`));
    if (scope.features === null) {
      const hint =
        whole === undefined
          ? "a filter sees the event's own fields, as `event.context.source`"
          : `did you mean \`${whole}\`?`;
      return fail(node, `\`${path}\` is not a field of the event`, hint);
    }
    const names = [...scope.features.keys()];
    const hint = whole === undefined ? suggest(path, [...names, ...fields]) : `did you mean \`${whole}\`?`;
    return fail(node, `no such feature: \`${path}\``, hint);
  };

  const truth = (node: CelNode): TruthTerm | null => {
    const found = value(node);
    if (found === null) return null;
    if (found.type === "truth") return found.term;
    const hint =
      found.type === "number" ? "compare it with something, as in `x > 0`" : 'compare it, as in `x == "…"`';
    return fail(node, `this is ${SPOKEN[found.type]}, where a condition is needed`, hint);
  };

  const number = (node: CelNode): NumberTerm | null => {
    const found = value(node);
    if (found === null) return null;
    if (found.type === "number") return found.term;
    return fail(node, `this is ${SPOKEN[found.type]}, where a number is needed`);
  };

  const call = (
    node: CelNode,
    name: string,
    target: CelNode | null,
    args: readonly CelNode[],
  ): Value | null => {
    if (name === "&&" || name === "||") {
      const terms = args.map(truth);
      if (terms.some((term) => term === null)) return null;
      return {
        type: "truth",
        term: { kind: name === "&&" ? "and" : "or", terms: terms as TruthTerm[] },
      };
    }
    if (name === "!") {
      const a = truth(args[0]!);
      return a === null ? null : { type: "truth", term: { kind: "not", a } };
    }
    if (name === "neg") {
      const a = number(args[0]!);
      if (a === null) return null;
      const minusOne: NumberTerm = { kind: "constant", value: -1 };
      return { type: "number", term: { kind: "arithmetic", op: "*", a: minusOne, b: a } };
    }
    if (name === "?:") return choose(node, args);
    if (name === "in") return member(args[0]!, args[1]!);
    if (COMPARISONS.has(name)) return comparison(node, name as CompareOp, args[0]!, args[1]!);
    if (ARITHMETIC.has(name)) return arithmetic(node, name as ArithmeticOp, args[0]!, args[1]!);
    if (name === "has") return has(node, args);
    if (TEXT_TESTS.has(name)) return textTest(node, name as TextTest, target, args);
    if (name === "size") {
      const of = target ?? args[0];
      if (of === undefined || args.length !== (target === null ? 1 : 0)) {
        return fail(node, "`size` takes one text", "as in `size(event.content.text) < 4`");
      }
      const column = searchable(of, "size");
      return column === null ? null : { type: "number", term: { kind: "size", column } };
    }
    for (const arg of args) value(arg);
    return fail(
      node,
      `no such function: \`${name}\``,
      suggest(name, ["has", "size", ...TEXT_TESTS]) ?? "has, size, startsWith, endsWith, contains, matches",
    );
  };

  const choose = (node: CelNode, args: readonly CelNode[]): Value | null => {
    const condition = truth(args[0]!);
    const a = value(args[1]!);
    const b = value(args[2]!);
    if (condition === null || a === null || b === null) return null;
    if (a.type === "number" && b.type === "number") {
      return { type: "number", term: { kind: "choose", if: condition, a: a.term, b: b.term } };
    }
    if (a.type === "truth" && b.type === "truth") {
      return { type: "truth", term: { kind: "choose", if: condition, a: a.term, b: b.term } };
    }
    return fail(
      node,
      `the two answers must both be numbers or both be conditions, not ${SPOKEN[a.type]} and ${SPOKEN[b.type]}`,
    );
  };

  const arithmetic = (node: CelNode, op: ArithmeticOp, left: CelNode, right: CelNode): Value | null => {
    const a = number(left);
    const b = number(right);
    if (b !== null && (op === "/" || op === "%") && constantNumber(b) === 0) {
      return fail(right, "division by zero", "the result would never be measurable");
    }
    if (a === null || b === null) return null;
    const term: NumberTerm = { kind: "arithmetic", op, a, b };
    const constant = constantNumber(term);
    if (constant !== null && !Number.isFinite(constant)) {
      return fail(node, "the result is too large a number");
    }
    return { type: "number", term };
  };

  const comparison = (node: CelNode, op: CompareOp, left: CelNode, right: CelNode): Value | null => {
    const a = value(left);
    const b = value(right);
    if (a === null || b === null) return null;
    if (a.type === "number" && b.type === "number") {
      return { type: "truth", term: { kind: "compare", op, a: a.term, b: b.term } };
    }
    const isText = (side: Value) => side.type === "text" || side.type === "literal" || side.type === "kind";
    if (op === "==" || op === "!=") {
      const equal = equality(a, b, left, right);
      if (equal === null) return null;
      if (equal !== "mismatch") {
        return { type: "truth", term: op === "==" ? equal : { kind: "not", a: equal } };
      }
    } else if (isText(a) && isText(b)) {
      return fail(node, `text has no order: \`${op}\` compares numbers`, "use `==` or `!=`");
    }
    for (const [side, at] of [
      [a, left],
      [b, right],
    ] as const) {
      if (side.type === "literal" && /^-?\d+(\.\d+)?$/.test(side.text)) {
        return fail(
          at,
          `${SPOKEN[a.type]} is compared with ${SPOKEN[b.type]}`,
          `a number has no quotes: \`${side.text}\``,
        );
      }
    }
    const flag = a.type === "truth" || b.type === "truth";
    return fail(
      node,
      `${SPOKEN[a.type]} is compared with ${SPOKEN[b.type]}`,
      flag ? "a condition stands by itself, or is compared with `true` or `false`" : undefined,
    );
  };

  const equality = (a: Value, b: Value, left: CelNode, right: CelNode): TruthTerm | "mismatch" | null => {
    if (a.type === "truth" && b.type === "truth") return { kind: "same", a: a.term, b: b.term };
    if (a.type === "literal" && b.type === "literal") return a.text === b.text ? TRUE : FALSE;
    if (a.type === "literal") return textIs(b, a.text, left);
    if (b.type === "literal") return textIs(a, b.text, right);
    if (a.type === "text" && b.type === "text") {
      return { kind: "text_equal", a: a.field.column, b: b.field.column };
    }
    return "mismatch";
  };

  const textIs = (side: Value, word: string, at: CelNode): TruthTerm | "mismatch" | null => {
    if (side.type === "kind") {
      const mask = kindsNamed([{ word, at }]);
      return mask === null ? null : { kind: "kinds", mask };
    }
    if (side.type !== "text") return "mismatch";
    if (!wordExists(side.field, word, at)) return null;
    return { kind: "text_member", column: side.field.column, words: [word] };
  };

  const kindsNamed = (words: readonly { word: string; at: CelNode }[]): number | null => {
    const codes: number[] = [];
    let known = true;
    for (const { word, at } of words) {
      const code = kindCode(word);
      if (code === undefined) {
        fail(at, `no such event type: \`${word}\``, suggest(word, TYPE_WORDS));
        known = false;
      } else codes.push(code);
    }
    return known ? kindMask(codes) : null;
  };

  const wordExists = (field: Extract<EventField, { type: "text" }>, word: string, at: CelNode): boolean => {
    if (field.words !== undefined && !field.words.includes(word)) {
      const what = field.column === "target_kind" ? "target kind" : "word of this field";
      fail(
        at,
        `no such ${what}: \`${word}\``,
        suggest(word, field.words) ?? `one of ${field.words.join(", ")}`,
      );
      return false;
    }
    if (field.column === "ip_kind" && !scope.ipKinds.has(word)) {
      const hint = suggest(word, scope.ipKinds);
      const problem = {
        severity: "warning" as const,
        start: at.start,
        end: at.end,
        message: `\`${word}\` is no kind of infrastructure this policy names`,
      };
      problems.push(hint === undefined ? problem : { ...problem, hint });
    }
    return true;
  };

  /** `field in list("name")`. */
  const listed = (left: CelNode, call: Extract<CelNode, { kind: "call" }>): Value | null => {
    const of = value(left);
    const { lists = new Set<string>(), listUses = [] } = scope;
    const [name] = call.args;
    if (name?.kind !== "text" || call.args.length !== 1) {
      return fail(call, "`list` takes one name in quotes", 'as in `event.actor.id in list("watch")`');
    }
    if (of === null) return null;
    if (!lists.has(name.value)) {
      const near = suggest(name.value, lists);
      const hint = `${near === undefined ? "" : `${near}, or `}name it under \`lists:\` of the policy`;
      return fail(name, `no such list: \`${name.value}\``, hint);
    }
    const subject = of.type === "text" ? LIST_SUBJECT_OF[of.field.column] : undefined;
    if (of.type !== "text" || subject === undefined) {
      const hint =
        "an account, a target, a device or an address: `event.actor.id`, `event.target.id`, `event.context.device`, `event.context.ip`";
      return fail(left, "this cannot be looked for in a list of names", hint);
    }
    const { column } = of.field;
    let use = listUses.findIndex((known) => known.list === name.value && known.column === column);
    if (use < 0) use = listUses.push({ list: name.value, subject, column }) - 1;
    if (use >= LIST_USES_MAX) return fail(call, `more than ${LIST_USES_MAX} different questions about lists`);
    return { type: "truth", term: { kind: "listed", use } };
  };

  const member = (left: CelNode, right: CelNode): Value | null => {
    if (right.kind === "call" && right.name === "list" && right.target === null) return listed(left, right);
    const of = value(left);
    if (right.kind !== "list") {
      value(right);
      return fail(right, "a list must follow `in`", 'in square brackets, as in `x in ["a", "b"]`');
    }
    if (of?.type === "number") {
      const values = right.items.map(number);
      if (values.some((item) => item === null)) return null;
      return { type: "truth", term: { kind: "member", of: of.term, values: values as NumberTerm[] } };
    }
    const words = right.items.map((at) => {
      const item = value(at);
      if (item === null || of === null) return null;
      if (item.type === "literal") return { word: item.text, at };
      return fail(at, `this is ${SPOKEN[item.type]}, where text in quotes is needed`);
    });
    if (of === null || words.some((word) => word === null)) return null;
    const known = words as { word: string; at: CelNode }[];
    switch (of.type) {
      case "kind": {
        const mask = kindsNamed(known);
        return mask === null ? null : { type: "truth", term: { kind: "kinds", mask } };
      }
      case "text": {
        const { field } = of;
        if (!known.map(({ word, at }) => wordExists(field, word, at)).every(Boolean)) return null;
        const list = known.map(({ word }) => word);
        return { type: "truth", term: { kind: "text_member", column: field.column, words: list } };
      }
      case "literal":
        return { type: "truth", term: known.some(({ word }) => word === of.text) ? TRUE : FALSE };
      default:
        return fail(left, "a condition cannot be looked for in a list");
    }
  };

  const has = (node: CelNode, args: readonly CelNode[]): Value | null => {
    const [arg] = args;
    if (arg?.kind !== "path" || args.length !== 1) {
      return fail(node, "`has` takes one field or feature", "as in `has(event.context.ip)`");
    }
    const found = named(arg, arg.parts);
    if (found === null) return null;
    if (found.type === "text") {
      return { type: "truth", term: { kind: "has_key", column: found.field.column } };
    }
    if (found.type === "number") return { type: "truth", term: { kind: "has_number", of: found.term } };
    if (found.type === "truth" && found.term.kind === "flag") {
      const of: NumberTerm = { kind: "column", column: found.term.column };
      return { type: "truth", term: { kind: "has_number", of } };
    }
    return { type: "truth", term: TRUE };
  };

  const searchable = (node: CelNode, name: string): KeyColumn | null => {
    const found = value(node);
    if (found === null) return null;
    if (found.type === "text") {
      if (!DERIVED_COLUMNS.includes(found.field.column)) return found.field.column;
      return fail(node, `\`${name}\` cannot look into a derived field`, "compare it with `==` or `in`");
    }
    return fail(node, `\`${name}\` needs a text field of the event, as \`event.context.user_agent\``);
  };

  const textTest = (
    node: CelNode,
    test: TextTest,
    target: CelNode | null,
    args: readonly CelNode[],
  ): Value | null => {
    const [of, argument] = target === null ? args : [target, args[0]];
    if (of === undefined || argument === undefined || args.length !== (target === null ? 2 : 1)) {
      return fail(node, `\`${test}\` takes one text`, `as in \`event.context.source.${test}("…")\``);
    }
    if (argument.kind !== "text") return fail(argument, `\`${test}\` needs text in quotes here`);
    if (test === "matches") {
      const compiled = compilePattern(argument.value);
      if (!compiled.ok) return fail(argument, compiled.message);
    }
    const kind = of.kind === "path" && of.parts.join(".") === "event.type";
    if (kind && test !== "matches") {
      const codes = ALL_KINDS.filter((_, i) => holds(test, TYPE_WORDS[i]!, argument.value));
      return {
        type: "truth",
        term: { kind: "kinds", mask: kindMask(codes) },
      };
    }
    if (of.kind === "text" && test !== "matches") {
      return { type: "truth", term: holds(test, of.value, argument.value) ? TRUE : FALSE };
    }
    const column = searchable(of, test);
    if (column === null) return null;
    return { type: "truth", term: { kind: "text_test", test, column, argument: argument.value } };
  };

  const term = truth(node);
  const failed = term === null || problems.some((problem) => problem.severity === "error");
  return { term: failed ? null : simplify(term), problems };
}

function holds(test: Exclude<TextTest, "matches">, text: string, argument: string): boolean {
  if (test === "startsWith") return text.startsWith(argument);
  if (test === "endsWith") return text.endsWith(argument);
  return text.includes(argument);
}
