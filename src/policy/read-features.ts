import { familyOf } from "../nouns/event.ts";
import type { KeyColumn, NumberColumn } from "../nouns/event-row.ts";
import type { EventPredicate, FeatureSpec } from "../nouns/policy.ts";
import type { ConditionScope } from "./cel/checking.ts";
import { compileCondition } from "./cel/compile-condition.ts";
import { canHit, type TruthTerm } from "./cel/terms.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { ANY_MASK, ENGAGEMENT_MASK, kindsOf, readKinds } from "./event-kinds.ts";
import * as given from "./feature-fields.ts";
import { orderFeatures } from "./feature-order.ts";
import { FEATURES_MAX } from "./limits.ts";
import { readCondition } from "./read-condition.ts";
import { readName } from "./read-name.ts";
import { findTextEvidence, type TextEvidence } from "./text-evidence.ts";
import { type Entry, readEntries, readFields, readWord, type Word } from "./yaml-reader.ts";

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
  const reader: given.FeatureFields = {
    name,
    fields,
    report,
    inputs: [],
    failed: false,
    families: [],
  };
  return {
    read: (names: readonly string[], scope: ConditionScope, filters: Filters) =>
      read(reader, names, scope, filters),
    inputs: reader.inputs,
  };
}

function read(
  reader: given.FeatureFields,
  names: readonly string[],
  scope: ConditionScope,
  filters: Filters,
): FeatureSpec | null {
  const kindWord = given.single(reader, "kind");
  if (kindWord === null) return null;
  const kind = given.column(reader, kindWord, KINDS, "kind of feature");
  if (kind === null) return null;
  const windowed = FEATURE_KEYS[kind].includes("window");
  const taken = windowed ? [...FEATURE_KEYS[kind], "on", "where"] : FEATURE_KEYS[kind];
  for (const { key } of reader.fields.values()) {
    if (key.value === "kind" || taken.includes(key.value)) continue;
    given.fail(
      reader,
      key,
      `\`${key.value}\` has no meaning for a feature of kind \`${kind}\``,
      `it takes ${taken.join(", ")}`,
    );
  }
  const on = reader.fields.get("on");
  const onMask =
    on === undefined ? (windowed ? ENGAGEMENT_MASK : ANY_MASK) : readKinds(on.value, reader.report);
  if (onMask === 0) reader.failed = true;
  const kinds = kindsOf(onMask);
  if (windowed) reader.families = [...new Set(kinds.map(familyOf))];
  const whereEntry = reader.fields.get("where");
  let where: FeatureSpec["where"] = null;
  if (whereEntry !== undefined) {
    const term = readCondition(whereEntry.value, { ...scope, kinds: onMask }, reader.report);
    if (term === null) reader.failed = true;
    else {
      filters.terms.set(reader.name.value, term);
      where = predicateOf(term, filters.predicates);
    }
  }
  const base = { name: reader.name.value, onMask, where };
  const spec = build(reader, kind, base, names);
  return reader.failed ? null : spec;
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

interface FeatureBase {
  readonly name: string;
  readonly onMask: number;
  readonly where: FeatureSpec["where"];
}

/** A feature of a kind, from the keys that this kind takes. */
function build(
  reader: given.FeatureFields,
  kind: FeatureSpec["kind"],
  base: FeatureBase,
  names: readonly string[],
): FeatureSpec {
  switch (kind) {
    case "count":
    case "first_seen":
      return { ...keyed(reader, base), kind };
    case "distinct":
      return { ...keyed(reader, base), kind, of: given.keyColumn(reader) };
    case "sum":
      return { ...keyed(reader, base), kind, of: given.numberColumn(reader) };
    case "burst":
      return burst(reader, base);
    case "share":
      return { ...keyed(reader, base), kind, of: given.keyColumn(reader), ...given.sample(reader) };
    case "entropy":
      return { ...keyed(reader, base), kind, of: given.keyColumn(reader), ...given.sample(reader) };
    case "gap_cv":
      return { ...keyed(reader, base), kind, ...given.sample(reader) };
    case "spread":
      return { ...keyed(reader, base), kind, of: given.numberColumn(reader), ...given.sample(reader) };
    case "multiples":
      return { ...keyed(reader, base), kind, of: given.numberColumn(reader), ...given.sample(reader) };
    case "ratio":
      return ratio(reader, base, names);
    case "age":
      return age(reader, base);
    case "field":
      return { ...base, kind, of: given.numberColumn(reader) };
  }
}

function keyed(reader: given.FeatureFields, base: FeatureBase) {
  const keys = given.by(reader);
  const readBy = given.readByColumn(reader, keys);
  return {
    ...base,
    by: keys,
    windowMs: given.duration(reader, "window"),
    ...(readBy === null ? {} : { readBy }),
  };
}

function burst(reader: given.FeatureFields, base: FeatureBase): FeatureSpec {
  const kind = "burst";
  const feature = keyed(reader, base);
  const baselineMs = given.duration(reader, "baseline");
  if (baselineMs <= feature.windowMs && !reader.failed) {
    given.fail(reader, reader.fields.get("baseline")!.value, "`baseline` must be longer than `window`");
  }
  const countMin = given.number(reader, "baseline_min", 1, 1e9, given.BASELINE_MIN_DEFAULT);
  return { ...feature, kind, baselineMs, baselineCountMin: countMin };
}

function ratio(reader: given.FeatureFields, base: FeatureBase, names: readonly string[]): FeatureSpec {
  const kind = "ratio";
  const numerator = given.featureName(reader, "of", names);
  const denominator = given.featureName(reader, "over", names);
  const least = given.number(reader, "over_min", 0, 1e12, 1, false);
  if (least === 0) {
    given.fail(
      reader,
      reader.fields.get("over_min")!.value,
      "division by zero",
      "`over_min` must be greater than 0",
    );
  }
  return { ...base, kind, numerator, denominator, denominatorMin: least };
}

function age(reader: given.FeatureFields, base: FeatureBase): FeatureSpec {
  const kind = "age";
  const of = reader.fields.get("of");
  const word = of === undefined ? null : readWord(of.value, reader.report);
  const time = word === null ? "registered_at_ms" : given.column(reader, word, TIME_COLUMNS, "time field");
  return {
    ...base,
    kind,
    of: time ?? "registered_at_ms",
    unitMs: given.duration(reader, "unit", 86_400_000),
  };
}
