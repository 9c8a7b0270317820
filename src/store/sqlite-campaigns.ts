import type { StatementSync } from "node:sqlite";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignStatus,
  CampaignTotals,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import { hashHex } from "../nouns/hash.ts";
import type {
  CampaignEventClaim,
  CampaignRecords,
  ClaimChanges,
  ClaimStanding,
  DismissedPart,
  StoredPage,
  StoredTarget,
} from "../ports/campaigns.ts";
import { CAMPAIGN_CHANGES } from "./campaign-changes.ts";
import { campaignList } from "./campaign-list.ts";
import {
  type ClaimRow,
  claimOf,
  claimsOf,
  type HeadRow,
  pageOf,
  recordOf,
  recordsOf,
} from "./campaign-rows.ts";
import { CAMPAIGN_STATEMENTS, HEAD } from "./campaign-tables.ts";
import { makeOnce } from "./make-once.ts";
import {
  apply,
  drop,
  forget,
  numberOf,
  type OpenTables,
  putHead,
  putMembers,
  putTargets,
  type RecordsFile,
  refreshOwners,
} from "./write-campaigns.ts";

/** Campaigns in the records' file. `apply` stores changed claims, inside the transaction of the counts they moved. */
export function sqliteCampaigns(
  file: RecordsFile,
): CampaignRecords & { readonly apply: (changes: ClaimChanges) => void } {
  const { transaction, guarded } = file;
  makeOnce(file.db, "campaign_change", CAMPAIGN_CHANGES);
  const tables: OpenTables = {
    file,
    transaction,
    guarded,
    statements: Object.fromEntries(
      Object.entries(CAMPAIGN_STATEMENTS).map(([name, sql]) => [name, file.db.prepare(sql)]),
    ) as Record<keyof typeof CAMPAIGN_STATEMENTS, StatementSync>,
    list: campaignList<HeadRow>(file.db, HEAD),
  };
  return {
    apply: (changes) => apply(tables, changes),
    put: async (head) => tables.transaction(false, () => putHead(tables, head)),
    putWithEntry: async (head, entry, atMs) =>
      tables.transaction(true, () => {
        putHead(tables, head);
        tables.file.appendEntry(entry, atMs);
      }),
    putMembers: (campaign, members) => putMembers(tables, campaign, members),
    putTargets: (campaign, targets) => putTargets(tables, campaign, targets),
    refreshOwners: async (campaign) => tables.transaction(false, () => refreshOwners(tables, campaign)),
    numberOf: async (id) => tables.guarded(() => numberOf(tables, id)),
    get: async (id) =>
      tables.guarded(() => {
        const row = tables.statements.get.get(id) as HeadRow | undefined;
        return row === undefined ? null : recordOf(row);
      }),
    list: async (query) =>
      tables.guarded(() => {
        const { rows, cursor } = tables.list(query);
        return pageOf(rows, query.limit, recordOf, cursor);
      }),
    members: (campaign, limit, after) => members(tables, campaign, limit, after),
    targets: (campaign, limit, after) => targets(tables, campaign, limit, after),
    target: async (campaign, target) =>
      tables.guarded(
        () => (tables.statements.target.get(campaign, target) as StoredTarget | undefined) ?? null,
      ),
    events: (campaign, limit, after) => events(tables, campaign, limit, after),
    ofTarget: async (kind, id, limit) =>
      tables.guarded(() => recordsOf(tables.statements.ofTarget.all(kind, id, limit))),
    ofMember: async (key, actor, limit) =>
      tables.guarded(() => recordsOf(tables.statements.ofMember.all(key, actor, limit))),
    ofOwner: async (key, owner, limit) =>
      tables.guarded(() => recordsOf(tables.statements.ofOwner.all(key, owner, limit))),
    changedAfter: (change, limit) => changedAfter(tables, change, limit),
    latestChange: async () => tables.guarded(() => Number(tables.statements.latestChange.get()!.latest)),
    totals: () => totals(tables),
    unsettled: async () =>
      tables.guarded(() => tables.statements.unsettled.all().map(({ id }) => id as string)),
    claims: async (campaign, claimed, after, limit) =>
      tables.guarded(() => claimsOf(tables.statements.claims.all(campaign, claimed ? 1 : 0, after, limit))),
    standings: async (positions) =>
      tables.guarded(() => positions.map((position) => standingAt(tables, position))),
    claimRange: () => claimRange(tables),
    history: async (kind, id, limit) =>
      tables.guarded(
        () => tables.statements.history.all(kind, id, limit) as unknown as readonly CorrectionRecord[],
      ),
    dismissedEvents: async (campaign, after, limit) =>
      tables.guarded(() =>
        dismissed<number>(tables.statements.dismissedEvents.all(campaign, after, limit), limit),
      ),
    dismissedMembers: async (campaign, after, limit) =>
      tables.guarded(() =>
        dismissed<string>(tables.statements.dismissedMembers.all(campaign, after, limit), limit),
      ),
    forgetActor: async (actor) => forget(tables, hashHex(actor), actor),
    forgetKey: async (key) => forget(tables, key, ""),
    latest: async (limit) =>
      tables.guarded(
        () => tables.statements.latest.all(limit) as unknown as { id: string; campaign: number }[],
      ),
    superfluous: async (keep) =>
      tables.guarded(
        () => tables.statements.superfluous.all(keep) as unknown as { id: string; campaign: number }[],
      ),
    drop: (campaign, limit) => drop(tables, campaign, limit),
  };
}

function dismissed<Cursor>(rows: unknown, limit: number): DismissedPart<Cursor> {
  const part = rows as { readonly cursor: Cursor; readonly dismissed: number }[];
  return {
    seen: part.length,
    dismissed: part.reduce((sum, row) => sum + row.dismissed, 0),
    next: part.length < limit ? null : part.at(-1)!.cursor,
  };
}

function standingAt(tables: OpenTables, position: number): ClaimStanding {
  return {
    claims: claimsOf(tables.statements.claimsAt.all(position)),
    takenBack: tables.statements.takenBack.get(position) !== undefined,
  };
}

export async function members(
  tables: OpenTables,
  campaign: number,
  limit: number,
  after?: string,
): Promise<StoredPage<CampaignMemberRecord>> {
  return tables.guarded(() => {
    const [probability = "2", key = ""] = after?.split("~") ?? [];
    const rows = tables.statements.members.all(campaign, Number(probability), key, limit + 1);
    const members = rows as unknown as CampaignMemberRecord[];
    return pageOf(
      members,
      limit,
      (row) => row,
      (row) => `${row.probability}~${row.key}`,
    );
  });
}

export async function targets(
  tables: OpenTables,
  campaign: number,
  limit: number,
  after?: string,
): Promise<StoredPage<StoredTarget>> {
  return tables.guarded(() => {
    const [events = "9e15", target = "-1"] = after?.split("~") ?? [];
    const rows = tables.statements.targets.all(campaign, Number(events), Number(target), limit + 1);
    const targets = rows as unknown as StoredTarget[];
    return pageOf(
      targets,
      limit,
      (row) => row,
      (row) => `${row.events}~${row.target}`,
    );
  });
}

export async function events(
  tables: OpenTables,
  campaign: number,
  limit: number,
  after?: string,
): Promise<StoredPage<CampaignEventClaim>> {
  return tables.guarded(() => {
    const rows = tables.statements.events.all(campaign, Number(after ?? -1), limit + 1);
    const item = (row: ClaimRow) => ({ ...claimOf(row), standing: standingAt(tables, row.position) });
    return pageOf(rows as unknown as ClaimRow[], limit, item, ({ position }) => String(position));
  });
}

async function changedAfter(
  tables: OpenTables,
  change: number,
  limit: number,
): Promise<readonly { readonly change: number; readonly record: CampaignRecord }[]> {
  return tables.guarded(() =>
    (tables.statements.changedAfter.all(change, limit) as unknown as (HeadRow & { change: number })[]).map(
      (row) => ({ change: row.change, record: recordOf(row) }),
    ),
  );
}

async function totals(tables: OpenTables): Promise<CampaignTotals> {
  return tables.guarded(() => {
    const totals = { open: 0, confirmed: 0, dismissed: 0, correctedEvents: 0 };
    const rows = tables.statements.totals.all() as {
      status: CampaignStatus;
      campaigns: number;
      corrected: number;
    }[];
    for (const { status, campaigns, corrected } of rows) {
      totals[status] = campaigns;
      totals.correctedEvents += corrected;
    }
    return totals;
  });
}

async function claimRange(
  tables: OpenTables,
): Promise<{ readonly first: number; readonly last: number } | null> {
  return tables.guarded(() => {
    const first = tables.statements.claimFirst.get()?.position as number | undefined;
    const last = tables.statements.claimLast.get()?.position as number | undefined;
    return first === undefined || last === undefined ? null : { first, last };
  });
}
