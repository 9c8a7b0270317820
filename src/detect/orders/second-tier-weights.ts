/** What is measured of a crowd, in the order it is told. */
export const SECOND_FIELDS = ["one_kind", "around", "quiet", "unlike", "unknown"] as const;
export type SecondField = (typeof SECOND_FIELDS)[number];

/**
 * What one standard deviation from usual adds. Logistic regression (no weight below zero) of bought
 * against honest targets, each attack of each world with equal say: worlds feeds (personal and
 * broad), interests with and without views, and places, attacks usedOnce, smallLots, bigPool,
 * neverTwice and askedFriends of `evaluate`, seed 1. How many of those who came did it was tried
 * and got no weight.
 */
export const SECOND_WEIGHTS: Readonly<Record<SecondField, number>> = {
  one_kind: 1.05,
  around: 1.15,
  quiet: 0.65,
  unlike: 0.7,
  unknown: 1.3,
};

/**
 * Score from which on a target is told: what one honest target in two hundred reaches in those
 * worlds. More than any one field can give, so that no single one decides.
 */
export const SECOND_BAR = 7.7;
