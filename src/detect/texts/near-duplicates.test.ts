import { expect, it } from "vitest";
import { clusterNearDuplicates, SAME_TEXT_RESEMBLANCE } from "./near-duplicates.ts";
import { resemblance, shinglesOf, textUnits } from "./shingles.ts";

const TEXTS = [
  "用了一段时间才来评价这个背包比我想象中好太多了强烈推荐给大家",
  "用了一段时间才来评价这个背包比我想象中好太多了强烈推荐给你们",
  "性价比超高的一款家里人都说好以后就认准它了",
  "beenusingthisbackpackforamonthnowandicantimaginegoingback",
  "beenusingthisbackpackforamonthnowandicantimaginegoingbackr7",
  "哈哈哈",
];

/** Straight from the definition: each text to the first earlier founder that it resembles most. */
function plainClusters(sets: readonly Uint32Array[]): number[] {
  const founders: number[] = [];
  return sets.map((set, i) => {
    let best = -1;
    let most = SAME_TEXT_RESEMBLANCE;
    founders.forEach((founder, cluster) => {
      const shared = set.filter((shingle) => sets[founder]!.includes(shingle)).length;
      const like = shared / (set.length + sets[founder]!.length - shared);
      if (like > most || (best < 0 && like === most)) [best, most] = [cluster, like];
    });
    return best >= 0 ? best : founders.push(i) - 1;
  });
}

it("joins texts with changes as the plain comparison of all pairs does", () => {
  const sets = TEXTS.map(shinglesOf);
  const clusters = [...clusterNearDuplicates(sets, sets.keys())];
  expect(clusters).toEqual(plainClusters(sets));
  expect(clusters).toEqual([0, 0, 1, 2, 2, 3]);
});

it("does not join a chain of changes to what is unlike its founder", () => {
  const chain = Array.from({ length: 12 }, (_, i) =>
    "abcdefghijklmnopqrstuvwxyz0123456789".slice(i * 2, i * 2 + 14),
  );
  const clusters = clusterNearDuplicates(chain.map(shinglesOf), chain.keys());
  expect(clusters[0]).not.toBe(clusters[11]);
});

it("counts a wide character twice, and cuts a shingle by units", () => {
  expect(textUnits("好用ok")).toBe(6);
  expect(shinglesOf("好用的皂")).toHaveLength(2);
  expect(shinglesOf("soap")).toHaveLength(1);
  expect(shinglesOf("")).toHaveLength(0);
  expect(resemblance(shinglesOf("abcdefg"), shinglesOf("abcdefg"))).toBe(1);
  expect(resemblance(shinglesOf("abcdefg"), shinglesOf("hijklmn"))).toBe(0);
});
