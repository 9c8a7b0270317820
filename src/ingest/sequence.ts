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

/** A sequencer of stated size; about 40 bytes an event of capacity, plus the lines. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { latenessMs, capacity } = options;
  const bytesMax = options.bytesMax ?? BYTES_MAX_DEFAULT;
  const byTag = options.ties === "tag";
  if (!(latenessMs >= 0) || !(capacity >= 1)) throw new Error("lateness must be ≥ 0 and capacity ≥ 1");

  const time = new Float64Array(capacity);
  const arrival = new Float64Array(capacity);
  const tags = new Float64Array(capacity);
  const lineStart = new Int32Array(capacity);
  const lineEnd = new Int32Array(capacity);
  /** Slots given back, a stack; those from `slotsEverUsed` on were never taken. */
  const free = new Int32Array(capacity);
  let freeCount = 0;
  let slotsEverUsed = 0;
  /** Slots whose times never fall, a ring: where events in order go, without touching the heap. */
  const queue = new Int32Array(capacity);
  let queueFirst = 0;
  let queueCount = 0;
  /** Slots of events that came behind the queue's last: a binary heap by time, then arrival. */
  const heap = new Int32Array(capacity);
  let heapCount = 0;

  let arena = new Uint8Array(Math.min(ARENA_BYTES_FIRST, bytesMax));
  let arenaUsed = 0;
  let bytesHeld = 0;

  let arrivals = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  /** Time of the newest event released: what comes behind it can no longer be put in order. */
  let releasedMs = Number.NEGATIVE_INFINITY;
  let releasedTag = Number.NEGATIVE_INFINITY;
  let earlyCount = 0;
  let lateCount = 0;

  function before(a: number, b: number): boolean {
    const difference = time[a]! - time[b]!;
    if (difference !== 0) return difference < 0;
    if (byTag && tags[a] !== tags[b]) return tags[a]! < tags[b]!;
    return arrival[a]! < arrival[b]!;
  }
  function isFull(): boolean {
    return freeCount === 0 && slotsEverUsed === capacity;
  }
  /** Whether an event comes before one that went out already. */
  function isBehind(timeMs: number, tag: number): boolean {
    return timeMs < releasedMs || (byTag && timeMs === releasedMs && tag < releasedTag);
  }
  function heapPush(slot: number): void {
    let at = heapCount++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(slot, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = slot;
  }
  function heapPop(): number {
    const top = heap[0]!;
    const last = heap[--heapCount]!;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heapCount) break;
      if (child + 1 < heapCount && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
  /** The slot that is next in order, or −1. */
  function peek(): number {
    if (queueCount === 0) return heapCount === 0 ? -1 : heap[0]!;
    const first = queue[queueFirst]!;
    return heapCount === 0 || before(first, heap[0]!) ? first : heap[0]!;
  }
  function releaseSlot(slot: number, release: Release): void {
    if (heapCount > 0 && heap[0] === slot) heapPop();
    else {
      queueFirst = queueFirst + 1 === capacity ? 0 : queueFirst + 1;
      queueCount--;
    }
    const from = lineStart[slot]!;
    const to = lineEnd[slot]!;
    releasedMs = time[slot]!;
    releasedTag = tags[slot]!;
    release(arena, from, to, time[slot]!, tags[slot]!, false);
    bytesHeld -= to - from;
    free[freeCount++] = slot;
    if (freeCount === slotsEverUsed) arenaUsed = 0;
  }
  function releaseDue(untilMs: number, release: Release): void {
    for (let slot = peek(); slot >= 0 && time[slot]! <= untilMs; slot = peek()) releaseSlot(slot, release);
  }
  /** Moves the held lines together into a space with room for `length` more. */
  function compact(length: number): void {
    let size = arena.length;
    // Half of it free after the move, so that the moves stay cheaper than the lines they make room for.
    while (size < bytesMax && size < 2 * (bytesHeld + length)) size = Math.min(bytesMax, size * 2);
    const next = new Uint8Array(Math.max(size, bytesHeld + length));
    let used = 0;
    const move = (slot: number): void => {
      const from = lineStart[slot]!;
      const to = lineEnd[slot]!;
      next.set(arena.subarray(from, to), used);
      lineStart[slot] = used;
      used += to - from;
      lineEnd[slot] = used;
    };
    for (let i = 0; i < queueCount; i++) move(queue[(queueFirst + i) % capacity]!);
    for (let i = 0; i < heapCount; i++) move(heap[i]!);
    arena = next;
    arenaUsed = used;
  }

  return {
    push(bytes, start, end, timeMs, tag, release) {
      if (timeMs < newestMs - latenessMs || isBehind(timeMs, tag)) {
        lateCount++;
        release(bytes, start, end, timeMs, tag, true);
        return;
      }
      if (timeMs > newestMs) {
        newestMs = timeMs;
        // Whatever is due now is older than this event; equal times came earlier.
        releaseDue(newestMs - latenessMs, release);
      }
      const length = end - start;
      if ((timeMs <= newestMs - latenessMs && !byTag) || length > bytesMax) {
        // Due at once: what is held and not later goes first.
        releaseDue(timeMs, release);
        releasedMs = timeMs;
        releasedTag = tag;
        if (timeMs > newestMs - latenessMs) earlyCount++;
        release(bytes, start, end, timeMs, tag, false);
        return;
      }
      while (isFull() || bytesHeld + length > bytesMax) {
        const oldest = peek();
        if (isFull() && time[oldest]! > timeMs) {
          // This one is the oldest itself.
          earlyCount++;
          releasedMs = timeMs;
          releasedTag = tag;
          release(bytes, start, end, timeMs, tag, false);
          return;
        }
        earlyCount++;
        releaseSlot(oldest, release);
      }
      if (isBehind(timeMs, tag)) {
        lateCount++;
        release(bytes, start, end, timeMs, tag, true);
        return;
      }
      if (length > 0) {
        if (arenaUsed + length > arena.length) compact(length);
        if (length < 64) for (let i = 0; i < length; i++) arena[arenaUsed + i] = bytes[start + i]!;
        else arena.set(bytes.subarray(start, end), arenaUsed);
      }
      const slot = freeCount > 0 ? free[--freeCount]! : slotsEverUsed++;
      time[slot] = timeMs;
      arrival[slot] = arrivals++;
      tags[slot] = tag;
      lineStart[slot] = arenaUsed;
      arenaUsed += length;
      lineEnd[slot] = arenaUsed;
      bytesHeld += length;
      const last = queueFirst + queueCount - 1;
      const lastSlot = queueCount === 0 ? -1 : queue[last >= capacity ? last - capacity : last]!;
      if (
        lastSlot < 0 ||
        timeMs > time[lastSlot]! ||
        (timeMs === time[lastSlot] && !before(slot, lastSlot))
      ) {
        const place = queueFirst + queueCount;
        queue[place >= capacity ? place - capacity : place] = slot;
        queueCount++;
      } else heapPush(slot);
      if (byTag) releaseDue(newestMs - latenessMs, release);
    },
    flush(release) {
      releaseDue(Number.POSITIVE_INFINITY, release);
      if (newestMs > releasedMs) {
        releasedMs = newestMs;
        releasedTag = Number.NEGATIVE_INFINITY;
      }
    },
    held: () => queueCount + heapCount,
    releasedEarly: () => earlyCount,
    late: () => lateCount,
    watermarkMs: () => newestMs - latenessMs,
  };
}
