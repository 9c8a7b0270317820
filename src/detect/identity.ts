import type { Campaign, CampaignStep, Cluster } from "../nouns/campaign.ts";
import { hashText } from "../nouns/hash.ts";

export interface CampaignBook {
  /**
   * The clusters of a run → campaigns, in the same order. A cluster that shares enough members with a campaign of before continues it under its id. Runs must
   * come in order of `nowMs`. O(members of all).
   */
  readonly update: (clusters: readonly Cluster[], nowMs: number) => readonly Campaign[];
  /** Campaigns that ended at the last `update`, as last seen, their story closed. */
  readonly ended: () => readonly Campaign[];
  /** The campaigns whose remembered members include the account, by id: a known pool at its first order. */
  readonly knownAs: (memberKey: string) => readonly string[];
}

export interface BookOptions {
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
/** Members remembered of one campaign: the weightiest. */
export const MEMBERS_REMEMBERED_MAX = 50_000;
/** Change of size worth a line in the story. */
const GROWTH_MIN = 0.2;
/** Lines of a story; the first and the latest stay. */
export const STORY_STEPS_MAX = 100;

interface Remembered {
  readonly id: string;
  last: Campaign;
  /** Highest probability ever, by member key. */
  readonly members: Map<string, number>;
  weight: number;
  seenMs: number;
  live: boolean;
  story: CampaignStep[];
  /** Members at the last line of the story. */
  told: number;
}

/** An empty book of campaigns. Deterministic: ids come from who was in the first cluster and when it began. */
export function createCampaignBook(options: BookOptions = {}): CampaignBook {
  const memoryMs = options.memoryMs ?? 90 * 86_400_000;
  const campaignsMax = options.campaignsMax ?? 10_000;
  const all = new Map<string, Remembered>();
  const byMember = new Map<string, Set<string>>();
  let endedLast: readonly Campaign[] = [];

  function remember(entry: Remembered, cluster: Cluster): void {
    for (const { key, probability } of cluster.members) {
      const before = entry.members.get(key);
      if (before === undefined && entry.members.size >= MEMBERS_REMEMBERED_MAX) continue;
      if (before !== undefined && before >= probability) continue;
      entry.weight += probability - (before ?? 0);
      entry.members.set(key, probability);
      const ids = byMember.get(key);
      if (ids === undefined) byMember.set(key, new Set([entry.id]));
      else ids.add(entry.id);
    }
  }

  function forget(entry: Remembered): void {
    all.delete(entry.id);
    for (const key of entry.members.keys()) {
      const ids = byMember.get(key)!;
      ids.delete(entry.id);
      if (ids.size === 0) byMember.delete(key);
    }
  }

  function tell(entry: Remembered, step: CampaignStep): void {
    entry.story = [...entry.story, step];
    if (entry.story.length > STORY_STEPS_MAX) entry.story.splice(1, entry.story.length - STORY_STEPS_MAX);
    entry.told = step.members;
  }

  function newId(cluster: Cluster): string {
    const keys = cluster.members.map(({ key }) => key).sort();
    for (let tries = 0; ; tries++) {
      const [low, high] = hashText(`${cluster.fromMs} ${tries} ${keys.slice(0, 8).join(" ")}`);
      const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
      const id = `c${hex(high)}${hex(low)}`;
      if (!all.has(id)) return id;
    }
  }

  return {
    update: (clusters, nowMs) => {
      for (const entry of [...all.values()]) {
        if (!entry.live && nowMs - entry.seenMs > memoryMs) forget(entry);
      }
      // Shared weight of each cluster with each campaign that knows one of its members.
      const shares: { cluster: number; id: string; shared: number; part: number }[] = [];
      clusters.forEach((cluster, c) => {
        const shared = new Map<string, number>();
        let own = 0;
        for (const { key, probability } of cluster.members) {
          own += probability;
          for (const id of byMember.get(key) ?? []) {
            const theirs = all.get(id)!.members.get(key)!;
            shared.set(id, (shared.get(id) ?? 0) + Math.min(probability, theirs));
          }
        }
        for (const [id, sum] of shared) {
          const part = sum / Math.max(1e-9, Math.min(own, all.get(id)!.weight));
          if (part >= SAME_SHARE_MIN) shares.push({ cluster: c, id, shared: sum, part });
        }
      });
      shares.sort(
        (a, b) => b.shared - a.shared || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.cluster - b.cluster),
      );
      const idOf = new Array<string | undefined>(clusters.length);
      const clusterOf = new Map<string, number>();
      for (const { cluster, id } of shares) {
        if (idOf[cluster] !== undefined || clusterOf.has(id)) continue;
        idOf[cluster] = id;
        clusterOf.set(id, cluster);
      }
      const campaigns = clusters.map((cluster, c): Campaign => {
        let id = idOf[c];
        let entry = id === undefined ? undefined : all.get(id);
        const members = cluster.members.length;
        if (entry === undefined) {
          const parent = shares.find((share) => share.cluster === c)?.id ?? null;
          id = newId(cluster);
          entry = {
            id,
            last: { ...cluster, id, story: [] },
            members: new Map(),
            weight: 0,
            seenMs: nowMs,
            live: true,
            story: [],
            told: members,
          };
          all.set(id, entry);
          tell(entry, { atMs: nowMs, step: parent === null ? "began" : "split", members, other: parent });
        } else if (!entry.live) {
          tell(entry, { atMs: nowMs, step: "began", members, other: null });
        } else if (members > entry.told * (1 + GROWTH_MIN)) {
          tell(entry, { atMs: nowMs, step: "grew", members, other: null });
        } else if (members < entry.told / (1 + GROWTH_MIN)) {
          tell(entry, { atMs: nowMs, step: "shrank", members, other: null });
        }
        remember(entry, cluster);
        entry.live = true;
        entry.seenMs = nowMs;
        entry.last = { ...cluster, id: entry.id, story: entry.story };
        return entry.last;
      });
      const ended: Campaign[] = [];
      for (const entry of all.values()) {
        if (!entry.live || entry.seenMs === nowMs) continue;
        entry.live = false;
        // It lives on in another when that other now holds its members.
        const into = shares.find(({ id, cluster }) => id === entry.id && idOf[cluster] !== entry.id);
        const other = into === undefined ? null : campaigns[into.cluster]!.id;
        const members = entry.last.members.length;
        tell(entry, { atMs: nowMs, step: other === null ? "ended" : "merged", members, other });
        entry.last = { ...entry.last, story: entry.story };
        ended.push(entry.last);
        if (other !== null) {
          const heir = all.get(other)!;
          tell(heir, { atMs: nowMs, step: "merged", members: heir.last.members.length, other: entry.id });
          heir.last = { ...heir.last, story: heir.story };
          campaigns[into!.cluster] = heir.last;
        }
      }
      endedLast = ended;
      if (all.size > campaignsMax) {
        const oldest = [...all.values()].filter(({ live }) => !live).sort((a, b) => a.seenMs - b.seenMs);
        for (const entry of oldest.slice(0, all.size - campaignsMax)) forget(entry);
      }
      return campaigns;
    },
    ended: () => endedLast,
    knownAs: (memberKey) => [...(byMember.get(memberKey) ?? [])],
  };
}
