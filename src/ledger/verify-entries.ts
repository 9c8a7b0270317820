import { setImmediate as nextTurn } from "node:timers/promises";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { entryDisagrees } from "./entry.ts";
import { createTree } from "./tree-hash.ts";

/** A ledger's tree as it was remembered apart from its entries: how many there were, and the roots of its whole subtrees. */
export interface RememberedTree {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

/**
 * Walks stored entries from the first, page by page, as long as there are any; the sequence of the first that is missing, moved or
 * altered, or null. Where every entry agrees with itself and the tree is another one, it is the first entry of the subtree that
 * differs. `remembered` is asked in the turn of the last page: entries that are appended meanwhile are walked too, and others work
 * between pages. Costs four hashes an entry.
 */
export async function verifyEntries(
  page: (from: number) => readonly LedgerEntry[],
  remembered: () => RememberedTree,
): Promise<{ readonly brokenAt: number | null; readonly entries: number }> {
  const tree = createTree();
  let brokenAt: number | null = null;
  for (let from = 0; ; ) {
    const entries = page(from);
    const last = entries.at(-1);
    if (last === undefined) break;
    for (const entry of entries) {
      if (entry.sequence !== tree.size || entryDisagrees(entry) !== null) brokenAt ??= tree.size;
      tree.push(Buffer.from(entry.hash, "hex"));
    }
    from = last.sequence + 1;
    await nextTurn();
  }
  const entries = tree.size;
  const { size, peaks } = remembered();
  if (brokenAt === null && entries !== size) brokenAt = Math.min(entries, size);
  if (brokenAt === null) brokenAt = firstOfOther(entries, tree.peaks(), peaks);
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
