import { describe, expect, test } from "vitest";
import type { DetectionHealth, RisingTarget } from "../flow/reviewed-campaigns.ts";
import { falseAlarmsPart } from "./false-alarms-part.ts";
import { SURGES_LISTED_MAX } from "./serve-limits.ts";

const FROM_MS = Date.UTC(2026, 10, 20, 8);
const RATE = { ratio: 0.97, alarms: 40, n: 41_210, fromMs: FROM_MS };
const FALSE_ALARMS = [
  { ...RATE, nominal: 0.01, empirical: 0.0099, low: 0.0093, high: 0.0105 },
  { ...RATE, nominal: 0.001, empirical: 0.00097, low: 0.0008, high: 0.0011 },
];

function shown(health: Partial<DetectionHealth>, lang: "zh" | "en"): string {
  const part = falseAlarmsPart(
    {
      state: "watching",
      reason: "",
      position: 0,
      behind: 0,
      lastPassAtMs: 0,
      windows: [],
      evicted: 0,
      bytes: 0,
      ...health,
    },
    lang,
  );
  return (part?.text ?? "").replaceAll("\u00a0", " ");
}

const words = (markup: string): string => markup.replace(/<[^>]*>/g, "");

const rising = (id: string): RisingTarget => ({
  kind: "video",
  id,
  type: "like",
  score: 9,
  p: 1e-6,
  fromMs: FROM_MS,
});

describe("nominal and empirical rates on the live page", () => {
  test.each([
    [
      "en",
      "nominal 0.1 %, empirical 0.097 % (0.08 % to 0.11 %)",
      "of 41,210 five-minute windows of targets",
      "as far as campaigns are found",
    ],
    ["zh", "名义 0.1 %，实测 0.097 %（0.08 % 至 0.11 %）", "41,210 个目标五分钟窗口", "前提是刷量能被发现"],
  ] as const)(
    "%s: one line, with the interval, what it rests on and assumes",
    (lang, rate, windows, assumes) => {
      const line = words(shown({ falseAlarms: FALSE_ALARMS }, lang));
      expect(line).toContain(rate);
      expect(line).toContain(windows);
      expect(line).toContain(assumes);
      expect(line).toContain("2026-11-20 08:00:00");
    },
  );

  test.each([
    ["en", "once an hour of events was seen"],
    ["zh", "需先看过至少一小时的事件"],
  ] as const)("%s: says what it waits for", (lang, text) => {
    expect(shown({ falseAlarms: [] }, lang)).toContain(text);
  });

  test("is not there where nothing is watched, and makes up no figure where nothing was scored", () => {
    expect(shown({}, "en")).toBe("");
    const none = { ...RATE, nominal: 0.01, empirical: null, ratio: null, low: 0, high: 1, n: 0 };
    expect(shown({ falseAlarms: [none] }, "en")).toContain("empirical –");
  });
});

describe("targets that rise", () => {
  test("are named as a cue and not as evidence, escaped, up to a limit", () => {
    const surges = Array.from({ length: SURGES_LISTED_MAX }, (_, i) => rising(`<v${i}>`));
    const some = shown({ falseAlarms: FALSE_ALARMS, surges }, "en");
    expect(some).toContain("a cue where to look, no evidence");
    expect(some).toContain(`&lt;v${SURGES_LISTED_MAX - 1}&gt;`);
    expect(some).not.toContain("more in");
    expect(shown({ falseAlarms: FALSE_ALARMS, surges }, "zh")).toContain("并非证据");
    const more = shown({ falseAlarms: FALSE_ALARMS, surges: [...surges, rising("last")] }, "en");
    expect(more).toContain("1 more in");
    expect(more).not.toContain("last");
  });

  test("are passed over in silence when there are none", () => {
    expect(shown({ falseAlarms: FALSE_ALARMS, surges: [] }, "en")).not.toContain("Rising");
  });
});
