import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../nouns/event.ts";
import { createEventRow, keyColumn } from "../nouns/event-row.ts";
import { createBehaviourCollector } from "./behaviour-features.ts";
import { answersOf, crossValidate } from "./cross-validate.ts";
import type { FeatureTable } from "./feature-table.ts";
import { rocAuc } from "./ranking.ts";
import { scoreTable } from "./score-rows.ts";
import { createSeeded } from "./seeded.ts";
import { TRAIN_DEFAULTS, trainTrees } from "./trees/train-trees.ts";
import {
  createViewOnlyAugmentation,
  learnedTwice,
  lookAt,
  type ViewOnlyRows,
} from "./view-only-augmentation.ts";

const VIEW = EVENT_TYPES.indexOf("view");
const LIKE = EVENT_TYPES.indexOf("like");
const OPTIONS = { ...TRAIN_DEFAULTS, rounds: 40, bags: 1, columnShare: 1 };

const table = (columns: Readonly<Record<string, readonly number[]>>): FeatureTable => ({
  names: Object.keys(columns),
  rowCount: Object.values(columns)[0]!.length,
  columns: Object.values(columns).map((values) => Float32Array.from(values)),
});

describe("two looks", () => {
  /** Accounts 1 … 30 on ten targets; those that divide by five never view, those that divide by seven do nothing else. */
  function acts(): { actor: number; target: number; kind: number; atMs: number }[] {
    const random = createSeeded(5);
    return Array.from({ length: 900 }, (_, i) => {
      const actor = 1 + random.below(30);
      const kind = actor % 5 === 0 ? LIKE : actor % 7 === 0 || random.unit() < 0.6 ? VIEW : LIKE;
      return { actor, target: 1 + random.below(10), kind, atMs: 1_700_000_000_000 + i * 40_000 };
    });
  }

  function collect<T extends { readonly add: (row: ReturnType<typeof createEventRow>) => void }>(
    collector: T,
    keeps: (kind: number) => boolean,
  ): T {
    const row = createEventRow();
    for (const { actor, target, kind, atMs } of acts()) {
      if (!keeps(kind)) continue;
      row.hash[keyColumn("actor") * 2] = actor;
      row.hash[keyColumn("target") * 2] = target;
      row.kind = kind;
      row.occurredAtMs = atMs;
      collector.add(row);
    }
    return collector;
  }

  test("the whole is what one collector sees; the views are what one sees that is shown views only", () => {
    const both = collect(createViewOnlyAugmentation(), () => true);
    const { whole, views } = both.finish();
    expect(whole).toEqual(collect(createBehaviourCollector(), () => true).finish());
    const viewers = collect(createBehaviourCollector(), (kind) => kind === VIEW);
    expect(views.table).toEqual(viewers.finish());
    expect(views.row).toHaveLength(24);
    for (let actor = 1; actor <= 30; actor++) {
      const place = viewers.rowOf(actor, 0);
      expect(place < 0).toBe(actor % 5 === 0);
      if (place >= 0) expect(views.row[place]).toBe(both.rowOf(actor, 0));
    }
  });

  test("nothing of nothing", () => {
    const { whole, views } = createViewOnlyAugmentation().finish();
    expect(whole.rowCount).toBe(0);
    expect(views.row).toHaveLength(0);
  });
});

test("a look at some rows has those rows only, by their new places", () => {
  const look: ViewOnlyRows = { table: table({ a: [10, 20, 30, 40] }), row: Int32Array.of(7, 3, -1, 5) };
  const some = lookAt(look, [5, -1, 7]);
  expect([...some.row]).toEqual([2, 0]);
  expect([...some.table.columns[0]!]).toEqual([10, 40]);
});

describe("learning twice", () => {
  const random = createSeeded(9);
  const labels = Int32Array.from({ length: 400 }, (_, row) => row % 2);
  const noisy = (row: number, by: number): number => labels[row]! + by * random.normal();
  // Likes tell the classes at once, views tell them less well: trees that see both take the likes.
  const whole = table({
    likes: Array.from(labels, (_, row) => noisy(row, 0.1)),
    views: Array.from(labels, (_, row) => noisy(row, 0.3)),
  });
  const views: ViewOnlyRows = {
    table: { ...whole, columns: [new Float32Array(400).fill(Number.NaN), whole.columns[1]!] },
    row: Int32Array.from({ length: 400 }, (_, row) => row),
  };
  /** Mean probability of the second class for accounts of it that only view. */
  const foundByViews = (second: ViewOnlyRows | null): number => {
    const learned = learnedTwice(whole, labels, second);
    const { model } = trainTrees(learned.table, learned.labels, ["real", "bought"], OPTIONS);
    const p = scoreTable(model, views.table);
    let sum = 0;
    for (let row = 1; row < 400; row += 2) sum += p[row * 2 + 1]!;
    return sum / 200;
  };

  test("finds those who only view, whom a model that learned from likes clears", () => {
    expect(foundByViews(null)).toBeLessThan(0.7);
    expect(foundByViews(views)).toBeGreaterThan(0.9);
  });

  test("nothing is measured on the second look, and an account's two rows are in one fold", () => {
    // Own numbers would tell every label, if a fold could learn its own accounts from their second rows.
    const own = table({ own: Array.from(labels, () => random.unit()) });
    const second: ViewOnlyRows = { table: own, row: views.row };
    const plan = { folds: 5, repeats: 1 };
    const measured = crossValidate(own, labels, ["real", "bought"], OPTIONS, plan, () => {}, second);
    expect(measured.classes[1]!.rows).toBe(200);
    expect(measured.probabilities).toHaveLength(800);
    expect(measured.classes[1]!.auc.mean).toBeLessThan(0.65);
    // It can learn them by heart where it is shown them.
    const all = { train: views.row, test: views.row };
    const heart = answersOf(own, labels, ["real", "bought"], OPTIONS, all, second);
    const scores = Float64Array.from(labels, (_, row) => heart[row * 2 + 1]!);
    expect(rocAuc(scores, (row) => labels[row] === 1)).toBeGreaterThan(0.75);
  });
});
