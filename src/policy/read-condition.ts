import { isScalar } from "yaml";
import { checkCondition } from "./cel/check-condition.ts";
import type { ConditionScope } from "./cel/checking.ts";
import { parseCondition } from "./cel/parse-condition.ts";
import type { TruthTerm } from "./cel/terms.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { type Located, readWord } from "./yaml-reader.ts";

/**
 * A condition standing in a YAML scalar → its settled term; null when it is in error. Every problem is reported at the
 * very characters of the file, through quotes, escapes, folding and indentation.
 */
export function readCondition(
  located: Located,
  scope: ConditionScope,
  report: Diagnostics,
): TruthTerm | null {
  const word = readWord(located, report);
  if (word === null) return null;
  const places = scalarPlaces(located, word.value, report.text);
  const syntax = parseCondition(word.value);
  const checked = syntax.ok ? checkCondition(syntax.node, scope) : { term: null, problems: [syntax.error] };
  for (const problem of checked.problems) {
    const start = places[Math.min(problem.start, word.value.length)]!;
    const end = places[Math.min(problem.end, word.value.length)]!;
    if (problem.severity === "error") report.error(start, end, problem.message, problem.hint);
    else report.warn(start, end, problem.message, problem.hint);
  }
  return checked.term;
}

/**
 * Offset in the file of each character of a scalar's value (and of its end). Only white space may differ between a value
 * and its source, besides escapes in quotes; so the two are walked side by side, from one visible character to the next.
 */
export function scalarPlaces(located: Located, value: string, text: string): number[] {
  const type = isScalar(located.node) ? located.node.type : undefined;
  let at = located.start;
  if (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED") {
    const headerEnd = text.indexOf("\n", at);
    at = headerEnd < 0 ? at : headerEnd + 1;
  } else if (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE") at++;
  const places: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!;
    if (/\s/.test(char)) {
      places.push(Math.min(at, text.length));
      if (at < text.length && /\s/.test(text[at]!)) at++;
      continue;
    }
    while (at < located.end && /\s/.test(text[at]!)) at++;
    if (type === "QUOTE_DOUBLE")
      while (/^\\\r?\n/.test(text.slice(at, at + 3))) at = afterContinuation(text, at);
    places.push(at);
    if (type === "QUOTE_DOUBLE" && text[at] === "\\") at += escapeLength(text, at);
    else if (type === "QUOTE_SINGLE" && char === "'") at += 2;
    else at++;
  }
  places.push(Math.min(at, text.length));
  return places;
}

function afterContinuation(text: string, at: number): number {
  let next = text.indexOf("\n", at) + 1;
  while (next < text.length && /\s/.test(text[next]!)) next++;
  return next;
}

function escapeLength(text: string, at: number): number {
  const digits = { x: 2, u: 4, U: 8 }[text[at + 1] ?? ""];
  return 2 + (digits ?? 0);
}
