import type { EventColumns, InfrastructureKind } from "./engagement-columns.ts";
import type { KeyCodes } from "./key-codes.ts";

/** What a builder holds, row by row: actor, target, owner, batch, then each kind of infrastructure. */
export interface HeldEvents {
  readonly count: number;
  readonly times: Float64Array;
  readonly sequences: Float64Array;
  /** null = no event gave it. */
  readonly registered: Float64Array | null;
  readonly kinds: Uint8Array;
  /** null = no event says so. */
  readonly called: Uint8Array | null;
  /** By column; null = no event gave it. */
  readonly held: readonly (Int32Array | null)[];
  /** By column: keys by code. Codes are dense, in the order in which held events first name them. */
  readonly codes: readonly KeyCodes[];
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
  /** Keys by code: low at 2c, high at 2c + 1. */
  readonly keys: Int32Array;
}

/**
 * Held events → the columns of those chosen (numbers of events, ascending), coded anew; null = all of them, which shares memory and codes with what is held. O(chosen events
 * + distinct keys held).
 */
export function packColumns(events: HeldEvents, chosen: Int32Array | null): EventColumns {
  const { held, codes, registered } = events;
  const kept = chosen?.length ?? events.count;
  const packed = held.map((column, c) => packCodes(column, codes[c]!, chosen, kept));
  const [actor, target, owner, batch] = [packed[ACTOR]!, packed[TARGET]!, packed[OWNER]!, packed[BATCH]!];
  const who = actor.code ?? new Int32Array(kept);
  const what = target.code ?? new Int32Array(kept);
  const registeredAtMs = new Float64Array(actor.count).fill(Number.NaN);
  if (registered !== null) {
    for (let i = 0; i < kept; i++) {
      const one = who[i]!;
      if (Number.isNaN(registeredAtMs[one]!))
        registeredAtMs[one] = registered[chosen === null ? i : chosen[i]!]!;
    }
  }
  const infrastructure: Partial<Record<InfrastructureKind, Int32Array>> = {};
  INFRASTRUCTURE.forEach((name, i) => {
    const { code, count } = packed[BATCH + 1 + i]!;
    if (code !== null && count > 0) infrastructure[name] = code;
  });
  return {
    count: kept,
    actor: who,
    target: what,
    occurredAtMs: pickNumbers(events.times, chosen, kept),
    kind: pickKinds(events.kinds, chosen, kept),
    ...(events.called === null ? {} : { called: pickKinds(events.called, chosen, kept) }),
    sequence: pickNumbers(events.sequences, chosen, kept),
    infrastructure,
    actorCount: actor.count,
    targetCount: target.count,
    owner: firstKnown(what, owner.code, kept, target.count),
    ownerCount: owner.count,
    registeredAtMs,
    batch: firstKnown(who, batch.code, kept, actor.count),
    actorKeys: actor.keys,
    targetKeys: target.keys,
    ownerKeys: owner.keys,
  };
}

function packCodes(
  column: Int32Array | null,
  { words, size }: KeyCodes,
  chosen: Int32Array | null,
  kept: number,
): Packed {
  if (column === null) return { code: null, count: 0, keys: new Int32Array(0) };
  if (chosen === null)
    return { code: column.subarray(0, kept), count: size, keys: words.subarray(0, size * 2) };
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
  const keys = new Int32Array(count * 2);
  for (let c = 0; c < count; c++) {
    keys[c * 2] = words[heldOf[c]! * 2]!;
    keys[c * 2 + 1] = words[heldOf[c]! * 2 + 1]!;
  }
  return { code, count, keys };
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

function pickKinds(column: Uint8Array, chosen: Int32Array | null, kept: number): Uint8Array {
  if (chosen === null) return column.subarray(0, kept);
  const picked = new Uint8Array(kept);
  for (let i = 0; i < kept; i++) picked[i] = column[chosen[i]!]!;
  return picked;
}
