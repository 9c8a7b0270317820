import { suggest } from "../../kernels/text/nearest-word.ts";
import { kindCode } from "../../nouns/event.ts";
import type { KeyColumn } from "../../nouns/event-row.ts";
import { kindMask } from "../../nouns/kind-mask.ts";
import { type Checking, fail, type TextField, type Value } from "./checking.ts";
import { compilePattern } from "./compile-pattern.ts";
import { DERIVED_COLUMNS, TYPE_WORDS } from "./event-fields.ts";
import type { CelNode } from "./parse-condition.ts";
import { FALSE, type TextTest, TRUE, type TruthTerm } from "./terms.ts";

const ALL_KINDS = TYPE_WORDS.map((word) => kindCode(word)!);

/** `side == "word"`; "mismatch" where the side is no text. */
export function textIs(
  check: Checking,
  side: Value,
  word: string,
  at: CelNode,
): TruthTerm | "mismatch" | null {
  if (side.type === "kind") {
    const mask = kindsNamed(check, [{ word, at }]);
    return mask === null ? null : { kind: "kinds", mask };
  }
  if (side.type !== "text") return "mismatch";
  if (!wordExists(check, side.field, word, at)) return null;
  return { kind: "text_member", column: side.field.column, words: [word] };
}

/** Types of event named in quotes, as a mask; null when one does not exist. */
export function kindsNamed(check: Checking, words: readonly { word: string; at: CelNode }[]): number | null {
  const codes: number[] = [];
  let known = true;
  for (const { word, at } of words) {
    const code = kindCode(word);
    if (code === undefined) {
      fail(check, at, `no such event type: \`${word}\``, suggest(word, TYPE_WORDS));
      known = false;
    } else codes.push(code);
  }
  return known ? kindMask(codes) : null;
}

/** Whether a field can hold this word. Kinds of infrastructure are the policy's own: an unknown one is a warning. */
export function wordExists(check: Checking, field: TextField, word: string, at: CelNode): boolean {
  if (field.words !== undefined && !field.words.includes(word)) {
    const what = field.column === "target_kind" ? "target kind" : "word of this field";
    fail(
      check,
      at,
      `no such ${what}: \`${word}\``,
      suggest(word, field.words) ?? `one of ${field.words.join(", ")}`,
    );
    return false;
  }
  if (field.column === "ip_kind" && !check.scope.ipKinds.has(word)) {
    const hint = suggest(word, check.scope.ipKinds);
    const problem = {
      severity: "warning" as const,
      start: at.start,
      end: at.end,
      message: `\`${word}\` is no kind of infrastructure this policy names`,
    };
    check.problems.push(hint === undefined ? problem : { ...problem, hint });
  }
  return true;
}

/** The column of a text that can be looked into. */
function searchable(check: Checking, node: CelNode, name: string): KeyColumn | null {
  const found = check.value(node);
  if (found === null) return null;
  if (found.type === "text") {
    if (!DERIVED_COLUMNS.includes(found.field.column)) return found.field.column;
    return fail(check, node, `\`${name}\` cannot look into a derived field`, "compare it with `==` or `in`");
  }
  return fail(check, node, `\`${name}\` needs a text field of the event, as \`event.context.user_agent\``);
}

/** `size(text)`: its length in characters. */
export function checkSize(
  check: Checking,
  node: CelNode,
  target: CelNode | null,
  args: readonly CelNode[],
): Value | null {
  const of = target ?? args[0];
  if (of === undefined || args.length !== (target === null ? 1 : 0)) {
    return fail(check, node, "`size` takes one text", "as in `size(event.content.text) < 4`");
  }
  const column = searchable(check, of, "size");
  return column === null ? null : { type: "number", term: { kind: "size", column } };
}

/** `text.startsWith("…")` and its like. */
export function checkTextTest(
  check: Checking,
  node: CelNode,
  test: TextTest,
  target: CelNode | null,
  args: readonly CelNode[],
): Value | null {
  const [of, argument] = target === null ? args : [target, args[0]];
  if (of === undefined || argument === undefined || args.length !== (target === null ? 2 : 1)) {
    return fail(check, node, `\`${test}\` takes one text`, `as in \`event.context.source.${test}("…")\``);
  }
  if (argument.kind !== "text") return fail(check, argument, `\`${test}\` needs text in quotes here`);
  if (test === "matches") {
    const compiled = compilePattern(argument.value);
    if (!compiled.ok) return fail(check, argument, compiled.message);
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
  const column = searchable(check, of, test);
  if (column === null) return null;
  return { type: "truth", term: { kind: "text_test", test, column, argument: argument.value } };
}

function holds(test: Exclude<TextTest, "matches">, text: string, argument: string): boolean {
  if (test === "startsWith") return text.startsWith(argument);
  if (test === "endsWith") return text.endsWith(argument);
  return text.includes(argument);
}
