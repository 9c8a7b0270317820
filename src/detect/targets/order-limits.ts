/** Lengths of the stretches an audience is looked at in, each half overlapping the next; the whole of what is given comes on top. An order of minutes fills an hour, a slow one a day. */
export const ORDER_SCALES_MS = [3_600_000, 6 * 3_600_000, 24 * 3_600_000] as const;
/** Different people who came, from which on an audience says something about its mix. */
export const VIEWERS_MIN = 20;
/** Different people who did the act, from which on it may be an order: the smallest lots sold are of 20 to 50. */
export const ACTORS_MIN = 15;
/** Targets with an audience, below which what is usual is not known and nothing is claimed. */
export const USUAL_TARGETS_MIN = 50;
/** Time before and after an act in which the rest of a visit is looked for: longer than a pause within one. */
export const VISIT_MS = 600_000;
/** Part of a kind's actors seen looking first; below, views do not precede it in this log and its audience is not known. */
export const LOOKED_FIRST_MIN = 0.5;
/** Part of the actors who came over shared links, from which on people were asked by somebody they know, as far as a log can tell. */
export const ASKED_SHARE_MIN = 0.5;
/** People one shared link explains: a WeChat group holds 500. Whoever brings more over one link is no friend of all. */
export const ASKED_PER_SHARE_MAX = 500;
/** Most that one kind of evidence counts for, as odds: no single one decides, whatever it says. */
export const FIELD_ODDS_MAX = 10_000;
/** What the rest must say without the strongest kind of evidence, as odds. */
export const REST_ODDS_MIN = 5;
/** Expected part of false ones among the orders that are shown. */
export const FALSE_ORDERS_RATE = 0.01;

/**
 * How unlike honest targets are (intra-class correlation), at least: what is learnt may be tidier than the world. Measured in a genuine week of Kuaishou
 * (KuaiRand-Pure, 1,110 videos with 20 viewers and more): .016 for likes by viewers, .10 for other acts beside likes. What people do besides is not measurable there: as the latter.
 */
export const CONVERSION_SPREAD_MIN = 0.016;
export const OTHER_SPREAD_MIN = 0.1;
