import type { EventColumns } from "../columns/event-columns.ts";
import type { KeyCodes } from "../columns/key-codes.ts";

/** Stretch over which members' share of what goes on is measured; at most so many to the columns. */
const BLOCK_MS = 300_000;
const BLOCKS_MAX = 288;

/** A window cut into stretches of equal length: five minutes, or longer where that would make more than 288. */
export interface VisitBlocks {
  readonly blocks: number;
  /** Stretch of an event, 0 to `blocks` − 1. */
  readonly blockOf: (event: number) => number;
}

/** Columns → the stretches of their window. O(events). */
export function cutIntoBlocks({ count, occurredAtMs }: EventColumns): VisitBlocks {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (occurredAtMs[i]! < fromMs) fromMs = occurredAtMs[i]!;
    if (occurredAtMs[i]! > toMs) toMs = occurredAtMs[i]!;
  }
  const blocks = Math.max(1, Math.min(BLOCKS_MAX, Math.ceil((toMs - fromMs + 1) / BLOCK_MS)));
  const blockMs = Math.max(1, (toMs - fromMs + 1) / blocks);
  const blockOf = (event: number): number =>
    Math.min(blocks - 1, Math.floor((occurredAtMs[event]! - fromMs) / blockMs));
  return { blocks, blockOf };
}

/** Code of what an actor does in a cell of ours, cells counted from 1. */
export function codeOfSpell(codes: KeyCodes, actor: number, cell: number): number {
  // Spread out, as keys are: each cell's actors stay apart, since both factors are odd.
  return codes.code(Math.imul(actor + 1, 0x9e3779b1) ^ Math.imul(cell, 0x85ebca6b), cell);
}
