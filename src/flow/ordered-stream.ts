import { createSequencer, type Release } from "../ingest/sequence.ts";
import { createEventRow, type EventRow } from "../nouns/event-row.ts";
import type { EventVisitor } from "./event-visitor.ts";
import type { KeySightings } from "./key-sightings.ts";
import {
  createPackedMemory,
  type PackedMemory,
  packedBytesMax,
  packRow,
  tieOf,
  unpackRow,
  viewsOf,
} from "./packed-row.ts";

/** Events that wait to be put in order, at the most: 60 s of 8,000 events a second. */
const SEQUENCER_CAPACITY = 500_000;

/** Events in order within the lateness bound, as they come, to the visitor. `seen`: keys of all of them, where they are known. */
export function createOrderedStream(
  visitor: EventVisitor,
  latenessMs: number,
  ties: "arrival" | "tag",
  seen: KeySightings | null,
) {
  const released = createEventRow();
  const sequencer = createSequencer({
    // Events of one time can only be put in order while they are held: a millisecond at the least.
    latenessMs: ties === "tag" ? Math.max(1, latenessMs) : latenessMs,
    capacity: SEQUENCER_CAPACITY,
    ties,
  });
  let packed = createPackedMemory(64 * 1024);
  let views: PackedMemory = packed;
  const release: Release = (bytes, at, _end, _timeMs, _tag, late) => {
    if (views.bytes !== bytes) views = viewsOf(bytes as Uint8Array<ArrayBuffer>);
    unpackRow(views, at, released);
    if (seen !== null) released.lone = seen.loneOf(released);
    visitor.event(released, late);
  };
  return {
    push(row: EventRow): void {
      if (packedBytesMax(row) > packed.bytes.length)
        packed = createPackedMemory((packedBytesMax(row) * 2) & ~7);
      const length = packRow(row, packed, 0, visitor.lines === true);
      sequencer.push(packed.bytes, 0, length, row.occurredAtMs, tieOf(row), release);
    },
    flush: () => sequencer.flush(release),
    late: () => sequencer.late(),
  };
}
