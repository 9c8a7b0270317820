import { KeyTable, ROW_HEADER_WORDS } from "../kernels/key-table.ts";
import { SLOTS } from "../kernels/slots.ts";
import type { Bucket } from "../nouns/counts.ts";

/** Ranks as they are stored in the two lowest bits; 0 = taken back. */
const BUCKETS: readonly (Bucket | null)[] = [null, "public", "held", "rejected"];

/** Positions modulo 2^32 are the table's time; none is ever so old that it expires. */
const NEVER = 2 ** 32;

/** An engagement: its position in the log, and the bucket its own verdict put it in. */
export interface KnownEngagement {
  readonly position: number;
  readonly bucket: Bucket;
}

const POSITION_LOW = ROW_HEADER_WORDS;
/** High bits of the position above two bits of the bucket. */
const POSITION_HIGH = ROW_HEADER_WORDS + 1;

/** In place of a bucket and position: a retraction that came before its engagement; the low word is its time, ms modulo 2^32. */
const WAITING = 4;

/**
 * Remembers the latest engagement of an actor with a target, so that taking it back takes back the right one. Bounded:
 * `keysMax` engagements, first come, first out; about 40 bytes each. It rests on the order of the log and on no clock: events
 * come late, clocks step, and neither may make an engagement that was counted unknown.
 */
export class KnownEngagements {
  private readonly table: KeyTable;

  constructor(keysMax: number) {
    this.table = new KeyTable(ROW_HEADER_WORDS + 2, NEVER, keysMax, () => {});
  }

  /**
   * An engagement came: `new` and remembered; `repeat` when the actor's earlier one stands (`once`: then the earlier is kept); `cancelled` when
   * it was taken back in the same millisecond: exports in whole seconds have the two in either order.
   */
  remember(
    low: number,
    high: number,
    bucket: Bucket,
    position: number,
    atMs: number,
    once: boolean,
  ): "new" | "repeat" | "cancelled" {
    const base = this.table.find(low, high, position >>> 0);
    const { words } = this.table;
    const packed = words[base + POSITION_HIGH]! >>> 0;
    if (packed === WAITING && words[base + POSITION_LOW]! >>> 0 === atMs % 2 ** 32) {
      words[base + POSITION_HIGH] = 0;
      return "cancelled";
    }
    if (once && (packed & 3) !== 0) return "repeat";
    words[base + POSITION_LOW] = position;
    words[base + POSITION_HIGH] = (Math.floor(position / 2 ** 32) << 2) | BUCKETS.indexOf(bucket);
    return "new";
  }

  /** A retraction whose engagement is not known: it may stand right behind. */
  await(low: number, high: number, position: number, atMs: number): void {
    const base = this.table.find(low, high, position >>> 0);
    this.table.words[base + POSITION_LOW] = atMs % 2 ** 32;
    this.table.words[base + POSITION_HIGH] = WAITING;
  }

  /** The latest engagement, which is forgotten; null when it is not known or was taken back already. */
  take(low: number, high: number): KnownEngagement | null {
    const base = this.table.peek(low, high);
    if (base < 0) return null;
    const { words } = this.table;
    const packed = words[base + POSITION_HIGH]!;
    const bucket = BUCKETS[packed & 3]!;
    if (bucket === null) return null;
    words[base + POSITION_HIGH] = 0;
    return { position: (packed >>> 2) * 2 ** 32 + words[base + POSITION_LOW]!, bucket };
  }

  /** Position of the latest engagement where it stands, whatever `take` would do to it; −1 otherwise. */
  positionOf(low: number, high: number): number {
    const base = this.table.peek(low, high);
    if (base < 0) return -1;
    const { words } = this.table;
    const packed = words[base + POSITION_HIGH]!;
    return (packed & 3) === 0 ? -1 : (packed >>> 2) * 2 ** 32 + words[base + POSITION_LOW]!;
  }

  /** Whether anything is kept of the pair, also that it was taken back. */
  has(low: number, high: number): boolean {
    return this.table.peek(low, high) >= 0;
  }

  /** A copy of all of it. */
  snapshot(): Uint8Array[] {
    let words = 0;
    for (let slot = 0; slot < SLOTS; slot++) words += this.table.slotWords(slot);
    const part = new Uint32Array(words);
    for (let slot = 0, at = 0; slot < SLOTS; slot++) at = this.table.writeSlot(slot, part, at);
    return [new Uint8Array(part.buffer)];
  }

  static readonly SNAPSHOT_PARTS = 1;

  restore([part]: readonly Uint8Array[]): void {
    const bytes = part!.byteOffset % 4 === 0 ? part! : part!.slice();
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
    for (let slot = 0, at = 0; slot < SLOTS; slot++) at = this.table.readSlot(slot, words, at);
  }

  /** Engagements that had to go for want of room: taken back, they would not be found. */
  get evicted(): number {
    return this.table.keysEvicted;
  }

  get bytes(): number {
    return this.table.bytes;
  }
}
