import { type EventRow, keyColumn, numberColumn } from "../../src/nouns/event-row.ts";
import { hasKind } from "../../src/nouns/kind-mask.ts";
import type { FeatureSpec, Policy } from "../../src/nouns/policy.ts";
import type { WindowState, WindowStats } from "../../src/ports/window-state.ts";

interface Entry {
  readonly atMs: number;
  readonly of: string | number | null;
}

/**
 * The slow obvious version of the windows: every event of every key is kept in a list, and each feature is counted from
 * the list by its definition. Exact at any size; what the typed-array kernels are compared with.
 */
export function createPlainWindows(policy: Policy): WindowState {
  return new PlainWindows(policy);
}

class PlainWindows implements WindowState {
  private readonly policy: Policy;
  private lists: Map<string, Entry[]>[];
  private restartedAtMs = Number.NEGATIVE_INFINITY;

  constructor(policy: Policy) {
    this.policy = policy;
    this.lists = policy.features.map(() => new Map());
  }

  measure(row: EventRow, asOfMs: number, out: Float64Array): void {
    const { features } = this.policy;
    features.forEach((feature, index) => {
      if (feature.kind !== "ratio") out[index] = this.measureOne(feature, index, row, asOfMs);
    });
    const value = (name: string): number => {
      const index = features.findIndex((feature) => feature.name === name);
      const feature = features[index]!;
      if (feature.kind !== "ratio") return out[index]!;
      const denominator = value(feature.denominator);
      const measurable = denominator > 0 && denominator >= feature.denominatorMin;
      return measurable ? value(feature.numerator) / denominator : Number.NaN;
    };
    features.forEach((feature, index) => {
      if (feature.kind === "ratio") out[index] = value(feature.name);
    });
  }

  enter(row: EventRow, asOfMs: number): void {
    this.measure(row, asOfMs, new Float64Array(this.policy.features.length));
  }

  stats(): WindowStats {
    return { keysLive: this.lists.reduce((sum, list) => sum + list.size, 0), keysEvicted: 0, bytes: 0 };
  }

  readonly slots = 1;
  private held = true;

  snapshotSlot(): Uint8Array {
    return new TextEncoder().encode(JSON.stringify(this.lists.map((list) => [...list])));
  }

  restoreSlot(_slot: number, part: Uint8Array): void {
    const lists = JSON.parse(new TextDecoder().decode(part)) as [string, Entry[]][][];
    lists.forEach((list, index) => {
      this.lists[index] = new Map(list);
    });
    this.held = true;
  }

  dropSlot(): void {
    this.lists = this.policy.features.map(() => new Map());
    this.held = false;
  }

  restart(asOfMs: number): void {
    this.lists = this.policy.features.map(() => new Map());
    this.restartedAtMs = asOfMs;
  }

  private measureOne(feature: FeatureSpec, index: number, row: EventRow, asOfMs: number): number {
    if (feature.kind === "age") {
      return Math.max(0, row.occurredAtMs - row.num[numberColumn(feature.of)]!) / feature.unitMs;
    }
    if (feature.kind === "field") return row.num[numberColumn(feature.of)]!;
    if (feature.kind === "ratio" || row.late === 1 || !this.held) return Number.NaN;
    if (feature.readBy !== undefined) return this.measureElsewhere(feature, index, row, asOfMs);
    const keys = feature.by.map((name) => hashOf(row, keyColumn(name)));
    if (keys.includes(null)) return Number.NaN;
    const lists = this.lists[index]!;
    const list = lists.get(keys.join("/")) ?? [];
    lists.set(keys.join("/"), list);
    const enters = hasKind(feature.onMask, row.kind) && (feature.where === null || feature.where(row) === 1);
    const own = ownValue(feature, row);
    if (feature.kind === "first_seen") {
      const seen = list.some((entry) => asOfMs - entry.atMs < feature.windowMs);
      if (enters) list.push({ atMs: asOfMs, of: null });
      if (seen) return 0;
      return asOfMs - this.restartedAtMs < feature.windowMs ? Number.NaN : 1;
    }
    if (enters && own !== null) list.push({ atMs: asOfMs, of: own });
    const lookBackMs = feature.kind === "burst" ? feature.baselineMs : feature.windowMs;
    if (asOfMs - this.restartedAtMs < lookBackMs) return Number.NaN;
    const inside = list.filter((entry) => asOfMs - entry.atMs < feature.windowMs);
    if (feature.kind === "count") return inside.length;
    if (feature.kind === "distinct") return new Set(inside.map((entry) => entry.of)).size;
    if (feature.kind === "sum") return inside.reduce((sum, entry) => sum + Number(entry.of), 0);
    if (feature.kind === "burst") {
      const long = list.filter((entry) => asOfMs - entry.atMs < feature.baselineMs);
      const before = long.length - inside.length;
      if (before < feature.baselineCountMin || before <= 0) return Number.NaN;
      const spanMs = Math.max(asOfMs - long[0]!.atMs - feature.windowMs, feature.windowMs);
      return (inside.length * spanMs) / (before * feature.windowMs);
    }
    const latest = inside.slice(-feature.sample);
    if (latest.length < feature.sampleMin) return Number.NaN;
    if (feature.kind === "share") {
      return own === null ? Number.NaN : latest.filter((entry) => entry.of === own).length / latest.length;
    }
    if (feature.kind === "entropy") {
      if (latest.length < 2) return Number.NaN;
      const counts = Map.groupBy(latest, (entry) => entry.of);
      let entropy = 0;
      for (const group of counts.values()) {
        const p = group.length / latest.length;
        entropy -= p * Math.log(p);
      }
      return entropy / Math.log(latest.length);
    }
    if (feature.kind === "multiples") {
      if (latest.length < 2) return Number.NaN;
      const values = latest.map((entry) => Number(entry.of));
      const twice = values.filter((value, i) => value > 0 && values.indexOf(value) !== i);
      if (twice.length === 0) return Number.NaN;
      const unit = Math.min(...twice);
      const pieces = values.filter((value) => {
        const times = value / unit;
        return times > 0.5 && Math.abs(times - Math.round(times)) < 1e-6;
      });
      return pieces.length / values.length;
    }
    if (feature.kind === "spread")
      return latest.length < 2 ? Number.NaN : variation(latest.map((e) => Number(e.of)));
    return latest.length < 3
      ? Number.NaN
      : variation(latest.slice(1).map((entry, i) => entry.atMs - latest[i]!.atMs));
  }

  /** A count, sum or distinct count that is entered under one value and read under another. */
  private measureElsewhere(
    feature: Extract<FeatureSpec, { readBy?: unknown }>,
    index: number,
    row: EventRow,
    asOfMs: number,
  ): number {
    const lists = this.lists[index]!;
    const key = hashOf(row, keyColumn(feature.by[0]!));
    const own = ownValue(feature, row);
    const enters = hasKind(feature.onMask, row.kind) && (feature.where === null || feature.where(row) === 1);
    if (enters && key !== null && own !== null) {
      lists.set(key, [...(lists.get(key) ?? []), { atMs: asOfMs, of: own }]);
    }
    const read = hashOf(row, keyColumn(feature.readBy!));
    if (read === null || asOfMs - this.restartedAtMs < feature.windowMs) return Number.NaN;
    const inside = (lists.get(read) ?? []).filter((entry) => asOfMs - entry.atMs < feature.windowMs);
    if (feature.kind === "count") return inside.length;
    if (feature.kind === "distinct") return new Set(inside.map((entry) => entry.of)).size;
    return inside.reduce((sum, entry) => sum + Number(entry.of), 0);
  }
}

function ownValue(feature: FeatureSpec, row: EventRow): string | number | null {
  switch (feature.kind) {
    case "distinct":
    case "share":
    case "entropy":
      return hashOf(row, keyColumn(feature.of));
    case "sum":
    case "multiples":
    case "spread": {
      const value = row.num[numberColumn(feature.of)]!;
      return Number.isNaN(value) ? null : value;
    }
    default:
      return "";
  }
}

function hashOf(row: EventRow, column: number): string | null {
  const low = row.hash[column * 2]!;
  const high = row.hash[column * 2 + 1]!;
  return low === 0 && high === 0 ? null : `${low},${high}`;
}

function variation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (mean === 0) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean;
}
