import { hash } from "node:crypto";
import { makeEntry } from "../ledger/entry.ts";
import type { LedgerEntry, NewEntry, Principal } from "../nouns/ledger-entry.ts";

/** The ledger of releases before it was a transparency log: a chain of hashes that only this program could verify. */
export interface ChainRow {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: string;
  readonly body: string;
  readonly hash: string;
  readonly previous: string;
}

export const CHAIN_COLUMNS = "sequence, at_ms AS atMs, kind, body, hash, previous";
/** What the first entry named as its predecessor. */
const CHAIN_ROOT = "0".repeat(64);
const MIGRATION: Principal = { kind: "system", name: "migration" };

/** SHA-256, hex, over the JSON array `[previous, sequence, atMs, kind, body]`. */
function chainHash({ previous, sequence, atMs, kind, body }: ChainRow): string {
  return hash("sha256", JSON.stringify([previous, sequence, atMs, kind, body]), "hex");
}

/** Walks a chain from its first entry; tells the first that is missing, moved or altered, or null. */
export function chainWalk(): {
  readonly take: (row: ChainRow) => void;
  readonly end: (head: Pick<ChainRow, "sequence" | "hash"> | null) => ChainVerdict;
} {
  let entries = 0;
  let previous = CHAIN_ROOT;
  let brokenAt: number | null = null;
  return {
    take(row) {
      const sound = row.sequence === entries && row.previous === previous && row.hash === chainHash(row);
      if (!sound) brokenAt ??= entries;
      previous = row.hash;
      entries += 1;
    },
    end(head) {
      const last = head?.sequence ?? -1;
      if (brokenAt === null && last !== entries - 1) brokenAt = Math.min(entries, last + 1);
      if (brokenAt === null && head !== null && head.hash !== previous) brokenAt = head.sequence;
      return { brokenAt, entries, hash: previous };
    },
  };
}

export interface ChainVerdict {
  readonly brokenAt: number | null;
  readonly entries: number;
  /** Of the last entry. */
  readonly hash: string;
}

/** An entry of the chain as an entry of the transparency log: all of it, its hashes too, in the body. */
export function fromChain(row: ChainRow, sequence: number, salt: Uint8Array): LedgerEntry {
  const { atMs, kind, body, hash, previous } = row;
  const fields = { sequence: row.sequence, at_ms: atMs, kind, body, hash, previous };
  return makeEntry(sequence, { kind: "chain_entry", by: MIGRATION, fields }, atMs, salt);
}

/** What is written behind the last entry of the chain. */
export function chainEnd({ entries, hash, brokenAt }: ChainVerdict): NewEntry {
  return { kind: "chain_end", by: MIGRATION, fields: { entries, hash, broken_at: brokenAt } };
}
