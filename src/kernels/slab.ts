/**
 * Memory of the windows: blocks of 2^k words in one growing array, with a free list per size. No coalescing: blocks are
 * powers of two, a larger free block is split when its size is short, and most keys use the smallest.
 */

/** Smallest block, in 32-bit words, as a power of two: 8 words. */
export const BLOCK_LOG2_MIN = 3;
/** Largest block: 2^16 words, 256 KiB. */
export const BLOCK_LOG2_MAX = 16;
/** `alloc` answers this when the budget is used up. Word 0 is never handed out. */
export const NO_BLOCK = 0;

export class Slab {
  /** 32-bit words; read again after every `alloc`, which may replace the array. */
  words: Uint32Array;
  private doubles: Float64Array;
  private bump = 8;
  private readonly wordsMax: number;
  private readonly free: Uint32Array = new Uint32Array(BLOCK_LOG2_MAX + 1);

  /** `wordsMax`: budget in words, at least one largest block. Memory is taken as it is used, doubling. */
  constructor(wordsMax: number) {
    this.wordsMax = Math.max(wordsMax, 2 ** (BLOCK_LOG2_MAX + 1));
    this.words = new Uint32Array(1 << 12);
    this.doubles = new Float64Array(this.words.buffer);
  }

  /** The same memory as doubles: word w (even) is double w / 2. */
  get asDoubles(): Float64Array {
    return this.doubles;
  }

  /** A block of 2^log2 words with arbitrary content, or NO_BLOCK when the budget is used up. */
  alloc(log2: number): number {
    const head = this.free[log2]!;
    if (head !== 0) {
      this.free[log2] = this.words[head]!;
      return head;
    }
    const size = 2 ** log2;
    if (this.bump + size <= this.wordsMax) {
      if (this.bump + size > this.words.length) this.grow(this.bump + size);
      const block = this.bump;
      this.bump += size;
      return block;
    }
    for (let larger = log2 + 1; larger <= BLOCK_LOG2_MAX; larger++) {
      const block = this.free[larger]!;
      if (block === 0) continue;
      this.free[larger] = this.words[block]!;
      for (let half = larger - 1; half >= log2; half--) this.release(block + 2 ** half, half);
      return block;
    }
    return NO_BLOCK;
  }

  /** Gives a block back. */
  release(block: number, log2: number): void {
    this.words[block] = this.free[log2]!;
    this.free[log2] = block;
  }

  /** Takes every block back; the memory is kept. */
  clear(): void {
    this.bump = 8;
    this.free.fill(0);
  }

  /** Bytes taken from the machine. */
  get bytes(): number {
    return this.words.byteLength;
  }

  snapshot(): Uint8Array[] {
    const header = new Float64Array([this.bump]);
    return [bytesOf(header), bytesOf(this.free), bytesOf(this.words.subarray(0, this.bump))];
  }

  restore(parts: readonly Uint8Array[]): void {
    const [header, free, words] = parts as [Uint8Array, Uint8Array, Uint8Array];
    this.bump = new Float64Array(header.slice().buffer)[0]!;
    this.free.set(new Uint32Array(free.slice().buffer));
    if (this.bump > this.words.length) this.grow(this.bump);
    new Uint8Array(this.words.buffer).set(words);
  }

  private grow(needed: number): void {
    let length = this.words.length;
    while (length < needed) length *= 2;
    const grown = new Uint32Array(Math.min(length, Math.max(needed, this.wordsMax + (this.wordsMax & 1))));
    grown.set(this.words);
    this.words = grown;
    this.doubles = new Float64Array(grown.buffer, 0, grown.length >> 1);
  }
}

function bytesOf(array: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
