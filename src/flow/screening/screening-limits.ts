/** Days a proven purpose of a payee holds: half a year, after which trade and papers may have changed. */
export const PROVEN_DAYS = 180;
/** Purposes kept of one payee; the one that ends first goes. */
export const PROVEN_PURPOSES_MAX = 32;
/** Steps kept of one payment's case; the ledger has them all. */
export const CASE_STEPS_MAX = 64;
/**
 * Payments that one proof lets through; then a person is asked again. All of them go back in one turn where the proof is
 * taken back, at about 0.3 ms each, and nobody's trade is proven by one paper for a thousand times.
 */
export const RESTING_MAX = 1_000;
