import { OPTIONAL_FIELDS } from "./contract-fields.ts";
import { readTime } from "./event-time.ts";
import type { Condition, EventRule, FieldRule, LookupRule, Mapping, Template } from "./mapping.ts";

/** A row of the input: a column's text, or null where the row has none. */
export type Row = (column: string) => string | null;
/** A lookup file's rows by key; null when the file is not there. */
export type LookupTable = ReadonlyMap<string, Row> | null;

/**
 * A mapping with its lookup tables → a function from a row to the event lines it becomes, none to many, without \n.
 * A value that does not convert is passed on as it stands, so that the decoder names field and value in its rejection.
 * About 5 µs an event.
 */
export function createRowMapper(
  mapping: Mapping,
  tables: ReadonlyMap<string, LookupTable>,
): (row: Row) => string[] {
  const nulls = new Set(mapping.nulls);
  const lookups = new Map(mapping.lookups.map((lookup) => [lookup.name, lookup]));

  return (row) => {
    const joined = new Map<string, Row | null>();
    const look = (name: string): string | null => {
      const dot = name.indexOf(".");
      const lookup = dot > 0 ? lookups.get(name.slice(0, dot)) : undefined;
      let value: string | null;
      if (lookup === undefined) value = row(name);
      else {
        let match = joined.get(lookup.name);
        if (match === undefined) {
          match = join(lookup, look, tables.get(lookup.name) ?? null);
          joined.set(lookup.name, match);
        }
        value = match === null ? null : match(name.slice(dot + 1));
      }
      return value === null || nulls.has(value) ? null : value;
    };
    const lines: string[] = [];
    for (const event of mapping.events) {
      if (event.when.every((condition) => holds(condition, look))) lines.push(eventLine(event, look));
    }
    return lines;
  };
}

function join(lookup: LookupRule, look: Row, table: LookupTable): Row | null {
  if (table === null) return null;
  const key = fill(lookup.by, look);
  return key === null ? null : (table.get(key) ?? null);
}

function fill(template: Template, look: Row): string | null {
  let text = template.parts[0]!;
  for (let c = 0; c < template.columns.length; c++) {
    const value = look(template.columns[c]!);
    if (value === null) return null;
    text += value + template.parts[c + 1]!;
  }
  return text;
}

function holds(condition: Condition, look: Row): boolean {
  const value = look(condition.column);
  const test = condition.test;
  if (test.kind === "present") return (value !== null) === test.present;
  if (value === null) return false;
  if (test.kind === "in") return test.values.some((one) => equals(value, one)) !== test.negated;
  const number = Number(value);
  if (test.kind === "above") return number > test.bound;
  if (test.kind === "below") return number < test.bound;
  return test.kind === "at_least" ? number >= test.bound : number <= test.bound;
}

/** Numbers compare as numbers, so that `1` matches `1.0`; the rest as text. */
function equals(value: string, wanted: string | number | boolean): boolean {
  if (typeof wanted === "number") return value.trim() !== "" && Number(value) === wanted;
  if (typeof wanted === "boolean") return flagOf(value) === wanted;
  return value === wanted;
}

function eventLine(event: EventRule, look: Row): string {
  const object: Record<string, unknown> = {};
  for (const field of event.fields) {
    const value = fieldValue(field, look);
    if (value === null) continue;
    const [outer, inner] = field.path as [string, string | undefined];
    if (inner === undefined) object[outer] = value;
    else {
      object[outer] ??= {};
      (object[outer] as Record<string, unknown>)[inner] = value;
    }
  }
  return JSON.stringify(object);
}

function fieldValue(field: FieldRule, look: Row): string | number | boolean | null {
  const otherwise = field.otherwise ?? null;
  if (field.constant !== undefined) return field.constant;
  let text = fill(field.from!, look);
  if (text === null || field.nulls?.includes(text)) return otherwise;
  if (field.translate?.has(text)) {
    const translated = field.translate.get(text)!;
    if (typeof translated !== "string") return translated ?? otherwise;
    text = translated;
  }
  if (field.type === "text") return text === "" ? otherwise : text;
  if (field.type === "flag") return flagOf(text) ?? text;
  if (field.type === "time") return timeValue(field, text, look) ?? otherwise;
  const number = numberOf(text);
  if (number === null) return text;
  if (field.above !== undefined && !(number > field.above)) return otherwise;
  let scaled = field.scale === undefined ? number : number * field.scale;
  if (field.over !== undefined) {
    const divisor = numberOf(fill(field.over, look) ?? "");
    if (divisor === null || divisor <= 0) return otherwise;
    scaled /= divisor;
  }
  return scaled;
}

function numberOf(text: string): number | null {
  if (text.trim() === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

const FLAGS = new Map<string, boolean>([
  ["1", true],
  ["0", false],
  ["true", true],
  ["false", false],
  ["t", true],
  ["f", false],
  ["yes", true],
  ["no", false],
  ["y", true],
  ["n", false],
  ["1.0", true],
  ["0.0", false],
]);

function flagOf(text: string): boolean | null {
  return FLAGS.get(text.trim().toLowerCase()) ?? null;
}

const UNIT_MS = { ms: 1, s: 1000, us: 0.001 } as const;
const DAY_MS = 86_400_000;

/** A time in whole milliseconds; the text itself when it is none; null when the days to take off are unknown. */
function timeValue(field: FieldRule, text: string, look: Row): number | string | null {
  const unit = field.unit ?? "iso";
  let ms: number | null;
  if (unit === "iso") ms = isoMs(text, field.zoneMinutes ?? null);
  else {
    const number = numberOf(text);
    ms = number === null ? null : Math.floor(number * UNIT_MS[unit]);
  }
  if (ms === null) return text;
  if (field.minusDays === undefined) return ms;
  const daysText = fill(field.minusDays, look);
  const days = daysText === null ? null : numberOf(daysText);
  return days === null ? null : ms - Math.round(days * DAY_MS);
}

/** RFC 3339, or with a zone given also `2026-11-22 12:00:00`, `2026-11-22T12:00` and `2026-11-22`. */
function isoMs(text: string, zoneMinutes: number | null): number | null {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/.exec(
      text.trim(),
    );
  if (match === null) return null;
  const [, date, clock = "00:00", seconds = ":00", zone] = match;
  let offset = zone;
  if (offset === undefined) {
    if (zoneMinutes === null) return null;
    offset = "Z";
  } else if (/^[+-]\d{2}$/.test(offset)) offset += ":00";
  else if (/^[+-]\d{4}$/.test(offset)) offset = `${offset.slice(0, 3)}:${offset.slice(3)}`;
  const bytes = Buffer.from(`${date}T${clock}${seconds}${offset}`);
  const ms = readTime(bytes, 0, bytes.length);
  if (Number.isNaN(ms)) return null;
  return zone === undefined ? ms - zoneMinutes! * 60_000 : ms;
}

/** Optional contract fields that no event of the mapping can have, given the lookup files that are not there. */
export function absentFields(mapping: Mapping, missingLookups: readonly string[]): string[] {
  const reachable = new Set<string>();
  for (const event of mapping.events) {
    for (const field of event.fields) {
      const names = [
        ...(field.from?.columns ?? []),
        ...(field.minusDays?.columns ?? []),
        ...(field.over?.columns ?? []),
      ];
      const lost = names.some((name) => missingLookups.some((lookup) => name.startsWith(`${lookup}.`)));
      if (!lost || field.otherwise !== undefined) reachable.add(field.path.join("."));
    }
  }
  if (reachable.has("context.ip")) reachable.add("context.ip_prefix");
  return OPTIONAL_FIELDS.filter((path) => !reachable.has(path));
}
