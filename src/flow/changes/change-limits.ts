/** Every stated limit of the feed of changes, with its reason. */

/** Targets of one page: their counts are two look-ups each, some 5 ms in all. */
export const PAGE_TARGETS_MAX = 500;
/** Campaigns of one page: their records are some kB each. */
export const PAGE_CAMPAIGNS_MAX = 50;
/** Events read from the log for one page, at least one run: some 50 ms of decoding. Whoever was away for longer gets more pages. */
export const PAGE_EVENTS_MAX = 16_384;
/** Entries of the ledger looked through for one page. */
export const PAGE_ENTRIES_MAX = 256;
/** Targets that moved lately and are remembered, some 20 MB: who was away for less need not read the log. */
export const RECENT_TARGETS_MAX = 100_000;
