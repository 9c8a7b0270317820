import type { CampaignRecord } from "../nouns/campaign-record.ts";
import type { Bucket } from "../nouns/counts.ts";
import type { CampaignHead, EventClaim, StoredPage } from "../ports/campaigns.ts";

export interface HeadRow {
  readonly head: string;
  readonly owners: string;
  readonly members: number;
  readonly targets: number;
  readonly events: number;
  readonly corrected: number;
}

/** What `refreshOwners` counts and keeps beside a head. */
export type Reach = Pick<CampaignRecord, "owners" | "ownerCount" | "distinctTargetCount">;

export type ClaimRow = Omit<EventClaim, "claimed" | "bucket"> & {
  readonly claimed: number;
  readonly bucket: string;
};

export function recordOf({ head, owners, members, targets, events, corrected }: HeadRow): CampaignRecord {
  return {
    ...(JSON.parse(head) as CampaignHead),
    memberCount: members,
    targetCount: targets,
    eventCount: events,
    correctedCount: corrected,
    ...reachOf(JSON.parse(owners) as Reach | Reach["owners"], targets),
  };
}

/** Records of before it was counted hold the owners alone. */
function reachOf(kept: Reach | Reach["owners"], targets: number): Reach {
  if ("ownerCount" in kept) return kept;
  return { owners: kept, ownerCount: kept.length, distinctTargetCount: targets };
}

export function recordsOf(rows: unknown): CampaignRecord[] {
  return (rows as HeadRow[]).map(recordOf);
}

export function claimOf(row: ClaimRow): EventClaim {
  return { ...row, bucket: row.bucket as Bucket, claimed: row.claimed === 1 };
}

export function claimsOf(rows: unknown): readonly EventClaim[] {
  return (rows as ClaimRow[]).map(claimOf);
}

/** One row more than asked for says that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  cursor: (row: Row) => string,
): StoredPage<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(item), next: last === undefined ? null : cursor(last) };
}
