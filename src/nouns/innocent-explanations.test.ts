import { describe, expect, it } from "vitest";
import { evidenceOf } from "./campaign.fixture.ts";
import type { CampaignEvidence } from "./campaign.ts";
import {
  EXPLANATION_WORDS,
  type Finding,
  INNOCENT_EXPLANATIONS,
  type InnocentExplanation,
  innocentExplanations,
} from "./innocent-explanations.ts";

interface Size {
  readonly members: number;
  readonly targets: number;
}

const SIZE: Size = { members: 400, targets: 14 };

function findingOf(
  explanation: InnocentExplanation,
  more: Partial<CampaignEvidence>,
  size: Partial<Size> = {},
) {
  const all = innocentExplanations(evidenceOf(more), { ...SIZE, ...size });
  return all.find((one) => one.explanation === explanation)!;
}

const on = (kind: "device" | "ip" | "ip_prefix", share: number, baseline = 0.01) => ({
  common: [{ kind, share, values: 4, baseline }],
});

type Case = readonly [InnocentExplanation, Partial<CampaignEvidence>, Partial<Size>, Finding];

// Each bound: at it, and one past it.
const CASES: readonly Case[] = [
  ["chance", { sharedOrders: 0.3, sharedOrdersExpected: 0.03 }, {}, "excluded"],
  ["chance", { sharedOrders: 0.29, sharedOrdersExpected: 0.03 }, {}, "not_excluded"],
  ["chance", {}, { targets: 1 }, "not_measurable"],
  ["fan_club", { ownersEffective: 3, returnRatio: 0.3 }, {}, "excluded"],
  ["fan_club", { ownersEffective: 2.9, returnRatio: 0.3 }, {}, "not_excluded"],
  ["fan_club", { ownersEffective: 1, returnRatio: 0.19 }, {}, "excluded"],
  ["fan_club", { ownersEffective: 1, returnRatio: 0.2 }, {}, "not_excluded"],
  ["fan_club", { ownersEffective: 1, returnRatio: null }, {}, "not_excluded"],
  // Fans of a group follow all who sing in it.
  ["fan_club", { ownersEffective: 9, returnRatio: 0.5 }, {}, "not_excluded"],
  ["fan_club", { ownersEffective: 9, returnRatio: 0.49 }, {}, "excluded"],
  ["fan_club", { reciprocity: null, returnRatio: null }, {}, "not_measurable"],
  ["family", {}, { members: 8 }, "not_excluded"],
  ["family", {}, { members: 9 }, "excluded"],
  ["class", { ownersEffective: 1 }, { members: 101 }, "excluded"],
  ["class", { ownersEffective: 3 }, { members: 100 }, "not_excluded"],
  ["class", { ownersEffective: 3.1 }, { members: 100 }, "excluded"],
  ["class", { reciprocity: null }, { members: 100 }, "not_measurable"],
  ["flash_crowd", {}, { targets: 3 }, "excluded"],
  ["flash_crowd", {}, { targets: 2 }, "not_excluded"],
  ["flash_crowd", { sharedOrders: 0.2 }, { targets: 3 }, "not_excluded"],
  ["flash_crowd", on("device", 0.51), { targets: 1 }, "excluded"],
  ["flash_crowd", on("device", 0.5), { targets: 1 }, "not_excluded"],
  ["flash_crowd", on("ip", 1), { targets: 1 }, "not_measurable"],
  ["shared_exit", on("ip", 0.3), {}, "excluded"],
  ["shared_exit", { ...on("ip_prefix", 0.9), purity: 0.5 }, {}, "excluded"],
  ["shared_exit", { ...on("ip_prefix", 0.9), purity: 0.49 }, {}, "not_excluded"],
  ["shared_exit", { ...on("ip", 0.9), ownersEffective: 2.9 }, {}, "not_excluded"],
  ["shared_exit", { ...on("ip", 0.9), sharedOrders: 0.1 }, {}, "not_excluded"],
  ["shared_exit", on("device", 0.9), {}, "not_measurable"],
  ["circle", { reciprocity: 0.09 }, {}, "excluded"],
  ["circle", { reciprocity: 0.1 }, {}, "not_excluded"],
  ["circle", { reciprocity: null }, {}, "not_measurable"],
];

describe("innocentExplanations", () => {
  it.each(CASES)("%s, %o, %o: %s", (explanation, more, size, finding) => {
    expect(findingOf(explanation, more, size).finding).toBe(finding);
  });

  it("asks each of every campaign, in one order, with a name", () => {
    const all = innocentExplanations(evidenceOf({}), SIZE);
    expect(all.map(({ explanation }) => explanation)).toEqual([...INNOCENT_EXPLANATIONS]);
    expect(Object.keys(EXPLANATION_WORDS)).toEqual([...INNOCENT_EXPLANATIONS]);
  });

  it("gives the value it rests on, and none where nothing was measured", () => {
    for (const [explanation, more, size] of CASES) {
      const { finding, value, text } = findingOf(explanation, more, size);
      expect(value === null, explanation).toBe(finding === "not_measurable");
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).not.toMatch(/NaN|undefined|null|\p{Script=Han}/u);
      if (finding !== "not_measurable") expect(text.en, explanation).toMatch(/\d|one owner/);
    }
  });

  it("excludes all of a farm but what cannot be measured, and not a fan club of a fan club", () => {
    const farm = innocentExplanations(evidenceOf(on("device", 0.9)), SIZE);
    expect(farm.filter(({ finding }) => finding === "not_excluded")).toEqual([]);
    const fans = evidenceOf({ ownersEffective: 1.1, returnRatio: 0.9, ...on("ip", 0.02) });
    const of = new Map(innocentExplanations(fans, SIZE).map((one) => [one.explanation, one.finding]));
    expect(of.get("fan_club")).toBe("not_excluded");
  });
});
