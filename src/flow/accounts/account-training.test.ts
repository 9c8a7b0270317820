import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CLASS_ROWS_MIN, CLASSES_MAX } from "../../learn/account-limits.ts";
import { createSeeded } from "../../learn/seeded.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { auditAccounts } from "./account-audit.ts";
import { decodeAccountModel, encodeAccountModel } from "./account-card.ts";
import { readAccountFeatures } from "./account-features.ts";
import { readAccountTable } from "./account-table.ts";
import { readLabels, type TrainingPlan, trainAccounts } from "./account-training.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-accounts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PLAN: TrainingPlan = { folds: 2, repeats: 1, seed: 1, version: "0.1.0", missing: [] };

let files = 0;
function file(text: string | Uint8Array, ending = "csv"): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, text);
  return path;
}

function inputs(accounts: string, labelColumn?: string) {
  const rejections: string[] = [];
  return {
    rejections,
    accounts,
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ignore: [],
    missing: [],
    behaviour: null,
    rejected: ({ code, line, value }: { code: string; line: number; value: string }) => {
      rejections.push(`${line} ${code} ${value}`);
    },
    progress: () => {},
  };
}

/** A table where posts tell the classes, with `rows` accounts of the classes in `mix` by turns. */
function madeTable(rows: number, classes: readonly string[], mix = classes.map((_, c) => c)): string {
  const random = createSeeded(3);
  const lines = Array.from({ length: rows }, (_, row) => {
    const c = mix[row % mix.length]!;
    return `u${row},${classes[c]},${(3 * c + random.normal()).toFixed(3)},${random.unit() < 0.2 ? "" : random.below(50)}`;
  });
  return `account,label,posts,followers\n${lines.join("\n")}\n`;
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof TouchstoneError) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "no error";
}

async function train(text: string, labelColumn = "label", ending = "csv") {
  const read = await readAccountFeatures(inputs(file(text, ending), labelColumn));
  return { ...trainAccounts(read.table, read.accounts.labels!, PLAN), warnings: read.warnings };
}

describe("train, then audit", () => {
  it.each([[["bought", "real"]], [["active", "bought", "dead", "dormant"]]])(
    "learns %j from a table and finds their shares in another",
    async (classes) => {
      const trained = await train(madeTable(800, classes));
      expect(trained.classes).toEqual(classes);
      for (const one of trained.measured.classes) expect(one.auc.mean).toBeGreaterThan(0.85);
      expect(trained.topFeatures[0]!.name).toBe("posts");

      const mix = [0, ...classes.map((_, c) => c)];
      const followers = madeTable(600, classes, mix);
      const model = decodeAccountModel(trained.bytes, "m");
      const read = await readAccountFeatures(inputs(file(followers)), model.model.features);
      const { answer, calls } = auditAccounts(model, read.table, "followers", 1);
      expect(answer!.shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
      answer!.shares.forEach(({ low, high }, c) => {
        const truth = (c === 0 ? 2 : 1) / mix.length;
        expect(low).toBeLessThan(truth);
        expect(high).toBeGreaterThan(truth);
        expect(high - low).toBeLessThan(0.25);
      });
      expect(calls.length).toBe(600);
    },
  );

  it("gives the same bytes for the same data and seed", async () => {
    const text = madeTable(200, ["bought", "real"]);
    const [one, two] = [await train(text), await train(text)];
    expect(Buffer.from(one.bytes).equals(Buffer.from(two.bytes))).toBe(true);
  });

  it("reads NDJSON as it reads CSV, and says what it left out", async () => {
    const ndjson = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({
        account: `u${i}`,
        label: i % 2 ? "real" : "bought",
        posts: i % 2 ? 9 : i,
        name: "Li",
        empty: null,
      }),
    ).join("\n");
    const { warnings, rows } = await train(ndjson, "label", "ndjson");
    expect(rows).toBe(60);
    expect(warnings).toEqual([
      "column `name` is text, such as `Li`: left out",
      "column `empty` holds no value: left out",
    ]);
  });

  it("reads values that are no numbers as missing, and says where the first stands", async () => {
    const text = madeTable(200, ["bought", "real"]).replace(/^u7,real,[^,]+/m, "u7,real,many");
    const { warnings } = await train(text);
    expect(warnings).toEqual([
      "column `posts`: 1 values are no numbers and read as missing, first `many` in line 9",
    ]);
  });

  it("rejects rows without an account and accounts that come again, and keeps the rest", async () => {
    const given = inputs(file("account,posts\na,1\n,2\na,3\nb,4,5\nc,6\n"));
    const { accounts } = await readAccountFeatures(given);
    expect(accounts.accounts).toEqual(["a", "c"]);
    expect(given.rejections).toEqual(["5 bad_csv b,4,5", "3 missing_field ", "4 duplicate_account a"]);
  });
});

describe("bad input", () => {
  const some = (count: number, label: string, from = 0): string =>
    Array.from({ length: count }, (_, i) => `u${from + i},${label},${i}\n`).join("");
  const HEAD = "account,label,posts\n";

  it.each([
    ["one class", HEAD + some(40, "real"), /^bad_training_data: `real` is the only label/],
    ["no label", HEAD + some(40, ""), /^bad_training_data: no account has a label/],
    [
      "a small class",
      HEAD + some(40, "real") + some(CLASS_ROWS_MIN - 1, "bought", 50),
      /^bad_training_data: class `bought` has 9 accounts; 10 are needed/,
    ],
    [
      "names for labels",
      HEAD + Array.from({ length: CLASSES_MAX + 1 }, (_, c) => some(10, `c${c}`, c * 10)).join(""),
      /^bad_training_data: 21 different labels/,
    ],
    [
      "no number",
      `account,label,name\n${some(20, "a").replace(/\d+$/gm, "x")}${some(20, "b", 20).replace(/\d+$/gm, "x")}`,
      /^bad_training_data: no column holds numbers/,
    ],
    ["an empty file", "", /^empty_input/],
    ["a header alone", HEAD, /^empty_input/],
    [
      "no such column",
      "account,posts\na,1\n",
      /^bad_schema: .* has no column `label`; it has `account`, `posts`/,
    ],
    ["a column twice", "account,label,posts,posts\na,b,1,2\n", /^bad_schema: .* the column `posts` twice/],
  ])("refuses %s", async (_, text, words) => {
    expect(await codeOf(() => train(text))).toMatch(words);
  });

  it("takes classes at the limits", async () => {
    const at = HEAD + some(40, "real") + some(CLASS_ROWS_MIN, "bought", 50);
    expect(await codeOf(() => train(at))).toBe("no error");
    const most = Array.from({ length: CLASSES_MAX }, (_, c) => some(CLASS_ROWS_MIN, `c${c}`, c * 10)).join(
      "",
    );
    expect(await codeOf(() => train(HEAD + most))).toBe("no error");
  });

  it("goes on without a column that is all missing, and learns nothing from it", async () => {
    const text = `account,label,posts,gone\n${some(30, "real").replace(/$/gm, ",").replace(/^,$/gm, "")}${some(30, "bought", 30).replace(/$/gm, ",").replace(/^,$/gm, "")}`;
    expect((await train(text)).warnings).toEqual(["column `gone` holds no value: left out"]);
  });

  it("refuses labels of other accounts, and names who is missing where some fit", async () => {
    const accounts = await readAccountTable(file("account,posts\na,1\nb,2\n"), { rejected: () => {} });
    const other = file("account,label\nx,real\ny,bought\n");
    expect(await codeOf(() => readLabels(other, accounts, undefined))).toMatch(
      /^bad_labels: none of the accounts in .*`x`.*`a`/,
    );
    const part = file("account,label\na,real\ny,bought\na,bought\n");
    expect(await readLabels(part, accounts, undefined)).toEqual({
      labels: ["real", null],
      warnings: [
        "1 labels are of accounts that are not in the table, first `y`",
        "1 labels contradict an earlier one of the same account, which was kept",
      ],
    });
    const wide = file("account,one,two\na,1,2\n");
    expect(await codeOf(() => readLabels(wide, accounts, undefined))).toMatch(
      /^bad_labels: .*say which is the label/,
    );
  });

  it("refuses a model cut short, of another format, or for other features", async () => {
    const { bytes } = await train(madeTable(100, ["bought", "real"]));
    const decode = (given: Uint8Array) => codeOf(async () => decodeAccountModel(given, "m.onnx"));
    for (const share of [0.01, 0.3, 0.6, 0.9, 0.99]) {
      expect(await decode(bytes.subarray(0, Math.floor(bytes.length * share)))).toMatch(
        /^bad_model: `m.onnx` /,
      );
    }
    const { model, card } = decodeAccountModel(bytes, "m.onnx");
    const other = Buffer.from(encodeAccountModel(model, card!));
    const at = other.indexOf("touchstone.format") + "touchstone.format".length + 2;
    expect(other.toString("latin1", at, at + 1)).toBe("2");
    other[at] = "7".charCodeAt(0);
    expect(await decode(other)).toMatch(/was written in format `7`; this version reads `2`/);

    const read = await readAccountFeatures(inputs(file("account,posts\na,1\n")), model.features);
    expect(await codeOf(async () => auditAccounts({ model, card }, read.table, "f.csv", 1))).toBe(
      "bad_schema: `f.csv` lacks features the model reads: `followers`",
    );
  });
});
