import { suggest } from "../kernels/text/nearest-word.ts";
import type { EventFamily } from "../nouns/event.ts";
import {
  familyHas,
  KEY_COLUMNS,
  type KeyColumn,
  NUMBER_COLUMNS,
  type NumberColumn,
} from "../nouns/event-row.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { parseDuration } from "./duration.ts";
import { SAMPLE_MAX, WINDOW_MS_MAX } from "./limits.ts";
import { type Entry, readNumber, readWhole, readWord, readWords, type Word } from "./yaml-reader.ts";

/** Defaults of a feature's keys, where they are not said. */
export const SAMPLE_DEFAULT = 32;
export const SAMPLE_MIN_DEFAULT = 8;
export const BASELINE_MIN_DEFAULT = 20;

/** A feature as it stands in the file, while it is read: what is wrong goes to `report`. */
export interface FeatureFields {
  readonly name: Word;
  readonly fields: ReadonlyMap<string, Entry>;
  readonly report: Diagnostics;
  readonly inputs: Word[];
  failed: boolean;
  /** Families of the events that enter; set before columns are read. */
  families: readonly EventFamily[];
}

export function fail(
  reader: FeatureFields,
  entry: { start: number; end: number },
  message: string,
  hint?: string,
): null {
  reader.failed = true;
  reader.report.error(entry.start, entry.end, message, hint);
  return null;
}

function need(reader: FeatureFields, key: string): Entry | null {
  return (
    reader.fields.get(key) ?? fail(reader, reader.name, `feature \`${reader.name.value}\` lacks \`${key}\``)
  );
}

export function duration(reader: FeatureFields, key: string, fallback?: number): number {
  const entry = fallback === undefined ? need(reader, key) : reader.fields.get(key);
  if (entry === null) return 0;
  if (entry === undefined) return fallback ?? 0;
  const word = readWord(entry.value, reader.report);
  if (word === null) {
    reader.failed = true;
    return 0;
  }
  const parsed = parseDuration(word.value);
  if (!parsed.ok) {
    fail(reader, word, parsed.message, parsed.hint);
    return 0;
  }
  if (parsed.ms > WINDOW_MS_MAX && key !== "unit") {
    fail(reader, word, `\`${key}\` is longer than 30d, the longest that is kept`);
  }
  return parsed.ms;
}

export function number(
  reader: FeatureFields,
  key: string,
  min: number,
  max: number,
  fallback: number,
  whole = true,
): number {
  const entry = reader.fields.get(key);
  if (entry === undefined) return fallback;
  const value = (whole ? readWhole : readNumber)(entry.value, `\`${key}\``, min, max, reader.report);
  if (value === null) reader.failed = true;
  return value ?? fallback;
}

export function column<Column extends string>(
  reader: FeatureFields,
  word: Word,
  known: readonly Column[],
  what: string,
): Column | null {
  return (
    known.find((column) => column === word.value) ??
    fail(reader, word, `no such ${what}: \`${word.value}\``, suggest(word.value, known))
  );
}

function inFamilies<Column extends KeyColumn | NumberColumn>(
  reader: FeatureFields,
  word: Word,
  known: readonly Column[],
  what: string,
): Column | null {
  const found = column(reader, word, known, what);
  const without = found === null ? undefined : reader.families.find((family) => !familyHas(family, found));
  if (without === undefined) return found;
  const there = known.filter((name) => familyHas(without, name));
  const events = without === "payment" ? "payments" : "engagement";
  const hint = `there are ${there.join(", ")}${without === "engagement" ? "; `on: payment` asks payments" : ""}`;
  return fail(
    reader,
    word,
    `${events} has no ${what} \`${word.value}\``.replace("payments has", "payments have"),
    hint,
  );
}

export function single(reader: FeatureFields, key: string): Word | null {
  const entry = need(reader, key);
  if (entry === null) return null;
  const word = readWord(entry.value, reader.report);
  if (word === null) reader.failed = true;
  return word;
}

export function keyColumn(reader: FeatureFields): KeyColumn {
  const word = single(reader, "of");
  return (word && inFamilies(reader, word, KEY_COLUMNS, "key column")) ?? "id";
}

export function numberColumn(reader: FeatureFields): NumberColumn {
  const word = single(reader, "of");
  return (word && inFamilies(reader, word, NUMBER_COLUMNS, "number column")) ?? "asn";
}

export function by(reader: FeatureFields): KeyColumn[] {
  const entry = need(reader, "by");
  if (entry === null) return [];
  const words = readWords(entry.value, reader.report);
  if (words.length === 0) reader.failed = true;
  if (words.length > 2) fail(reader, words[2]!, "a feature has one key column or a pair of them");
  const columns = words.flatMap((word) => inFamilies(reader, word, KEY_COLUMNS, "key column") ?? []);
  if (columns.length === 2 && columns[0] === columns[1])
    fail(reader, words[1]!, "the pair names one column twice");
  return columns;
}

/** The column whose value is looked up in place of `by`; null where that is `by` itself. */
export function readByColumn(reader: FeatureFields, keys: readonly KeyColumn[]): KeyColumn | null {
  const entry = reader.fields.get("read_by");
  if (entry === undefined) return null;
  const word = readWord(entry.value, reader.report);
  if (word === null) {
    reader.failed = true;
    return null;
  }
  if (keys.length > 1) fail(reader, word, "`read_by` stands beside a single `by`, not beside a pair");
  return inFamilies(reader, word, KEY_COLUMNS, "key column");
}

export function sample(reader: FeatureFields): { sample: number; sampleMin: number } {
  const size = number(reader, "sample", 2, SAMPLE_MAX, SAMPLE_DEFAULT);
  const sampleMin = number(reader, "sample_min", 2, SAMPLE_MAX, Math.min(SAMPLE_MIN_DEFAULT, size));
  if (sampleMin > size) {
    fail(
      reader,
      reader.fields.get("sample_min")?.value ?? reader.name,
      "`sample_min` is greater than `sample`",
    );
  }
  return { sample: size, sampleMin };
}

export function featureName(reader: FeatureFields, key: string, names: readonly string[]): string {
  const word = single(reader, key);
  if (word === null) return "";
  reader.inputs.push(word);
  if (names.includes(word.value)) return word.value;
  fail(reader, word, `no such feature: \`${word.value}\``, suggest(word.value, names));
  return "";
}
