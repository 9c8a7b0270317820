/** Words up to which growing copies them, 256 KiB: some tens of microseconds, and small tables reserve nothing. */
const COPIED_WORDS_MAX = 1 << 16;
/** Beyond it at least so many words are added at once, 1 MiB, and a sixteenth of what there is. */
const STEP_WORDS_MIN = 1 << 18;
const STEP_PART = 16;
const WORD_BYTES = 4;

/**
 * 32-bit words that grow in place: of a long array the addresses up to `wordsMax` are reserved once, and memory is taken step by step.
 * Doubling by a copy would hold up the event loop for some 10 ms at every 50 MB. The array is a view of a growable shared buffer,
 * though nobody shares it: views of a resizable one are slower to read, since it may shrink. Where no addresses can be reserved
 * it doubles by copies.
 */
export class GrowingWords {
  /** Read again after every `growTo`, which replaces it. Words that were never written are 0. */
  words: Uint32Array;
  private readonly wordsMax: number;
  private reserved: SharedArrayBuffer | null = null;

  constructor(wordsFirst: number, wordsMax: number) {
    this.wordsMax = Math.max(wordsFirst, wordsMax);
    this.words = new Uint32Array(0);
    this.growTo(wordsFirst);
  }

  /** Room for so many words at the least. Throws a RangeError beyond `wordsMax`, and where the machine has no memory left. */
  growTo(needed: number): void {
    const { words, wordsMax } = this;
    if (needed <= words.length) return;
    if (needed > wordsMax) throw new RangeError(`\`${needed}\` words where \`${wordsMax}\` are the most`);
    if (needed > COPIED_WORDS_MAX) this.reserved ??= this.reserve();
    if (this.reserved !== null) {
      const step = Math.max(STEP_WORDS_MIN, Math.floor(needed / STEP_PART));
      const length = Math.min(wordsMax, needed + step);
      this.reserved.grow(length * WORD_BYTES);
      this.words = new Uint32Array(this.reserved, 0, length);
      // Each page is taken now, in one step of many, and not by the first event that writes to it.
      this.words.fill(0, words.length);
      return;
    }
    const grown = new Uint32Array(Math.min(wordsMax, Math.max(needed, 2 * words.length)));
    grown.set(words);
    this.words = grown;
  }

  private reserve(): SharedArrayBuffer | null {
    try {
      const { byteLength } = this.words;
      const reserved = new SharedArrayBuffer(byteLength, { maxByteLength: this.wordsMax * WORD_BYTES });
      new Uint32Array(reserved).set(this.words);
      return reserved;
    } catch (error) {
      // no addresses left, as under `ulimit -v`
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
}
