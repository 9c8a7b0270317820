import type { Cluster } from "../../nouns/campaign.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import { type EventRow, keyColumn } from "../../nouns/event-row.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { MEMBER_PROBABILITY_MIN } from "../groups/group-evidence.ts";
import { matchOrders, ORDER_MEMBERS_MIN } from "./match-orders.ts";
import { createOwnerTies, type OwnerTies } from "./owner-ties.ts";
import { PoolArrivals } from "./pool-arrivals.ts";
import type { ActorPools } from "./pool-match.ts";
import { PoolMembers } from "./pool-members.ts";
import { describeRecognised } from "./recognised-cluster.ts";

export interface PoolMemoryOptions {
  /** Pools remembered at most; the longest not learned of go first. Default 10,000. */
  readonly poolsMax?: number;
  /** Members of all pools together, at most, `MEMBER_BYTES` each. Default a million. */
  readonly membersMax?: number;
}

/** A member to be learned: the actor's 64-bit key as 16 hexadecimal digits, and how surely it belongs, in (0, 1]. */
export interface PoolMember {
  readonly key: string;
  readonly probability: number;
}

/** An order that members of a known pool work on. */
export interface Recognised {
  readonly poolId: string;
  /** What the pool is seen to serve in the columns. Its score says how surely it is this pool. */
  readonly cluster: Cluster;
}

export interface PoolMemory {
  /**
   * Remembers a pool, or adds to it: members stay, at the highest probability they had. Those at or below one half are not taken. `forget` and learn to replace.
   * Throws on a key that is not 16 hexadecimal digits. O(members).
   */
  readonly learn: (id: string, members: readonly PoolMember[], atMs: number) => void;
  /** Forgets a pool: a campaign that was dismissed. Unknown ids are passed over. O(members). */
  readonly forget: (id: string) => void;
  readonly knows: (id: string) => boolean;
  /** Pools and members held, and what they take. */
  readonly size: () => number;
  readonly members: () => number;
  readonly bytes: () => number;
  /**
   * Columns of a window of events → orders that a known pool works on in it, the surest pool first; nothing where no pool came beyond chance. Called on the last hour
   * when `arrive` says so, it tells an order when its fourth to seventh member has come; also called now and then on days, it learns who comes to whom anyhow.
   * O(events): 2 to 4 CPU-s a million.
   */
  readonly recognise: (columns: EventColumns) => readonly Recognised[];
  /**
   * An event as it comes → whether to look with `recognise` now: enough members of one pool have come to its target. Every event may be given, in any order; what
   * was not given is found by the next look all the same. O(pools of the actor), memory bounded whatever one target does.
   */
  readonly arrive: (row: EventRow) => boolean;
  /** All that was learned, and back: `restore` replaces what is held. Throws on parts that are not of a snapshot. */
  readonly snapshot: () => Uint8Array[];
  readonly restore: (parts: readonly Uint8Array[]) => void;
}

/** Bytes a member takes at the most. */
export const MEMBER_BYTES = 32;
/** Members remembered of one pool: the surest. Also what the identities of campaigns remember. */
export const POOL_MEMBERS_MAX = 50_000;
const POOLS_MAX = 10_000;
const ACTOR = keyColumn("actor") * 2;
const TARGET = keyColumn("target") * 2;
const MEMBERS_MAX = 1_000_000;

interface Pool {
  readonly id: string;
  readonly number: number;
  head: number;
  size: number;
  learnedAtMs: number;
}

/** Pools that are known, by campaign and by actor. */
interface MemoryState {
  readonly poolsMax: number;
  readonly membersMax: number;
  readonly ties: OwnerTies;
  readonly arrivals: PoolArrivals;
  held: PoolMembers;
  pools: Map<string, Pool>;
  byNumber: (Pool | undefined)[];
}

/**
 * An empty memory of known pools: exact sets, since members must be told from each visitor. A sketch (MinHash) would tell that two whole groups
 * are alike, not that five visitors of a new target are of one. Deterministic: neither clock nor chance.
 */
export function createPoolMemory(options: PoolMemoryOptions = {}): PoolMemory {
  const membersMax = options.membersMax ?? MEMBERS_MAX;
  const memory: MemoryState = {
    poolsMax: options.poolsMax ?? POOLS_MAX,
    membersMax,
    ties: createOwnerTies(),
    arrivals: new PoolArrivals(),
    held: new PoolMembers(membersMax),
    pools: new Map<string, Pool>(),
    byNumber: [],
  };
  return {
    learn: (id, members, atMs) => learn(memory, id, members, atMs),
    forget: (id) => forget(memory, id),
    knows: (id) => memory.pools.has(id),
    size: () => memory.pools.size,
    members: () => memory.held.size,
    bytes: () => memory.held.bytes,
    recognise: (columns) => recognise(memory, columns),
    arrive: (given0) => arrive(memory, given0),
    snapshot: () => snapshot(memory),
    restore: (parts) => restore(memory, parts),
  };
}

function forget(memory: MemoryState, id: string): void {
  const pool = memory.pools.get(id);
  if (pool === undefined) return;
  memory.held.removeAll(pool.head);
  memory.pools.delete(id);
  memory.byNumber[pool.number] = undefined;
}

/** Forgets the pool that was learned of longest ago; false when `but` is the only one. */
function forgetOldest(memory: MemoryState, but: Pool): boolean {
  let oldest: Pool | undefined;
  for (const pool of memory.pools.values()) {
    if (pool !== but && (oldest === undefined || pool.learnedAtMs < oldest.learnedAtMs)) oldest = pool;
  }
  if (oldest === undefined) return false;
  forget(memory, oldest.id);
  return true;
}

function poolOf(memory: MemoryState, id: string, atMs: number): Pool {
  const known = memory.pools.get(id);
  if (known !== undefined) return known;
  const full = memory.pools.size === memory.byNumber.length;
  const number = full ? memory.byNumber.length : memory.byNumber.indexOf(undefined);
  const pool: Pool = { id, number, head: -1, size: 0, learnedAtMs: atMs };
  memory.pools.set(id, pool);
  memory.byNumber[number] = pool;
  if (memory.pools.size > memory.poolsMax) forgetOldest(memory, pool);
  return pool;
}

function entryOf(memory: MemoryState, low: number, high: number, pool: number): number {
  let entry = memory.held.first(low, high);
  while (entry >= 0 && memory.held.poolOf(entry) !== pool) entry = memory.held.next(entry);
  return entry;
}

function add(memory: MemoryState, pool: Pool, low: number, high: number, probability: number): boolean {
  const entry = entryOf(memory, low, high, pool.number);
  if (entry >= 0) {
    memory.held.raise(entry, probability);
    return true;
  }
  if (pool.size >= POOL_MEMBERS_MAX) return true;
  while (memory.held.full) if (!forgetOldest(memory, pool)) return false;
  pool.head = memory.held.add(low, high, pool.number, probability, pool.head);
  pool.size++;
  return true;
}

/** Pools of each actor, numbered anew from 0 in order of first sight. */
function poolsOfActors(
  memory: MemoryState,
  columns: EventColumns,
): ActorPools & { readonly numbers: readonly number[] } {
  const start = new Int32Array(columns.actorCount + 1);
  const pool: number[] = [];
  const numbers: number[] = [];
  const local = new Map<number, number>();
  for (let a = 0; a < columns.actorCount; a++) {
    for (
      let entry = memory.held.first(columns.actorKeys[a * 2]!, columns.actorKeys[a * 2 + 1]!);
      entry >= 0;
      entry = memory.held.next(entry)
    ) {
      const number = memory.held.poolOf(entry);
      let own = local.get(number);
      if (own === undefined) {
        own = numbers.push(number) - 1;
        local.set(number, own);
      }
      pool.push(own);
    }
    start[a + 1] = pool.length;
  }
  return { start, pool: Int32Array.from(pool), poolCount: numbers.length, numbers };
}

function learn(memory: MemoryState, id: string, members: readonly PoolMember[], atMs: number): void {
  const sure = members.filter(({ probability }) => probability > MEMBER_PROBABILITY_MIN);
  const keys = sure.map(({ key }) => wordsOf(key));
  if (sure.length === 0) return;
  const pool = poolOf(memory, id, atMs);
  pool.learnedAtMs = Math.max(pool.learnedAtMs, atMs);
  const order = sure.map((_, i) => i).sort((a, b) => sure[b]!.probability - sure[a]!.probability || a - b);
  for (const i of order) if (!add(memory, pool, keys[i]![0], keys[i]![1], sure[i]!.probability)) break;
}

function recognise(memory: MemoryState, columns: EventColumns): readonly Recognised[] {
  if (columns.count === 0 || memory.held.size === 0) return [];
  const actors = poolsOfActors(memory, columns);
  if (actors.poolCount === 0) return [];
  const probabilityOf = (pool: number, actor: number): number => {
    const low = columns.actorKeys[actor * 2]!;
    const entry = entryOf(memory, low, columns.actorKeys[actor * 2 + 1]!, actors.numbers[pool]!);
    return entry < 0 ? 0 : memory.held.probabilityOf(entry);
  };
  memory.ties.note(columns, (actor) => actors.start[actor + 1]! > actors.start[actor]!);
  const matches = matchOrders(columns, actors, (actor, target) =>
    memory.ties.isRegular(columns, actor, target),
  );
  for (const { target } of matches) memory.ties.noteOrder(columns, target);
  return describeRecognised(columns, matches, probabilityOf).map(({ pool, cluster }) => ({
    poolId: memory.byNumber[actors.numbers[pool]!]!.id,
    cluster,
  }));
}

function arrive(memory: MemoryState, { hash, kind, occurredAtMs }: EventRow): boolean {
  if (kind >= RETRACTION_BIT) return false;
  const [low, high] = [hash[ACTOR]!, hash[ACTOR + 1]!];
  let worth = false;
  for (let entry = memory.held.first(low, high); entry >= 0; entry = memory.held.next(entry)) {
    const place = Math.imul(memory.held.poolOf(entry) * RETRACTION_BIT + kind + 1, 0x9e3779b1);
    const pairLow = hash[TARGET]! ^ place;
    // Both words of a key are never 0, which is no key.
    if (memory.arrivals.note(pairLow, hash[TARGET + 1]! | 1, low ^ high, occurredAtMs, ORDER_MEMBERS_MIN))
      worth = true;
  }
  return worth;
}

function snapshot(memory: MemoryState): Uint8Array[] {
  const own = [...memory.pools.values()];
  const header = JSON.stringify(own.map(({ id, size, learnedAtMs }) => ({ id, size, learnedAtMs })));
  const words = new Int32Array(memory.held.size * 2);
  const probability = new Float32Array(memory.held.size);
  let at = 0;
  for (const { head } of own) {
    for (const entry of memory.held.entries(head)) {
      words[at * 2] = memory.held.lowOf(entry);
      words[at * 2 + 1] = memory.held.highOf(entry);
      probability[at++] = memory.held.probabilityOf(entry);
    }
  }
  return [new TextEncoder().encode(header), new Uint8Array(words.buffer), new Uint8Array(probability.buffer)];
}

function restore(memory: MemoryState, parts: readonly Uint8Array[]): void {
  const [header, wordBytes, probabilityBytes] = parts;
  if (header === undefined || wordBytes === undefined || probabilityBytes === undefined)
    throw new Error(`a memory of pools has 3 parts, this snapshot \`${parts.length}\``);
  const told = JSON.parse(new TextDecoder().decode(header)) as readonly Pick<
    Pool,
    "id" | "size" | "learnedAtMs"
  >[];
  const words = new Int32Array(wordBytes.slice().buffer);
  const probability = new Float32Array(probabilityBytes.slice().buffer);
  const all = told.reduce((sum, { size }) => sum + size, 0);
  if (words.length !== all * 2 || probability.length !== all)
    throw new Error(`the snapshot names \`${all}\` members and holds ${probability.length}`);
  memory.held = new PoolMembers(memory.membersMax);
  memory.pools = new Map();
  memory.byNumber = [];
  let at = 0;
  for (const { id, size, learnedAtMs } of told) {
    const pool = poolOf(memory, id, learnedAtMs);
    // Heads come first out of a snapshot and last into a pool: backwards keeps the order.
    for (let i = at + size - 1; i >= at; i--)
      add(memory, pool, words[i * 2]!, words[i * 2 + 1]!, probability[i]!);
    at += size;
  }
}

function wordsOf(key: string): readonly [low: number, high: number] {
  if (!/^[0-9a-f]{16}$/.test(key))
    throw new Error(`a member's key has 16 hexadecimal digits, it is \`${key}\``);
  return [Number.parseInt(key.slice(8), 16) | 0, Number.parseInt(key.slice(0, 8), 16) | 0];
}
