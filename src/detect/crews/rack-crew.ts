import { accountsPer } from "../columns/accounts-per.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { CREW_MEMBERS_MIN, CREW_TARGETS_MIN, RACK_ACCOUNTS_MAX, RACK_ACCOUNTS_MIN } from "./crew-limits.ts";
import { type Crew, targetsOf } from "./refine-crew.ts";

/**
 * Part of a target's audience that must live on racks: those with many accounts on one phone reach a third of an audience of twenty by chance, hands nearly all of it, or half where
 * some of their phones were hardly used.
 */
const PURITY_MIN = 0.35;
/** Different phones of racks that must come to a target: one person who has ten accounts on one phone is no rack. */
const PHONES_MIN = 3;
/** Part of the accounts of a phone, or of an address, that came to the crew's targets: then it is the crew's, whoever else is seen on it. */
const OWN_PART_MIN = 0.6;
/** Fewest such accounts: of a phone, and of an address. */
const OWN_DEVICE_MIN = 2;
const OWN_ADDRESS_MIN = 8;
const ROUNDS = 4;

/**
 * Columns → 1 for accounts that live on racks: every device they were ever seen on bears `RACK_ACCOUNTS_MIN` accounts and more. A family's tablet, a shop's demonstration
 * phone and a school's computers bear as many, but their people have phones of their own besides. null where no event tells a device. O(events).
 */
export function rackedActors({ count, actor, actorCount, infrastructure }: EventColumns): Uint8Array | null {
  const { device } = infrastructure;
  if (device === undefined) return null;
  const accounts = accountsPer(device, actor, count);
  const racked = new Uint8Array(actorCount);
  const apart = new Uint8Array(actorCount);
  for (let i = 0; i < count; i++) {
    if (device[i]! < 0) continue;
    const bears = accounts[device[i]!]!;
    if (bears >= RACK_ACCOUNTS_MIN && bears <= RACK_ACCOUNTS_MAX) racked[actor[i]!] = 1;
    else apart[actor[i]!] = 1;
  }
  return racked.map((one, who) => (apart[who] === 1 ? 0 : one));
}

/**
 * Columns, graph and who lives on racks → those of them who fill targets, and these targets, or null. Who is there is a property here and no company: a pool so large that two hands seldom meet, hands in
 * small lots, and each customer's own hands all come from racks, and no audience does. What is explained is measured as in `refineCrew`. One crew for all: racks of two sellers are not told
 * apart. Phones and addresses that are the crew's bring in those of its accounts that did too little to show. O(events).
 */
export function rackCrew(columns: EventColumns, graph: EngagementGraph, racked: Uint8Array): Crew | null {
  const { acts } = graph;
  let members: readonly number[] = Array.from(racked.keys()).filter((actor) => racked[actor] === 1);
  let targets: readonly number[] = [];
  const phoneOf = phonesOf(columns);
  for (let round = 0; round < ROUNDS; round++) {
    if (members.length < CREW_MEMBERS_MIN) return null;
    const inside = new Set(members);
    const phones = new Set<number>();
    targets = targetsOf(graph, members, targets).filter((target) => {
      const from = acts.targetStart[target]!;
      const end = acts.targetStart[target + 1]!;
      let came = 0;
      phones.clear();
      for (let at = from; at < end; at++) {
        if (!inside.has(acts.actor[at]!)) continue;
        came++;
        phones.add(phoneOf[acts.actor[at]!]!);
      }
      return came >= PURITY_MIN * (end - from) && phones.size >= PHONES_MIN;
    });
    if (targets.length < CREW_TARGETS_MIN) return null;
    const served = new Set<number>();
    for (const target of targets)
      for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
        if (inside.has(acts.actor[at]!)) served.add(acts.actor[at]!);
    if (served.size === members.length) break;
    members = [...served].sort((a, b) => a - b);
  }
  if (members.length < CREW_MEMBERS_MIN) return null;
  const kin = kinOf(columns, graph, targets, new Set(members));
  return { members: Int32Array.from(kin).sort(), targets: Int32Array.from(targets), racked: true };
}

/** By actor: the device of its last event; −1 = not told. */
function phonesOf({ count, actor, actorCount, infrastructure: { device } }: EventColumns): Int32Array {
  const phone = new Int32Array(actorCount).fill(-1);
  if (device !== undefined)
    for (let i = 0; i < count; i++) if (device[i]! >= 0) phone[actor[i]!] = device[i]!;
  return phone;
}

/** Members, and whoever came to the targets and was only ever seen on the crew's phones, or only ever at its addresses. O(events). */
function kinOf(
  columns: EventColumns,
  { acts }: EngagementGraph,
  targets: readonly number[],
  members: ReadonlySet<number>,
): ReadonlySet<number> {
  const came = new Set<number>();
  for (const target of targets)
    for (let at = acts.targetStart[target]!; at < acts.targetStart[target + 1]!; at++)
      came.add(acts.actor[at]!);
  const kin = new Set(members);
  const { device, ip } = columns.infrastructure;
  for (const [value, least] of [
    [device, OWN_DEVICE_MIN],
    [ip, OWN_ADDRESS_MIN],
  ] as const) {
    if (value === undefined) continue;
    const own = valuesOf(columns, value, came, least);
    const seen = new Map<number, boolean>();
    for (let i = 0; i < columns.count; i++) {
      const who = columns.actor[i]!;
      if (value[i]! >= 0 && came.has(who)) seen.set(who, (seen.get(who) ?? true) && own.has(value[i]!));
    }
    for (const [who, only] of seen) if (only) kin.add(who);
  }
  return kin;
}

/** Values of which at least so many accounts, and most, are among some. */
function valuesOf(
  { count, actor }: EventColumns,
  value: Int32Array,
  some: ReadonlySet<number>,
  least: number,
): ReadonlySet<number> {
  const all = accountsPer(value, actor, count);
  const there = accountsPer(value, actor, count, (who) => some.has(who));
  const values = new Set<number>();
  for (let one = 0; one < all.length; one++)
    if (there[one]! >= Math.max(least, OWN_PART_MIN * all[one]!)) values.add(one);
  return values;
}
