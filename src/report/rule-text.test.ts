import { expect, it } from "vitest";
import type { RuleExample } from "../nouns/audit-report.ts";
import { sampleReport } from "./audit.fixture.ts";
import { ruleText } from "./rule-text.ts";

const example: RuleExample = { event: "e1", value: 1204, baseline: null, score: 0.9 };

it.each<[string, RuleExample | null, string]>([
  ["{value} likes (baseline {baseline})", example, "1,204 likes (baseline …)"],
  ["{value} likes (baseline {baseline})", { ...example, value: 0.5, baseline: 3 }, "0.5 likes (baseline 3)"],
  ["{value} likes", null, "… likes"],
  ["no number, {other}", example, "no number, {other}"],
])("`%s` is filled from its example", (text, example, filled) => {
  const rule = { ...sampleReport(10).rules[0]!, text: { zh: text, en: text }, example };
  expect(ruleText(rule)).toEqual({ zh: filled, en: filled });
});
