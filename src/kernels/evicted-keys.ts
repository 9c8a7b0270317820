import { ageMs } from "./age.ts";
import { SLOTS } from "./slots.ts";

const PROBES = 3;
const HEADER_WORDS = 4;

/**
 * Remembers which keys were evicted while still live, slot by slot: two Bloom filters (Bloom, CACM 1970) a slot that take turns, each kept
 * for at least one window. A false positive makes a feature "not measurable" for a window, which is the safe side.
 * Memory is taken at the first eviction only: 8 bits a key, 3 probes, about 3 % false positives when as many keys were evicted as are kept.
 */
export class EvictedKeys {
  private readonly bitsLog2: number;
  private readonly filterWords: number;
  private readonly windowMs: number;
  /** Two filters a slot, one behind the other; empty before the first eviction. */
  private bits = new Uint32Array(0);
  /** By slot: 1 once something was added; which of the two filters is filled now; since when. */
  private readonly begun = new Uint8Array(SLOTS);
  private readonly current = new Uint8Array(SLOTS);
  private readonly rotatedAt = new Uint32Array(SLOTS);

  /** `slotKeysMax`: keys that one slot holds. */
  constructor(slotKeysMax: number, windowMs: number) {
    this.bitsLog2 = Math.min(30, Math.max(8, Math.ceil(Math.log2(slotKeysMax * 8))));
    this.filterWords = 2 ** (this.bitsLog2 - 5);
    this.windowMs = windowMs;
  }

  add(slot: number, low: number, high: number, t: number): void {
    if (this.begun[slot] === 0) this.begin(slot, t);
    this.rotate(slot, t);
    const { bits } = this;
    const from = this.filterOf(slot, this.current[slot]!);
    const shift = 32 - this.bitsLog2;
    for (let i = 0; i < PROBES; i++) {
      const bit = Math.imul(low + Math.imul(i, high | 1), 0x9e3779b1) >>> shift;
      bits[from + (bit >>> 5)]! |= 1 << (bit & 31);
    }
  }

  has(slot: number, low: number, high: number, t: number): boolean {
    if (this.begun[slot] === 0) return false;
    this.rotate(slot, t);
    return this.test(this.filterOf(slot, 0), low, high) || this.test(this.filterOf(slot, 1), low, high);
  }

  /** Forgets those of a slot. */
  clear(slot: number): void {
    if (this.begun[slot] === 0) return;
    this.begun[slot] = 0;
    this.bits.fill(0, this.filterOf(slot, 0), this.filterOf(slot + 1, 0));
  }

  get bytes(): number {
    return this.bits.byteLength;
  }

  /** Words of a slot in a snapshot. */
  slotWords(slot: number): number {
    return HEADER_WORDS + (this.begun[slot] === 0 ? 0 : 2 * this.filterWords);
  }

  /** Writes a slot's words at `at`; returns where they end. */
  writeSlot(slot: number, out: Uint32Array, at: number): number {
    const begun = this.begun[slot]!;
    out.set([begun, this.current[slot]!, this.rotatedAt[slot]!, this.filterWords], at);
    if (begun === 0) return at + HEADER_WORDS;
    out.set(this.bits.subarray(this.filterOf(slot, 0), this.filterOf(slot + 1, 0)), at + HEADER_WORDS);
    return at + HEADER_WORDS + 2 * this.filterWords;
  }

  /** Takes a slot's words of a snapshot in place of what it holds; returns where they end. */
  readSlot(slot: number, words: Uint32Array, at: number): number {
    this.clear(slot);
    const [begun, current, rotatedAt, filterWords] = words.subarray(at, at + HEADER_WORDS);
    if (filterWords !== this.filterWords)
      throw new Error(`a filter of \`${filterWords}\` words where this table's have ${this.filterWords}`);
    const from = at + HEADER_WORDS;
    if (begun === 0) return from;
    this.begin(slot, rotatedAt!);
    this.current[slot] = current!;
    this.bits.set(words.subarray(from, from + 2 * this.filterWords), this.filterOf(slot, 0));
    return from + 2 * this.filterWords;
  }

  private begin(slot: number, t: number): void {
    if (this.bits.length === 0) this.bits = new Uint32Array(2 * this.filterWords * SLOTS);
    this.begun[slot] = 1;
    this.current[slot] = 0;
    this.rotatedAt[slot] = t;
  }

  private filterOf(slot: number, filter: number): number {
    return (2 * slot + filter) * this.filterWords;
  }

  private rotate(slot: number, t: number): void {
    const age = ageMs(t, this.rotatedAt[slot]!);
    if (age < this.windowMs) return;
    const stale = 1 - this.current[slot]!;
    this.clearFilter(slot, stale);
    if (age >= 2 * this.windowMs) this.clearFilter(slot, 1 - stale);
    this.current[slot] = stale;
    this.rotatedAt[slot] = t;
  }

  private clearFilter(slot: number, filter: number): void {
    const from = this.filterOf(slot, filter);
    this.bits.fill(0, from, from + this.filterWords);
  }

  private test(from: number, low: number, high: number): boolean {
    const { bits } = this;
    const shift = 32 - this.bitsLog2;
    for (let i = 0; i < PROBES; i++) {
      const bit = Math.imul(low + Math.imul(i, high | 1), 0x9e3779b1) >>> shift;
      if ((bits[from + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}
