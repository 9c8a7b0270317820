/** What is measured of a crowd, in the order it is told. */
export const SECOND_FIELDS = ["one_kind", "around", "quiet", "unlike", "unknown"] as const;
export type SecondField = (typeof SECOND_FIELDS)[number];

/**
 * What one standard deviation from usual adds. Logistic regression (no weight below zero) of bought
 * against honest targets: worlds feeds (personal and broad), interests with and without views, and
 * places, attacks usedOnce, smallLots, bigPool and askedFriends of `evaluate/adversary`, seed 2;
 * rounded. With one world left out the weights differ by a half and usedOnce is still told. How
 * many of those who came did it was tried and got no weight.
 */
export const SECOND_WEIGHTS: Readonly<Record<SecondField, number>> = {
  one_kind: 1.1,
  around: 1.26,
  quiet: 0.8,
  unlike: 0.7,
  unknown: 1.27,
};

/**
 * Score from which on a target is told. In those worlds 1.2 % of honest targets with such a crowd
 * reach it (seed 2: .1 to .6 % in interests and places, 6 % in feeds, where fans are what is usual
 * and a feed's strangers are rare). More than any one field can give, so that none decides alone.
 */
export const SECOND_BAR = 6.6;
