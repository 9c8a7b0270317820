import { join } from "node:path";
import type { SignerKey } from "../ledger/signed-note.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import type { StoreDescription } from "../ports/store-description.ts";
import { openKey } from "../store/ledger-key.ts";
import { LEDGER_FOLDER, openLedgerLog } from "../store/ledger-log.ts";

/** The ledger's log over records, and the key that signs it: for whoever signs other things in the ledger's name. */
export async function openSignedLedger(
  { path }: StoreDescription,
  records: Records,
): Promise<{ readonly ledger: LedgerLog; readonly key: SignerKey }> {
  const ledger = await openLedgerLog(path, records);
  return { ledger, key: openKey(join(path, LEDGER_FOLDER), "log") };
}
