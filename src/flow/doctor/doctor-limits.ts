/** Every stated limit of `doctor`, with its reason. */

/** Free room below which a disk is worth a look: an hour of full load takes about as much. */
export const DISK_FREE_BYTES_MIN = 10 * 2 ** 30;
/** A log whose latest events came in longer ago than this says nothing about the clock; shorter, a clock behind them is wrong. */
export const CLOCK_AHEAD_MS_MAX = 36 * 3_600_000;
/** Damaged runs named one by one; the rest are counted. */
export const DAMAGE_NAMED_MAX = 20;
/** Targets whose counts are compared and named when they differ. */
export const COUNTS_NAMED_MAX = 10;
