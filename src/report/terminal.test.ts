import { describe, expect, it } from "vitest";
import { displayWidth, fitColumns } from "../words/display-width.ts";
import { addSample, SAMPLE_META, SAMPLE_POLICY, sampleReport } from "./audit.fixture.ts";
import { sampleOrder, sampleOrders } from "./orders.fixture.ts";
import { createTally } from "./tally.ts";
import { renderAuditTerminal } from "./terminal.ts";

const ESCAPES = /\u001b\[[0-9;]*m/g;

describe("the summary on a terminal", () => {
  it.each([40, 44, 63, 64, 80, 100, 250])("keeps within %i columns in both languages", (width) => {
    for (const lang of ["zh", "en"] as const) {
      for (const line of renderAuditTerminal(sampleReport(2000), { width, color: true, lang }).split("\n")) {
        expect(displayWidth(line.replace(ESCAPES, "")), line).toBeLessThanOrEqual(Math.min(width, 100));
      }
    }
  });

  it.each([40, 64, 100])("keeps surges within %i columns in both languages", (width) => {
    for (const lang of ["zh", "en"] as const) {
      const report = sampleReport(300, {
        ...SAMPLE_META,
        orders: sampleOrders("v".repeat(200), "目标".repeat(60)),
      });
      for (const line of renderAuditTerminal(report, { width, color: true, lang }).split("\n"))
        expect(displayWidth(line.replace(ESCAPES, "")), line).toBeLessThanOrEqual(width);
    }
  });

  it("tells surges with their part and its interval, three of them, and how many more", () => {
    const report = sampleReport(300, { ...SAMPLE_META, orders: sampleOrders("a", "b", "c", "d", "e") });
    const text = renderAuditTerminal(report, { width: 100, color: false });
    for (const part of [
      "A surge that was not earned by being seen is evidence about the target",
      "surges not earned by being seen (came / acted)",
      "video/c likes",
      "This surge was not earned by being seen: 1130 likes",
      "Not explained by the audience: 93 % (95 % interval 88.1 % – 97 %).",
      "· 1130 of the 1204 people who came did it; usual is 3.1 %",
      "2 more",
      "5 surges not earned by being seen, of 566 targets and kinds of act",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/video\/d|owner-of-it/);
    expect(renderAuditTerminal(report, { width: 100, color: false, lang: "zh" })).toContain("不指认任何账号");
  });

  it("takes one sentence where no surge stands out, or none could be judged", () => {
    const none = renderAuditTerminal(sampleReport(300), { width: 100, color: false });
    expect(none.match(/surge/g)).toHaveLength(1);
    expect(none).toContain("No surge stands out as not earned by being seen, of 566 targets");
    const orders = { orders: [], tested: 0, asked: 0, not_measurable: "no_views" } as const;
    const unknown = renderAuditTerminal(sampleReport(300, { ...SAMPLE_META, orders }), {
      width: 100,
      color: false,
    });
    expect(unknown.match(/surge/gi)).toHaveLength(1);
    expect(unknown).toContain("Surges cannot be judged by their audience: no views precede the acts.");
  });

  it("sends no control character of a surge's target or type to the terminal", () => {
    const orders = { ...sampleOrders(), orders: [sampleOrder("\u001b]0;owned\u0007\u202ev\n1")] };
    const text = renderAuditTerminal(sampleReport(300, { ...SAMPLE_META, orders }), {
      width: 100,
      color: false,
    });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(text).toContain("video/‹U+001B›]0;owned");
  });

  it("answers first, and lists targets, reasons, what is missing and what is invalid", () => {
    const text = renderAuditTerminal(sampleReport(2000), { width: 80, color: false });
    expect(text).toMatch(/^[\d.]+ % of [\d,]+ likes from 2026-11-22 \d\d:\d\d to/);
    for (const part of [
      "v-bought-0 likes",
      "too many likes from one address",
      "behavior.dwell_ms",
      "bad_time",
      "sample@1",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/fraud/i);
  });

  it("paints only when asked", () => {
    const report = sampleReport(300);
    const plain = renderAuditTerminal(report, { width: 80, color: false });
    const painted = renderAuditTerminal(report, { width: 80, color: true });
    expect(plain).not.toContain("\u001b");
    expect(painted).toContain("\u001b[1m");
    expect(painted.replace(ESCAPES, "")).toBe(plain);
  });

  it("says so when there is nothing", () => {
    const text = renderAuditTerminal(createTally(SAMPLE_POLICY).finish(SAMPLE_META), {
      width: 80,
      color: false,
    });
    expect(text).toContain("no engagement to judge");
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it("sends no control character of the input to the terminal", () => {
    const tally = createTally(SAMPLE_POLICY);
    const target = "\u001b]0;owned\u0007\u202ev\n1";
    addSample(
      tally,
      { type: "like", atMs: 1e12, actor: "u", target_kind: "video", target },
      { verdict: "reject" },
    );
    const text = renderAuditTerminal(tally.finish(SAMPLE_META), { width: 100, color: false });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(text).toContain("‹U+001B›]0;owned");
  });
});

it.each([
  ["abc", 3],
  ["点赞", 4],
  ["，。", 4],
  ["ｆｕｌｌ", 8],
  ["한글", 4],
  ["👍", 2],
  ["e\u0301", 1],
  ["a\u200bb", 2],
  ["–…", 2],
  ["", 0],
])("`%s` is %i columns wide", (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

it.each([
  ["点赞过多", 8, "点赞过多"],
  ["点赞过多", 7, "点赞过…"],
  ["点赞过多", 6, "点赞… "],
  ["abc", 5, "abc  "],
  ["abc", 1, "…"],
  ["abc", 0, ""],
])("`%s` in %i columns is `%s`", (text, columns, shown) => {
  expect(fitColumns(text, columns)).toBe(shown);
});
