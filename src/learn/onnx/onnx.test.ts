import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TouchstoneError } from "../../nouns/codes.ts";
import { MODEL_BYTES_MAX } from "../account-limits.ts";
import { madeRows } from "../fixture-rows.ts";
import { scoreTable } from "../score-rows.ts";
import { TRAIN_DEFAULTS, trainTrees } from "../trees/train-trees.ts";
import { importTrees } from "./import-trees.ts";
import { readOnnx } from "./onnx-read.ts";
import { writeOnnx } from "./onnx-write.ts";

interface Golden {
  readonly runtime: string;
  readonly models: readonly {
    readonly onnx: string;
    readonly rows: readonly (readonly (number | null)[])[];
    readonly probabilities: readonly number[];
    readonly labels: readonly string[];
  }[];
}
const golden = JSON.parse(
  readFileSync(new URL("../fixtures/onnxruntime.json", import.meta.url), "utf8"),
) as Golden;

function trained(classes: number) {
  const { table, labels } = madeRows(300, 4, classes, 5);
  const names = ["active", "dormant", "dead", "bought"].slice(0, classes);
  return { table, model: trainTrees(table, labels, names, { ...TRAIN_DEFAULTS, rounds: 10, bags: 1 }).model };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof TouchstoneError) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "no error";
}

describe("ONNX", () => {
  it.each(golden.models)(`scores what ${golden.runtime} scores`, ({ onnx, rows, probabilities, labels }) => {
    const bytes = Buffer.from(onnx, "base64");
    const model = importTrees(readOnnx(bytes, "m"), "m", null);
    const columns = model.features.map((_, f) => Float32Array.from(rows, (row) => row[f] ?? Number.NaN));
    const out = scoreTable(model, { names: model.features, rowCount: rows.length, columns });
    expect(out.length).toBe(probabilities.length);
    probabilities.forEach((p, i) => {
      expect(Math.abs(out[i]! - p)).toBeLessThan(1e-6);
    });
    const k = model.classes.length;
    labels.forEach((label, row) => {
      const scores = [...out.subarray(row * k, row * k + k)];
      expect(model.classes[scores.indexOf(Math.max(...scores))]).toBe(label);
    });
  });

  it.each([2, 3, 4])("comes back from a file as it went in (%i classes)", (classes) => {
    const { table, model } = trained(classes);
    const read = readOnnx(writeOnnx(model, { "touchstone.format": "1", note: "账号" }, "0.1.0"), "m");
    expect(read.metadata).toEqual({ "touchstone.format": "1", note: "账号" });
    expect(read.columns).toBe(4);
    const back = importTrees(read, "m", table.names);
    expect(back.classes).toEqual(model.classes);
    const [before, after] = [scoreTable(model, table), scoreTable(back, table)];
    for (let i = 0; i < before.length; i++) expect(after[i]).toBeCloseTo(before[i]!, 6);
  });

  it("refuses a file cut short anywhere, or reads all of it", () => {
    const bytes = writeOnnx(trained(3).model, { a: "b" }, "0.1.0");
    for (let length = 0; length < bytes.length; length += 97) {
      const answer = codeOf(() => importTrees(readOnnx(bytes.subarray(0, length), "m"), "m", null));
      // A cut between two fields of the file's end loses metadata only; the format key below tells that.
      if (length < bytes.length - 60) expect(answer).toMatch(/^bad_model: `m` /);
    }
  });

  it("refuses bytes changed anywhere, or gives a model", () => {
    const bytes = writeOnnx(trained(2).model, {}, "0.1.0");
    for (let at = 0; at < bytes.length; at += 13) {
      const hurt = Uint8Array.from(bytes);
      hurt[at] = hurt[at]! ^ 0x55;
      const answer = codeOf(() => importTrees(readOnnx(hurt, "m"), "m", null));
      expect(answer === "no error" || answer.startsWith("bad_model: ")).toBe(true);
    }
  });

  it("refuses what is no model, and says what it is not", () => {
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /is empty/],
      [Buffer.from("account,label\n1,real\n"), /cut short or is no ONNX|no ONNX model/],
      [new Uint8Array(MODEL_BYTES_MAX + 1), /are the limit/],
    ];
    for (const [bytes, words] of cases) expect(codeOf(() => readOnnx(bytes, "m"))).toMatch(words);
  });

  /** One tree of one node with two leaves, as a foreign writer has it. */
  function foreign(mode: string, transform: string, ids: readonly number[], missing = 0) {
    const attribute = (part: object) => ({ floats: [], ints: [], strings: [], ...part });
    return {
      columns: 1,
      metadata: {},
      attributes: new Map(
        Object.entries({
          classlabels_int64s: attribute({ ints: [0, 1] }),
          post_transform: attribute({ strings: [transform] }),
          nodes_treeids: attribute({ ints: [0, 0, 0] }),
          nodes_nodeids: attribute({ ints: [0, 1, 2] }),
          nodes_featureids: attribute({ ints: [0, 0, 0] }),
          nodes_modes: attribute({ strings: [mode, "LEAF", "LEAF"] }),
          nodes_values: attribute({ floats: [2, 0, 0] }),
          nodes_truenodeids: attribute({ ints: [1, 0, 0] }),
          nodes_falsenodeids: attribute({ ints: [2, 0, 0] }),
          nodes_missing_value_tracks_true: attribute({ ints: [missing, 0, 0] }),
          class_treeids: attribute({ ints: ids.map(() => 0) }),
          class_nodeids: attribute({ ints: ids.map((_, i) => 1 + (i % 2)) }),
          class_ids: attribute({ ints: ids }),
          class_weights: attribute({ floats: ids.map((_, i) => [1, -1, 0.25, 0.75][i]!) }),
        }),
      ),
    };
  }

  it.each([
    ["BRANCH_LEQ", [true, true, false, false]],
    ["BRANCH_LT", [true, false, false, false]],
    ["BRANCH_GTE", [false, true, true, false]],
    ["BRANCH_GT", [false, false, true, false]],
  ] as const)("runs %s of other writers, missing values included", (mode, yes) => {
    for (const missing of [0, 1]) {
      const model = importTrees(foreign(mode, "LOGISTIC", [0, 0], missing), "m", null);
      const column = Float32Array.from([1.9999999, 2, 2.5, Number.NaN]);
      const out = scoreTable(model, { names: ["f0"], rowCount: 4, columns: [column] });
      yes.forEach((taken, row) => {
        const truth = row === 3 ? missing === 1 : taken;
        expect(out[row * 2 + 1]! > 0.5).toBe(truth);
      });
    }
  });

  it("runs a forest, whose leaves hold a share of each class", () => {
    const model = importTrees(foreign("BRANCH_LEQ", "NONE", [0, 0, 1, 1]), "m", null);
    const out = scoreTable(model, { names: ["f0"], rowCount: 1, columns: [Float32Array.from([1])] });
    expect([...out]).toEqual([1, 0.25]);
  });

  it.each([
    [() => foreign("BRANCH_NEQ", "LOGISTIC", [0, 0]), /branches by `BRANCH_NEQ`/],
    [() => foreign("BRANCH_LEQ", "PROBIT", [0, 0]), /ends in `PROBIT`/],
    [() => foreign("BRANCH_LEQ", "SOFTMAX", [0, 0]), /one sum for two classes/],
    [() => foreign("BRANCH_LEQ", "LOGISTIC", [0, 2]), /a leaf for class 2 of 2/],
  ])("refuses what it does not run (%#)", (make, words) => {
    expect(codeOf(() => importTrees(make(), "m", null))).toMatch(words);
  });
});
