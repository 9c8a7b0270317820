import { entryContent } from "../../ledger/entry.ts";
import { ACCOUNTS_NAMED, type LedgerEntry, type LedgerKind, TEXTS_SAID } from "../../nouns/ledger-entry.ts";
import type { Records } from "../../ports/records.ts";
import { MENTION_CHARS_MIN } from "./erase-limits.ts";

/** Entries read in one turn of the event loop: some 5 ms. */
const PAGE = 1_000;

/** Sequences of the ledger's entries that name an account, in order. Reads every body once; others work between pages. */
export async function entriesNaming(
  records: Pick<Records, "entries">,
  account: string,
): Promise<readonly number[]> {
  const named: number[] = [];
  // As the stored JSON writes it: what does not hold it cannot name it.
  const written = JSON.stringify(account.toWellFormed()).slice(1, -1);
  // A chained entry's body is JSON within JSON.
  const twice = JSON.stringify(written).slice(1, -1);
  for (let from = 0; ; ) {
    const page = await records.entries(from, PAGE);
    for (const entry of page) {
      if (entry.body === null || !(entry.body.includes(written) || entry.body.includes(twice))) continue;
      if (names(entry, account)) named.push(entry.sequence);
    }
    const last = page.at(-1);
    if (last === undefined) return named;
    from = last.sequence + 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Whether an entry names the account: as one, or as a word of a free text. Who *did* it is no account of the platform. */
function names({ kind, body }: LedgerEntry, account: string): boolean {
  const { fields } = entryContent(body!);
  const accounts = ACCOUNTS_NAMED[kind as LedgerKind] as ((of: object) => readonly string[]) | undefined;
  if (accounts?.(fields).includes(account)) return true;
  const texts = TEXTS_SAID[kind as LedgerKind] as ((of: object) => readonly string[]) | undefined;
  return texts?.(fields).some((text) => mentions(text, account)) ?? false;
}

/** Whether a name stands in a text as a word of its own. Short names are words of a language as well, and are left. */
export function mentions(text: string, name: string): boolean {
  if (name.length < MENTION_CHARS_MIN) return false;
  const joins = /[A-Za-z0-9_-]/;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + name.length] ?? " ";
    const first = joins.test(name[0]!) && joins.test(before);
    const last = joins.test(name.at(-1)!) && joins.test(after);
    if (!first && !last) return true;
  }
  return false;
}
