/**
 * The log of the world `feeds`, in columns, and its turning into events. Honest people look alike
 * there; nothing in this file makes them so but one thing: old clients send in batches, and their
 * events carry the time of the batch.
 */

import { mix } from "./feeds-chance.ts";
import { second, startMs } from "./feeds-clock.ts";
import type { WorldEvent } from "./world.ts";

const types = [
  "view",
  "like",
  "follow",
  "comment",
  "share",
  "favorite",
  "unlike",
  "unfollow",
  "unfavorite",
] as const;
export type EventType = (typeof types)[number];

const sources = [
  "recommend",
  "hot",
  "follow",
  "search",
  "profile",
  "push",
  "editor",
  "onboarding",
  "channel",
] as const;
export type Source = (typeof sources)[number];

const typeCode = Object.fromEntries(types.map((name, code) => [name, code])) as Record<EventType, number>;
const sourceCode = Object.fromEntries(sources.map((name, code) => [name, code])) as Record<Source, number>;

export interface Log {
  size: number;
  readonly endMs: number;
  atMs: Float64Array;
  actor: Int32Array;
  /** Item, or creator when somebody is followed or unfollowed. */
  target: Int32Array;
  type: Uint8Array;
  source: Uint8Array;
  readonly texts: Map<number, string>;
}

export function makeLog(endMs: number, expected: number): Log {
  return {
    size: 0,
    endMs,
    atMs: new Float64Array(expected),
    actor: new Int32Array(expected),
    target: new Int32Array(expected),
    type: new Uint8Array(expected),
    source: new Uint8Array(expected),
    texts: new Map(),
  };
}

function widen<T extends Float64Array | Int32Array | Uint8Array>(column: T, wider: T): T {
  wider.set(column);
  return wider;
}

function grow(log: Log): void {
  const wider = Math.ceil(log.size * 1.5) + 1024;
  log.atMs = widen(log.atMs, new Float64Array(wider));
  log.actor = widen(log.actor, new Int32Array(wider));
  log.target = widen(log.target, new Int32Array(wider));
  log.type = widen(log.type, new Uint8Array(wider));
  log.source = widen(log.source, new Uint8Array(wider));
}

/** Appends one event; false when it lies outside the log's time. */
export function write(
  log: Log,
  type: EventType,
  atMs: number,
  actor: number,
  target: number,
  source: Source,
): boolean {
  if (atMs >= log.endMs || atMs < startMs) return false;
  if (log.size === log.atMs.length) grow(log);
  const row = log.size++;
  log.atMs[row] = Math.floor(atMs);
  log.actor[row] = actor;
  log.target[row] = target;
  log.type[row] = typeCode[type];
  log.source[row] = sourceCode[source];
  return true;
}

/** Rows in order of time: counted into seconds, then sorted by insertion within each. Stable. */
function orderOf(log: Log): Uint32Array {
  const seconds = Math.ceil((log.endMs - startMs) / second) + 1;
  const next = new Uint32Array(seconds + 1);
  const bucketOf = (row: number) => Math.floor((log.atMs[row]! - startMs) / second);
  for (let row = 0; row < log.size; row++) next[bucketOf(row) + 1]! += 1;
  for (let bucket = 0; bucket < seconds; bucket++) next[bucket + 1]! += next[bucket]!;
  const order = new Uint32Array(log.size);
  for (let row = 0; row < log.size; row++) {
    const bucket = bucketOf(row);
    order[next[bucket]!] = row;
    next[bucket]! += 1;
  }
  for (let place = 1; place < order.length; place++) {
    const row = order[place]!;
    const at = log.atMs[row]!;
    let hole = place;
    while (hole > 0 && log.atMs[order[hole - 1]!]! > at) {
      order[hole] = order[hole - 1]!;
      hole--;
    }
    order[hole] = row;
  }
  return order;
}

interface Names {
  readonly actors: readonly string[];
  readonly items: readonly string[];
  readonly creators: readonly string[];
  readonly creatorOf: Int32Array;
  readonly registeredAt: Float64Array;
}

export function toEvents(log: Log, names: Names): WorldEvent[] {
  const order = orderOf(log);
  const { atMs, actor: actors, target: targets, type: typeCodes, source: sourceCodes, texts } = log;
  const events: WorldEvent[] = [];
  for (const row of order) {
    const actor = actors[row]!;
    const target = targets[row]!;
    const type = types[typeCodes[row]!]!;
    const ofAccount = type === "follow" || type === "unfollow";
    const owner = names.creators[ofAccount ? target : names.creatorOf[target]!]!;
    const event = {
      type,
      atMs: atMs[row]!,
      actor: names.actors[actor]!,
      targetKind: ofAccount ? "account" : "video",
      target: ofAccount ? owner : names.items[target]!,
      owner,
      source: sources[sourceCodes[row]!]!,
      registeredAtMs: names.registeredAt[actor]!,
    };
    const text = type === "comment" ? texts.get(row) : undefined;
    events.push(text === undefined ? event : { ...event, text });
  }
  return events;
}

/**
 * Which person has seen which item. Keeps 32 bits of a hash: one in some hundred pairs is taken for
 * seen, which does no harm.
 */
export interface Seen {
  has(person: number, item: number): boolean;
  add(person: number, item: number): void;
}

export function makeSeen(expected: number): Seen {
  let table = new Uint32Array(2 ** Math.ceil(Math.log2(expected * 1.8 + 1024)));
  let used = 0;
  const insert = (mark: number): boolean => {
    const mask = table.length - 1;
    let place = mark & mask;
    while (table[place] !== 0) {
      if (table[place] === mark) return false;
      place = (place + 1) & mask;
    }
    table[place] = mark;
    return true;
  };
  const widenTable = () => {
    const old = table;
    table = new Uint32Array(old.length * 2);
    for (const mark of old) if (mark !== 0) insert(mark);
  };
  return {
    has(person, item) {
      const mark = mix(person, item) || 1;
      const mask = table.length - 1;
      let place = mark & mask;
      while (table[place] !== 0) {
        if (table[place] === mark) return true;
        place = (place + 1) & mask;
      }
      return false;
    },
    add(person, item) {
      if (!insert(mix(person, item) || 1)) return;
      used++;
      if (used > table.length * 0.7) widenTable();
    },
  };
}
