/** Bytes of submissions that may wait for their answers; beyond it one is refused as overloaded. */
export const QUEUE_BYTES_MAX = 128 * 1024 * 1024;
/** Bytes of the queue that only submissions of at most `SMALL_SUBMISSION_BYTES_MAX` may use: bulk loads never lock out single events. */
export const QUEUE_BYTES_KEPT = QUEUE_BYTES_MAX / 8;
/** A submission of single events. */
export const SMALL_SUBMISSION_BYTES_MAX = 64 * 1024;
/** One turn of the event loop takes in about this much, some 3 ms of work, so that other requests are not kept waiting. */
export const RUN_BYTES_MAX = 256 * 1024;
/** And at most so many lines: what they hold of ordinary events. Lines of one byte take as long each as others. */
export const RUN_LINES_MAX = 1024;
/** Durable runs are decided for so long in one turn of the event loop. */
export const DECIDE_SLICE_MS = 5;
/** Decisions of repeated events are read for so long in one turn of the event loop. */
export const ANSWER_SLICE_MS = 5;
/**
 * Counts go to the store after this many changed targets or this long, whichever comes first. A transaction of so many takes the
 * thread some 40 ms, and a review or an erasure waits for it no longer.
 */
export const CHECKPOINT_TARGETS_MAX = 4_000;
export const CHECKPOINT_MS = 1_000;
/** A write to the log that failed so long ago says nothing of now: the disk is asked instead. */
export const LOG_FAILURE_COUNTS_MS = 10_000;
/** Rejections decoded to text for the live page in one run. */
export const REJECTIONS_SHOWN_PER_RUN = 5;
