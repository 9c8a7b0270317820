import { openSignedLedger } from "../../compose/open-signed-ledger.ts";
import type { SubtreeHash } from "../../ledger/proofs.ts";
import type { SignerKey } from "../../ledger/signed-note.ts";
import { subtreeReader } from "../../ledger/tile-reader.ts";
import { tilePath } from "../../ledger/tiles.ts";
import type { Records } from "../../ports/records.ts";
import type { StoreDescription } from "../../ports/store-description.ts";

/** This side's ledger as a counterpart is shown it. */
export interface LedgerView {
  readonly key: SignerKey;
  /** Signs what the records hold now. */
  publish(): Promise<void>;
  /** The latest signed checkpoint. Throws before the first entry: nothing is shown then. */
  checkpoint(): string;
  /** Of the tree that the checkpoint signs. */
  readonly subtree: SubtreeHash;
}

/** The ledger as its log shows it, with the key that signs its checkpoints, and so its messages. */
export async function openLedgerView(store: StoreDescription, records: Records): Promise<LedgerView> {
  const { ledger, key } = await openSignedLedger(store, records);
  return {
    key,
    publish: () => ledger.publish(),
    checkpoint() {
      const checkpoint = ledger.checkpoint();
      if (checkpoint === null) throw new Error("a ledger without an entry has nothing to show");
      return checkpoint;
    },
    subtree: (first, end) => subtreeReader((tile) => ledger.tile(tilePath(tile)), ledger.size())(first, end),
  };
}
