import { PAYMENT_CODE } from "../../nouns/event.ts";
import { type EventRow, type KeyColumn, keyColumn, numberColumn } from "../../nouns/event-row.ts";
import { KeyCodes } from "./key-codes.ts";

/** Kinds of infrastructure an event may tell, from the most particular to the least. */
export const INFRASTRUCTURE_KINDS = ["device", "ip", "ip_prefix", "asn", "user_agent"] as const;
export type InfrastructureKind = (typeof INFRASTRUCTURE_KINDS)[number];

/** Engagement events of one window as columns. Codes are dense from 0; −1 = the event does not say. Rows in any order of time. */
export interface EventColumns {
  readonly count: number;
  readonly actor: Int32Array;
  readonly target: Int32Array;
  readonly occurredAtMs: Float64Array;
  /** See `kindCode`. */
  readonly kind: Uint8Array;
  /** What names the event to the caller. */
  readonly sequence: Float64Array;
  /** By event. A kind whose column is missing was not given at all. */
  readonly infrastructure: Readonly<Partial<Record<InfrastructureKind, Int32Array>>>;
  readonly actorCount: number;
  readonly targetCount: number;
  /** By target. */
  readonly owner: Int32Array;
  readonly ownerCount: number;
  /** By actor; NaN = unknown. */
  readonly registeredAtMs: Float64Array;
  /** By actor. */
  readonly batch: Int32Array;
  /** 64-bit keys by code: low at 2c, high at 2c + 1. */
  readonly actorKeys: Int32Array;
  readonly targetKeys: Int32Array;
  readonly ownerKeys: Int32Array;
}

export interface EventColumnsBuilder {
  /** Takes an engagement event; false for what is none (payments). The row may be reused at once. */
  readonly add: (row: EventRow, sequence: number) => boolean;
  /** The columns so far, of events in [fromMs, toMs); codes are packed anew. O(events held). */
  readonly columns: (fromMs?: number, toMs?: number) => EventColumns;
  /** Forgets events before `fromMs`. O(events held). */
  readonly trim: (fromMs: number) => void;
  readonly count: () => number;
  /** Events let go because `eventsMax` was reached, the earliest first. */
  readonly evicted: () => number;
  readonly bytes: () => number;
  /** All that is held, as parts of a snapshot file; they share memory with the builder until it takes another event. */
  readonly snapshot: () => Uint8Array[];
  /** Holds what a snapshot held, in place of what was held before. Throws on parts that are none, and when there are more events than `eventsMax`. */
  readonly restore: (parts: readonly Uint8Array[]) => void;
}

/** Bytes one event takes in the builder: what `eventsMax` costs. The keys of actors, targets and the rest come on top. */
export const EVENT_BYTES = 4 * (3 + INFRASTRUCTURE_KINDS.length + 1) + 8 * 3 + 1;
/** Part of the events let go when the limit is reached: making room costs a pass, so not one by one. */
const EVICTED_PART = 1 / 8;

/** Events from which on room grows by a quarter: doubling would hold up to as much again empty. */
const GENTLE_FROM = 1 << 20;

const ACTOR = keyColumn("actor") * 2;
const TARGET = keyColumn("target") * 2;
const OWNER = keyColumn("owner") * 2;
const BATCH = keyColumn("registration_batch") * 2;
const REGISTERED = numberColumn("registered_at_ms");

/**
 * Collects decoded events into columns. Holds at most `eventsMax` events (1 to 2^30) of `EVENT_BYTES` each, and the keys they
 * name; beyond it the earliest eighth by time goes. Memory is taken as events come. Throws nothing; allocates only to grow.
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
  let codes = key.map(() => new KeyCodes());
  const held = key.map(() => new Int32Array(capacity));
  const numbers = [0, 1, 2].map(() => new Float64Array(capacity)); // time, sequence, registered
  let kinds = new Uint8Array(capacity);

  function grow(): void {
    capacity = Math.min(eventsMax, Math.ceil(capacity * (capacity < GENTLE_FROM ? 2 : 1.25)));
    for (let c = 0; c < held.length; c++) {
      const grown = new Int32Array(capacity);
      grown.set(held[c]!);
      held[c] = grown;
    }
    for (let c = 0; c < numbers.length; c++) {
      const grown = new Float64Array(capacity);
      grown.set(numbers[c]!);
      numbers[c] = grown;
    }
    const grown = new Uint8Array(capacity);
    grown.set(kinds);
    kinds = grown;
  }

  /** Keeps the events for which `keeps` holds, and only the keys they name. */
  function keepOnly(keeps: (event: number) => boolean): void {
    const before = codes;
    codes = key.map(() => new KeyCodes());
    let to = 0;
    for (let event = 0; event < count; event++) {
      if (!keeps(event)) continue;
      for (let c = 0; c < held.length; c++) {
        const column = held[c]!;
        const code = column[event]!;
        const { words } = before[c]!;
        column[to] = code < 0 ? -1 : codes[c]!.code(words[code * 2]!, words[code * 2 + 1]!);
      }
      for (const column of numbers) column[to] = column[event]!;
      kinds[to] = kinds[event]!;
      to++;
    }
    count = to;
  }

  function makeRoom(): void {
    const times = numbers[0]!.slice(0, count).sort();
    const go = Math.max(1, Math.floor(count * EVICTED_PART));
    const edgeMs = times[go - 1]!;
    let left = go;
    for (let i = 0; i < count; i++) if (numbers[0]![i]! < edgeMs) left--;
    const countBefore = count;
    keepOnly((event) => {
      const atMs = numbers[0]![event]!;
      if (atMs > edgeMs) return true;
      return atMs === edgeMs && left-- <= 0;
    });
    evicted += countBefore - count;
  }

  return {
    add: (row, sequence) => {
      if (row.kind === PAYMENT_CODE) return false;
      const actor = codes[0]!.code(row.hash[ACTOR]!, row.hash[ACTOR + 1]!);
      const target = codes[1]!.code(row.hash[TARGET]!, row.hash[TARGET + 1]!);
      if (actor < 0 || target < 0) return false;
      if (count === capacity) {
        if (capacity < eventsMax) grow();
        else {
          makeRoom();
          return add(row, sequence);
        }
      }
      return add(row, sequence);
    },
    columns: (fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY) => pack(fromMs, toMs),
    trim: (fromMs) => keepOnly((event) => numbers[0]![event]! >= fromMs),
    count: () => count,
    evicted: () => evicted,
    bytes: () => capacity * EVENT_BYTES + codes.reduce((sum, one) => sum + one.bytes, 0),
    snapshot: () => [
      bytesOf(Float64Array.of(count, evicted)),
      bytesOf(kinds.subarray(0, count)),
      ...[...numbers, ...held].map((column) => bytesOf(column.subarray(0, count))),
      ...codes.map(({ words, size }) => bytesOf(words.subarray(0, size * 2))),
    ],
    restore,
  };

  function restore(parts: readonly Uint8Array[]): void {
    const expected = 2 + numbers.length + held.length + codes.length;
    if (parts.length !== expected)
      throw new Error(`a snapshot of events has ${expected} parts, this one \`${parts.length}\``);
    const [events, gone] = new Float64Array(parts[0]!.slice().buffer);
    if (events === undefined || gone === undefined || events !== parts[1]!.length || events > eventsMax)
      throw new Error(`a snapshot of at most ${eventsMax} events was expected, this one holds \`${events}\``);
    codes = key.map((_, c) => {
      const words = new Int32Array(parts[2 + numbers.length + held.length + c]!.slice().buffer);
      const restored = new KeyCodes();
      for (let i = 0; i < words.length; i += 2) restored.code(words[i]!, words[i + 1]!);
      return restored;
    });
    count = 0;
    while (capacity < events) grow();
    count = events;
    evicted = gone;
    kinds.set(parts[1]!);
    numbers.forEach((column, c) => {
      column.set(new Float64Array(parts[2 + c]!.slice().buffer));
    });
    held.forEach((column, c) => {
      column.set(new Int32Array(parts[2 + numbers.length + c]!.slice().buffer));
    });
  }

  function add(row: EventRow, sequence: number): boolean {
    for (let c = 0; c < held.length; c++) {
      held[c]![count] = codes[c]!.code(row.hash[key[c]!]!, row.hash[key[c]! + 1]!);
    }
    numbers[0]![count] = row.occurredAtMs;
    numbers[1]![count] = sequence;
    numbers[2]![count] = row.num[REGISTERED]!;
    kinds[count++] = row.kind;
    return true;
  }

  function pack(fromMs: number, toMs: number): EventColumns {
    const times = numbers[0]!;
    let kept = 0;
    for (let i = 0; i < count; i++) if (times[i]! >= fromMs && times[i]! < toMs) kept++;
    // Old code → packed code, by column, for what this window names only.
    const packed = codes.map((one) => new Int32Array(one.size).fill(-1));
    const sizes = codes.map(() => 0);
    const columns = codes.map((_, c) => new Int32Array(c === 2 || c === 3 ? 0 : kept));
    const occurredAtMs = new Float64Array(kept);
    const sequence = new Float64Array(kept);
    const kind = new Uint8Array(kept);
    const owner: number[] = [];
    const registered: number[] = [];
    const batch: number[] = [];
    let to = 0;
    for (let i = 0; i < count; i++) {
      if (!(times[i]! >= fromMs && times[i]! < toMs)) continue;
      for (let c = 0; c < held.length; c++) {
        const old = held[c]![i]!;
        let code = -1;
        if (old >= 0) {
          code = packed[c]![old]!;
          if (code < 0) {
            code = sizes[c]!++;
            packed[c]![old] = code;
          }
        }
        if (c === 2) {
          const target = columns[1]![to]!;
          if (owner[target] === undefined || owner[target] === -1) owner[target] = code;
        } else if (c === 3) {
          const actor = columns[0]![to]!;
          if (batch[actor] === undefined || batch[actor] === -1) batch[actor] = code;
        } else columns[c]![to] = code;
      }
      const actor = columns[0]![to]!;
      const at = numbers[2]![i]!;
      if (registered[actor] === undefined || Number.isNaN(registered[actor])) registered[actor] = at;
      occurredAtMs[to] = times[i]!;
      sequence[to] = numbers[1]![i]!;
      kind[to++] = kinds[i]!;
    }
    const keysOf = (c: number): Int32Array => {
      const keys = new Int32Array(sizes[c]! * 2);
      const { words } = codes[c]!;
      for (let old = 0; old < packed[c]!.length; old++) {
        const code = packed[c]![old]!;
        if (code < 0) continue;
        keys[code * 2] = words[old * 2]!;
        keys[code * 2 + 1] = words[old * 2 + 1]!;
      }
      return keys;
    };
    const infrastructure: Partial<Record<InfrastructureKind, Int32Array>> = {};
    INFRASTRUCTURE_KINDS.forEach((name, i) => {
      if (sizes[4 + i]! > 0) infrastructure[name] = columns[4 + i]!;
    });
    return {
      count: kept,
      actor: columns[0]!,
      target: columns[1]!,
      occurredAtMs,
      kind,
      sequence,
      infrastructure,
      actorCount: sizes[0]!,
      targetCount: sizes[1]!,
      owner: Int32Array.from(owner),
      ownerCount: sizes[2]!,
      registeredAtMs: Float64Array.from(registered),
      batch: Int32Array.from(batch),
      actorKeys: keysOf(0),
      targetKeys: keysOf(1),
      ownerKeys: keysOf(2),
    };
  }
}

function bytesOf(array: Int32Array | Float64Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
