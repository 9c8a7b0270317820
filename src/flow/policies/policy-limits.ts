/** Every stated limit of policies that are changed while the engine runs, with its reason. */

/** Events that a candidate may be behind when it hands its windows over: the engine reads them itself, some 30 ms. */
export const HAND_OVER_EVENTS_MAX = 5_000;
/** Events judged in one turn of the loop while the last of the log is read: some 10 ms. */
export const CATCH_UP_EVENTS = 2_000;
/** Stored bytes a candidate reads in one go: between two of them it hears of lists and of the question to hand over. */
export const CANDIDATE_PIECE_BYTES = 256 * 1024;
/** Between two reports of a candidate, and two looks for news once it has read all. */
export const CANDIDATE_REPORT_MS = 1_000;
/** A candidate that says nothing for so long is stuck. */
export const CANDIDATE_SILENCE_MS_MAX = 5 * 60_000;
/** Tries of a candidate whose thread failed, before it is given up. */
export const CANDIDATE_FAILURES_MAX = 3;
/** JavaScript memory of its thread; windows lie outside of it. */
export const CANDIDATE_HEAP_MB_MAX = 1_024;
/** Events shown that a shadow would decide otherwise. */
export const SHADOW_SAMPLES_MAX = 50;
/** Rules of a shadow shown. */
export const SHADOW_RULES_MAX = 20;
/** Earlier policies shown; all that ever decided are kept. */
export const EARLIER_SHOWN_MAX = 20;
