import { ageMs } from "../kernels/age.ts";
import { NO_BLOCK, type Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { BlockGroup, type Group } from "./group.ts";

const BLOCK = 0;
const LOG2 = 1;
const HEAD = 2;
const LEN = 3;

/**
 * Ring of a key's latest `sample` events inside the window: what the features over "the latest n" share. When memory is
 * short the sample is, too.
 */
abstract class LatestGroup extends BlockGroup {
  readonly windowMs: number;
  protected readonly sample: number;
  protected readonly entryWords: number;
  protected readonly outputs: readonly SampleOutput[];

  constructor(
    slab: Slab,
    sample: number,
    entryWords: number,
    windowMs: number,
    outputs: readonly SampleOutput[],
  ) {
    super(slab, sample * entryWords);
    this.outputs = outputs;
    this.sample = sample;
    this.entryWords = entryWords;
    this.windowMs = windowMs;
  }

  unseen(out: Float64Array): void {
    this.absent(out);
  }

  /** One event is no sample of gaps, nor of a spread. */
  alone(_row: EventRow, out: Float64Array, _entered: boolean): void {
    this.absent(out);
  }

  absent(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = Number.NaN;
  }

  expire(base: number, t: number): void {
    const state = base + this.offset;
    const table = this.table.words;
    if (table[state + BLOCK] === NO_BLOCK) return;
    while (table[state + LEN]! > 0) {
      const entry = table[state + BLOCK]! + table[state + HEAD]! * this.entryWords;
      if (ageMs(t, this.slab.words[entry]!) < this.windowMs) return;
      this.removeOldest(state);
    }
  }

  /** Word of a new entry at the end, its time written; NO_BLOCK when there is no memory at all. */
  protected push(base: number, t: number): number {
    const state = base + this.offset;
    if (this.table.words[state + BLOCK] === NO_BLOCK) {
      if (this.firstBlock(base, t) === NO_BLOCK) return NO_BLOCK;
    } else {
      this.expire(base, t);
    }
    const table = this.table.words;
    const len = table[state + LEN]!;
    if (len >= this.sample) this.removeOldest(state);
    else if (len > this.mask(state)) {
      if (this.grow(base, t, this.entryWords, table[state + HEAD]!, len) === NO_BLOCK)
        this.removeOldest(state);
      else this.table.words[state + HEAD] = 0;
    }
    const words = this.table.words;
    const at = (words[state + HEAD]! + words[state + LEN]!) & this.mask(state);
    const entry = words[state + BLOCK]! + at * this.entryWords;
    this.slab.words[entry] = t;
    words[state + LEN] = words[state + LEN]! + 1;
    return entry;
  }

  protected removeOldest(state: number): void {
    const table = this.table.words;
    table[state + HEAD] = (table[state + HEAD]! + 1) & this.mask(state);
    table[state + LEN] = table[state + LEN]! - 1;
  }

  protected mask(state: number): number {
    return (1 << this.table.words[state + LOG2]!) / this.entryWords - 1;
  }
}

export interface SampleOutput {
  readonly kind: "share" | "entropy" | "gap_cv" | "spread" | "multiples";
  readonly feature: number;
  readonly sampleMin: number;
}

/** Σ n ln n of a sample stays below 2^32 / 2^20 = 4096 up to here (512 ln 512 = 3194). */
const SAMPLE_MAX = 256;
/** n · ln n in 2^-20 units, so that a sum of them may be kept in a word, exactly, while values come and go. */
const N_LOG_N = Uint32Array.from({ length: SAMPLE_MAX + 1 }, (_, n) =>
  n < 2 ? 0 : Math.round(n * Math.log(n) * 2 ** 20),
);
const SUM = 4;

/**
 * Values of one column among a key's latest events: share of the value at hand, and normalised Shannon entropy. Exact over
 * the sample; values are compared by 32 bits of their hash. O(sample) an event.
 */
export class ValueGroup extends LatestGroup implements Group {
  readonly stateWords = 5;
  private readonly column: number;

  constructor(
    slab: Slab,
    sample: number,
    windowMs: number,
    column: number,
    outputs: readonly SampleOutput[],
  ) {
    super(slab, sample, 2, windowMs, outputs);
    this.column = column;
  }

  enter(base: number, t: number, row: EventRow): void {
    const value = this.fingerprint(row);
    if (value === 0) return;
    const entry = this.push(base, t);
    if (entry === NO_BLOCK) return;
    this.slab.words[entry + 1] = value;
    const state = base + this.offset;
    const count = this.countOf(state, value);
    const table = this.table.words;
    table[state + SUM] = table[state + SUM]! + N_LOG_N[count]! - N_LOG_N[count - 1]!;
  }

  read(base: number, t: number, row: EventRow, out: Float64Array, entered: boolean): void {
    const value = this.fingerprint(row);
    if (!entered || value === 0) this.expire(base, t);
    const state = base + this.offset;
    const n = this.table.words[state + LEN]!;
    const known = this.table.complete(base, t, this.windowMs);
    for (const output of this.outputs) {
      let result = Number.NaN;
      if (known && n >= output.sampleMin) {
        if (output.kind === "share") {
          if (value !== 0) result = this.countOf(state, value) / n;
        } else if (n >= 2) {
          result = Math.max(0, 1 - this.table.words[state + SUM]! / 2 ** 20 / (n * Math.log(n)));
        }
      }
      out[output.feature] = result;
    }
  }

  override alone(row: EventRow, out: Float64Array, entered: boolean): void {
    const has = entered && this.fingerprint(row) !== 0;
    for (const { kind, feature, sampleMin } of this.outputs)
      out[feature] = has && kind === "share" && sampleMin <= 1 ? 1 : Number.NaN;
  }

  protected override removeOldest(state: number): void {
    const table = this.table.words;
    const oldest = table[state + BLOCK]! + table[state + HEAD]! * 2;
    const count = this.countOf(state, this.slab.words[oldest + 1]!);
    table[state + SUM] = table[state + SUM]! - N_LOG_N[count]! + N_LOG_N[count - 1]!;
    super.removeOldest(state);
  }

  private fingerprint(row: EventRow): number {
    const low = row.hash[this.column * 2]!;
    const high = row.hash[this.column * 2 + 1]!;
    if (low === 0 && high === 0) return 0;
    return (low ^ ((high << 16) | (high >>> 16))) >>> 0 || 1;
  }

  private countOf(state: number, value: number): number {
    const table = this.table.words;
    const words = this.slab.words;
    const block = table[state + BLOCK]!;
    const head = table[state + HEAD]!;
    const mask = this.mask(state);
    const len = table[state + LEN]!;
    let count = 0;
    for (let i = 0; i < len; i++) if (words[block + ((head + i) & mask) * 2 + 1] === value) count++;
    return count;
  }
}

/** Coefficient of variation of the gaps between a key's latest events. O(sample) a read. */
export class GapGroup extends LatestGroup implements Group {
  readonly stateWords = 4;

  constructor(slab: Slab, sample: number, windowMs: number, outputs: readonly SampleOutput[]) {
    super(slab, sample, 1, windowMs, outputs);
  }

  enter(base: number, t: number, _row: EventRow): void {
    this.push(base, t);
  }

  read(base: number, t: number, _row: EventRow, out: Float64Array, entered: boolean): void {
    if (!entered) this.expire(base, t);
    const state = base + this.offset;
    const table = this.table.words;
    const words = this.slab.words;
    const len = table[state + LEN]!;
    const known = this.table.complete(base, t, this.windowMs);
    let variation = Number.NaN;
    if (known && len >= 3) {
      const block = table[state + BLOCK]!;
      const head = table[state + HEAD]!;
      const mask = this.mask(state);
      let sum = 0;
      let squares = 0;
      let previous = words[block + head]!;
      for (let i = 1; i < len; i++) {
        const time = words[block + ((head + i) & mask)]!;
        const gap = ageMs(time, previous);
        sum += gap;
        squares += gap * gap;
        previous = time;
      }
      variation = variationOf(len - 1, sum, squares);
    }
    for (const output of this.outputs) out[output.feature] = len >= output.sampleMin ? variation : Number.NaN;
  }
}

/**
 * A number over a key's latest events that carry it: its coefficient of variation, O(sample) a read; and how many are whole multiples of
 * one unit, O(sample²) a read.
 */
export class SpreadGroup extends LatestGroup implements Group {
  readonly stateWords = 4;
  private readonly column: number;

  constructor(
    slab: Slab,
    sample: number,
    windowMs: number,
    column: number,
    outputs: readonly SampleOutput[],
  ) {
    super(slab, sample, 4, windowMs, outputs);
    this.column = column;
  }

  enter(base: number, t: number, row: EventRow): void {
    const value = row.num[this.column]!;
    if (Number.isNaN(value)) return;
    const entry = this.push(base, t);
    if (entry !== NO_BLOCK) this.slab.asDoubles[(entry + 2) >> 1] = value;
  }

  read(base: number, t: number, row: EventRow, out: Float64Array, entered: boolean): void {
    if (!entered || Number.isNaN(row.num[this.column]!)) this.expire(base, t);
    const state = base + this.offset;
    const table = this.table.words;
    const values = this.slab.asDoubles;
    const len = table[state + LEN]!;
    let variation = Number.NaN;
    if (len >= 2 && this.table.complete(base, t, this.windowMs)) {
      const block = table[state + BLOCK]!;
      const head = table[state + HEAD]!;
      const mask = this.mask(state);
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < len; i++) {
        const value = values[(block + ((head + i) & mask) * 4 + 2) >> 1]!;
        sum += value;
        squares += value * value;
      }
      variation = variationOf(len, sum, squares);
    }
    for (const output of this.outputs) {
      const enough = len >= output.sampleMin;
      if (output.kind === "spread") out[output.feature] = enough ? variation : Number.NaN;
      else out[output.feature] = enough && !Number.isNaN(variation) ? this.multiples(state, len) : Number.NaN;
    }
  }

  /** Share of the values that are whole multiples of the least one above 0 that came twice; NaN where none did. */
  private multiples(state: number, len: number): number {
    let unit = Number.POSITIVE_INFINITY;
    for (let i = 0; i < len; i++) {
      const value = this.valueAt(state, i);
      if (value <= 0 || value >= unit) continue;
      for (let j = i + 1; j < len; j++) {
        if (this.valueAt(state, j) !== value) continue;
        unit = value;
        break;
      }
    }
    if (unit === Number.POSITIVE_INFINITY) return Number.NaN;
    let pieces = 0;
    for (let i = 0; i < len; i++) {
      const times = this.valueAt(state, i) / unit;
      // 6.6 / 0.1 is 65.99999999999999 in doubles.
      if (times > 0.5 && Math.abs(times - Math.round(times)) < 1e-6) pieces++;
    }
    return pieces / len;
  }

  private valueAt(state: number, i: number): number {
    const table = this.table.words;
    const at = (table[state + HEAD]! + i) & this.mask(state);
    return this.slab.asDoubles[(table[state + BLOCK]! + at * 4 + 2) >> 1]!;
  }
}

/** Population standard deviation over mean; 0 when all values are 0. */
function variationOf(n: number, sum: number, squares: number): number {
  if (sum === 0) return 0;
  const mean = sum / n;
  return Math.sqrt(Math.max(0, squares / n - mean * mean)) / mean;
}
