import { EVENT_TYPES } from "../nouns/event.ts";
import { keyColumn } from "../nouns/event-row.ts";
import { type BehaviourCollector, createBehaviourCollector } from "./behaviour-features.ts";
import { type FeatureTable, stackRows, takeRows } from "./feature-table.ts";

/** Rows of another table once more, seen another way: `row[i]` is the place there of row i here. */
export interface ViewOnlyRows {
  readonly table: FeatureTable;
  readonly row: Int32Array;
}

/** Collects what accounts do, and what would be seen of them had they only viewed. */
export interface ViewOnlyAugmentation extends Omit<BehaviourCollector, "finish"> {
  /** `whole`: as `BehaviourCollector.finish`; `views`: the same accounts from views alone, those that have any. */
  readonly finish: () => { readonly whole: FeatureTable; readonly views: ViewOnlyRows };
}

const VIEW = EVENT_TYPES.indexOf("view");
const ACTOR_WORDS = 2;
const ACTOR = keyColumn("actor") * ACTOR_WORDS;

/**
 * Two collectors side by side; twice the memory of one where everything is a view. What an account does not do must not clear it: a model that learned from
 * accounts that also like takes whoever never likes for honest, so each is learned from a second time, by its views alone.
 */
export function createViewOnlyAugmentation(): ViewOnlyAugmentation {
  const whole = createBehaviourCollector();
  const views = createBehaviourCollector();
  // Keys of the accounts of the second, in its order: the first one knows them by key.
  const keys: number[] = [];
  return {
    ...whole,
    add: (row) => {
      whole.add(row);
      if (row.kind !== VIEW) return;
      const before = views.actorCount();
      views.add(row);
      if (views.actorCount() > before) keys.push(row.hash[ACTOR]!, row.hash[ACTOR + 1]!);
    },
    dropped: () => whole.dropped() + views.dropped(),
    finish: () => ({
      whole: whole.finish(),
      views: {
        table: views.finish(),
        row: Int32Array.from({ length: keys.length / ACTOR_WORDS }, (_, i) =>
          whole.rowOf(keys[i * ACTOR_WORDS]!, keys[i * ACTOR_WORDS + 1]!),
        ),
      },
    }),
  };
}

/** The look at some of the rows only, `rows` of the first table; their places are those in `rows`. */
export function lookAt({ table, row }: ViewOnlyRows, rows: ArrayLike<number>): ViewOnlyRows {
  const placeOf = new Map(Array.from(rows, (from, place) => [from, place]));
  const kept = Array.from(row.keys()).filter((i) => row[i]! >= 0 && placeOf.has(row[i]!));
  return { table: takeRows(table, kept), row: Int32Array.from(kept, (i) => placeOf.get(row[i]!)!) };
}

/** What to learn from: rows and labels of a table, and behind them those of the second look, which have the labels of the rows they are of. */
export function learnedTwice(
  table: FeatureTable,
  labels: Int32Array,
  second: ViewOnlyRows | null,
): { readonly table: FeatureTable; readonly labels: Int32Array } {
  if (second === null || second.row.length === 0) return { table, labels };
  return {
    table: stackRows([table, second.table]),
    labels: Int32Array.from([...labels, ...Array.from(second.row, (row) => labels[row]!)]),
  };
}
