import type { RegisterEntry } from "../../exchange/register/register.ts";
import { entryContent } from "../../ledger/entry.ts";
import type { Records } from "../../ports/records.ts";

const PAGE = 1_000;

/** Entries about exchanges, in the ledger's order. */
export async function ledgerOfExchanges(
  records: Pick<Records, "entries">,
): Promise<readonly RegisterEntry[]> {
  const found: RegisterEntry[] = [];
  for (let from = 0; ; from += PAGE) {
    const page = await records.entries(from, PAGE);
    for (const { sequence, atMs, kind, hash, body } of page) {
      if (!kind.startsWith("exchange_")) continue;
      found.push({ sequence, atMs, kind, hash, fields: body === null ? null : entryContent(body).fields });
    }
    if (page.length < PAGE) return found;
  }
}
