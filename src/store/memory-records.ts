import { DatabaseSync } from "node:sqlite";
import { makeEntry } from "../ledger/entry.ts";
import { createTree } from "../ledger/tree-hash.ts";
import { verifyEntries } from "../ledger/verify-entries.ts";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignTargetRecord,
  CampaignTotals,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import type { LedgerEntry, NewEntry } from "../nouns/ledger-entry.ts";
import { type CountDelta, countDeltasOf, qualityDeltasOf } from "../nouns/packed-counts.ts";
import { LOG_MARK, RETRACTIONS_KNOWN } from "../nouns/record-settings.ts";
import type {
  CampaignEventClaim,
  CampaignHead,
  CampaignQuery,
  ClaimChanges,
  ClaimStanding,
  DismissedPart,
  EventClaim,
  OwnerKey,
  StoredPage,
  StoredTarget,
} from "../ports/campaigns.ts";
import type { CountsToStore, Records, RecordsWrite } from "../ports/records.ts";
import { CAMPAIGN_TABLES } from "./campaign-tables.ts";
import { sqliteLists } from "./list-table.ts";
import { saltSource } from "./salts.ts";
import { sqliteCampaigns } from "./sqlite-campaigns.ts";

/** Entries verified in one turn of the event loop. */
const PAGE = 1_000;

type Changes = Parameters<Records["applyCounts"]>;
type Buckets = { public: number; held: number; rejected: number };
type Sums = { -readonly [Field in keyof QualitySums]: number };

/** Records in memory. */
interface MemoryRecords {
  readonly counts: Map<string, CountDelta>;
  readonly quality: Map<string, QualitySums>;
  applied: number;
  writes: number;
  readonly settings: Map<string, string>;
  readonly db: DatabaseSync;
  readonly ledger: MemoryLedger;
  readonly applyClaims: (changes: ClaimChanges) => void;
  readonly campaigns: {
    put(head: CampaignHead): Promise<number>;
    putWithEntry(head: CampaignHead, entry: NewEntry, atMs: number): Promise<void>;
    putMembers(campaign: number, members: readonly CampaignMemberRecord[]): Promise<void>;
    putTargets(
      campaign: number,
      targets: readonly (CampaignTargetRecord & OwnerKey)[],
    ): Promise<readonly number[]>;
    refreshOwners(campaign: number): Promise<void>;
    numberOf(id: string): Promise<number | null>;
    get(id: string): Promise<CampaignRecord | null>;
    list(query: CampaignQuery): Promise<StoredPage<CampaignRecord>>;
    members(campaign: number, limit: number, after?: string): Promise<StoredPage<CampaignMemberRecord>>;
    targets(campaign: number, limit: number, after?: string): Promise<StoredPage<StoredTarget>>;
    target(campaign: number, target: number): Promise<StoredTarget | null>;
    events(campaign: number, limit: number, after?: string): Promise<StoredPage<CampaignEventClaim>>;
    ofTarget(kind: string, id: string, limit: number): Promise<readonly CampaignRecord[]>;
    changedAfter(
      change: number,
      limit: number,
    ): Promise<readonly { readonly change: number; readonly record: CampaignRecord }[]>;
    latestChange(): Promise<number>;
    ofMember(key: string, actor: string, limit: number): Promise<readonly CampaignRecord[]>;
    ofOwner(key: string, owner: string, limit: number): Promise<readonly CampaignRecord[]>;
    totals(): Promise<CampaignTotals>;
    unsettled(): Promise<readonly string[]>;
    claims(campaign: number, claimed: boolean, after: number, limit: number): Promise<readonly EventClaim[]>;
    standings(positions: readonly number[]): Promise<readonly ClaimStanding[]>;
    claimRange(): Promise<{ readonly first: number; readonly last: number } | null>;
    history(kind: string, id: string, limit: number): Promise<readonly CorrectionRecord[]>;
    dismissedEvents(campaign: number, after: number, limit: number): Promise<DismissedPart<number>>;
    dismissedMembers(campaign: number, after: string, limit: number): Promise<DismissedPart<string>>;
    forgetActor(actor: string): Promise<number>;
    forgetKey(key: string): Promise<number>;
    latest(limit: number): Promise<readonly { readonly id: string; readonly campaign: number }[]>;
    superfluous(keep: number): Promise<readonly { readonly id: string; readonly campaign: number }[]>;
    drop(campaign: number, limit: number): Promise<boolean>;
  };
}

/**
 * The slow, obvious records: maps, and for campaigns the tables of the file in memory. NOT durable: for tests, and for `replay`
 * and `audit`, which keep nothing.
 */
export function openMemoryRecords(): Records {
  const db = new DatabaseSync(":memory:");
  db.exec(CAMPAIGN_TABLES);
  const ledger = createMemoryLedger();
  const { apply: applyClaims, ...campaigns } = sqliteCampaigns({
    db,
    transaction: (_, work) => work(),
    guarded: (work) => work(),
    appendEntry: (entry, atMs) => append(records, entry, atMs),
  });
  const records: MemoryRecords = {
    counts: new Map<string, CountDelta>(),
    quality: new Map<string, QualitySums>(),
    applied: 0,
    writes: 0,
    settings: new Map<string, string>([[RETRACTIONS_KNOWN, "yes"]]),
    db,
    ledger,
    applyClaims,
    campaigns,
  };
  return {
    campaigns: records.campaigns,
    storeCounts: (given0, onApplied) => storeCounts(records, given0, onApplied),
    lists: sqliteLists({
      db: records.db,
      transaction: (_, work) => work(),
      guarded: (work) => work(),
      appendEntries: (entries, atMs) => records.ledger.take(records.ledger.make(entries, atMs)),
      erasing: (work) => work(),
    }),
    applyCounts: async (...changes) => applyAtOnce(records, ...changes),
    position: async () => {
      const last = records.ledger.all().at(-1);
      return {
        writes: records.writes,
        ledger: last === undefined ? null : { sequence: last.sequence, hash: last.hash },
      };
    },
    async sync() {},
    appliedPosition: async () => records.applied,
    counts: async (kind, id) => all(records).filter((each) => each.kind === kind && each.id === id),
    quality: async (kind, id) => records.quality.get(keyOf(kind, id)) ?? null,
    mostAttacked: async (limit) =>
      all(records)
        .filter((each) => each.held + each.rejected > 0)
        .sort((a, b) => b.held + b.rejected - (a.held + a.rejected) || byName(a, b))
        .slice(0, limit),
    async *allCounts() {
      yield* all(records);
    },
    append: async (entry, atMs) => append(records, entry, atMs),
    write: (given0, atMs) => write(records, given0, atMs),
    entries: async (from, limit) => records.ledger.all().slice(from, from + limit),
    eraseBodies: (sequences, entry, atMs) => eraseBodies(records, sequences, entry, atMs),
    verify: () => verifyEntries((from) => records.ledger.all().slice(from, from + PAGE), records.ledger.tree),
    get: async (key) => records.settings.get(key) ?? null,
    set: async (key, value) => void records.settings.set(key, value),
    settings: async (prefix) =>
      [...records.settings].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => bytewise(a, b)),
    close: () => records.db.close(),
  };
}

function append(records: MemoryRecords, entry: NewEntry, atMs: number): LedgerEntry {
  const made = records.ledger.make([entry], atMs);
  records.ledger.take(made);
  records.writes++;
  return made[0]!;
}

function all(records: MemoryRecords): readonly TargetCounts[] {
  return [...records.counts.values()].map(withRaw).sort(byName);
}

function applyAtOnce(
  records: MemoryRecords,
  ...[deltas, qualityDeltas, appliedPosition, entries, atMs, claims, logMark]: Changes
): number {
  const made = records.ledger.make(entries, atMs);
  let missing = 0;
  for (const delta of deltas) {
    const key = keyOf(delta.kind, delta.id, delta.type);
    const sums: Buckets = { public: 0, held: 0, rejected: 0, ...records.counts.get(key) };
    for (const bucket of ["public", "held", "rejected"] as const) {
      const count = sums[bucket] + delta[bucket];
      missing += Math.max(0, -count);
      sums[bucket] = Math.max(0, count);
    }
    records.counts.set(key, { ...sums, kind: delta.kind, id: delta.id, type: delta.type });
  }
  for (const { kind, id, ...gains } of qualityDeltas) {
    const key = keyOf(kind, id);
    const sums: Sums = { ...(records.quality.get(key) ?? NOTHING) };
    for (const field of FIELDS) sums[field] = Math.max(0, sums[field] + gains[field]);
    records.quality.set(key, sums);
  }
  if (claims !== undefined) records.applyClaims(claims);
  records.ledger.take(made);
  records.applied = appliedPosition;
  records.writes++;
  if (logMark !== undefined) records.settings.set(LOG_MARK, logMark);
  return missing;
}

async function storeCounts(
  records: MemoryRecords,
  { counts, position, entries, atMs, claims, logMark }: CountsToStore,
  onApplied: () => void,
): Promise<void> {
  const [deltas, gains] = [countDeltasOf(counts), qualityDeltasOf(counts)];
  applyAtOnce(records, deltas, gains, position, entries, atMs, claims, logMark);
  onApplied();
}

async function write(
  records: MemoryRecords,
  { settings: kept = [], entries = [] }: RecordsWrite,
  atMs: number,
): Promise<void> {
  const made = records.ledger.make(entries, atMs);
  for (const [key, value] of kept) records.settings.set(key, value);
  records.ledger.take(made);
  records.writes++;
}

async function eraseBodies(
  records: MemoryRecords,
  sequences: readonly number[],
  entry: NewEntry,
  atMs: number,
): Promise<number> {
  const made = records.ledger.make([entry], atMs);
  const erased = records.ledger.eraseBodies(sequences);
  records.ledger.take(made);
  records.writes++;
  return erased;
}

interface MemoryLedger {
  readonly all: () => readonly LedgerEntry[];
  /** Made first, aside: fields that a schema refuses must leave everything as it was. */
  readonly make: (entries: readonly NewEntry[], atMs: number) => readonly LedgerEntry[];
  readonly take: (made: readonly LedgerEntry[]) => void;
  /** How many of these had a body still. */
  readonly eraseBodies: (sequences: readonly number[]) => number;
  readonly tree: () => { readonly size: number; readonly peaks: readonly Uint8Array[] };
}

function createMemoryLedger(): MemoryLedger {
  let ledger: readonly LedgerEntry[] = [];
  const salt = saltSource();
  const tree = createTree();
  return {
    all: () => ledger,
    make: (entries, atMs) => entries.map((entry, i) => makeEntry(ledger.length + i, entry, atMs, salt())),
    take(made) {
      ledger = [...ledger, ...made];
      for (const { hash } of made) tree.push(Buffer.from(hash, "hex"));
    },
    eraseBodies(sequences) {
      let erased = 0;
      ledger = ledger.map((each) => {
        if (each.body === null || !sequences.includes(each.sequence)) return each;
        erased++;
        return { ...each, salt: null, body: null };
      });
      return erased;
    },
    tree: () => ({ size: tree.size, peaks: tree.peaks() }),
  };
}

const NOTHING: QualitySums = {
  views: 0,
  dwellCount: 0,
  dwellSumMs: 0,
  bounces: 0,
  playCount: 0,
  playSum: 0,
  depthCount: 0,
  depthSum: 0,
  shares: 0,
  likes: 0,
  comments: 0,
};
const FIELDS = Object.keys(NOTHING) as readonly (keyof QualitySums)[];

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function withRaw(delta: CountDelta): TargetCounts {
  const { public: open, held, rejected } = delta;
  const type = delta.type as TargetCounts["type"];
  return { kind: delta.kind, id: delta.id, type, raw: open + held + rejected, public: open, held, rejected };
}

function byName(a: TargetCounts, b: TargetCounts): number {
  return bytewise(a.kind, b.kind) || bytewise(a.id, b.id) || bytewise(a.type, b.type);
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
