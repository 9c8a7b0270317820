import { GrowingWords } from "./growing-words.ts";
import { SLOTS } from "./slots.ts";

/**
 * Memory of the windows: blocks of 2^k words in one growing array, with a free list per size. Every slot has a budget of its own,
 * counted in words in use, so that whether a block is to be had depends on nothing but that slot's own past. Where the blocks
 * lie is of no account: when free ones of other sizes stand in the way, all are moved together (`onFull`). It grows in place.
 */

/** Smallest block, in 32-bit words, as a power of two: 8 words. */
export const BLOCK_LOG2_MIN = 3;
/** Largest block: 2^16 words, 256 KiB. */
export const BLOCK_LOG2_MAX = 16;
/** `alloc` answers this when the slot's budget is used up. Word 0 is never handed out. */
export const NO_BLOCK = 0;
/** Words before the first block. */
const FIRST = 8;
/** Part of the memory that slots may not count on: room to move in, so that moving blocks together stays rare. */
const ROOM = 1 / 8;
/** Largest blocks of the policy that a slot has room for, however few keys the policy allows: some hot keys' windows. */
const LARGEST_BLOCKS_MIN = 4;

export class Slab {
  /** 32-bit words; read again after every `alloc`, which may replace the array. */
  words: Uint32Array;
  /** Moves every block by `compact`; called when no room is left that is not in pieces. */
  onFull: () => void = () => {};
  private doubles: Float64Array;
  /** Null until more is needed than was taken at first: how far it may grow is known by then. */
  private memory: GrowingWords | null = null;
  private bump = FIRST;
  private readonly wordsWanted: number;
  private largest = 0;
  private readonly free: Uint32Array = new Uint32Array(BLOCK_LOG2_MAX + 1);
  /** Words that one slot may use, and words of the whole array at the most. */
  private slotWordsMax = 0;
  private wordsMax = 0;
  /** Words in use by slot. */
  private readonly used = new Uint32Array(SLOTS);

  /** `wordsWanted`: memory in words; more when the slots could else not hold some of the largest blocks. Taken as it is used. */
  constructor(wordsWanted: number) {
    this.wordsWanted = wordsWanted;
    this.words = new Uint32Array(1 << 12);
    this.doubles = new Float64Array(this.words.buffer);
    this.expect(BLOCK_LOG2_MIN);
  }

  /** The same memory as doubles: word w (even) is double w / 2. */
  get asDoubles(): Float64Array {
    return this.doubles;
  }

  /** Says that blocks of 2^log2 words will be asked for. */
  expect(log2: number): void {
    this.largest = Math.max(this.largest, 2 ** log2);
    const share = Math.floor((this.wordsWanted * (1 - ROOM)) / SLOTS);
    this.slotWordsMax = Math.max(share, LARGEST_BLOCKS_MIN * this.largest);
    this.wordsMax = 2 * Math.ceil((FIRST + (this.slotWordsMax * SLOTS) / (1 - ROOM)) / 2);
  }

  /** Words that a slot's blocks take. */
  usedBy(slot: number): number {
    return this.used[slot]!;
  }

  /** A block of 2^log2 words with arbitrary content, or NO_BLOCK when the slot's budget is used up. */
  alloc(log2: number, slot: number): number {
    return this.used[slot]! + 2 ** log2 > this.slotWordsMax ? NO_BLOCK : this.take(log2, slot);
  }

  /** The same, budget or not: for what was allowed before. */
  take(log2: number, slot: number): number {
    this.used[slot]! += 2 ** log2;
    const head = this.free[log2]!;
    if (head !== 0) {
      this.free[log2] = this.words[head]!;
      return head;
    }
    let block = this.fromEnd(log2) || this.fromLarger(log2);
    if (block === NO_BLOCK) {
      this.onFull();
      block = this.fromEnd(log2);
    }
    if (block === NO_BLOCK) throw new Error(`no room for \`${2 ** log2}\` words within ${this.wordsMax}`);
    return block;
  }

  /** Gives a block back. */
  release(block: number, log2: number, slot: number): void {
    this.used[slot]! -= 2 ** log2;
    this.putFree(block, log2);
  }

  /** Takes memory for so many words in use at once, as far as the bound goes: what is known to come need not be doubled for, and copied. */
  reserve(words: number): void {
    const length = Math.min(this.wordsMax, FIRST + words);
    if (length <= this.words.length) return;
    this.grow(length);
  }

  /** Takes every block back; the memory is kept. */
  clear(): void {
    this.bump = FIRST;
    this.free.fill(0);
    this.used.fill(0);
  }

  /**
   * Moves the blocks together: `visit` calls `move` once for every block in use and keeps the place that it answers. For that
   * time the blocks are held twice. O(words in use).
   */
  compact(visit: (move: (block: number, log2: number) => number) => void): void {
    const inUse = this.used.reduce((sum, words) => sum + words, 0);
    const from = this.words;
    this.memory = new GrowingWords(Math.min(this.wordsMax, FIRST + inUse), this.wordsMax);
    this.replace(this.memory.words);
    this.bump = FIRST;
    this.free.fill(0);
    visit((block, log2) => {
      const to = this.bump;
      this.bump += 2 ** log2;
      this.words.set(from.subarray(block, block + 2 ** log2), to);
      return to;
    });
  }

  /** Bytes taken from the machine. */
  get bytes(): number {
    return this.words.byteLength;
  }

  private fromEnd(log2: number): number {
    const size = 2 ** log2;
    const block = this.bump;
    if (block + size > this.wordsMax) return NO_BLOCK;
    if (block + size > this.words.length) this.grow(block + size);
    this.bump += size;
    return block;
  }

  private fromLarger(log2: number): number {
    for (let larger = log2 + 1; larger <= BLOCK_LOG2_MAX; larger++) {
      const block = this.free[larger]!;
      if (block === 0) continue;
      this.free[larger] = this.words[block]!;
      for (let half = larger - 1; half >= log2; half--) this.putFree(block + 2 ** half, half);
      return block;
    }
    return NO_BLOCK;
  }

  private putFree(block: number, log2: number): void {
    this.words[block] = this.free[log2]!;
    this.free[log2] = block;
  }

  private grow(needed: number): void {
    if (this.memory === null) {
      const from = this.words;
      this.memory = new GrowingWords(needed, this.wordsMax);
      this.memory.words.set(from);
    } else this.memory.growTo(needed);
    this.replace(this.memory.words);
  }

  private replace(words: Uint32Array): void {
    this.words = words;
    this.doubles = new Float64Array(words.buffer, 0, words.length >> 1);
  }
}
