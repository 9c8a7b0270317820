import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { entryDisagrees } from "./entry.ts";
import { createTree } from "./tree-hash.ts";

/** A ledger's tree as it was remembered apart from its entries: how many there were, and the roots of its whole subtrees. */
export interface RememberedTree {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

/**
 * Walks stored entries from the first; the sequence of the first that is missing, moved or altered, or null. Where every entry
 * agrees with itself and the tree is another one, it is the first entry of the subtree that differs. Costs four hashes an entry.
 */
export function verifyEntries(
  stored: Iterable<LedgerEntry>,
  remembered: RememberedTree,
): { readonly brokenAt: number | null; readonly entries: number } {
  const tree = createTree();
  let brokenAt: number | null = null;
  for (const entry of stored) {
    if (entry.sequence !== tree.size || entryDisagrees(entry) !== null) brokenAt ??= tree.size;
    tree.push(Buffer.from(entry.hash, "hex"));
  }
  const entries = tree.size;
  if (brokenAt === null && entries !== remembered.size) brokenAt = Math.min(entries, remembered.size);
  if (brokenAt === null) brokenAt = firstOfOther(entries, tree.peaks(), remembered.peaks);
  return { brokenAt, entries };
}

/** First entry of the first whole subtree whose roots differ. */
function firstOfOther(
  size: number,
  peaks: readonly Uint8Array[],
  remembered: readonly Uint8Array[],
): number | null {
  let first = 0;
  let rest = size;
  for (let i = 0; i < peaks.length; i++) {
    if (Buffer.compare(peaks[i]!, remembered[i] ?? Buffer.alloc(0)) !== 0) return first;
    const whole = 2 ** Math.floor(Math.log2(rest));
    first += whole;
    rest -= whole;
  }
  return null;
}
