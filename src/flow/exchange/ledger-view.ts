import { join } from "node:path";
import type { SubtreeHash } from "../../ledger/proofs.ts";
import type { SignerKey } from "../../ledger/signed-note.ts";
import { subtreeReader } from "../../ledger/tile-reader.ts";
import { tilePath } from "../../ledger/tiles.ts";
import type { Records } from "../../ports/records.ts";
import { openKey } from "../../store/ledger-key.ts";
import { LEDGER_FOLDER, openLedgerLog } from "../../store/ledger-log.ts";

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

/** The ledger of a folder as its log shows it, with the key that signs its checkpoints, and so its messages. */
export async function openLedgerView(folder: string, records: Records): Promise<LedgerView> {
  const ledger = await openLedgerLog(folder, records);
  const key = openKey(join(folder, LEDGER_FOLDER), "log");
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
