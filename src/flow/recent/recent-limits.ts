/** Shared memory for the latest decided events, bytes: 8 s at 30,000 a second. Taken from the machine as it is first written to. */
export const RECENT_BYTES = 32 * 1024 * 1024;
/** A run that takes more of it is left out, and read from the log: a few such runs would leave room for nothing else. */
export const RECENT_RUN_BYTES_MAX = RECENT_BYTES / 8;
