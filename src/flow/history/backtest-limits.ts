/** Every stated limit of a backtest, with its reason. */

/** Accounts counted exactly; beyond them the answer says "at least". 2 M take some 100 MB. */
export const ACTORS_MAX = 2_000_000;
/** Targets whose counts are compared. Beyond them the rest is left out, and the answer says so. */
export const TARGETS_MAX = 500_000;
/** Targets and rules listed in the answer. */
export const LISTED_MAX = 20;
