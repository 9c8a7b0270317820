import { describe, expect, test } from "vitest";
import { during, type LoopPart } from "../kernels/loop-work.ts";
import { type Stall, stallOf, watchLoop } from "./loop-watch.ts";
import { LOOP_TICK_MS, STALL_MS_MIN } from "./serve-limits.ts";

function busy(ms: number): void {
  for (const endMs = performance.now() + ms; performance.now() < endMs; );
}

describe("what a tick tells", () => {
  const tick = (stallMs: number, spent: Partial<Record<LoopPart, number>>, garbageMs = 0) =>
    stallOf(
      {
        gapMs: LOOP_TICK_MS + stallMs,
        processorMs: 5,
        spentMs: new Map(Object.entries(spent) as [LoopPart, number][]),
        garbageMs,
      },
      1,
    );

  test.each<[string, ReturnType<typeof tick>, object | null]>([
    ["a tick in time", tick(STALL_MS_MIN - 0.01, { decide: 9 }), null],
    ["the shortest stall", tick(STALL_MS_MIN, { decide: 9 }), { part: "decide", partMs: 9, processorMs: 5 }],
    ["the largest part", tick(60, { decide: 20, snapshot: 40 }), { part: "snapshot", partMs: 40 }],
    ["the collector within a part", tick(60, { intake: 60 }, 50), { part: "garbage", partMs: 50 }],
    ["a short pause within a part", tick(60, { intake: 60 }, 10), { part: "intake", partMs: 60 }],
    ["many small things", tick(60, { intake: 10, decide: 12 }, 8), { part: "other", partMs: 30 }],
    ["nothing that has a name", tick(60, {}), { part: "other", partMs: 60 }],
  ])("%s", (_, stall, expected) => {
    if (expected === null) expect(stall).toBeNull();
    else expect(stall).toMatchObject(expected);
  });
});

test("a real stall is told once, with its part and its processor time; work within work counts for its own name", async () => {
  const stalls: Stall[] = [];
  const end = watchLoop((stall) => stalls.push(stall));
  await new Promise((resolve) => setTimeout(resolve, 50));
  stalls.length = 0; // of the test's own start
  during("decide", () => during("snapshot", () => busy(60)));
  await expect.poll(() => stalls.find(({ part }) => part === "snapshot")).toBeDefined();
  const { tookMs, processorMs, partMs } = stalls.find(({ part }) => part === "snapshot")!;
  expect(tookMs).toBeGreaterThanOrEqual(50);
  expect(partMs).toBeGreaterThanOrEqual(60);
  if (processorMs !== null) expect(processorMs).toBeGreaterThan(1);
  end();
  stalls.length = 0;
  busy(40);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stalls).toEqual([]);
});
