import { KeyTable, ROW_HEADER_WORDS } from "../kernels/key-table.ts";
import type { Slab } from "../kernels/slab.ts";
import { KIND_CODES_END } from "../nouns/event.ts";
import { type KeyColumn, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { hasKind } from "../nouns/kind-mask.ts";
import type { EventPredicate, FeatureSpec, Policy } from "../nouns/policy.ts";
import { CountGroup, type CountOutput } from "./count-group.ts";
import { DistinctGroup } from "./distinct-group.ts";
import type { Group } from "./group.ts";
import { GapGroup, type SampleOutput, SpreadGroup, ValueGroup } from "./latest-groups.ts";
import { SeenGroup } from "./seen-group.ts";
import { SumGroup } from "./sum-group.ts";

/** What one kind of event does to one key table. */
export interface TableStep {
  readonly table: KeyTable;
  /** Index of the key's first column, and of the second or −1. */
  readonly columnA: number;
  readonly columnB: number;
  /** Bits of `EventRow.lone`: a key of which one part is lone is lone. */
  readonly loneMask: number;
  readonly steps: readonly GroupStep[];
  /** Column whose value of the event at hand is looked up in place of the key's, or −1. */
  readonly readColumn: number;
}

export interface GroupStep {
  readonly group: Group;
  readonly enters: boolean;
  readonly where: EventPredicate | null;
  readonly reads: boolean;
}

/** A feature computed from others or from the event alone, in an order in which what it needs is there. */
export type Derived =
  | {
      readonly kind: "ratio";
      readonly feature: number;
      readonly numerator: number;
      readonly denominator: number;
      readonly denominatorMin: number;
    }
  | { readonly kind: "age"; readonly feature: number; readonly column: number; readonly unitMs: number }
  | { readonly kind: "field"; readonly feature: number; readonly column: number };

export interface KindPlan {
  /** Tables that are read under the key that the event enters. */
  readonly tables: readonly TableStep[];
  /** Tables that are read under another value of the event (`read_by`). */
  readonly elsewhere: readonly TableStep[];
  readonly derived: readonly Derived[];
  /** Windowed features this kind's rules need: set to "not measurable" for late events. */
  readonly windowed: readonly number[];
}

export interface Plan {
  /** By kind code; undefined where no rule asks and no feature is fed. */
  readonly kinds: readonly (KindPlan | undefined)[];
  readonly tables: readonly KeyTable[];
  readonly groupsOf: ReadonlyMap<KeyTable, readonly Group[]>;
}

type Windowed = Extract<FeatureSpec, { readonly by: unknown }>;

interface GroupDraft {
  readonly readBy: KeyColumn | undefined;
  readonly by: readonly string[];
  readonly onMask: number;
  readonly where: EventPredicate | null;
  readonly features: Windowed[];
}

/**
 * Features and rules → which tables and windows exist, and what each kind of event does to them. Features on the same key
 * share one table, and those fed by the same events share one structure; a kind of event touches only tables that it
 * feeds for some rule, or that its own rules read.
 */
export function compilePlan(policy: Policy, slab: Slab): Plan {
  const { features } = policy;
  const indexOf = new Map(features.map((feature, index) => [feature.name, index]));
  const needed = Array.from({ length: KIND_CODES_END }, (_, kind) => neededBy(policy, indexOf, kind));
  const used = new Set(needed.flatMap((set) => [...set]));

  const drafts = new Map<string, GroupDraft>();
  const whereIds = new Map<EventPredicate | null, number>();
  for (const index of [...used].sort((a, b) => a - b)) {
    const feature = features[index]!;
    if (!("by" in feature)) continue;
    if (!whereIds.has(feature.where)) whereIds.set(feature.where, whereIds.size);
    const id = JSON.stringify([
      feature.by,
      feature.readBy ?? null,
      feature.onMask,
      whereIds.get(feature.where),
      ...structureOf(feature),
    ]);
    const draft = drafts.get(id);
    if (draft === undefined) {
      const { by, readBy, onMask, where } = feature;
      drafts.set(id, { by, readBy, onMask, where, features: [feature] });
    } else draft.features.push(feature);
  }

  const tables: {
    table: KeyTable;
    columns: readonly number[];
    readColumn: number;
    groups: { group: Group; draft: GroupDraft }[];
  }[] = [];
  const byKey = Map.groupBy(drafts.values(), ({ by, readBy }) => `${by.join("+")}>${readBy ?? ""}`);
  for (const keyDrafts of byKey.values()) {
    const groups = keyDrafts.map((draft) => ({
      draft,
      group: createGroup(draft.features, indexOf, slab, policy.exactMax),
    }));
    let stride = ROW_HEADER_WORDS;
    const offsets = groups.map(({ group }) => {
      const offset = stride;
      stride += group.stateWords;
      return offset;
    });
    const windowMs = Math.max(...groups.map(({ group }) => group.windowMs));
    const table = new KeyTable(stride, windowMs, policy.keysMax, (base) => {
      for (const { group } of groups) group.drop(base);
    });
    for (let i = 0; i < groups.length; i++) groups[i]!.group.attach(table, offsets[i]!);
    const columns = keyDrafts[0]!.by.map((name) => keyColumn(name as KeyColumn));
    const { readBy } = keyDrafts[0]!;
    tables.push({ table, columns, readColumn: readBy === undefined ? -1 : keyColumn(readBy), groups });
  }

  const kinds = needed.map((set, kind): KindPlan | undefined => {
    const names = new Set([...set].map((index) => features[index]!.name));
    const steps: TableStep[] = [];
    for (const { table, columns, readColumn, groups } of tables) {
      const groupSteps = groups
        .map(({ group, draft }) => ({
          group,
          enters: hasKind(draft.onMask, kind),
          where: draft.where,
          reads: draft.features.some((feature) => names.has(feature.name)),
        }))
        .filter((step) => step.enters || step.reads);
      if (groupSteps.length > 0) {
        steps.push({
          table,
          columnA: columns[0]!,
          columnB: columns[1] ?? -1,
          loneMask: columns.reduce((mask, column) => (column < 32 ? mask | (1 << column) : mask), 0),
          steps: groupSteps,
          readColumn,
        });
      }
    }
    if (steps.length === 0 && set.size === 0) return undefined;
    // `need` adds what a ratio divides before the ratio, so insertion order is an order of evaluation.
    const derived = [...set].flatMap((index) => derivedOf(features[index]!, index, indexOf));
    const [elsewhere, tablesOwn] = [
      steps.filter((step) => step.readColumn >= 0),
      steps.filter((step) => step.readColumn < 0),
    ];
    return {
      tables: tablesOwn,
      elsewhere,
      derived,
      windowed: [...set].filter((index) => "by" in features[index]!),
    };
  });
  return {
    kinds,
    tables: tables.map(({ table }) => table),
    groupsOf: new Map(tables.map(({ table, groups }) => [table, groups.map(({ group }) => group)])),
  };
}

/** What two features must have in common, besides key and events, to share one structure. */
function structureOf(feature: Windowed): readonly unknown[] {
  switch (feature.kind) {
    case "count":
    case "burst":
      return ["count"];
    case "distinct":
      return ["distinct", feature.of];
    case "first_seen":
      return ["seen"];
    case "sum":
      return ["sum", feature.of, feature.windowMs];
    case "share":
    case "entropy":
      return ["value", feature.of, feature.windowMs, feature.sample];
    case "gap_cv":
      return ["gap", feature.windowMs, feature.sample];
    case "spread":
    case "multiples":
      return ["spread", feature.of, feature.windowMs, feature.sample];
  }
}

function createGroup(
  features: readonly Windowed[],
  indexOf: ReadonlyMap<string, number>,
  slab: Slab,
  exactMax: number,
): Group {
  const first = features[0]!;
  const at = (feature: Windowed): number => indexOf.get(feature.name)!;
  const samples = features.flatMap((feature): SampleOutput[] =>
    "sampleMin" in feature
      ? [{ kind: feature.kind, feature: at(feature), sampleMin: feature.sampleMin }]
      : [],
  );
  switch (first.kind) {
    case "count":
    case "burst":
      return new CountGroup(
        slab,
        exactMax,
        features.flatMap((feature): CountOutput[] => {
          if (feature.kind === "count")
            return [{ kind: "count", feature: at(feature), windowMs: feature.windowMs }];
          if (feature.kind !== "burst") return [];
          const { windowMs, baselineMs, baselineCountMin } = feature;
          return [{ kind: "burst", feature: at(feature), windowMs, baselineMs, baselineCountMin }];
        }),
      );
    case "distinct":
      return new DistinctGroup(
        slab,
        exactMax,
        keyColumn(first.of),
        features.map((feature) => ({ feature: at(feature), windowMs: feature.windowMs })),
      );
    case "first_seen":
      return new SeenGroup(features.map((feature) => ({ feature: at(feature), windowMs: feature.windowMs })));
    case "sum":
      return new SumGroup(
        slab,
        exactMax,
        first.windowMs,
        numberColumn(first.of),
        features.map((f) => ({ feature: at(f) })),
      );
    case "share":
    case "entropy":
      return new ValueGroup(slab, first.sample, first.windowMs, keyColumn(first.of), samples);
    case "gap_cv":
      return new GapGroup(slab, first.sample, first.windowMs, samples);
    case "spread":
    case "multiples":
      return new SpreadGroup(slab, first.sample, first.windowMs, numberColumn(first.of), samples);
  }
}

function derivedOf(spec: FeatureSpec, feature: number, indexOf: ReadonlyMap<string, number>): Derived[] {
  if (spec.kind === "age")
    return [{ kind: "age", feature, column: numberColumn(spec.of), unitMs: spec.unitMs }];
  if (spec.kind === "field") return [{ kind: "field", feature, column: numberColumn(spec.of) }];
  if (spec.kind !== "ratio") return [];
  return [
    {
      kind: "ratio",
      feature,
      numerator: indexOf.get(spec.numerator)!,
      denominator: indexOf.get(spec.denominator)!,
      denominatorMin: spec.denominatorMin,
    },
  ];
}

/** Features that the rules for a kind of event read, each after those it is made of. */
function neededBy(policy: Policy, indexOf: ReadonlyMap<string, number>, kind: number): Set<number> {
  const { features, rules } = policy;
  const needed = new Set<number>();
  const need = (index: number): void => {
    if (needed.has(index)) return;
    const feature = features[index]!;
    if (feature.kind === "ratio") {
      need(indexOf.get(feature.numerator)!);
      need(indexOf.get(feature.denominator)!);
    }
    needed.add(index);
  };
  for (const rule of rules) if (hasKind(rule.onMask, kind)) for (const index of rule.needs) need(index);
  return needed;
}
