/** Every stated limit of the nightly look over weeks, with its reason. What it holds of acts is the policy's to say. */

/** A thread that says nothing for so long is stuck: a look at 8 million acts takes a minute of a free core, an hour of a core that everybody wants. */
export const NIGHT_SILENCE_MS_MAX = 2 * 3_600_000;
/** Heap of the thread beside its columns, MB: what it begins with, and what each million acts of the policy adds. Beyond it the thread ends, and the engine goes on. */
export const NIGHT_HEAP_MB = 1_024;
export const NIGHT_HEAP_MB_PER_MILLION_ACTS = 128;
/** Rest after each piece read, in parts of the time it took: a quarter of a core at the most. */
export const NIGHT_REST_PARTS = 3;
/** Between two words of how the reading goes. */
export const NIGHT_PROGRESS_MS = 5_000;
/** Longest turn of the engine's event loop spent on telling a night which campaigns are known. */
export const NIGHT_KNOWN_MS = 5;
