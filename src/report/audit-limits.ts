/** Every stated limit of the audit's accumulator, with its reason. A test stands at each and one past it. */

/** Rows of (target, type) counted one by one. 1 M rows take about 150 MB; later targets are pooled in `targets_not_listed`. */
export const TARGET_ROWS_MAX = 1_000_000;
/** Engagements remembered, so that a retraction lowers the right count (about 60 MB); the older half is forgotten at once. */
export const REMEMBERED_MAX = 1_000_000;
/** Counters of one ranking. Exact up to here; above, a count is over by at most discarded / 4,096. */
export const HEAVY_COUNTERS_MAX = 4096;
/** Entries of a ranking that are reported. */
export const HEAVY_TOP = 20;
/** Buckets of the timeline that are reported: enough to see an hour in a week, few enough to draw on a phone. */
export const BUCKETS_MIN = 60;
export const BUCKETS_MAX = 240;
/** Bins of the score histogram: 0.05 each. */
export const SCORE_BINS = 20;
/** Rows of the targets' table in the HTML report; the JSON form has them all. */
export const TABLE_ROWS_MAX = 500;
/** Rows of it that are printed: a page and a half. The rest is nearly always of targets from which nothing was taken. */
export const PRINTED_ROWS_MAX = 60;
/** Targets drawn in the chart. */
export const CHART_TARGETS_MAX = 30;
/** Targets whose beginning is followed for the curve of the first hours: 25 numbers each, 2 MB. */
export const REACH_TARGETS_MAX = 10_000;
/** Hours of a target's beginning that are looked at: most engagement of a post comes within its first day. */
export const FIRST_HOURS = 24;
/** Spikes told one by one, the highest first: more than a reader asks about. */
export const SPIKES_MAX = 6;
/** Accounts written to `--accounts`: a spreadsheet opens 1,048,576 rows. The first that come are kept; the rest is counted. */
export const ACCOUNT_ROWS_MAX = 1_000_000;
