/**
 * What becomes of a world on its way through an export: samples, cuts, lost columns, broken clocks
 * and joined files. Each function takes a world and gives another; none changes what it was given.
 * The people stay as honest as they were, but now they may look alike for one more reason: the
 * export did it.
 *
 * In the new world a pool's `bought` holds places in the new events. Accounts that have no event
 * left are in no group and no pool; a target that lost all its bought acts is no longer a target. A
 * pool stays even if nothing of it is left.
 */

import { createRandom, type HonestGroup, type Pool, type World, type WorldEvent } from "./world.ts";

/** China and UTC, the two clocks that exports of Chinese platforms mix most often. */
const ZONE_SHIFT_MS = 8 * 3_600_000;
/** Part of the accounts whose rows come from the server with the other clock. */
const ZONE_SHIFT_PART = 0.35;
/**
 * Two samples of a group share at least this part of all its people; a nested group and its parent
 * share less.
 */
const SAME_GROUP = 0.35;

/** Place in the new events of each old one, or -1. */
function placesOf(order: ArrayLike<number>, oldCount: number): Int32Array {
  const places = new Int32Array(oldCount).fill(-1);
  for (let place = 0; place < order.length; place += 1) places[order[place]!] = place;
  return places;
}

function targetKey(event: WorldEvent): string {
  return `${event.targetKind}/${event.target}`;
}

function rebuiltPool(pool: Pool, world: World, places: Int32Array, actors: ReadonlySet<string>): Pool {
  const lost = new Set<string>();
  const left = new Set<string>();
  for (const old of pool.bought) (places[old]! < 0 ? lost : left).add(targetKey(world.events[old]!));
  return {
    name: pool.name,
    actors: pool.actors.filter((actor) => actors.has(actor)),
    bought: pool.bought
      .map((old) => places[old]!)
      .filter((place) => place >= 0)
      .sort(),
    targets: pool.targets.filter((target) => left.has(target) || !lost.has(target)),
  };
}

function rebuiltGroup(group: HonestGroup, actors: ReadonlySet<string>): HonestGroup {
  return { kind: group.kind, actors: group.actors.filter((actor) => actors.has(actor)) };
}

/** The world whose events are those at the old places of `order`, in that order. */
function rebuilt(
  world: World,
  suffix: string,
  order: readonly number[],
  change?: (event: WorldEvent) => WorldEvent,
): World {
  const events = order.map((old) => (change ? change(world.events[old]!) : world.events[old]!));
  const actors = new Set(events.map((event) => event.actor));
  const places = placesOf(order, world.events.length);
  return {
    name: `${world.name}, ${suffix}`,
    events,
    honest: world.honest
      .map((group) => rebuiltGroup(group, actors))
      .filter((group) => group.actors.length > 0),
    pools: world.pools.map((pool) => rebuiltPool(pool, world, places, actors)),
  };
}

function placesWhere(world: World, keep: (event: WorldEvent) => boolean): number[] {
  const kept: number[] = [];
  for (const [place, event] of world.events.entries()) if (keep(event)) kept.push(place);
  return kept;
}

/**
 * Says for each account, always the same, whether the lot fell on it. Lots are drawn in order of
 * first event.
 */
function lotOfAccounts(part: number, seed: number): (actor: string) => boolean {
  const random = createRandom(seed);
  const lots = new Map<string, boolean>();
  return (actor) => {
    const known = lots.get(actor);
    if (known !== undefined) return known;
    const lot = random() < part;
    lots.set(actor, lot);
    return lot;
  };
}

/** A random sample of the events: each stays with the chance `part`. */
export function thin(world: World, part: number, seed: number): World {
  const random = createRandom(seed);
  return rebuilt(
    world,
    `${part} of the events`,
    placesWhere(world, () => random() < part),
  );
}

/**
 * All events of a random part of the accounts. Those who gain stay named even where they do nothing
 * any more.
 */
export function thinPeople(world: World, part: number, seed: number): World {
  const lot = lotOfAccounts(part, seed);
  return rebuilt(
    world,
    `${part} of the people`,
    placesWhere(world, (event) => lot(event.actor)),
  );
}

/** Only events of one type, with no retraction of them. */
export function onlyKind(world: World, type: string): World {
  return rebuilt(
    world,
    `only ${type}`,
    placesWhere(world, (event) => event.type === type),
  );
}

/** An export that does not say who gains. */
export function withoutOwners(world: World): World {
  return rebuilt(
    world,
    "no owners",
    placesWhere(world, () => true),
    ({ owner: _, ...rest }) => rest,
  );
}

/**
 * A column of times that holds one and the same second for all rows, as when the export's own time
 * was written.
 */
export function oneSecond(world: World): World {
  const atMs = Math.floor((world.events[0]?.atMs ?? 0) / 1000) * 1000;
  const all = placesWhere(world, () => true);
  return rebuilt(world, "one second", all, (event) => ({ ...event, atMs }));
}

/** The first event of each account. */
export function onceEach(world: World): World {
  const seen = new Set<string>();
  const first = placesWhere(world, ({ actor }) => {
    if (seen.has(actor)) return false;
    seen.add(actor);
    return true;
  });
  return rebuilt(world, "once each", first);
}

/** Local time and UTC in one column: all rows of a part of the accounts are eight hours late. */
export function zonesMixed(world: World, seed: number): World {
  const lot = lotOfAccounts(ZONE_SHIFT_PART, seed);
  const times = Float64Array.from(world.events, ({ actor, atMs }) => atMs + (lot(actor) ? ZONE_SHIFT_MS : 0));
  const order = placesWhere(world, () => true).sort((left, right) => times[left]! - times[right]!);
  return rebuilt(world, "zones mixed", order, (event) =>
    lot(event.actor) ? { ...event, atMs: event.atMs + ZONE_SHIFT_MS } : event,
  );
}

/** Events of two exports in order of time, and for both where each of their events now is. */
function merged(
  a: readonly WorldEvent[],
  b: readonly WorldEvent[],
): { events: WorldEvent[]; placesA: Int32Array; placesB: Int32Array } {
  const events: WorldEvent[] = [];
  const placesA = new Int32Array(a.length);
  const placesB = new Int32Array(b.length);
  let nextA = 0;
  let nextB = 0;
  while (nextA < a.length || nextB < b.length) {
    const fromA = nextB >= b.length || (nextA < a.length && a[nextA]!.atMs <= b[nextB]!.atMs);
    if (fromA) {
      placesA[nextA] = events.length;
      events.push(a[nextA++]!);
    } else {
      placesB[nextB] = events.length;
      events.push(b[nextB++]!);
    }
  }
  return { events, placesA, placesB };
}

/**
 * The group of the same kind that most of a group's people are in, or -1 where none shares enough.
 */
function likest(group: HonestGroup, groups: readonly HonestGroup[], byActor: Map<string, number[]>): number {
  const shared = new Map<number, number>();
  for (const actor of group.actors) {
    for (const place of byActor.get(actor) ?? []) shared.set(place, (shared.get(place) ?? 0) + 1);
  }
  let best = -1;
  let most = SAME_GROUP;
  for (const [place, count] of shared) {
    const other = groups[place]!;
    const part = count / (group.actors.length + other.actors.length - count);
    if (other.kind === group.kind && part >= most) [best, most] = [place, part];
  }
  return best;
}

/** Groups of both exports; what is one group in both is one here, with the people of both. */
function joinedGroups(a: readonly HonestGroup[], b: readonly HonestGroup[]): HonestGroup[] {
  const byActor = new Map<string, number[]>();
  for (const [place, group] of a.entries()) {
    for (const actor of group.actors) {
      const list = byActor.get(actor);
      if (list) list.push(place);
      else byActor.set(actor, [place]);
    }
  }
  const joined = a.slice();
  const alone: HonestGroup[] = [];
  for (const group of b) {
    const place = likest(group, a, byActor);
    if (place < 0) alone.push(group);
    else {
      const actors = Array.from(new Set([...joined[place]!.actors, ...group.actors]));
      joined[place] = { kind: group.kind, actors };
    }
  }
  return [...joined, ...alone];
}

function joinedPools(a: World, b: World, placesA: Int32Array, placesB: Int32Array): Pool[] {
  const moved = [
    ...a.pools.map((pool) => ({ ...pool, bought: pool.bought.map((old) => placesA[old]!) })),
    ...b.pools.map((pool) => ({ ...pool, bought: pool.bought.map((old) => placesB[old]!) })),
  ];
  const byName = new Map<string, Pool>();
  for (const pool of moved) {
    const other = byName.get(pool.name);
    byName.set(pool.name, {
      name: pool.name,
      actors: Array.from(new Set([...(other?.actors ?? []), ...pool.actors])),
      bought: Int32Array.from([...(other?.bought ?? []), ...pool.bought]).sort(),
      targets: Array.from(new Set([...(other?.targets ?? []), ...pool.targets])),
    });
  }
  return Array.from(byName.values());
}

/**
 * Two exports of one week in one file: what is in both stands twice, with the same ids. Give it a
 * world and a sample of it, or two samples. Pools of one name are one pool, and groups of one kind
 * that share most people are one group.
 */
export function joinExports(a: World, b: World): World {
  const { events, placesA, placesB } = merged(a.events, b.events);
  return {
    name: `${a.name}, joined with ${b.name}`,
    events,
    honest: joinedGroups(a.honest, b.honest),
    pools: joinedPools(a, b, placesA, placesB),
  };
}
