import { NO_BLOCK, type Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { BlockGroup, type Group } from "./group.ts";

export interface SumOutput {
  readonly feature: number;
}

const BLOCK = 0;
const LOG2 = 1;
const HEAD = 2;
const LEN = 3;
/** An entry: time, unused, the value as a double. */
const ENTRY_WORDS = 4;

/**
 * Sum of a number over one sliding window, added up oldest first at each read so that it is exact to the order of addition
 * and never drifts. Above `exactMax` entries neighbours merge pairwise into the newer one: values leave late, never early.
 * O(entries) a read.
 */
export class SumGroup extends BlockGroup implements Group {
  readonly stateWords = 4;
  readonly windowMs: number;
  private readonly column: number;
  private readonly outputs: readonly SumOutput[];

  constructor(slab: Slab, exactMax: number, windowMs: number, column: number, outputs: readonly SumOutput[]) {
    super(slab, exactMax * ENTRY_WORDS);
    this.windowMs = windowMs;
    this.column = column;
    this.outputs = outputs;
  }

  enter(base: number, t: number, row: EventRow): void {
    const value = row.num[this.column]!;
    if (Number.isNaN(value)) return;
    const state = base + this.offset;
    if (this.table.words[state + BLOCK] === NO_BLOCK) {
      if (this.firstBlock(base, t) === NO_BLOCK) return;
    } else {
      this.expire(base, t);
    }
    const table = this.table.words;
    if (table[state + LEN]! > this.mask(state)) {
      if (this.grow(base, t, ENTRY_WORDS, table[state + HEAD]!, table[state + LEN]!) !== NO_BLOCK)
        table[state + HEAD] = 0;
      else this.mergePairs(state);
    }
    const entry = this.entryAt(state, table[state + LEN]!);
    this.slab.words[entry] = t;
    this.slab.asDoubles[(entry + 2) >> 1] = value;
    table[state + LEN] = table[state + LEN]! + 1;
  }

  read(base: number, t: number, _row: EventRow, out: Float64Array): void {
    this.expire(base, t);
    const state = base + this.offset;
    const len = this.table.words[state + LEN]!;
    const values = this.slab.asDoubles;
    let sum = this.table.complete(base, t, this.windowMs) ? 0 : Number.NaN;
    for (let i = 0; i < len; i++) sum += values[(this.entryAt(state, i) + 2) >> 1]!;
    for (const output of this.outputs) out[output.feature] = sum;
  }

  unseen(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = 0;
  }

  absent(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = Number.NaN;
  }

  expire(base: number, t: number): void {
    const state = base + this.offset;
    const table = this.table.words;
    if (table[state + BLOCK] === NO_BLOCK) return;
    while (table[state + LEN]! > 0 && (t - this.slab.words[this.entryAt(state, 0)]!) >>> 0 >= this.windowMs) {
      table[state + HEAD] = (table[state + HEAD]! + 1) & this.mask(state);
      table[state + LEN] = table[state + LEN]! - 1;
    }
  }

  private mergePairs(state: number): void {
    const table = this.table.words;
    const half = table[state + LEN]! >> 1;
    for (let i = 0; i < half; i++) {
      const older = this.entryAt(state, 2 * i);
      const newer = this.entryAt(state, 2 * i + 1);
      const to = this.entryAt(state, i);
      const value = this.slab.asDoubles[(older + 2) >> 1]! + this.slab.asDoubles[(newer + 2) >> 1]!;
      this.slab.words[to] = this.slab.words[newer]!;
      this.slab.asDoubles[(to + 2) >> 1] = value;
    }
    table[state + LEN] = half;
  }

  private entryAt(state: number, i: number): number {
    const table = this.table.words;
    return table[state + BLOCK]! + ((table[state + HEAD]! + i) & this.mask(state)) * ENTRY_WORDS;
  }

  private mask(state: number): number {
    return 2 ** this.table.words[state + LOG2]! / ENTRY_WORDS - 1;
  }
}
