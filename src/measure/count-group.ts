import { ageMs } from "../kernels/age.ts";
import { NO_BLOCK, type Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { BlockGroup, type Group } from "./group.ts";

/** A feature read from a count group. `window` and `baseline` index the group's windows. */
export type CountOutput =
  | { readonly kind: "count"; readonly feature: number; readonly windowMs: number }
  | {
      readonly kind: "burst";
      readonly feature: number;
      readonly windowMs: number;
      readonly baselineMs: number;
      readonly baselineCountMin: number;
    };

const BLOCK = 0;
const LOG2 = 1;
const HEAD = 2;
const LEN = 3;
/** Then per window, longest first: entries from the head that are outside it, and events inside it. */
const WINDOWS = 4;

/** Finest to coarsest: neighbours become one while together they hold at most 1/ratio of the events that are newer. */
export const MERGE_RATIOS: readonly number[] = [64, 32, 16, 8, 4, 2, 1];

/**
 * Counts over one or several sliding windows of one key: a ring of (time, count) entries. Exact while it holds at most
 * `exactMax` distinct milliseconds; beyond that, neighbours merge into the newer one while together they hold at most 1/64 of the
 * events newer than them (coarser by powers of two until a quarter of the ring is free). A count then exceeds the true one by
 * less than the entry that straddles the window's edge, so by at most that share of it, for every window at once, and never
 * falls short: a burst is never lost. These are exponential histograms (Datar et al., SIAM J. Comput. 2002) with cells
 * sized by the events after them. The share reached is 1/8 at `exactMax` 256 and 1/32 at 1,024. Amortised O(1) an event.
 */
export class CountGroup extends BlockGroup implements Group {
  readonly windowMs: number;
  readonly stateWords: number;
  private readonly windowsMs: readonly number[];
  private readonly outputs: readonly CountOutput[];
  /** Per output: index of its window, and of its baseline window. */
  private readonly windowOf: readonly number[];
  private readonly baselineOf: readonly number[];

  constructor(slab: Slab, exactMax: number, outputs: readonly CountOutput[]) {
    super(slab, exactMax * 2);
    const lengths = new Set<number>();
    for (const output of outputs) {
      lengths.add(output.windowMs);
      if (output.kind === "burst") lengths.add(output.baselineMs);
    }
    this.windowsMs = [...lengths].sort((a, b) => b - a);
    this.windowMs = this.windowsMs[0]!;
    this.stateWords = WINDOWS + 2 * this.windowsMs.length;
    this.outputs = outputs;
    this.windowOf = outputs.map((output) => this.windowsMs.indexOf(output.windowMs));
    this.baselineOf = outputs.map((output) =>
      output.kind === "burst" ? this.windowsMs.indexOf(output.baselineMs) : -1,
    );
  }

  enter(base: number, t: number, _row: EventRow): void {
    const state = base + this.offset;
    let table = this.table.words;
    let block = table[state + BLOCK]!;
    if (block === NO_BLOCK) {
      block = this.firstBlock(base, t);
      if (block === NO_BLOCK) return;
      table = this.table.words;
    } else {
      this.expire(base, t);
    }
    const words = this.slab.words;
    const mask = (1 << (table[state + LOG2]! - 1)) - 1;
    const len = table[state + LEN]!;
    const last = block + ((table[state + HEAD]! + len - 1) & mask) * 2;
    if (len > 0 && words[last] === t) {
      words[last + 1] = words[last + 1]! + 1;
    } else {
      if (len > mask) {
        this.makeRoom(base, t);
        block = table[state + BLOCK]!;
      }
      const room = (1 << (table[state + LOG2]! - 1)) - 1;
      const next = block + ((table[state + HEAD]! + table[state + LEN]!) & room) * 2;
      this.slab.words[next] = t;
      this.slab.words[next + 1] = 1;
      table[state + LEN] = table[state + LEN]! + 1;
    }
    for (let w = 0, at = state + WINDOWS + 1; w < this.windowsMs.length; w++, at += 2)
      table[at] = table[at]! + 1;
  }

  read(base: number, t: number, _row: EventRow, out: Float64Array, entered: boolean): void {
    if (!entered) this.expire(base, t); // who enters has expired as of the same time
    const state = base + this.offset;
    const table = this.table.words;
    for (let i = 0; i < this.outputs.length; i++) {
      const output = this.outputs[i]!;
      if (output.kind === "count") {
        out[output.feature] = this.table.complete(base, t, output.windowMs)
          ? table[state + WINDOWS + 2 * this.windowOf[i]! + 1]!
          : Number.NaN;
      } else {
        out[output.feature] = this.table.complete(base, t, output.baselineMs)
          ? this.burst(state, t, i, output.windowMs, output.baselineMs, output.baselineCountMin)
          : Number.NaN;
      }
    }
  }

  unseen(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = output.kind === "count" ? 0 : Number.NaN;
  }

  alone(_row: EventRow, out: Float64Array, entered: boolean): void {
    const { outputs } = this;
    for (let i = 0; i < outputs.length; i++) {
      const output = outputs[i]!;
      // A burst is measured against what came before.
      out[output.feature] = output.kind === "count" ? (entered ? 1 : 0) : Number.NaN;
    }
  }

  absent(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = Number.NaN;
  }

  expire(base: number, t: number): void {
    const state = base + this.offset;
    const table = this.table.words;
    const block = table[state + BLOCK]!;
    if (block === NO_BLOCK) return;
    const words = this.slab.words;
    const mask = (1 << (table[state + LOG2]! - 1)) - 1;
    const { windowsMs, windowMs } = this;
    let head = table[state + HEAD]!;
    let len = table[state + LEN]!;
    while (len > 0) {
      const entry = block + head * 2;
      if (ageMs(t, words[entry]!) < windowMs) break;
      const count = words[entry + 1]!;
      table[state + WINDOWS + 1] = table[state + WINDOWS + 1]! - count;
      for (let w = 1, at = state + WINDOWS + 2; w < windowsMs.length; w++, at += 2) {
        if (table[at]! > 0) table[at] = table[at]! - 1;
        else table[at + 1] = table[at + 1]! - count;
      }
      head = (head + 1) & mask;
      len--;
    }
    table[state + HEAD] = head;
    table[state + LEN] = len;
    for (let w = 1, at = state + WINDOWS + 2; w < windowsMs.length; w++, at += 2) {
      const window = windowsMs[w]!;
      let skip = table[at]!;
      while (skip < len) {
        const entry = block + ((head + skip) & mask) * 2;
        if (ageMs(t, words[entry]!) < window) break;
        table[at + 1] = table[at + 1]! - words[entry + 1]!;
        skip++;
      }
      table[at] = skip;
    }
  }

  /** Rate in the short window over the rate from the oldest entry (or the baseline's start) to the short window's start. */
  private burst(
    state: number,
    t: number,
    i: number,
    windowMs: number,
    baselineMs: number,
    countMin: number,
  ): number {
    const table = this.table.words;
    const inWindow = table[state + WINDOWS + 2 * this.windowOf[i]! + 1]!;
    const atBaseline = state + WINDOWS + 2 * this.baselineOf[i]!;
    const before = table[atBaseline + 1]! - inWindow;
    if (before < countMin || before <= 0) return Number.NaN;
    const mask = (1 << (table[state + LOG2]! - 1)) - 1;
    const oldest = table[state + BLOCK]! + ((table[state + HEAD]! + table[atBaseline]!) & mask) * 2;
    const pastMs = Math.min(baselineMs, ageMs(t, this.slab.words[oldest]!));
    const spanMs = Math.max(pastMs - windowMs, windowMs);
    return (inWindow * spanMs) / (before * windowMs);
  }

  /** The ring is full: doubles it, or merges entries until a quarter of it is free. */
  private makeRoom(base: number, t: number): void {
    const state = base + this.offset;
    const table = this.table.words;
    const block = this.grow(base, t, 2, table[state + HEAD]!, table[state + LEN]!);
    if (block !== NO_BLOCK) {
      this.table.words[state + HEAD] = 0;
      return;
    }
    const capacity = 1 << (table[state + LOG2]! - 1);
    for (const ratio of MERGE_RATIOS) {
      this.merge(state, ratio);
      if (table[state + LEN]! <= (capacity * 3) >> 2) break;
    }
    this.recount(state, t);
  }

  private merge(state: number, ratio: number): void {
    const table = this.table.words;
    const words = this.slab.words;
    const block = table[state + BLOCK]!;
    const mask = (1 << (table[state + LOG2]! - 1)) - 1;
    const head = table[state + HEAD]!;
    const len = table[state + LEN]!;
    let to = head + len - 1;
    let newer = 0;
    for (let from = head + len - 2; from >= head; from--) {
      const entry = block + (from & mask) * 2;
      const cell = block + (to & mask) * 2;
      const time = words[entry]!;
      if ((words[cell + 1]! + words[entry + 1]!) * ratio <= newer) {
        words[cell + 1] = words[cell + 1]! + words[entry + 1]!;
      } else {
        newer += words[cell + 1]!;
        to--;
        const next = block + (to & mask) * 2;
        words[next] = time;
        words[next + 1] = words[entry + 1]!;
      }
    }
    table[state + LEN] = len - (to - head);
    table[state + HEAD] = to & mask;
  }

  private recount(state: number, t: number): void {
    const table = this.table.words;
    const words = this.slab.words;
    const block = table[state + BLOCK]!;
    const mask = (1 << (table[state + LOG2]! - 1)) - 1;
    const head = table[state + HEAD]!;
    const len = table[state + LEN]!;
    for (let w = 0, at = state + WINDOWS; w < this.windowsMs.length; w++, at += 2) {
      let skip = 0;
      let sum = 0;
      for (let i = 0; i < len; i++) {
        const entry = block + ((head + i) & mask) * 2;
        if (ageMs(t, words[entry]!) >= this.windowsMs[w]!) skip++;
        else sum += words[entry + 1]!;
      }
      table[at] = skip;
      table[at + 1] = sum;
    }
  }
}
