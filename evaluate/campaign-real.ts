import type { EventColumns } from "../src/detect/columns/event-columns.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import type { Cluster } from "../src/nouns/campaign.ts";
import { FLAG_SCORE_MIN, type Share } from "./campaign-score.ts";
import { realColumns } from "./real-columns.ts";
import { REAL_DATA, type RealDataSet } from "./real-data.ts";

/** Listed stars from which StarScout reports a repository (He et al., ICSE 2026: 50 in a month; here over the whole list). */
const REPORTED_STARS_MIN = 50;

export interface CampaignRealResult {
  readonly set: RealDataSet;
  readonly events: Share;
  readonly accounts: Share;
  readonly targets: Share;
  /** Targets with at least `REPORTED_STARS_MIN` events, and of them served by a campaign. */
  readonly reported: Share;
  readonly reportedMin: number;
  readonly campaigns: number;
  /** The strongest clusters, flagged or not. */
  readonly best: readonly Cluster[];
}

/** The real exports that say who did what when, taken whole: what is flagged in them. Those that are not there are left out. */
export async function evaluateRealCampaigns(root: URL): Promise<readonly CampaignRealResult[]> {
  const results: CampaignRealResult[] = [];
  for (const set of REAL_DATA) {
    const columns = await realColumns(set, root);
    if (columns !== null) results.push(evaluateOne(set, columns));
  }
  return results;
}

function evaluateOne(set: RealDataSet, columns: EventColumns): CampaignRealResult {
  const clusters = detectCampaigns(columns, { scoreMin: 0 });
  const flagged = clusters.filter(({ score }) => score >= FLAG_SCORE_MIN);
  const events = new Set(flagged.flatMap((cluster) => [...cluster.events]));
  const accounts = new Set(flagged.flatMap(({ members }) => members.map(({ key }) => key)));
  const served = new Set<number>();
  const size = new Int32Array(columns.targetCount);
  for (let i = 0; i < columns.count; i++) {
    size[columns.target[i]!]!++;
    if (events.has(columns.sequence[i]!)) served.add(columns.target[i]!);
  }
  const reported = Array.from(size.keys()).filter((target) => size[target]! >= REPORTED_STARS_MIN);
  return {
    set,
    events: { hits: events.size, of: columns.count },
    accounts: { hits: accounts.size, of: columns.actorCount },
    targets: { hits: served.size, of: columns.targetCount },
    reported: { hits: reported.filter((target) => served.has(target)).length, of: reported.length },
    reportedMin: REPORTED_STARS_MIN,
    campaigns: flagged.length,
    best: clusters.slice(0, 3),
  };
}
