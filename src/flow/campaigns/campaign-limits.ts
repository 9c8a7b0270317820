/** Every stated limit of reviewed campaigns, with its reason. */

/** Campaigns kept: as many as the near-line detector remembers. Beyond it the longest over go, dismissed ones first; what is claimed stays so. */
const CAMPAIGNS_MAX = 10_000;
/** Events one campaign may hold: some 100 MB on disk. Later ones are not corrected. */
const CAMPAIGN_EVENTS_MAX = 1_000_000;
/** Decisions about one campaign kept in its record; the ledger has them all. */
export const REVIEWS_MAX = 200;
/** Longest note of a reviewer, in characters; the rest is cut off. */
export const NOTE_CHARS_MAX = 2_000;
/** Members of one campaign that the near-line detector is told of: as many as it remembers. */
export const POOL_MEMBERS_MAX = 50_000;
/** Corrections of one target shown. */
export const HISTORY_MAX = 1_000;
/** Campaigns of one target shown. */
export const TARGET_CAMPAIGNS_MAX = 1_000;
/** Rows written, or events moved, in one turn of the event loop: 3 to 5 ms. */
const SLICE_ROWS = 250;
/**
 * Slices between two stores: 1,000 claims are written in one go, some 10 ms. Each store waits for the decisions before it to be
 * on disk, so that storing every slice would take several times as long under load.
 */
export const SLICES_PER_STORE = 4;
/** A page of events is cut short after so long: each may stand in another run of the log, some 3 ms to unpack. */
export const EVENTS_PAGE_MS = 25;
/** Between two tries while the store fails. */
export const RETRY_MS = 1_000;
/** Part of a campaign's events, or members, that a person must have dismissed before for the policy to leave it to a person. */
export const DISMISSED_SHARE = 0.5;

/** The limits that tests reach by lowering them. */
export interface CampaignLimits {
  readonly sliceRows: number;
  readonly campaignsMax: number;
  readonly campaignEventsMax: number;
}

export const CAMPAIGN_LIMITS: CampaignLimits = {
  sliceRows: SLICE_ROWS,
  campaignsMax: CAMPAIGNS_MAX,
  campaignEventsMax: CAMPAIGN_EVENTS_MAX,
};
