/**
 * 64-bit keys → dense codes 0, 1, 2 … in order of first sight, for columns whose keys nobody asks for by code: devices, addresses. A key that is said to come once takes a code
 * and no memory, where `KeyCodes` keeps 8 bytes of it; of a file of millions most devices are such. Others: open addressing, load at most one half, about 30 ns a look-up.
 */
export class ValueCodes {
  /** Codes given. */
  size = 0;
  /** Keys that may come again, in order of first sight: low, high. */
  private held = new Int32Array(2 * 64);
  /** By such a key: its code; null while none was appended, as then they are numbered alike. */
  private codes: Int32Array | null = null;
  private keys = 0;
  private slots = new Int32Array(128);
  private mask = 127;

  /** The key's code, new when the key is; −1 for the absent key (both words 0). */
  code(low: number, high: number): number {
    if (low === 0 && high === 0) return -1;
    const { held, slots, mask } = this;
    let slot = (low ^ (high >>> 9)) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = slots[slot]! - 1;
      if (held[known * 2] === low && held[known * 2 + 1] === high)
        return this.codes === null ? known : this.codes[known]!;
    }
    const key = this.keys++;
    slots[slot] = key + 1;
    if (key * 2 + 1 >= held.length) this.growKeys();
    this.held[key * 2] = low;
    this.held[key * 2 + 1] = high;
    const code = this.size++;
    if (this.codes !== null) this.codes[key] = code;
    if (this.keys * 2 > mask) this.growSlots();
    return code;
  }

  /** A code for a key that never came and never comes again. */
  append(_low: number, _high: number): number {
    if (this.codes === null) {
      this.codes = new Int32Array(this.held.length / 2);
      for (let key = 0; key < this.keys; key++) this.codes[key] = key;
    }
    return this.size++;
  }

  /** Keys by code, low and high; absent ones (both words 0) stand for those that come once. O(codes). */
  keysByCode(): Int32Array {
    if (this.codes === null) return this.held.subarray(0, this.size * 2);
    const keys = new Int32Array(this.size * 2);
    for (let key = 0; key < this.keys; key++) {
      const code = this.codes[key]!;
      keys[code * 2] = this.held[key * 2]!;
      keys[code * 2 + 1] = this.held[key * 2 + 1]!;
    }
    return keys;
  }

  get bytes(): number {
    return this.held.byteLength + this.slots.byteLength + (this.codes?.byteLength ?? 0);
  }

  private growKeys(): void {
    const grown = new Int32Array(this.held.length * 2);
    grown.set(this.held);
    this.held = grown;
    if (this.codes === null) return;
    const codes = new Int32Array(grown.length / 2);
    codes.set(this.codes);
    this.codes = codes;
  }

  private growSlots(): void {
    const { held } = this;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(this.mask + 1);
    for (let key = 0; key < this.keys; key++) {
      let slot = (held[key * 2]! ^ (held[key * 2 + 1]! >>> 9)) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = key + 1;
    }
  }
}
