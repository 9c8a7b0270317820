import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { CampaignMemberRecord, CampaignTargetRecord } from "../nouns/campaign-record.ts";
import type { NewEntry } from "../nouns/ledger-entry.ts";
import type { CampaignHead, ClaimChanges, OwnerKey } from "../ports/campaigns.ts";
import type { campaignList } from "./campaign-list.ts";
import type { HeadRow, Reach } from "./campaign-rows.ts";
import type { CAMPAIGN_STATEMENTS } from "./campaign-tables.ts";

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

/** The tables of campaigns of one connection, with their statements. */
export interface OpenTables {
  readonly file: RecordsFile;
  readonly transaction: <T>(reachDisk: boolean, work: () => T) => T;
  readonly guarded: <T>(work: () => T) => T;
  readonly statements: Record<keyof typeof CAMPAIGN_STATEMENTS, StatementSync>;
  readonly list: ReturnType<typeof campaignList<HeadRow>>;
}

export function putHead(tables: OpenTables, head: CampaignHead): number {
  const { id, status, live, score, seenAtMs, reviews } = head;
  const byPerson = reviews.at(-1)?.by.kind === "person" ? 1 : 0;
  tables.statements.put.run(id, status, live ? 1 : 0, byPerson, score, seenAtMs, JSON.stringify(head));
  return numberOf(tables, id)!;
}

export function numberOf(tables: OpenTables, id: string): number | null {
  return (tables.statements.numberOf.get(id)?.campaign as number | undefined) ?? null;
}

export function refreshOwners(tables: OpenTables, campaign: number): void {
  const owners = tables.statements.ownersOf.all(campaign, OWNERS_MAX) as { owner: string; acts: number }[];
  const reach: Reach = {
    owners: owners.filter(({ acts }) => acts > 0).map(({ owner, acts }) => ({ owner, acts })),
    ownerCount: Number(tables.statements.ownerCount.get(campaign)!.owners),
    distinctTargetCount: Number(tables.statements.distinctTargets.get(campaign)!.targets),
  };
  tables.statements.setOwners.run(campaign, JSON.stringify(reach));
}

export function forget(tables: OpenTables, key: string, actor: string): number {
  // What is deleted would else stay readable in the file until something is written over it.
  tables.guarded(() => tables.file.db.exec("PRAGMA secure_delete = ON"));
  try {
    return tables.transaction(true, () => {
      const campaigns = tables.statements.campaignsOfOwner
        .all(key, actor)
        .map(({ campaign }) => campaign as number);
      const members = Number(tables.statements.forgetMembers.run(key).changes);
      const owners = Number(tables.statements.forgetOwners.run(key, actor).changes);
      for (const campaign of campaigns) refreshOwners(tables, campaign);
      return members + owners;
    });
  } finally {
    // The write-ahead log holds pages as they were before.
    tables.guarded(() => tables.file.db.exec("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)"));
  }
}

export function apply(tables: OpenTables, { added, set, takenBack, tallies, history }: ClaimChanges): void {
  for (const one of added) {
    const { position, campaign, target, bucket, dwellMs, playRatio, scrollDepth } = one;
    tables.statements.addEvent.run(position, campaign, target, bucket, 0, dwellMs, playRatio, scrollDepth);
  }
  for (const { position, campaign, claimed } of set) {
    tables.statements.setClaim.run(position, campaign, claimed ? 1 : 0);
  }
  for (const position of takenBack) tables.statements.takeBack.run(position);
  const campaigns = new Map<number, { events: number; claimed: number; corrected: number }>();
  for (const { campaign, target, events, claimed, corrected, counted, lifted } of tallies) {
    tables.statements.tallyTarget.run(campaign, target, events, claimed, corrected, counted, lifted);
    const sum = campaigns.get(campaign) ?? { events: 0, claimed: 0, corrected: 0 };
    sum.events += events;
    sum.claimed += claimed;
    sum.corrected += corrected;
    campaigns.set(campaign, sum);
  }
  for (const [campaign, { events, claimed, corrected }] of campaigns) {
    tables.statements.tallyCampaign.run(campaign, events, claimed, corrected);
  }
  for (const { kind, id, campaign, type, review, cause, atMs, ...moved } of history) {
    const { public: shown, held, rejected } = moved;
    tables.statements.correct.run(kind, id, campaign, type, review, cause, atMs, shown, held, rejected);
  }
}

export async function putMembers(
  tables: OpenTables,
  campaign: number,
  members: readonly CampaignMemberRecord[],
): Promise<void> {
  return tables.transaction(false, () => {
    let added = 0;
    for (const { key, actor, probability, orders } of members) {
      const { changes } = tables.statements.addMember.run(campaign, key, actor, probability, orders);
      if (Number(changes) === 1) added++;
      else tables.statements.raiseMember.run(campaign, key, probability, orders);
    }
    tables.statements.addMembers.run(campaign, added);
  });
}

export async function putTargets(
  tables: OpenTables,
  campaign: number,
  targets: readonly (CampaignTargetRecord & OwnerKey)[],
): Promise<readonly number[]> {
  return tables.transaction(false, () => {
    const first = Number(tables.statements.targetCount.get(campaign)?.targets ?? 0);
    let next = first;
    const places = targets.map((one) => {
      const { kind, id, type, owner, ownerKey, members, audience, fromMs, toMs } = one;
      const known = tables.statements.placeOf.get(kind, id, type, campaign)?.target as number | undefined;
      if (known !== undefined) {
        tables.statements.widenTarget.run(campaign, known, members, audience, fromMs, toMs);
        return known;
      }
      const names = [kind, id, type, owner, ownerKey] as const;
      tables.statements.addTarget.run(campaign, next, ...names, members, audience, fromMs, toMs);
      return next++;
    });
    tables.statements.addTargets.run(campaign, next - first);
    return places;
  });
}

export async function drop(tables: OpenTables, campaign: number, limit: number): Promise<boolean> {
  return tables.transaction(false, () => {
    const { dropEvents, dropMembers, dropTargets, dropHead } = tables.statements;
    for (const part of [dropEvents, dropMembers, dropTargets]) {
      if (Number(part.run(campaign, limit).changes) > 0) return true;
    }
    dropHead.run(campaign);
    return false;
  });
}
