import type { CampaignRecord } from "../nouns/campaign-record.ts";
import type { TargetCounts } from "../nouns/counts.ts";

/** A target some of whose counts may have moved, with its counts as they are now; empty where all were taken back. */
export interface ChangedTarget {
  readonly kind: string;
  readonly id: string;
  readonly counts: readonly TargetCounts[];
}

export interface ChangePage {
  /** Where the next page begins: a position that is on disk. */
  readonly next: string;
  readonly targets: readonly ChangedTarget[];
  readonly campaigns: readonly CampaignRecord[];
  /** More is there already. */
  readonly more: boolean;
}

/**
 * What changed, from any position that the log still keeps. Positions survive a restart. Values are as they are now, so that a
 * page which is read twice does no harm, and what changed twice is told once.
 */
export interface ChangeFeed {
  /** Position of the present: whoever reads everything after asking for it, and goes on from it, misses nothing. */
  now(): Promise<string>;
  /**
   * Everything that changed after a position, in pages. Rejects with `bad_request` for a text that is no position, and with
   * `changes_gone` where it is older than the log, beyond it, another folder's, or before a repair: then all is to be read anew.
   */
  after(position: string): Promise<ChangePage>;
}
