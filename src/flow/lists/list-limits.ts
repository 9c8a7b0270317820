/** Every stated limit of named lists, with its reason. */

/** Entries of all lists that hold: some 200 bytes of memory each. */
export const LIST_ENTRIES_MAX = 500_000;
/** Lists there may be: a policy asks at most 31 questions of them. */
export const LISTS_MAX = 64;
/** Longest name of a list; the same as that of a feature. */
export const LIST_NAME_CHARS_MAX = 64;
/** Longest note of an entry: why it is there, in a sentence or two. */
export const LIST_NOTE_CHARS_MAX = 500;
/** Changes named in one entry of the ledger: it is read by people, and hashed whole. */
export const LIST_CHANGES_PER_ENTRY = 1_000;
