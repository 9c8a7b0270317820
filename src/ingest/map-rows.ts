import { trimCell } from "../kernels/text/trim-cell.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { FINDING_VALUES_MAX, type InputFinding } from "../nouns/input-finding.ts";
import { OPTIONAL_FIELDS } from "./contract-fields.ts";
import { createRowFiller, fillPlace, isUnread, type RowFiller } from "./fill-row.ts";
import { conditionTest } from "./map-conditions.ts";
import { type FieldValue, fieldReader, fill } from "./map-values.ts";
import type { EventRule, FieldRule, LookupRule, Mapping } from "./mapping-rules.ts";
import { plainField } from "./plain-fields.ts";
import type { PlainRecord } from "./plain-record.ts";
import type { Row } from "./row.ts";
import { createTrimNotes } from "./trim-notes.ts";

export type { Row } from "./row.ts";

/** A lookup file's rows by key; null when the file is not there. */
export type LookupTable = ReadonlyMap<string, Row> | null;

/** Why a row's event was not made. */
export interface MappingTrouble {
  readonly code: "bad_time" | "missing_field";
  readonly field: string;
  readonly value: string;
  readonly hint: string;
}

/** Rows → event lines; see `createRowMapper`. */
export interface RowMapper {
  /** `troubled`: told of each event whose time could not be read; without it such a time is passed on as its text. */
  (row: Row, troubled?: (trouble: MappingTrouble) => void): string[];
  /** The same events, one after another, into `into`, as far as they are plain; false when the sink said stop. `record`: where the row's values stand, or null. */
  events(row: Row, into: EventRow, sink: MappedSink, record: PlainRecord | null): boolean;
  /** Doubts about the rows so far. */
  findings(): InputFinding[];
}

/** Hears what becomes of a row. Each returns false for: no more. */
export interface MappedSink {
  /** An event stands in the row. */
  filled(): boolean;
  /** An event that is not plain, as the line that says it. */
  line(line: string): boolean;
  troubled(trouble: MappingTrouble): void;
}

/** A mark before digits that are text, `'835…` as a spreadsheet has it, `\`835…` as bills have: no part of the value. */
const TEXT_MARK = /^['`]\d+$/;
const APOSTROPHE = 0x27;
const BACKTICK = 0x60;
const marked = (value: string): boolean => {
  const code = value.charCodeAt(0);
  return (code === APOSTROPHE || code === BACKTICK) && TEXT_MARK.test(value);
};
/** Rows in which a constant is looked for among the columns. */
const ROWS_SUSPECTED = 100;

/**
 * A mapping with its lookup tables → a function from a row to the event lines it becomes, none to many, without \n.
 * An optional value that does not convert is passed on as it stands, so that the decoder names field and value.
 * `placeOf`: where a column stands in a `PlainRecord`, −1 where it does not. About 5 µs an event, .5 µs where it stands there as it is.
 */
export function createRowMapper(
  mapping: Mapping,
  tables: ReadonlyMap<string, LookupTable>,
  placeOf: (column: string) => number = () => -1,
): RowMapper {
  const isNull = nullTest(mapping.nulls);
  const marks = new Set(mapping.strip);
  const bare = (value: string | null): string | null =>
    value === null || marks.size === 0 ? value : stripped(value, marks);
  const verbatim = textColumns(mapping);
  const trims = createTrimNotes(idColumns(mapping));
  /** Without what nobody sees at its ends; null where nothing is left. */
  const trimmed = (name: string, value: string): string | null => {
    if (verbatim.has(name)) return value;
    const kept = trimCell(value);
    if (kept.length === value.length) return value;
    trims.note(name, value, rows);
    return kept === "" ? null : kept;
  };
  const lookups = new Map(mapping.lookups.map((lookup) => [lookup.name, lookup]));
  const filler = createRowFiller();
  // What is looked up, or has marks around it, is read as text.
  const asItStands = mapping.lookups.length === 0 && marks.size === 0;
  const placed = { nulls: mapping.nulls, placeOf: asItStands ? placeOf : () => -1 };
  const writers = mapping.events.map((event) => eventWriter(event, filler, placed));
  const fitted = new Float64Array(mapping.events.length);
  const constants = bareConstants(mapping);
  const suspected = new Set<FieldRule>();
  const joined = new Map<string, Row | null>();
  let rows = 0;
  let current: Row = () => null;

  const own = (name: string): string | null => {
    const given = bare(current(name));
    const value = given === null ? null : trimmed(name, given);
    if (value === null || isNull(value)) return null;
    return marked(value) ? value.slice(1) : value;
  };
  const withLookups = (name: string): string | null => {
    const dot = name.indexOf(".");
    const lookup = dot > 0 ? lookups.get(name.slice(0, dot)) : undefined;
    if (lookup === undefined) return own(name);
    let match = joined.get(lookup.name);
    if (match === undefined) {
      match = join(lookup, look, tables.get(lookup.name) ?? null);
      joined.set(lookup.name, match);
    }
    const given = bare(match === null ? null : match(name.slice(dot + 1)));
    const value = given === null ? null : trimmed(name, given);
    if (value === null || isNull(value)) return null;
    return marked(value) ? value.slice(1) : value;
  };
  const look: Row = lookups.size === 0 ? own : withLookups;
  const begin = (row: Row): void => {
    current = row;
    if (lookups.size > 0) joined.clear();
    if (rows++ >= ROWS_SUSPECTED) return;
    for (const rule of constants) if (row(String(rule.constant)) !== null) suspected.add(rule);
  };

  const mapRow = (row: Row, troubled?: (trouble: MappingTrouble) => void): string[] => {
    begin(row);
    const lines: string[] = [];
    for (let e = 0; e < writers.length; e++) {
      if (!writers[e]!.fits(look)) continue;
      fitted[e] = fitted[e]! + 1;
      const line = writers[e]!.line(look, troubled);
      if (line !== null) lines.push(line);
    }
    return lines;
  };
  const events = (row: Row, into: EventRow, sink: MappedSink, record: PlainRecord | null): boolean => {
    begin(row);
    for (let e = 0; e < writers.length; e++) {
      const writer = writers[e]!;
      if (!writer.fits(look)) continue;
      fitted[e] = fitted[e]! + 1;
      if (writer.fill(look, into, record)) {
        if (!sink.filled()) return false;
        continue;
      }
      const line = writer.line(look, sink.troubled);
      if (line !== null && !sink.line(line)) return false;
    }
    return true;
  };
  return Object.assign(mapRow, {
    events,
    findings: () => [
      ...unusedRules(mapping, fitted, rows),
      ...[...suspected].map(constantFinding),
      ...trims.findings(rows),
    ],
  });
}

/** Whether a text stands for none. Most values are told from all of these by their length. */
function nullTest(nulls: readonly string[]): (value: string) => boolean {
  const known = new Set(nulls);
  const longest = nulls.reduce((most, text) => Math.max(most, text.length), -1);
  const lengths = new Uint8Array(longest + 1);
  for (const text of nulls) lengths[text.length] = 1;
  return (value) => value.length <= longest && lengths[value.length] === 1 && known.has(value);
}

/** Without the marks at both ends that a tool puts around values, so that no spreadsheet takes ids for numbers. */
function stripped(value: string, marks: ReadonlySet<string>): string {
  let from = 0;
  let to = value.length;
  while (from < to && marks.has(value[from]!)) from++;
  while (to > from && marks.has(value[to - 1]!)) to--;
  return value.slice(from, to);
}

function join(lookup: LookupRule, look: Row, table: LookupTable): Row | null {
  if (table === null) return null;
  const key = fill(lookup.by, look);
  return key === null ? null : (table.get(key) ?? table.get(wholeNumeral(key)) ?? null);
}

/** A lookup's key as a whole number where a tool wrote it as a decimal: `7.0` → `7`; other texts as they are. */
export function wholeNumeral(key: string): string {
  if (!key.endsWith("0")) return key; // nearly all others, at the price of a look
  return /^\d+\.0+$/.test(key) ? key.slice(0, key.indexOf(".")) : key;
}

interface EventWriter {
  fits(look: Row): boolean;
  /** The event as a line; null when it was refused. */
  line(look: Row, troubled: ((trouble: MappingTrouble) => void) | undefined): string | null;
  /** The event into a row; false where only the line says what it is. */
  fill(look: Row, into: EventRow, record: PlainRecord | null): boolean;
}

/** Where columns stand in plain records, and texts that stand for none. */
interface Placed {
  readonly nulls: readonly string[];
  readonly placeOf: (column: string) => number;
}

function eventWriter(event: EventRule, filler: RowFiller, { nulls, placeOf }: Placed): EventWriter {
  const tests = event.when.map(conditionTest);
  const fields = event.fields.map((field) => {
    const [outer, inner] = field.path as [string, string | undefined];
    const path = field.path.join(".");
    return {
      outer,
      inner,
      id: isId(field),
      at: outer === "at",
      lack: lackOf(field),
      read: fieldReader(field),
      place: fillPlace(path),
      plain: plainField(field, fillPlace(path), isId(field), nulls, placeOf),
    };
  });
  const plain = event.fields.every((field) => fillPlace(field.path.join(".")) >= 0 || isUnread(field.path));
  const filled = fields.filter(({ place }) => place >= 0);
  // A table that makes decimals of whole numbers means the number: `7.0` and `7` are one person.
  const taken = (id: boolean, { value }: FieldValue): FieldValue["value"] =>
    id && typeof value === "string" ? wholeNumeral(value) : value;
  return {
    fits(look) {
      for (let t = 0; t < tests.length; t++) if (!tests[t]!(look)) return false;
      return true;
    },
    line(look, troubled) {
      const object: Record<string, unknown> = {};
      let lacking: Lack | null = null;
      for (const { outer, inner, id, at, lack, read } of fields) {
        const found: FieldValue = read(look);
        if (found.value === null) {
          if (lack !== null && (lacking === null || lack.rank < lacking.rank)) lacking = lack;
          continue;
        }
        if (at && found.unread !== undefined && troubled !== undefined) {
          const value = String(found.value).slice(0, 80);
          troubled({ code: "bad_time", field: "at", value, hint: found.unread });
          return null;
        }
        const value = taken(id, found);
        if (inner === undefined) object[outer] = value;
        else {
          object[outer] ??= {};
          (object[outer] as Record<string, unknown>)[inner] = value;
        }
      }
      if (lacking !== null && troubled !== undefined) {
        const empty = lacking.columns.filter((name) => look(name) === null).map((name) => `\`${name}\``);
        if (empty.length > 0) {
          const hint = `empty in this row: ${empty.join(", ")}`;
          troubled({ code: "missing_field", field: lacking.path, value: "", hint });
          return null;
        }
      }
      return JSON.stringify(object);
    },
    fill(look, into, record) {
      if (!plain) return false;
      filler.begin(into);
      for (let f = 0; f < filled.length; f++) {
        const { id, read, place, plain: direct } = filled[f]!;
        if (record !== null && direct?.put(record, filler)) continue;
        const found = read(look);
        const value = taken(id, found);
        if (value !== null && !filler.put(place, value)) return false;
        if (record !== null && typeof value === "number") direct?.learn(record, value);
      }
      return filler.end();
    },
  };
}

/** A field without which a row is no event, and the columns that give it. */
interface Lack {
  readonly path: string;
  readonly columns: readonly string[];
  /** Which of several is told: who acted before what, and both before the id that is made of them. */
  readonly rank: number;
}
const LACKS = ["actor.id", "payer", "payee.id", "target.id", "at", "id"];

function lackOf({ path, from, otherwise }: FieldRule): Lack | null {
  const name = path.join(".");
  const rank = LACKS.indexOf(name);
  return rank < 0 || from === undefined || otherwise !== undefined
    ? null
    : { path: name, columns: from.columns, rank };
}

/** Whether a field is one column's text that names somebody or something. */
function isId(field: FieldRule): boolean {
  const name = field.path.join(".");
  return (
    ["actor.id", "target.id", "target.owner", "payer", "payee.id"].includes(name) &&
    field.from?.columns.length === 1
  );
}

/** Columns that name somebody or something: what is trimmed off them is told. */
function idColumns({ events, lookups }: Mapping): ReadonlySet<string> {
  const ids = events.flatMap(({ fields }) => fields.filter(isId).flatMap(({ from }) => from?.columns ?? []));
  return new Set([...ids, ...lookups.flatMap(({ by }) => by.columns)]);
}

/** Columns that are texts people wrote, or kept as they stand, and nothing else: they are not trimmed. */
function textColumns({ events, lookups }: Mapping): ReadonlySet<string> {
  const texts = new Set<string>();
  const others = new Set(lookups.flatMap(({ by }) => by.columns));
  for (const { fields, when } of events) {
    for (const { column } of when) others.add(column);
    for (const { path, from, minusDays, over, currency } of fields) {
      const asWritten = path[0] === "extra" || path.join(".") === "content.text";
      for (const column of from?.columns ?? []) (asWritten ? texts : others).add(column);
      for (const part of [minusDays, over, currency])
        for (const column of part?.columns ?? []) others.add(column);
    }
  }
  return new Set([...texts].filter((column) => !others.has(column)));
}

/** Constants of ids and texts that may be columns whose braces were forgotten. */
function bareConstants(mapping: Mapping): FieldRule[] {
  const rules = new Set(mapping.events.flatMap((event) => event.fields));
  const words = ["type", "target.kind", "retraction", "payee.kind", "currency"];
  return [...rules].filter(
    (rule) => rule.bare && typeof rule.constant === "string" && !words.includes(rule.path.join(".")),
  );
}

function constantFinding(rule: FieldRule): InputFinding {
  const name = rule.path.join(".");
  const value = String(rule.constant);
  return {
    code: "suspected_constant",
    place: name,
    count: 1,
    of: 1,
    values: [value],
    text: {
      zh: `\`${name}\` 在每个事件中都是常量 \`${value}\`，而输入中有同名的列：如指该列，请写成 \`"{${value}}"\``,
      en: `\`${name}\` is the constant \`${value}\` in every event, and the input has a column of that name: for the column write \`"{${value}}"\``,
    },
  };
}

function unusedRules(mapping: Mapping, fitted: Float64Array, rows: number): InputFinding[] {
  if (rows === 0) return [];
  return mapping.events.flatMap((event, e): InputFinding[] => {
    if (fitted[e]! > 0) return [];
    const type = String(event.fields.find((field) => field.path[0] === "type")?.constant ?? `#${e + 1}`);
    const columns = event.when.map(({ column }) => `\`${column}\``);
    return [
      {
        code: "unused_event_rule",
        place: `${mapping.fileName}:${event.line}`,
        count: 0,
        of: rows,
        values: event.when.map(({ column }) => column).slice(0, FINDING_VALUES_MAX),
        text: {
          zh: `映射 ${mapping.fileName} 第 ${event.line} 行的 \`${type}\` 事件在 ${rows} 行中一行也不符合：请核对条件列 ${columns.join("、")} 的取值`,
          en: `the event \`${type}\` of ${mapping.fileName}:${event.line} fitted none of ${rows} rows: check what ${columns.join(", ")} hold`,
        },
      },
    ];
  });
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
        ...(field.currency?.columns ?? []),
      ];
      const lost = names.some((name) => missingLookups.some((lookup) => name.startsWith(`${lookup}.`)));
      if (!lost || field.otherwise !== undefined) reachable.add(field.path.join("."));
    }
  }
  if (reachable.has("context.ip")) reachable.add("context.ip_prefix");
  return OPTIONAL_FIELDS.filter((path) => !reachable.has(path));
}
