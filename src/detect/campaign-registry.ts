import type { Campaign, CampaignMember, CampaignTransition, Cluster } from "../nouns/campaign.ts";
import { hashText } from "../nouns/hash.ts";

export interface CampaignRegistry {
  /**
   * The clusters of a run → campaigns, in the same order. A cluster that shares enough members with a campaign of before continues it under its id. Runs must
   * come in order of `nowMs`. O(members of all).
   */
  readonly update: (clusters: readonly Cluster[], nowMs: number) => readonly Campaign[];
  /** Campaigns that ended at the last `update`, their lifecycle closed. */
  readonly ended: () => readonly Pick<Campaign, "id" | "lifecycle">[];
  /** Takes over campaigns of an earlier registry, so that their ids go on. One that is here already is left as it is. O(members). */
  readonly restore: (campaigns: Iterable<RememberedCampaign>) => void;
  /** The campaigns whose remembered members include the account, by id: a known pool at its first order. */
  readonly matchedPool: (memberKey: string) => readonly string[];
}

/** What the registry must know of a campaign to give the next cluster of the same people its id. */
export interface RememberedCampaign {
  readonly id: string;
  /** Event time of its latest act, and of the look that last showed it. */
  readonly toMs: number;
  readonly seenAtMs: number;
  readonly live: boolean;
  readonly members: readonly Pick<CampaignMember, "key" | "probability">[];
  readonly lifecycle: readonly CampaignTransition[];
}

export interface RegistryOptions {
  /** How long after its latest act a campaign that no cluster shows any more goes on. Default 0. */
  readonly lingerMs?: number;
  /** How long the members of an ended campaign are remembered, ms. Default 90 days. */
  readonly memoryMs?: number;
  /** Campaigns remembered at most; the longest unseen go first. Default 10,000. */
  readonly campaignsMax?: number;
}

/**
 * Part of the smaller side's weight that must be shared to be the same: a pool works on orders in parts, so that what a window shows of it changes; two
 * pools of one dealer share a lot of forty accounts, not half of everything.
 */
const SAME_SHARE_MIN = 0.3;
/** Members' worth of it at the least, or else most of the smaller side: two of five are an accident, and an accident each window makes one campaign of a town. */
const SAME_MEMBERS_MIN = 8;
const SAME_SHARE_FEW_MIN = 0.6;
/** Members remembered of one campaign: the weightiest. */
export const MEMBERS_REMEMBERED_MAX = 50_000;
/** Change of size worth a line in the story. */
const GROWTH_MIN = 0.2;
/** Lines of a lifecycle; the first and the latest stay. */
export const TRANSITIONS_MAX = 100;

interface Remembered {
  readonly id: string;
  /** Highest probability ever, by member key. */
  readonly members: Map<string, number>;
  weight: number;
  /** Members in the latest cluster. */
  size: number;
  toMs: number;
  seenMs: number;
  live: boolean;
  lifecycle: CampaignTransition[];
  /** Members at the last line of the story. */
  told: number;
}

/** Weight of the members a cluster shares with a campaign, and its part of the smaller side's. */
interface Share {
  readonly cluster: number;
  readonly id: string;
  readonly shared: number;
}

/** What a registry remembers between two updates. */
interface RegistryState {
  readonly lingerMs: number;
  readonly memoryMs: number;
  readonly campaignsMax: number;
  readonly all: Map<string, Remembered>;
  readonly byMember: Map<string, Set<string>>;
  endedLast: readonly Pick<Campaign, "id" | "lifecycle">[];
}

/** An empty registry of campaigns. Deterministic: ids come from who was in the first cluster and when it began. */
export function createCampaignRegistry(options: RegistryOptions = {}): CampaignRegistry {
  const registry: RegistryState = {
    lingerMs: options.lingerMs ?? 0,
    memoryMs: options.memoryMs ?? 90 * 86_400_000,
    campaignsMax: options.campaignsMax ?? 10_000,
    all: new Map<string, Remembered>(),
    byMember: new Map<string, Set<string>>(),
    endedLast: [],
  };
  return {
    update: (clusters, nowMs) => update(registry, clusters, nowMs),
    ended: () => registry.endedLast,
    matchedPool: (memberKey) => [...(registry.byMember.get(memberKey) ?? [])],
    restore: (campaigns) => restore(registry, campaigns),
  };
}

function remember(registry: RegistryState, entry: Remembered, members: RememberedCampaign["members"]): void {
  for (const { key, probability } of members) {
    const before = entry.members.get(key);
    if (before === undefined && entry.members.size >= MEMBERS_REMEMBERED_MAX) continue;
    if (before !== undefined && before >= probability) continue;
    entry.weight += probability - (before ?? 0);
    entry.members.set(key, probability);
    const ids = registry.byMember.get(key);
    if (ids === undefined) registry.byMember.set(key, new Set([entry.id]));
    else ids.add(entry.id);
  }
}

function forget(registry: RegistryState, entry: Remembered): void {
  registry.all.delete(entry.id);
  for (const key of entry.members.keys()) {
    const ids = registry.byMember.get(key)!;
    ids.delete(entry.id);
    if (ids.size === 0) registry.byMember.delete(key);
  }
}

function forgetBeyondLimit(registry: RegistryState): void {
  if (registry.all.size <= registry.campaignsMax) return;
  const oldest = [...registry.all.values()].filter(({ live }) => !live).sort((a, b) => a.seenMs - b.seenMs);
  for (const entry of oldest.slice(0, registry.all.size - registry.campaignsMax)) forget(registry, entry);
}

function tell(entry: Remembered, transition: CampaignTransition): void {
  entry.lifecycle = [...entry.lifecycle, transition];
  if (entry.lifecycle.length > TRANSITIONS_MAX)
    entry.lifecycle.splice(1, entry.lifecycle.length - TRANSITIONS_MAX);
  entry.told = transition.members;
}

function newId(registry: RegistryState, cluster: Cluster): string {
  const keys = cluster.members.map(({ key }) => key).sort();
  for (let tries = 0; ; tries++) {
    const [low, high] = hashText(`${cluster.fromMs} ${tries} ${keys.slice(0, 8).join(" ")}`);
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
    const id = `c${hex(high)}${hex(low)}`;
    if (!registry.all.has(id)) return id;
  }
}

/** Each cluster with each campaign that knows enough of its members, the weightiest first. */
function sharesOf(registry: RegistryState, clusters: readonly Cluster[]): readonly Share[] {
  const shares: Share[] = [];
  clusters.forEach((cluster, c) => {
    const shared = new Map<string, number>();
    let own = 0;
    for (const { key, probability } of cluster.members) {
      own += probability;
      for (const id of registry.byMember.get(key) ?? []) {
        const theirs = registry.all.get(id)!.members.get(key)!;
        shared.set(id, (shared.get(id) ?? 0) + Math.min(probability, theirs));
      }
    }
    for (const [id, sum] of shared) {
      const part = sum / Math.max(1e-9, Math.min(own, registry.all.get(id)!.weight));
      if (part >= (sum >= SAME_MEMBERS_MIN ? SAME_SHARE_MIN : SAME_SHARE_FEW_MIN))
        shares.push({ cluster: c, id, shared: sum });
    }
  });
  return shares.sort(
    (a, b) => b.shared - a.shared || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.cluster - b.cluster),
  );
}

/** The campaign that a cluster continues, or a new one, with what it now is written into its story. */
function refine(
  registry: RegistryState,
  cluster: Cluster,
  id: string | undefined,
  parent: string | null,
  nowMs: number,
): Remembered {
  const members = cluster.members.length;
  let entry = id === undefined ? undefined : registry.all.get(id);
  if (entry === undefined) {
    entry = {
      id: newId(registry, cluster),
      members: new Map(),
      weight: 0,
      size: members,
      toMs: cluster.toMs,
      seenMs: nowMs,
      live: true,
      lifecycle: [],
      told: members,
    };
    registry.all.set(entry.id, entry);
    tell(entry, { atMs: nowMs, transition: parent === null ? "began" : "split", members, other: parent });
  } else if (!entry.live) {
    tell(entry, { atMs: nowMs, transition: "began", members, other: null });
  } else if (members > entry.told * (1 + GROWTH_MIN)) {
    tell(entry, { atMs: nowMs, transition: "grew", members, other: null });
  } else if (members < entry.told / (1 + GROWTH_MIN)) {
    tell(entry, { atMs: nowMs, transition: "shrank", members, other: null });
  }
  remember(registry, entry, cluster.members);
  entry.live = true;
  entry.seenMs = nowMs;
  entry.toMs = Math.max(entry.toMs, cluster.toMs);
  entry.size = members;
  return entry;
}

function update(registry: RegistryState, clusters: readonly Cluster[], nowMs: number): readonly Campaign[] {
  for (const entry of [...registry.all.values()]) {
    if (!entry.live && nowMs - entry.seenMs > registry.memoryMs) forget(registry, entry);
  }
  const shares = sharesOf(registry, clusters);
  const idOf = new Array<string | undefined>(clusters.length);
  const continued = new Set<string>();
  for (const { cluster, id } of shares) {
    if (idOf[cluster] !== undefined || continued.has(id)) continue;
    idOf[cluster] = id;
    continued.add(id);
  }
  const entries = clusters.map((cluster, c) => {
    const parent = shares.find((share) => share.cluster === c)?.id ?? null;
    return refine(registry, cluster, idOf[c], parent, nowMs);
  });
  const shown = new Set(entries);
  const ended: Remembered[] = [];
  for (const entry of registry.all.values()) {
    if (!entry.live || shown.has(entry)) continue;
    // It lives on in another when that other now holds its members.
    const into = shares.find(({ id }) => id === entry.id);
    const heir = into === undefined ? null : entries[into.cluster]!;
    if (heir === null && registry.lingerMs > 0 && nowMs - entry.toMs < registry.lingerMs) continue;
    entry.live = false;
    tell(entry, {
      atMs: nowMs,
      transition: heir === null ? "ended" : "merged",
      members: entry.size,
      other: heir?.id ?? null,
    });
    if (heir !== null) tell(heir, { atMs: nowMs, transition: "merged", members: heir.size, other: entry.id });
    ended.push(entry);
  }
  registry.endedLast = ended.map(({ id, lifecycle }) => ({ id, lifecycle }));
  forgetBeyondLimit(registry);
  return clusters.map((cluster, c) => ({
    ...cluster,
    id: entries[c]!.id,
    lifecycle: entries[c]!.lifecycle,
  }));
}

function restore(registry: RegistryState, campaigns: Iterable<RememberedCampaign>): void {
  for (const { id, toMs, seenAtMs, live, members, lifecycle } of campaigns) {
    if (registry.all.has(id)) continue;
    const entry: Remembered = {
      id,
      members: new Map(),
      weight: 0,
      size: members.length,
      toMs,
      seenMs: seenAtMs,
      live,
      lifecycle: [...lifecycle],
      told: lifecycle.at(-1)?.members ?? members.length,
    };
    registry.all.set(id, entry);
    remember(registry, entry, members);
  }
  forgetBeyondLimit(registry);
}
