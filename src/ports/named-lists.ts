import type { Principal } from "../nouns/ledger-entry.ts";
import type { ListEntry, ListItem, ListSubject } from "../nouns/subject-list.ts";

export interface ListSummary {
  readonly list: string;
  /** The policy in force asks for it. */
  readonly used: boolean;
  /** Entries that hold, by kind; those past their expiry count until they are removed. */
  readonly entries: Readonly<Record<ListSubject, number>>;
}

export interface ListChange {
  readonly add: readonly ListItem[];
  readonly remove: readonly Pick<ListItem, "kind" | "value">[];
  readonly by: Principal;
}

/** What a change did. `unchanged`: it stood so already, or what was to be removed was not there. */
export interface ListChanged {
  readonly added: number;
  readonly removed: number;
  readonly unchanged: number;
  /** The policy in force asks for this list; else nothing meets the change yet. */
  readonly used: boolean;
}

/** Named lists that conditions of a policy can ask for. */
export interface NamedLists {
  /** Lists with entries, and those that the policy names; by name. */
  summary(): Promise<readonly ListSummary[]>;
  page(
    list: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly items: readonly ListEntry[]; readonly next: string | null }>;
  /**
   * Changes a list: durable, and in the ledger, when it resolves; every event that comes in from then on meets it. Rejects with `bad_request`
   * for what is no name, network or target, `overloaded` where the lists are full, and the store's errors; then nothing was changed.
   */
  change(list: string, change: ListChange): Promise<ListChanged>;
}
