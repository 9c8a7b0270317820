import type { CampaignMember, CampaignTarget, Cluster } from "../../nouns/campaign.ts";

/** A cluster as one look at one window showed it. */
export interface Sighting {
  readonly cluster: Cluster;
  /** Sequences of acts that had been taken back by then; none of them is among the cluster's events. */
  readonly retracted: readonly number[];
  /** Pool it was recognised by, or null. */
  readonly matchedPool: string | null;
}

/** What several windows show of one group. */
export interface UnitedSighting {
  readonly cluster: Cluster;
  readonly matchedPool: string | null;
  /** No window shows it by itself: memory alone tells. */
  readonly knownPoolOnly: boolean;
}

/** Part of the smaller side's weight that two sightings must share to be one: the same members mostly. */
const SAME_SHARE_MIN = 0.5;
/** Part of all members' weight from which on a window is said to hold the whole of them. */
const WHOLE_MIN = 0.9;

interface Group {
  readonly sightings: Sighting[];
  readonly members: Map<string, CampaignMember>;
  weight: number;
}

/**
 * Sightings by window, the longest first → one cluster a group, best first. A shorter window's cluster joins the longer one's that it shares most members with;
 * two of one window stay apart, since that window could tell them apart. Members, targets and events are united; score, evidence and reasons are the longest
 * window's that shows the whole group, else those of the window that shows most of it. Pure. O(members + events, sorted).
 */
export function uniteSightings(windows: readonly (readonly Sighting[])[]): readonly UnitedSighting[] {
  const groups: Group[] = [];
  const ofMember = new Map<string, number[]>();
  for (const sightings of windows) {
    const homes = sightings.map((sighting) => homeOf(sighting, groups, ofMember));
    sightings.forEach((sighting, s) => {
      let home = homes[s]!;
      if (home < 0) {
        home = groups.length;
        groups.push({ sightings: [], members: new Map(), weight: 0 });
      }
      join(groups[home]!, sighting, home, ofMember);
    });
  }
  return groups
    .map(united)
    .sort(
      ({ cluster: a }, { cluster: b }) =>
        b.score - a.score || b.members.length - a.members.length || a.fromMs - b.fromMs,
    );
}

/** The group of longer windows that a sighting belongs to, or −1. */
function homeOf(
  { cluster }: Sighting,
  groups: readonly Group[],
  ofMember: ReadonlyMap<string, readonly number[]>,
): number {
  const shared = new Map<number, number>();
  let own = 0;
  for (const { key, probability } of cluster.members) {
    own += probability;
    for (const group of ofMember.get(key) ?? []) {
      const theirs = groups[group]!.members.get(key)!.probability;
      shared.set(group, (shared.get(group) ?? 0) + Math.min(probability, theirs));
    }
  }
  let home = -1;
  let most = 0;
  for (const [group, weight] of shared) {
    if (weight < SAME_SHARE_MIN * Math.min(own, groups[group]!.weight) || weight <= most) continue;
    home = group;
    most = weight;
  }
  return home;
}

function join(group: Group, sighting: Sighting, index: number, ofMember: Map<string, number[]>): void {
  group.sightings.push(sighting);
  for (const member of sighting.cluster.members) {
    const before = group.members.get(member.key);
    if (before === undefined) {
      const list = ofMember.get(member.key);
      if (list === undefined) ofMember.set(member.key, [index]);
      else list.push(index);
      group.members.set(member.key, member);
      group.weight += member.probability;
      continue;
    }
    group.weight += Math.max(0, member.probability - before.probability);
    group.members.set(member.key, {
      key: member.key,
      probability: Math.max(before.probability, member.probability),
      orders: Math.max(before.orders, member.orders),
      event: Math.max(before.event, member.event), // the later one stays longest in the log
    });
  }
}

function united(group: Group): UnitedSighting {
  const matchedPool = group.sightings.find((sighting) => sighting.matchedPool !== null)?.matchedPool ?? null;
  const knownPoolOnly = group.sightings.every((sighting) => sighting.matchedPool !== null);
  const clusters = group.sightings.map(({ cluster }) => cluster);
  if (clusters.length === 1) return { cluster: clusters[0]!, matchedPool, knownPoolOnly };
  const retracted = new Set(group.sightings.flatMap((sighting) => sighting.retracted));
  const targets = uniteTargets(clusters);
  const acts = new Map<string, number>();
  for (const { owner, members } of targets) {
    if (owner !== null) acts.set(owner, (acts.get(owner) ?? 0) + members);
  }
  const events = uniteSequences(clusters.map((cluster) => cluster.events)).filter(
    (event) => !retracted.has(event),
  );
  const bought = new Set(events);
  const { score, evidence, reasons } = mostTelling(group);
  const cluster: Cluster = {
    score,
    evidence,
    reasons,
    fromMs: Math.min(...clusters.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...clusters.map(({ toMs }) => toMs)),
    members: [...group.members.values()].sort(
      (a, b) => b.probability - a.probability || (a.key < b.key ? -1 : 1),
    ),
    targets,
    owners: [...acts]
      .map(([key, count]) => ({ key, acts: count }))
      .sort((a, b) => b.acts - a.acts || (a.key < b.key ? -1 : 1)),
    events,
    visits: uniteSequences(clusters.map((cluster) => cluster.visits)).filter((event) => !bought.has(event)),
  };
  return { cluster, matchedPool, knownPoolOnly };
}

/** The cluster whose evidence speaks for the group; clusters stand the longest window's first. */
function mostTelling({ sightings, weight }: Group): Cluster {
  let best = sightings[0]!.cluster;
  let most = 0;
  for (const { cluster } of sightings) {
    const own = cluster.members.reduce((sum, { probability }) => sum + probability, 0);
    if (own >= WHOLE_MIN * weight) return cluster;
    if (own > most) {
      most = own;
      best = cluster;
    }
  }
  return best;
}

/** By key and type; audiences are the longest window's. */
function uniteTargets(clusters: readonly Cluster[]): readonly CampaignTarget[] {
  const targets = new Map<string, CampaignTarget>();
  for (const target of clusters.flatMap((cluster) => cluster.targets)) {
    const name = `${target.type} ${target.key}`;
    const before = targets.get(name);
    targets.set(
      name,
      before === undefined
        ? target
        : {
            ...before,
            owner: before.owner ?? target.owner,
            members: Math.max(before.members, target.members),
            audience: Math.max(before.audience, target.audience),
            fromMs: Math.min(before.fromMs, target.fromMs),
            toMs: Math.max(before.toMs, target.toMs),
            event: Math.max(before.event, target.event),
          },
    );
  }
  return [...targets.values()].sort((a, b) => a.fromMs - b.fromMs || (a.key < b.key ? -1 : 1));
}

/** Ascending sequences of several lists, each once. */
function uniteSequences(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) {
    if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  }
  return all.slice(0, kept);
}
