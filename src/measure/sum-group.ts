import { ageMs } from "../kernels/age.ts";
import { NO_BLOCK, type Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { MERGE_RATIOS } from "./count-group.ts";
import { BlockGroup, type Group } from "./group.ts";

export interface SumOutput {
  readonly feature: number;
}

const BLOCK = 0;
const LOG2 = 1;
const HEAD = 2;
const LEN = 3;
/** An entry: time, events in it, their sum as a double. */
const ENTRY_WORDS = 4;

/**
 * Sum of a number over one sliding window, added up oldest first at each read so that it is exact to the order of addition
 * and never drifts. Above `exactMax` entries neighbours merge into the newer one as in `CountGroup`: values leave late, never early,
 * and those that should have left come from at most 1/8 as many events as the window holds (1/32 at `exactMax` 1,024). O(entries) a read.
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
      else this.makeRoom(state);
    }
    const entry = this.entryAt(state, table[state + LEN]!);
    this.slab.words[entry] = t;
    this.slab.words[entry + 1] = 1;
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

  alone(row: EventRow, out: Float64Array, entered: boolean): void {
    const value = entered ? row.num[this.column]! : 0;
    for (const output of this.outputs) out[output.feature] = Number.isNaN(value) ? 0 : 0 + value;
  }

  absent(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = Number.NaN;
  }

  expire(base: number, t: number): void {
    const state = base + this.offset;
    const table = this.table.words;
    if (table[state + BLOCK] === NO_BLOCK) return;
    while (table[state + LEN]! > 0 && ageMs(t, this.slab.words[this.entryAt(state, 0)]!) >= this.windowMs) {
      table[state + HEAD] = (table[state + HEAD]! + 1) & this.mask(state);
      table[state + LEN] = table[state + LEN]! - 1;
    }
  }

  /** The ring is full and may not grow: merges entries until a quarter of it is free. */
  private makeRoom(state: number): void {
    const table = this.table.words;
    const enough = ((this.mask(state) + 1) * 3) >> 2;
    for (const ratio of MERGE_RATIOS) {
      this.merge(state, ratio);
      if (table[state + LEN]! <= enough) return;
    }
  }

  private merge(state: number, ratio: number): void {
    const table = this.table.words;
    const { words, asDoubles } = this.slab;
    const len = table[state + LEN]!;
    let to = len - 1;
    let newer = 0;
    for (let from = len - 2; from >= 0; from--) {
      const entry = this.entryAt(state, from);
      const cell = this.entryAt(state, to);
      const value = asDoubles[(entry + 2) >> 1]!;
      if ((words[cell + 1]! + words[entry + 1]!) * ratio <= newer) {
        words[cell + 1] = words[cell + 1]! + words[entry + 1]!;
        asDoubles[(cell + 2) >> 1] = asDoubles[(cell + 2) >> 1]! + value;
      } else {
        newer += words[cell + 1]!;
        to--;
        const next = this.entryAt(state, to);
        words[next] = words[entry]!;
        words[next + 1] = words[entry + 1]!;
        asDoubles[(next + 2) >> 1] = value;
      }
    }
    table[state + HEAD] = (table[state + HEAD]! + to) & this.mask(state);
    table[state + LEN] = len - to;
  }

  private entryAt(state: number, i: number): number {
    const table = this.table.words;
    return table[state + BLOCK]! + ((table[state + HEAD]! + i) & this.mask(state)) * ENTRY_WORDS;
  }

  private mask(state: number): number {
    return 2 ** this.table.words[state + LOG2]! / ENTRY_WORDS - 1;
  }
}
