import type {
  CampaignEvent,
  CampaignTargetCounts,
  DetectionHealth,
  NightlyHealth,
  RisingTarget,
} from "../flow/reviewed-campaigns.ts";
import { type CampaignEvidence, campaignReasonText } from "../nouns/campaign.ts";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignReview,
  CorrectionRecord,
  Reviewer,
} from "../nouns/campaign-record.ts";
import { type CampaignSize, campaignHeadline } from "../nouns/campaign-words.ts";
import { falseAlarmText } from "../nouns/false-alarm-words.ts";
import { innocentExplanations } from "../nouns/innocent-explanations.ts";

/** A campaign's size as its sentences need it. */
export function sizeOf(record: CampaignRecord): CampaignSize {
  return {
    members: record.memberCount,
    targets: record.distinctTargetCount,
    owners: record.ownerCount,
    fromMs: record.fromMs,
    toMs: record.toMs,
  };
}

/** A campaign in a list, under the names of the API. */
export function campaignSummary(record: CampaignRecord) {
  return {
    id: record.id,
    status: record.status,
    live: record.live,
    score: record.score,
    false_alarm_rate: record.falseAlarmRate,
    false_alarm_text:
      record.falseAlarmRate === null
        ? null
        : falseAlarmText(record.falseAlarmRate, record.falseAlarmAtFloor ?? false),
    origin: record.origin,
    // recognised by itself: it goes on
    matched_pool: record.matchedPool === record.id ? null : record.matchedPool,
    window: windowOf(record),
    found_at: rfc3339(record.foundAtMs),
    seen_at: rfc3339(record.seenAtMs),
    member_count: record.memberCount,
    target_count: record.distinctTargetCount,
    owner_count: record.ownerCount,
    event_count: record.eventCount,
    corrected_count: record.correctedCount,
    headline: campaignHeadline(sizeOf(record), record.evidence),
  };
}

/** A campaign whole: with reasons in both languages, what else it could be, its lifecycle and its reviews. */
export function campaignAnswer(record: CampaignRecord) {
  return {
    ...campaignSummary(record),
    owners: record.owners,
    reasons: record.reasons.map((reason) => ({
      rule: reason.rule,
      value: reason.value,
      baseline: reason.baseline,
      weight: reason.weight,
      text: { zh: campaignReasonText(reason, "zh"), en: campaignReasonText(reason, "en") },
    })),
    innocent_explanations: innocentExplanations(record.evidence, sizeOf(record)),
    evidence: evidenceAnswer(record.evidence),
    lifecycle: record.lifecycle.map(({ atMs, transition, members, other }) => ({
      at: rfc3339(atMs),
      transition,
      members,
      other,
    })),
    reviews: record.reviews.map(reviewAnswer),
  };
}

export function memberAnswer({ actor, probability, orders }: CampaignMemberRecord) {
  return { actor, probability, orders };
}

export function targetAnswer(target: CampaignTargetCounts) {
  const { kind, id, type, owner, members, audience, events } = target;
  return {
    kind,
    id,
    type,
    owner,
    members,
    audience,
    events,
    window: windowOf(target),
    public: target.public,
    public_with: target.publicWith,
    public_without: target.publicWithout,
  };
}

export function campaignEventAnswer({ event, type, atMs, actor, target, bucket }: CampaignEvent) {
  return { event, type, at: rfc3339(atMs), actor, target: { kind: target.kind, id: target.id }, bucket };
}

export function correctionAnswer(correction: CorrectionRecord) {
  const { atMs, campaign, type, cause, held, rejected } = correction;
  return { at: rfc3339(atMs), campaign, type, cause, public: correction.public, held, rejected };
}

export function detectionAnswer(health: DetectionHealth) {
  return {
    state: health.state,
    reason: health.reason,
    position: health.position,
    behind: health.behind,
    last_pass_at: passTime(health.lastPassAtMs),
    windows: health.windows.map(({ windowMs, events, tookMs, lastPassAtMs }) => ({
      window_ms: windowMs,
      events,
      took_ms: tookMs,
      last_pass_at: passTime(lastPassAtMs),
    })),
    evicted: health.evicted,
    bytes: health.bytes,
    ...(health.falseAlarms === undefined ? {} : { false_alarms: health.falseAlarms.map(falseAlarmAnswer) }),
    ...(health.surges === undefined ? {} : { surges: health.surges.map(surgeAnswer) }),
    ...(health.nightly === undefined ? {} : { nightly: nightlyAnswer(health.nightly) }),
  };
}

/** Null before the first pass. */
function passTime(atMs: number): string | null {
  return atMs === 0 ? null : rfc3339(atMs);
}

function falseAlarmAnswer(rate: NonNullable<DetectionHealth["falseAlarms"]>[number]) {
  const { nominal, empirical, low, high, ratio, alarms, n, fromMs } = rate;
  return { nominal, empirical, low, high, ratio, alarms, n, from: rfc3339(fromMs) };
}

function surgeAnswer({ kind, id, type, score, p, fromMs }: RisingTarget) {
  return { kind, id, type, score, p, from: rfc3339(fromMs) };
}

function nightlyAnswer({ state, reason, position, acts, evicted, bytes, last, nextMs }: NightlyHealth) {
  return {
    state,
    reason,
    position,
    acts,
    evicted,
    bytes,
    last:
      last === null
        ? null
        : {
            at: rfc3339(last.atMs),
            position: last.position,
            events: last.events,
            took_ms: last.tookMs,
            campaigns: last.campaigns,
          },
    next: nextMs === 0 ? null : rfc3339(nextMs),
  };
}

function reviewAnswer({ status, atMs, by, note }: CampaignReview) {
  return { status, at: rfc3339(atMs), by: reviewerAnswer(by), note };
}

function reviewerAnswer(by: Reviewer) {
  return by.kind === "person"
    ? { kind: by.kind, name: by.name }
    : { kind: by.kind, policy: by.policy, score_min: by.scoreMin };
}

function evidenceAnswer(evidence: CampaignEvidence) {
  return {
    shared_orders: evidence.sharedOrders,
    shared_orders_expected: evidence.sharedOrdersExpected,
    owners_effective: evidence.ownersEffective,
    purity: evidence.purity,
    density: evidence.density,
    return_ratio: evidence.returnRatio,
    reciprocity: evidence.reciprocity,
    in_campaign_share: evidence.inCampaignShare,
    unrelated_acts: evidence.unrelatedActs,
    views_per_member: evidence.viewsPerMember,
    retracted_share: evidence.retractedShare,
    gap_variation: evidence.gapVariation,
    gap_spectrum: evidence.gapSpectrum,
    common: evidence.common,
    age_median_days: evidence.ageMedianDays,
  };
}

function windowOf({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  return { from: rfc3339(fromMs), to: rfc3339(toMs) };
}

function rfc3339(atMs: number): string {
  return new Date(atMs).toISOString();
}
