/** Every stated limit of erasure and retention, with its reason. */

/** Erased accounts that the log still names, kept by hash so that nothing writes their names again: 3 MB. Beyond it erasing is refused. */
export const FORGOTTEN_MAX = 100_000;
/** Fewest and most days of events that can be kept: less than the longest window of near-line detection would blind it; the most is a hundred years. */
export const KEEP_DAYS_MIN = 5;
export const KEEP_DAYS_MAX = 36_500;
/** Between two drops: what is older than the limit goes within the hour, a little at a time. */
export const DROP_EVERY_MS = 3_600_000;
/** Ids forgotten in one turn of the event loop: some 5 ms. */
export const FORGET_IDS_MAX = 50_000;
/** Names with fewer characters are words of a language as well: in a reviewer's free text they are not looked for. */
export const MENTION_CHARS_MIN = 5;
/** Entries of the ledger that one `erasure` entry lists: an entry is read by people, and hashed whole. */
export const LEDGER_ERASED_PER_ENTRY = 1_000;
/** A clock that goes on by more than this between two drops, stops included, has jumped: a night and a day off are no jump. */
export const CLOCK_JUMP_MS = 36 * 3_600_000;
/** How long a clock that jumped must run on before events are dropped by it: a day, in which somebody sees the warning. */
export const CLOCK_HOLD_MS = 24 * 3_600_000;
