import type { Run } from "./line-writer.ts";

/** Events by label, by honest set and by campaign. */
export interface TruthCounts {
  readonly events: number;
  readonly byLabel: Readonly<Record<string, number>>;
  readonly bySet: Readonly<Record<string, number>>;
  readonly byCampaign: Readonly<Record<string, number>>;
}

/** Walks runs to their end and counts what is true of their events. Memory: the names only. */
export function summarise(runs: Iterable<Run>): TruthCounts {
  const byLabel: Record<string, number> = {};
  const bySet: Record<string, number> = {};
  const byCampaign: Record<string, number> = {};
  let events = 0;
  for (const run of runs) {
    events += run.count;
    for (const row of run.truth) {
      byLabel[row.label] = (byLabel[row.label] ?? 0) + 1;
      if (row.set !== null) bySet[row.set] = (bySet[row.set] ?? 0) + 1;
      if (row.campaign !== null) byCampaign[row.campaign] = (byCampaign[row.campaign] ?? 0) + 1;
    }
  }
  return { events, byLabel, bySet, byCampaign };
}
