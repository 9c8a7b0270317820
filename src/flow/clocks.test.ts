/** Late events and wrong clocks over the real stores: what was counted stays known, and no clock blinds the windows for long. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPolicy } from "../policy/load.ts";
import type { OnlineEngine } from "./online.ts";
import { openEngine } from "./open-engine.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 20, 12);
const loaded = loadPolicy(
  readFileSync(new URL("../../policies/velocity.yaml", import.meta.url), "utf8"),
  "velocity.yaml",
);
if (!loaded.ok) throw new Error("the shipped policy is not valid");
const { policy } = loaded;

let folder: string;
let nowMs: number;
let warnings: string[];
let engine: OnlineEngine | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-clocks-"));
  nowMs = NOON;
  warnings = [];
  engine = null;
});
afterEach(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(keepDays?: number): Promise<OnlineEngine> {
  await engine?.close();
  engine = null;
  engine = await openEngine(folder, {
    policy,
    clock: () => nowMs,
    onWarning: (message) => warnings.push(message),
    ...(keepDays === undefined ? {} : { keepDays }),
  });
  return engine;
}

interface Act {
  readonly id: string;
  readonly type?: string;
  readonly atMs?: number;
  readonly actor?: string;
  readonly ip?: string;
}

function lines(acts: readonly Act[]): Uint8Array {
  return Buffer.from(
    acts
      .map(({ id, type = "like", atMs = nowMs, actor = id, ip }) =>
        JSON.stringify({
          id,
          type,
          at: atMs,
          actor: { id: actor },
          target: { kind: "video", id: "v" },
          ...(ip === undefined ? {} : { context: { ip } }),
        }),
      )
      .join("\n"),
  );
}

const many = (count: number, of: (i: number) => Act): Act[] => Array.from({ length: count }, (_, i) => of(i));
const likes = async (one: OnlineEngine): Promise<number | undefined> =>
  (await one.counts("video", "v"))[0]?.public;

describe("engagements taken back", () => {
  test.each([
    ["two hours late", 2 * HOUR],
    ["three days late", 3 * DAY],
    ["sixty days late", 60 * DAY],
  ])("newer than 4,000 likes that came %s: every one is found", async (_, lateMs) => {
    const one = await open();
    await one.submit(lines(many(1_000, (i) => ({ id: `n${i}` }))));
    await one.submit(lines(many(4_000, (i) => ({ id: `l${i}`, atMs: nowMs - lateMs + i }))));
    const again = await open(); // and over a snapshot
    await again.submit(lines(many(1_000, (i) => ({ id: `u${i}`, type: "unlike", actor: `n${i}` }))));
    expect(await likes(again)).toBe(4_000);
    expect((await again.overview()).unmatchedRetractionsTotal).toBe(0);
    // The late ones, too, are known.
    await again.submit(lines(many(4_000, (i) => ({ id: `w${i}`, type: "unlike", actor: `l${i}` }))));
    expect(await likes(again)).toBe(0);
  });

  test.each([
    ["a year ahead and back", 365 * DAY],
    ["fifty days ahead and back", 50 * DAY],
    ["a day back and ahead again", -DAY],
  ])("after the clock went %s", async (_, jumpMs) => {
    const one = await open();
    await one.submit(lines(many(500, (i) => ({ id: `n${i}` }))));
    nowMs += jumpMs;
    await one.submit(lines(many(500, (i) => ({ id: `j${i}` }))));
    nowMs -= jumpMs;
    nowMs += 1_000;
    await one.submit(lines(many(500, (i) => ({ id: `u${i}`, type: "unlike", actor: `n${i}` }))));
    await one.submit(lines(many(500, (i) => ({ id: `v${i}`, type: "unlike", actor: `j${i}` }))));
    expect(await likes(one)).toBe(0);
  });

  test("one that is not known is counted as such, and lowers nothing", async () => {
    const one = await open();
    await one.submit(lines([{ id: "a" }, { id: "u", type: "unlike", actor: "nobody" }]));
    expect([await likes(one), (await one.overview()).unmatchedRetractionsTotal]).toEqual([1, 1]);
  });
});

/** 40 likes of one address: the policy rejects all after the 30th, where its windows see. */
async function attack(one: OnlineEngine, name: string): Promise<number> {
  const { answers } = await one.submit(
    lines(many(40, (i) => ({ id: `${name}${i}`, ip: "203.0.113.9", atMs: nowMs + i - 40 }))),
  );
  return answers.filter(({ decision }) => decision?.verdict === "reject").length;
}

describe("a clock that was wrong", () => {
  test.each([
    ["23 hours ahead as a folder's first", 23 * HOUR],
    ["five minutes ahead as a folder's first", 300_000],
  ])("an event %s is measured as of the receiver's clock", async (_, aheadMs) => {
    const one = await open();
    await one.submit(lines([{ id: "ahead", atMs: nowMs + aheadMs }]));
    nowMs += 100;
    expect(await attack(one, "a")).toBe(10);
    expect(await one.overview()).toMatchObject({ lateTotal: 0, clock: { eventsAhead: 1, steps: 0 } });
  });

  test.each([
    ["23 hours", 23 * HOUR],
    ["a year", 365 * DAY],
    ["two minutes", 120_000],
  ])(
    "of both sides, %s ahead, then set right: windows see again at once, also after a restart",
    async (_, aheadMs) => {
      const one = await open();
      nowMs += aheadMs;
      await one.submit(lines([{ id: "wrong" }]));
      nowMs -= aheadMs;
      nowMs += 1_000;
      // What the windows held has no place in the time that goes on: not measurable, for as long as a window is.
      expect(await attack(one, "a")).toBe(0);
      nowMs += 61_000;
      expect(await attack(one, "b")).toBe(10);
      const { clock, lateTotal } = await one.overview();
      expect(clock).toMatchObject({ steps: 1, steppedFromMs: NOON + aheadMs });
      expect(lateTotal).toBe(0);
      expect(warnings.join()).toContain("stepped back");
      const before = one.decision("b39");
      const again = await open();
      expect((await again.overview()).clock).toEqual(clock);
      rmSync(join(folder, "snapshots"), { recursive: true });
      const replayed = await open();
      expect((await replayed.overview()).clock).toEqual(clock);
      expect(replayed.decision("b39")).toEqual(before);
      nowMs += 61_000;
      expect(await attack(replayed, "c")).toBe(10);
    },
  );

  test("a clock that stood back for a while blinds nothing but what it cut out", async () => {
    const one = await open();
    expect(await attack(one, "a")).toBe(10);
    nowMs -= 30 * DAY;
    await one.submit(lines(many(5, (i) => ({ id: `back${i}` }))));
    nowMs += 30 * DAY + 1_000;
    // The minute before is missing: not measurable rather than a count that lacks it.
    expect(await attack(one, "b")).toBe(0);
    nowMs += 61_000;
    expect(await attack(one, "c")).toBe(10);
  });

  test("a clock set back within the lateness bound costs nothing", async () => {
    const one = await open();
    await attack(one, "a");
    nowMs -= 50_000;
    expect(await attack(one, "b")).toBe(40);
    expect(await one.overview()).toMatchObject({ lateTotal: 0, clock: { steps: 0 } });
  });

  test("shows what comes in now, not what came a year from now", async () => {
    const one = await open();
    nowMs += 365 * DAY;
    await one.submit(lines([{ id: "x" }]));
    await one.overview();
    nowMs = NOON + 5_000;
    await one.submit(lines([{ id: "y" }, { id: "z" }]));
    nowMs += 2_000;
    expect((await one.overview()).perSecond.reduce((a, b) => a + b, 0)).toBe(2);
  });
});

describe("retention under a clock that is wrong", () => {
  const settle = async (): Promise<void> => engine?.retention.settled();

  test.each([
    ["a year ahead", 365 * DAY],
    ["forty days ahead", 40 * DAY],
    ["two days ahead of a log of eight", 2 * DAY],
  ])("%s: nothing is dropped, and it is said", async (_, jumpMs) => {
    const one = await open();
    await one.submit(lines(many(50, (i) => ({ id: `a${i}` }))));
    nowMs += 6 * DAY;
    await one.submit(lines(many(50, (i) => ({ id: `b${i}` }))));
    await one.close();
    engine = null;
    nowMs += jumpMs;
    const wrong = await open(7);
    await settle();
    expect(await wrong.overview()).toMatchObject({ logBegin: 0, dropHeldUntilMs: nowMs + DAY });
    expect(warnings.join()).toMatch(/clock is .* days ahead.*--trust-clock/);
    // It came with the new time's own event: one wrong machine stamps both.
    await wrong.submit(lines([{ id: "there" }]));
    const again = await open(7);
    await settle();
    expect((await again.overview()).logBegin).toBe(0);
    nowMs -= jumpMs - 2 * HOUR;
    const right = await open(7);
    await settle();
    expect(await right.overview()).toMatchObject({ logBegin: 0, dropHeldUntilMs: null });
    expect(right.decision("a1")).not.toBeNull();
  });

  test("a clock that goes on as it should drops what is old, also past a run of a wrong time", async () => {
    const one = await open(7);
    await one.submit(lines(many(50, (i) => ({ id: `a${i}` }))));
    nowMs += 365 * DAY;
    await one.submit(lines(many(50, (i) => ({ id: `wrong${i}` }))));
    nowMs = NOON;
    for (let day = 1; day <= 9; day++) {
      nowMs += DAY;
      const running = await open(7);
      await running.submit(lines(many(10, (i) => ({ id: `d${day}-${i}` }))));
      await settle();
    }
    const last = await open(7);
    await settle();
    expect((await last.overview()).logBegin).toBe(110); // days 2 to 9 are left
    expect((await last.overview()).dropHeldUntilMs).toBeNull();
  });
});
