import { DAY_MS } from "../../nouns/durations.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import { type EventRow, keyColumn } from "../../nouns/event-row.ts";
import { combine } from "../../nouns/hash.ts";
import { createEventColumns, type EventColumns } from "./event-columns.ts";
import { KeyCodes } from "./key-codes.ts";

/** How far back the nightly look reaches: the longest orders panels offer run a month. */
export const WEEKS_MS = 28 * DAY_MS;
/** Acts held at the most, 57 bytes each and their keys: 28 days of three million events a day where one in ten is an act. Beyond it the earliest go: fewer weeks. */
const ACTS_MAX = 8_000_000;

const ACTOR = keyColumn("actor") * 2;
const TARGET = keyColumn("target") * 2;

export interface NightlyActsOptions {
  /** Acts held at the most, 1 to 2^30. Default 8 million. */
  readonly actsMax?: number;
  /** Default 28 days. */
  readonly spanMs?: number;
}

/**
 * The acts of some weeks, kept from night to night, so that a night reads its own day's events only. Views, nine tenths of all events and more, are left out, and what one
 * actor does again to one target on one day. Bounded; `snapshot` and `restore` carry it over a restart.
 */
export class NightlyActs {
  newestMs = Number.NEGATIVE_INFINITY;
  private readonly spanMs: number;
  private readonly columnsHeld;
  private day = Number.NaN;
  private seen = new KeyCodes();
  private readonly pair = new Int32Array(2);

  constructor(options: NightlyActsOptions = {}) {
    this.spanMs = options.spanMs ?? WEEKS_MS;
    this.columnsHeld = createEventColumns(options.actsMax ?? ACTS_MAX);
  }

  /**
   * Takes an event under the sequence that names it; false for what is left out. Its time is its own, but never ahead of the receiver's clock unless the stream as a
   * whole is. The row may be reused at once.
   */
  add(row: EventRow, sequence: number, receivedAtMs: number = Number.POSITIVE_INFINITY): boolean {
    if (row.kind % RETRACTION_BIT === 0) return false;
    const own = row.occurredAtMs;
    const atMs = own > receivedAtMs && this.newestMs <= receivedAtMs ? receivedAtMs : own;
    if (atMs < this.newestMs - this.spanMs || this.repeated(row, atMs)) return false;
    row.occurredAtMs = atMs;
    const taken = this.columnsHeld.add(row, sequence);
    row.occurredAtMs = own;
    if (taken && atMs > this.newestMs) this.newestMs = atMs;
    return taken;
  }

  /** What is held of the latest weeks, as columns; what is older is let go. O(acts held). */
  columns(): EventColumns {
    this.columnsHeld.trim(this.newestMs - this.spanMs);
    return this.columnsHeld.columns();
  }

  get count(): number {
    return this.columnsHeld.count();
  }

  /** Acts let go before their weeks were over, since too many came. */
  get evicted(): number {
    return this.columnsHeld.evicted();
  }

  get bytes(): number {
    return this.columnsHeld.bytes() + this.seen.bytes;
  }

  /** What is held, as parts of a snapshot file; they share memory with it until the next event. */
  snapshot(): Uint8Array[] {
    const newest = Float64Array.of(this.newestMs);
    return [new Uint8Array(newest.buffer), ...this.columnsHeld.snapshot()];
  }

  /** Holds what a snapshot held, in place of what was held before. Throws on parts that are none. */
  restore(parts: readonly Uint8Array[]): void {
    const [newest, ...rest] = parts;
    if (newest?.length !== 8)
      throw new Error(`a snapshot of acts begins with 8 bytes, this one with \`${newest?.length}\``);
    this.columnsHeld.restore(rest);
    this.newestMs = new Float64Array(newest.slice().buffer)[0]!;
    this.day = Number.NaN;
    this.seen = new KeyCodes();
  }

  /** Whether the actor did the same to the target before on the day at hand. */
  private repeated(row: EventRow, atMs: number): boolean {
    const day = Math.floor(atMs / DAY_MS);
    if (day !== this.day) {
      if (day < this.day) return false; // late: told apart by whoever counts actors
      this.day = day;
      this.seen = new KeyCodes();
    }
    combine(row.hash[ACTOR]!, row.hash[ACTOR + 1]!, row.hash[TARGET]!, row.hash[TARGET + 1]!, this.pair, 0);
    const before = this.seen.size;
    return this.seen.code(this.pair[0]! ^ row.kind, this.pair[1]!) < before;
  }
}
