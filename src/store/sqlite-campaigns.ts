import type { DatabaseSync, StatementSync } from "node:sqlite";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignStatus,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import type { Bucket } from "../nouns/counts.ts";
import { hashHex } from "../nouns/hash.ts";
import type { NewEntry } from "../nouns/ledger-entry.ts";
import type {
  CampaignHead,
  CampaignRecords,
  ClaimChanges,
  ClaimStanding,
  DismissedPart,
  EventClaim,
  StoredPage,
  StoredTarget,
} from "../ports/campaigns.ts";
import { CAMPAIGN_CHANGES } from "./campaign-changes.ts";
import { campaignList } from "./campaign-list.ts";
import { CAMPAIGN_STATEMENTS, HEAD } from "./campaign-tables.ts";
import { makeOnce } from "./make-once.ts";

/** Owners named in a record. */
const OWNERS_MAX = 100;

/** What the file around these tables offers. */
export interface RecordsFile {
  readonly db: DatabaseSync;
  /** All of `work` or nothing of it; `reachDisk` waits for the disk. */
  transaction<T>(reachDisk: boolean, work: () => T): T;
  /** Reads, with world errors. */
  guarded<T>(work: () => T): T;
  appendEntry(entry: NewEntry, atMs: number): void;
}

interface HeadRow {
  readonly head: string;
  readonly owners: string;
  readonly members: number;
  readonly targets: number;
  readonly events: number;
  readonly corrected: number;
}
/** What `refreshOwners` counts and keeps beside a head. */
type Reach = Pick<CampaignRecord, "owners" | "ownerCount" | "distinctTargetCount">;
type ClaimRow = Omit<EventClaim, "claimed" | "bucket"> & {
  readonly claimed: number;
  readonly bucket: string;
};

/** Campaigns in the records' file. `apply` stores changed claims, inside the transaction of the counts they moved. */
export function sqliteCampaigns(
  file: RecordsFile,
): CampaignRecords & { readonly apply: (changes: ClaimChanges) => void } {
  const { transaction, guarded } = file;
  makeOnce(file.db, "campaign_change", CAMPAIGN_CHANGES);
  const statements = Object.fromEntries(
    Object.entries(CAMPAIGN_STATEMENTS).map(([name, sql]) => [name, file.db.prepare(sql)]),
  ) as Record<keyof typeof CAMPAIGN_STATEMENTS, StatementSync>;

  const list = campaignList<HeadRow>(file.db, HEAD);

  function putHead(head: CampaignHead): number {
    const { id, status, live, score, seenAtMs, reviews } = head;
    const byPerson = reviews.at(-1)?.by.kind === "person" ? 1 : 0;
    statements.put.run(id, status, live ? 1 : 0, byPerson, score, seenAtMs, JSON.stringify(head));
    return numberOf(id)!;
  }

  function numberOf(id: string): number | null {
    return (statements.numberOf.get(id)?.campaign as number | undefined) ?? null;
  }

  function refreshOwners(campaign: number): void {
    const owners = statements.ownersOf.all(campaign, OWNERS_MAX) as { owner: string; acts: number }[];
    const reach: Reach = {
      owners: owners.filter(({ acts }) => acts > 0).map(({ owner, acts }) => ({ owner, acts })),
      ownerCount: Number(statements.ownerCount.get(campaign)!.owners),
      distinctTargetCount: Number(statements.distinctTargets.get(campaign)!.targets),
    };
    statements.setOwners.run(campaign, JSON.stringify(reach));
  }

  function dismissed<Cursor>(rows: unknown, limit: number): DismissedPart<Cursor> {
    const part = rows as { readonly cursor: Cursor; readonly dismissed: number }[];
    return {
      seen: part.length,
      dismissed: part.reduce((sum, row) => sum + row.dismissed, 0),
      next: part.length < limit ? null : part.at(-1)!.cursor,
    };
  }

  function forget(key: string, actor: string): number {
    // What is deleted would else stay readable in the file until something is written over it.
    guarded(() => file.db.exec("PRAGMA secure_delete = ON"));
    try {
      return transaction(true, () => {
        const campaigns = statements.campaignsOfOwner
          .all(key, actor)
          .map(({ campaign }) => campaign as number);
        const members = Number(statements.forgetMembers.run(key).changes);
        const owners = Number(statements.forgetOwners.run(key, actor).changes);
        for (const campaign of campaigns) refreshOwners(campaign);
        return members + owners;
      });
    } finally {
      // The write-ahead log holds pages as they were before.
      guarded(() => file.db.exec("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)"));
    }
  }

  function standingAt(position: number): ClaimStanding {
    return {
      claims: claimsOf(statements.claimsAt.all(position)),
      takenBack: statements.takenBack.get(position) !== undefined,
    };
  }

  return {
    apply({ added, set, takenBack, tallies, history }) {
      for (const one of added) {
        const { position, campaign, target, bucket, dwellMs, playRatio, scrollDepth } = one;
        statements.addEvent.run(position, campaign, target, bucket, 0, dwellMs, playRatio, scrollDepth);
      }
      for (const { position, campaign, claimed } of set) {
        statements.setClaim.run(position, campaign, claimed ? 1 : 0);
      }
      for (const position of takenBack) statements.takeBack.run(position);
      const campaigns = new Map<number, { events: number; claimed: number; corrected: number }>();
      for (const { campaign, target, events, claimed, corrected, counted, lifted } of tallies) {
        statements.tallyTarget.run(campaign, target, events, claimed, corrected, counted, lifted);
        const sum = campaigns.get(campaign) ?? { events: 0, claimed: 0, corrected: 0 };
        sum.events += events;
        sum.claimed += claimed;
        sum.corrected += corrected;
        campaigns.set(campaign, sum);
      }
      for (const [campaign, { events, claimed, corrected }] of campaigns) {
        statements.tallyCampaign.run(campaign, events, claimed, corrected);
      }
      for (const { kind, id, campaign, type, review, cause, atMs, ...moved } of history) {
        const { public: shown, held, rejected } = moved;
        statements.correct.run(kind, id, campaign, type, review, cause, atMs, shown, held, rejected);
      }
    },
    put: async (head) => transaction(false, () => putHead(head)),
    putWithEntry: async (head, entry, atMs) =>
      transaction(true, () => {
        putHead(head);
        file.appendEntry(entry, atMs);
      }),
    putMembers: async (campaign, members) =>
      transaction(false, () => {
        let added = 0;
        for (const { key, actor, probability, orders } of members) {
          const { changes } = statements.addMember.run(campaign, key, actor, probability, orders);
          if (Number(changes) === 1) added++;
          else statements.raiseMember.run(campaign, key, probability, orders);
        }
        statements.addMembers.run(campaign, added);
      }),
    putTargets: async (campaign, targets) =>
      transaction(false, () => {
        const first = Number(statements.targetCount.get(campaign)?.targets ?? 0);
        let next = first;
        const places = targets.map((one) => {
          const { kind, id, type, owner, ownerKey, members, audience, fromMs, toMs } = one;
          const known = statements.placeOf.get(kind, id, type, campaign)?.target as number | undefined;
          if (known !== undefined) {
            statements.widenTarget.run(campaign, known, members, audience, fromMs, toMs);
            return known;
          }
          const names = [kind, id, type, owner, ownerKey] as const;
          statements.addTarget.run(campaign, next, ...names, members, audience, fromMs, toMs);
          return next++;
        });
        statements.addTargets.run(campaign, next - first);
        return places;
      }),
    refreshOwners: async (campaign) => transaction(false, () => refreshOwners(campaign)),
    numberOf: async (id) => guarded(() => numberOf(id)),
    get: async (id) =>
      guarded(() => {
        const row = statements.get.get(id) as HeadRow | undefined;
        return row === undefined ? null : recordOf(row);
      }),
    list: async (query) =>
      guarded(() => {
        const { rows, cursor } = list(query);
        return pageOf(rows, query.limit, recordOf, cursor);
      }),
    members: async (campaign, limit, after) =>
      guarded(() => {
        const [probability = "2", key = ""] = after?.split("~") ?? [];
        const rows = statements.members.all(campaign, Number(probability), key, limit + 1);
        const members = rows as unknown as CampaignMemberRecord[];
        return pageOf(
          members,
          limit,
          (row) => row,
          (row) => `${row.probability}~${row.key}`,
        );
      }),
    targets: async (campaign, limit, after) =>
      guarded(() => {
        const [events = "9e15", target = "-1"] = after?.split("~") ?? [];
        const rows = statements.targets.all(campaign, Number(events), Number(target), limit + 1);
        const targets = rows as unknown as StoredTarget[];
        return pageOf(
          targets,
          limit,
          (row) => row,
          (row) => `${row.events}~${row.target}`,
        );
      }),
    target: async (campaign, target) =>
      guarded(() => (statements.target.get(campaign, target) as StoredTarget | undefined) ?? null),
    events: async (campaign, limit, after) =>
      guarded(() => {
        const rows = statements.events.all(campaign, Number(after ?? -1), limit + 1);
        const item = (row: ClaimRow) => ({ ...claimOf(row), standing: standingAt(row.position) });
        return pageOf(rows as unknown as ClaimRow[], limit, item, ({ position }) => String(position));
      }),
    ofTarget: async (kind, id, limit) =>
      guarded(() => (statements.ofTarget.all(kind, id, limit) as unknown as HeadRow[]).map(recordOf)),
    ofMember: async (key, actor, limit) =>
      guarded(() => (statements.ofMember.all(key, actor, limit) as unknown as HeadRow[]).map(recordOf)),
    ofOwner: async (key, owner, limit) =>
      guarded(() => (statements.ofOwner.all(key, owner, limit) as unknown as HeadRow[]).map(recordOf)),
    changedAfter: async (change, limit) =>
      guarded(() =>
        (statements.changedAfter.all(change, limit) as unknown as (HeadRow & { change: number })[]).map(
          (row) => ({ change: row.change, record: recordOf(row) }),
        ),
      ),
    latestChange: async () => guarded(() => Number(statements.latestChange.get()!.latest)),
    totals: async () =>
      guarded(() => {
        const totals = { open: 0, confirmed: 0, dismissed: 0, correctedEvents: 0 };
        const rows = statements.totals.all() as {
          status: CampaignStatus;
          campaigns: number;
          corrected: number;
        }[];
        for (const { status, campaigns, corrected } of rows) {
          totals[status] = campaigns;
          totals.correctedEvents += corrected;
        }
        return totals;
      }),
    unsettled: async () => guarded(() => statements.unsettled.all().map(({ id }) => id as string)),
    claims: async (campaign, claimed, after, limit) =>
      guarded(() => claimsOf(statements.claims.all(campaign, claimed ? 1 : 0, after, limit))),
    standings: async (positions) => guarded(() => positions.map(standingAt)),
    claimRange: async () =>
      guarded(() => {
        const first = statements.claimFirst.get()?.position as number | undefined;
        const last = statements.claimLast.get()?.position as number | undefined;
        return first === undefined || last === undefined ? null : { first, last };
      }),
    history: async (kind, id, limit) =>
      guarded(() => statements.history.all(kind, id, limit) as unknown as readonly CorrectionRecord[]),
    dismissedEvents: async (campaign, after, limit) =>
      guarded(() => dismissed<number>(statements.dismissedEvents.all(campaign, after, limit), limit)),
    dismissedMembers: async (campaign, after, limit) =>
      guarded(() => dismissed<string>(statements.dismissedMembers.all(campaign, after, limit), limit)),
    forgetActor: async (actor) => forget(hashHex(actor), actor),
    forgetKey: async (key) => forget(key, ""),
    latest: async (limit) =>
      guarded(() => statements.latest.all(limit) as unknown as { id: string; campaign: number }[]),
    superfluous: async (keep) =>
      guarded(() => statements.superfluous.all(keep) as unknown as { id: string; campaign: number }[]),
    drop: async (campaign, limit) =>
      transaction(false, () => {
        const { dropEvents, dropMembers, dropTargets, dropHead } = statements;
        for (const part of [dropEvents, dropMembers, dropTargets]) {
          if (Number(part.run(campaign, limit).changes) > 0) return true;
        }
        dropHead.run(campaign);
        return false;
      }),
  };
}

function recordOf({ head, owners, members, targets, events, corrected }: HeadRow): CampaignRecord {
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

function claimOf(row: ClaimRow): EventClaim {
  return { ...row, bucket: row.bucket as Bucket, claimed: row.claimed === 1 };
}

function claimsOf(rows: unknown): readonly EventClaim[] {
  return (rows as ClaimRow[]).map(claimOf);
}

/** One row more than asked for says that there is a next page. */
function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  cursor: (row: Row) => string,
): StoredPage<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(item), next: last === undefined ? null : cursor(last) };
}
