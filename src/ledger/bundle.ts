import type { LogFault } from "../nouns/log-fault.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { commitmentOf, parseLeaf } from "./leaf.ts";
import { provesInclusion } from "./proofs.ts";
import { isSignedBy, parseVerifier, type VerifierKey } from "./signed-note.ts";
import { parseProof } from "./tlog-proof.ts";
import { leafHash } from "./tree-hash.ts";
import type { LogVerdict } from "./verify-log.ts";

/** Entries of a ledger with their proofs, as one file that is verified without the ledger. */
export interface LedgerBundle {
  readonly format: typeof BUNDLE_FORMAT;
  /** Of the log, for convenience: whoever verifies compares it with what they know. */
  readonly verifier_key: string;
  readonly entries: readonly {
    /** The entry's bytes in the log, as text. */
    readonly leaf: string;
    /** Hex, and canonical JSON; null once they were erased. */
    readonly salt: string | null;
    readonly body: string | null;
    /** A `tlog-proof` file. */
    readonly proof: string;
  }[];
}

export const BUNDLE_FORMAT = "touchstone-ledger-bundle/v1";

/** The bundle that a text holds; null when it holds none. Nothing of it is checked. */
export function parseBundle(text: string): LedgerBundle | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const { format, verifier_key: key, entries } = (read ?? {}) as Partial<LedgerBundle>;
  if (format !== BUNDLE_FORMAT || typeof key !== "string" || !Array.isArray(entries)) return null;
  const isText = (value: unknown) => typeof value === "string";
  const sound = (entries as Record<string, unknown>[]).every(
    (each) =>
      isText(each?.leaf) &&
      isText(each.proof) &&
      (isText(each.salt) || each.salt === null) &&
      (isText(each.body) || each.body === null),
  );
  return sound ? { format, verifier_key: key, entries } : null;
}

/** Whether each entry of a bundle is in the log that signed its proof, and says what its leaf commits to. */
export function verifyBundle(bundle: LedgerBundle, given?: VerifierKey): LogVerdict {
  const key = given ?? parseVerifier(bundle.verifier_key);
  const faults: LogFault[] = [];
  let origin: string | null = null;
  let size = 0;
  let verified = 0;
  let erased = 0;
  for (const { leaf: text, salt, body, proof: proofText } of bundle.entries) {
    const leaf = parseLeaf(text);
    const proof = parseProof(proofText);
    const checkpoint = proof === null ? null : parseCheckpoint(proof.checkpoint);
    const entry = leaf?.sequence ?? null;
    const add = (code: LogFault["code"], detail: string) => faults.push({ code, entry, detail });
    if (leaf === null) add("entry_altered", `\`${text.slice(0, 80)}\` is no leaf`);
    else if (proof === null || checkpoint === null)
      add("checkpoint_unreadable", "its proof has not the form of one");
    else if (key === null || checkpoint.origin !== key.name || !isSignedBy(checkpoint.note, key))
      add(
        "checkpoint_not_signed",
        `the checkpoint of \`${checkpoint.origin}\` is not signed by the log's key`,
      );
    else if (proof.index !== leaf.sequence)
      add("entries_reordered", `its proof is of entry \`${proof.index}\``);
    else if (!provesInclusion(proof.index, checkpoint.size, leafHash(text), proof.path, checkpoint.root))
      add("entry_altered", "its proof does not lead to the signed root");
    else if (salt === null && body === null) erased++;
    else if (
      salt === null ||
      body === null ||
      commitmentOf(Buffer.from(salt, "hex"), body) !== leaf.commitment
    )
      add("body_altered", "it is not what the leaf commits to");
    else verified++;
    origin ??= checkpoint?.origin ?? null;
    size = Math.max(size, checkpoint?.size ?? 0);
  }
  const keyGiven = given !== undefined;
  return { faults, origin, key, keyGiven, size, bodies: { verified, erased, unpublished: 0 } };
}
