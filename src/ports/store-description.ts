/**
 * Which stores an engine stands on, as plain data: what opens them is `src/compose`, and threads, which get it by message,
 * open their own side of the same stores. A folder holds the embedded stores; stores elsewhere become another `kind`.
 */
export interface StoreDescription {
  readonly kind: "folder";
  /** Path of the data folder. */
  readonly path: string;
}
