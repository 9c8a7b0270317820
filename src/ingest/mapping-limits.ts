/** Every stated limit of mappings, with its reason. */

/** Longest mapping file. The longest that ships has 4 kB; YAML of a megabyte takes a second to parse. */
export const MAPPING_BYTES_MAX = 1024 * 1024;
/** Most events that one row may become: each is tried on every row. The widest real log (KuaiRand) has 9. */
export const MAPPING_EVENTS_MAX = 500;
/** Most lookup files: each is held in memory whole. */
export const MAPPING_LOOKUPS_MAX = 20;
