import { ageMs, laterOf } from "./age.ts";
import { EvictedKeys } from "./evicted-keys.ts";

/** Words before a row's window states: key low, key high, last touched, born incomplete (0 = complete). */
export const ROW_HEADER_WORDS = 4;
const TOUCHED = 2;
const INCOMPLETE = 3;

/** The latest odd time not after t: a time that can never be the 0 that stands for none. */
export function oddTime(t: number): number {
  return ((t - 1) | 1) >>> 0;
}

/** Rows compared when one must be evicted: the least recently touched of this many goes. */
const EVICTION_CANDIDATES = 8;
/** Rows looked at for expiry whenever a key is added: twice the rate of growth, so garbage never gathers. */
const SWEPT_PER_INSERT = 2;

/**
 * Open-addressing table from 64-bit keys to fixed-stride rows. Bounded: at `rowsMax` live keys the least recently
 * touched of the next 8 rows in clock order is evicted, and remembered, so that its features are "not measurable" until
 * their window has passed, never zero. All times are event milliseconds modulo 2^32; rows idle longer than `windowMs` expire.
 * Times may run back by up to 10 days: rows touched later than `t` are fresh, and keep their later time.
 */
export class KeyTable {
  /** Rows, `stride` words each; read again after every `find`, which may replace the array. */
  words: Uint32Array;
  readonly stride: number;
  readonly windowMs: number;
  keysLive = 0;
  keysEvicted = 0;
  /** True while the row of the last `find` was created by it. */
  created = false;

  private readonly rowsMax: number;
  /** Pairs: row + 1 (0 = empty), low word of its key. */
  private index: Uint32Array;
  private indexMask: number;
  private rowsUsed = 0;
  private freeHead = 0; // row + 1, linked through the TOUCHED word
  private hand = 0;
  /** When it began anew, an odd time; 0 = never, or a window ago. */
  private restartedAt = 0;
  private readonly evicted: EvictedKeys;
  private readonly dropRow: (base: number) => void;

  /** `dropRow(base)` releases what the row's states hold elsewhere. */
  constructor(stride: number, windowMs: number, rowsMax: number, dropRow: (base: number) => void) {
    this.stride = stride;
    this.windowMs = windowMs;
    this.rowsMax = Math.max(2 * EVICTION_CANDIDATES, rowsMax);
    this.words = new Uint32Array(64 * stride);
    this.index = new Uint32Array(2 * 256);
    this.indexMask = 255;
    this.evicted = new EvictedKeys(this.rowsMax, windowMs);
    this.dropRow = dropRow;
  }

  /** Base word of the key's row, created (all state words 0) when absent. One or two cache misses. */
  find(low: number, high: number, t: number): number {
    low >>>= 0;
    high >>>= 0;
    let index = this.index;
    let slot = this.slotOf(low, high);
    let words = this.words;
    const stride = this.stride;
    for (;;) {
      const row = index[slot * 2]!;
      if (row === 0) break;
      if (index[slot * 2 + 1] === low) {
        const base = (row - 1) * stride;
        if (words[base + 1] === high) {
          words[base + TOUCHED] = laterOf(t, words[base + TOUCHED]!);
          this.created = false;
          return base;
        }
      }
      slot = (slot + 1) & this.indexMask;
    }
    this.sweep(t, SWEPT_PER_INSERT);
    const row = this.takeRow(t);
    words = this.words;
    if (this.keysLive * 2 > this.indexMask) this.growIndex();
    index = this.index;
    slot = this.slotOf(low, high);
    while (index[slot * 2] !== 0) slot = (slot + 1) & this.indexMask;
    index[slot * 2] = row + 1;
    index[slot * 2 + 1] = low;
    const base = row * stride;
    words.fill(0, base, base + stride);
    words[base] = low;
    words[base + 1] = high;
    words[base + TOUCHED] = t;
    words[base + INCOMPLETE] = this.evicted.has(low, high, t) ? oddTime(t) : this.blindSince(t);
    this.keysLive++;
    this.created = true;
    return base;
  }

  /** Base word of the key's row, or −1 when there is none; nothing is created or touched. */
  peek(low: number, high: number): number {
    low >>>= 0;
    high >>>= 0;
    const { index, words, stride, indexMask } = this;
    for (let slot = this.slotOf(low, high); ; slot = (slot + 1) & indexMask) {
      const row = index[slot * 2]!;
      if (row === 0) return -1;
      const base = (row - 1) * stride;
      if (index[slot * 2 + 1] === low && words[base + 1] === high) return base;
    }
  }

  /** Whether a key without a row may have had one that was evicted less than a window ago. */
  wasEvicted(low: number, high: number, t: number): boolean {
    return this.blindSince(t) !== 0 || this.evicted.has(low >>> 0, high >>> 0, t);
  }

  /**
   * Begins anew at `t`, after a step of the clock: no row's times can be compared with those to come. Until a window has passed
   * every key counts as one whose past is not known.
   */
  restart(t: number): void {
    this.rowsUsed = 0;
    this.freeHead = 0;
    this.hand = 0;
    this.keysLive = 0;
    this.index.fill(0);
    this.evicted.clear();
    this.restartedAt = oddTime(t);
  }

  /** Whether the row's past is known for a window of `windowMs`: false after its key was evicted less than that ago. */
  complete(base: number, t: number, windowMs: number): boolean {
    const born = this.words[base + INCOMPLETE]!;
    return born === 0 || ageMs(t, born) >= windowMs;
  }

  /** Says that part of the row's past is not known: its features are not measurable until their window has passed. */
  markIncomplete(base: number, t: number): void {
    this.words[base + INCOMPLETE] = oddTime(t);
  }

  /** Expires every idle row and calls `visit(base)` on the live ones. Called by event time, so that times never wrap. */
  sweepAll(t: number, visit: (base: number) => void): void {
    const { words, stride, windowMs } = this;
    for (let row = 0; row < this.rowsUsed; row++) {
      const base = row * stride;
      if (!this.isLive(base)) continue;
      if (ageMs(t, words[base + TOUCHED]!) >= windowMs) this.removeRow(row);
      else {
        const born = words[base + INCOMPLETE]!;
        if (born !== 0 && ageMs(t, born) >= windowMs) words[base + INCOMPLETE] = 0;
        visit(base);
      }
    }
  }

  /** Frees the stalest of the next rows whatever its age, for its memory. False when there is none but `keep`. */
  evictOne(t: number, keep: number): boolean {
    const victim = this.stalest(t, keep);
    if (victim < 0) return false;
    this.evictRow(victim, t);
    return true;
  }

  get bytes(): number {
    return this.words.byteLength + this.index.byteLength + this.evicted.bytes;
  }

  snapshot(): Uint8Array[] {
    const header = new Float64Array([
      this.rowsUsed,
      this.freeHead,
      this.hand,
      this.keysLive,
      this.keysEvicted,
      this.indexMask,
      this.restartedAt,
    ]);
    return [
      new Uint8Array(header.buffer),
      new Uint8Array(this.words.buffer, 0, this.rowsUsed * this.stride * 4),
      new Uint8Array(this.index.buffer, 0, this.index.byteLength),
      ...this.evicted.snapshot(),
    ];
  }

  /** Parts it takes from a snapshot. */
  static readonly SNAPSHOT_PARTS = 3 + EvictedKeys.SNAPSHOT_PARTS;

  restore(parts: readonly Uint8Array[]): void {
    const [headerBytes, words, index, ...evicted] = parts as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      ...Uint8Array[],
    ];
    const header = new Float64Array(headerBytes.slice().buffer);
    this.rowsUsed = header[0]!;
    this.freeHead = header[1]!;
    this.hand = header[2]!;
    this.keysLive = header[3]!;
    this.keysEvicted = header[4]!;
    this.indexMask = header[5]!;
    this.restartedAt = header[6]!;
    let length = this.words.length;
    while (length < words.byteLength / 4) length *= 2;
    this.words = new Uint32Array(length);
    new Uint8Array(this.words.buffer).set(words);
    this.index = new Uint32Array(index.slice().buffer);
    this.evicted.restore(evicted);
  }

  private slotOf(low: number, high: number): number {
    return (low ^ (high >>> 7)) & this.indexMask;
  }

  private blindSince(t: number): number {
    if (this.restartedAt !== 0 && ageMs(t, this.restartedAt) >= this.windowMs) this.restartedAt = 0;
    return this.restartedAt;
  }

  private isLive(base: number): boolean {
    return this.words[base] !== 0 || this.words[base + 1] !== 0;
  }

  private takeRow(t: number): number {
    if (this.freeHead === 0 && this.rowsUsed >= this.rowsMax) {
      const victim = this.stalest(t, -1);
      this.evictRow(victim, t);
    }
    if (this.freeHead !== 0) {
      const row = this.freeHead - 1;
      this.freeHead = this.words[row * this.stride + TOUCHED]!;
      return row;
    }
    const row = this.rowsUsed++;
    if (this.rowsUsed * this.stride > this.words.length) {
      const grown = new Uint32Array(Math.min(this.words.length * 2, this.rowsMax * this.stride));
      grown.set(this.words);
      this.words = grown;
    }
    return row;
  }

  private stalest(t: number, keep: number): number {
    const { words, stride } = this;
    let victim = -1;
    let oldest = -1;
    for (let seen = 0, looked = 0; seen < EVICTION_CANDIDATES && looked < this.rowsUsed; looked++) {
      if (this.hand >= this.rowsUsed) this.hand = 0;
      const base = this.hand * stride;
      if (base !== keep && this.isLive(base)) {
        seen++;
        const age = ageMs(t, words[base + TOUCHED]!);
        if (age > oldest) {
          oldest = age;
          victim = this.hand;
        }
      }
      this.hand++;
    }
    return victim;
  }

  private evictRow(row: number, t: number): void {
    const base = row * this.stride;
    if (ageMs(t, this.words[base + TOUCHED]!) < this.windowMs) {
      this.evicted.add(this.words[base]!, this.words[base + 1]!, t);
      this.keysEvicted++;
    }
    this.removeRow(row);
  }

  private sweep(t: number, rows: number): void {
    const { words, stride, windowMs } = this;
    for (let i = 0; i < rows && this.rowsUsed > 0; i++) {
      if (this.hand >= this.rowsUsed) this.hand = 0;
      const base = this.hand * stride;
      if (this.isLive(base) && ageMs(t, words[base + TOUCHED]!) >= windowMs) this.removeRow(this.hand);
      this.hand++;
    }
  }

  private removeRow(row: number): void {
    const base = row * this.stride;
    const words = this.words;
    this.dropRow(base);
    this.removeFromIndex(row, words[base]!, words[base + 1]!);
    words[base] = 0;
    words[base + 1] = 0;
    words[base + TOUCHED] = this.freeHead;
    this.freeHead = row + 1;
    this.keysLive--;
  }

  /** Linear probing's deletion: later entries of the run move up into the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
  private removeFromIndex(row: number, low: number, high: number): void {
    const { index, indexMask: mask, words, stride } = this;
    let gap = this.slotOf(low, high);
    while (index[gap * 2] !== row + 1) gap = (gap + 1) & mask;
    let slot = gap;
    for (;;) {
      slot = (slot + 1) & mask;
      const other = index[slot * 2]!;
      if (other === 0) break;
      const base = (other - 1) * stride;
      const home = this.slotOf(words[base]!, words[base + 1]!);
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        index[gap * 2] = other;
        index[gap * 2 + 1] = index[slot * 2 + 1]!;
        gap = slot;
      }
    }
    index[gap * 2] = 0;
  }

  private growIndex(): void {
    const size = (this.indexMask + 1) * 2;
    this.index = new Uint32Array(size * 2);
    this.indexMask = size - 1;
    const { index, words, stride } = this;
    for (let row = 0; row < this.rowsUsed; row++) {
      const base = row * stride;
      if (!this.isLive(base)) continue;
      let slot = this.slotOf(words[base]!, words[base + 1]!);
      while (index[slot * 2] !== 0) slot = (slot + 1) & this.indexMask;
      index[slot * 2] = row + 1;
      index[slot * 2 + 1] = words[base]!;
    }
  }
}
