/**
 * Numbers → numbers, in typed arrays: what a `Map` does, without an object a key that the collector walks. Open addressing with
 * linear probing at a load of at most one half, deletion by moving up (Knuth, TAOCP 3, 6.4, algorithm R). 32 to 64 bytes an entry.
 */
export class NumberMap {
  private keys = new Float64Array(64).fill(Number.NaN);
  private values = new Float64Array(64);
  private mask = 63;
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  /** The key's value, NaN where there is none. Keys are not NaN. */
  get(key: number): number {
    const slot = this.find(key);
    return this.keys[slot] === key ? this.values[slot]! : Number.NaN;
  }

  set(key: number, value: number): void {
    const slot = this.find(key);
    this.values[slot] = value;
    if (this.keys[slot] === key) return;
    this.keys[slot] = key;
    this.entries++;
    if (this.entries * 2 > this.mask) this.grow();
  }

  delete(key: number): void {
    const { keys, values, mask } = this;
    let gap = this.find(key);
    if (keys[gap] !== key) return;
    this.entries--;
    for (let slot = (gap + 1) & mask; !Number.isNaN(keys[slot]!); slot = (slot + 1) & mask) {
      if (((slot - homeOf(keys[slot]!, mask)) & mask) < ((slot - gap) & mask)) continue;
      keys[gap] = keys[slot]!;
      values[gap] = values[slot]!;
      gap = slot;
    }
    keys[gap] = Number.NaN;
  }

  /** Where the key stands, or would. */
  private find(key: number): number {
    const { keys, mask } = this;
    let slot = homeOf(key, mask);
    while (keys[slot] !== key && !Number.isNaN(keys[slot]!)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, values } = this;
    this.mask = this.mask * 2 + 1;
    this.keys = new Float64Array(this.mask + 1).fill(Number.NaN);
    this.values = new Float64Array(this.mask + 1);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (Number.isNaN(key)) continue;
      const slot = this.find(key);
      this.keys[slot] = key;
      this.values[slot] = values[i]!;
    }
  }
}

/** Where a key's search begins: both halves of a whole number below 2^53, mixed (Knuth's multiplicative constant). */
function homeOf(key: number, mask: number): number {
  const mixed = Math.imul((key | 0) ^ Math.imul((key / 4_294_967_296) | 0, 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}
