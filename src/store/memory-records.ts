import { DatabaseSync } from "node:sqlite";
import { makeEntry } from "../ledger/entry.ts";
import { createTree } from "../ledger/tree-hash.ts";
import { verifyEntries } from "../ledger/verify-entries.ts";
import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import type { LedgerEntry, NewEntry } from "../nouns/ledger-entry.ts";
import { type CountDelta, countDeltasOf, qualityDeltasOf } from "../nouns/packed-counts.ts";
import { LOG_MARK, RETRACTIONS_KNOWN } from "../nouns/record-settings.ts";
import type { Records } from "../ports/records.ts";
import { CAMPAIGN_TABLES } from "./campaign-tables.ts";
import { sqliteLists } from "./list-table.ts";
import { saltSource } from "./salts.ts";
import { sqliteCampaigns } from "./sqlite-campaigns.ts";

/** Entries verified in one turn of the event loop. */
const PAGE = 1_000;

type Changes = Parameters<Records["applyCounts"]>;
type Buckets = { public: number; held: number; rejected: number };
type Sums = { -readonly [Field in keyof QualitySums]: number };

/**
 * The slow, obvious records: maps, and for campaigns the tables of the file in memory. NOT durable: for tests, and for `replay`
 * and `audit`, which keep nothing.
 */
export function openMemoryRecords(): Records {
  const counts = new Map<string, CountDelta>();
  const quality = new Map<string, QualitySums>();
  let applied = 0;
  let writes = 0;
  let ledger: readonly LedgerEntry[] = [];
  const settings = new Map<string, string>([[RETRACTIONS_KNOWN, "yes"]]);
  const db = new DatabaseSync(":memory:");
  db.exec(CAMPAIGN_TABLES);
  const salt = saltSource();
  const tree = createTree();
  /** Made first, aside: fields that a schema refuses must leave everything as it was. */
  const make = (entries: readonly NewEntry[], atMs: number): readonly LedgerEntry[] =>
    entries.map((entry, i) => makeEntry(ledger.length + i, entry, atMs, salt()));
  function take(made: readonly LedgerEntry[]): void {
    ledger = [...ledger, ...made];
    for (const { hash } of made) tree.push(Buffer.from(hash, "hex"));
  }
  function append(entry: NewEntry, atMs: number): LedgerEntry {
    const made = make([entry], atMs);
    take(made);
    writes++;
    return made[0]!;
  }
  const { apply: applyClaims, ...campaigns } = sqliteCampaigns({
    db,
    transaction: (_, work) => work(),
    guarded: (work) => work(),
    appendEntry: append,
  });
  function all(): readonly TargetCounts[] {
    return [...counts.values()].map(withRaw).sort(byName);
  }

  function applyAtOnce(
    ...[deltas, qualityDeltas, appliedPosition, entries, atMs, claims, logMark]: Changes
  ): number {
    const made = make(entries, atMs);
    let missing = 0;
    for (const delta of deltas) {
      const key = keyOf(delta.kind, delta.id, delta.type);
      const sums: Buckets = { public: 0, held: 0, rejected: 0, ...counts.get(key) };
      for (const bucket of ["public", "held", "rejected"] as const) {
        const count = sums[bucket] + delta[bucket];
        missing += Math.max(0, -count);
        sums[bucket] = Math.max(0, count);
      }
      counts.set(key, { ...sums, kind: delta.kind, id: delta.id, type: delta.type });
    }
    for (const { kind, id, ...gains } of qualityDeltas) {
      const key = keyOf(kind, id);
      const sums: Sums = { ...(quality.get(key) ?? NOTHING) };
      for (const field of FIELDS) sums[field] = Math.max(0, sums[field] + gains[field]);
      quality.set(key, sums);
    }
    if (claims !== undefined) applyClaims(claims);
    take(made);
    applied = appliedPosition;
    writes++;
    if (logMark !== undefined) settings.set(LOG_MARK, logMark);
    return missing;
  }

  const records: Records = {
    campaigns,
    async storeCounts({ counts, position, entries, atMs, claims, logMark }, onApplied) {
      const [deltas, gains] = [countDeltasOf(counts), qualityDeltasOf(counts)];
      applyAtOnce(deltas, gains, position, entries, atMs, claims, logMark);
      onApplied();
    },
    lists: sqliteLists({
      db,
      transaction: (_, work) => work(),
      guarded: (work) => work(),
      appendEntries: (entries, atMs) => take(make(entries, atMs)),
      erasing: (work) => work(),
    }),
    applyCounts: async (...changes) => applyAtOnce(...changes),
    position: async () => {
      const last = ledger.at(-1);
      return { writes, ledger: last === undefined ? null : { sequence: last.sequence, hash: last.hash } };
    },
    async sync() {},
    appliedPosition: async () => applied,
    counts: async (kind, id) => all().filter((each) => each.kind === kind && each.id === id),
    quality: async (kind, id) => quality.get(keyOf(kind, id)) ?? null,
    mostAttacked: async (limit) =>
      all()
        .filter((each) => each.held + each.rejected > 0)
        .sort((a, b) => b.held + b.rejected - (a.held + a.rejected) || byName(a, b))
        .slice(0, limit),
    async *allCounts() {
      yield* all();
    },
    append: async (entry, atMs) => append(entry, atMs),
    async write({ settings: kept = [], entries = [] }, atMs) {
      const made = make(entries, atMs);
      for (const [key, value] of kept) settings.set(key, value);
      take(made);
      writes++;
    },
    entries: async (from, limit) => ledger.slice(from, from + limit),
    async eraseBodies(sequences, entry, atMs) {
      const made = make([entry], atMs);
      let erased = 0;
      ledger = ledger.map((each) => {
        if (each.body === null || !sequences.includes(each.sequence)) return each;
        erased++;
        return { ...each, salt: null, body: null };
      });
      take(made);
      writes++;
      return erased;
    },
    verify: () =>
      verifyEntries(
        (from) => ledger.slice(from, from + PAGE),
        () => ({ size: tree.size, peaks: tree.peaks() }),
      ),
    get: async (key) => settings.get(key) ?? null,
    set: async (key, value) => void settings.set(key, value),
    settings: async (prefix) =>
      [...settings].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => bytewise(a, b)),
    close: () => db.close(),
  };
  return records;
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
