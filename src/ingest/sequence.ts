/**
 * Puts events that arrive out of order within a bound back in order of time. Typed arrays and one byte arena; no object
 * per event. Cost: one copy of the bytes for an event that has to wait, none for one that does not.
 */

/** Bytes of held lines, unless told: 400,000 events of 650 bytes. */
const BYTES_MAX_DEFAULT = 256 * 1024 * 1024;
const ARENA_BYTES_FIRST = 1024 * 1024;

/** Receives released events; `bytes[start, end)` is borrowed until it returns, and it must not push. */
export type Release = (
  bytes: Uint8Array,
  start: number,
  end: number,
  timeMs: number,
  tag: number,
  late: boolean,
) => void;

export interface SequencerOptions {
  /** How far behind the newest time an event may arrive and still be put in order. */
  readonly latenessMs: number;
  /** Most events held; past it the oldest by time go early. */
  readonly capacity: number;
  /** Most bytes held; past it the oldest by time go early. A single longer line goes straight through. */
  readonly bytesMax?: number;
  /** What comes first of events of one time: the one that arrived first, or the one of the smaller tag. Default: arrival. */
  readonly ties?: "arrival" | "tag";
}

export interface Sequencer {
  /**
   * Takes an event in: its line is bytes[start, end) (copied when it must wait; may be empty), `tag` any number the caller
   * wants back. Releases, in order of time and then of arrival (or tag), every event the watermark (newest time − lateness) has
   * reached. An event that arrives behind the watermark, or behind one released early, is released at once and marked late.
   */
  push(bytes: Uint8Array, start: number, end: number, timeMs: number, tag: number, release: Release): void;
  /** Releases everything held: the end of the input. The watermark moves to the newest time seen. */
  flush(release: Release): void;
  held(): number;
  /** Events that went out before the watermark reached them because capacity or bytes ran out. */
  releasedEarly(): number;
  late(): number;
  /** Newest time − lateness; −Infinity before the first event. */
  watermarkMs(): number;
}

/** What waits: each event has a slot, and stands in the queue or in the heap. */
interface Held {
  readonly latenessMs: number;
  readonly capacity: number;
  readonly bytesMax: number;
  readonly byTag: boolean;
  readonly time: Float64Array;
  readonly arrival: Float64Array;
  readonly tags: Float64Array;
  readonly lineStart: Int32Array;
  readonly lineEnd: Int32Array;
  /** Slots given back, a stack; those from `slotsEverUsed` on were never taken. */
  readonly free: Int32Array;
  freeCount: number;
  slotsEverUsed: number;
  /** Slots whose times never fall, a ring: where events in order go, without touching the heap. */
  readonly queue: Int32Array;
  queueFirst: number;
  queueCount: number;
  /** Slots of events that came behind the queue's last: a binary heap by time, then arrival. */
  readonly heap: Int32Array;
  heapCount: number;
  arena: Uint8Array;
  arenaUsed: number;
  bytesHeld: number;
  arrivals: number;
  newestMs: number;
  /** Time of the newest event released: what comes behind it can no longer be put in order. */
  releasedMs: number;
  releasedTag: number;
  earlyCount: number;
  lateCount: number;
}

/** A sequencer of stated size; about 40 bytes an event of capacity, plus the lines. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { latenessMs, capacity } = options;
  const bytesMax = options.bytesMax ?? BYTES_MAX_DEFAULT;
  if (!(latenessMs >= 0) || !(capacity >= 1)) throw new Error("lateness must be ≥ 0 and capacity ≥ 1");
  const held: Held = {
    latenessMs,
    capacity,
    bytesMax,
    byTag: options.ties === "tag",
    time: new Float64Array(capacity),
    arrival: new Float64Array(capacity),
    tags: new Float64Array(capacity),
    lineStart: new Int32Array(capacity),
    lineEnd: new Int32Array(capacity),
    free: new Int32Array(capacity),
    freeCount: 0,
    slotsEverUsed: 0,
    queue: new Int32Array(capacity),
    queueFirst: 0,
    queueCount: 0,
    heap: new Int32Array(capacity),
    heapCount: 0,
    arena: new Uint8Array(Math.min(ARENA_BYTES_FIRST, bytesMax)),
    arenaUsed: 0,
    bytesHeld: 0,
    arrivals: 0,
    newestMs: Number.NEGATIVE_INFINITY,
    releasedMs: Number.NEGATIVE_INFINITY,
    releasedTag: Number.NEGATIVE_INFINITY,
    earlyCount: 0,
    lateCount: 0,
  };
  return {
    push: (bytes, start, end, timeMs, tag, release) => push(held, bytes, start, end, timeMs, tag, release),
    flush: (release) => flush(held, release),
    held: () => held.queueCount + held.heapCount,
    releasedEarly: () => held.earlyCount,
    late: () => held.lateCount,
    watermarkMs: () => held.newestMs - held.latenessMs,
  };
}

function before(held: Held, a: number, b: number): boolean {
  const difference = held.time[a]! - held.time[b]!;
  if (difference !== 0) return difference < 0;
  if (held.byTag && held.tags[a] !== held.tags[b]) return held.tags[a]! < held.tags[b]!;
  return held.arrival[a]! < held.arrival[b]!;
}

function isFull(held: Held): boolean {
  return held.freeCount === 0 && held.slotsEverUsed === held.capacity;
}

/** Whether an event comes before one that went out already. */
function isBehind(held: Held, timeMs: number, tag: number): boolean {
  return timeMs < held.releasedMs || (held.byTag && timeMs === held.releasedMs && tag < held.releasedTag);
}

function heapPush(held: Held, slot: number): void {
  let at = held.heapCount++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(held, slot, held.heap[parent]!)) break;
    held.heap[at] = held.heap[parent]!;
    at = parent;
  }
  held.heap[at] = slot;
}

function heapPop(held: Held): number {
  const top = held.heap[0]!;
  const last = held.heap[--held.heapCount]!;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= held.heapCount) break;
    if (child + 1 < held.heapCount && before(held, held.heap[child + 1]!, held.heap[child]!)) child++;
    if (!before(held, held.heap[child]!, last)) break;
    held.heap[at] = held.heap[child]!;
    at = child;
  }
  held.heap[at] = last;
  return top;
}

/** The slot that is next in order, or −1. */
function peek(held: Held): number {
  if (held.queueCount === 0) return held.heapCount === 0 ? -1 : held.heap[0]!;
  const first = held.queue[held.queueFirst]!;
  return held.heapCount === 0 || before(held, first, held.heap[0]!) ? first : held.heap[0]!;
}

function releaseSlot(held: Held, slot: number, release: Release): void {
  if (held.heapCount > 0 && held.heap[0] === slot) heapPop(held);
  else {
    held.queueFirst = held.queueFirst + 1 === held.capacity ? 0 : held.queueFirst + 1;
    held.queueCount--;
  }
  const from = held.lineStart[slot]!;
  const to = held.lineEnd[slot]!;
  held.releasedMs = held.time[slot]!;
  held.releasedTag = held.tags[slot]!;
  release(held.arena, from, to, held.time[slot]!, held.tags[slot]!, false);
  held.bytesHeld -= to - from;
  held.free[held.freeCount++] = slot;
  if (held.freeCount === held.slotsEverUsed) held.arenaUsed = 0;
}

function releaseDue(held: Held, untilMs: number, release: Release): void {
  for (let slot = peek(held); slot >= 0 && held.time[slot]! <= untilMs; slot = peek(held))
    releaseSlot(held, slot, release);
}

/** Moves the held lines together into a space with room for `length` more. */
function compact(held: Held, length: number): void {
  let size = held.arena.length;
  // Half of it free after the move, so that the moves stay cheaper than the lines they make room for.
  while (size < held.bytesMax && size < 2 * (held.bytesHeld + length))
    size = Math.min(held.bytesMax, size * 2);
  const next = new Uint8Array(Math.max(size, held.bytesHeld + length));
  let used = 0;
  const move = (slot: number): void => {
    const from = held.lineStart[slot]!;
    const to = held.lineEnd[slot]!;
    next.set(held.arena.subarray(from, to), used);
    held.lineStart[slot] = used;
    used += to - from;
    held.lineEnd[slot] = used;
  };
  for (let i = 0; i < held.queueCount; i++) move(held.queue[(held.queueFirst + i) % held.capacity]!);
  for (let i = 0; i < held.heapCount; i++) move(held.heap[i]!);
  held.arena = next;
  held.arenaUsed = used;
}

// biome-ignore lint/complexity/useMaxParams: an event is handed on as numbers, so that nothing is allocated for it.
function push(
  held: Held,
  bytes: Uint8Array,
  start: number,
  end: number,
  timeMs: number,
  tag: number,
  release: Release,
): void {
  if (timeMs < held.newestMs - held.latenessMs || isBehind(held, timeMs, tag)) {
    held.lateCount++;
    release(bytes, start, end, timeMs, tag, true);
    return;
  }
  if (timeMs > held.newestMs) {
    held.newestMs = timeMs;
    // Whatever is due now is older than this event; equal times came earlier.
    releaseDue(held, held.newestMs - held.latenessMs, release);
  }
  const length = end - start;
  if ((timeMs <= held.newestMs - held.latenessMs && !held.byTag) || length > held.bytesMax) {
    // Due at once: what is held and not later goes first.
    releaseDue(held, timeMs, release);
    held.releasedMs = timeMs;
    held.releasedTag = tag;
    if (timeMs > held.newestMs - held.latenessMs) held.earlyCount++;
    release(bytes, start, end, timeMs, tag, false);
    return;
  }
  while (isFull(held) || held.bytesHeld + length > held.bytesMax) {
    const oldest = peek(held);
    if (isFull(held) && held.time[oldest]! > timeMs) {
      // This one is the oldest itself.
      held.earlyCount++;
      held.releasedMs = timeMs;
      held.releasedTag = tag;
      release(bytes, start, end, timeMs, tag, false);
      return;
    }
    held.earlyCount++;
    releaseSlot(held, oldest, release);
  }
  if (isBehind(held, timeMs, tag)) {
    held.lateCount++;
    release(bytes, start, end, timeMs, tag, true);
    return;
  }
  if (length > 0) {
    if (held.arenaUsed + length > held.arena.length) compact(held, length);
    if (length < 64) for (let i = 0; i < length; i++) held.arena[held.arenaUsed + i] = bytes[start + i]!;
    else held.arena.set(bytes.subarray(start, end), held.arenaUsed);
  }
  const slot = held.freeCount > 0 ? held.free[--held.freeCount]! : held.slotsEverUsed++;
  held.time[slot] = timeMs;
  held.arrival[slot] = held.arrivals++;
  held.tags[slot] = tag;
  held.lineStart[slot] = held.arenaUsed;
  held.arenaUsed += length;
  held.lineEnd[slot] = held.arenaUsed;
  held.bytesHeld += length;
  const last = held.queueFirst + held.queueCount - 1;
  const lastSlot =
    held.queueCount === 0 ? -1 : held.queue[last >= held.capacity ? last - held.capacity : last]!;
  if (
    lastSlot < 0 ||
    timeMs > held.time[lastSlot]! ||
    (timeMs === held.time[lastSlot] && !before(held, slot, lastSlot))
  ) {
    const place = held.queueFirst + held.queueCount;
    held.queue[place >= held.capacity ? place - held.capacity : place] = slot;
    held.queueCount++;
  } else heapPush(held, slot);
  if (held.byTag) releaseDue(held, held.newestMs - held.latenessMs, release);
}

function flush(held: Held, release: Release): void {
  releaseDue(held, Number.POSITIVE_INFINITY, release);
  if (held.newestMs > held.releasedMs) {
    held.releasedMs = held.newestMs;
    held.releasedTag = Number.NEGATIVE_INFINITY;
  }
}
