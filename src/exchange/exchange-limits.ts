/** Identifiers of one side in one exchange, padding included: 2^20. A larger set is a copy of a customer base, and goes in parts that each stand in the ledgers. */
export const IDENTIFIERS_MAX = 1_048_576;
/** Least size that a set is padded to: below it the size alone would tell too much of a small set. */
export const IDENTIFIERS_PADDED_MIN = 256;
/** Points in one run of a masking thread: half a second of work, 128 KiB. */
export const RUN_POINTS = 4_096;
/** Runs in memory for each masking thread: one at work, one behind it. */
export const RUNS_WAITING_MAX = 2;
/** How long an offer may wait for its answer: 30 days, the longest that a courier between two closed networks was argued to need. */
export const ANSWER_WITHIN_MS_MAX = 2_592_000_000;
/** How far a counterpart's clock may be ahead: 10 minutes. */
export const CLOCK_AHEAD_MS_MAX = 600_000;
/** Bytes of a message's header: keys, hashes and proofs take some 20 kB; no more is read of one whose sender is not known yet. */
export const HEADER_BYTES_MAX = 65_536;
/** Checkpoints shown to a counterpart that did not come back cosigned, from which consistency is proven: lost messages in a row. */
export const SHOWN_CHECKPOINTS_MAX = 16;
/** Length of an identifier in UTF-16 code units, as in events. */
export const IDENTIFIER_CHARS_MAX = 256;
