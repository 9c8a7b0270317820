import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { TouchstoneError } from "../nouns/codes.ts";
import { EVENT_TYPES, kindCode, TARGET_KINDS } from "../nouns/event.ts";
import {
  ENGAGEMENT_FIELD_TYPES,
  type FieldType,
  PAYMENT_FIELD_TYPES,
  REQUIRED_FIELDS,
  REQUIRED_PAYMENT_FIELDS,
} from "./contract-fields.ts";
import { nearMissHint } from "./near-miss.ts";
import { SOURCE_FORMATS, type SourceFormat } from "./source.ts";

/** A text with holes: parts.length = columns.length + 1. A null column makes the whole text null. */
export interface Template {
  readonly parts: readonly string[];
  readonly columns: readonly string[];
}

/** How one field of an event comes about. */
export interface FieldRule {
  readonly path: readonly string[];
  readonly type: FieldType;
  /** A constant: number, flag or text. */
  readonly constant?: string | number | boolean;
  readonly from?: Template;
  /** Of a time column: what its numbers count, `iso` for text. */
  readonly unit?: TimeUnit;
  /** Minutes east of UTC that a text without zone is meant in. */
  readonly zoneMinutes?: number;
  /** Days taken off the time: a number column. */
  readonly minusDays?: Template;
  readonly scale?: number;
  /** What a number is divided by; not above 0 or absent makes the field absent. */
  readonly over?: Template;
  /** Numbers not above this are absent. */
  readonly above?: number;
  readonly nulls?: readonly string[];
  readonly translate?: ReadonlyMap<string, string | number | boolean | null>;
  readonly otherwise?: string | number | boolean;
}
export type TimeUnit = "ms" | "s" | "us" | "iso";

/** A condition on a row; every one of an event's must hold. A null column holds none but `present: false`. */
export interface Condition {
  readonly column: string;
  readonly test:
    | {
        readonly kind: "in";
        readonly values: readonly (string | number | boolean)[];
        readonly negated: boolean;
      }
    | { readonly kind: "above" | "below" | "at_least" | "at_most"; readonly bound: number }
    | { readonly kind: "present"; readonly present: boolean };
}

export interface EventRule {
  readonly when: readonly Condition[];
  readonly fields: readonly FieldRule[];
}

/** A second CSV file; `{name.column}` reads the column of its row whose `key` equals the text of `by`. */
export interface LookupRule {
  readonly name: string;
  /** Relative to the input file's folder. */
  readonly file: string;
  readonly key: string;
  readonly by: Template;
}

/** A checked mapping: what turns rows of columns into events. */
export interface Mapping {
  readonly fileName: string;
  readonly format: SourceFormat | null;
  readonly delimiter: string;
  readonly header: readonly string[] | null;
  /** Column texts that mean absent. */
  readonly nulls: readonly string[];
  readonly lookups: readonly LookupRule[];
  readonly events: readonly EventRule[];
  /** Columns read from the main input. */
  readonly columns: readonly string[];
}

const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  ...ENGAGEMENT_FIELD_TYPES,
  ...PAYMENT_FIELD_TYPES,
  retraction: "flag",
};
const TIME_UNITS: readonly TimeUnit[] = ["ms", "s", "us", "iso"];
const RULE_KEYS = [
  "from",
  "unit",
  "zone",
  "minus_days",
  "scale",
  "over",
  "above",
  "null",
  "translate",
  "default",
  "constant",
];
const TEST_KEYS = ["not", "in", "above", "below", "at_least", "at_most", "present"];

/**
 * A mapping's YAML text → the checked mapping. Language: examples/mappings/README.md. Throws `bad_mapping` with file,
 * line, column, a caret under the place and a hint.
 */
export function parseMapping(text: string, fileName: string): Mapping {
  const lineCounter = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter, uniqueKeys: true });

  function fail(place: Node | number | null | undefined, message: string, hint: string): never {
    const offset = typeof place === "number" ? place : (place?.range?.[0] ?? 0);
    const { line, col } = lineCounter.linePos(offset);
    const source = text.split("\n")[Math.max(0, line - 1)]?.replace(/\r$/, "") ?? "";
    const caret = `${" ".repeat(Math.max(0, col - 1))}^`;
    throw new TouchstoneError(
      "bad_mapping",
      `${fileName}:${line}:${col}: ${message}\n  ${source}\n  ${caret} ${hint}`,
    );
  }
  const yamlError = document.errors[0];
  if (yamlError !== undefined) {
    fail(yamlError.pos[0], "not valid YAML", yamlError.message.split(" at line ")[0]!.toLowerCase());
  }

  type Entry = { readonly key: string; readonly keyNode: Node; readonly value: Node };
  function entries(node: Node | null | undefined, what: string): Entry[] {
    if (!isMap(node)) fail(node, `${what} must be a list of \`name: value\``, "indent its entries below it");
    return (node as YAMLMap).items.map((pair) => {
      const keyNode = pair.key as Node;
      if (!isScalar(keyNode)) fail(keyNode, "a name must be plain text", "write `name: value`");
      return { key: String(keyNode.value), keyNode, value: (pair.value as Node | null) ?? keyNode };
    });
  }
  function known(entry: Entry, names: readonly string[], what: string): void {
    if (!names.includes(entry.key)) {
      fail(entry.keyNode, `no such ${what} \`${entry.key}\``, nearMissHint(entry.key, names));
    }
  }
  function scalar(node: Node, what: string): string | number | boolean | null {
    if (!isScalar(node)) fail(node, `${what} must be one value`, "write it on the same line");
    const value = node.value;
    if (value === null || ["string", "number", "boolean"].includes(typeof value)) {
      return value as string | number | boolean | null;
    }
    return fail(node, `${what} must be text, a number, true or false`, "quote it to make it text");
  }
  function textOf(node: Node, what: string): string {
    const value = scalar(node, what);
    if (value === null || value === "") fail(node, `${what} is empty`, "give it a value");
    return String(value);
  }
  function numberOf(node: Node, what: string): number {
    const value = scalar(node, what);
    if (typeof value !== "number" || !Number.isFinite(value))
      fail(node, `${what} must be a number`, "as in `0.001`");
    return value as number;
  }
  function list(node: Node, what: string): (string | number | boolean | null)[] {
    return isSeq(node) ? node.items.map((item) => scalar(item as Node, what)) : [scalar(node, what)];
  }

  const columns = new Set<string>();
  const lookups: LookupRule[] = [];
  const lookupNames: string[] = [];

  function column(name: string, place: Node): string {
    const dot = name.indexOf(".");
    const lookup = dot > 0 ? name.slice(0, dot) : "";
    if (!lookupNames.includes(lookup)) columns.add(name);
    else if (dot === name.length - 1)
      fail(place, `\`${name}\` names no column`, `as in \`${lookup}.column\``);
    return name;
  }
  function template(text: string, place: Node): Template {
    const parts: string[] = [];
    const names: string[] = [];
    let rest = text;
    for (;;) {
      const open = rest.indexOf("{");
      if (open < 0) break;
      const close = rest.indexOf("}", open);
      if (close <= open + 1)
        fail(place, `\`${text}\` has an open brace without a column`, "as in `{user_id}`");
      parts.push(rest.slice(0, open));
      names.push(column(rest.slice(open + 1, close), place));
      rest = rest.slice(close + 1);
    }
    parts.push(rest);
    return { parts, columns: names };
  }
  /** `name` alone is a column; with braces it is a template. */
  function columnOrTemplate(node: Node, what: string): Template {
    const value = textOf(node, what);
    return value.includes("{") ? template(value, node) : { parts: ["", ""], columns: [column(value, node)] };
  }

  function fieldRule(entry: Entry): FieldRule {
    const path = entry.key.split(".");
    const extra = path[0] === "extra" && path.length === 2;
    const type = extra ? "text" : FIELD_TYPES[entry.key];
    if (type === undefined) {
      const hint = nearMissHint(entry.key, Object.keys(FIELD_TYPES));
      fail(
        entry.keyNode,
        `no such field \`${entry.key}\``,
        `${hint} (fields of your own go under \`extra.\`)`,
      );
    }
    const base = { path, type };
    if (isScalar(entry.value)) {
      const value = scalar(entry.value, `\`${entry.key}\``);
      if (value === null)
        fail(entry.value, `\`${entry.key}\` has no value`, "leave the line out to leave the field out");
      if (typeof value === "string" && value.includes("{")) {
        return { ...base, from: template(value, entry.value) };
      }
      checkConstant(entry.key, type, value, entry.value);
      return { ...base, constant: value };
    }
    const rule: { -readonly [K in keyof FieldRule]: FieldRule[K] } = { ...base };
    for (const option of entries(entry.value, `\`${entry.key}\``)) {
      known(option, RULE_KEYS, "option");
      const what = `\`${option.key}\``;
      switch (option.key) {
        case "from":
          rule.from = columnOrTemplate(option.value, what);
          break;
        case "constant": {
          const value = scalar(option.value, what);
          if (value === null) fail(option.value, "`constant` has no value", "leave the field out instead");
          checkConstant(entry.key, type, value, option.value);
          rule.constant = value;
          break;
        }
        case "unit": {
          const unit = textOf(option.value, what) as TimeUnit;
          if (type !== "time")
            fail(option.keyNode, `\`${entry.key}\` is no time`, "`unit` is for times; see `scale`");
          if (!TIME_UNITS.includes(unit))
            fail(option.value, `no such unit \`${unit}\``, nearMissHint(unit, TIME_UNITS));
          rule.unit = unit;
          break;
        }
        case "zone":
          if (type !== "time") fail(option.keyNode, `\`${entry.key}\` is no time`, "`zone` is for times");
          rule.zoneMinutes = zoneMinutes(textOf(option.value, what), option.value);
          break;
        case "minus_days":
          if (type !== "time")
            fail(option.keyNode, `\`${entry.key}\` is no time`, "`minus_days` is for times");
          rule.minusDays = columnOrTemplate(option.value, what);
          break;
        case "over":
          if (type !== "number")
            fail(option.keyNode, `\`${entry.key}\` is no number`, `${what} is for numbers`);
          rule.over = columnOrTemplate(option.value, what);
          break;
        case "scale":
        case "above":
          if (type !== "number")
            fail(option.keyNode, `\`${entry.key}\` is no number`, `${what} is for numbers`);
          rule[option.key] = numberOf(option.value, what);
          break;
        case "null":
          rule.nulls = list(option.value, what).map((value) => String(value ?? ""));
          break;
        case "translate":
          rule.translate = new Map(
            entries(option.value, what).map((word) => [word.key, scalar(word.value, `\`${word.key}\``)]),
          );
          break;
        default: {
          const value = scalar(option.value, what);
          if (value === null) fail(option.value, "`default` has no value", "leave it out: absent is absent");
          rule.otherwise = value;
        }
      }
    }
    if (rule.from === undefined && rule.constant === undefined) {
      fail(
        entry.value,
        `\`${entry.key}\` has neither \`from\` nor \`constant\``,
        "as in `from: column_name`",
      );
    }
    return rule;
  }
  function checkConstant(name: string, type: FieldType, value: string | number | boolean, place: Node): void {
    if (name === "type" && kindCode(String(value)) === undefined) {
      fail(place, `no such event type \`${value}\``, nearMissHint(String(value), EVENT_TYPES));
    }
    if (name === "target.kind" && !(TARGET_KINDS as readonly string[]).includes(String(value))) {
      fail(place, `no such target kind \`${value}\``, nearMissHint(String(value), TARGET_KINDS));
    }
    if (type === "number" && typeof value !== "number") {
      fail(place, `\`${name}\` is a number, not \`${value}\``, "a column is written in braces: `{column}`");
    }
    if (type === "flag" && typeof value !== "boolean") {
      fail(
        place,
        `\`${name}\` is true or false, not \`${value}\``,
        "a column is written in braces: `{column}`",
      );
    }
  }
  function zoneMinutes(zone: string, place: Node): number {
    if (zone === "Z" || zone === "UTC") return 0;
    const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
    if (match === null) return fail(place, `no such zone \`${zone}\``, "an offset, as in `+08:00`, or `Z`");
    const minutes = Number(match[2]) * 60 + Number(match[3]);
    return match[1] === "-" ? -minutes : minutes;
  }

  function conditions(node: Node): Condition[] {
    return entries(node, "`when`").map((entry): Condition => {
      const name = column(entry.key, entry.keyNode);
      if (!isMap(entry.value)) {
        const values = list(entry.value, `\`${entry.key}\``).map((value) => value ?? "");
        return { column: name, test: { kind: "in", values, negated: false } };
      }
      const tests = entries(entry.value, `\`${entry.key}\``);
      const test = tests[0];
      if (test === undefined || tests.length > 1)
        fail(entry.value, "one test a column", `one of ${TEST_KEYS.join(", ")}`);
      known(test!, TEST_KEYS, "test");
      const { key, value } = test!;
      if (key === "in" || key === "not") {
        const values = list(value, `\`${key}\``).map((one) => one ?? "");
        return { column: name, test: { kind: "in", values, negated: key === "not" } };
      }
      if (key === "present") {
        const present = scalar(value, "`present`");
        if (typeof present !== "boolean") fail(value, "`present` is true or false", "as in `present: true`");
        return { column: name, test: { kind: "present", present: present as boolean } };
      }
      const kind = key as "above" | "below" | "at_least" | "at_most";
      return { column: name, test: { kind, bound: numberOf(value, `\`${key}\``) } };
    });
  }

  if (document.contents === null) fail(0, "the mapping is empty", "the first line is `mapping: 1`");
  const top = new Map<string, Entry>();
  for (const entry of entries(document.contents as Node | null, "a mapping")) {
    known(entry, ["mapping", "input", "lookups", "fields", "events"], "section");
    top.set(entry.key, entry);
  }
  const version = top.get("mapping");
  if (version === undefined)
    fail(0, "the first line must be `mapping: 1`", "the version of the mapping language");
  if (scalar(version!.value, "`mapping`") !== 1) {
    fail(version!.value, "only version 1 of the mapping language is known", "write `mapping: 1`");
  }

  let format: SourceFormat | null = null;
  let delimiter = ",";
  let header: string[] | null = null;
  let nulls: string[] = [""];
  const input = top.get("input");
  for (const entry of input === undefined ? [] : entries(input.value, "`input`")) {
    known(entry, ["format", "delimiter", "header", "null"], "option");
    if (entry.key === "format") {
      const word = textOf(entry.value, "`format`");
      if (!(SOURCE_FORMATS as readonly string[]).includes(word)) {
        fail(entry.value, `no such format \`${word}\``, nearMissHint(word, SOURCE_FORMATS));
      }
      format = word as SourceFormat;
    } else if (entry.key === "delimiter") {
      delimiter = textOf(entry.value, "`delimiter`");
      if (delimiter.length !== 1)
        fail(entry.value, "`delimiter` is one character", 'for a tab write `"\\t"`');
    } else if (entry.key === "header") {
      header = list(entry.value, "`header`").map((name) => String(name));
    } else nulls = ["", ...list(entry.value, "`null`").map((value) => String(value ?? ""))];
  }

  const lookupSection = top.get("lookups");
  for (const entry of lookupSection === undefined ? [] : entries(lookupSection.value, "`lookups`")) {
    const parts = new Map<string, Entry>();
    for (const part of entries(entry.value, `\`${entry.key}\``)) {
      known(part, ["file", "key", "by"], "option");
      parts.set(part.key, part);
    }
    const file = parts.get("file");
    const key = parts.get("key");
    if (file === undefined || key === undefined) {
      fail(
        entry.value,
        `lookup \`${entry.key}\` needs \`file\` and \`key\``,
        "`key` is that file's column to look in",
      );
    }
    const by = parts.get("by");
    const keyName = textOf(key!.value, "`key`");
    lookups.push({
      name: entry.key,
      file: textOf(file!.value, "`file`"),
      key: keyName,
      by:
        by === undefined
          ? { parts: ["", ""], columns: [column(keyName, key!.value)] }
          : columnOrTemplate(by.value, "`by`"),
    });
    lookupNames.push(entry.key);
  }

  const common = new Map<string, FieldRule>();
  const fieldSection = top.get("fields");
  for (const entry of fieldSection === undefined ? [] : entries(fieldSection.value, "`fields`")) {
    common.set(entry.key, fieldRule(entry));
  }
  const eventSection = top.get("events");
  if (eventSection === undefined)
    fail(0, "there is no `events` section", "list the events that a row becomes");
  if (!isSeq(eventSection!.value) || eventSection!.value.items.length === 0) {
    fail(eventSection!.value, "`events` must be a list", "begin each event with `- type: …`");
  }
  const events = (eventSection!.value as unknown as { items: Node[] }).items.map((item): EventRule => {
    const fields = new Map(common);
    let when: Condition[] = [];
    for (const entry of entries(item, "an event")) {
      if (entry.key === "when") when = conditions(entry.value);
      else fields.set(entry.key, fieldRule(entry));
    }
    const payment = fields.get("type")?.constant === "payment";
    for (const path of payment ? REQUIRED_PAYMENT_FIELDS : REQUIRED_FIELDS) {
      if (!fields.has(path))
        fail(item, `this event has no \`${path}\``, `every event needs ${REQUIRED_FIELDS.join(", ")}`);
    }
    return { when, fields: [...fields.values()] };
  });
  return { fileName, format, delimiter, header, nulls, lookups, events, columns: [...columns] };
}
