import { createDecoder } from "../ingest/json-decoder.ts";
import { type EventSink, type LineChunk, linesOf, type Source, type SourceChunk } from "../ingest/source.ts";
import type { Rejection } from "../nouns/codes.ts";
import { createEventRow, type EventRow, keyColumn } from "../nouns/event-row.ts";
import { type EventSpool, openEventSpool } from "./event-spool.ts";
import type { EventVisitor, InputVisitor, OfflineVisitor } from "./event-visitor.ts";
import { HeldEvents } from "./held-events.ts";
import { IdsOfReading, type ReadIds } from "./ids-of-reading.ts";
import type { Judge } from "./judge.ts";
import { KeySightings } from "./key-sightings.ts";
import { createOrderedStream } from "./ordered-stream.ts";
import { tieOf, unpackRow } from "./packed-row.ts";

/** Events given to the visitor between two calls of `drain`: at 100,000 a second a bar moves twenty times in it. */
const RELEASED_RUN = 5_000;
/**
 * Packed events held before any is given away: about a million. Of inputs that fit, in whatever order, one reading is enough,
 * and what comes once is known. They go as they are given, while what is counted of them grows.
 */
const HELD_BYTES = 320 * 1024 * 1024;
/** The same of inputs that are larger than what may be held anyhow: then the memory is better spent on what is counted. */
const HELD_OF_LARGE_BYTES = 64 * 1024 * 1024;
/** The same where the visitor cannot begin anew, and what does not fit is sorted on disk. */
const HELD_ONCE_BYTES = 320 * 1024 * 1024;
/** Inputs from here on are looked through for their order before, rather than copied to a disk that may not hold them. */
const LOOKED_THROUGH_BYTES_MIN = 512 * 1024 * 1024;

const ID = keyColumn("id");

/** Rejections kept of each input, for the error where nothing of it could be read. */
const FIRST_REJECTIONS = 3;

/** A visitor of decisions as a visitor of events: every event passes the judge. */
export function judged(judge: Judge, visitor: OfflineVisitor): EventVisitor {
  return {
    strict: visitor.strict ?? false,
    lines: visitor.lines ?? false,
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
 * Inputs in order of time, whatever order they are in. What fits into memory is read once and sorted there. What does not is
 * streamed where it is in order within the lateness bound, sorted on disk where it is not; only where a larger input turns
 * out to be in no order behind its beginning is it begun anew. `rewindable`: the inputs can be opened twice; a pipe cannot,
 * and is sorted on disk. `start` gives a new visitor for each beginning; the last one it gave has seen everything. Events of
 * one time come in an order of their own (`tieOf`), so that the same events give the same answer in any order of rows and files.
 */
export async function readInTimeOrder(
  open: () => AsyncIterable<Source>,
  rewindable: boolean,
  latenessMs: number,
  start: () => EventVisitor,
  heldBytes = HELD_BYTES,
): Promise<void> {
  if (rewindable) {
    const looked = await readHeld(open(), start(), heldBytes, latenessMs);
    if (looked === null) return;
    if (looked.ordered && (await streamEvents(open(), latenessMs, start(), true, "tag", looked))) return;
  }
  await sortEvents(open(), start(), heldBytes);
}

/**
 * The same for a visitor that cannot begin anew, as it writes what it hears: what does not fit into memory is sorted on disk.
 * `bytesTotal`: size of the inputs, null for a pipe; where it is large they are looked through first, which costs reading them
 * twice, and sorted only where they need it. An input that breaks off gives what stands before the break, in order.
 */
export async function readOnceInTimeOrder(
  open: () => AsyncIterable<Source>,
  bytesTotal: number | null,
  latenessMs: number,
  visitor: EventVisitor,
  { heldBytes = HELD_ONCE_BYTES, lookedThroughBytesMin = LOOKED_THROUGH_BYTES_MIN } = {},
): Promise<void> {
  if (bytesTotal !== null && bytesTotal >= lookedThroughBytesMin) {
    let ordered = true;
    const seen = new KeySightings();
    const ids = new IdsOfReading();
    try {
      const event = (row: EventRow): void => seen.see(row);
      const deaf = { ...DEAF, event, strict: visitor.strict ?? false };
      ordered = await streamEvents(open(), latenessMs, deaf, true, "tag", { seen: null, ids });
    } catch {
      // The same failure comes again below, behind what stands before it.
    }
    if (ordered) {
      await streamEvents(open(), latenessMs, visitor, false, "tag", { seen, ids: ids.again() });
      return;
    }
  }
  await sortEvents(open(), visitor, heldBytes);
}

/** Packed events to hold of inputs of a size in bytes, null where that is not known. */
export function heldBytesFor(bytesTotal: number | null): number {
  return bytesTotal !== null && bytesTotal > HELD_BYTES ? HELD_OF_LARGE_BYTES : HELD_BYTES;
}

const DEAF: EventVisitor = {
  event: () => {},
  duplicate: () => {},
  rejected: () => {},
  progress: () => {},
  drain: async () => {},
};

/** What an earlier reading of the same inputs tells a later one. */
interface Foreknown {
  /** Keys of all their events; null = not known. */
  readonly seen: KeySightings | null;
  readonly ids: ReadIds;
  /** Events of all of them. */
  readonly events?: number;
}

/**
 * Inputs, one after the other: events within the lateness bound are put in order, later ones marked late.
 * Returns false as soon as an event is late and `stopWhenLate` is set: the inputs need sorting first. `known`: where they were
 * looked through before.
 */
export async function streamEvents(
  sources: AsyncIterable<Source>,
  latenessMs: number,
  visitor: EventVisitor,
  stopWhenLate: boolean,
  ties: "arrival" | "tag" = "arrival",
  { seen, ids, events }: Foreknown = { seen: null, ids: new IdsOfReading() },
): Promise<boolean> {
  if (events !== undefined) visitor.expects?.(events);
  if (seen !== null) visitor.besides?.((other) => seen.see(other));
  const stream = createOrderedStream(visitor, latenessMs, ties, seen);
  let complete = true;
  try {
    complete = await readEvents(
      sources,
      visitor,
      (row) => {
        stream.push(row);
        return !(stopWhenLate && stream.late() > 0);
      },
      () => visitor.drain(),
      ids,
    );
  } finally {
    // Also where the input breaks off: what stands before the break is decided.
    if (complete) {
      stream.flush();
      await visitor.drain();
    }
  }
  return complete;
}

/** What a look through inputs told that memory does not hold. */
interface LookedThrough extends Foreknown {
  /** Whether no event is behind another by more than the lateness bound. */
  readonly ordered: boolean;
}

/**
 * Inputs that can be begun anew: null where memory holds them and they were given. Else the rest is looked through, which costs decoding it: the windows need no row for what comes
 * once, which saves more than that.
 */
async function readHeld(
  sources: AsyncIterable<Source>,
  visitor: EventVisitor,
  heldBytes: number,
  latenessMs: number,
): Promise<LookedThrough | null> {
  const held = new HeldEvents(heldBytes, visitor.lines === true);
  const seen = new KeySightings();
  const ids = new IdsOfReading();
  let fits = true;
  let newestMs = Number.NEGATIVE_INFINITY;
  let ordered = true;
  let events = 0;
  let bytesRead = 0;
  let failure: { readonly error: unknown } | null = null;
  await readEvents(
    sources,
    visitor,
    (row) => {
      const { occurredAtMs } = row;
      if (occurredAtMs > newestMs) newestMs = occurredAtMs;
      else if (occurredAtMs < newestMs - latenessMs) ordered = false;
      if (fits && !held.add(row, tieOf(row))) {
        fits = false;
        held.release();
      }
      if (fits || ordered) seen.see(row);
      events++;
      return fits || ordered;
    },
    (bytes) => {
      bytesRead = bytes;
      return visitor.drain();
    },
    ids,
  ).catch((error: unknown) => {
    failure = { error };
  });
  // Of what does not fit, the same failure comes again behind what stands before it.
  if (!fits) return { ordered, seen, events, ids: ids.again() };
  await giveHeld(held, visitor, bytesRead, seen);
  await visitor.drain();
  const broke = failure as { readonly error: unknown } | null;
  if (broke !== null) throw broke.error;
  return null;
}

/** What is held, in order. */
async function giveHeld(
  held: HeldEvents,
  visitor: EventVisitor,
  bytesRead: number,
  seen: KeySightings,
): Promise<void> {
  const row = createEventRow();
  visitor.besides?.((other) => seen.see(other));
  const order = held.inOrder();
  visitor.expects?.(order.length);
  const keeps = visitor.kept !== undefined && order.length <= (visitor.keptMax ?? 0);
  for (let i = 0; i < order.length; i++) {
    const event = order[i]!;
    unpackRow(held.memoryOf(event), held.placeOf(event), row);
    row.lone = seen.loneOf(row);
    visitor.event(row, false);
    if (!keeps) held.letGo(event);
    if (i % RELEASED_RUN === RELEASED_RUN - 1) {
      visitor.progress(bytesRead);
      await visitor.drain();
    }
  }
  if (keeps) visitor.kept?.((next) => giveHeld(held, next, bytesRead, seen));
  else held.release();
}

/** The same for inputs in any order: everything is sorted by time first, on disk where memory does not hold it. */
export async function sortEvents(
  sources: AsyncIterable<Source>,
  visitor: EventVisitor,
  heldBytes = HELD_ONCE_BYTES,
): Promise<void> {
  const held = new HeldEvents(heldBytes, visitor.lines === true);
  const seen = new KeySightings();
  let spool: EventSpool | null = null;
  let bytesRead = 0;
  let failure: { readonly error: unknown } | null = null;
  try {
    await readEvents(
      sources,
      visitor,
      (row) => {
        const tie = tieOf(row);
        seen.see(row);
        if (held.add(row, tie)) return true;
        spool ??= openEventSpool();
        spool.write(held);
        held.clear();
        held.add(row, tie);
        return true;
      },
      (bytes) => {
        bytesRead = bytes;
        return visitor.drain();
      },
    ).catch((error: unknown) => {
      failure = { error };
    });
    const used = spool as EventSpool | null;
    if (used === null) await giveHeld(held, visitor, bytesRead, seen);
    else {
      used.write(held);
      held.release();
      await giveSpooled(used, visitor, bytesRead, seen);
    }
    await visitor.drain();
  } finally {
    (spool as EventSpool | null)?.close();
  }
  const broke = failure as { readonly error: unknown } | null;
  if (broke !== null) throw broke.error; // what stands before it was sorted and heard
}

async function giveSpooled(
  spool: EventSpool,
  visitor: EventVisitor,
  bytesRead: number,
  seen: KeySightings,
): Promise<void> {
  const row = createEventRow();
  visitor.besides?.((other) => seen.see(other));
  let given = 0;
  for (const { memory, at } of spool.merged()) {
    unpackRow(memory, at, row);
    row.lone = seen.loneOf(row);
    visitor.event(row, false);
    if (++given % RELEASED_RUN === 0) {
      visitor.progress(bytesRead);
      await visitor.drain();
    }
  }
}

/** Every valid event of the inputs, once an id, to `take`; stops, and returns false, when that returns false. */
async function readEvents(
  sources: AsyncIterable<Source>,
  visitor: InputVisitor,
  take: (row: EventRow) => boolean,
  afterChunk: (bytesRead: number) => Promise<void>,
  ids: ReadIds = new IdsOfReading(),
): Promise<boolean> {
  const row = createEventRow();
  const strict = visitor.strict ?? false;
  const readLines = createLineReader(strict);
  let bytesBefore = 0;
  for await (const source of sources) {
    let events = 0;
    let rejected = 0;
    const firstRejections: Rejection[] = [];
    const sink = {
      rejected(rejection: Rejection): void {
        rejected++;
        if (firstRejections.length < FIRST_REJECTIONS) firstRejections.push(rejection);
        visitor.rejected(rejection, source.name);
      },
      event(_line: number, setAside: readonly Rejection[]): boolean {
        events++;
        const low = row.hash[ID * 2]!;
        const high = row.hash[ID * 2 + 1]!;
        if (!ids.addNew(low, high)) {
          visitor.duplicate(row);
          return true;
        }
        if (setAside.length > 0) visitor.setAside?.(setAside);
        return take(row);
      },
    };
    for await (const read of source.chunks()) {
      const chunk: SourceChunk = visitor.lines === true ? linesOf(read) : read;
      for (const rejection of chunk.rejections) sink.rejected(rejection);
      const complete = chunk.kind === "lines" ? readLines(chunk, row, sink) : chunk.events(row, strict, sink);
      if (!complete) return false;
      visitor.progress(bytesBefore + chunk.bytesRead);
      await afterChunk(bytesBefore + chunk.bytesRead);
    }
    bytesBefore += source.bytesTotal ?? 0;
    visitor.inputRead?.({ name: source.name, events, rejected, firstRejections });
  }
  return true;
}

/** Lines of a chunk → their events, one after another in `row`. */
function createLineReader(strict: boolean) {
  const decoder = createDecoder({ door: true, strict });
  return ({ bytes, lines }: LineChunk, row: EventRow, sink: EventSink): boolean => {
    let start = 0;
    for (let i = 0; i < lines.length; i++) {
      const end = bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
      row.start = start;
      row.end = end;
      start = end + 1;
      if (rejection !== null) sink.rejected({ ...rejection, line: lines[i]! });
      else if (!sink.event(lines[i]!, decoder.setAside)) return false;
    }
    return true;
  };
}
