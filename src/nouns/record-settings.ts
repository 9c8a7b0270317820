/**
 * Setting that says whether every retraction of the log is written down by the position it took back: `no` in records of before
 * that was done, until a start has read the log through.
 */
export const RETRACTIONS_KNOWN = "retractions_known";
