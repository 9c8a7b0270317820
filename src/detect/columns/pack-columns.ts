import type { EventColumns, InfrastructureKind } from "./engagement-columns.ts";
import type { KeyCodes } from "./key-codes.ts";
import type { ValueCodes } from "./value-codes.ts";

/** What a builder holds, row by row: actor, target, owner, batch, then each kind of infrastructure. */
export interface HeldEvents {
  readonly count: number;
  readonly times: Float64Array;
  readonly sequences: Float64Array | Uint32Array;
  /** null = no event gave it. */
  readonly registered: Float64Array | null;
  readonly kinds: Uint8Array;
  /** null = no event says so. */
  readonly called: Uint8Array | null;
  /** By column; null = no event gave it. */
  readonly held: readonly (Int32Array | null)[];
  /** By column: keys by code. Codes are dense, in the order in which held events first name them. */
  readonly codes: readonly (KeyCodes | ValueCodes)[];
}

const ACTOR = 0;
const TARGET = 1;
const OWNER = 2;
const BATCH = 3;
const INFRASTRUCTURE: readonly InfrastructureKind[] = ["device", "ip", "ip_prefix", "asn", "user_agent"];

/** One column of the chosen events, coded densely in order of first sight. */
interface Packed {
  /** By chosen event; null = none of them gives it. */
  readonly code: Int32Array | null;
  readonly count: number;
  /** By code: the code among all that are held; null = the same. */
  readonly heldOf: Int32Array | null;
}

/**
 * Held events → the columns of those chosen (numbers of events, ascending), coded anew; null = all of them, which shares memory and codes with what is held. O(chosen events
 * + distinct keys held). `later`: what only some look at (devices, addresses, registrations, keys, sequences) is cut when it is first asked for, which must be before
 * anything is added or forgotten: a look of two weeks needs the half of it.
 */
export function packColumns(events: HeldEvents, chosen: Int32Array | null, later = false): EventColumns {
  const { held, codes, registered } = events;
  const kept = chosen?.length ?? events.count;
  const pack = (c: number): Packed => packCodes(held[c]!, codes[c]!.size, chosen, kept);
  const [actor, target, owner] = [pack(ACTOR), pack(TARGET), pack(OWNER)];
  const who = actor.code ?? new Int32Array(kept);
  const what = target.code ?? new Int32Array(kept);
  const sequence = once(() => pickSequences(events.sequences, chosen, kept));
  const infrastructure = once(() => infrastructureOf(held, chosen, kept, pack));
  const registeredAtMs = once(() => firstRegistered(registered, who, actor.count, chosen));
  const batch = once(() => firstKnown(who, pack(BATCH).code, kept, actor.count));
  const actorKeys = once(() => keysOf(actor, codes[ACTOR]!));
  const targetKeys = once(() => keysOf(target, codes[TARGET]!));
  const ownerKeys = once(() => keysOf(owner, codes[OWNER]!));
  if (!later) {
    for (const cut of [sequence, registeredAtMs, batch, actorKeys, targetKeys, ownerKeys]) cut();
    for (const kind of INFRASTRUCTURE) void infrastructure()[kind];
  }
  return {
    count: kept,
    actor: who,
    target: what,
    occurredAtMs: pickNumbers(events.times, chosen, kept),
    kind: pickKinds(events.kinds, chosen, kept),
    ...(events.called === null ? {} : { called: pickKinds(events.called, chosen, kept) }),
    get sequence() {
      return sequence();
    },
    get infrastructure() {
      return infrastructure();
    },
    actorCount: actor.count,
    targetCount: target.count,
    owner: firstKnown(what, owner.code, kept, target.count),
    ownerCount: owner.count,
    get registeredAtMs() {
      return registeredAtMs();
    },
    get batch() {
      return batch();
    },
    get actorKeys() {
      return actorKeys();
    },
    get targetKeys() {
      return targetKeys();
    },
    get ownerKeys() {
      return ownerKeys();
    },
  };
}

/** What a function gives, made at the first call. */
function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

/** Kinds that a chosen event gives, each cut when it is asked for. */
function infrastructureOf(
  held: HeldEvents["held"],
  chosen: Int32Array | null,
  kept: number,
  pack: (column: number) => Packed,
): EventColumns["infrastructure"] {
  const found = {};
  INFRASTRUCTURE.forEach((kind, i) => {
    const column = held[BATCH + 1 + i]!;
    if (column === null || !isGiven(column, chosen, kept)) return;
    Object.defineProperty(found, kind, { enumerable: true, get: once(() => pack(BATCH + 1 + i).code!) });
  });
  return found;
}

function isGiven(column: Int32Array, chosen: Int32Array | null, kept: number): boolean {
  for (let i = 0; i < kept; i++) if (column[chosen === null ? i : chosen[i]!]! >= 0) return true;
  return false;
}

function packCodes(column: Int32Array | null, size: number, chosen: Int32Array | null, kept: number): Packed {
  if (column === null) return { code: null, count: 0, heldOf: null };
  if (chosen === null) return { code: column.subarray(0, kept), count: size, heldOf: null };
  const codeOf = new Int32Array(size).fill(-1);
  const heldOf = new Int32Array(Math.min(size, kept));
  const code = new Int32Array(kept);
  let count = 0;
  for (let i = 0; i < kept; i++) {
    const before = column[chosen[i]!]!;
    let own = -1;
    if (before >= 0) {
      own = codeOf[before]!;
      if (own < 0) {
        own = count++;
        codeOf[before] = own;
        heldOf[own] = before;
      }
    }
    code[i] = own;
  }
  return { code, count, heldOf: heldOf.subarray(0, count) };
}

/** Keys of a packed column by code: low at 2c, high at 2c + 1. */
function keysOf({ code, count, heldOf }: Packed, codes: KeyCodes | ValueCodes): Int32Array {
  if (code === null) return new Int32Array(0);
  const { words } = codes as KeyCodes;
  if (heldOf === null) return words.subarray(0, count * 2);
  const keys = new Int32Array(count * 2);
  for (let c = 0; c < count; c++) {
    keys[c * 2] = words[heldOf[c]! * 2]!;
    keys[c * 2 + 1] = words[heldOf[c]! * 2 + 1]!;
  }
  return keys;
}

/** The first registration that is told of each actor; NaN where none is. */
function firstRegistered(
  registered: Float64Array | null,
  who: Int32Array,
  actorCount: number,
  chosen: Int32Array | null,
): Float64Array {
  const registeredAtMs = new Float64Array(actorCount).fill(Number.NaN);
  if (registered === null) return registeredAtMs;
  for (let i = 0; i < who.length; i++) {
    const one = who[i]!;
    if (Number.isNaN(registeredAtMs[one]!))
      registeredAtMs[one] = registered[chosen === null ? i : chosen[i]!]!;
  }
  return registeredAtMs;
}

/** The first value that is known of each: −1 where none is. */
function firstKnown(of: Int32Array, value: Int32Array | null, kept: number, count: number): Int32Array {
  const first = new Int32Array(count).fill(-1);
  if (value === null) return first;
  for (let i = 0; i < kept; i++) if (first[of[i]!] === -1) first[of[i]!] = value[i]!;
  return first;
}

function pickNumbers(column: Float64Array, chosen: Int32Array | null, kept: number): Float64Array {
  if (chosen === null) return column.subarray(0, kept);
  const picked = new Float64Array(kept);
  for (let i = 0; i < kept; i++) picked[i] = column[chosen[i]!]!;
  return picked;
}

function pickSequences(
  column: Float64Array | Uint32Array,
  chosen: Int32Array | null,
  kept: number,
): Float64Array | Uint32Array {
  if (chosen === null) return column.subarray(0, kept);
  const picked = column instanceof Uint32Array ? new Uint32Array(kept) : new Float64Array(kept);
  for (let i = 0; i < kept; i++) picked[i] = column[chosen[i]!]!;
  return picked;
}

function pickKinds(column: Uint8Array, chosen: Int32Array | null, kept: number): Uint8Array {
  if (chosen === null) return column.subarray(0, kept);
  const picked = new Uint8Array(kept);
  for (let i = 0; i < kept; i++) picked[i] = column[chosen[i]!]!;
  return picked;
}
