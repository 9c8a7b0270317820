/**
 * 64-bit keys → dense codes 0, 1, 2 … in order of first sight. Open addressing on typed arrays; two words a slot, load at most
 * one half. About 30 ns a look-up at a million keys.
 */
export class KeyCodes {
  /** Words of the keys by code: low at 2c, high at 2c + 1. Read again after every `code`. */
  words = new Int32Array(2 * 64);
  size = 0;
  private slots = new Int32Array(128);
  private mask = 127;
  /** Keys that `find` knows. */
  private indexed = 0;

  /** The key's code, or −1. */
  find(low: number, high: number): number {
    const { words, slots } = this;
    for (let slot = (low ^ (high >>> 9)) & this.mask; ; slot = (slot + 1) & this.mask) {
      const code = slots[slot]! - 1;
      if (code < 0 || (words[code * 2] === low && words[code * 2 + 1] === high)) return code;
    }
  }

  /** The key's code, new when the key is; −1 for the absent key (both words 0). */
  code(low: number, high: number): number {
    if (low === 0 && high === 0) return -1;
    const { words, slots, mask } = this;
    let slot = (low ^ (high >>> 9)) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = slots[slot]! - 1;
      if (words[known * 2] === low && words[known * 2 + 1] === high) return known;
    }
    const code = this.size++;
    slots[slot] = code + 1;
    if (code * 2 + 1 >= this.words.length) {
      const grown = new Int32Array(this.words.length * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.words[code * 2] = low;
    this.words[code * 2 + 1] = high;
    if (++this.indexed * 2 > this.mask) this.grow();
    return code;
  }

  /** A code for a key that never came and never comes again: `find` does not know it. */
  append(low: number, high: number): number {
    const code = this.size++;
    if (code * 2 + 1 >= this.words.length) {
      const grown = new Int32Array(this.words.length * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.words[code * 2] = low;
    this.words[code * 2 + 1] = high;
    return code;
  }

  get bytes(): number {
    return this.words.byteLength + this.slots.byteLength;
  }

  private grow(): void {
    const length = (this.mask + 1) * 2;
    const before = this.slots;
    this.mask = length - 1;
    this.slots = new Int32Array(length);
    for (let at = 0; at < before.length; at++) {
      const code = before[at]! - 1;
      if (code < 0) continue;
      let slot = (this.words[code * 2]! ^ (this.words[code * 2 + 1]! >>> 9)) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = code + 1;
    }
  }
}
