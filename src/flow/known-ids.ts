/** Ids kept by their text since their hash was taken: each takes half an hour of a processor to make. */
const COLLIDED_MAX = 100_000;

/**
 * Ids of the latest `idsMax` events and their log positions, so that the same id again is the same event, once. Ids leave in the
 * order they came. 16 to 24 bytes an id. An id that left and comes again would count again: the horizon is a stated limit.
 */
export class KnownIds {
  private readonly idsMax: number;
  private first = 0;
  private end = 0;
  /** Ring by position modulo its length: low and high word of the id's hash. */
  private ids: Int32Array;
  /** Open addressing: ring slot + 1; 0 = empty. */
  private slots: Uint32Array;
  private readonly collided = new Map<string, number>();

  constructor(idsMax: number) {
    this.idsMax = 2 ** Math.ceil(Math.log2(Math.max(2, idsMax)));
    this.ids = new Int32Array(2 * Math.min(this.idsMax, 1 << 14));
    this.slots = new Uint32Array(this.ids.length);
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
    const ring = this.ids.length / 2;
    for (let done = 0; done < count; ) {
      const at = (first + done) % ring;
      const part = Math.min(count - done, ring - at);
      ids.set(this.ids.subarray(at * 2, (at + part) * 2), done * 2);
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
    let ring = this.ids.length / 2;
    while (ring < end - this.first) ring *= 2;
    this.ids = new Int32Array(2 * ring);
    this.slots = new Uint32Array(2 * ring);
    let position = first;
    for (const ids of pieces) {
      for (let i = 0; i < ids.length; i += 2, position++) {
        if (position < this.first) continue;
        const at = position % ring;
        this.ids[at * 2] = ids[i]!;
        this.ids[at * 2 + 1] = ids[i + 1]!;
        this.link(at);
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
    return this.ids.byteLength + this.slots.byteLength;
  }

  /** Log position of the id, or −1. */
  find(low: number, high: number): number {
    const mask = this.slots.length - 1;
    const ring = this.ids.length / 2;
    for (let slot = this.home(low, high, mask); ; slot = (slot + 1) & mask) {
      const entry = this.slots[slot]!;
      if (entry === 0) return -1;
      const at = entry - 1;
      if (this.ids[at * 2] === low && this.ids[at * 2 + 1] === high) {
        const offset = (at - (this.first % ring) + ring) % ring;
        return this.first + offset;
      }
    }
  }

  /** Adds an id at the next position. A known id keeps its first position. */
  add(low: number, high: number): void {
    if (this.size >= this.ids.length / 2) {
      if (this.ids.length / 2 < this.idsMax) this.grow();
      else this.dropFirst();
    }
    const ring = this.ids.length / 2;
    const at = this.end % ring;
    this.ids[at * 2] = low;
    this.ids[at * 2 + 1] = high;
    this.end++;
    this.link(at);
  }

  /** Adds an id that is not known; false when it is. One search instead of two. */
  addNew(low: number, high: number): boolean {
    const mask = this.slots.length - 1;
    let slot = this.home(low, high, mask);
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = this.slots[slot]! - 1;
      if (this.ids[other * 2] === low && this.ids[other * 2 + 1] === high) return false;
    }
    if (this.size >= this.ids.length / 2) {
      this.add(low, high);
      return true;
    }
    const at = this.end % (this.ids.length / 2);
    this.ids[at * 2] = low;
    this.ids[at * 2 + 1] = high;
    this.end++;
    this.slots[slot] = at + 1;
    return true;
  }

  private link(at: number): void {
    const mask = this.slots.length - 1;
    const low = this.ids[at * 2]!;
    const high = this.ids[at * 2 + 1]!;
    let slot = this.home(low, high, mask);
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = this.slots[slot]! - 1;
      if (this.ids[other * 2] === low && this.ids[other * 2 + 1] === high) return;
    }
    this.slots[slot] = at + 1;
  }

  /** Forgets the ids from a position on: what was added for a run that could not be stored. */
  truncateTo(position: number): void {
    for (const [text, at] of this.collided) if (at >= position) this.collided.delete(text);
    const ring = this.ids.length / 2;
    while (this.end > Math.max(position, this.first)) {
      this.end--;
      this.unlink(this.end % ring);
    }
  }

  /** Forgets at most `max` ids of before a position; whether more are left. */
  forgetBefore(position: number, max: number): boolean {
    for (const [text, at] of this.collided) if (at < position) this.collided.delete(text);
    for (let left = max; left > 0 && this.first < Math.min(position, this.end); left--) this.dropFirst();
    return this.first < Math.min(position, this.end);
  }

  private dropFirst(): void {
    const ring = this.ids.length / 2;
    const at = this.first % ring;
    this.first++;
    this.unlink(at);
  }

  /** Linear probing's deletion: later entries of the run move up into the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
  private unlink(at: number): void {
    const mask = this.slots.length - 1;
    let gap = this.home(this.ids[at * 2]!, this.ids[at * 2 + 1]!, mask);
    while (this.slots[gap] !== at + 1) {
      if (this.slots[gap] === 0) return; // a repeat that was never linked
      gap = (gap + 1) & mask;
    }
    for (let slot = (gap + 1) & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = this.slots[slot]! - 1;
      const home = this.home(this.ids[other * 2]!, this.ids[other * 2 + 1]!, mask);
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        this.slots[gap] = this.slots[slot]!;
        gap = slot;
      }
    }
    this.slots[gap] = 0;
  }

  private grow(): void {
    const old = this.ids;
    const oldRing = old.length / 2;
    this.ids = new Int32Array(old.length * 2);
    this.slots = new Uint32Array(this.ids.length);
    const ring = this.ids.length / 2;
    for (let position = this.first; position < this.end; position++) {
      const from = (position % oldRing) * 2;
      const to = position % ring;
      this.ids[to * 2] = old[from]!;
      this.ids[to * 2 + 1] = old[from + 1]!;
      this.link(to);
    }
  }

  private home(low: number, high: number, mask: number): number {
    return (low ^ (high >>> 9)) & mask;
  }
}
