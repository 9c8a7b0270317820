import type { EventColumns } from "../columns/event-columns.ts";
import type { ActorPools } from "./pool-match.ts";

/** Most accounts of a device that still says they are one hand's: a display phone in a shop, or an id that a maker gave twice, joins nobody. */
const DEVICE_ACCOUNTS_MAX = 64;
/** The same for addresses, and for networks of one browser: behind more there is a carrier, a school or a company. */
const NETWORK_ACCOUNTS_MAX = 512;
/** Part of the accounts of an address, a network or a lot that share devices among each other there, for it to join them: homes and farms, not campuses, gateways or cafés. */
const SHARED_DEVICES_MIN = 0.3;
/** A browser's header is shared by strangers: most of its accounts must share devices, and of each community that it joins most must have it. */
const SHARED_DEVICES_MIN_AGENT = 0.5;
const SAME_AGENT_MIN = 0.6;
/** Part of an address's accounts that act from nowhere else in weeks, for it to join them without devices: hosts and farms. People move between home, work and carrier. */
const EXCLUSIVE_MIN = 0.6;
/** Fewest acts that show whether an account moves. */
const EXCLUSIVE_ACTS_MIN = 2;
/** Sign-ups within this much stand in one lot. */
const LOT_MS = 2 * 3_600_000;
/** Fewest accounts of a community: below it is a household. */
const COMMUNITY_MIN = 8;
/** Larger ones are chains of chance, not one hand. */
const COMMUNITY_MAX = 20_000;

/**
 * Columns of weeks → communities of accounts that live on the same rare things, as pools numbered from 0, largest first. Accounts of one device are one. An address, a network
 * with one browser, or a lot of accounts registered together joins its accounts when devices are shared among them too: kinds of thing are judged by what they are
 * beside, since nobody says which address is a campus's (after Ianus: Yuan et al., CCS 2019, without its text features). No claim about anybody: families of
 * eight exist. Union-find over values, O(events · kinds). Deterministic.
 */
export function infrastructureCommunities(columns: EventColumns): ActorPools {
  const parent = Int32Array.from({ length: columns.actorCount }, (_, a) => a);
  const rootOf = (actor: number): number => {
    let root = actor;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  const join = (a: number, b: number): void => {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x < y) parent[y] = x;
    else parent[x] = y;
  };
  const { device, ip, ip_prefix: prefix, user_agent: agent } = columns.infrastructure;
  if (device === undefined) return poolsOf(columns.actorCount, rootOf);
  for (const accounts of accountsByValue(columns, device, DEVICE_ACCOUNTS_MAX)) {
    for (const account of accounts) join(accounts[0]!, account);
  }
  if (ip !== undefined) {
    const stays = stayingActors(columns, ip);
    for (const accounts of accountsByValue(columns, ip, NETWORK_ACCOUNTS_MAX)) {
      const staying = Array.from(accounts).filter((account) => stays[account] === 1);
      if (staying.length < Math.max(COMMUNITY_MIN, EXCLUSIVE_MIN * accounts.length)) continue;
      for (const account of staying) join(staying[0]!, account);
    }
  }
  const together = parent.map((_, a) => rootOf(a));
  const networks = [
    ...(ip === undefined ? [] : [ip]),
    ...(prefix === undefined || agent === undefined ? [] : [combined(prefix, agent)]),
    ...lots(columns),
  ];
  for (const values of networks) {
    for (const accounts of accountsByValue(columns, values, NETWORK_ACCOUNTS_MAX)) {
      const sharing = accountsSharing(accounts, together, null);
      if (sharing.length < SHARED_DEVICES_MIN * accounts.length) continue;
      for (const account of sharing) join(sharing[0]!, account);
    }
  }
  if (agent === undefined) return poolsOf(columns.actorCount, rootOf);
  const joined = parent.map((_, a) => rootOf(a));
  const sizes = new Int32Array(columns.actorCount);
  for (const root of joined) sizes[root]!++;
  for (const accounts of accountsByValue(columns, agent, NETWORK_ACCOUNTS_MAX)) {
    const sharing = accountsSharing(accounts, joined, sizes);
    if (sharing.length < SHARED_DEVICES_MIN_AGENT * accounts.length) continue;
    for (const account of sharing) join(sharing[0]!, account);
  }
  return poolsOf(columns.actorCount, rootOf);
}

/** 1 for actors seen several times, from one address only. */
function stayingActors(columns: EventColumns, ip: Int32Array): Uint8Array {
  const first = new Int32Array(columns.actorCount).fill(-1);
  const acts = new Int32Array(columns.actorCount);
  const moved = new Uint8Array(columns.actorCount);
  for (let i = 0; i < columns.count; i++) {
    const who = columns.actor[i]!;
    if (ip[i]! < 0) continue;
    acts[who]!++;
    if (first[who]! < 0) first[who] = ip[i]!;
    else if (first[who] !== ip[i]) moved[who] = 1;
  }
  return moved.map((one, a) => (one === 0 && acts[a]! >= EXCLUSIVE_ACTS_MIN ? 1 : 0));
}

/** Those of some accounts that are in communities with others of them; with `sizes`, only of communities that mostly are among them. */
function accountsSharing(
  accounts: Int32Array,
  community: Int32Array,
  sizes: Int32Array | null,
): readonly number[] {
  const held = new Map<number, number>();
  for (const account of accounts) held.set(community[account]!, (held.get(community[account]!) ?? 0) + 1);
  return Array.from(accounts).filter((account) => {
    const own = held.get(community[account]!)!;
    return own > 1 && (sizes === null || own >= SAME_AGENT_MIN * sizes[community[account]!]!);
  });
}

/** Two codes of an event as one; −1 where either is unknown. */
function combined(a: Int32Array, b: Int32Array): Int32Array {
  const codes = new Map<number, number>();
  return a.map((value, i) => {
    if (value < 0 || b[i]! < 0) return -1;
    const both = value * 2 ** 26 + b[i]!;
    let code = codes.get(both);
    if (code === undefined) {
      code = codes.size;
      codes.set(both, code);
    }
    return code;
  });
}

/** Each event's actor's lot, by channel and by hour of registration. */
function lots(columns: EventColumns): readonly Int32Array[] {
  const { actor, batch, registeredAtMs } = columns;
  const codes = new Map<number, number>();
  const slot = new Int32Array(columns.actorCount).fill(-1);
  for (let a = 0; a < columns.actorCount; a++) {
    if (Number.isNaN(registeredAtMs[a]!)) continue;
    const number = Math.floor(registeredAtMs[a]! / LOT_MS);
    let code = codes.get(number);
    if (code === undefined) {
      code = codes.size;
      codes.set(number, code);
    }
    slot[a] = code;
  }
  return [actor.map((who) => batch[who]!), actor.map((who) => slot[who]!)];
}

/** Distinct accounts of each value that has from two to `most` of them, ascending. O(events). */
function* accountsByValue(
  columns: EventColumns,
  values: Int32Array,
  most: number,
): IterableIterator<Int32Array> {
  let top = -1;
  for (const value of values) if (value > top) top = value;
  const start = new Int32Array(top + 2);
  for (const value of values) if (value >= 0) start[value + 1]!++;
  for (let v = 0; v <= top; v++) start[v + 1]! += start[v]!;
  const fill = start.slice(0, top + 1);
  const who = new Int32Array(start[top + 1]!);
  for (let i = 0; i < values.length; i++) if (values[i]! >= 0) who[fill[values[i]!]!++] = columns.actor[i]!;
  const seen = new Int32Array(columns.actorCount).fill(-1);
  for (let v = 0; v <= top; v++) {
    let to = start[v]!;
    for (let at = to; at < start[v + 1]!; at++) {
      const account = who[at]!;
      if (seen[account] === v) continue;
      seen[account] = v;
      who[to++] = account;
    }
    const accounts = who.subarray(start[v]!, to);
    if (accounts.length >= 2 && accounts.length <= most) yield accounts.sort();
  }
}

function poolsOf(actorCount: number, rootOf: (actor: number) => number): ActorPools {
  const sizes = new Int32Array(actorCount);
  for (let a = 0; a < actorCount; a++) sizes[rootOf(a)]!++;
  const roots: number[] = [];
  sizes.forEach((size, root) => {
    if (size >= COMMUNITY_MIN && size <= COMMUNITY_MAX) roots.push(root);
  });
  roots.sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const numberOf = new Int32Array(actorCount).fill(-1);
  roots.forEach((root, number) => {
    numberOf[root] = number;
  });
  const start = new Int32Array(actorCount + 1);
  const pool: number[] = [];
  for (let a = 0; a < actorCount; a++) {
    const number = numberOf[rootOf(a)]!;
    if (number >= 0) pool.push(number);
    start[a + 1] = pool.length;
  }
  return { start, pool: Int32Array.from(pool), poolCount: roots.length };
}
