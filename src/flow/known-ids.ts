/** Ids kept by their text since their hash was taken: each takes half an hour of a processor to make. */
const COLLIDED_MAX = 100_000;
/** Ids of one page of memory, 128 KiB: nothing is copied as ids come to be many. */
const PAGE_LOG2 = 14;
const PAGE_MASK = (1 << PAGE_LOG2) - 1;
/** Parts of the index, by the first byte of the hash: one grows at a time, at 4 M ids within 2 ms. */
const PARTS = 256;
const PART_SHIFT = 24;
/** Of a part without ids: none is found in it. */
const EMPTY = new Uint32Array(1);
const PART_FIRST = 8;
/** Part of the places that may be taken: above one half, so that parts of a full ring, half full and uneven, need not all double. */
const LOAD_MAX = 5 / 8;

/**
 * Ids of the latest `idsMax` events and their log positions, so that the same id again is the same event, once. Ids leave in the
 * order they came. 16 to 24 bytes an id. An id that left and comes again would count again: the horizon is a stated limit.
 */
export class KnownIds {
  private readonly idsMax: number;
  private first = 0;
  private end = 0;
  /** Ring by position modulo `idsMax`, in pages: low and high word of the id's hash. */
  private pages: Int32Array[] = [];
  /** Open addressing, a power of two each: place in the ring + 1; 0 = empty. */
  private index: Uint32Array[] = [];
  private readonly linked = new Uint32Array(PARTS);
  private readonly collided = new Map<string, number>();

  constructor(idsMax: number) {
    this.idsMax = 2 ** Math.ceil(Math.log2(Math.max(2, idsMax)));
    this.index = Array.from({ length: PARTS }, () => EMPTY);
  }

  /**
   * Another id whose hash is one that is known: somebody has made two ids of one hash. Told apart by their text, so that neither
   * is taken for a repeat of the other.
   */
  addCollided(text: string, position: number): void {
    this.collided.set(text, position);
    if (this.collided.size <= COLLIDED_MAX) return;
    for (const first of this.collided.keys()) {
      this.collided.delete(first);
      return;
    }
  }

  /** Log position of such an id, or −1. */
  findCollided(text: string): number {
    return this.collided.get(text) ?? -1;
  }

  /** Whether there is any. */
  get anyCollided(): boolean {
    return this.collided.size > 0;
  }

  /** Begins at a position; only on an empty instance. */
  startAt(position: number): void {
    this.first = position;
    this.end = position;
  }

  /**
   * A copy of the ids from a position on, at most `max` of them and none from `end` on; begins later where the first have left.
   * Asked for one piece after the other while ids are added, the pieces are of one row.
   */
  piece(position: number, end: number, max: number): { readonly first: number; readonly ids: Int32Array } {
    const first = Math.max(position, this.first);
    const count = Math.max(0, Math.min(max, end - first));
    const ids = new Int32Array(2 * count);
    for (let done = 0; done < count; ) {
      const at = this.placeOf(first + done);
      const from = at & PAGE_MASK;
      const part = Math.min(count - done, PAGE_MASK + 1 - from, this.idsMax - at);
      ids.set(this.pages[at >>> PAGE_LOG2]!.subarray(from * 2, (from + part) * 2), done * 2);
      done += part;
    }
    return { first, ids };
  }

  /** Ids before `end` that are kept by their text, with their positions. */
  collidedBefore(end: number): [text: string, position: number][] {
    return [...this.collided].filter(([, position]) => position < end);
  }

  /** Takes pieces of one row, the first beginning at `first`, into an empty instance: the latest `idsMax` of them. About 0.1 µs each. */
  restore(
    first: number,
    pieces: readonly Int32Array[],
    collided: readonly (readonly [text: string, position: number])[],
  ): void {
    const end = pieces.reduce((sum, { length }) => sum + length / 2, first);
    this.startAt(Math.max(first, end - this.idsMax));
    // A hash fills the parts alike.
    let room = PART_FIRST;
    while (room * PARTS < 2 * (end - this.first)) room *= 2;
    if (end > this.first) this.index = this.index.map(() => new Uint32Array(room));
    let position = first;
    for (const ids of pieces) {
      for (let i = 0; i < ids.length; i += 2, position++) {
        if (position < this.first) continue;
        const [low, high] = [ids[i]!, ids[i + 1]!];
        this.link(this.put(position, low, high), low, high);
      }
    }
    this.end = end;
    for (const [text, at] of collided) if (at >= this.first) this.addCollided(text, at);
  }

  /** Position of the first id that is known. */
  get begin(): number {
    return this.first;
  }

  /** Position of the next id. */
  get position(): number {
    return this.end;
  }

  get size(): number {
    return this.end - this.first;
  }

  get bytes(): number {
    const ids = this.pages.reduce((sum, page) => sum + page.byteLength, 0);
    return this.index.reduce((sum, part) => sum + part.byteLength, ids);
  }

  /** Log position of the id, or −1. */
  find(low: number, high: number): number {
    const part = this.index[low >>> PART_SHIFT]!;
    const mask = part.length - 1;
    for (let place = homeOf(low, high, mask); ; place = (place + 1) & mask) {
      const entry = part[place]!;
      if (entry === 0) return -1;
      const at = entry - 1;
      if (!this.isAt(at, low, high)) continue;
      const offset = (at - this.placeOf(this.first) + this.idsMax) % this.idsMax;
      return this.first + offset;
    }
  }

  /** Adds an id at the next position. A known id keeps its first position. */
  add(low: number, high: number): void {
    if (this.size >= this.idsMax) this.dropFirst();
    const at = this.put(this.end, low, high);
    this.end++;
    this.link(at, low, high);
  }

  /** Adds an id that is not known; false when it is. */
  addNew(low: number, high: number): boolean {
    if (this.find(low, high) >= 0) return false;
    this.add(low, high);
    return true;
  }

  private placeOf(position: number): number {
    return position % this.idsMax;
  }

  private isAt(at: number, low: number, high: number): boolean {
    const page = this.pages[at >>> PAGE_LOG2]!;
    const place = (at & PAGE_MASK) * 2;
    return page[place] === low && page[place + 1] === high;
  }

  /** Writes a hash into the ring; answers its place there. */
  private put(position: number, low: number, high: number): number {
    const at = this.placeOf(position);
    const page = at >>> PAGE_LOG2;
    let ids = this.pages[page];
    if (ids === undefined) {
      ids = new Int32Array(2 * Math.min(this.idsMax, PAGE_MASK + 1));
      this.pages[page] = ids;
    }
    const place = (at & PAGE_MASK) * 2;
    ids[place] = low;
    ids[place + 1] = high;
    return at;
  }

  private link(at: number, low: number, high: number): void {
    const number = low >>> PART_SHIFT;
    if (this.linked[number]! + 1 > this.index[number]!.length * LOAD_MAX) this.grow(number);
    const part = this.index[number]!;
    const mask = part.length - 1;
    let place = homeOf(low, high, mask);
    for (; part[place] !== 0; place = (place + 1) & mask) if (this.isAt(part[place]! - 1, low, high)) return;
    part[place] = at + 1;
    this.linked[number]!++;
  }

  /** Forgets the ids from a position on: what was added for a run that could not be stored. */
  truncateTo(position: number): void {
    for (const [text, at] of this.collided) if (at >= position) this.collided.delete(text);
    while (this.end > Math.max(position, this.first)) {
      this.end--;
      this.unlink(this.placeOf(this.end));
    }
  }

  /** Forgets at most `max` ids of before a position; whether more are left. */
  forgetBefore(position: number, max: number): boolean {
    for (const [text, at] of this.collided) if (at < position) this.collided.delete(text);
    for (let left = max; left > 0 && this.first < Math.min(position, this.end); left--) this.dropFirst();
    return this.first < Math.min(position, this.end);
  }

  private dropFirst(): void {
    this.unlink(this.placeOf(this.first));
    this.first++;
  }

  /** Linear probing's deletion: later entries of the run move up into the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
  private unlink(at: number): void {
    const number = this.hashWord(at, 0) >>> PART_SHIFT;
    const part = this.index[number]!;
    const mask = part.length - 1;
    let gap = this.homeAt(at, mask);
    while (part[gap] !== at + 1) {
      if (part[gap] === 0) return; // a repeat that was never linked
      gap = (gap + 1) & mask;
    }
    for (let place = (gap + 1) & mask; part[place] !== 0; place = (place + 1) & mask) {
      if (((place - this.homeAt(part[place]! - 1, mask)) & mask) >= ((place - gap) & mask)) {
        part[gap] = part[place]!;
        gap = place;
      }
    }
    part[gap] = 0;
    this.linked[number]!--;
  }

  /** Doubles one part of the index. */
  private grow(number: number): void {
    const before = this.index[number]!;
    const part = new Uint32Array(Math.max(PART_FIRST, 2 * before.length));
    const mask = part.length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let place = this.homeAt(entry - 1, mask);
      while (part[place] !== 0) place = (place + 1) & mask;
      part[place] = entry;
    }
    this.index[number] = part;
  }

  private hashWord(at: number, word: 0 | 1): number {
    return this.pages[at >>> PAGE_LOG2]![(at & PAGE_MASK) * 2 + word]!;
  }

  private homeAt(at: number, mask: number): number {
    return homeOf(this.hashWord(at, 0), this.hashWord(at, 1), mask);
  }
}

/** Where the search for an id begins. */
function homeOf(low: number, high: number, mask: number): number {
  return (low ^ (high >>> 9)) & mask;
}
