import { parseCheckpoint, parseHash } from "../../ledger/checkpoint.ts";
import { entryContent } from "../../ledger/entry.ts";
import { commitmentOf, parseLeaf } from "../../ledger/leaf.ts";
import { provesConsistency, provesInclusion } from "../../ledger/proofs.ts";
import { isSignedBy, type VerifierKey } from "../../ledger/signed-note.ts";
import { leafHash } from "../../ledger/tree-hash.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ShownLedger } from "../../nouns/exchange.ts";

/** The latest checkpoint that was seen of a counterpart's ledger. */
export interface SeenLedger {
  readonly size: number;
  /** base64. */
  readonly root: string;
}

/** What the entry in the shown ledger must say. */
export interface ExpectedEntry {
  readonly kind: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

/**
 * The witness's part: a shown checkpoint is the counterpart's, goes on from the latest that was seen of it, and holds the exchange.
 * Returns what is now the latest; the caller stores it before it cosigns. Throws `exchange_tampered` for what is not signed,
 * `exchange_message` for what cannot be read, `exchange_fork` for a ledger that was
 * rewritten or lacks the entry, `exchange_behind` for one that is shorter than was seen.
 */
export function takeShownLedger(
  shown: ShownLedger,
  key: VerifierKey,
  seen: SeenLedger | null,
  expected: ExpectedEntry,
): SeenLedger {
  const checkpoint = parseCheckpoint(shown.checkpoint);
  if (checkpoint === null) throw new TouchstoneError("exchange_message", "its checkpoint cannot be read");
  if (checkpoint.origin !== key.name || !isSignedBy(checkpoint.note, key))
    throw new TouchstoneError("exchange_tampered", `the key of \`${key.name}\` did not sign the checkpoint`);
  const { size, root } = checkpoint;
  if (seen !== null) holdToSeen(shown, seen, size, root, key.name);
  const leaf = parseLeaf(shown.leaf);
  const path = hashesOf(shown.path);
  const isIn =
    leaf !== null &&
    leaf.sequence === shown.sequence &&
    path !== null &&
    provesInclusion(shown.sequence, size, leafHash(shown.leaf), path, root);
  if (!isIn || leaf.commitment !== commitmentOf(Buffer.from(shown.salt, "hex"), shown.body))
    throw fork(key.name, `entry \`${shown.sequence}\` is not in the tree of \`${size}\` entries`);
  const fields = entryFields(shown.body);
  const other = Object.entries(expected.fields).find(([field, value]) => fields[field] !== value);
  if (leaf.kind !== expected.kind || other !== undefined)
    throw fork(
      key.name,
      `entry \`${shown.sequence}\` is \`${leaf.kind}\` and not this exchange's \`${expected.kind}\``,
    );
  return { size, root: Buffer.from(root).toString("base64") };
}

function holdToSeen(
  shown: ShownLedger,
  seen: SeenLedger,
  size: number,
  root: Uint8Array,
  name: string,
): void {
  const seenRoot = Buffer.from(seen.root, "base64");
  if (size < seen.size) {
    // Set back, or honest: two messages that were made one after the other arrived the other way round.
    throw new TouchstoneError(
      "exchange_behind",
      `ledger of \`${name}\`: it shows \`${size}\` entries, \`${seen.size}\` were seen: set back, or overtaken by a later message; ask for a new one`,
    );
  }
  const path = shown.goes_on_from.find((each) => each.size === seen.size)?.path ?? [];
  const proof = hashesOf(path);
  if (proof === null || !provesConsistency(seen.size, size, seenRoot, root, proof))
    throw fork(name, `its \`${size}\` entries do not go on from the \`${seen.size}\` that were seen`);
}

function fork(name: string, detail: string): TouchstoneError {
  return new TouchstoneError("exchange_fork", `ledger of \`${name}\`: ${detail}`);
}

function hashesOf(texts: readonly string[]): readonly Uint8Array[] | null {
  const hashes = texts.map(parseHash);
  return hashes.includes(null) ? null : (hashes as Uint8Array[]);
}

function entryFields(body: string): Readonly<Record<string, unknown>> {
  try {
    return entryContent(body).fields as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
