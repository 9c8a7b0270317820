import type { CampaignMember, CampaignTarget, Cluster } from "../nouns/campaign.ts";
import { kindWord } from "../nouns/event.ts";
import type { EventColumns } from "./columns/event-columns.ts";
import { KeyCodes } from "./columns/key-codes.ts";
import { keyHex } from "./columns/key-hex.ts";
import {
  countHabits,
  type Deeds,
  gatherDeeds,
  MEMBER_PROBABILITY_MIN,
  measureGroup,
  servedSpread,
  targetsByOwner,
} from "./groups/group-evidence.ts";
import { commonColumns } from "./groups/infrastructure.ts";
import { countLookers } from "./groups/lookers.ts";
import { type Diaries, keepDiaries, learnManner } from "./groups/manner.ts";
import {
  type Background,
  ordersOf,
  pureTokens,
  type WeighedGroup,
  weighMembers,
} from "./groups/membership.ts";
import { drawnFrom, joinSamePeople, type Membership } from "./groups/same-people.ts";
import { weighEvidence } from "./groups/weigh-evidence.ts";
import { createEngagementGraph, type EngagementGraph } from "./judge/engagement-graph.ts";
import { judgeCampaign } from "./judge/judge-campaign.ts";
import { inShortSpan } from "./judge/short-span.ts";
import { weighViews } from "./judge/weigh-views.ts";
import { lnPoissonTail } from "./links/chance.ts";
import { commonTokens } from "./links/common-tokens.ts";
import { linkTokens } from "./links/linked-tokens.ts";
import { busyActors, learnRhythm, type Rhythm, rhythmOfRepeats, tokenBlocks } from "./links/rhythm.ts";
import { groupTokens } from "./links/token-groups.ts";
import { buildTokens, type Channel, type Tokens, timeOrder } from "./links/tokens.ts";

export interface DetectOptions {
  /** Clusters below it are left out. Default 0.5. */
  readonly scoreMin?: number;
  /** How audiences are linked. Default `linkTokens`, for windows of hours. */
  readonly link?: typeof linkTokens;
  /** What clusters are judged against. Default: the columns themselves. */
  readonly graph?: EngagementGraph;
  /** Groups of tokens of one channel looked at, those most like pools. Default: all. */
  readonly seedsMax?: number;
  /** Further groups of tokens to begin from, beside those that are linked. */
  readonly seeds?: (tokens: Tokens) => readonly (readonly number[])[];
}

/**
 * The most telling first: what it explains is not looked at again. Views alone make no campaign: who is shown the same things sees the same things. They are looked at
 * where views are what is sold, and told by what viewers have in common beside.
 */
const CHANNELS: readonly Channel[] = ["acts", "repeats", "views"];
/** Fewest members of a cluster: below, it is a family. */
export const MEMBERS_MIN = 5;
/** Part of a token's audience that members must make up for it to join a group it was not linked with. */
const JOIN_PURITY_MIN = 0.25;

/**
 * Columns of a window of events → the groups that act together beyond chance, best first.
 * Steps: audiences of targets (tokens) → pairs of audiences that share too many actors (links) → groups of audiences → members by weighing each
 * visitor → tests of the group. See each step for its source. Pure and deterministic: the same columns give the same clusters.
 * Throws nothing on any columns. Cost: 1.2 to 2 CPU-s for a million events, 30 for ten million; work per target and per actor is bounded.
 */
export function detectCampaigns(columns: EventColumns, options: DetectOptions = {}): readonly Cluster[] {
  if (columns.count === 0) return [];
  const order = timeOrder(columns);
  const rhythm = learnRhythm(columns);
  const background: Background = {
    columns,
    fromMs: rhythm.fromMs,
    share: rhythm.share,
    common: commonColumns(columns),
    ownerActor: ownersAsActors(columns),
    lookers: countLookers(columns),
  };
  const diaries = keepDiaries(columns, order);
  const known = new Uint8Array(columns.targetCount);
  const found: (readonly [WeighedGroup, Tokens])[] = [];
  for (const channel of CHANNELS) {
    const busy = channel === "repeats" ? busyActors(rhythm) : null;
    const tokens = buildTokens(columns, channel, order, busy);
    const own = busy === null ? rhythm : rhythmOfRepeats(rhythm, busy);
    const groups = findGroups(
      tokens,
      channel,
      { ...background, share: own.share },
      diaries,
      own,
      known,
      options,
    );
    for (const group of groups) {
      found.push([group, tokens]);
      for (const { target } of group.orders) known[target] = 1;
    }
  }
  return describe(found, background, options);
}

/** The actor that each owner is, by key; −1 for owners who did nothing. O(actors + owners). */
export function ownersAsActors(columns: EventColumns): Int32Array {
  const { actorKeys, ownerKeys, actorCount, ownerCount } = columns;
  const codes = new KeyCodes();
  for (let o = 0; o < ownerCount; o++) codes.code(ownerKeys[o * 2]!, ownerKeys[o * 2 + 1]!);
  const actors = new Int32Array(ownerCount).fill(-1);
  for (let a = 0; a < actorCount; a++) {
    const owner = codes.find(actorKeys[a * 2]!, actorKeys[a * 2 + 1]!);
    if (owner >= 0) actors[owner] = a;
  }
  return actors;
}

/** Groups of one channel, weighed, grown and merged. Targets in `known` are explained already. */
function findGroups(
  tokens: Tokens,
  channel: Channel,
  seen: Background,
  diaries: Diaries,
  rhythm: Rhythm,
  known: Uint8Array,
  options: DetectOptions,
): readonly WeighedGroup[] {
  const { columns } = seen;
  const blocks = tokenBlocks(columns, tokens, rhythm);
  const links = (options.link ?? linkTokens)(columns, tokens, blocks, rhythm, known);
  const seeds: (readonly number[])[] = groupTokens(tokens, links).map((group) => [...group]);
  const linked = new Set(seeds.flat());
  for (const seed of options.seeds?.(tokens) ?? []) {
    const open = seed.filter((token) => known[tokens.target[token]!] === 0 && !linked.has(token));
    if (open.length > 0) seeds.push(open);
    for (const token of open) linked.add(token);
  }
  for (const token of commonTokens(tokens, seen, channel)) {
    if (!linked.has(token) && known[tokens.target[token]!] === 0) seeds.push([token]);
  }
  if (seeds.length === 0) return [];
  const open = mostLikePools(tokens, seeds, options.seedsMax ?? Number.POSITIVE_INFINITY);
  const suspect = new Uint8Array(columns.targetCount);
  for (const token of open.flat()) suspect[tokens.target[token]!] = 1;
  const manner = learnManner(columns, diaries, tokens, (token) => suspect[tokens.target[token]!] === 1);
  const background: Background = { ...seen, manner };
  const settled = open.flatMap((seed) => settle(tokens, seed, background, "growing"));
  const grown = mergeGroups(tokens, settled, background).map((group) =>
    completeOrders(tokens, grow(tokens, group, background, known), background),
  );
  return mergeGroups(tokens, grown, background).flatMap((group) =>
    settle(
      tokens,
      group.orders.flatMap((order) => order.tokens),
      background,
      "sure",
    ),
  );
}

/**
 * The seeds that are most like pools, in their order: of what is served, hands serve a large part each, people of one taste each a little of much. It bounds the work, and decides nothing else. O(entries of
 * the seeds).
 */
function mostLikePools(
  tokens: Tokens,
  seeds: readonly (readonly number[])[],
  most: number,
): readonly (readonly number[])[] {
  if (seeds.length <= most) return seeds;
  const ranked = seeds.map((seed, at) => {
    const served = new Map<number, Set<number>>();
    const targets = new Set<number>();
    for (const token of seed) {
      const target = tokens.target[token]!;
      targets.add(target);
      for (let i = tokens.start[token]!; i < tokens.start[token + 1]!; i++) {
        const own = served.get(tokens.actor[i]!);
        if (own === undefined) served.set(tokens.actor[i]!, new Set([target]));
        else own.add(target);
      }
    }
    let sum = 0;
    let members = 0;
    for (const { size } of served.values()) {
      if (size < 2) continue;
      sum += size;
      members++;
    }
    return { at, rank: members < MEMBERS_MIN ? 0 : sum / members / Math.sqrt(targets.size) };
  });
  return ranked
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .slice(0, Math.floor(most))
    .sort((a, b) => a.at - b.at)
    .map(({ at }) => seeds[at]!);
}

/** Weighs a group's candidates, drops orders in which members drown, and weighs again. */
function settle(
  tokens: Tokens,
  seed: readonly number[],
  background: Background,
  certainty: "sure" | "growing",
): WeighedGroup[] {
  let own = seed;
  let group = weighMembers(ordersOf(tokens, own), background, certainty);
  for (let round = 0; round < 3; round++) {
    const pure = pureTokens(tokens, group);
    if (pure.length === 0) return [];
    if (pure.length === own.length) break;
    own = pure;
    group = weighMembers(ordersOf(tokens, own), background, certainty);
  }
  return membersOf(group).length < MEMBERS_MIN ? [] : [group];
}

/** Rounds of growth: a sparse pool begins as two or three orders and knows a third of its accounts by then. */
const GROWTH_ROUNDS_MAX = 6;

/**
 * Most members after growth, against what the orders seem to be drawn from: where sellers' accounts make up much of a popular thing's audience, what they like for
 * cover would take in one pool after the other. With one order nothing tells the pool's size; then against twice the members.
 */
const GROWTH_MAX = 2;

/** Takes in further audiences that members make up beyond chance: orders too small or too sparse to be linked pair by pair. */
function grow(tokens: Tokens, group: WeighedGroup, background: Background, known: Uint8Array): WeighedGroup {
  let grown = group;
  const { actors, drawnFrom: size } = membershipOf(group);
  const most = GROWTH_MAX * (Number.isFinite(size) ? Math.max(size, actors.length) : 2 * actors.length);
  for (let round = 0; round < GROWTH_ROUNDS_MAX; round++) {
    const before = grown;
    grown = growOnce(tokens, before, background, known);
    if (grown.orders.length <= before.orders.length || membersOf(grown).length > most) return before;
  }
  return grown;
}

function growOnce(
  tokens: Tokens,
  group: WeighedGroup,
  background: Background,
  known: Uint8Array,
): WeighedGroup {
  const members = membersOf(group);
  let share = 0;
  const there = new Map<number, number>();
  for (const place of members) {
    const actor = group.actors[place]!;
    share += background.share[actor]!;
    for (let at = tokens.actorStart[actor]!; at < tokens.actorStart[actor + 1]!; at++) {
      const token = tokens.token[at]!;
      there.set(token, (there.get(token) ?? 0) + 1);
    }
  }
  const own = new Set(group.orders.flatMap((order) => order.tokens));
  const ownTargets = new Set(group.orders.map((order) => order.target));
  const lnLimit = Math.log(1e-3 / Math.max(1, tokens.count));
  const joined = [...there.keys()]
    .filter((token) => {
      if (own.has(token) || known[tokens.target[token]!] === 1 || ownTargets.has(tokens.target[token]!))
        return false;
      const size = tokens.start[token + 1]! - tokens.start[token]!;
      const came = there.get(token)!;
      return came >= JOIN_PURITY_MIN * size && came >= 3 && lnPoissonTail(came, size * share) < lnLimit;
    })
    .sort((a, b) => a - b);
  if (joined.length === 0) return group;
  return settle(tokens, [...own, ...joined], background, "growing")[0] ?? group;
}

/**
 * Takes in the other runs of the orders' audiences that members make up: a large order may be linked by one run of it alone. A burst in a long life stays one: members
 * are few in the runs around it. O(entries of the orders' targets).
 */
function completeOrders(tokens: Tokens, group: WeighedGroup, background: Background): WeighedGroup {
  const isMember = new Set(Array.from(membersOf(group), (place) => group.actors[place]!));
  const first = firstTokens(tokens, background.columns.targetCount);
  const own = new Set(group.orders.flatMap((order) => order.tokens));
  const before = own.size;
  for (const { target, kind } of group.orders) {
    for (let t = first[target]!; t < tokens.count && tokens.target[t] === target; t++) {
      if (tokens.kind[t] !== kind || own.has(t)) continue;
      let members = 0;
      for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++)
        if (isMember.has(tokens.actor[i]!)) members++;
      if (members >= JOIN_PURITY_MIN * (tokens.start[t + 1]! - tokens.start[t]!)) own.add(t);
    }
  }
  return own.size === before ? group : (settle(tokens, [...own], background, "growing")[0] ?? group);
}

/** Groups of the same people become one. Compares groups that share an account only. */
function mergeGroups(
  tokens: Tokens,
  groups: readonly WeighedGroup[],
  background: Background,
): readonly WeighedGroup[] {
  return joinSamePeople(groups.map(membershipOf)).flatMap((list) =>
    list.length === 1
      ? [groups[list[0]!]!]
      : settle(
          tokens,
          [...new Set(list.flatMap((g) => groups[g]!.orders.flatMap((order) => order.tokens)))],
          background,
          "growing",
        ),
  );
}

/** O(entries of the orders). */
function membershipOf(group: WeighedGroup): Membership {
  const places = membersOf(group);
  const isMember = new Set(Array.from(places, (place) => group.actors[place]!));
  const there = group.orders.map(({ actors }) => actors.filter((actor) => isMember.has(actor)).length);
  const served = Array.from(places, (place) => group.served[place]!);
  return { actors: [...isMember], drawnFrom: drawnFrom(there, served) };
}

/** Places of the members among a group's candidates. */
function membersOf(group: WeighedGroup): Int32Array {
  const places: number[] = [];
  for (let i = 0; i < group.actors.length; i++) {
    if (group.probability[i]! > MEMBER_PROBABILITY_MIN) places.push(i);
  }
  return Int32Array.from(places);
}

function describe(
  found: readonly (readonly [WeighedGroup, Tokens])[],
  background: Background,
  { scoreMin = 0.5, graph: given }: DetectOptions,
): readonly Cluster[] {
  let graph = given;
  const groups = found.map(([group]) => [group, membersOf(group)] as const);
  const deeds = gatherDeeds(groups, background);
  const habits = countHabits(background);
  const owned = targetsByOwner(background);
  const clusters: Cluster[] = [];
  groups.forEach(([group, members], g) => {
    if (members.length < MEMBERS_MIN) return;
    const tokens = found[g]![1];
    const audienceOf = audiences(tokens, background);
    const evidence = measureGroup(group, members, deeds[g]!, background, habits, audienceOf, owned);
    const window = weighEvidence(evidence, group.orders.length, members.length, servedSpread(group, members));
    const named = nameCluster(group, members, deeds[g]!, background.columns);
    if (group.orders.every(({ kind }) => kind === 0)) {
      // Seeing the same thing again and again is what sellers of views do; seeing the same things is what feeds do.
      const reasons = tokens.channel === "repeats" ? window.reasons : weighViews(evidence);
      if (reasons !== null && window.score >= scoreMin)
        clusters.push({ score: window.score, evidence, reasons, ...named });
      return;
    }
    graph ??= createEngagementGraph(background.columns);
    const judged = judgeCampaign(graph, {
      members: named.members.map(({ key }) => key),
      targets: named.targets.map(({ key }) => key),
      evidence,
    });
    const { score, reasons } = inShortSpan(window, judged, graph.spanDays);
    if (score < scoreMin) return;
    clusters.push({ score, evidence: judged.evidence, reasons, ...named });
  });
  return clusters.sort((a, b) => b.score - a.score || b.members.length - a.members.length);
}

/** The audience of a target in a channel, all runs and kinds together; null where it has no token. */
function audiences(tokens: Tokens, background: Background): (target: number) => ReadonlySet<number> | null {
  const first = firstTokens(tokens, background.columns.targetCount);
  return (target) => {
    if (first[target]! < 0) return null;
    const all = new Set<number>();
    for (let t = first[target]!; t < tokens.count && tokens.target[t] === target; t++) {
      for (let i = tokens.start[t]!; i < tokens.start[t + 1]!; i++) all.add(tokens.actor[i]!);
    }
    return all;
  };
}

const FIRST_TOKENS = new WeakMap<Tokens, Int32Array>();

/** First token by target; tokens stand in order of target. */
function firstTokens(tokens: Tokens, targetCount: number): Int32Array {
  let first = FIRST_TOKENS.get(tokens);
  if (first === undefined) {
    first = new Int32Array(targetCount).fill(-1);
    for (let t = tokens.count - 1; t >= 0; t--) first[tokens.target[t]!] = t;
    FIRST_TOKENS.set(tokens, first);
  }
  return first;
}

export function nameCluster(
  group: WeighedGroup,
  places: Int32Array,
  deeds: Deeds,
  columns: EventColumns,
): Pick<Cluster, "fromMs" | "toMs" | "members" | "targets" | "owners" | "events" | "visits"> {
  const { occurredAtMs, sequence } = columns;
  const eventOf = new Map<number, number>();
  for (const order of group.orders) {
    order.actors.forEach((actor, i) => {
      if (!eventOf.has(actor)) eventOf.set(actor, order.events[i]!);
    });
  }
  const members: CampaignMember[] = Array.from(places, (place) => {
    const actor = group.actors[place]!;
    return {
      key: keyHex(columns.actorKeys, actor),
      probability: group.probability[place]!,
      orders: group.served[place]!,
      event: sequence[eventOf.get(actor)!]!,
    };
  });
  const isMember = new Set(Array.from(places, (place) => group.actors[place]!));
  const acts = new Map<string, number>();
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  const targets: CampaignTarget[] = group.orders.map((order) => {
    let own = 0;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    order.actors.forEach((actor, i) => {
      if (!isMember.has(actor)) return;
      own++;
      const atMs = occurredAtMs[order.events[i]!]!;
      if (atMs < first) first = atMs;
      if (atMs > last) last = atMs;
    });
    fromMs = Math.min(fromMs, first);
    toMs = Math.max(toMs, last);
    const code = columns.owner[order.target]!;
    const owner = code < 0 ? null : keyHex(columns.ownerKeys, code);
    if (owner !== null) acts.set(owner, (acts.get(owner) ?? 0) + own);
    return {
      key: keyHex(columns.targetKeys, order.target),
      owner,
      type: kindWord(order.kind),
      members: own,
      audience: order.actors.length,
      fromMs: first,
      toMs: last,
      event: sequence[order.events[0]!]!,
    };
  });
  return {
    fromMs,
    toMs,
    members: members.sort((a, b) => b.probability - a.probability || (a.key < b.key ? -1 : 1)),
    targets: targets.sort((a, b) => a.fromMs - b.fromMs || (a.key < b.key ? -1 : 1)),
    owners: [...acts]
      .map(([key, count]) => ({ key, acts: count }))
      .sort((a, b) => b.acts - a.acts || (a.key < b.key ? -1 : 1)),
    events: Float64Array.from(deeds.bought, (event) => sequence[event]!).sort(),
    visits: Float64Array.from(deeds.visits, (event) => sequence[event]!).sort(),
  };
}
