/**
 * Different people who did the act, from which on a target is looked at: the smallest lots sold are
 * of ten to twenty.
 */
export const SECOND_ACTORS_MIN = 12;
/** Crowds of a kind of act, below which what is usual is not known and nothing is told. */
export const SECOND_TARGETS_MIN = 50;
/**
 * Time before and after an act that counts as its visit, with room: hands used once live for one
 * visit.
 */
export const AROUND_MS = 3_600_000;
/**
 * Things of one actor that are looked at, evenly over its time: bounds the cost that very busy
 * accounts make.
 */
export const LIFE_ACTS_MAX = 200;
/** Part of the crowds that may be bought: what is usual is learnt from the others. */
export const BOUGHT_PART_MAX = 0.05;
/**
 * How unlike honest crowds are (intra-class correlation), at least and at most: what is learnt may
 * be tidier than the world.
 */
export const FIELD_SPREAD_MIN = 0.05;
export const FIELD_SPREAD_MAX = 0.5;
/**
 * Standard deviations from usual that one field counts for at the most: towards innocence little,
 * since it is free to imitate.
 */
export const FIELD_LOW = -1;
export const FIELD_HIGH = 5;
/**
 * Part of those who came that usually acts, above which acting is what one does there (a log that tells of views only now and then, followers who never miss): then how many did says
 * nothing.
 */
export const CONVERTED_USUAL_MAX = 0.3;
/** Least standard deviation of that part between crowds, as ln odds, and the most of them that are counted. */
export const CONVERTED_SPREAD_MIN = 0.8;
export const CONVERTED_HIGH = 2.6;
/** Accounts seen on one device, from which on it is no person's own: two are a couple, or a phone that was sold. */
export const RACK_ACCOUNTS_MIN = 3;
/** Part of a crowd that stronger targets may explain: beyond, it is their cover. */
export const EXPLAINED_MAX = 0.5;
/** Part of a life within an hour of one act that is much in any file, whatever is usual in it. */
export const AROUND_MOST = 0.5;
