import { ageMs } from "../kernels/age.ts";
import { oddTime } from "../kernels/key-table.ts";
import { NO_BLOCK, type Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { BlockGroup, type Group } from "./group.ts";

export interface DistinctOutput {
  readonly feature: number;
  readonly windowMs: number;
}

const BLOCK = 0;
const LOG2 = 1;
const START = 2;
const LEN = 3;
/** Members whose hash does not begin with this many zero bits are not kept; each one kept stands for 2^level. */
const LEVEL = 4;
/** When the next finer level began to be kept, 0 = it is not. */
const FINER_SINCE = 5;
const STATE_WORDS = 6;
/** A member: low, high, last seen. */
const ENTRY_WORDS = 3;

/**
 * Distinct members over sliding windows of one key: members in order of last seen. Exact up to `exactMax` members in the
 * longest window; beyond, only members whose hash begins with `level` zero bits are kept (Wegman's adaptive sampling; Flajolet,
 * Computing 1990), standard error 1/sqrt(kept), where half of `exactMax` to all of it are kept: 6.3 to 8.8 % at 256, 3.1 to 4.4 % at 1,024. It slides exactly, has no bucket
 * edges, and hot keys cost less, not more. O(members kept) a new member, O(1) for one that was just seen.
 */
export class DistinctGroup extends BlockGroup implements Group {
  readonly windowMs: number;
  readonly stateWords = STATE_WORDS;
  private readonly column: number;
  private readonly exactMax: number;
  private readonly outputs: readonly DistinctOutput[];

  /** `column`: index of the member's key column. */
  constructor(slab: Slab, exactMax: number, column: number, outputs: readonly DistinctOutput[]) {
    super(slab, Math.min(exactMax * ENTRY_WORDS * 1.25, 2 ** 16));
    this.exactMax = Math.min(exactMax, Math.floor(2 ** this.log2Max / ENTRY_WORDS) - 1);
    this.column = column;
    this.outputs = outputs;
    this.windowMs = Math.max(...outputs.map((output) => output.windowMs));
  }

  enter(base: number, t: number, row: EventRow): void {
    const low = row.hash[this.column * 2]! >>> 0;
    const high = row.hash[this.column * 2 + 1]! >>> 0;
    if (low === 0 && high === 0) return;
    const state = base + this.offset;
    let table = this.table.words;
    if (table[state + BLOCK] === NO_BLOCK) {
      if (this.firstBlock(base, t) === NO_BLOCK) return;
      table = this.table.words;
    } else {
      this.expire(base, t);
    }
    if (!admitted(high, this.admitLevel(state))) return;
    const words = this.slab.words;
    const first = table[state + BLOCK]! + table[state + START]! * ENTRY_WORDS;
    const end = first + table[state + LEN]! * ENTRY_WORDS;
    for (let entry = end - ENTRY_WORDS; entry >= first; entry -= ENTRY_WORDS) {
      if (words[entry] !== low || words[entry + 1] !== high) continue;
      for (let at = entry + ENTRY_WORDS; at < end; at++) words[at - ENTRY_WORDS] = words[at]!;
      words[end - 3] = low;
      words[end - 2] = high;
      words[end - 1] = t;
      return;
    }
    this.add(base, state, t, low, high);
  }

  read(base: number, t: number, _row: EventRow, out: Float64Array): void {
    this.expire(base, t);
    for (const output of this.outputs) {
      out[output.feature] = this.table.complete(base, t, output.windowMs)
        ? this.estimate(base + this.offset, t, output.windowMs)
        : Number.NaN;
    }
  }

  unseen(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = 0;
  }

  alone({ hash }: EventRow, out: Float64Array, entered: boolean): void {
    const member = entered && (hash[this.column * 2]! | hash[this.column * 2 + 1]!) !== 0;
    const { outputs } = this;
    for (let i = 0; i < outputs.length; i++) out[outputs[i]!.feature] = member ? 1 : 0;
  }

  absent(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = Number.NaN;
  }

  expire(base: number, t: number): void {
    const state = base + this.offset;
    const table = this.table.words;
    if (table[state + BLOCK] === NO_BLOCK) return;
    const words = this.slab.words;
    let start = table[state + START]!;
    let len = table[state + LEN]!;
    let entry = table[state + BLOCK]! + start * ENTRY_WORDS;
    while (len > 0 && ageMs(t, words[entry + 2]!) >= this.windowMs) {
      entry += ENTRY_WORDS;
      start++;
      len--;
    }
    table[state + START] = len === 0 ? 0 : start;
    table[state + LEN] = len;
    if (table[state + LEVEL]! > 0) this.refine(state, t, len);
  }

  /** The finer level counts once it has been kept for a whole window; an empty window needs no sampling at all. */
  private refine(state: number, t: number, len: number): void {
    const table = this.table.words;
    if (len === 0) {
      table[state + LEVEL] = 0;
      table[state + FINER_SINCE] = 0;
      return;
    }
    const since = table[state + FINER_SINCE]!;
    if (since === 0) {
      if (len < this.exactMax >> 3) table[state + FINER_SINCE] = oddTime(t);
    } else if (ageMs(t, since) >= this.windowMs) {
      table[state + LEVEL] = table[state + LEVEL]! - 1;
      table[state + FINER_SINCE] = 0;
    }
  }

  private admitLevel(state: number): number {
    const table = this.table.words;
    return table[state + LEVEL]! - (table[state + FINER_SINCE]! === 0 ? 0 : 1);
  }

  private add(base: number, state: number, t: number, low: number, high: number): void {
    let table = this.table.words;
    while (table[state + LEN]! >= this.exactMax) this.coarsen(state);
    const capacity = Math.floor(2 ** table[state + LOG2]! / ENTRY_WORDS);
    if (table[state + START]! + table[state + LEN]! >= capacity) {
      if (table[state + START]! > capacity >> 2) this.toFront(state);
      else if (
        this.grow(base, t, 1, table[state + START]! * ENTRY_WORDS, table[state + LEN]! * ENTRY_WORDS) !==
        NO_BLOCK
      ) {
        table = this.table.words;
        table[state + START] = 0;
      } else {
        this.toFront(state);
        while (table[state + LEN]! >= capacity) this.coarsen(state);
      }
    }
    if (!admitted(high, this.admitLevel(state))) return;
    const entry = table[state + BLOCK]! + (table[state + START]! + table[state + LEN]!) * ENTRY_WORDS;
    this.slab.words[entry] = low;
    this.slab.words[entry + 1] = high;
    this.slab.words[entry + 2] = t;
    table[state + LEN] = table[state + LEN]! + 1;
  }

  /** One level up: keeps the members that begin with one more zero bit, at the front of the block. */
  private coarsen(state: number): void {
    const table = this.table.words;
    const words = this.slab.words;
    const level = this.admitLevel(state) + 1;
    table[state + LEVEL] = level;
    table[state + FINER_SINCE] = 0;
    let to = table[state + BLOCK]!;
    let from = to + table[state + START]! * ENTRY_WORDS;
    const end = from + table[state + LEN]! * ENTRY_WORDS;
    const first = to;
    for (; from < end; from += ENTRY_WORDS) {
      if (!admitted(words[from + 1]!, level)) continue;
      words[to] = words[from]!;
      words[to + 1] = words[from + 1]!;
      words[to + 2] = words[from + 2]!;
      to += ENTRY_WORDS;
    }
    table[state + START] = 0;
    table[state + LEN] = (to - first) / ENTRY_WORDS;
  }

  private toFront(state: number): void {
    const table = this.table.words;
    const block = table[state + BLOCK]!;
    const from = block + table[state + START]! * ENTRY_WORDS;
    this.slab.words.copyWithin(block, from, from + table[state + LEN]! * ENTRY_WORDS);
    table[state + START] = 0;
  }

  private estimate(state: number, t: number, windowMs: number): number {
    const table = this.table.words;
    if (table[state + BLOCK] === NO_BLOCK) return 0;
    const words = this.slab.words;
    const len = table[state + LEN]!;
    const first = table[state + BLOCK]! + table[state + START]! * ENTRY_WORDS;
    let outside = 0;
    if (windowMs < this.windowMs) {
      let high = len;
      while (outside < high) {
        const middle = (outside + high) >>> 1;
        if (ageMs(t, words[first + middle * ENTRY_WORDS + 2]!) >= windowMs) outside = middle + 1;
        else high = middle;
      }
    }
    const level = table[state + LEVEL]!;
    if (table[state + FINER_SINCE] === 0) return (len - outside) * 2 ** level;
    let kept = 0;
    for (let i = outside; i < len; i++) if (admitted(words[first + i * ENTRY_WORDS + 1]!, level)) kept++;
    return kept * 2 ** level;
  }
}

function admitted(high: number, level: number): boolean {
  return level === 0 || high >>> (32 - level) === 0;
}
