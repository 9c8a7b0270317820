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

/** What became of one input. */
export interface InputOutcome {
  readonly name: string;
  /** Events taken, those of ids seen before included. */
  readonly events: number;
  readonly rejected: number;
  /** The first of them. */
  readonly firstRejections: readonly Rejection[];
}
/** Rejections kept of each input, for the error where nothing of it could be read. */
const FIRST_REJECTIONS = 3;

/** What a run over files tells its caller besides the events. */
export interface InputVisitor {
  /** Whether an optional value that cannot be read refuses its event; else it is set aside. */
  readonly strict?: boolean;
  duplicate(row: EventRow): void;
  rejected(rejection: Rejection, input: string): void;
  /** Optional values of an event that could not be read; the event follows without them. */
  setAside?(values: readonly Rejection[]): void;
  /** Bytes of the inputs read so far. */
  progress(bytesRead: number): void;
  /** Called between chunks: awaited, for back pressure. */
  drain(): Promise<void>;
  /** Called behind each input that was read to its end. */
  inputRead?(outcome: InputOutcome): void;
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
    strict: visitor.strict ?? false,
    event: (row, late) => {
      const decision = judge.judgeOrdered(row, late);
      visitor.decided(row, decision, judge.asOfMs);
    },
    duplicate: (row) => visitor.duplicate(row),
    rejected: (rejection, input) => visitor.rejected(rejection, input),
    setAside: (values) => visitor.setAside?.(values),
    progress: (bytesRead) => visitor.progress(bytesRead),
    drain: () => visitor.drain(),
    inputRead: (outcome) => visitor.inputRead?.(outcome),
  };
}

/**
 * Inputs in order of time, whatever order they are in: streamed while they are within the lateness bound, else begun anew and
 * sorted. `rewindable`: the inputs can be opened twice; a pipe cannot, and is sorted at once. `start` gives a new visitor for
 * each beginning; the last one it gave has seen everything. Events of one time come in an order of their own (`tieOf`), so
 * that the same events give the same answer in any order of rows and files.
 */
export async function readInTimeOrder(
  open: () => AsyncIterable<Source>,
  rewindable: boolean,
  latenessMs: number,
  start: () => EventVisitor,
): Promise<void> {
  if (rewindable && (await streamEvents(open(), latenessMs, start(), true, "tag"))) return;
  await sortEvents(open(), start());
}

/**
 * The same for a visitor that cannot begin anew, as it writes what it hears: the inputs are looked through first, which costs
 * reading them twice, and sorted only where they need it. An input that breaks off gives what stands before the break, in order.
 */
export async function readOnceInTimeOrder(
  open: () => AsyncIterable<Source>,
  rewindable: boolean,
  latenessMs: number,
  visitor: EventVisitor,
): Promise<void> {
  if (rewindable) {
    let ordered = true;
    try {
      const deaf = { ...DEAF, strict: visitor.strict ?? false };
      ordered = await streamEvents(open(), latenessMs, deaf, true, "tag");
    } catch {
      // The same failure comes again below, behind what stands before it.
    }
    if (ordered) {
      await streamEvents(open(), latenessMs, visitor, false, "tag");
      return;
    }
  }
  await sortEvents(open(), visitor);
}

const DEAF: EventVisitor = {
  event: () => {},
  duplicate: () => {},
  rejected: () => {},
  progress: () => {},
  drain: async () => {},
};

/**
 * What orders events of one time, whole and below 2^53: views before what they lead to, acts before what takes them back, then
 * 48 bits of the id's hash.
 */
function tieOf(row: EventRow): number {
  const low = row.hash[ID * 2]! >>> 0;
  const high = row.hash[ID * 2 + 1]! & 0xffff;
  return row.kind * 2 ** 48 + high * 2 ** 32 + low;
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
  ties: "arrival" | "tag" = "arrival",
): Promise<boolean> {
  const decoder = createDecoder();
  const row = createEventRow();
  const sequencer = createSequencer({
    // Events of one time can only be put in order while they are held: a millisecond at the least.
    latenessMs: ties === "tag" ? Math.max(1, latenessMs) : latenessMs,
    capacity: SEQUENCER_CAPACITY,
    ties,
  });
  const release: Release = (bytes, start, end, _timeMs, _tag, late) => {
    decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
    visitor.event(row, late);
  };
  let complete = true;
  try {
    complete = await readEvents(
      sources,
      visitor,
      (event) => {
        sequencer.push(event.bytes, event.start, event.end, event.occurredAtMs, tieOf(event), release);
        return !(stopWhenLate && sequencer.late() > 0);
      },
      () => visitor.drain(),
    );
  } finally {
    // Also where the input breaks off: what stands before the break is decided.
    if (complete) {
      sequencer.flush(release);
      await visitor.drain();
    }
  }
  return complete;
}

/** The same for inputs in any order: everything is sorted by time first, on disk where memory does not hold it. */
export async function sortEvents(sources: AsyncIterable<Source>, visitor: EventVisitor): Promise<void> {
  const decoder = createDecoder();
  const row = createEventRow();
  const spool = await openSpool();
  const toBytes = new TextEncoder();
  const toText = new TextDecoder();
  try {
    let waiting: HistoryRow[] = [];
    let failure: unknown = null;
    await readEvents(
      sources,
      visitor,
      (event) => {
        waiting.push({
          atMs: event.occurredAtMs,
          sequence: tieOf(event),
          line: toText.decode(event.bytes.subarray(event.start, event.end)),
        });
        return true;
      },
      async () => {
        if (waiting.length < SPOOL_ROWS) return;
        await spool.add(waiting);
        waiting = [];
      },
    ).catch((error: unknown) => {
      failure = error ?? new Error("reading failed");
    });
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
    if (failure !== null) throw failure; // what stands before it was sorted and heard
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
  const decoder = createDecoder({ door: true, strict: visitor.strict ?? false });
  const row = createEventRow();
  const known = new KnownIds(IDS_MAX);
  let bytesBefore = 0;
  for await (const source of sources) {
    let events = 0;
    let rejected = 0;
    const firstRejections: Rejection[] = [];
    const refuse = (rejection: Rejection): void => {
      rejected++;
      if (firstRejections.length < FIRST_REJECTIONS) firstRejections.push(rejection);
      visitor.rejected(rejection, source.name);
    };
    for await (const { bytes, lines, rejections, bytesRead } of source.chunks()) {
      for (const rejection of rejections) refuse(rejection);
      let start = 0;
      for (let i = 0; i < lines.length; i++) {
        const end = bytes.indexOf(0x0a, start);
        const rejection = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
        row.start = start;
        row.end = end;
        const low = row.hash[ID * 2]!;
        const high = row.hash[ID * 2 + 1]!;
        if (rejection === null) events++;
        if (rejection !== null) refuse({ ...rejection, line: lines[i]! });
        else if (known.find(low, high) >= 0) visitor.duplicate(row);
        else {
          known.add(low, high);
          if (decoder.setAside.length > 0) visitor.setAside?.(decoder.setAside);
          if (!take(row)) return false;
        }
        start = end + 1;
      }
      visitor.progress(bytesBefore + bytesRead);
      await afterChunk();
    }
    bytesBefore += source.bytesTotal ?? 0;
    visitor.inputRead?.({ name: source.name, events, rejected, firstRejections });
  }
  return true;
}
