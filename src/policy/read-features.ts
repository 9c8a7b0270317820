import { suggest } from "../kernels/text/nearest-word.ts";
import { type EventFamily, familyOf } from "../nouns/event.ts";
import {
  familyHas,
  KEY_COLUMNS,
  type KeyColumn,
  NUMBER_COLUMNS,
  type NumberColumn,
} from "../nouns/event-row.ts";
import type { EventPredicate, FeatureSpec } from "../nouns/policy.ts";
import type { ConditionScope } from "./cel/checking.ts";
import { compileCondition } from "./cel/compile-condition.ts";
import { canHit, type TruthTerm } from "./cel/terms.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { parseDuration } from "./duration.ts";
import { ANY_MASK, ENGAGEMENT_MASK, kindsOf, readKinds } from "./event-kinds.ts";
import { orderFeatures } from "./feature-order.ts";
import { FEATURES_MAX, SAMPLE_MAX, WINDOW_MS_MAX } from "./limits.ts";
import { readCondition } from "./read-condition.ts";
import { readName } from "./read-name.ts";
import { findTextEvidence, type TextEvidence } from "./text-evidence.ts";
import {
  type Entry,
  readEntries,
  readFields,
  readNumber,
  readWhole,
  readWord,
  readWords,
  type Word,
} from "./yaml-reader.ts";

/** Keys of a feature's declaration by its kind; those with a `window` also take `on` and `where`. */
export const FEATURE_KEYS: Readonly<Record<FeatureSpec["kind"], readonly string[]>> = {
  count: ["by", "read_by", "window"],
  distinct: ["by", "read_by", "of", "window"],
  sum: ["by", "read_by", "of", "window"],
  burst: ["by", "window", "baseline", "baseline_min"],
  share: ["by", "of", "window", "sample", "sample_min"],
  entropy: ["by", "of", "window", "sample", "sample_min"],
  gap_cv: ["by", "window", "sample", "sample_min"],
  spread: ["by", "of", "window", "sample", "sample_min"],
  multiples: ["by", "of", "window", "sample", "sample_min"],
  first_seen: ["by", "window"],
  ratio: ["of", "over", "over_min"],
  age: ["of", "unit"],
  field: ["of"],
};
const TIME_COLUMNS = ["registered_at_ms", "opened_at_ms"] as const;
const KINDS = Object.keys(FEATURE_KEYS) as FeatureSpec["kind"][];
const ALL_KEYS = [...new Set(["kind", "on", "where", ...Object.values(FEATURE_KEYS).flat()])];

/** Defaults of a feature's keys, where they are not said. */
export const SAMPLE_DEFAULT = 32;
export const SAMPLE_MIN_DEFAULT = 8;
export const BASELINE_MIN_DEFAULT = 20;

export interface DeclaredFeatures {
  /** Every declared name with its place, also of features in error. */
  readonly names: ReadonlyMap<string, Word>;
  /** Features without error, inputs of ratios before the ratios, otherwise in the file's order. */
  readonly specs: readonly FeatureSpec[];
  /** Indexes into `specs` of features that no event can ever feed. */
  readonly neverMeasured: ReadonlySet<number>;
  /** Those that rest on what somebody wrote. */
  readonly text: TextEvidence;
}

/** The `features` mappings of a policy's parts → its features, compiled. Every problem is reported. */
export function readFeatures(
  sections: readonly Entry[],
  scope: ConditionScope,
  report: Diagnostics,
): DeclaredFeatures {
  const names = new Map<string, Word>();
  const entries = readSections(sections, "features", FEATURES_MAX, report);
  for (const { key } of entries) {
    readName(key, "feature", report);
    names.set(key.value, key);
  }
  const filters: Filters = { terms: new Map(), predicates: new Map() };
  const specs = new Map<string, FeatureSpec>();
  const inputs = new Map<string, readonly Word[]>();
  for (const { key, value } of entries) {
    const declared = readFields(value, `feature \`${key.value}\``, ALL_KEYS, report);
    if (declared === null) continue;
    const reader = createFeatureReader(key, declared, report);
    const spec = reader.read([...names.keys()], scope, filters);
    inputs.set(key.value, reader.inputs);
    if (spec !== null) specs.set(key.value, spec);
  }
  const order = orderFeatures([...names.keys()], inputs, report);
  const ordered = order.flatMap((name) => specs.get(name) ?? []);
  return {
    names,
    specs: ordered,
    neverMeasured: findNeverMeasured(ordered, filters.terms, names, report),
    text: findTextEvidence(ordered, filters.terms),
  };
}

/** Entries of one section of all parts of a policy, at most `most`: the rest is not read, it would only be reported. */
export function readSections(
  sections: readonly Entry[],
  what: string,
  most: number,
  report: Diagnostics,
): Entry[] {
  const all: Entry[] = [];
  const first = new Map<string, Word>();
  for (const { key, value } of sections) {
    for (const entry of readEntries(value, `\`${what}\``, report) ?? []) {
      const before = first.get(entry.key.value);
      if (before === undefined) first.set(entry.key.value, entry.key);
      else {
        const line = report.lineOf(before.start);
        report.error(
          entry.key.start,
          entry.key.end,
          `\`${before.value}\` stands twice; first in line ${line}`,
        );
        continue;
      }
      all.push(entry);
    }
    if (all.length > most) {
      report.error(key.start, key.end, `more than ${most} ${what} (${all.length})`);
      all.length = most;
    }
  }
  return all;
}

/** Columns that a feature reads of the event at hand. */
export function columnsRead(spec: FeatureSpec): readonly (KeyColumn | NumberColumn)[] {
  if (spec.kind === "age" || spec.kind === "field") return [spec.of];
  if (!("by" in spec)) return [];
  const keys = spec.readBy === undefined ? spec.by : [spec.readBy];
  return spec.kind === "share" ? [...keys, spec.of] : keys;
}

function createFeatureReader(name: Word, fields: ReadonlyMap<string, Entry>, report: Diagnostics) {
  const inputs: Word[] = [];
  let failed = false;
  const fail = (entry: { start: number; end: number }, message: string, hint?: string): null => {
    failed = true;
    report.error(entry.start, entry.end, message, hint);
    return null;
  };
  const need = (key: string): Entry | null =>
    fields.get(key) ?? fail(name, `feature \`${name.value}\` lacks \`${key}\``);

  const duration = (key: string, fallback?: number): number => {
    const entry = fallback === undefined ? need(key) : fields.get(key);
    if (entry === null) return 0;
    if (entry === undefined) return fallback ?? 0;
    const word = readWord(entry.value, report);
    if (word === null) {
      failed = true;
      return 0;
    }
    const parsed = parseDuration(word.value);
    if (!parsed.ok) {
      fail(word, parsed.message, parsed.hint);
      return 0;
    }
    if (parsed.ms > WINDOW_MS_MAX && key !== "unit") {
      fail(word, `\`${key}\` is longer than 30d, the longest that is kept`);
    }
    return parsed.ms;
  };
  const number = (key: string, min: number, max: number, fallback: number, whole = true): number => {
    const entry = fields.get(key);
    if (entry === undefined) return fallback;
    const value = (whole ? readWhole : readNumber)(entry.value, `\`${key}\``, min, max, report);
    if (value === null) failed = true;
    return value ?? fallback;
  };
  const column = <Column extends string>(word: Word, known: readonly Column[], what: string): Column | null =>
    known.find((column) => column === word.value) ??
    fail(word, `no such ${what}: \`${word.value}\``, suggest(word.value, known));
  /** Families of the events that enter; set before columns are read. */
  let families: readonly EventFamily[] = [];
  const inFamilies = <Column extends KeyColumn | NumberColumn>(
    word: Word,
    known: readonly Column[],
    what: string,
  ): Column | null => {
    const found = column(word, known, what);
    const without = found === null ? undefined : families.find((family) => !familyHas(family, found));
    if (without === undefined) return found;
    const there = known.filter((name) => familyHas(without, name));
    const events = without === "payment" ? "payments" : "engagement";
    const hint = `there are ${there.join(", ")}${without === "engagement" ? "; `on: payment` asks payments" : ""}`;
    return fail(
      word,
      `${events} has no ${what} \`${word.value}\``.replace("payments has", "payments have"),
      hint,
    );
  };
  const single = (key: string): Word | null => {
    const entry = need(key);
    if (entry === null) return null;
    const word = readWord(entry.value, report);
    if (word === null) failed = true;
    return word;
  };
  const keyColumn = (): KeyColumn => {
    const word = single("of");
    return (word && inFamilies(word, KEY_COLUMNS, "key column")) ?? "id";
  };
  const numberColumn = (): NumberColumn => {
    const word = single("of");
    return (word && inFamilies(word, NUMBER_COLUMNS, "number column")) ?? "asn";
  };
  const by = (): KeyColumn[] => {
    const entry = need("by");
    if (entry === null) return [];
    const words = readWords(entry.value, report);
    if (words.length === 0) failed = true;
    if (words.length > 2) fail(words[2]!, "a feature has one key column or a pair of them");
    const columns = words.flatMap((word) => inFamilies(word, KEY_COLUMNS, "key column") ?? []);
    if (columns.length === 2 && columns[0] === columns[1]) fail(words[1]!, "the pair names one column twice");
    return columns;
  };
  /** The column whose value is looked up in place of `by`; null where that is `by` itself. */
  const readByColumn = (keys: readonly KeyColumn[]): KeyColumn | null => {
    const entry = fields.get("read_by");
    if (entry === undefined) return null;
    const word = readWord(entry.value, report);
    if (word === null) {
      failed = true;
      return null;
    }
    if (keys.length > 1) fail(word, "`read_by` stands beside a single `by`, not beside a pair");
    return inFamilies(word, KEY_COLUMNS, "key column");
  };
  const sample = () => {
    const size = number("sample", 2, SAMPLE_MAX, SAMPLE_DEFAULT);
    const sampleMin = number("sample_min", 2, SAMPLE_MAX, Math.min(SAMPLE_MIN_DEFAULT, size));
    if (sampleMin > size) {
      fail(fields.get("sample_min")?.value ?? name, "`sample_min` is greater than `sample`");
    }
    return { sample: size, sampleMin };
  };
  const featureName = (key: string, names: readonly string[]): string => {
    const word = single(key);
    if (word === null) return "";
    inputs.push(word);
    if (names.includes(word.value)) return word.value;
    fail(word, `no such feature: \`${word.value}\``, suggest(word.value, names));
    return "";
  };

  const read = (names: readonly string[], scope: ConditionScope, filters: Filters): FeatureSpec | null => {
    const kindWord = single("kind");
    if (kindWord === null) return null;
    const kind = column(kindWord, KINDS, "kind of feature");
    if (kind === null) return null;
    const windowed = FEATURE_KEYS[kind].includes("window");
    const taken = windowed ? [...FEATURE_KEYS[kind], "on", "where"] : FEATURE_KEYS[kind];
    for (const { key } of fields.values()) {
      if (key.value === "kind" || taken.includes(key.value)) continue;
      fail(
        key,
        `\`${key.value}\` has no meaning for a feature of kind \`${kind}\``,
        `it takes ${taken.join(", ")}`,
      );
    }
    const on = fields.get("on");
    const onMask = on === undefined ? (windowed ? ENGAGEMENT_MASK : ANY_MASK) : readKinds(on.value, report);
    if (onMask === 0) failed = true;
    const kinds = kindsOf(onMask);
    if (windowed) families = [...new Set(kinds.map(familyOf))];
    const whereEntry = fields.get("where");
    let where: FeatureSpec["where"] = null;
    if (whereEntry !== undefined) {
      const term = readCondition(whereEntry.value, { ...scope, kinds: onMask }, report);
      if (term === null) failed = true;
      else {
        filters.terms.set(name.value, term);
        where = predicateOf(term, filters.predicates);
      }
    }
    const base = { name: name.value, onMask, where };
    const build = (): FeatureSpec => {
      const keyed = () => {
        const keys = by();
        const readBy = readByColumn(keys);
        return { ...base, by: keys, windowMs: duration("window"), ...(readBy === null ? {} : { readBy }) };
      };
      switch (kind) {
        case "count":
        case "first_seen":
          return { ...keyed(), kind };
        case "distinct":
          return { ...keyed(), kind, of: keyColumn() };
        case "sum":
          return { ...keyed(), kind, of: numberColumn() };
        case "burst": {
          const feature = keyed();
          const baselineMs = duration("baseline");
          if (baselineMs <= feature.windowMs && !failed) {
            fail(fields.get("baseline")!.value, "`baseline` must be longer than `window`");
          }
          const countMin = number("baseline_min", 1, 1e9, BASELINE_MIN_DEFAULT);
          return { ...feature, kind, baselineMs, baselineCountMin: countMin };
        }
        case "share":
          return { ...keyed(), kind, of: keyColumn(), ...sample() };
        case "entropy":
          return { ...keyed(), kind, of: keyColumn(), ...sample() };
        case "gap_cv":
          return { ...keyed(), kind, ...sample() };
        case "spread":
          return { ...keyed(), kind, of: numberColumn(), ...sample() };
        case "multiples":
          return { ...keyed(), kind, of: numberColumn(), ...sample() };
        case "ratio": {
          const numerator = featureName("of", names);
          const denominator = featureName("over", names);
          const least = number("over_min", 0, 1e12, 1, false);
          if (least === 0) {
            fail(fields.get("over_min")!.value, "division by zero", "`over_min` must be greater than 0");
          }
          return { ...base, kind, numerator, denominator, denominatorMin: least };
        }
        case "age": {
          const of = fields.get("of");
          const word = of === undefined ? null : readWord(of.value, report);
          const time = word === null ? "registered_at_ms" : column(word, TIME_COLUMNS, "time field");
          return { ...base, kind, of: time ?? "registered_at_ms", unitMs: duration("unit", 86_400_000) };
        }
        case "field":
          return { ...base, kind, of: numberColumn() };
      }
    };
    const spec = build();
    return failed ? null : spec;
  };
  return { read, inputs };
}

/** Filters of features: their terms by feature, for checks; and compiled, once for equal ones, so that windows can be shared. */
interface Filters {
  readonly terms: Map<string, TruthTerm>;
  readonly predicates: Map<string, EventPredicate>;
}

const NO_FEATURES = new Float64Array(0);

function predicateOf(term: TruthTerm, compiled: Map<string, EventPredicate>): EventPredicate {
  const id = JSON.stringify(term);
  const known = compiled.get(id);
  if (known !== undefined) return known;
  const condition = compileCondition(term);
  const predicate: EventPredicate = (row) => condition(row, NO_FEATURES);
  compiled.set(id, predicate);
  return predicate;
}

/** Features whose filter excludes every event type they are fed by, and ratios of them. The former are errors. */
function findNeverMeasured(
  specs: readonly FeatureSpec[],
  filters: ReadonlyMap<string, TruthTerm>,
  names: ReadonlyMap<string, Word>,
  report: Diagnostics,
): Set<number> {
  const never = new Set<number>();
  for (const [index, spec] of specs.entries()) {
    const filter = filters.get(spec.name);
    const nothing = new Set<number>();
    const fed =
      filter === undefined ||
      kindsOf(spec.onMask).some((kind) => canHit(filter, { kind, neverMeasured: nothing }));
    if (!fed) {
      const { start, end } = names.get(spec.name)!;
      report.error(
        start,
        end,
        `no event can enter feature \`${spec.name}\`: its \`where\` excludes every type in its \`on\``,
      );
    }
    const input = (name: string) => never.has(specs.findIndex((other) => other.name === name));
    if (!fed || (spec.kind === "ratio" && (input(spec.numerator) || input(spec.denominator))))
      never.add(index);
  }
  return never;
}
