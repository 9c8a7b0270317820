/** Rows that a proposal is made from: enough that a rare word of a type column is seen, few enough for a second's work. */
export const SAMPLE_ROWS_MAX = 3000;
/** Rows read to take that sample from all over a file; beyond them a file is taken to go on as it began. */
export const SAMPLED_ROWS_MAX = 50_000;
/** Rows taken from the top before they are thinned: small files are seen whole. */
export const SAMPLE_TOP_ROWS = 1000;
/** Files whose proposals are kept while a command runs: each is read once, however often it is opened. */
export const PROPOSALS_KEPT_MAX = 10_000;
