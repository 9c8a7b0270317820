import type { CampaignEvidence, Concentration } from "../../nouns/campaign.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { Background, WeighedGroup } from "./membership.ts";

/** From this probability on an account counts as a member. */
export const MEMBER_PROBABILITY_MIN = 0.5;
/** Upper ends of the gap spectrum's bins, ms: powers of four seconds. */
const GAP_EDGES_MS = [1000, 4000, 16_000, 64_000, 256_000, 1_024_000, 4_096_000] as const;
/** A value counts as shared when three members have it, this many times more than its part among all accounts explains. */
const SHARERS_MIN = 3;
const SHARED_LIFT_MIN = 5;
const GAPS_MIN = 10;

/** What members did, gathered from the events. */
export interface MemberEvents {
  /** Events of the orders' kind on the orders' targets, and all else members did there: indexes into the columns, ascending. */
  readonly bought: Int32Array;
  readonly visits: Int32Array;
}

/** A group and its members (places in `group.actors`) → what members did to the orders' targets. O(events). */
export function gatherMemberEvents(
  groups: readonly (readonly [WeighedGroup, Int32Array])[],
  background: Background,
): MemberEvents[] {
  const { columns } = background;
  // Groups of a target, and of an actor: short lists.
  const ofTarget = new Map<number, { group: number; kinds: number }[]>();
  const ofActor = new Map<number, number[]>();
  const target1 = new Uint8Array(columns.targetCount);
  const actor1 = new Uint8Array(columns.actorCount);
  groups.forEach(([group, members], g) => {
    for (const order of group.orders) {
      target1[order.target] = 1;
      const list = ofTarget.get(order.target) ?? [];
      ofTarget.set(order.target, list);
      const own = list.find((entry) => entry.group === g);
      if (own === undefined) list.push({ group: g, kinds: 1 << order.kind });
      else own.kinds |= 1 << order.kind;
    }
    for (const place of members) {
      const actor = group.actors[place]!;
      actor1[actor] = 1;
      const list = ofActor.get(actor);
      if (list === undefined) ofActor.set(actor, [g]);
      else list.push(g);
    }
  });
  const bought: number[][] = groups.map(() => []);
  const visits: number[][] = groups.map(() => []);
  for (let i = 0; i < columns.count; i++) {
    if (target1[columns.target[i]!] === 0 || actor1[columns.actor[i]!] === 0) continue;
    const own = ofActor.get(columns.actor[i]!)!;
    for (const { group, kinds } of ofTarget.get(columns.target[i]!)!) {
      if (!own.includes(group)) continue;
      ((kinds >> columns.kind[i]!) & 1 ? bought : visits)[group]!.push(i);
    }
  }
  return groups.map((_, g) => ({ bought: Int32Array.from(bought[g]!), visits: Int32Array.from(visits[g]!) }));
}

/** What an actor did in all: distinct targets acted on, and views. By actor. */
export interface ActivityTotals {
  readonly acts: Int32Array;
  readonly views: Int32Array;
}

/** Columns → what each actor did in all. O(events). */
export function countActivity(background: Background): ActivityTotals {
  const { columns } = background;
  const acts = new Int32Array(columns.actorCount);
  const views = new Int32Array(columns.actorCount);
  for (let i = 0; i < columns.count; i++) {
    if (columns.kind[i]! === 0) views[columns.actor[i]!]!++;
    else if (columns.kind[i]! < RETRACTION_BIT) acts[columns.actor[i]!]!++;
  }
  return { acts, views };
}

/** Targets by owner: `target[start[o] .. start[o + 1])`. */
export interface OwnersTargets {
  readonly start: Int32Array;
  readonly target: Int32Array;
}

/** Columns → the targets of each owner. O(targets). */
export function targetsByOwner(background: Background): OwnersTargets {
  const { owner, ownerCount, targetCount } = background.columns;
  const start = new Int32Array(ownerCount + 1);
  for (const who of owner) if (who >= 0) start[who + 1]!++;
  for (let o = 0; o < ownerCount; o++) start[o + 1]! += start[o]!;
  const fill = start.slice(0, ownerCount);
  const target = new Int32Array(start[ownerCount]!);
  for (let t = 0; t < targetCount; t++) if (owner[t]! >= 0) target[fill[owner[t]!]!++] = t;
  return { start, target };
}

/**
 * How many of those marked in `background.scratch` (0 and above) did the group's kind of act on a target; null where too few did it to tell.
 */
export type Turnout = (target: number) => number | null;

/** Measures one group. O(its orders' entries + its events + audiences of its owners' other targets). */
export function measureGroup(
  group: WeighedGroup,
  members: Int32Array,
  memberEvents: MemberEvents,
  background: Background,
  activity: ActivityTotals,
  turnout: Turnout,
  owned: OwnersTargets,
): CampaignEvidence {
  const { columns, share, scratch } = background;
  const actors = Int32Array.from(members, (place) => group.actors[place]!);
  const count = actors.length;
  for (let i = 0; i < count; i++) scratch[actors[i]!] = i;
  let meanShare = 0;
  for (let i = 0; i < count; i++) meanShare += share[actors[i]!]! / count;
  let pairs = 0;
  let expected = 0;
  let there = 0;
  let audience = 0;
  let density = 0;
  const byOwner = new Map<number, number>();
  for (const order of group.orders) {
    let own = 0;
    for (let i = 0; i < order.actors.length; i++) if (scratch[order.actors[i]!]! >= 0) own++;
    pairs += (own * (own - 1)) / 2;
    expected += Math.min(1, order.actors.length * meanShare) ** 2;
    there += own;
    audience += order.actors.length;
    density += own / count / group.orders.length;
    const owner = ownerOf(columns.owner, order.target);
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + own);
  }
  let entropy = 0;
  for (const own of byOwner.values()) if (own > 0) entropy -= (own / there) * Math.log(own / there);
  let acts = 0;
  let views = 0;
  for (let i = 0; i < count; i++) {
    acts += activity.acts[actors[i]!]!;
    views += activity.views[actors[i]!]!;
  }
  const viewing = group.orders.every(({ kind }) => kind === 0);
  const all = viewing ? views : acts;
  let retracted = 0;
  for (const event of memberEvents.visits) if (columns.kind[event]! >= RETRACTION_BIT) retracted++;
  const evidence = {
    sharedOrders: pairs / Math.max(1, (count * (count - 1)) / 2),
    sharedOrdersExpected: expected,
    ownersEffective: Math.min(Math.exp(entropy), measureSpread(group, count, background)),
    purity: there / Math.max(1, audience),
    density,
    reciprocity: measureReciprocity(byOwner.keys(), background),
    returnRatio: measureReturns(group, there, background, turnout, owned),
    inCampaignShare: Math.min(1, memberEvents.bought.length / Math.max(1, all)),
    unrelatedActs: viewing ? acts / count : Math.max(0, acts - memberEvents.bought.length) / count,
    viewsPerMember: views / count,
    retractedShare: retracted / Math.max(1, memberEvents.bought.length),
    ...measureGaps(group, background),
    common: commonOf(group, count, background),
    ageMedianDays: measureAge(actors, background),
  };
  for (let i = 0; i < count; i++) scratch[actors[i]!] = -1;
  return evidence;
}

/** A target without a known owner stands for one of its own. */
function ownerOf(owner: Int32Array, target: number): number {
  return owner[target]! >= 0 ? owner[target]! : -1 - target;
}

/**
 * How unevenly members take part: variance of the orders each served beyond that of drawing lots, over the mean squared; at or below 0 for hands told off by lot. Those who served
 * none are not seen, which lowers it. O(members).
 */
export function servedSpread(group: WeighedGroup, members: Int32Array): number {
  let sum = 0;
  let squares = 0;
  for (const place of members) {
    sum += group.served[place]!;
    squares += group.served[place]! ** 2;
  }
  const mean = sum / members.length;
  const lots = mean * (1 - mean / group.orders.length);
  return (squares / members.length - mean ** 2 - lots) / mean ** 2;
}

/**
 * One over the chance that two orders which one member served are one owner's. Two fan clubs that were taken for one group have two owners, and every fan but
 * one. O(entries of the orders).
 */
function measureSpread(group: WeighedGroup, members: number, { columns, scratch }: Background): number {
  const ofOwner = Map.groupBy(group.orders, ({ target }) => ownerOf(columns.owner, target));
  const served = new Int32Array(members);
  const forOwner = new Int32Array(members);
  let same = 0;
  for (const orders of ofOwner.values()) {
    if (orders.length > 1) forOwner.fill(0);
    for (const { actors } of orders) {
      for (let i = 0; i < actors.length; i++) {
        const member = scratch[actors[i]!]!;
        if (member < 0) continue;
        served[member]!++;
        if (orders.length > 1) same += forOwner[member]!++;
      }
    }
  }
  let pairs = 0;
  for (const own of served) pairs += (own * (own - 1)) / 2;
  return same === 0 ? Number.POSITIVE_INFINITY : pairs / same;
}

/** Accounts that are owners too are told by their key: both columns hash the account's id. O(owners of the orders). */
function measureReciprocity(owners: Iterable<number>, { ownerActor, scratch }: Background): number | null {
  let known = 0;
  let members = 0;
  for (const owner of owners) {
    if (owner < 0) continue;
    known++;
    const actor = ownerActor[owner]!;
    if (actor >= 0 && scratch[actor]! >= 0) members++;
  }
  return known === 0 ? null : members / known;
}

function measureReturns(
  group: WeighedGroup,
  there: number,
  background: Background,
  turnout: Turnout,
  owned: OwnersTargets,
): number | null {
  const { owner } = background.columns;
  const ordered = new Set(group.orders.map(({ target }) => target));
  const owners = new Set(group.orders.map(({ target }) => owner[target]!).filter((who) => who >= 0));
  let others = 0;
  let came = 0;
  for (const who of owners) {
    for (let at = owned.start[who]!; at < owned.start[who + 1]!; at++) {
      const target = owned.target[at]!;
      const own = ordered.has(target) ? null : turnout(target);
      if (own === null) continue;
      others++;
      came += own;
    }
  }
  if (others === 0) return null;
  return came / others / Math.max(1e-9, there / group.orders.length);
}

function measureGaps(
  group: WeighedGroup,
  { columns: { occurredAtMs }, scratch }: Background,
): Pick<CampaignEvidence, "gapVariation" | "gapSpectrum"> {
  const spectrum = new Array<number>(GAP_EDGES_MS.length + 1).fill(0);
  let gaps = 0;
  let variation = 0;
  for (const { actors, events } of group.orders) {
    const all = new Float64Array(actors.length);
    let count = 0;
    for (let i = 0; i < actors.length; i++)
      if (scratch[actors[i]!]! >= 0) all[count++] = occurredAtMs[events[i]!]!;
    const own = count - 1;
    if (own < 2) continue;
    const times = all.subarray(0, count).sort();
    const mean = (times[own]! - times[0]!) / own;
    let squares = 0;
    for (let i = 1; i <= own; i++) {
      const gap = times[i]! - times[i - 1]!;
      squares += (gap - mean) ** 2;
      let bin = 0;
      while (bin < GAP_EDGES_MS.length && gap >= GAP_EDGES_MS[bin]!) bin++;
      spectrum[bin]!++;
    }
    gaps += own;
    variation += own * (mean > 0 ? Math.sqrt(squares / own) / mean : 0);
  }
  return {
    gapVariation: gaps < GAPS_MIN ? null : variation / gaps,
    gapSpectrum: spectrum.map((count) => count / Math.max(1, gaps)),
  };
}

/** What members, marked with their number, have in common, by kind. O(entries of the orders · kinds). */
function commonOf(
  group: WeighedGroup,
  members: number,
  { common, scratch }: Background,
): readonly Concentration[] {
  return common.map((column) => {
    const value = new Int32Array(members).fill(-1);
    for (const { actors, events } of group.orders) {
      for (let i = 0; i < actors.length; i++) {
        const at = scratch[actors[i]!]!;
        if (at >= 0 && value[at] === -1) value[at] = column.value(events[i]!, actors[i]!);
      }
    }
    const held = new Map<number, number>();
    let known = 0;
    for (const one of value) {
      if (one < 0) continue;
      known++;
      held.set(one, (held.get(one) ?? 0) + 1);
    }
    let sharing = 0;
    let values = 0;
    let usual = 0;
    for (const [one, count] of held) {
      const part = column.accounts[one]! / column.known;
      if (count < SHARERS_MIN || count < SHARED_LIFT_MIN * part * known) continue;
      sharing += count;
      values++;
      usual += part;
    }
    return { kind: column.kind, share: sharing / Math.max(1, known), values, baseline: Math.min(1, usual) };
  });
}

function measureAge(actors: Int32Array, { columns, fromMs }: Background): number | null {
  const ages: number[] = [];
  for (const actor of actors) {
    const at = columns.registeredAtMs[actor]!;
    if (!Number.isNaN(at)) ages.push((fromMs - at) / DAY_MS);
  }
  if (ages.length === 0) return null;
  ages.sort((a, b) => a - b);
  return ages[ages.length >> 1]!;
}
