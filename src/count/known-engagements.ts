import { KeyTable, ROW_HEADER_WORDS } from "../kernels/key-table.ts";

/** Where an engagement was counted. */
export type Bucket = "public" | "held" | "rejected";

/** Ranks as they are stored; 0 = not known. */
const BUCKETS: readonly (Bucket | null)[] = [null, "public", "held", "rejected"];

/** How long an engagement can be taken back and still be found. */
export const RETRACTION_MS_MAX = 30 * 86_400_000;

/**
 * Remembers in which bucket an actor's engagement with a target stands, so that taking it back lowers the right count.
 * Bounded: `keysMax` engagements, least recently touched out first; about 36 bytes each.
 */
export class KnownEngagements {
  private readonly table: KeyTable;

  constructor(keysMax: number) {
    this.table = new KeyTable(ROW_HEADER_WORDS + 1, RETRACTION_MS_MAX, keysMax, () => {});
  }

  remember(low: number, high: number, atMs: number, bucket: Bucket): void {
    const base = this.table.find(low, high, atMs >>> 0);
    this.table.words[base + ROW_HEADER_WORDS] = BUCKETS.indexOf(bucket);
  }

  /** The bucket the engagement stands in, and forgets it; null when it is not known or was taken back already. */
  take(low: number, high: number): Bucket | null {
    const base = this.table.peek(low, high);
    if (base < 0) return null;
    const bucket = BUCKETS[this.table.words[base + ROW_HEADER_WORDS]!] ?? null;
    this.table.words[base + ROW_HEADER_WORDS] = 0;
    return bucket;
  }

  snapshot(): Uint8Array[] {
    return this.table.snapshot();
  }

  static readonly SNAPSHOT_PARTS = KeyTable.SNAPSHOT_PARTS;

  restore(parts: readonly Uint8Array[]): void {
    this.table.restore(parts);
  }

  get bytes(): number {
    return this.table.bytes;
  }
}
