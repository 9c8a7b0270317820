import { describe, expect, it } from "vitest";
import type { AuditReport, PlantedPower } from "../nouns/audit-report.ts";
import type { DataLimit } from "../nouns/data-limit.ts";
import type { Verdict } from "../nouns/verdict.ts";
import { createZone } from "../words/zone.ts";
import { addSample, SAMPLE_META, SAMPLE_POLICY } from "./audit.fixture.ts";
import { sampleOrders } from "./orders.fixture.ts";
import { type AuditMeta, createTally } from "./tally.ts";

const AT = Date.UTC(2026, 10, 22, 16);

function reportOf(
  verdicts: readonly (readonly [Verdict, number])[],
  meta: Partial<AuditMeta> = {},
): AuditReport {
  const tally = createTally(SAMPLE_POLICY);
  let n = 0;
  for (const [verdict, events] of verdicts) {
    for (let i = 0; i < events; i++) {
      const event = { type: "like", atMs: AT + n * 1000, id: `e${n}`, actor: `u${n}`, target: "v" };
      addSample(tally, event, { verdict });
      n++;
    }
  }
  return tally.finish({ ...SAMPLE_META, campaigns: [], ...meta });
}

const power = (shared: number, careful: number, once: number): PlantedPower => ({
  share: 0.05,
  type: "like",
  makes: [
    { make: "shared", planted: 100, seen: shared },
    { make: "careful", planted: 100, seen: careful },
    { make: "once", planted: 100, seen: once },
  ],
});

describe("what a client may repeat", () => {
  it("counts a challenge as unusual, beside what was held and rejected", () => {
    const { answer, types } = reportOf([
      ["allow", 80],
      ["challenge", 10],
      ["hold", 6],
      ["reject", 4],
    ]);
    expect(types[0]).toMatchObject({ unusual: 20, inconsistent: 10 });
    expect(answer.outcome).toBe("found");
    expect(answer.sentence.en).toContain("20 % of 100 likes");
    expect(answer.sentence.zh).toContain("100 次点赞中，20 % 有异常");
  });

  it.each<[string, AuditMeta["power"], readonly DataLimit[], AuditReport["answer"]["outcome"]]>([
    ["a pool of either make would have shown", power(100, 80, 0), [], "none"],
    ["a careful pool would not", power(100, 10, 0), [], "cannot_tell"],
    ["nothing was tried", { notTried: "too_few" }, [], "cannot_tell"],
    [
      "the file is so concentrated that bought may be usual",
      power(100, 100, 0),
      ["too_concentrated"],
      "cannot_tell",
    ],
    ["the file is short, but a pool would have shown", power(100, 100, 90), ["few_days"], "none"],
  ])("says 0 %% only where it can: %s", (_, tried, dataLimits, outcome) => {
    const { answer } = reportOf([["allow", 300]], { ...(tried && { power: tried }), dataLimits });
    expect(answer.outcome).toBe(outcome);
    expect(/(^|[^.\d])0 %/.test(answer.sentence.en)).toBe(outcome === "none");
    expect(/(^|[^.\d])0 %/.test(answer.sentence.zh)).toBe(outcome === "none");
  });

  it("says that people paid once each would not have shown, where they would not", () => {
    const said = (once: number): string =>
      reportOf([["allow", 300]], { power: power(100, 100, once) }).answer.sentence.en;
    expect(said(0)).toContain("but not people paid once each");
    expect(said(90)).not.toContain("paid once each");
  });

  it("does not call a file clean in which groups, surges or hints were found", () => {
    const group = SAMPLE_META.campaigns[0]!;
    const seen = power(100, 100, 100);
    const groups = reportOf([["allow", 300]], { campaigns: [group], power: seen }).answer;
    expect(groups).toMatchObject({ outcome: "found" });
    expect(groups.sentence.en).toContain("none of 300 likes");
    expect(groups.sentence.en).toContain("1 group of 3 accounts looks coordinated, in 3 events");
    const surges = reportOf([["allow", 300]], { orders: sampleOrders("a", "a", "b"), power: seen }).answer;
    expect(surges.sentence.en).toContain("2 targets saw a surge that was not earned by being seen");
    const hint = {
      target: { kind: "video", id: "v", owner: null },
      type: "like",
      window: { from: "2026-11-22T08:00:00.000Z", to: "2026-11-22T09:00:00.000Z" },
      acted: 50,
      score: 7,
      headline: { zh: "二级提示", en: "second tier" },
      evidence: [],
    };
    const hints = reportOf([["allow", 300]], {
      orders: { ...sampleOrders(), second_tier: [hint] },
      power: seen,
    }).answer;
    expect(hints).toMatchObject({ outcome: "cannot_tell" });
    expect(hints.sentence.en).toContain(
      "one target has a crowd unlike the usual audience (a hint, no finding)",
    );
  });

  it("speaks in the zone asked for, and names it", () => {
    const { answer, zone } = reportOf([["reject", 2]], { zone: createZone("Asia/Shanghai")! });
    expect(zone).toBe("Asia/Shanghai");
    expect(answer.sentence.en).toContain("from 2026-11-23 00:00 to 2026-11-23 00:00 (Asia/Shanghai, UTC+8)");
    expect(reportOf([["reject", 2]]).answer.sentence.zh).toContain(
      "2026-11-22 16:00 至 2026-11-22 16:00（UTC）",
    );
  });

  it("asks for what the file lacks, what its shape lacks first, five things at the most", () => {
    const { answer } = reportOf([["allow", 300]], { dataLimits: ["each_once", "one_owner", "few_days"] });
    expect(answer.ask).toHaveLength(5);
    expect(answer.ask.slice(0, 3).map(({ en }) => en.slice(0, 20))).toEqual([
      "the same export for ",
      "a longer time: four ",
      "device ids (keyed ha",
    ]);
  });

  it("says so where there is nothing to judge", () => {
    const { answer } = createTally(SAMPLE_POLICY).finish(SAMPLE_META);
    expect(answer).toMatchObject({ outcome: "no_events", ask: [] });
  });
});
