import { HOUR_MS, MINUTE_MS } from "../../nouns/durations.ts";

/**
 * Acts of one account that are this near are one visit: whoever browses a page likes much at once.
 * Usual for sessions on the web is 30 minutes; people come back to a feed.
 */
export const VISIT_GAP_MS = 2 * HOUR_MS;
/**
 * Separate occasions on which a group must have come together: two waves may have one cause, or
 * share a crowd by chance.
 */
export const OCCASIONS_MIN = 3;
/** The smallest group that is told of: fewer are friends, a household, a class. */
export const GROUP_MIN = 5;
/**
 * Acts of one account for one owner that are looked at: above are those who like everything, and
 * cost grows with the square.
 */
export const ACTS_OF_ACCOUNT_MAX = 256;
/**
 * Spans of time in which a crowd is looked for; each begins at its half as well. Orders are
 * delivered within minutes to hours.
 */
export const SPANS_MS = [20 * MINUTE_MS, 90 * MINUTE_MS, 5 * HOUR_MS] as const;
/** The longest window of a group on one target. Above half a day everybody's day is in it. */
export const WINDOW_MAX_MS = 12 * HOUR_MS;
/** Acts of the same account, before and after in time, that an act is paired with. */
export const PAIRED_ACTS_MAX = 32;
/** Pairs of acts looked at for one owner, about: above it fewer, nearer acts are paired. */
export const PAIRS_MAX = 3_000_000;
/**
 * Shared accounts over what promptness explains, at least: the null is a model, and is off by up to
 * two on honest exports.
 */
export const EXCESS_MIN = 3;
/**
 * False-discovery rate over all meetings looked at: they are guesses that groups are grown from.
 */
export const MEETING_RATE = 0.2;
/** False-discovery rate of what is told. */
export const FALSE_DISCOVERY_MAX = 0.01;
/** Meetings that groups are grown from, the most surprising first. */
export const SEEDS_MAX = 60;
/** Groups weighed for one owner, the largest first: each costs its own null. */
export const GROUPS_MAX = 12;
/**
 * Members' acts within their common windows, of all their acts for the owner, at least: of the
 * group, and of each member. Fan clubs that are called by a list, and friends who come together a
 * few times, mostly do half and more on their own; pools .7 to .97 together. Whoever adds as many
 * acts for the same owner at times of its own is taken for a club.
 */
export const WITHIN_SHARE_MIN = 0.5;
export const MEMBER_SHARE_MIN = 0.4;
/**
 * Members that come to a window, on average, at least: those who come to a few of very many are
 * each one's own. Pools: .4 and more.
 */
export const TURNOUT_MEAN_MIN = 0.25;
/**
 * The same as the share, within windows that are upheld: a group must not rest on windows of which
 * only a few are.
 */
export const UPHELD_SHARE_MIN = 0.25;
/**
 * Upheld occasions of a group that is told of, and ln p of the weakest of them. The chance that the
 * model gives is not the whole doubt: the model is off. Clubs that are called to a list of videos
 * reached 4 occasions and −15 on seeds 1 to 8; the weakest pool had 4 and −26.
 */
export const OCCASIONS_TOLD_MIN = 4;
export const LN_P_TOLD = -20;
/**
 * Part of a group's windows that are upheld, at least. Clubs that are called: 3 of 20, 4 of 31.
 * Pools: 4 of 8 and more.
 */
export const UPHELD_PART_MIN = 1 / 3;
/**
 * Of those that belong and came to the target at all, so many came in its window; neither end is
 * believed.
 */
export const WITHIN = 0.85;
