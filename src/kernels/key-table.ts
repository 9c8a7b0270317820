import { ageMs, laterOf } from "./age.ts";
import { EvictedKeys } from "./evicted-keys.ts";
import { GrowingWords } from "./growing-words.ts";
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
/** Rows that a slot is given at a time, as a power of two, 8 rows: it never has more than that many too many. In a table whose slots have fewer, that many. */
const CHUNK_LOG2_MAX = 3;
/** Pairs of a slot's first index, as a power of two; and of the largest, beyond any policy's keys. */
const INDEX_LOG2_FIRST = 3;
const INDEX_LOG2_MAX = 22;
const NOTHING = new Uint32Array(0);
/** Words of a slot in a snapshot before its rows. */
export const SLOT_HEADER_WORDS = 8;

/**
 * Open-addressing table from 64-bit keys to fixed-stride rows, in slots by hash of the key (`slots.ts`): what becomes of a row
 * depends on its slot's past alone. Bounded: in a full slot the least recently touched of the next 8 rows in the slot's clock
 * order is evicted, and remembered, so that its features are "not measurable" until their window has passed, never zero. All
 * times are event milliseconds modulo 2^32; rows idle longer than `windowMs` expire.
 * Times may run back by up to 10 days: rows touched later than `t` are fresh, and keep their later time.
 * It grows slot by slot, and rows stay where they are: no single key costs more than linking those of one slot anew, some 0.1 ms
 * at a million keys.
 */
export class KeyTable {
  /** Rows, `stride` words each, in chunks of the slots as they came to need them; read again after every `find`, which may replace the array. */
  words: Uint32Array;
  readonly stride: number;
  readonly windowMs: number;
  keysLive = 0;
  keysEvicted = 0;
  /** True while the row of the last `find` was created by it. */
  created = false;

  private readonly slotRowsMax: number;
  private readonly chunkLog2: number;
  private readonly chunkRows: number;
  private memory: GrowingWords;
  /** Words given to slots so far. */
  private wordsGiven = 0;
  /** By slot: base word of each of its chunks. With chunks of 8, row r of a slot is row r % 8 of its chunk r / 8. */
  private readonly chunks: number[][] = Array.from({ length: SLOTS }, () => []);
  /**
   * By log2 of the pairs of a slot: the indexes of the slots that have so many, each at its slot's place. Pairs: base word / stride + 1 of
   * a row (0 = empty), low word of its key. Memory is taken as slots come, and an array that all have left is let go.
   */
  private readonly indexes: Uint32Array[] = Array.from({ length: INDEX_LOG2_MAX + 1 }, () => NOTHING);
  private readonly indexLog2 = new Uint8Array(SLOTS);
  /** By log2: slots that have so many pairs. */
  private readonly indexSlots = new Uint16Array(INDEX_LOG2_MAX + 1);
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
    this.chunkLog2 = Math.min(CHUNK_LOG2_MAX, Math.floor(Math.log2(this.slotRowsMax)));
    this.chunkRows = 1 << this.chunkLog2;
    this.memory = this.newMemory();
    this.words = this.memory.words;
    this.emptyIndex();
    this.evicted = new EvictedKeys(this.slotRowsMax, windowMs);
    this.dropRow = dropRow;
  }

  /** Base word of the key's row, created (all state words 0) when absent. One or two cache misses. */
  find(low: number, high: number, t: number): number {
    low >>>= 0;
    high >>>= 0;
    const { stride } = this;
    const slot = slotOf(low, high);
    const log2 = this.indexLog2[slot]!;
    const index = this.indexes[log2]!;
    const from = slot << (log2 + 1);
    const mask = (1 << log2) - 1;
    let place = placeOf(low, mask);
    let words = this.words;
    for (;;) {
      const pair = from + place * 2;
      const row = index[pair]!;
      if (row === 0) break;
      if (index[pair + 1] === low) {
        const base = (row - 1) * stride;
        if (words[base + 1] === high) {
          words[base + TOUCHED] = laterOf(t, words[base + TOUCHED]!);
          this.created = false;
          return base;
        }
      }
      place = (place + 1) & mask;
    }
    this.added[slot]!++;
    if ((this.added[slot]! & (INSERTS_PER_SWEEP - 1)) === 0) this.sweep(slot, t);
    const base = this.takeRow(slot, t);
    words = this.words;
    this.keysLive++;
    this.rowsLive[slot]!++;
    this.growIndex(slot);
    this.link(slot, base / stride, low);
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
    const { words, stride } = this;
    const slot = slotOf(low, high);
    const log2 = this.indexLog2[slot]!;
    const index = this.indexes[log2]!;
    const from = slot << (log2 + 1);
    const mask = (1 << log2) - 1;
    for (let place = placeOf(low, mask); ; place = (place + 1) & mask) {
      const pair = from + place * 2;
      const row = index[pair]!;
      if (row === 0) return -1;
      const base = (row - 1) * stride;
      if (index[pair + 1] === low && words[base + 1] === high) return base;
    }
  }

  /** Whether a key without a row may have had one that was evicted less than a window ago. */
  wasEvicted(low: number, high: number, t: number): boolean {
    const slot = slotOf(low, high);
    return this.blindSince(slot, t) !== 0 || this.evicted.has(slot, low >>> 0, high >>> 0, t);
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
    this.memory = this.newMemory();
    this.words = this.memory.words;
    this.wordsGiven = 0;
    for (const chunks of this.chunks) chunks.length = 0;
    this.emptyIndex();
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
    this.eachRow(slot, (base, row) => {
      if (ageMs(t, words[base + TOUCHED]!) >= windowMs) {
        this.removeRow(slot, row);
        return;
      }
      const born = words[base + INCOMPLETE]!;
      if (born !== 0 && ageMs(t, born) >= windowMs) words[base + INCOMPLETE] = 0;
      visit(base);
    });
  }

  /** Calls `visit(base, row)` on the live rows of a slot, in the order of its clock; `row`: its place in the slot, and in the slot's part of a snapshot. */
  eachRow(slot: number, visit: (base: number, row: number) => void): void {
    const used = this.rowsUsed[slot]!;
    for (let row = 0; row < used; row++) {
      const base = this.baseOf(slot, row);
      if (this.isLive(base)) visit(base, row);
    }
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
    const rows = this.words.byteLength + this.evicted.bytes;
    return this.indexes.reduce((sum, index) => sum + index.byteLength, rows);
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
    this.eachChunk(slot, (from, words, behind) => {
      out.set(this.words.subarray(from, from + words), at + SLOT_HEADER_WORDS + behind);
    });
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
    while (this.chunks[slot]!.length * this.chunkRows < used) this.addChunk(slot);
    this.rowsUsed[slot] = used;
    this.eachChunk(slot, (from, count, behind) => {
      this.words.set(words.subarray(rows + behind, rows + behind + count), from);
    });
    this.rowsLive[slot] = live;
    this.freeHead[slot] = free;
    this.hand[slot] = hand;
    this.added[slot] = added;
    this.restartedAt[slot] = restartedAt;
    this.evictions[slot] = evictions;
    this.keysEvicted += evictions;
    this.keysLive += live;
    this.growIndex(slot);
    this.linkSlot(slot);
    return this.evicted.readSlot(slot, words, rows + used * stride);
  }

  /** Lets go of all that a slot is, as if it had never been filled. */
  dropSlot(slot: number): void {
    this.eachRow(slot, (base) => this.dropRow(base));
    this.eachChunk(slot, (from, words) => this.words.fill(0, from, from + words));
    this.clearIndex(slot);
    this.keysLive -= this.rowsLive[slot]!;
    this.keysEvicted -= this.evictions[slot]!;
    const { rowsUsed, freeHead, hand, added, restartedAt, evictions } = this;
    for (const bySlot of [rowsUsed, freeHead, hand, added, restartedAt, evictions]) bySlot[slot] = 0;
    this.evicted.clear(slot);
  }

  private newMemory(): GrowingWords {
    const chunksMax = SLOTS * Math.ceil(this.slotRowsMax / this.chunkRows);
    return new GrowingWords(0, chunksMax * this.chunkRows * this.stride);
  }

  /** No slot has more than one empty pair. */
  private emptyIndex(): void {
    this.indexes.fill(NOTHING);
    this.indexes[0] = new Uint32Array(SLOTS * 2);
    this.indexLog2.fill(0);
    this.indexSlots.fill(0);
    this.indexSlots[0] = SLOTS;
  }

  /** Base word of a slot's row. */
  private baseOf(slot: number, row: number): number {
    return this.chunks[slot]![row >>> this.chunkLog2]! + (row & (this.chunkRows - 1)) * this.stride;
  }

  private addChunk(slot: number): void {
    const from = this.wordsGiven;
    this.wordsGiven += this.chunkRows * this.stride;
    this.memory.growTo(this.wordsGiven);
    this.words = this.memory.words;
    this.chunks[slot]!.push(from);
  }

  /** Calls with the first word of each chunk's rows in use, how many words they are, and how many are in the chunks before. */
  private eachChunk(slot: number, visit: (from: number, words: number, behind: number) => void): void {
    const words = this.rowsUsed[slot]! * this.stride;
    const chunk = this.chunkRows * this.stride;
    for (let behind = 0; behind < words; behind += chunk)
      visit(this.chunks[slot]![behind / chunk]!, Math.min(chunk, words - behind), behind);
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

  /** Base of a row whose words are 0, but for the one that `find` writes. */
  private takeRow(slot: number, t: number): number {
    if (this.freeHead[slot] === 0 && this.rowsUsed[slot]! >= this.slotRowsMax)
      this.evictRow(slot, this.stalest(slot, t, -1), t);
    const free = this.freeHead[slot]!;
    if (free !== 0) {
      const base = this.baseOf(slot, free - 1);
      this.freeHead[slot] = this.words[base + TOUCHED]!;
      return base;
    }
    const row = this.rowsUsed[slot]!++;
    if (row >>> this.chunkLog2 === this.chunks[slot]!.length) this.addChunk(slot);
    return this.baseOf(slot, row);
  }

  /** The least recently touched of the slot's next rows, by its place in the slot, or −1. */
  private stalest(slot: number, t: number, keep: number): number {
    const { words } = this;
    const used = this.rowsUsed[slot]!;
    let hand = this.hand[slot]!;
    let victim = -1;
    let oldest = -1;
    for (let seen = 0, looked = 0; seen < EVICTION_CANDIDATES && looked < used; looked++) {
      if (hand >= used) hand = 0;
      const base = this.baseOf(slot, hand);
      if (base !== keep && this.isLive(base)) {
        seen++;
        const age = ageMs(t, words[base + TOUCHED]!);
        if (age > oldest) {
          oldest = age;
          victim = hand;
        }
      }
      hand++;
    }
    this.hand[slot] = hand;
    return victim;
  }

  private evictRow(slot: number, row: number, t: number): void {
    const base = this.baseOf(slot, row);
    if (ageMs(t, this.words[base + TOUCHED]!) < this.windowMs) {
      this.evicted.add(slot, this.words[base]!, this.words[base + 1]!, t);
      this.evictions[slot]!++;
      this.keysEvicted++;
    }
    this.removeRow(slot, row);
  }

  private sweep(slot: number, t: number): void {
    const { words, windowMs } = this;
    const used = this.rowsUsed[slot]!;
    let hand = this.hand[slot]!;
    for (let i = 0; i < SWEPT_AT_ONCE && i < used; i++) {
      if (hand >= used) hand = 0;
      const base = this.baseOf(slot, hand);
      if (this.isLive(base) && ageMs(t, words[base + TOUCHED]!) >= windowMs) this.removeRow(slot, hand);
      hand++;
    }
    this.hand[slot] = hand;
  }

  private removeRow(slot: number, row: number): void {
    const { words, stride } = this;
    const base = this.baseOf(slot, row);
    this.dropRow(base);
    this.unlink(slot, base);
    words.fill(0, base, base + stride);
    words[base + TOUCHED] = this.freeHead[slot]!;
    this.freeHead[slot] = row + 1;
    this.keysLive--;
    this.rowsLive[slot]!--;
  }

  /** Linear probing's deletion: later entries of the run move up into the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
  private unlink(slot: number, base: number): void {
    const { words, stride } = this;
    const log2 = this.indexLog2[slot]!;
    const index = this.indexes[log2]!;
    const from = slot << (log2 + 1);
    const mask = (1 << log2) - 1;
    const entry = base / stride + 1;
    let gap = placeOf(words[base]!, mask);
    while (index[from + gap * 2] !== entry) gap = (gap + 1) & mask;
    let place = gap;
    for (;;) {
      place = (place + 1) & mask;
      const other = index[from + place * 2]!;
      if (other === 0) break;
      const home = placeOf(index[from + place * 2 + 1]!, mask);
      if (((place - home) & mask) >= ((place - gap) & mask)) {
        index[from + gap * 2] = other;
        index[from + gap * 2 + 1] = index[from + place * 2 + 1]!;
        gap = place;
      }
    }
    index[from + gap * 2] = 0;
  }

  private link(slot: number, row: number, low: number): void {
    const log2 = this.indexLog2[slot]!;
    const index = this.indexes[log2]!;
    const from = slot << (log2 + 1);
    const mask = (1 << log2) - 1;
    let place = placeOf(low, mask);
    while (index[from + place * 2] !== 0) place = (place + 1) & mask;
    index[from + place * 2] = row + 1;
    index[from + place * 2 + 1] = low;
  }

  /** Room for the slot's live keys at a load of one half: where there is none, its pairs move to a larger part. O(pairs); no row is read. */
  private growIndex(slot: number): void {
    const live = this.rowsLive[slot]!;
    const before = this.indexLog2[slot]!;
    if (live * 2 < 1 << before) return;
    let log2 = Math.max(INDEX_LOG2_FIRST, before);
    while (live * 2 >= 1 << log2) log2++;
    if (this.indexSlots[log2] === 0) this.indexes[log2] = new Uint32Array(SLOTS << (log2 + 1));
    this.indexSlots[log2]!++;
    this.indexLog2[slot] = log2;
    const smaller = this.indexes[before]!;
    const from = slot << (before + 1);
    const end = from + (2 << before);
    for (let pair = from; pair < end; pair += 2) {
      const row = smaller[pair]!;
      if (row !== 0) this.link(slot, row - 1, smaller[pair + 1]!);
    }
    smaller.fill(0, from, end);
    this.indexSlots[before]!--;
    if (this.indexSlots[before] === 0) this.indexes[before] = NOTHING;
  }

  private clearIndex(slot: number): void {
    const log2 = this.indexLog2[slot]!;
    const from = slot << (log2 + 1);
    this.indexes[log2]!.fill(0, from, from + (2 << log2));
  }

  private linkSlot(slot: number): void {
    const { words, stride } = this;
    this.eachRow(slot, (base) => this.link(slot, base / stride, words[base]!));
  }
}

/** Where the search for a key begins: by its low word, which stands in its pair, so that growth reads no rows. */
function placeOf(low: number, mask: number): number {
  return (low ^ (low >>> 15)) & mask;
}
