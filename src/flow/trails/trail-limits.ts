/** Every stated limit of a look back through the log for one account or target, with its reason. */

/** Events one look goes through: some 100 MB of lines. */
export const TRAIL_EVENTS_MAX = 400_000;
/** And no longer than this: a page waits for it. */
export const TRAIL_MS_MAX = 1_500;
/** Looks under way at once: each holds one run of the log, and the loop for some ms at a time. */
export const TRAILS_UNDER_WAY_MAX = 4;
/** Campaigns named of one account, in either role. */
export const TRAIL_CAMPAIGNS_MAX = 100;
