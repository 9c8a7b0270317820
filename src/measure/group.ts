import type { KeyTable } from "../kernels/key-table.ts";
import { BLOCK_LOG2_MAX, BLOCK_LOG2_MIN, NO_BLOCK, type Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";

/**
 * Windows of one key table that are fed by the same events and share one structure; one or several features read them.
 * Times are event milliseconds modulo 2^32; an entry is inside a window when its age is below the window's length, so the
 * event at hand is inside and one exactly a window old is not.
 */
export interface Group {
  /** Longest window. */
  readonly windowMs: number;
  /** Words it keeps in each row of its table. */
  readonly stateWords: number;
  /** Places the group in its table: where its words begin in a row. */
  attach(table: KeyTable, offset: number): void;
  /** Adds the event at hand, if it has a value for this group. */
  enter(base: number, t: number, row: EventRow): void;
  /** Writes the features as of `t` into `out`. `entered`: the event at hand has just been added. */
  read(base: number, t: number, row: EventRow, out: Float64Array, entered: boolean): void;
  /** Writes what the features are for a key that has no row: it was not seen. */
  unseen(out: Float64Array): void;
  /** Writes what they are where the event at hand is the only one of its key that ever comes, as if it had a row. */
  alone(row: EventRow, out: Float64Array, entered: boolean): void;
  /** Writes "not measurable". */
  absent(out: Float64Array): void;
  /** Releases what a row holds in the slab. */
  drop(base: number): void;
  /** Word of its table where the address of a row's block stands, its size (log2) in the next; −1 for groups without blocks. */
  blockWord(base: number): number;
  /** Drops entries that have left the window, for rows that nobody touches. */
  expire(base: number, t: number): void;
}

/** Where every block-holding group keeps its block: first two state words. */
const BLOCK = 0;
const LOG2 = 1;

/** Rows that may be evicted to make room for one block before the window is kept coarser instead. */
const EVICTIONS_PER_ALLOC = 8;

/** What the block-holding groups share: a block in the slab that starts small and doubles. */
export abstract class BlockGroup {
  protected table!: KeyTable;
  protected offset = 0;
  protected readonly slab: Slab;
  /** Largest block a row may hold. */
  protected readonly log2Max: number;

  constructor(slab: Slab, wordsMax: number) {
    this.slab = slab;
    this.log2Max = Math.min(BLOCK_LOG2_MAX, Math.max(BLOCK_LOG2_MIN, Math.ceil(Math.log2(wordsMax))));
    slab.expect(this.log2Max);
  }

  attach(table: KeyTable, offset: number): void {
    this.table = table;
    this.offset = offset;
  }

  drop(base: number): void {
    const state = base + this.offset;
    const words = this.table.words;
    if (words[state + BLOCK] === NO_BLOCK) return;
    this.slab.release(words[state + BLOCK]!, words[state + LOG2]!, this.table.slotAt(base));
    words[state + BLOCK] = NO_BLOCK;
  }

  blockWord(base: number): number {
    return base + this.offset + BLOCK;
  }

  /** First block of a row; NO_BLOCK (and the row marked incomplete) when the budget is used up. */
  protected firstBlock(base: number, t: number): number {
    const block = this.allocEvicting(BLOCK_LOG2_MIN, base, t);
    if (block === NO_BLOCK) {
      this.table.markIncomplete(base, t);
      return NO_BLOCK;
    }
    const state = base + this.offset;
    this.table.words[state + BLOCK] = block;
    this.table.words[state + LOG2] = BLOCK_LOG2_MIN;
    return block;
  }

  /**
   * Doubles a row's block, unrolling a ring of `len` entries of `entryWords` words that starts at entry `head` so that it
   * starts at 0. Returns the new block, or NO_BLOCK when it may not or cannot grow.
   */
  protected grow(base: number, t: number, entryWords: number, head: number, len: number): number {
    const state = base + this.offset;
    const log2 = this.table.words[state + LOG2]!;
    if (log2 >= this.log2Max) return NO_BLOCK;
    const block = this.allocEvicting(log2 + 1, base, t);
    if (block === NO_BLOCK) return NO_BLOCK;
    const words = this.slab.words;
    const old = this.table.words[state + BLOCK]!;
    const oldWords = 2 ** log2;
    const start = head * entryWords;
    const firstPart = Math.min(len * entryWords, oldWords - start);
    words.copyWithin(block, old + start, old + start + firstPart);
    words.copyWithin(block + firstPart, old, old + len * entryWords - firstPart);
    this.slab.release(old, log2, this.table.slotAt(base));
    this.table.words[state + BLOCK] = block;
    this.table.words[state + LOG2] = log2 + 1;
    return block;
  }

  private allocEvicting(log2: number, keep: number, t: number): number {
    const slot = this.table.slotAt(keep);
    let block = this.slab.alloc(log2, slot);
    for (let tries = 0; block === NO_BLOCK && tries < EVICTIONS_PER_ALLOC; tries++) {
      if (!this.table.evictOne(t, keep)) return NO_BLOCK;
      block = this.slab.alloc(log2, slot);
    }
    return block;
  }
}
