import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { nearest, suggest } from "../kernels/text/nearest-word.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { YAML_DEPTH_MAX } from "./limits.ts";

/** A YAML value with the place it stands at. `node` is null where the value is empty (`key:`). */
export interface Located {
  readonly node: Node | null;
  readonly start: number;
  readonly end: number;
}
/** A word and where it stands. */
export interface Word {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
/** One `key: value` of a mapping. */
export interface Entry {
  readonly key: Word;
  readonly value: Located;
}

/**
 * Parses the YAML documents of a policy, one for each of its parts; null when it is not readable at all (reported). Aliases, tags and merge keys are refused:
 * a policy is read by people, and aliases are the means of expansion bombs. Never throws on bad input.
 */
export function readYaml(text: string, report: Diagnostics): Located[] | null {
  if (deeperThan(text, YAML_DEPTH_MAX, report)) return null;
  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  } catch (error) {
    report.error(0, 1, `not readable as YAML: ${String(error)}`);
    return null;
  }
  const roots: Located[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const problem of [...document.errors, ...document.warnings]) {
      report.error(problem.pos[0], problem.pos[1], `yaml: ${lowerFirst(problem.message)}`);
    }
    if (document.errors.length > 0) return null;
    if (document.contents !== null) roots.push(locate(document.contents as Node, 0, report));
  }
  if (roots.length === 0) {
    report.error(
      0,
      1,
      "the policy file is empty",
      "it needs at least `name`, `version`, `features` and `rules`",
    );
    return null;
  }
  return roots.some((located) => refuseAliases(located, report)) ? null : roots;
}

/** The entries of a mapping, in order; null when it is none (reported). Two entries of one name: the second is reported and dropped. */
export function readEntries(located: Located, what: string, report: Diagnostics): Entry[] | null {
  if (!isMap(located.node)) {
    report.error(located.start, located.end, `${what} must be a mapping of names to values`);
    return null;
  }
  const entries: Entry[] = [];
  const seen = new Map<string, Word>();
  for (const pair of (located.node as YAMLMap).items as Pair<Node, Node | null>[]) {
    const key = scalarWord(pair.key);
    if (key === null) {
      const place = locate(pair.key, located.start, report);
      report.error(place.start, place.end, "a key must be a plain word");
      continue;
    }
    const first = seen.get(key.value);
    if (first !== undefined) {
      const line = report.lineOf(first.start);
      report.error(key.start, key.end, `\`${key.value}\` stands twice; first in line ${line}`);
      continue;
    }
    seen.set(key.value, key);
    entries.push({
      key,
      value: pair.value === null ? { node: null, ...span(key) } : locate(pair.value, key.start, report),
    });
  }
  return entries;
}

/** A mapping whose keys are known: values by key. Unknown keys are reported with the nearest known one. */
export function readFields(
  located: Located,
  what: string,
  known: readonly string[],
  report: Diagnostics,
): Map<string, Entry> | null {
  const entries = readEntries(located, what, report);
  if (entries === null) return null;
  const fields = new Map<string, Entry>();
  for (const entry of entries) {
    const { key } = entry;
    if (known.includes(key.value)) {
      fields.set(key.value, entry);
      continue;
    }
    // What a misspelt key holds is read all the same, so that one mistake is told once.
    const meant = nearest(key.value, known);
    if (meant !== null && !fields.has(meant) && !entries.some((other) => other.key.value === meant))
      fields.set(meant, entry);
    report.error(key.start, key.end, `unknown key \`${key.value}\` in ${what}`, suggest(key.value, known));
  }
  return fields;
}

/** The items of a list; a single value counts as a list of one. Null when it is a mapping or empty (reported). */
export function readItems(located: Located, what: string, report: Diagnostics): Located[] | null {
  if (isSeq(located.node)) {
    return (located.node.items as (Node | null)[]).map((item) => locate(item, located.start, report));
  }
  if (isScalar(located.node) && located.node.value !== null) return [located];
  report.error(located.start, located.end, `${what} must be a list`);
  return null;
}

/** A word or a list of words; items that are not words are reported and left out. */
export function readWords(located: Located, report: Diagnostics): Word[] {
  const items = readItems(located, "the value", report);
  if (items === null) return [];
  if (items.length === 0) report.error(located.start, located.end, "the list is empty");
  return items.flatMap((item) => readWord(item, report) ?? []);
}

/** A scalar as it is written, `1.10` staying `1.10`; null (reported) when it is empty, a list or a mapping. */
export function readWord(located: Located, report: Diagnostics): Word | null {
  const word = scalarWord(located.node);
  if (word !== null && word.value.trim() !== "") return word;
  report.error(located.start, located.end, "a value is missing here");
  return null;
}

/** A number within [min, max]; null (reported) when it is none. */
export function readNumber(
  located: Located,
  what: string,
  min: number,
  max: number,
  report: Diagnostics,
): number | null {
  const value = isScalar(located.node) ? located.node.value : null;
  if (typeof value !== "number" || Number.isNaN(value)) {
    const written = scalarWord(located.node)?.value;
    report.error(
      located.start,
      located.end,
      written === undefined ? `${what} must be a number` : `${what} must be a number, not \`${written}\``,
    );
    return null;
  }
  if (value < min || value > max) {
    report.error(located.start, located.end, `${what} must lie in [${min}, ${max}], not \`${value}\``);
    return null;
  }
  return value;
}

/** A whole number within [min, max]; null (reported) when it is none. */
export function readWhole(
  located: Located,
  what: string,
  min: number,
  max: number,
  report: Diagnostics,
): number | null {
  const value = readNumber(located, what, min, max, report);
  if (value === null || Number.isInteger(value)) return value;
  report.error(located.start, located.end, `${what} must be a whole number, not \`${value}\``);
  return null;
}

/** A YAML node → the node and its place, without trailing space. */
function locate(node: Node | null, fallback: number, report: Diagnostics): Located {
  const range = node?.range;
  if (node === null || !range) return { node: null, start: fallback, end: fallback + 1 };
  let end = range[1];
  while (end > range[0] + 1 && /\s/.test(report.text[end - 1]!)) end--;
  return { node, start: range[0], end };
}

function scalarWord(node: unknown): Word | null {
  if (!isScalar(node) || !node.range) return null;
  const scalar = node as Scalar;
  if (scalar.value === null || scalar.value === undefined) return null;
  const value = typeof scalar.value === "string" ? scalar.value : (scalar.source ?? String(scalar.value));
  return { value, start: scalar.range![0], end: scalar.range![1] };
}

function span(word: Word): { start: number; end: number } {
  return { start: word.start, end: word.end };
}

function refuseAliases(root: Located, report: Diagnostics): boolean {
  let refused = false;
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      refused = true;
      const [start, end] = node.range ?? [0, 1];
      report.error(start, end, "aliases are not accepted in a policy", "write the value out");
    } else if (isMap(node)) {
      for (const pair of node.items) {
        walk(pair.key);
        walk(pair.value);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) walk(item);
    }
  };
  walk(root.node);
  return refused;
}

/** Cheap bound on nesting before the parser, whose recursion is slow to fail: brackets open at once, and steps of indentation. */
function deeperThan(text: string, depthMax: number, report: Diagnostics): boolean {
  const tooDeep = (at: number) => {
    report.error(at, at + 1, `nested deeper than ${depthMax} levels`);
    return true;
  };
  let brackets = 0;
  let at = 0;
  for (const line of text.split("\n")) {
    const indent = line.length - line.trimStart().length;
    const dashes = /^(?:\s*- )*/.exec(line)![0].length;
    if (dashes > depthMax * 8 || indent > depthMax * 8) return tooDeep(at + indent);
    for (let i = indent; i < line.length; i++) {
      const char = line[i]!;
      if (char === "#" && (i === 0 || line[i - 1] === " ")) break;
      if (char === "[" || char === "{") brackets++;
      else if ((char === "]" || char === "}") && brackets > 0) brackets--;
      // Brackets inside quoted text also count; a policy never has 256 of them open.
      if (brackets > depthMax * 8) return tooDeep(at + i);
    }
    at += line.length + 1;
  }
  return false;
}

function lowerFirst(message: string): string {
  const line = message.split("\n")[0]!;
  return line.charAt(0).toLowerCase() + line.slice(1);
}
