import { describe, expect, it } from "vitest";
import { MINUTE_MS } from "../../nouns/durations.ts";
import { DETECTION_WINDOWS_MS, PassSchedule } from "./near-line-schedule.ts";

describe("LookSchedule", () => {
  it.each([
    ["never looked at", null, 0, 0, 0, true],
    ["nothing new, however late", { added: 1000 }, 1000, 60 * MINUTE_MS, 1e9, false],
    ["less than a hundredth is new", { added: 1000 }, 1009, 0, 0, false],
    ["a hundredth is new", { added: 1000 }, 1010, 0, 0, true],
    ["one event a minute later", { added: 1000 }, 1001, MINUTE_MS, 0, true],
    ["one event less than a minute later", { added: 1000 }, 1001, MINUTE_MS - 1, 0, false],
    ["fifteen times the look's duration have not passed", { added: 1000, tookMs: 100 }, 2000, 0, 1499, false],
    ["fifteen times the look's duration have passed", { added: 1000, tookMs: 100 }, 2000, 0, 1500, true],
  ] as const)("%s", (_name, last, added, laterMs, wallMs, due) => {
    const schedule = new PassSchedule();
    if (last !== null) schedule.note(0, { nowMs: 0, events: 1000, tookMs: 0, wallMs: 0, ...last });
    expect(schedule.due(0, laterMs, added, wallMs)).toBe(due);
  });

  it("keeps to a quarter of the time with every window due whenever it may be", () => {
    const schedule = new PassSchedule();
    const costMs = [50, 300, 1200, 5000];
    let wallMs = 0;
    let lookingMs = 0;
    for (let turn = 0; wallMs < 3_600_000; turn++) {
      DETECTION_WINDOWS_MS.forEach((_, window) => {
        if (!schedule.due(window, turn, turn * 1000, wallMs)) return;
        wallMs += costMs[window]!;
        lookingMs += costMs[window]!;
        schedule.note(window, {
          nowMs: turn,
          added: turn * 1000,
          events: 10,
          tookMs: costMs[window]!,
          wallMs,
        });
      });
      wallMs += 1;
    }
    expect(lookingMs / wallMs).toBeLessThan(0.26);
    expect(lookingMs / wallMs).toBeGreaterThan(0.15);
    expect(schedule.tookMs(3)).toBe(5000);
  });
});
