import type { EventRow } from "../../nouns/event-row.ts";
import { createFollowedMemory, createFollowedRow, unpackFollowed } from "./followed-row.ts";
import {
  BLOCK_HEAD_BYTES,
  blockLength,
  CONTROL_BYTES,
  HEAD,
  type RecentMemory,
  TAIL,
} from "./recent-events.ts";

/** Copied in one go: some 4,000 events, 2 ms of work behind it, so that a stop or a question is heard in between. */
const PIECE_BYTES = 512 * 1024;

export type TakeRow = (row: EventRow, position: number, receivedAtMs: number) => void;

/** Reads the latest events as one thread needs them. */
export interface RecentReader {
  /**
   * Calls with the events from `position` on, before `end`, up to one piece; the row is reused. Returns the position after them:
   * `position` itself where its event is not here (any more).
   */
  read(position: number, end: number, take: TakeRow): number;
}

export function createRecentReader(memory: RecentMemory): RecentReader {
  const control = new BigInt64Array(memory, 0, 2);
  const ring = new Uint8Array(memory, CONTROL_BYTES);
  const words = new Int32Array(memory, CONTROL_BYTES);
  const doubles = new Float64Array(memory, CONTROL_BYTES);
  const ringBytes = ring.length;
  const row = createFollowedRow();
  let copy = createFollowedMemory(PIECE_BYTES);
  /** Where the block with the position after what was read last begins, in bytes ever written. */
  let cursor = 0;
  let cursorPosition = -1;

  const bound = (word: number): number => Number(Atomics.load(control, word));

  /** Length of the block at a place; 0 where the memory was overwritten and says nonsense. */
  function lengthAt(at: number, head: number): number {
    const length = blockLength(words, at % ringBytes, ringBytes);
    return length > 0 && length <= ringBytes - (at % ringBytes) && at + length <= head ? length : 0;
  }

  function isBlock(at: number): boolean {
    const place = at % ringBytes;
    return ringBytes - place >= BLOCK_HEAD_BYTES && words[(place >> 2) + 4]! > 0;
  }

  /** The block that holds a position, or −1. */
  function find(position: number, tail: number, head: number): number {
    let at = cursorPosition === position && cursor >= tail ? cursor : tail;
    while (at < head) {
      const length = lengthAt(at, head);
      if (length === 0) return -1;
      if (isBlock(at)) {
        const place = at % ringBytes;
        const first = doubles[place >> 3]!;
        if (position < first) return -1;
        if (position < first + words[(place >> 2) + 4]!) return at;
      }
      at += length;
    }
    return -1;
  }

  /** Whole blocks from `from` on, up to a piece, one behind the other → bytes copied; 0 where they were overwritten meanwhile. */
  function copyFrom(from: number, head: number): number {
    let copied = 0;
    for (let at = from; at < head; ) {
      const length = lengthAt(at, head);
      if (length === 0) return 0;
      if (isBlock(at)) {
        if (copied > 0 && copied + length > PIECE_BYTES) break;
        if (length > copy.bytes.length) copy = createFollowedMemory(length);
        copy.bytes.set(ring.subarray(at % ringBytes, (at % ringBytes) + length), copied);
        copied += length;
      }
      at += length;
    }
    return bound(TAIL) > from ? 0 : copied;
  }

  return {
    read(position, end, take) {
      const [tail, head] = [bound(TAIL), bound(HEAD)];
      const from = find(position, tail, head);
      if (from < 0) return position;
      const copied = copyFrom(from, head);
      let next = position;
      for (let at = 0; at < copied && next < end; ) {
        const first = copy.doubles[at >> 3]!;
        const receivedAtMs = copy.doubles[(at >> 3) + 1]!;
        const count = copy.words[(at >> 2) + 4]!;
        if (first > next) break;
        let place = at + BLOCK_HEAD_BYTES;
        for (let event = first; event < first + count && event < end; event++) {
          place = unpackFollowed(copy, place, row);
          if (event < next) continue;
          take(row, event, receivedAtMs);
          next = event + 1;
        }
        at += copy.words[(at >> 2) + 5]!;
      }
      // The search goes on where it ended: at the block that was not read to its end, or behind the last.
      cursor = from;
      cursorPosition = next;
      return next;
    },
  };
}
