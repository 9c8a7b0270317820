import { suggest } from "../../kernels/text/nearest-word.ts";
import { LIST_USES_MAX } from "../../nouns/subject-list.ts";
import { kindsNamed, wordExists } from "./check-text.ts";
import { type Checking, fail, number, SPOKEN, type Value } from "./checking.ts";
import { LIST_SUBJECT_OF } from "./event-fields.ts";
import type { CelNode } from "./parse-condition.ts";
import { FALSE, type NumberTerm, TRUE } from "./terms.ts";

/** `x in [a, b]` and `field in list("name")`. */
export function checkMember(check: Checking, left: CelNode, right: CelNode): Value | null {
  if (right.kind === "call" && right.name === "list" && right.target === null)
    return listed(check, left, right);
  const of = check.value(left);
  if (right.kind !== "list") {
    check.value(right);
    return fail(check, right, "a list must follow `in`", 'in square brackets, as in `x in ["a", "b"]`');
  }
  if (of?.type === "number") {
    const values = right.items.map((item) => number(check, item));
    if (values.some((item) => item === null)) return null;
    return { type: "truth", term: { kind: "member", of: of.term, values: values as NumberTerm[] } };
  }
  const words = right.items.map((at) => {
    const item = check.value(at);
    if (item === null || of === null) return null;
    if (item.type === "literal") return { word: item.text, at };
    return fail(check, at, `this is ${SPOKEN[item.type]}, where text in quotes is needed`);
  });
  if (of === null || words.some((word) => word === null)) return null;
  const known = words as { word: string; at: CelNode }[];
  switch (of.type) {
    case "kind": {
      const mask = kindsNamed(check, known);
      return mask === null ? null : { type: "truth", term: { kind: "kinds", mask } };
    }
    case "text": {
      const { field } = of;
      if (!known.map(({ word, at }) => wordExists(check, field, word, at)).every(Boolean)) return null;
      const list = known.map(({ word }) => word);
      return { type: "truth", term: { kind: "text_member", column: field.column, words: list } };
    }
    case "literal":
      return { type: "truth", term: known.some(({ word }) => word === of.text) ? TRUE : FALSE };
    default:
      return fail(check, left, "a condition cannot be looked for in a list");
  }
}

/** `field in list("name")`. */
function listed(check: Checking, left: CelNode, call: Extract<CelNode, { kind: "call" }>): Value | null {
  const of = check.value(left);
  const { lists = new Set<string>(), listUses = [] } = check.scope;
  const [name] = call.args;
  if (name?.kind !== "text" || call.args.length !== 1) {
    return fail(check, call, "`list` takes one name in quotes", 'as in `event.actor.id in list("watch")`');
  }
  if (of === null) return null;
  if (!lists.has(name.value)) {
    const near = suggest(name.value, lists);
    const hint = `${near === undefined ? "" : `${near}, or `}name it under \`lists:\` of the policy`;
    return fail(check, name, `no such list: \`${name.value}\``, hint);
  }
  const subject = of.type === "text" ? LIST_SUBJECT_OF[of.field.column] : undefined;
  if (of.type !== "text" || subject === undefined) {
    const hint =
      "an account, a target, a device or an address: `event.actor.id`, `event.target.id`, `event.context.device`, `event.context.ip`";
    return fail(check, left, "this cannot be looked for in a list of names", hint);
  }
  const { column } = of.field;
  let use = listUses.findIndex((known) => known.list === name.value && known.column === column);
  if (use < 0) use = listUses.push({ list: name.value, subject, column }) - 1;
  if (use >= LIST_USES_MAX)
    return fail(check, call, `more than ${LIST_USES_MAX} different questions about lists`);
  return { type: "truth", term: { kind: "listed", use } };
}
