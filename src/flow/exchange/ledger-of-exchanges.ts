import type { RegisterEntry } from "../../exchange/register/register.ts";
import { entryContent } from "../../ledger/entry.ts";
import type { Records } from "../../ports/records.ts";

const PAGE = 1_000;

/** Entries about exchanges, in the ledger's order. */
export function* ledgerOfExchanges(records: Pick<Records, "entries">): Generator<RegisterEntry> {
  for (let from = 0; ; from += PAGE) {
    const page = records.entries(from, PAGE);
    for (const { sequence, atMs, kind, hash, body } of page) {
      if (!kind.startsWith("exchange_")) continue;
      yield { sequence, atMs, kind, hash, fields: body === null ? null : entryContent(body).fields };
    }
    if (page.length < PAGE) return;
  }
}
