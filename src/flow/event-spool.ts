import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TouchstoneError } from "../nouns/codes.ts";
import type { HeldEvents } from "./held-events.ts";
import {
  createPackedMemory,
  type PackedMemory,
  packedLength,
  packedTie,
  packedTimeMs,
} from "./packed-row.ts";

/** Bytes written, and read of each run, at a time: large enough to be cheap, small enough for hundreds of runs. */
const PIECE_BYTES = 512 * 1024;

/** Events in sorted runs on disk, merged as they are read (Knuth, TAOCP 3, 5.4.1). */
export interface EventSpool {
  /** Writes what is held, in order, as one more run. Throws `cannot_write` where the disk does not take it. */
  write(held: HeldEvents): void;
  /** Every event in order of time, then of tie, then as they came: its memory and place, good until the next. */
  merged(): Generator<{ readonly memory: PackedMemory; readonly at: number }>;
  close(): void;
}

/** A spool in a file of the temporary folder, which goes with `close`. Takes about 1.5 times the bytes of the lines. */
export function openEventSpool(): EventSpool {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-sort-"));
  const file = openSync(join(folder, "events"), "w+", 0o600);
  const runs: { from: number; to: number }[] = [];
  let end = 0;
  const out = new Uint8Array(PIECE_BYTES);

  function put(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, bytes.length - done, end + done);
    } catch (cause) {
      const why = (cause as Error).message;
      throw new TouchstoneError(
        "cannot_write",
        `\`${folder}\` (to sort the events there): ${why}; TMPDIR names another folder`,
        { cause },
      );
    }
    end += bytes.length;
  }

  return {
    write(held) {
      const from = end;
      let used = 0;
      for (const event of held.inOrder()) {
        const memory = held.memoryOf(event);
        const at = held.placeOf(event);
        const length = packedLength(memory, at);
        if (used + length > out.length) {
          put(out.subarray(0, used));
          used = 0;
        }
        if (length > out.length) put(memory.bytes.subarray(at, at + length));
        else {
          out.set(memory.bytes.subarray(at, at + length), used);
          used += length;
        }
      }
      put(out.subarray(0, used));
      runs.push({ from, to: end });
    },
    *merged() {
      const heads = runs.map(({ from, to }, run) => createRunReader(file, from, to, run));
      const heap = heads.filter((head) => head.next());
      for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i);
      while (heap.length > 0) {
        const head = heap[0]!;
        yield head;
        if (!head.next()) {
          const last = heap.pop()!;
          if (heap.length === 0) return;
          heap[0] = last;
        }
        sink(heap, 0);
      }
    },
    close() {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface RunReader {
  readonly run: number;
  memory: PackedMemory;
  at: number;
  timeMs: number;
  tie: number;
  /** On to the run's next event; false at its end. */
  next(): boolean;
}

function createRunReader(file: number, from: number, to: number, run: number): RunReader {
  let position = from;
  let held = 0;
  let behind = 0;
  const reader: RunReader = {
    run,
    memory: createPackedMemory(PIECE_BYTES),
    at: 0,
    timeMs: 0,
    tie: 0,
    next() {
      reader.at = behind;
      if (held - behind < 8 || held - behind < packedLength(reader.memory, behind)) {
        if (position >= to && held === behind) return false;
        refill();
      }
      const length = packedLength(reader.memory, reader.at);
      behind = reader.at + length;
      reader.timeMs = packedTimeMs(reader.memory, reader.at);
      reader.tie = packedTie(reader.memory, reader.at);
      return true;
    },
  };
  /** Moves what is left to the front and reads on, into more room where one event needs it. */
  function refill(): void {
    const { bytes } = reader.memory;
    const wanted = held - behind >= 8 ? packedLength(reader.memory, behind) : 0;
    if (wanted > bytes.length) {
      const larger = createPackedMemory(wanted);
      larger.bytes.set(bytes.subarray(behind, held));
      reader.memory = larger;
    } else bytes.copyWithin(0, behind, held);
    held -= behind;
    behind = 0;
    reader.at = 0;
    while (held < reader.memory.bytes.length && position < to) {
      const room = Math.min(reader.memory.bytes.length - held, to - position);
      const read = readSync(file, reader.memory.bytes, held, room, position);
      if (read === 0)
        throw new TouchstoneError("cannot_read", "the events being sorted were cut off on disk");
      held += read;
      position += read;
    }
  }
  return reader;
}

const comes = (a: RunReader, b: RunReader): boolean =>
  a.timeMs !== b.timeMs ? a.timeMs < b.timeMs : a.tie !== b.tie ? a.tie < b.tie : a.run < b.run;

/** Restores a heap below place `at`. */
function sink(heap: RunReader[], at: number): void {
  const moved = heap[at]!;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && comes(heap[child + 1]!, heap[child]!)) child++;
    if (!comes(heap[child]!, moved)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = moved;
}
