import { EVENT_TYPES, RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { FALSE_DISCOVERY_MAX } from "./audience-limits.ts";
import { type CoArrivalGroup, findCoArrivals } from "./co-arrival.ts";
import { type Arrivals, findFixedOrders, type OrderedGroup } from "./fixed-order.ts";
import { type Audience, gatherArrivals, gatherAudiences } from "./gather-audiences.ts";
import type { AudienceEvidence, GroupTarget, WithinOwnerGroup } from "./within-owner-group.ts";

/**
 * Members' acts for the owner that are on the group's targets, and how many times the share of
 * others: then it is one set.
 */
const SAME_SET_SHARE = 0.8;
const SAME_SET_EXCESS = 3;

/**
 * Before the events are gathered. `windows` by target code: times within which the group came, and
 * what was expected.
 */
interface Draft {
  readonly owner: number;
  readonly probability: ReadonlyMap<number, number>;
  readonly windows: ReadonlyMap<number, Omit<GroupTarget, "target" | "kinds">>;
  readonly evidence: readonly AudienceEvidence[];
  readonly lnP: number;
  readonly occasions: number;
  readonly withinShare: number;
}

/**
 * Columns → groups of accounts that come together to targets of one owner, for each owner by
 * itself; events that name no owner are taken for one creator's. The most surprising first. It says
 * nothing of owners with fewer than three targets, of groups below five, of accounts that came on
 * one occasion, of windows above twelve hours, and of crowds that cannot be told from a giveaway's
 * or a club's. Deterministic. O(events log events + acts of returning accounts × 128 × spans); see
 * `audience-limits.ts`.
 */
export function detectWithinOwners(columns: EventColumns): readonly WithinOwnerGroup[] {
  const arrivals = gatherArrivals(columns);
  const drafts: Draft[] = [];
  let weighed = 0;
  for (const audience of gatherAudiences(columns, arrivals)) {
    const found = findCoArrivals(audience);
    weighed += found.weighed;
    for (const group of found.groups) drafts.push(draftCoArrival(audience, group));
  }
  drafts.sort((a, b) => a.lnP - b.lnP);
  const share = drafts.map(({ lnP }, i) => Math.min(1, (Math.exp(lnP) * weighed) / (i + 1)));
  const kept = drafts.filter((_, i) => share[i]! <= FALSE_DISCOVERY_MAX);
  const shares = share.filter((one) => one <= FALSE_DISCOVERY_MAX);
  for (const { owner, rows } of arrivals) {
    for (const group of findFixedOrders(arrivalsAt(columns, rows), columns.actorCount)) {
      const same = kept.findIndex(
        (draft) =>
          draft.owner === owner &&
          group.actors.filter((u) => draft.probability.has(u)).length * 2 > group.actors.length,
      );
      if (same >= 0) kept[same] = joined(kept[same]!, group);
      else {
        kept.push(draftOrder(columns, owner, rows, group));
        shares.push(FALSE_DISCOVERY_MAX);
      }
    }
  }
  return withEvents(columns, kept, shares);
}

function arrivalsAt(columns: EventColumns, rows: Int32Array): Arrivals {
  const actor = new Int32Array(rows.length);
  const target = new Int32Array(rows.length);
  const atMs = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    actor[i] = columns.actor[row]!;
    target[i] = columns.target[row]!;
    atMs[i] = columns.occurredAtMs[row]!;
  }
  return { actor, target, atMs };
}

function draftCoArrival(audience: Audience, { group, evidence, lnP }: CoArrivalGroup): Draft {
  const { actor, atMs, target, accountStart, place, targetOf } = audience;
  const windows = new Map(
    group.windows.map(({ target: local, from, to, came, expected }) => [
      target[local]!,
      { fromMs: atMs[from]!, toMs: atMs[to - 1]!, came, expected },
    ]),
  );
  let [acts, onSet, sizes] = [0, 0, 0];
  for (const u of group.members) {
    acts += accountStart[u + 1]! - accountStart[u]!;
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++)
      if (windows.has(target[targetOf[place[i]!]!]!)) onSet++;
  }
  for (const { target: t } of group.windows) sizes += audience.targetStart[t + 1]! - audience.targetStart[t]!;
  const usual = (sizes - onSet) / Math.max(1, place.length - acts);
  const sameSet = onSet >= SAME_SET_SHARE * acts && onSet >= SAME_SET_EXCESS * usual * acts;
  return {
    owner: audience.owner,
    probability: new Map(group.members.map((u, i) => [actor[u]!, 1 / (1 + Math.exp(-group.lnOdds[i]!))])),
    windows,
    evidence: sameSet ? ["co_arrival", "same_set"] : ["co_arrival"],
    lnP,
    occasions: evidence.occasions,
    withinShare: evidence.withinShare,
  };
}

function joined(draft: Draft, { actors }: OrderedGroup): Draft {
  const probability = new Map(draft.probability);
  for (const u of actors) if (!probability.has(u)) probability.set(u, ORDER_PROBABILITY);
  return { ...draft, probability, evidence: [...draft.evidence, "fixed_order"] };
}

/** Each member of an order is upheld by two pairs, each a discovery at 1 %. */
const ORDER_PROBABILITY = 0.99;

function draftOrder(columns: EventColumns, owner: number, rows: Int32Array, group: OrderedGroup): Draft {
  const inside = new Set(group.actors);
  const targets = new Set(group.targets);
  const times = new Map<number, number[]>();
  let acts = 0;
  for (const row of rows) {
    if (!inside.has(columns.actor[row]!)) continue;
    acts++;
    const target = columns.target[row]!;
    if (!targets.has(target)) continue;
    const list = times.get(target);
    if (list) list.push(columns.occurredAtMs[row]!);
    else times.set(target, [columns.occurredAtMs[row]!]);
  }
  let within = 0;
  const windows = new Map(
    Array.from(times, ([target, list]) => {
      within += list.length;
      return [target, { fromMs: Math.min(...list), toMs: Math.max(...list), came: list.length, expected: 0 }];
    }),
  );
  return {
    owner,
    probability: new Map(group.actors.map((u) => [u, ORDER_PROBABILITY])),
    windows,
    evidence: ["fixed_order"],
    lnP: group.lnP,
    occasions: windows.size,
    withinShare: within / Math.max(1, acts),
  };
}

/** One pass over the events: whatever a member did on a target of its group, within its times. */
function withEvents(
  { count, actor, target, kind, occurredAtMs }: EventColumns,
  drafts: readonly Draft[],
  shares: readonly number[],
): WithinOwnerGroup[] {
  if (drafts.length === 0) return [];
  const of = new Map<number, number[]>();
  drafts.forEach(({ probability }, i) => {
    for (const u of probability.keys()) of.set(u, [...(of.get(u) ?? []), i]);
  });
  const rows = drafts.map((): number[] => []);
  const kinds = drafts.map(() => new Map<number, Set<number>>());
  for (let row = 0; row < count; row++) {
    if (kind[row] === VIEW || kind[row]! & RETRACTION_BIT) continue;
    for (const i of of.get(actor[row]!) ?? []) {
      const window = drafts[i]!.windows.get(target[row]!);
      if (!window || occurredAtMs[row]! < window.fromMs || occurredAtMs[row]! > window.toMs) continue;
      rows[i]!.push(row);
      const known = kinds[i]!.get(target[row]!);
      if (known) known.add(kind[row]!);
      else kinds[i]!.set(target[row]!, new Set([kind[row]!]));
    }
  }
  return drafts.map((draft, i) => ({
    owner: draft.owner,
    members: Array.from(draft.probability, ([code, probability]) => ({ actor: code, probability })),
    targets: Array.from(draft.windows, ([code, window]) => ({
      target: code,
      kinds: [...(kinds[i]!.get(code) ?? [])].sort((a, b) => a - b),
      ...window,
    })),
    events: Int32Array.from(rows[i]!),
    evidence: draft.evidence,
    lnP: draft.lnP,
    falseDiscoveryShare: shares[i]!,
    occasions: draft.occasions,
    withinShare: draft.withinShare,
  }));
}

const VIEW = EVENT_TYPES.indexOf("view");
