import { createDecoder } from "../ingest/json-decoder.ts";
import { createSequencer, type Release } from "../ingest/sequence.ts";
import type { Source } from "../ingest/source.ts";
import type { Rejection } from "../nouns/codes.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import { createEventRow, type EventRow, keyColumn } from "../nouns/event-row.ts";
import type { HistoryRow } from "../ports/history.ts";
import { openSpool } from "../store/duckdb-history.ts";
import type { Judge } from "./judge.ts";
import { KnownIds } from "./known-ids.ts";

/** Events that wait to be put in order, at the most: 60 s of 8,000 events a second. */
const SEQUENCER_CAPACITY = 500_000;
/** Ids remembered to tell a repeat within one run over files. */
const IDS_MAX = 16_777_216;
/** Rows handed to the spool at a time. */
const SPOOL_ROWS = 5_000;

const ID = keyColumn("id");

/** What a run over files tells its caller besides the events. */
export interface InputVisitor {
  duplicate(row: EventRow): void;
  rejected(rejection: Rejection, input: string): void;
  /** Bytes of the inputs read so far. */
  progress(bytesRead: number): void;
  /** Called between chunks: awaited, for back pressure. */
  drain(): Promise<void>;
}

/** Events in order of time. Rows are reused: copy what must stay. */
export interface EventVisitor extends InputVisitor {
  event(row: EventRow, late: boolean): void;
}

/** Decided events, in order of time. */
export interface OfflineVisitor extends InputVisitor {
  decided(row: EventRow, decision: DecisionRow, asOfMs: number): void;
}

/** A visitor of decisions as a visitor of events: every event passes the judge. */
export function judged(judge: Judge, visitor: OfflineVisitor): EventVisitor {
  return {
    event: (row, late) => {
      const decision = judge.judgeOrdered(row, late);
      visitor.decided(row, decision, judge.asOfMs);
    },
    duplicate: (row) => visitor.duplicate(row),
    rejected: (rejection, input) => visitor.rejected(rejection, input),
    progress: (bytesRead) => visitor.progress(bytesRead),
    drain: () => visitor.drain(),
  };
}

/**
 * Inputs in order of time, whatever order they are in: streamed while they are within the lateness bound, else begun anew and
 * sorted. `rewindable`: the inputs can be opened twice; a pipe cannot, and is sorted at once. `start` gives a new visitor for
 * each beginning; the last one it gave has seen everything.
 */
export async function readInTimeOrder(
  open: () => AsyncIterable<Source>,
  rewindable: boolean,
  latenessMs: number,
  start: () => EventVisitor,
): Promise<void> {
  if (rewindable && (await streamEvents(open(), latenessMs, start(), true))) return;
  await sortEvents(open(), start());
}

/**
 * Inputs, one after the other: events within the lateness bound are put in order, later ones marked late.
 * Returns false as soon as an event is late and `stopWhenLate` is set: the inputs need sorting first.
 */
export async function streamEvents(
  sources: AsyncIterable<Source>,
  latenessMs: number,
  visitor: EventVisitor,
  stopWhenLate: boolean,
): Promise<boolean> {
  const decoder = createDecoder();
  const row = createEventRow();
  const sequencer = createSequencer({ latenessMs, capacity: SEQUENCER_CAPACITY });
  const release: Release = (bytes, start, end, _timeMs, _tag, late) => {
    decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
    visitor.event(row, late);
  };
  const complete = await readEvents(
    sources,
    visitor,
    (event) => {
      sequencer.push(event.bytes, event.start, event.end, event.occurredAtMs, 0, release);
      return !(stopWhenLate && sequencer.late() > 0);
    },
    () => visitor.drain(),
  );
  if (!complete) return false;
  sequencer.flush(release);
  await visitor.drain();
  return true;
}

/** The same for inputs in any order: everything is sorted by time first, on disk where memory does not hold it. */
export async function sortEvents(sources: AsyncIterable<Source>, visitor: EventVisitor): Promise<void> {
  const decoder = createDecoder();
  const row = createEventRow();
  const spool = await openSpool();
  const toBytes = new TextEncoder();
  const toText = new TextDecoder();
  try {
    let sequence = 0;
    let waiting: HistoryRow[] = [];
    await readEvents(
      sources,
      visitor,
      ({ bytes, start, end, occurredAtMs }) => {
        waiting.push({
          atMs: occurredAtMs,
          sequence: sequence++,
          line: toText.decode(bytes.subarray(start, end)),
        });
        return true;
      },
      async () => {
        if (waiting.length < SPOOL_ROWS) return;
        await spool.add(waiting);
        waiting = [];
      },
    );
    await spool.add(waiting);
    await spool.flush();
    for await (const rows of spool.scan(0, Number.MAX_SAFE_INTEGER)) {
      for (const { line } of rows) {
        const bytes = toBytes.encode(line);
        decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
        visitor.event(row, false);
      }
      await visitor.drain();
    }
  } finally {
    await spool.close();
  }
}

/** Every valid event of the inputs, once an id, to `take`; stops, and returns false, when that returns false. */
async function readEvents(
  sources: AsyncIterable<Source>,
  visitor: InputVisitor,
  take: (row: EventRow) => boolean,
  afterChunk: () => Promise<void>,
): Promise<boolean> {
  const decoder = createDecoder({ door: true });
  const row = createEventRow();
  const known = new KnownIds(IDS_MAX);
  let bytesBefore = 0;
  for await (const source of sources) {
    for await (const { bytes, lines, rejections, bytesRead } of source.chunks()) {
      for (const rejection of rejections) visitor.rejected(rejection, source.name);
      let start = 0;
      for (let i = 0; i < lines.length; i++) {
        const end = bytes.indexOf(0x0a, start);
        const rejection = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
        row.start = start;
        row.end = end;
        const low = row.hash[ID * 2]!;
        const high = row.hash[ID * 2 + 1]!;
        if (rejection !== null) visitor.rejected({ ...rejection, line: lines[i]! }, source.name);
        else if (known.find(low, high) >= 0) visitor.duplicate(row);
        else {
          known.add(low, high);
          if (!take(row)) return false;
        }
        start = end + 1;
      }
      visitor.progress(bytesBefore + bytesRead);
      await afterChunk();
    }
    bytesBefore += source.bytesTotal ?? 0;
  }
  return true;
}
