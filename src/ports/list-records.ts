import type { NewEntry } from "../nouns/ledger-entry.ts";
import type { ListEntry, ListSubject } from "../nouns/subject-list.ts";

/** Part of the records: named lists, with what they were before, for as long as the log holds events of that time. */
export interface ListRecords {
  /** Every entry that is kept, those that hold no longer included, in the order they began. */
  all(): Promise<readonly ListEntry[]>;
  /** The entries of a list that hold, by kind and value, at most `limit`, beyond `after`. */
  page(
    list: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly items: readonly ListEntry[]; readonly next: string | null }>;
  /** How many entries hold, by list and kind. */
  sizes(): Promise<
    readonly { readonly list: string; readonly kind: ListSubject; readonly entries: number }[]
  >;
  /** The entry of a list that holds for this subject, or null. */
  find(list: string, kind: ListSubject, value: string): Promise<ListEntry | null>;
  /** Ends and adds entries with their entries of the ledger, in one transaction, on disk when it resolves. */
  change(
    ended: readonly { readonly entry: ListEntry; readonly until: number }[],
    added: readonly ListEntry[],
    entries: readonly NewEntry[],
    atMs: number,
  ): Promise<void>;
  /** Lets go of entries that ended at this position or before. */
  dropEnded(position: number): Promise<void>;
  /** Takes every entry that names an account, of before as well; how many. On disk when it resolves. */
  forget(account: string): Promise<number>;
}
