import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { CampaignDesk, DetectionHealth, FoundCampaign, WatchReport } from "./campaign-desk.ts";

/** The engine's desk: what the watch finds comes in by `take`. */
export interface Desk extends CampaignDesk {
  /** Takes what a look found; resolves when it is kept. */
  take(report: WatchReport): Promise<void>;
}

/** A desk that keeps campaigns in memory. */
export function createDesk(): Desk {
  const records = new Map<string, CampaignRecord>();
  const watchers = new Set<(record: CampaignRecord) => void>();
  let health: DetectionHealth = {
    state: "off",
    reason: "",
    position: 0,
    behind: 0,
    lookedAtMs: 0,
    windows: [],
    evicted: 0,
    bytes: 0,
  };
  const nothing = { items: [], next: null };
  const put = (record: CampaignRecord): void => {
    records.set(record.id, record);
    for (const tell of watchers) tell(record);
  };
  return {
    async take(report) {
      health = report.health;
      for (const found of report.found) put(recordOf(found, records.get(found.campaign.id), report.newestMs));
      for (const id of report.ended) {
        const record = records.get(id);
        if (record !== undefined) put({ ...record, live: false });
      }
    },
    list: () => ({ items: [...records.values()], next: null }),
    get: (id) => records.get(id) ?? null,
    members: () => nothing,
    targets: () => nothing,
    events: () => nothing,
    ofTarget: () => [],
    async review(id) {
      throw new TouchstoneError("unknown_campaign", `\`${id}\``);
    },
    history: () => [],
    health: () => health,
    watch: (onChange) => {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
  };
}

function recordOf(
  found: FoundCampaign,
  before: CampaignRecord | undefined,
  newestMs: number,
): CampaignRecord {
  const { campaign } = found;
  return {
    id: campaign.id,
    origin: found.origin,
    status: before?.status ?? "open",
    score: campaign.score,
    falseAlarmRate: found.falseAlarmRate,
    fromMs: campaign.fromMs,
    toMs: campaign.toMs,
    foundAtMs: before?.foundAtMs ?? newestMs,
    seenAtMs: newestMs,
    live: true,
    knownAs: found.knownAs,
    memberCount: campaign.members.length,
    targetCount: campaign.targets.length,
    eventCount: campaign.events.length,
    correctedCount: 0,
    owners: [],
    evidence: campaign.evidence,
    reasons: campaign.reasons,
    story: campaign.story,
    reviews: before?.reviews ?? [],
  };
}
