import { ageMs } from "../kernels/age.ts";
import type { KeyTable } from "../kernels/key-table.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { Group } from "./group.ts";

export interface SeenOutput {
  readonly feature: number;
  readonly windowMs: number;
}

/** Word 0: time of the latest event before the one at hand (0 = none); word 1: of the one at hand or later. */
const BEFORE = 0;
const LATEST = 1;

/** 1 when the key had no event in the window before the one at hand, else 0. Two words a key, no block. */
export class SeenGroup implements Group {
  readonly stateWords = 2;
  readonly windowMs: number;
  private readonly outputs: readonly SeenOutput[];
  private table!: KeyTable;
  private offset = 0;

  constructor(outputs: readonly SeenOutput[]) {
    this.outputs = outputs;
    this.windowMs = Math.max(...outputs.map((output) => output.windowMs));
  }

  attach(table: KeyTable, offset: number): void {
    this.table = table;
    this.offset = offset;
  }

  enter(base: number, t: number, _row: EventRow): void {
    const words = this.table.words;
    const state = base + this.offset;
    words[state + BEFORE] = words[state + LATEST]!;
    words[state + LATEST] = t === 0 ? 1 : t;
  }

  read(base: number, t: number, _row: EventRow, out: Float64Array, entered: boolean): void {
    const words = this.table.words;
    const at = base + this.offset + (entered ? BEFORE : LATEST);
    const seen = words[at]!;
    const sinceMs = seen === 0 ? Number.POSITIVE_INFINITY : ageMs(t, seen);
    for (const output of this.outputs) {
      if (sinceMs < output.windowMs) out[output.feature] = 0;
      else out[output.feature] = this.table.complete(base, t, output.windowMs) ? 1 : Number.NaN;
    }
  }

  unseen(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = 1;
  }

  alone(_row: EventRow, out: Float64Array): void {
    this.unseen(out);
  }

  absent(out: Float64Array): void {
    for (const output of this.outputs) out[output.feature] = Number.NaN;
  }

  drop(_base: number): void {}

  blockWord(_base: number): number {
    return -1;
  }

  expire(base: number, t: number): void {
    const words = this.table.words;
    const state = base + this.offset;
    for (const at of [state + BEFORE, state + LATEST]) {
      if (words[at] !== 0 && ageMs(t, words[at]!) >= this.windowMs) words[at] = 0;
    }
  }
}
