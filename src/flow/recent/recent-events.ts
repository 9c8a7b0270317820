import type { EventRow } from "../../nouns/event-row.ts";
import { createFollowedMemory, type FollowedMemory, followedBytesMax, packFollowed } from "./followed-row.ts";
import { RECENT_BYTES, RECENT_RUN_BYTES_MAX } from "./recent-limits.ts";

/** So much is left between what may be read and what is written next: no processor reorders its writes by as much. */
const MARGIN_BYTES = 256 * 1024;

/** Words of 64 bits before the ring: where what may be read begins and ends, in bytes ever written. */
export const TAIL = 0;
export const HEAD = 1;
export const CONTROL_BYTES = 64;

/** A block: position of its first event, when it was received (doubles), events and bytes in it, these included (words). No events: what follows begins anew at the start of the ring. */
export const BLOCK_HEAD_BYTES = 24;

/** What the threads that follow the log are handed. */
export type RecentMemory = SharedArrayBuffer;

export interface RecentEvents {
  readonly memory: RecentMemory;
  /** Takes a durable run before it is judged, as it was decoded; `rows` stand at positions from `first` on. Some 0.2 µs an event. */
  put(first: number, rows: readonly EventRow[], receivedAtMs: number): void;
}

/**
 * The latest events of the log, decoded, for the threads that follow it: each of them would else read, unpack and decode the log for
 * itself. A cache by position and nothing more: how far may be read is asked of the log, and what is not here is read
 * there (a thread that fell behind, one that was started anew, a start).
 *
 * One writes, nobody waits: the writer moves the tail on before it overwrites, and a reader that finds it beyond what
 * it has copied throws the copy away.
 */
export function createRecentEvents(ringBytes: number = RECENT_BYTES): RecentEvents {
  const memory = new SharedArrayBuffer(CONTROL_BYTES + ringBytes);
  const control = new BigInt64Array(memory, 0, 2);
  const ring = new Uint8Array(memory, CONTROL_BYTES);
  const words = new Int32Array(memory, CONTROL_BYTES);
  const blockMax = Math.min(RECENT_RUN_BYTES_MAX, ringBytes / 8);
  const margin = Math.min(MARGIN_BYTES, ringBytes / 8);
  let block = createFollowedMemory(64 * 1024);
  let head = 0;
  let tail = 0;

  /** Room for so many bytes in one piece behind the head. */
  function makeRoom(bytes: number): void {
    const left = ringBytes - (head % ringBytes);
    moveTail(left < bytes ? left + bytes : bytes);
    if (left >= bytes) return;
    // A rest that has no room for a block's head is passed over by its length alone.
    if (left >= BLOCK_HEAD_BYTES) {
      const at = (head % ringBytes) >> 2;
      words[at + 4] = 0;
      words[at + 5] = left;
    }
    head += left;
  }

  function moveTail(bytes: number): void {
    const least = head + bytes + margin - ringBytes;
    if (tail >= least) return;
    while (tail < least) tail += blockLength(words, tail % ringBytes, ringBytes);
    Atomics.store(control, TAIL, BigInt(tail));
  }

  return {
    memory,
    put(first, rows, receivedAtMs) {
      let bytes = BLOCK_HEAD_BYTES;
      for (const row of rows) {
        const most = bytes + followedBytesMax(row);
        if (most > block.bytes.length) block = grown(block, Math.max(most, 2 * block.bytes.length));
        bytes = packFollowed(row, block, bytes);
        if (bytes > blockMax) return;
      }
      block.doubles[0] = first;
      block.doubles[1] = receivedAtMs;
      block.words[4] = rows.length;
      block.words[5] = bytes;
      makeRoom(bytes);
      ring.set(block.bytes.subarray(0, bytes), head % ringBytes);
      head += bytes;
      Atomics.store(control, HEAD, BigInt(head));
    },
  };
}

/** Bytes from a place of the ring to the next block. */
export function blockLength(words: Int32Array, at: number, ringBytes: number): number {
  return ringBytes - at < BLOCK_HEAD_BYTES ? ringBytes - at : words[(at >> 2) + 5]!;
}

function grown({ bytes }: FollowedMemory, length: number): FollowedMemory {
  const memory = createFollowedMemory(length);
  memory.bytes.set(bytes);
  return memory;
}
