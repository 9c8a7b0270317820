import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Policy } from "../nouns/policy.ts";
import { formatDiagnostic } from "./diagnostic.ts";
import { kindsOf } from "./event-kinds.ts";
import { loadPolicy } from "./load.ts";

function shipped(name: string): Policy {
  const file = `policies/${name}.yaml`;
  const text = readFileSync(file, "utf8");
  const result = loadPolicy(text, file);
  const list = result.ok ? result.warnings : result.diagnostics;
  expect(list.map((one) => formatDiagnostic(one, text))).toEqual([]);
  if (!result.ok) throw new Error("not loaded");
  return result.policy;
}

describe("velocity", () => {
  const policy = shipped("velocity");
  test("is exactly two rules, each rejecting, whatever the score", () => {
    expect(policy.rules.map(({ name, verdictMin }) => [name, verdictMin])).toEqual([
      ["likes_per_ip", 3],
      ["actors_per_device", 3],
    ]);
    expect(policy.thresholds).toEqual([2, 2, 2]);
  });
  test("counts likes by address in 60 s and actors by device in an hour", () => {
    expect(policy.features).toMatchObject([
      { kind: "count", by: ["ip"], onMask: 2, windowMs: 60_000 },
      { kind: "distinct", of: "actor", by: ["device"], windowMs: 3_600_000 },
    ]);
    expect(kindsOf(policy.rules[0]!.onMask)).toEqual([1]);
    expect(kindsOf(policy.rules[1]!.onMask)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
    expect(policy.features[1]!.onMask).toBe(policy.rules[1]!.onMask);
  });
});

describe("default", () => {
  const policy = shipped("default");
  test("has at least 25 features and 20 rules", () => {
    expect(policy.features.length).toBeGreaterThanOrEqual(25);
    expect(policy.rules.length).toBeGreaterThanOrEqual(20);
  });
  test("no single rule can hold an event", () => {
    for (const { name, weight, verdictMin } of policy.rules) {
      expect([name, weight < policy.thresholds[1], verdictMin]).toEqual([name, true, 0]);
    }
  });
  test("asks few rules of views, which are most of the traffic, and none of retractions", () => {
    const asked = (kind: number) => policy.rules.filter(({ onMask }) => onMask & (1 << kind)).length;
    expect(asked(0)).toBeLessThanOrEqual(3);
    for (let kind = 16; kind < 27; kind++) expect(asked(kind)).toBe(0);
  });
  test("speaks both languages", () => {
    for (const { text } of policy.rules) {
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
