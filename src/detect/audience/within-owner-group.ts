/**
 * What speaks for a group: it comes at one time, in one order, or (never alone) to the same
 * targets.
 */
export type AudienceEvidence = "co_arrival" | "fixed_order" | "same_set";

/** A target of the group, and when the group came there. */
export interface GroupTarget {
  /** Target code. */
  readonly target: number;
  /** Kind codes of the members' events there. */
  readonly kinds: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Members that came then, and how many would have by their own habits. */
  readonly came: number;
  readonly expected: number;
}

/**
 * Accounts that come together to targets of one owner, beyond what promptness, hours and the
 * targets' own curves explain.
 */
export interface WithinOwnerGroup {
  /** Owner code; −1 where the events do not say whose the targets are. */
  readonly owner: number;
  /** By actor code. */
  readonly members: readonly { readonly actor: number; readonly probability: number }[];
  readonly targets: readonly GroupTarget[];
  /** Rows of the columns: members' acts on the targets, within the times. Ascending. */
  readonly events: Int32Array;
  readonly evidence: readonly AudienceEvidence[];
  /** Ln p of the weakest of the occasions that a group must have. */
  readonly lnP: number;
  /**
   * Expected share of false ones among groups as surprising as this (Benjamini-Hochberg over all
   * that were weighed).
   */
  readonly falseDiscoveryShare: number;
  /** Times, apart from each other, at which the group came together. */
  readonly occasions: number;
  /** Members' acts at those times, over all their acts for the owner. */
  readonly withinShare: number;
}
