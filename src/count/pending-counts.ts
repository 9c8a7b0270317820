import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { COUNTS_PER_TARGET, type PackedCounts, QUALITY_SUMS } from "../nouns/packed-counts.ts";

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

/** Targets there is room for at first, and least slots of the table: powers of two. */
const TARGETS_FIRST = 1024;
/** Bytes of an id that are kept for comparing on average; more only grows the buffer. */
const RAW_BYTES_FIRST = 32;
const QUALITIES = QUALITY_SUMS.length;

/**
 * Changes of targets' counts and quality since the last take, numbered from 0 in the order in which targets came: typed arrays that
 * are used again after `clear`, so that a changed target costs its name and nothing else. About 260 bytes a target.
 */
export class PendingCounts {
  private kinds: string[] = [];
  private ids: string[] = [];
  /** Bit of each type that was counted at all: what was given and taken back is known, and stands at 0. */
  private types = new Int32Array(TARGETS_FIRST);
  private counts = new Int32Array(TARGETS_FIRST * COUNTS_PER_TARGET);
  private quality = new Float64Array(TARGETS_FIRST * QUALITIES);
  private numbers = new Map<string, number>();
  /** Open addressing by the target's hash: number + 1, 0 = empty. */
  private slots = new Int32Array(TARGETS_FIRST * 2);
  /** Of each target that was found by a row: its hash, that of its kind, and its id as the event wrote it. */
  private hashes = new Int32Array(TARGETS_FIRST * 3);
  private rawEnds = new Int32Array(TARGETS_FIRST);
  private rawStarts = new Int32Array(TARGETS_FIRST);
  private raw = new Uint8Array(TARGETS_FIRST * RAW_BYTES_FIRST);
  /** From 1 on: an end of 0 says that the target was found by no row yet. */
  private rawUsed = 1;

  /** Targets with changes. */
  get size(): number {
    return this.ids.length;
  }

  /** Number of the target that a row names. */
  of(row: EventRow): number {
    const low = row.hash[TARGET * 2]!;
    const high = row.hash[TARGET * 2 + 1]!;
    let mask = this.slots.length - 1;
    let slot = low & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const target = this.slots[slot]! - 1;
      if (this.hashes[target * 3] !== low || this.hashes[target * 3 + 1] !== high) continue;
      // Another target of the same hash, made to fit, is counted by its name, each time.
      return this.isWritten(row, target) ? target : this.named(kindOf(row), keyText(row, TARGET) ?? "");
    }
    const target = this.named(kindOf(row), keyText(row, TARGET) ?? "");
    if (this.rawEnds[target] !== 0) return target; // found by its name alone, or under another spelling
    if ((this.ids.length + 1) * 2 > this.slots.length) {
      this.growSlots();
      mask = this.slots.length - 1;
      slot = low & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    }
    this.slots[slot] = target + 1;
    this.hashes[target * 3] = low;
    this.hashes[target * 3 + 1] = high;
    this.hashes[target * 3 + 2] = row.hash[TARGET_KIND * 2]!;
    this.keepRaw(target, row);
    return target;
  }

  /** Number of a target by its name. */
  named(kind: string, id: string): number {
    const key = `${kind}/${id}`;
    let target = this.numbers.get(key);
    if (target === undefined) {
      target = this.ids.length;
      if (target === this.types.length) this.grow();
      this.numbers.set(key, target);
      this.kinds.push(kind);
      this.ids.push(id);
    }
    return target;
  }

  /** Adds to one bucket (0 public, 1 held, 2 rejected) of a type. */
  add(target: number, type: number, bucket: 0 | 1 | 2, change: 1 | -1): void {
    const at = target * COUNTS_PER_TARGET + type * 3 + bucket;
    this.counts[at] = this.counts[at]! + change;
    this.types[target]! |= 1 << type;
  }

  /** Adds to one quality sum, by its place in `QUALITY_SUMS`. */
  addQuality(target: number, sum: number, change: number): void {
    const at = target * QUALITIES + sum;
    this.quality[at] = this.quality[at]! + change;
  }

  /** Adds a target's changes to sums by type and bucket, and to quality sums; the bits of its types. */
  sumInto(kind: string, id: string, counts: Int32Array, quality: Float64Array): number {
    const target = this.numbers.get(`${kind}/${id}`);
    if (target === undefined) return 0;
    for (let i = 0; i < COUNTS_PER_TARGET; i++) {
      counts[i] = counts[i]! + this.counts[target * COUNTS_PER_TARGET + i]!;
    }
    for (let i = 0; i < QUALITIES; i++) quality[i] = quality[i]! + this.quality[target * QUALITIES + i]!;
    return this.types[target]!;
  }

  /** A copy of all changes, in order of target. */
  pack(): PackedCounts {
    const { size } = this;
    return {
      kinds: this.kinds,
      ids: this.ids,
      types: this.types.slice(0, size),
      counts: this.counts.slice(0, size * COUNTS_PER_TARGET),
      quality: this.quality.slice(0, size * QUALITIES),
    };
  }

  clear(): void {
    const { size } = this;
    this.types.fill(0, 0, size);
    this.counts.fill(0, 0, size * COUNTS_PER_TARGET);
    this.quality.fill(0, 0, size * QUALITIES);
    this.rawEnds.fill(0, 0, size);
    this.slots.fill(0);
    this.rawUsed = 1;
    // A table that is cleared stays linked to the one before it, and with it all that was in that.
    this.numbers = new Map();
    // Whoever took them keeps them.
    this.kinds = [];
    this.ids = [];
  }

  /** Whether a row writes its target as the event did that named it first; one written otherwise is looked up by name. */
  private isWritten({ bytes, span, hash }: EventRow, target: number): boolean {
    const start = span[TARGET * 2]!;
    const from = this.rawStarts[target]!;
    const length = this.rawEnds[target]! - from;
    if (hash[TARGET_KIND * 2] !== this.hashes[target * 3 + 2] || span[TARGET * 2 + 1]! - start !== length)
      return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== this.raw[from + i]) return false;
    return true;
  }

  private keepRaw(target: number, { bytes, span }: EventRow): void {
    const [start, end] = [span[TARGET * 2]!, span[TARGET * 2 + 1]!];
    if (this.rawUsed + end - start > this.raw.length) {
      const raw = new Uint8Array(Math.max(this.raw.length * 2, this.rawUsed + end - start));
      raw.set(this.raw);
      this.raw = raw;
    }
    this.rawStarts[target] = this.rawUsed;
    for (let i = start; i < end; i++) this.raw[this.rawUsed++] = bytes[i]!;
    this.rawEnds[target] = this.rawUsed;
  }

  private grow(): void {
    const room = this.types.length * 2;
    this.types = grown(this.types, new Int32Array(room));
    this.counts = grown(this.counts, new Int32Array(room * COUNTS_PER_TARGET));
    this.quality = grown(this.quality, new Float64Array(room * QUALITIES));
    this.hashes = grown(this.hashes, new Int32Array(room * 3));
    this.rawStarts = grown(this.rawStarts, new Int32Array(room));
    this.rawEnds = grown(this.rawEnds, new Int32Array(room));
  }

  private growSlots(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2);
    const mask = this.slots.length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let slot = this.hashes[(entry - 1) * 3]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = entry;
    }
  }
}

function kindOf(row: EventRow): string {
  return keyText(row, TARGET_KIND) ?? "";
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
