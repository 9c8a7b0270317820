import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { accountGoals } from "../evaluate/account-goals.ts";
import { alarmGoals } from "../evaluate/alarm-goals.ts";
import { type GoalFigure, goalInInterval, missedBy } from "../evaluate/goal-figure.ts";
import { goalPage } from "../evaluate/goal-table.ts";
import { type PartRecord, recordOf, writtenRecord } from "../evaluate/part-record.ts";

const FIGURE: GoalFigure = {
  row: "drip",
  what: "account F1",
  data: "simulated",
  value: 0.9,
  low: 0.88,
  high: 0.92,
  least: 0.9,
  most: null,
  unit: "decimal",
};
const CONTEXT = { date: "2026-01-02", commit: "abc1234", machine: "2 × made up", node: "v24" };

describe("a goal", () => {
  test.each([
    ["at the least", {}, 0, true],
    ["one past it", { value: 0.899 }, 0.001, true],
    ["far below", { value: 0.5, high: 0.6 }, 0.4, false],
    ["at the most", { least: null, most: 0.9 }, 0, true],
    ["beyond the most", { value: 1, least: null, most: 0.9 }, 0.1, true],
    ["below a range", { value: 0.7, least: 0.8, most: 1.25, low: 0.65, high: 0.75 }, 0.1, false],
    ["above a range", { value: 1.35, least: 0.8, most: 1.25, low: 1.2, high: 1.5 }, 0.1, true],
    ["without interval", { value: 0.8, low: null, high: null }, 0.1, false],
    ["not measured", { value: null }, Number.NaN, true],
    ["none", { least: null, most: null }, null, true],
  ])("%s", (_, change, missed, reached) => {
    const figure = { ...FIGURE, ...change };
    if (missed === null || Number.isNaN(missed)) expect(missedBy(figure)).toBe(missed);
    else expect(missedBy(figure)).toBeCloseTo(missed, 12);
    expect(goalInInterval(figure)).toBe(reached);
  });
});

describe("the table of all goals", () => {
  const record = (change: Partial<PartRecord>): PartRecord => ({
    part: "campaigns",
    now: true,
    ...CONTEXT,
    seeds: [4001, 4002],
    goals: [FIGURE],
    ...change,
  });
  const lines = (records: readonly PartRecord[]): string[] => goalPage(records).split("\n");

  test("has a line a figure, with what it rests on", () => {
    expect(lines([record({})])).toContain(
      "| campaigns dripped over 96 h | account F1 | ≥ 0.900 | 0.900 | 0.880 to 0.920 | met | simulated | 4001, 4002 | abc1234 | 2 × made up |",
    );
  });

  test.each([
    [{ value: 0.85 }, "| **0.050**; the interval reaches the goal |"],
    [{ value: 0.85, high: 0.86 }, "| **0.050** |"],
    [{ value: null }, "| not measured | 0.880 to 0.920 | **not measured** |"],
    [{ least: 0.8, most: 1.25 }, "| 0.800 to 1.250 | 0.900 |"],
    [
      { unit: "percent", value: 0.003, low: null, high: null, least: null, most: 0.002 } as const,
      "| ≤ 0.200 % | 0.300 % |  | **0.100 %** |",
    ],
    [
      { unit: "plain", least: null, most: 60, value: 31.86, low: null, high: null } as const,
      "| ≤ 60 | 31.9 |  | met |",
    ],
    [{ value: 0.8996 }, "| **less than 0.001**; the interval reaches the goal |"],
    [{ seeds: [4009] }, "| simulated | 4009 | abc1234 |"],
    [{ least: null }, "|  | 0.900 | 0.880 to 0.920 |  | simulated |"],
  ])("%j is shown as %s", (change, shown) => {
    expect(goalPage([record({ goals: [{ ...FIGURE, ...change }] })])).toContain(shown);
  });

  test("counts what meets its goal, and says which parts were not run now, or never", () => {
    const goals = [FIGURE, { ...FIGURE, value: 0.1 }, { ...FIGURE, value: null }, { ...FIGURE, least: null }];
    const text = goalPage([record({ goals, now: false })]);
    expect(text).toContain("Of 3 figures that have a goal 1 meet it.");
    expect(text).toMatch(/\[campaigns\].*as last written, 2026-01-02, commit abc1234/);
    expect(text).not.toContain("run it again");
    expect(goalPage([record({ goals: [] })])).toContain("run it again to see them below");
    expect(text).toMatch(/\[accounts\].*\*\*not run, and nothing written before\*\*/);
  });

  test("warns of seeds that were tuned on", () => {
    expect(goalPage([record({ seeds: [11] })])).toContain("not to be reported");
    expect(goalPage([record({})])).not.toContain("not to be reported");
  });
});

test("bought accounts: the goal is held against visible friends and against all without the leak, not against the leak", () => {
  const figure = { mean: 0.9, low: 0.88, high: 0.95 };
  const row = (protocol: string) => ({
    name: "VK",
    protocol,
    rows: 1,
    positives: 1,
    features: 1,
    auc: figure,
    prAuc: figure,
    f1: null,
  });
  const goals = accountGoals(
    [
      row("accounts with visible friends, 5 folds"),
      row("all accounts, an empty friend list counts as it stands (leak)"),
      row("all accounts, an empty friend list says nothing (no leak)"),
    ],
    [0.8, 0.9].map((prAuc, seed) => ({
      family: "hijacked",
      seed,
      attackers: 1,
      honest: 1,
      auc: 1,
      seenPrAuc: 1,
      prAuc,
    })),
    4211,
  );
  expect(goals.map(({ row, value, least, seeds }) => [row, value, least, seeds])).toEqual([
    ["bought", 0.9, 0.93, [4211]],
    ["bought", 0.9, 0.93, [4211]],
    ["unseen", expect.closeTo(0.85, 12), 0.85, [0, 1]],
  ]);
});

test("false alarms: of each traffic and rate the figure farthest from the goal, ours only", () => {
  const figure = (method: string, score: string, thousandth: number, tenThousandth: number) => ({
    scenario: "trend",
    score,
    method,
    n: 1,
    rates: [
      [0.01, 1],
      [0.001, thousandth],
      [0.0001, tenThousandth],
    ].map(([nominal, ratio]) => ({
      nominal: nominal!,
      alarms: 1,
      empirical: 1,
      ratio: ratio!,
      low: 0.1,
      high: 2,
      caught: null,
    })),
  });
  const goals = alarmGoals([
    figure("adaptive", "count", 1.2, 0.3),
    figure("adaptive, campaigns named", "surge", 0.7, 1.4),
    figure("POT", "count", 9, 9),
  ]);
  expect(goals.map(({ value, least, most }) => [value, least, most])).toEqual([
    [0.7, 0.8, 1.25],
    [0.3, null, 1.5],
  ]);
});

test("what a part keeps is read again as it was; what is not there is nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-goals-"));
  try {
    const url = pathToFileURL(`${folder}/`);
    expect(writtenRecord("campaigns", url)).toBeNull();
    const file = { ...CONTEXT, seeds: [4001], goals: [FIGURE] };
    writeFileSync(join(folder, "campaigns.json"), JSON.stringify(file));
    expect(writtenRecord("campaigns", url)).toEqual({ ...recordOf("campaigns", file, true), now: false });
    // A report from before goals were kept has none to show.
    writeFileSync(join(folder, "campaigns.json"), JSON.stringify({ ...CONTEXT, seeds: [4001] }));
    expect(writtenRecord("campaigns", url)!.goals).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
