/** Identifiers of one side in one exchange, padding included: 2^20. A larger set is a copy of a customer base, and goes in parts that each stand in the ledgers. */
export const IDENTIFIERS_MAX = 1_048_576;
/** Least size that a set is padded to: below it the size alone would tell too much of a small set. */
export const IDENTIFIERS_PADDED_MIN = 1_024;
/** Points in one run of a masking thread: half a second of work, 128 KiB. */
export const RUN_POINTS = 4_096;
/** Runs in memory for each masking thread: one at work, one behind it. */
export const RUNS_WAITING_MAX = 2;
