import { describe, expect, it } from "vitest";
import type { FeatureTable } from "../../learn/feature-table.ts";
import { createSeeded, type Seeded } from "../../learn/seeded.ts";
import { auditAccounts, isUnlike } from "./account-audit.ts";
import { decodeAccountModel } from "./account-card.ts";
import { trainAccounts } from "./account-training.ts";

/** Accounts of one population: counts with many ties, as profiles have them, of two kinds that overlap. */
function accounts(bought: number, real: number, random: Seeded) {
  const labels = [...new Array<string>(bought).fill("bought"), ...new Array<string>(real).fill("real")];
  const rows = labels.map((label) => {
    const made = label === "bought";
    const silent = random.unit() < (made ? 0.6 : 0.3);
    return [
      silent ? 0 : Math.floor(Math.exp((made ? 1.5 : 2.5) + 1.4 * random.normal())),
      Math.floor(Math.exp((made ? 4.5 : 3.8) + random.normal())),
      random.unit() < (silent ? 0.4 : 0.9) ? 1 : 0,
      Math.floor(random.unit() * (made ? 4 : 3)),
    ];
  });
  const table: FeatureTable = {
    names: ["posts", "following", "picture", "digits"],
    rowCount: rows.length,
    columns: [0, 1, 2, 3].map((c) => Float32Array.from(rows, (row) => row[c]!)),
  };
  return { table, labels };
}

/** Lists of `count` accounts audited, a share of 0, 10, 30 and 60 % in turn. */
function audited(learned: number, count: number, lists: number) {
  const random = createSeeded(learned);
  const known = accounts(learned * 0.4, learned * 0.6, random);
  const plan = { folds: 2, repeats: 1, seed: 1, version: "test", missing: [] };
  const model = decodeAccountModel(trainAccounts(known.table, known.labels, plan).bytes, "m.onnx");
  const told = Array.from({ length: lists }, (_, i) => {
    const share = [0, 0.1, 0.3, 0.6][i % 4]!;
    const { table } = accounts(Math.round(count * share), count - Math.round(count * share), random);
    const answer = auditAccounts(model, table, "list", 1).answer!;
    const bought = answer.shares[0]!;
    const right = bought.low <= share + 1e-9 && share <= bought.high + 1e-9;
    return { unlike: isUnlike(answer), right, off: Math.abs(bought.share - share) };
  });
  return { told, model };
}

describe("samples of the population learned from", () => {
  it.each([
    [600, 500, 12],
    [3000, 4000, 8],
  ])(
    "%i learned, lists of %i: never distrusted, and the interval holds the share",
    { timeout: 60_000 },
    (learned, count, lists) => {
      const { told } = audited(learned, count, lists);
      expect(told.filter(({ unlike }) => unlike).length).toBe(0);
      // All rest on one error table: at 95 %, more than a quarter wrong would be far from chance.
      expect(told.filter(({ right }) => right).length).toBeGreaterThanOrEqual(0.75 * lists);
    },
  );

  it("distrusts a list of another kind all the same", { timeout: 60_000 }, () => {
    const { model } = audited(1500, 10, 1);
    const table: FeatureTable = {
      names: ["posts", "following", "picture", "digits"],
      rowCount: 1000,
      columns: [9, 5, 1, 0].map((value) => new Float32Array(1000).fill(value)),
    };
    expect(isUnlike(auditAccounts(model, table, "list", 1).answer!)).toBe(true);
  });
});
