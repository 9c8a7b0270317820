import { ageMs, laterOf } from "./age.ts";
import { EvictedKeys } from "./evicted-keys.ts";
import { SLOTS, slotOf, slotRowsMax } from "./slots.ts";

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
/** Keys added to a slot between two sweeps, and rows then looked at for expiry: twice the rate of growth, so garbage never gathers. */
const INSERTS_PER_SWEEP = 8;
const SWEPT_AT_ONCE = 16;
/** Rows a slot begins with. */
const CAPACITY_FIRST = 4;
/** Rows of a slot from which on room grows by half, no more twofold: what no key needs is then a fifth of a table and not a third. */
const CAPACITY_GENTLE = 128;
/** Words of a slot in a snapshot before its rows. */
export const SLOT_HEADER_WORDS = 8;

/**
 * Open-addressing table from 64-bit keys to fixed-stride rows, in slots by hash of the key (`slots.ts`): what becomes of a row
 * depends on its slot's past alone. Bounded: in a full slot the least recently touched of the next 8 rows in the slot's clock
 * order is evicted, and remembered, so that its features are "not measurable" until their window has passed, never zero. All
 * times are event milliseconds modulo 2^32; rows idle longer than `windowMs` expire.
 * Times may run back by up to 10 days: rows touched later than `t` are fresh, and keep their later time.
 */
export class KeyTable {
  /** Rows, `stride` words each, slot by slot; read again after every `find`, which may replace the array and move the rows. */
  words: Uint32Array;
  readonly stride: number;
  readonly windowMs: number;
  keysLive = 0;
  keysEvicted = 0;
  /** True while the row of the last `find` was created by it. */
  created = false;

  private readonly slotRowsMax: number;
  /** Rows that every slot has room for now. */
  private capacity: number;
  /** Pairs: row + 1 (0 = empty), low word of its key. Row r of slot s is row s × capacity + r. */
  private index = new Uint32Array(2 * 256);
  private indexMask = 255;
  /** By slot: rows used, and how many of them are live. */
  private readonly rowsUsed = new Uint32Array(SLOTS);
  private readonly rowsLive = new Uint32Array(SLOTS);
  /** By slot: the first free row + 1, linked through the TOUCHED word. */
  private readonly freeHead = new Uint32Array(SLOTS);
  /** By slot: the clock's hand; keys evicted; keys added, modulo 256. */
  private readonly hand = new Uint32Array(SLOTS);
  private readonly evictions = new Uint32Array(SLOTS);
  private readonly added = new Uint8Array(SLOTS);
  /** By slot: when it began anew, an odd time; 0 = never, or a window ago. */
  private readonly restartedAt = new Uint32Array(SLOTS);
  private readonly evicted: EvictedKeys;
  private readonly dropRow: (base: number) => void;

  /**
   * `keysMax`: keys there is room for; as slots fill unevenly, for a few more. `dropRow(base)` releases what the row's states hold
   * elsewhere.
   */
  constructor(stride: number, windowMs: number, keysMax: number, dropRow: (base: number) => void) {
    this.stride = stride;
    this.windowMs = windowMs;
    this.slotRowsMax = slotRowsMax(keysMax);
    this.capacity = CAPACITY_FIRST;
    this.words = new Uint32Array(SLOTS * this.capacity * stride);
    this.evicted = new EvictedKeys(this.slotRowsMax, windowMs);
    this.dropRow = dropRow;
  }

  /** Base word of the key's row, created (all state words 0) when absent. One or two cache misses. */
  find(low: number, high: number, t: number): number {
    low >>>= 0;
    high >>>= 0;
    const { index, stride } = this;
    let place = this.placeOf(low, high);
    let words = this.words;
    for (;;) {
      const row = index[place * 2]!;
      if (row === 0) break;
      if (index[place * 2 + 1] === low) {
        const base = (row - 1) * stride;
        if (words[base + 1] === high) {
          words[base + TOUCHED] = laterOf(t, words[base + TOUCHED]!);
          this.created = false;
          return base;
        }
      }
      place = (place + 1) & this.indexMask;
    }
    const slot = slotOf(low, high);
    this.added[slot]!++;
    if ((this.added[slot]! & (INSERTS_PER_SWEEP - 1)) === 0) this.sweep(slot, t);
    const row = this.takeRow(slot, t);
    words = this.words;
    this.keysLive++;
    this.rowsLive[slot]!++;
    if (this.keysLive * 2 > this.indexMask) this.growIndex();
    this.link(row, low, high);
    const base = row * stride;
    words[base] = low;
    words[base + 1] = high;
    words[base + TOUCHED] = t;
    words[base + INCOMPLETE] = this.evicted.has(slot, low, high, t) ? oddTime(t) : this.blindSince(slot, t);
    this.created = true;
    return base;
  }

  /** Base word of the key's row, or −1 when there is none; nothing is created or touched. */
  peek(low: number, high: number): number {
    low >>>= 0;
    high >>>= 0;
    const { index, words, stride, indexMask } = this;
    for (let place = this.placeOf(low, high); ; place = (place + 1) & indexMask) {
      const row = index[place * 2]!;
      if (row === 0) return -1;
      const base = (row - 1) * stride;
      if (index[place * 2 + 1] === low && words[base + 1] === high) return base;
    }
  }

  /** Whether a key without a row may have had one that was evicted less than a window ago. */
  wasEvicted(low: number, high: number, t: number): boolean {
    const slot = slotOf(low, high);
    return this.blindSince(slot, t) !== 0 || this.evicted.has(slot, low >>> 0, high >>> 0, t);
  }

  /** Base word of a slot's first row. */
  firstBase(slot: number): number {
    return slot * this.capacity * this.stride;
  }

  /** Slot of a live row. */
  slotAt(base: number): number {
    return slotOf(this.words[base]!, this.words[base + 1]!);
  }

  /**
   * Begins anew at `t`, after a step of the clock: no row's times can be compared with those to come. Until a window has passed
   * every key counts as one whose past is not known.
   */
  restart(t: number): void {
    this.capacity = CAPACITY_FIRST;
    this.words = new Uint32Array(SLOTS * this.capacity * this.stride);
    this.index.fill(0);
    this.keysLive = 0;
    for (const bySlot of [this.rowsUsed, this.rowsLive, this.freeHead, this.hand, this.added]) bySlot.fill(0);
    for (let slot = 0; slot < SLOTS; slot++) this.evicted.clear(slot);
    this.restartedAt.fill(oddTime(t));
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

  /** Expires every idle row of a slot and calls `visit(base)` on the live ones. Called by event time, so that times never wrap. */
  sweepSlot(slot: number, t: number, visit: (base: number) => void): void {
    const { words, windowMs } = this;
    this.eachRow(slot, (base) => {
      if (ageMs(t, words[base + TOUCHED]!) >= windowMs) {
        this.removeRow(slot, base);
        return;
      }
      const born = words[base + INCOMPLETE]!;
      if (born !== 0 && ageMs(t, born) >= windowMs) words[base + INCOMPLETE] = 0;
      visit(base);
    });
  }

  /** Calls `visit(base)` on the live rows of a slot, in the order of its clock. */
  eachRow(slot: number, visit: (base: number) => void): void {
    const first = this.firstBase(slot);
    const end = first + this.rowsUsed[slot]! * this.stride;
    for (let base = first; base < end; base += this.stride) if (this.isLive(base)) visit(base);
  }

  /** Frees the stalest of the next rows in the slot of row `keep`, whatever its age, for its memory. False when there is none but `keep`. */
  evictOne(t: number, keep: number): boolean {
    const slot = this.slotAt(keep);
    const victim = this.stalest(slot, t, keep);
    if (victim < 0) return false;
    this.evictRow(slot, victim, t);
    return true;
  }

  get bytes(): number {
    return this.words.byteLength + this.index.byteLength + this.evicted.bytes;
  }

  /** Words that `writeSlot` writes. */
  slotWords(slot: number): number {
    return SLOT_HEADER_WORDS + this.rowsUsed[slot]! * this.stride + this.evicted.slotWords(slot);
  }

  /** Writes all that a slot is at `at`, so that `readSlot` makes it anew in any table of this kind; returns where it ends. */
  writeSlot(slot: number, out: Uint32Array, at: number): number {
    const used = this.rowsUsed[slot]!;
    const [live, free, hand] = [this.rowsLive[slot]!, this.freeHead[slot]!, this.hand[slot]!];
    const [added, restartedAt] = [this.added[slot]!, this.restartedAt[slot]!];
    out.set([this.stride, used, live, free, hand, added, restartedAt, this.evictions[slot]!], at);
    const first = this.firstBase(slot);
    out.set(this.words.subarray(first, first + used * this.stride), at + SLOT_HEADER_WORDS);
    return this.evicted.writeSlot(slot, out, at + SLOT_HEADER_WORDS + used * this.stride);
  }

  /** Takes a slot's words in place of what it holds; returns where they end. Throws on words of another kind of table. */
  readSlot(slot: number, words: Uint32Array, at: number): number {
    const rows = at + SLOT_HEADER_WORDS;
    const [stride = 0, used = 0, live = 0, free = 0, hand = 0, added = 0, restartedAt = 0, evictions = 0] =
      words.subarray(at, rows);
    if (stride !== this.stride || used > this.slotRowsMax || live > used)
      throw new Error(`no slot of this table: \`${live}\` of \`${used}\` rows of \`${stride}\` words`);
    this.dropSlot(slot);
    while (this.capacity < used) this.growRows();
    this.words.set(words.subarray(rows, rows + used * stride), this.firstBase(slot));
    this.rowsUsed[slot] = used;
    this.rowsLive[slot] = live;
    this.freeHead[slot] = free;
    this.hand[slot] = hand;
    this.added[slot] = added;
    this.restartedAt[slot] = restartedAt;
    this.evictions[slot] = evictions;
    // A hash fills the slots alike: the first one restored tells what room all will need.
    const expected = this.keysLive === 0 ? live * SLOTS : 0;
    this.keysEvicted += evictions;
    this.keysLive += live;
    if (Math.max(this.keysLive, expected) * 2 > this.indexMask) this.growIndex(expected);
    else this.linkSlot(slot);
    return this.evicted.readSlot(slot, words, rows + used * stride);
  }

  /** Lets go of all that a slot is, as if it had never been filled. */
  dropSlot(slot: number): void {
    this.eachRow(slot, (base) => this.removeRow(slot, base));
    const first = this.firstBase(slot);
    this.words.fill(0, first, first + this.rowsUsed[slot]! * this.stride);
    this.keysEvicted -= this.evictions[slot]!;
    const { rowsUsed, freeHead, hand, added, restartedAt, evictions } = this;
    for (const bySlot of [rowsUsed, freeHead, hand, added, restartedAt, evictions]) bySlot[slot] = 0;
    this.evicted.clear(slot);
  }

  private placeOf(low: number, high: number): number {
    return (low ^ (high >>> 7)) & this.indexMask;
  }

  private blindSince(slot: number, t: number): number {
    const since = this.restartedAt[slot]!;
    if (since === 0 || ageMs(t, since) < this.windowMs) return since;
    this.restartedAt[slot] = 0;
    return 0;
  }

  private isLive(base: number): boolean {
    return this.words[base] !== 0 || this.words[base + 1] !== 0;
  }

  /** A row whose words are 0, but for the one that `find` writes. */
  private takeRow(slot: number, t: number): number {
    if (this.freeHead[slot] === 0 && this.rowsUsed[slot]! >= this.slotRowsMax)
      this.evictRow(slot, this.stalest(slot, t, -1), t);
    const free = this.freeHead[slot]!;
    if (free !== 0) {
      const row = slot * this.capacity + free - 1;
      this.freeHead[slot] = this.words[row * this.stride + TOUCHED]!;
      return row;
    }
    if (this.rowsUsed[slot]! >= this.capacity) this.growRows();
    this.rowsUsed[slot]!++;
    return slot * this.capacity + this.rowsUsed[slot]! - 1;
  }

  /** Base of the least recently touched of the slot's next rows, or −1. */
  private stalest(slot: number, t: number, keep: number): number {
    const { words, stride } = this;
    const first = this.firstBase(slot);
    const used = this.rowsUsed[slot]!;
    let hand = this.hand[slot]!;
    let victim = -1;
    let oldest = -1;
    for (let seen = 0, looked = 0; seen < EVICTION_CANDIDATES && looked < used; looked++) {
      if (hand >= used) hand = 0;
      const base = first + hand * stride;
      if (base !== keep && this.isLive(base)) {
        seen++;
        const age = ageMs(t, words[base + TOUCHED]!);
        if (age > oldest) {
          oldest = age;
          victim = base;
        }
      }
      hand++;
    }
    this.hand[slot] = hand;
    return victim;
  }

  private evictRow(slot: number, base: number, t: number): void {
    if (ageMs(t, this.words[base + TOUCHED]!) < this.windowMs) {
      this.evicted.add(slot, this.words[base]!, this.words[base + 1]!, t);
      this.evictions[slot]!++;
      this.keysEvicted++;
    }
    this.removeRow(slot, base);
  }

  private sweep(slot: number, t: number): void {
    const { words, stride, windowMs } = this;
    const first = this.firstBase(slot);
    const used = this.rowsUsed[slot]!;
    let hand = this.hand[slot]!;
    for (let i = 0; i < SWEPT_AT_ONCE && i < used; i++) {
      if (hand >= used) hand = 0;
      const base = first + hand * stride;
      if (this.isLive(base) && ageMs(t, words[base + TOUCHED]!) >= windowMs) this.removeRow(slot, base);
      hand++;
    }
    this.hand[slot] = hand;
  }

  private removeRow(slot: number, base: number): void {
    const { words, stride } = this;
    const row = base / stride;
    this.dropRow(base);
    this.removeFromIndex(row, words[base]!, words[base + 1]!);
    words.fill(0, base, base + stride);
    words[base + TOUCHED] = this.freeHead[slot]!;
    this.freeHead[slot] = row - slot * this.capacity + 1;
    this.keysLive--;
    this.rowsLive[slot]!--;
  }

  private link(row: number, low: number, high: number): void {
    const { index, indexMask } = this;
    let place = this.placeOf(low, high);
    while (index[place * 2] !== 0) place = (place + 1) & indexMask;
    index[place * 2] = row + 1;
    index[place * 2 + 1] = low;
  }

  private linkSlot(slot: number): void {
    const { words, stride, index, indexMask } = this;
    const from = slot * this.capacity;
    for (let row = from, base = from * stride; row < from + this.rowsUsed[slot]!; row++, base += stride) {
      const low = words[base]!;
      if (low === 0 && words[base + 1] === 0) continue;
      let place = this.placeOf(low, words[base + 1]!);
      while (index[place * 2] !== 0) place = (place + 1) & indexMask;
      index[place * 2] = row + 1;
      index[place * 2 + 1] = low;
    }
  }

  /** Linear probing's deletion: later entries of the run move up into the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
  private removeFromIndex(row: number, low: number, high: number): void {
    const { index, indexMask: mask, words, stride } = this;
    let gap = this.placeOf(low, high);
    while (index[gap * 2] !== row + 1) gap = (gap + 1) & mask;
    let place = gap;
    for (;;) {
      place = (place + 1) & mask;
      const other = index[place * 2]!;
      if (other === 0) break;
      const base = (other - 1) * stride;
      const home = this.placeOf(words[base]!, words[base + 1]!);
      if (((place - home) & mask) >= ((place - gap) & mask)) {
        index[gap * 2] = other;
        index[gap * 2 + 1] = index[place * 2 + 1]!;
        gap = place;
      }
    }
    index[gap * 2] = 0;
  }

  /** Room for more rows in every slot: each slot's rows move, in their order. */
  private growRows(): void {
    const { capacity: before, stride, index } = this;
    const wanted = before < CAPACITY_GENTLE ? 2 * before : Math.ceil(1.5 * before);
    this.capacity = Math.min(wanted, this.slotRowsMax);
    const grown = new Uint32Array(SLOTS * this.capacity * stride);
    for (let slot = 0; slot < SLOTS; slot++) {
      const first = slot * before * stride;
      const rows = this.words.subarray(first, first + this.rowsUsed[slot]! * stride);
      grown.set(rows, this.firstBase(slot));
    }
    this.words = grown;
    const more = this.capacity - before;
    for (let at = 0; at < index.length; at += 2) {
      const entry = index[at]!;
      if (entry !== 0) index[at] = entry + Math.floor((entry - 1) / before) * more;
    }
  }

  /** Room for all live keys at a load of one half, in one step: a restored slot may hold many times what the index had room for. */
  private growIndex(expected = 0): void {
    let size = this.indexMask + 1;
    while (Math.max(this.keysLive, expected) * 2 > size - 1) size *= 2;
    this.index = new Uint32Array(size * 2);
    this.indexMask = size - 1;
    for (let slot = 0; slot < SLOTS; slot++) this.linkSlot(slot);
  }
}
