import { isUtf8 } from "node:buffer";
import type { Decoder } from "../ingest/decoder.ts";
import type { Rejection } from "../nouns/codes.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { createEventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { KnownIds } from "./known-ids.ts";

/** What became of a line: it is new, its id was seen before, or it is no event. */
export const ACCEPTED = 0;
export const DUPLICATE = 1;
export const REJECTED = 2;

/** What became of each non-blank line of a part, in its order: two numbers a line instead of an object, for the bulk. */
export interface LineOutcomes {
  readonly kinds: number[];
  /** Log position, of a duplicate that of the first; of a rejected line its place in `rejections`. */
  readonly places: number[];
  readonly rejections: Rejection[];
  /** Optional values that were set aside, by the place of their line in `kinds`. */
  readonly setAside: Map<number, readonly Rejection[]>;
}

/** Valid new lines of one or several submissions, in order of time, ready to be logged. */
export interface Run {
  readonly count: number;
  /** Good until the next run is taken in. */
  readonly bytes: Uint8Array;
  readonly ids: Uint8Array;
  /** The decoded lines, in the order of `bytes`; from the pool, to be given back after the run was judged. */
  readonly rows: readonly EventRow[];
  /** By part, in the order given. */
  readonly outcomes: readonly LineOutcomes[];
}

/** Rows for the runs under way, so that an event is decoded once and no row is made per event; and memory for the run at hand. */
export class RowPool {
  private readonly free: EventRow[] = [];
  private runBytes = new Uint8Array(0);
  private runIds = new Int32Array(0);

  take(): EventRow {
    return this.free.pop() ?? createEventRow();
  }

  give(rows: readonly EventRow[]): void {
    if (this.free.length < POOLED_ROWS_MAX) this.free.push(...rows);
  }

  /** Memory for the bytes of one run, used again for the next: what lies outside the heap is what makes the collector run. */
  bytes(length: number): Uint8Array {
    if (length > POOLED_RUN_BYTES_MAX) return new Uint8Array(length);
    if (this.runBytes.length < length)
      this.runBytes = new Uint8Array(Math.max(length, 2 * this.runBytes.length));
    return this.runBytes;
  }

  /** The same for its ids, two words each. */
  ids(count: number): Int32Array<ArrayBuffer> {
    if (this.runIds.length < count * 2)
      this.runIds = new Int32Array(Math.max(count * 2, 2 * this.runIds.length));
    return this.runIds;
  }
}

/** A longer run has memory of its own: eight times an ordinary one's. */
const POOLED_RUN_BYTES_MAX = 2 * 1024 * 1024;

/** About 600 bytes each: a few runs' worth. */
const POOLED_ROWS_MAX = 20_000;

const ID = keyColumn("id");
const NEWLINE = 0x0a;

/**
 * Lines → one run: bad lines are set aside with their reason, known ids with the position of the first, the rest is put in
 * order of event time (ties as they came) and given positions from `known.position` on. `decoderOf`: how a part is read.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the hot path: one loop over the lines of a run, in which nothing is allocated for an event.
export function takeIn(
  parts: readonly Uint8Array[],
  decoderOf: (part: number) => Decoder,
  known: KnownIds,
  pool: RowPool,
  nowMs: number,
  isSame: (position: number, row: EventRow) => boolean,
): Run {
  const outcomes = parts.map(
    (): LineOutcomes => ({
      kinds: [],
      places: [],
      rejections: [],
      setAside: new Map(),
    }),
  );
  /** Valid lines, and which part and line of it each is. */
  const valid: EventRow[] = [];
  const validPart: number[] = [];
  const validSlot: number[] = [];
  let sorted = true;
  let newestMs = Number.NEGATIVE_INFINITY;
  let length = 0;
  let row = pool.take();
  parts.forEach((bytes, part) => {
    const { kinds, places, rejections, setAside } = outcomes[part]!;
    const decoder = decoderOf(part);
    let line = 0;
    const clean = isUtf8(bytes);
    for (let start = 0; start < bytes.length; ) {
      if (bytes[start] === NEWLINE) {
        // a body of nothing else costs next to nothing
        line++;
        start++;
        continue;
      }
      let end = bytes.indexOf(NEWLINE, start);
      if (end < 0) end = bytes.length;
      line++;
      if (!isBlank(bytes, start, end)) {
        const rejection =
          clean || isUtf8(bytes.subarray(start, end))
            ? decoder.decode(bytes, start, end, row, nowMs)
            : notUtf8(bytes, start, end);
        if (rejection !== null) {
          kinds.push(REJECTED);
          places.push(rejections.length);
          rejections.push({ ...rejection, line });
        } else {
          row.bytes = bytes;
          row.start = start;
          row.end = end;
          valid.push(row);
          validPart.push(part);
          validSlot.push(kinds.length);
          if (decoder.setAside.length > 0) setAside.set(kinds.length, [...decoder.setAside]);
          kinds.push(ACCEPTED);
          places.push(-1); // known once the run is in order
          length += end - start + 1;
          if (row.occurredAtMs < newestMs) sorted = false;
          else newestMs = row.occurredAtMs;
          row = pool.take();
        }
      }
      start = end + 1;
    }
  });
  pool.give([row]);
  const order = sorted ? null : valid.map((_, i) => i);
  order?.sort((a, b) => valid[a]!.occurredAtMs - valid[b]!.occurredAtMs);
  const run = pool.bytes(length);
  const ids = pool.ids(valid.length);
  const rows: EventRow[] = [];
  const first = known.position;
  const repeated: EventRow[] = [];
  let at = 0;
  /** Lines that stand one behind the other are copied in one go: copied[copyFrom, copyTo). */
  let copied: Uint8Array | null = null;
  let copyFrom = 0;
  let copyTo = 0;
  const copy = (): void => {
    if (copied === null) return;
    run.set(copied.subarray(copyFrom, copyTo), at);
    at += copyTo - copyFrom;
    run[at++] = NEWLINE;
  };
  for (let next = 0; next < valid.length; next++) {
    const i = order === null ? next : order[next]!;
    const own = valid[i]!;
    const { kinds, places } = outcomes[validPart[i]!]!;
    const slot = validSlot[i]!;
    const low = own.hash[ID * 2]!;
    const high = own.hash[ID * 2 + 1]!;
    let seen = known.find(low, high);
    let other: string | null = null;
    // A hash can be made to fit; only the text says that it is the same id.
    if (seen >= 0 && !(seen >= first ? sameId(rows[seen - first]!, own) : isSame(seen, own))) {
      other = keyText(own, ID) ?? "";
      seen = known.findCollided(other);
    } else if (seen < 0 && known.anyCollided) seen = known.findCollided(keyText(own, ID) ?? "");
    if (seen >= 0) {
      kinds[slot] = DUPLICATE;
      places[slot] = seen;
      repeated.push(own);
      continue;
    }
    places[slot] = known.position;
    if (other !== null) known.addCollided(other, known.position);
    known.add(low, high);
    if (copied === own.bytes && own.start === copyTo + 1) copyTo = own.end;
    else {
      copy();
      copied = own.bytes;
      copyFrom = own.start;
      copyTo = own.end;
    }
    ids[rows.length * 2] = low;
    ids[rows.length * 2 + 1] = high;
    rows.push(own);
  }
  copy();
  pool.give(repeated);
  return {
    count: rows.length,
    bytes: run.subarray(0, at),
    ids: new Uint8Array(ids.buffer, 0, rows.length * 8),
    rows,
    outcomes,
  };
}

/** Whether two rows carry the same id, byte by byte, or as text where one of them writes it with escapes. */
export function sameId(a: EventRow, b: EventRow): boolean {
  const [startA, endA] = [a.span[ID * 2]!, a.span[ID * 2 + 1]!];
  const [startB, endB] = [b.span[ID * 2]!, b.span[ID * 2 + 1]!];
  let same = endA - startA === endB - startB;
  for (let i = 0; same && i < endA - startA; i++) same = a.bytes[startA + i] === b.bytes[startB + i];
  return same || keyText(a, ID) === keyText(b, ID);
}

function notUtf8(bytes: Uint8Array, start: number, end: number): Rejection {
  const value = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 80)));
  return { code: "not_utf8", line: 0, field: "", value, hint: "send UTF-8" };
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
