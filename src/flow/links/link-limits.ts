/** Every stated limit of the thread that reads the log for links, with its reason. */

/** How far back the log is read at a start, ms: three days of past, four of delivery, and a week of orders. */
export const LINK_SPAN_MS = 14 * 86_400_000;
/** Events read back at a start at the most: two minutes' work of one processor. */
export const LINK_EVENTS_MAX = 20_000_000;
/** Heap of the thread, MB: the test's own limits take 700. Beyond it the thread ends, and the engine goes on. */
export const LINK_HEAP_MB_MAX = 2_048;
/** Payees of one report: those told first, then those with most payments; the rest are answered as not enough data. */
export const LINK_PAYEES_TOLD_MAX = 5_000;
/** Part of the clock that looks may take: a look costs what all payees' orders cost. */
export const LINK_DUTY_MAX = 0.05;
/** A thread that says nothing for so long is stuck. */
export const LINK_SILENCE_MS_MAX = 10 * 60_000;
