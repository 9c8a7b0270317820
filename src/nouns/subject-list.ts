import type { KeyColumn } from "./event-row.ts";

/**
 * What an entry of a list names: an account (whoever acts, owns, pays or is paid), a target (`video/v1`), a device, or a network (an
 * address, or `203.0.113.0/24`).
 */
export const LIST_SUBJECTS = ["account", "target", "device", "network"] as const;
export type ListSubject = (typeof LIST_SUBJECTS)[number];

/** Lists that every policy may name without declaring them. */
export const USUAL_LISTS = ["allow", "watch", "block"] as const;

/** One entry of a list, as it is given. */
export interface ListItem {
  readonly kind: ListSubject;
  readonly value: string;
  /** Receiver's time from which it holds no longer, ms; null = for ever. */
  readonly expiresAtMs: number | null;
  /** Why, in somebody's words. */
  readonly note: string;
}

/** An entry as it is kept, with the part of the log that it holds for: a decision made again meets the lists of its time. */
export interface ListEntry extends ListItem {
  readonly list: string;
  /** Position of the first event that it holds for. */
  readonly from: number;
  /** Position of the first event that it holds for no longer; null = it still holds. */
  readonly until: number | null;
  /** Who entered it, and when, ms. */
  readonly by: string;
  readonly atMs: number;
}

/** A question that a policy's conditions ask of the lists: is what stands in this column on the list. */
export interface ListUse {
  readonly list: string;
  readonly subject: ListSubject;
  readonly column: KeyColumn;
}

/** Questions of one policy, at most: a bit each. */
export const LIST_USES_MAX = 31;
