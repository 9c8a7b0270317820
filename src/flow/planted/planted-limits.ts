/** Part of the engagement that is planted of each make: what a buyer gets for little money, and would want found. */
export const PLANTED_SHARE = 0.05;
/** Events of a file up to which purchases are planted into it: the file is gone through a second time for it. */
export const PLANTED_EVENTS_MAX = 500_000;
/** Planted acts of one make, below which nothing could be told by anybody: the smallest lots sold are of ten to twenty. */
export const PLANTED_ACTS_MIN = 12;
/** Acts of one order, at the most: small lots are the harder ones to see. */
export const PLANTED_LOT_MAX = 50;
/** Events of each type kept as patterns for planted ones: as many targets can be served. */
export const PATTERNS_MAX = 256;
/** Share of unusual events from which nothing is planted: the answer is no "0 %" then. */
export const PLANTED_BELOW_SHARE = 0.01;
