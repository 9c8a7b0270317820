/** Every stated limit of the near-line detector for campaigns, with its reason. What it holds of events is the policy's to say. */

/** Members, targets and events of one report in all, some 30 MB; what more has changed comes with the next. One campaign is always told whole. */
export const REPORT_SIZE_MAX = 1_000_000;
/** Names remembered of actors, and of targets: 20 MB each. Others are read from the log again. */
export const NAMES_MAX = 200_000;
/** Members of known campaigns handed to the thread in all; campaigns beyond it are found under a new id. */
export const KNOWN_MEMBERS_MAX = 2_000_000;
/** Heap of the thread beside its columns, MB: twice what 3.5 million events were seen to take with all columns. Beyond it the thread ends, and the engine goes on. */
export const HEAP_MB_MAX = 2_048;
/** Events that wait are read at once from this many on, whatever the clock says: half a second's work. */
export const WAITING_MAX = 50_000;
/** A thread that says nothing for so long is stuck: it reports at every turn, and a look at millions of events takes seconds. */
export const SILENCE_MS_MAX = 10 * 60_000;
/** Wait before a thread that failed is started anew, doubled each time. */
export const RESTART_MS_MIN = 1_000;
/** Longest such wait; a thread that ran for as long begins with the least again. */
export const RESTART_MS_MAX = 5 * 60_000;
/** Targets shown that rise beyond their own pace: a list to read, not to work off. */
export const SURGES_SHOWN_MAX = 20;
