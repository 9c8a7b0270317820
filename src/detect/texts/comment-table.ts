/** Comments that carry a text, in order of time, as columns: place i is one comment. */
export interface CommentTable {
  readonly count: number;
  /** Number of the account, of the target and of the distinct text, each counted from 0 by first appearance. */
  readonly actor: Int32Array;
  readonly target: Int32Array;
  readonly text: Int32Array;
  /** Milliseconds since 1970. */
  readonly atMs: Float64Array;
  /** Distinct texts as they were written. */
  readonly texts: readonly string[];
  readonly actorCount: number;
  readonly targetCount: number;
  /** Number of the account that gains, by target; −1 = unknown. */
  readonly ownerOf: Int32Array;
}
