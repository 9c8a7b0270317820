import type { CampaignEvent, CampaignTargetCounts } from "../flow/reviewed-campaigns.ts";
import type { CampaignEvidence, CampaignReason } from "../nouns/campaign.ts";
import type { CampaignMemberRecord, CampaignRecord } from "../nouns/campaign-record.ts";
import { HOUR_MS } from "../nouns/durations.ts";
import type { FixtureCampaign } from "./fixture-campaigns.ts";

const FROM_MS = Date.UTC(2026, 10, 21, 6);

const EVIDENCE: CampaignEvidence = {
  sharedOrders: 6.2,
  sharedOrdersExpected: 0.031,
  ownersEffective: 8.1,
  purity: 0.83,
  density: 0.62,
  returnRatio: 0.04,
  reciprocity: 0,
  inCampaignShare: 0.61,
  unrelatedActs: 4.2,
  viewsPerMember: 12,
  retractedShare: 0.013,
  gapVariation: 0.71,
  gapSpectrum: [0.01, 0.08, 0.31, 0.33, 0.17, 0.08, 0.02, 0],
  common: [
    { kind: "device", share: 0.11, values: 19, baseline: 0.01 },
    { kind: "ip_prefix", share: 0.914, values: 6, baseline: 0.004 },
    { kind: "batch", share: 0.72, values: 2, baseline: 0.003 },
  ],
  ageMedianDays: 12.4,
};

const REASONS: readonly CampaignReason[] = [
  { rule: "many_owners", value: 8.1, baseline: 1, weight: 4 },
  { rule: "shared_orders", value: 6.2, baseline: 0.031, weight: 2.5 },
  { rule: "shared_network", value: 0.914, baseline: 0.004, weight: 1.8 },
  { rule: "audience_share", value: 0.83, baseline: null, weight: 1.1 },
  { rule: "loyal_audience", value: 0.3, baseline: 1, weight: -0.3 },
];

/** A campaign of 120 members on 14 targets of 9 owners, with its lists; `more` replaces fields of the record. */
export function campaignOf(id: string, more: Partial<CampaignRecord> = {}): FixtureCampaign {
  const targets = Array.from({ length: 14 }, (_, t): CampaignTargetCounts => {
    const own = 40 + ((t * 37) % 60);
    const others = 20 + t * t * 18;
    const target = { kind: "video", id: `${id}-v${t}`, owner: `${id}-o${t % 9}`, type: "like" };
    const at = { fromMs: FROM_MS + t * 0.6 * HOUR_MS, toMs: FROM_MS + (t * 0.6 + 3) * HOUR_MS };
    const counts = { public: own + others, publicWith: own + others, publicWithout: others };
    return { ...target, ...at, ...counts, members: own, audience: own + 6, events: own };
  });
  const members = Array.from(
    { length: 120 },
    (_, m): CampaignMemberRecord => ({
      actor: `${id}-u${m}`,
      key: m.toString(16).padStart(16, "0"),
      probability: 0.999 - m * 0.003,
      orders: 5 + (m % 6),
    }),
  );
  const events = targets.flatMap((target, t) =>
    Array.from({ length: target.events }, (_, e): CampaignEvent => {
      const actor = members[(e * 7 + t * 13) % members.length]!.actor;
      const atMs = target.fromMs + (e / target.events) * 3 * HOUR_MS;
      const bucket = e % 23 === 0 ? null : e % 11 === 0 ? "held" : "public";
      return {
        event: `${id}-e${t}-${e}`,
        type: "like",
        atMs,
        actor,
        target: { kind: target.kind, id: target.id },
        bucket,
      };
    }),
  );
  const record: CampaignRecord = {
    id,
    origin: "near_line",
    status: "open",
    score: 0.987,
    falseAlarmRate: 0.12,
    fromMs: FROM_MS,
    toMs: FROM_MS + 12 * HOUR_MS,
    foundAtMs: FROM_MS + 2 * HOUR_MS,
    seenAtMs: FROM_MS + 12 * HOUR_MS,
    live: true,
    matchedPool: null,
    memberCount: members.length,
    targetCount: targets.length,
    distinctTargetCount: targets.length,
    ownerCount: 9,
    eventCount: events.length,
    correctedCount: 0,
    owners: Array.from({ length: 9 }, (_, o) => ({ owner: `${id}-o${o}`, acts: 140 - o * 11 })),
    evidence: EVIDENCE,
    reasons: REASONS,
    lifecycle: [
      { atMs: FROM_MS + 2 * HOUR_MS, transition: "began", members: 61, other: null },
      { atMs: FROM_MS + 5 * HOUR_MS, transition: "merged", members: 104, other: "c-5e1f" },
      { atMs: FROM_MS + 9 * HOUR_MS, transition: "grew", members: 120, other: null },
    ],
    reviews: [],
    ...more,
  };
  return { record, members, targets, events };
}
