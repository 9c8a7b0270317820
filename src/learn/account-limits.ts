/** Every stated limit of the account model, with its reason. */

/** Largest model file read: 10,000 trees of 64 leaves take 60 MB. */
export const MODEL_BYTES_MAX = 256 * 1024 * 1024;
/** Columns of one table: more is a mistake in the delimiter or a matrix, not a table of accounts. */
export const COLUMNS_MAX = 4096;
/** Accounts of one table: 8 bytes a cell are held. */
export const ACCOUNTS_MAX = 10_000_000;
/** Values of a neighbour table held at once: 8 bytes each. */
export const NEIGHBOUR_VALUES_MAX = 200_000_000;
/** Neighbours of one account that are summed up; the rest are counted. A person's list of friends ends at 10,000 on VK. */
export const NEIGHBOURS_MAX = 10_000;
/** Fewest accounts of a class: below, five folds leave too little to measure. */
export const CLASS_ROWS_MIN = 10;
/** Most classes: more is a column of names, not of labels. */
export const CLASSES_MAX = 20;
/** Rows that figures are measured on: more would not narrow the intervals that matter. The model learns from all. */
export const MEASURED_ROWS_MAX = 100_000;
/** Accounts whose behaviour is measured in a run over events: about 500 bytes each; later ones count as dropped. */
export const BEHAVIOUR_ACTORS_MAX = 2_000_000;
/** Engagements, and views, kept to see who was where together: 16 bytes each; later ones count as dropped. */
export const BEHAVIOUR_EDGES_MAX = 20_000_000;
