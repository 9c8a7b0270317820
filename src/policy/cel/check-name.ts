import { suggest } from "../../kernels/text/nearest-word.ts";
import { familyOf, kindWord } from "../../nouns/event.ts";
import { kindsOf, RETRACTION_MASK } from "../event-kinds.ts";
import { type Checking, fail, type Value } from "./checking.ts";
import { EVENT_FIELDS, familyOfField } from "./event-fields.ts";
import type { CelNode } from "./parse-condition.ts";
import { type NumberTerm, TRUE } from "./terms.ts";

/** What a dotted name stands for: a field of the event, or a feature. */
export function checkName(check: Checking, node: CelNode, parts: readonly string[]): Value | null {
  const path = parts.join(".");
  const field = EVENT_FIELDS.get(path);
  if (field !== undefined) {
    const family = familyOfField(path);
    const other =
      family === null ? undefined : kindsOf(check.scope.kinds ?? 0).find((kind) => familyOf(kind) !== family);
    if (other !== undefined) {
      const hint =
        family === "payment"
          ? "say `on: payment`"
          : "payments have `event.payer`, `event.payee.…`, `event.amount` and so on";
      return fail(check, node, `\`${path}\` is no field of a ${kindWord(other)}`, hint);
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
  if (parts.length === 1 && check.scope.features !== null) {
    const index = check.scope.features.get(path);
    if (index !== undefined) return { type: "number", term: { kind: "feature", index } };
  }
  const fields = [...EVENT_FIELDS.keys()];
  if (parts[0] === "event") return fail(check, node, `no such field: \`${path}\``, suggest(path, fields));
  const whole = fields.find((known) => known.endsWith(`.${path}`));
  if (check.scope.features === null) {
    const hint =
      whole === undefined
        ? "a filter sees the event's own fields, as `event.context.source`"
        : `did you mean \`${whole}\`?`;
    return fail(check, node, `\`${path}\` is not a field of the event`, hint);
  }
  const names = [...check.scope.features.keys()];
  const hint = whole === undefined ? suggest(path, [...names, ...fields]) : `did you mean \`${whole}\`?`;
  return fail(check, node, `no such feature: \`${path}\``, hint);
}

/** `has(event.context.ip)`: whether a field or a feature has a value. */
export function checkHas(check: Checking, node: CelNode, args: readonly CelNode[]): Value | null {
  const [arg] = args;
  if (arg?.kind !== "path" || args.length !== 1) {
    return fail(check, node, "`has` takes one field or feature", "as in `has(event.context.ip)`");
  }
  const found = checkName(check, arg, arg.parts);
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
}
