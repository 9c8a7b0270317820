import { isEngagement } from "../../nouns/event.ts";
import { type EventRow, type KeyColumn, keyColumn, numberColumn } from "../../nouns/event-row.ts";
import { type EventColumns, INFRASTRUCTURE_KINDS } from "./engagement-columns.ts";
import { KeyCodes } from "./key-codes.ts";
import { keyWords } from "./key-hex.ts";
import { packColumns } from "./pack-columns.ts";
import { isLive, isPlatformCall } from "./platform-calls.ts";
import { ValueCodes } from "./value-codes.ts";

export { type EventColumns, INFRASTRUCTURE_KINDS };

export interface EventColumnsBuilder {
  /** Takes an engagement event; false for what is none (payments). The row may be reused at once. */
  readonly add: (row: EventRow, sequence: number) => boolean;
  /**
   * The columns so far, of events in [fromMs, toMs), and of those only the ones marked 1 in `marked` where that is given, in the order taken; codes are dense. Where that is all that is
   * held, they share memory with the builder: good until it next forgets something. O(events from the first of them on).
   */
  readonly columns: (fromMs?: number, toMs?: number, marked?: Uint8Array) => EventColumns;
  /** Says how many events there will be: room is taken for them, once. */
  readonly expect: (events: number) => void;
  /** The same of [fromMs, ∞), and of the marked, where what few ask for is cut when it is asked for; good until the builder next takes or forgets an event. */
  readonly since: (fromMs: number, marked?: Uint8Array) => EventColumns;
  /** Forgets the events for which `forgets` holds; they do not count as evicted. O(events held). */
  readonly forget: (forgets: (atMs: number, kind: number) => boolean) => void;
  /** Lets the earliest eighth go, as at the limit. O(events held · log). */
  readonly evict: () => void;
  /** Forgets events before `fromMs`. O(events held). */
  readonly trim: (fromMs: number) => void;
  /** Codes that the latest event's actor and target have among all held; they last until something is forgotten. */
  readonly latest: () => { readonly actor: number; readonly target: number };
  /** Targets named by the events held, and the code of one by its key as `keyHex` writes it, or −1. */
  readonly targetCount: () => number;
  readonly targetOf: (targetKey: string) => number;
  readonly count: () => number;
  /** Events let go because `eventsMax` was reached, the earliest first. */
  readonly evicted: () => number;
  readonly bytes: () => number;
  /** All that is held, as parts of a snapshot file; they share memory with the builder until it takes another event. */
  readonly snapshot: () => Uint8Array[];
  /** Holds what a snapshot held, in place of what was held before. Throws on parts that are none, and when there are more events than `eventsMax`. */
  readonly restore: (parts: readonly Uint8Array[]) => void;
}

/** Part of the events let go when the limit is reached: making room costs a pass, so not one by one. */
const EVICTED_PART = 1 / 8;

/** Events from which on room grows by a quarter: doubling would hold up to as much again empty. */
const GENTLE_FROM = 1 << 20;

/** Events whose latest time is known together: what ended before a window begins is passed over by as many. */
const STRETCH_EVENTS = 4096;

const ACTOR = keyColumn("actor") * 2;
const TARGET = keyColumn("target") * 2;
const OWNER = keyColumn("owner") * 2;
const BATCH = keyColumn("registration_batch") * 2;
const REGISTERED = numberColumn("registered_at_ms");
const SOURCE = keyColumn("source") * 2;
const TARGET_KIND = keyColumn("target_kind") * 2;
/** Columns from the first on whose keys are told with the events: actors, targets, owners. */
const KEYED_COLUMNS = 3;

/**
 * Collects decoded events into columns. Holds at most `eventsMax` events (1 to 2^30) of up to 62 bytes each, and the keys they
 * name; beyond it the earliest eighth by time goes. Memory is taken as events come, and for a column that no event gives none. Throws nothing; allocates only to grow.
 */
export function createEventColumns(eventsMax: number): EventColumnsBuilder {
  let capacity = Math.min(eventsMax, 4096);
  let count = 0;
  let evicted = 0;
  const key = [
    ACTOR,
    TARGET,
    OWNER,
    BATCH,
    ...INFRASTRUCTURE_KINDS.map((kind) => keyColumn(kind as KeyColumn) * 2),
  ];
  /** Bits of `EventRow.lone` by column; none of targets, which are asked for by key. */
  const loneBits = key.map((at) => (at === TARGET || at >= 64 ? 0 : 1 << (at / 2)));
  let codes = key.map((_, c) => codesOf(c));
  /** By column; null while no event gave it. */
  const held: (Int32Array | null)[] = key.map(() => null);
  let times = new Float64Array(capacity);
  /** Words while all are whole and fit into them, as the numbers of a file's events do. */
  let sequences: Uint32Array | Float64Array = new Uint32Array(capacity);
  let registered: Float64Array | null = null;
  let kinds = new Uint8Array(capacity);
  /** 1 = the platform called; null while no event says so. */
  let called: Uint8Array<ArrayBuffer> | null = null;
  /** Sources are few: whether the latest was a call of the platform's. */
  let source: readonly [low: number, high: number, calls: 0 | 1] = [0, 0, 0];
  let place: readonly [low: number, high: number, live: 0 | 1] = [0, 0, 0];
  /** Latest time of each stretch of events. */
  let newest: number[] = [];

  function expand(wanted = Math.ceil(capacity * (capacity < GENTLE_FROM ? 2 : 1.25))): void {
    capacity = Math.min(eventsMax, wanted);
    for (let c = 0; c < held.length; c++) {
      const column = held[c]!;
      if (column === null) continue;
      const expanded = new Int32Array(capacity);
      expanded.set(column);
      held[c] = expanded;
    }
    times = enlargedTo(times, capacity);
    sequences = enlargedSequences(sequences, capacity);
    if (registered !== null) registered = enlargedTo(registered, capacity);
    kinds = grownBytes(kinds, capacity);
    if (called !== null) called = grownBytes(called, capacity);
  }

  /** A column that was not given so far, with what stands for absent. */
  function absent(): Int32Array {
    return new Int32Array(capacity).fill(-1, 0, count); // every event writes its own place
  }

  /** Keeps the events for which `keeps` holds, and only the keys they name. */
  function keepOnly(keeps: (event: number) => boolean): void {
    const kept = new Int32Array(count);
    let left = 0;
    for (let event = 0; event < count; event++) if (keeps(event)) kept[left++] = event;
    if (left === count) return;
    for (let c = 0; c < held.length; c++) {
      const column = held[c]!;
      if (column === null) continue;
      codes[c] = recode(column, kept.subarray(0, left), codes[c]!, codesOf(c));
    }
    newest = [];
    for (let to = 0; to < left; to++) {
      const event = kept[to]!;
      times[to] = times[event]!;
      sequences[to] = sequences[event]!;
      if (registered !== null) registered[to] = registered[event]!;
      kinds[to] = kinds[event]!;
      if (called !== null) called[to] = called[event]!;
      noteTime(to, times[to]!);
    }
    count = left;
  }

  function noteTime(event: number, atMs: number): void {
    const stretch = Math.floor(event / STRETCH_EVENTS);
    if (stretch === newest.length) newest.push(atMs);
    else if (atMs > newest[stretch]!) newest[stretch] = atMs;
  }

  function makeRoom(): void {
    const sorted = times.slice(0, count).sort();
    const go = Math.max(1, Math.floor(count * EVICTED_PART));
    const edgeMs = sorted[go - 1]!;
    let left = go;
    for (let i = 0; i < count; i++) if (times[i]! < edgeMs) left--;
    const countBefore = count;
    keepOnly((event) => {
      const atMs = times[event]!;
      if (atMs > edgeMs) return true;
      return atMs === edgeMs && left-- <= 0;
    });
    evicted += countBefore - count;
  }

  function add(row: EventRow, sequence: number): boolean {
    const { hash } = row;
    if (!isEngagement(row.kind)) return false;
    if ((hash[ACTOR]! | hash[ACTOR + 1]!) === 0 || (hash[TARGET]! | hash[TARGET + 1]!) === 0) return false;
    if (count === capacity) {
      if (capacity < eventsMax) expand();
      else makeRoom();
    }
    const { lone } = row;
    for (let c = 0; c < key.length; c++) {
      const at = key[c]!;
      const low = hash[at]!;
      const high = hash[at + 1]!;
      let column = held[c]!;
      if ((low | high) === 0) {
        if (column !== null) column[count] = -1;
        continue;
      }
      if (column === null) {
        column = absent();
        held[c] = column;
      }
      // A key that comes once is looked up by nobody: it needs a code, and no place in a table.
      const once = (lone & loneBits[c]!) !== 0;
      column[count] = once ? codes[c]!.append(low, high) : codes[c]!.code(low, high);
    }
    if (sequence !== sequence >>> 0 && sequences instanceof Uint32Array)
      sequences = Float64Array.from(sequences);
    const registeredAtMs = row.num[REGISTERED]!;
    if (registered === null && !Number.isNaN(registeredAtMs))
      registered = new Float64Array(capacity).fill(Number.NaN, 0, count);
    if (registered !== null) registered[count] = registeredAtMs;
    const [low, high] = [hash[SOURCE]!, hash[SOURCE + 1]!];
    if (low !== source[0] || high !== source[1]) source = [low, high, isPlatformCall(low, high) ? 1 : 0];
    const [kindLow, kindHigh] = [hash[TARGET_KIND]!, hash[TARGET_KIND + 1]!];
    if (kindLow !== place[0] || kindHigh !== place[1])
      place = [kindLow, kindHigh, isLive(kindLow, kindHigh) ? 1 : 0];
    const led = source[2] | place[2];
    if (called === null && led === 1) called = new Uint8Array(capacity);
    if (called !== null) called[count] = led;
    times[count] = row.occurredAtMs;
    sequences[count] = sequence;
    noteTime(count, row.occurredAtMs);
    kinds[count++] = row.kind;
    return true;
  }

  /** Numbers of the events in [fromMs, toMs) that are marked; null when that is all that are held. */
  function chosen(fromMs: number, toMs: number, marked: Uint8Array | undefined): Int32Array | null {
    let stretch = 0;
    while (stretch < newest.length && newest[stretch]! < fromMs) stretch++;
    const first = Math.min(count, stretch * STRETCH_EVENTS);
    let kept = 0;
    for (let i = first; i < count; i++) {
      if (times[i]! >= fromMs && times[i]! < toMs && (marked === undefined || marked[i] === 1)) kept++;
    }
    if (kept === count) return null;
    const events = new Int32Array(kept);
    let to = 0;
    for (let i = first; i < count; i++) {
      if (times[i]! >= fromMs && times[i]! < toMs && (marked === undefined || marked[i] === 1))
        events[to++] = i;
    }
    return events;
  }

  function restore(parts: readonly Uint8Array[]): void {
    const expected = 2 + NUMBERS + 2 * key.length + 1;
    // Snapshots of before do not say who called.
    if (parts.length !== expected && parts.length !== expected - 1)
      throw new Error(`a snapshot of events has ${expected} parts, this one \`${parts.length}\``);
    const [events, gone] = new Float64Array(parts[0]!.slice().buffer);
    if (events === undefined || gone === undefined || events !== parts[1]!.length || events > eventsMax)
      throw new Error(`a snapshot of at most ${eventsMax} events was expected, this one holds \`${events}\``);
    codes = key.map((_, c) => {
      const words = new Int32Array(parts[2 + NUMBERS + key.length + c]!.slice().buffer);
      const restored = codesOf(c);
      for (let i = 0; i < words.length; i += 2) addKey(restored, words[i]!, words[i + 1]!);
      return restored;
    });
    count = 0;
    while (capacity < events) expand();
    count = events;
    evicted = gone;
    kinds.set(parts[1]!);
    times.set(new Float64Array(parts[2]!.slice().buffer));
    const numbered = new Float64Array(parts[3]!.slice().buffer);
    const fits = numbered.every((sequence) => sequence === sequence >>> 0);
    sequences = fits ? new Uint32Array(capacity) : new Float64Array(capacity);
    sequences.set(numbered);
    registered = new Float64Array(capacity);
    registered.set(new Float64Array(parts[4]!.slice().buffer));
    for (let c = 0; c < key.length; c++) {
      const column = absent();
      column.set(new Int32Array(parts[2 + NUMBERS + c]!.slice().buffer));
      held[c] = codes[c]!.size === 0 ? null : column;
    }
    const calls = parts[expected - 1];
    called = null;
    if (calls !== undefined && calls.length > 0) {
      called = new Uint8Array(capacity);
      called.set(calls);
    }
    newest = [];
    for (let i = 0; i < count; i++) noteTime(i, times[i]!);
  }

  return {
    add,
    columns: (fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY, marked = undefined) =>
      packColumns(
        { count, times, sequences, registered, kinds, called, held, codes },
        chosen(fromMs, toMs, marked),
      ),
    expect(events) {
      if (events > capacity) expand(events);
    },
    since: (fromMs, marked = undefined) =>
      packColumns(
        { count, times, sequences, registered, kinds, called, held, codes },
        chosen(fromMs, Number.POSITIVE_INFINITY, marked),
        true,
      ),
    forget: (forgets) => keepOnly((event) => !forgets(times[event]!, kinds[event]!)),
    latest: () => ({ actor: held[0]?.[count - 1] ?? -1, target: held[1]?.[count - 1] ?? -1 }),
    evict: makeRoom,
    trim: (fromMs) => keepOnly((event) => times[event]! >= fromMs),
    targetCount: () => codes[1]!.size,
    targetOf: (targetKey) => (codes[1] as KeyCodes).find(...keyWords(targetKey)),
    count: () => count,
    evicted: () => evicted,
    bytes: () => {
      const columns = held.filter((column) => column !== null).length;
      const eventBytes =
        4 * columns +
        sequences.BYTES_PER_ELEMENT +
        8 * (registered === null ? 1 : 2) +
        (called === null ? 1 : 2);
      return capacity * eventBytes + codes.reduce((sum, one) => sum + one.bytes, 0);
    },
    snapshot: () => [
      bytesOf(Float64Array.of(count, evicted)),
      bytesOf(kinds.subarray(0, count)),
      bytesOf(times.subarray(0, count)),
      bytesOf(Float64Array.from(sequences.subarray(0, count))),
      bytesOf(registered?.subarray(0, count) ?? new Float64Array(count).fill(Number.NaN)),
      ...held.map((column) => bytesOf(column?.subarray(0, count) ?? new Int32Array(count).fill(-1))),
      ...codes.map((own) =>
        bytesOf(own instanceof ValueCodes ? own.keysByCode() : own.words.subarray(0, own.size * 2)),
      ),
      called?.subarray(0, count) ?? new Uint8Array(0),
    ],
    restore,
  };
}

/** Number columns of a snapshot: time, sequence, registered. */
const NUMBERS = 3;

type Codes = KeyCodes | ValueCodes;

/** Codes of a column: keys of actors, targets and owners are asked for, those of batches, devices and addresses are not. */
function codesOf(column: number): Codes {
  return column < KEYED_COLUMNS ? new KeyCodes() : new ValueCodes();
}

/** Codes of the kept events' column, dense again, into its first places, and the codes themselves into `fresh`. */
function recode(column: Int32Array, kept: Int32Array, codes: Codes, fresh: Codes): Codes {
  const words = codes instanceof ValueCodes ? codes.keysByCode() : codes.words;
  const renamed = new Int32Array(codes.size).fill(-1);
  for (let to = 0; to < kept.length; to++) {
    const before = column[kept[to]!]!;
    let code = -1;
    if (before >= 0) {
      code = renamed[before]!;
      if (code < 0) {
        code = addKey(fresh, words[before * 2]!, words[before * 2 + 1]!);
        renamed[before] = code;
      }
    }
    column[to] = code;
  }
  return fresh;
}

/** A key that was not kept came once and was told to. */
function addKey(codes: Codes, low: number, high: number): number {
  return (low | high) === 0 ? codes.append(low, high) : codes.code(low, high);
}

function enlargedSequences(column: Uint32Array | Float64Array, length: number): Uint32Array | Float64Array {
  const expanded = column instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
  expanded.set(column);
  return expanded;
}

function enlargedTo(column: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const expanded = new Float64Array(length);
  expanded.set(column);
  return expanded;
}

function grownBytes(column: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const expanded = new Uint8Array(length);
  expanded.set(column);
  return expanded;
}

function bytesOf(array: Int32Array | Float64Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
