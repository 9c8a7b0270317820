/** Every stated limit of the follower batches, with its reason. */

/** Accounts of one list: about 200 bytes each are held. A longer list is judged by a sample of it. */
export const FOLLOWERS_MAX = 2_000_000;
/** Fewest accounts of a list: below, 5 % are fewer than the ten of the smallest batch that can be told from chance. */
export const FOLLOWERS_MIN = 100;
/** Batches of registration, and as many bursts of arrival, that are looked at in one list. */
export const BURSTS_MAX = 40;
/** Fewest accounts beyond the expectation that make a batch, and the least part of the list. */
export const BATCH_MIN = 10;
export const BATCH_PART_MIN = 0.005;
/** Fewest accounts outside a batch to compare it with; below, it is held against what honest lists look like at most. */
export const REST_MIN = 60;
/** Bins of one time line: 30 years of days, or 1,250 days of hours. Wider bins where it would be more. */
export const BINS_MAX = 30_000;
