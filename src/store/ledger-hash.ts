import { createHash } from "node:crypto";
import type { LedgerEntry } from "../ports/records.ts";

/** What the first entry names as its predecessor. */
const LEDGER_ROOT = "0".repeat(64);

/**
 * SHA-256, lower-case hex, of an entry: over the UTF-8 bytes of the JSON array `[previous, sequence, atMs, kind, body]`
 * as `JSON.stringify` writes it, `body` being the stored JSON text as one string. Anyone can recompute it.
 */
export function ledgerHash(entry: Omit<LedgerEntry, "hash">): string {
  const content = JSON.stringify([entry.previous, entry.sequence, entry.atMs, entry.kind, entry.body]);
  return createHash("sha256").update(content).digest("hex");
}

/** The entry that follows `previous` (null for the first). Throws when the body has no JSON form: our own mistake. */
export function nextEntry(
  previous: Pick<LedgerEntry, "sequence" | "hash"> | null,
  kind: string,
  body: unknown,
  atMs: number,
): LedgerEntry {
  const text: string | undefined = JSON.stringify(body);
  if (text === undefined) throw new Error(`a ledger entry of kind \`${kind}\` has no JSON body`);
  if (!Number.isSafeInteger(atMs))
    throw new Error(`a ledger entry's time must be whole ms, it is \`${atMs}\``);
  const entry = {
    sequence: previous === null ? 0 : previous.sequence + 1,
    atMs,
    kind,
    body: text,
    previous: previous?.hash ?? LEDGER_ROOT,
  };
  return { ...entry, hash: ledgerHash(entry) };
}

/**
 * Walks a chain from its first entry; the sequence of the first that is missing, moved or altered, or null. `head` is the
 * newest entry as remembered apart from the chain, which shows an end cut off. Cost: one SHA-256 an entry.
 */
export function verifyChain(
  chain: Iterable<LedgerEntry>,
  head: Pick<LedgerEntry, "sequence" | "hash"> | null,
): { readonly brokenAt: number | null; readonly entries: number } {
  let entries = 0;
  let previous = LEDGER_ROOT;
  let brokenAt: number | null = null;
  for (const entry of chain) {
    const sound =
      entry.sequence === entries && entry.previous === previous && entry.hash === ledgerHash(entry);
    if (!sound) brokenAt ??= entries;
    previous = entry.hash;
    entries += 1;
  }
  const headSequence = head?.sequence ?? -1;
  if (brokenAt === null && headSequence !== entries - 1) brokenAt = Math.min(entries, headSequence + 1);
  if (brokenAt === null && head !== null && head.hash !== previous) brokenAt = head.sequence;
  return { brokenAt, entries };
}
