import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Claims } from "../count/claims.ts";
import { Counter } from "../count/counter.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { loadPolicy } from "../policy/load.ts";
import type { EventLog } from "../ports/event-log.ts";
import { createManualScheduler } from "../ports/manual-scheduler.fixture.ts";
import type { Records } from "../ports/records.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import { createPayeeRegistry } from "../screen/payee/payee-registry.ts";
import { openMemoryEventLog } from "../store/memory-event-log.ts";
import { openMemoryRecords } from "../store/memory-records.ts";
import { createCampaignReviews } from "./campaigns/campaign-reviews.ts";
import { DecisionStore } from "./decision-store.ts";
import { ForgottenActors } from "./erase/forgotten-actors.ts";
import { createJudge } from "./judge.ts";
import { KnownIds } from "./known-ids.ts";
import { ListRegistry } from "./lists/list-registry.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { OnlineEngine } from "./online.ts";
import { createLiveJudge } from "./policies/live-judge.ts";

const loaded = loadPolicy(
  readFileSync(new URL("../../policies/velocity.yaml", import.meta.url), "utf8"),
  "velocity.yaml",
);
if (!loaded.ok) throw new Error("the shipped policy is not valid");
const { policy } = loaded;

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const full = () => new TouchstoneError("storage_full", "no room");

/** Lets what is under way get on. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

/** An engine over stores in memory, each of whose writes can be made to fail. */
async function engineOver() {
  const log = openMemoryEventLog();
  const records = openMemoryRecords();
  const scheduler = createManualScheduler();
  const state = {
    /** Fails the next appends to the events, after a while. */
    appendsFailing: 0,
    decisionsFailing: false,
    countsFailing: false,
    snapshots: [] as { position: number; applied: number }[],
    warnings: [] as string[],
    released: false,
    diskTrouble: null as string | null,
  };
  const failingLog: EventLog = {
    ...log,
    append: async (stream, batch) => {
      if (stream === "decisions" && state.decisionsFailing) throw full();
      if (stream === "events" && state.appendsFailing > 0) {
        state.appendsFailing--;
        await turns(10);
        throw full();
      }
      return log.append(stream, batch);
    },
  };
  const failingRecords: Records = {
    ...records,
    storeCounts: async (...args) => {
      if (state.countsFailing) throw full();
      return records.storeCounts(...args);
    },
  };
  const snapshots: Snapshots = {
    read: async () => null,
    write: async (header) => {
      state.snapshots.push({ position: Number(header.position), applied: await records.appliedPosition() });
    },
  };
  const claims = new Claims(records.campaigns, null);
  const counter = new Counter(1_000, claims);
  const decisions = new DecisionStore(failingLog, scheduler);
  const reviews = { records: failingRecords, counter, claims, log, decisions, policy };
  const engine = new OnlineEngine({
    judge: createLiveJudge(createJudge(policy)),
    remarks: null,
    payees: createPayeeRegistry(),
    lists: new ListRegistry(),
    recent: null,
    spawnCandidate: null,
    counter,
    known: new KnownIds(1_000),
    log: failingLog,
    records: failingRecords,
    appliedPosition: 0,
    ledger: null,
    decisions,
    snapshots,
    policyById: () => policy,
    keepPolicy: () => {},
    policyHistory: [],
    statistics: new LiveStatistics(NOW_MS),
    campaigns: createCampaignReviews({
      ...reviews,
      clock: () => NOW_MS,
      scheduler,
      onWarning: (message) => state.warnings.push(message),
    }),
    clock: () => NOW_MS,
    scheduler,
    onWarning: (message) => state.warnings.push(message),
    forgotten: await ForgottenActors.stored(failingRecords),
    keepDays: null,
    clockTrusted: false,
    snapshotAt: -1,
    onDropped: () => {},
    diskTrouble: async () => state.diskTrouble,
    release: async () => {
      state.released = true;
    },
  });
  return { engine, records, log, state, scheduler };
}

const lines = (...ids: string[]): Uint8Array =>
  Buffer.from(
    ids
      .map(
        (id, i) =>
          `{"id":"${id}","type":"like","at":${NOW_MS - 1_000 + i},"actor":{"id":"u-${id}"},"target":{"kind":"video","id":"v"}}\n`,
      )
      .join(""),
  );

describe("when the world fails under the engine", () => {
  let over: Awaited<ReturnType<typeof engineOver>>;
  beforeEach(async () => {
    over = await engineOver();
  });
  afterEach(async () => {
    Object.assign(over.state, { appendsFailing: 0, decisionsFailing: false, countsFailing: false });
    await over.engine.close();
    expect(over.state.released).toBe(true);
  });
  const raw = async (): Promise<number | undefined> => (await over.engine.counts("video", "v"))[0]?.raw;

  test("a run that cannot be logged is not known, and counts once when it is sent again", async () => {
    over.state.appendsFailing = 1;
    await expect(over.engine.submit(lines("a", "b"))).rejects.toMatchObject({ code: "storage_full" });
    expect([await raw(), over.engine.decision("a")]).toEqual([undefined, null]);
    expect(await over.engine.submit(lines("a", "b"))).toMatchObject({ accepted: 2, duplicates: 0 });
    expect([await raw(), over.engine.decision("b")?.event]).toEqual([2, "b"]);
  });

  test("ids repeated while their run fails are not acknowledged, and the engine goes on", async () => {
    over.state.appendsFailing = 1;
    const first = over.engine.submit(lines("a"));
    await turns(3); // `a` is on its way to the log
    const again = over.engine.submit(lines("a"));
    const settled = await Promise.allSettled([first, again]);
    expect(settled.map((one) => one.status === "rejected" && one.reason.code)).toEqual([
      "storage_full",
      "storage_failed",
    ]);
    expect(await over.engine.submit(lines("a", "c"))).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await over.engine.submit(lines("a", "c"))).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await raw()).toBe(2);
  });

  test("counts that cannot be stored are shown all the same, and stored once when they can be", async () => {
    over.state.countsFailing = true;
    await over.engine.submit(lines("a", "b", "c"));
    await over.scheduler.advance(1_000);
    expect(over.state.warnings[0]).toContain("no room");
    await over.engine.submit(lines("d"));
    expect([await raw(), await over.records.counts("video", "v")]).toEqual([4, []]);
    over.state.countsFailing = false;
    await over.scheduler.advance(2_000);
    expect([
      await raw(),
      (await over.records.counts("video", "v"))[0]?.raw,
      await over.records.appliedPosition(),
    ]).toEqual([4, 4, 4]);
  });

  test("decisions that cannot be stored hold up new events, not the process, and are stored in their places", async () => {
    over.state.decisionsFailing = true;
    await over.engine.submit(lines("a"));
    await over.scheduler.advance(20);
    expect(await over.engine.readiness()).toEqual({
      ready: false,
      reason: expect.stringContaining("no room"),
    });
    await expect(over.engine.submit(lines("b"))).rejects.toMatchObject({ code: "storage_full" });
    expect(over.engine.decision("a")?.event).toBe("a");
    // two checkpoints' time: the loop still turns, and nothing is counted ahead of its decision
    await over.scheduler.advance(2_100);
    expect(await over.records.appliedPosition()).toBe(0);
    over.state.decisionsFailing = false;
    await over.scheduler.advance(2_000);
    expect(await over.engine.readiness()).toEqual({ ready: true });
    expect(await over.engine.submit(lines("b"))).toMatchObject({ accepted: 1 });
    await over.scheduler.advance(20);
    expect(over.log.end("decisions")).toBe(2);
    expect(over.engine.decision("b")?.event).toBe("b");
  });

  test("decisions go to the log with the next events, or by themselves when none come", async () => {
    await over.engine.submit(lines("a"));
    expect(over.log.end("decisions")).toBe(0);
    await over.engine.submit(lines("b"));
    expect(over.log.end("decisions")).toBe(1);
    await over.scheduler.advance(20);
    expect(over.log.end("decisions")).toBe(2);
  });

  test("bytes that wait are bounded until they are answered", async () => {
    const huge = Buffer.alloc(100 * 1024 * 1024, " ");
    const first = over.engine.submit(huge);
    await expect(over.engine.submit(huge)).rejects.toMatchObject({ code: "overloaded" });
    expect(await first).toMatchObject({ accepted: 0, rejected: 0 });
    expect(await over.engine.submit(huge)).toMatchObject({ accepted: 0 });
  });
});

test("a snapshot is written at the close, and never ahead of the counts on disk", async () => {
  const { engine, state } = await engineOver();
  await engine.submit(lines("a", "b"));
  expect(await engine.close()).toEqual([]);
  expect(state.snapshots).toEqual([{ position: 2, applied: 2 }]);
  await expect(engine.submit(lines("c"))).rejects.toMatchObject({ code: "not_ready" });

  const failing = await engineOver();
  failing.state.countsFailing = true;
  await failing.engine.submit(lines("a"));
  expect(await failing.engine.close()).toEqual([expect.stringMatching(/^counts of `1` events: .*no room/)]);
  expect(failing.state).toMatchObject({ snapshots: [], released: true });
});

test("answers say what of an event did not count; strict submissions refuse it", async () => {
  const { engine } = await engineOver();
  const like = (id: string, context: unknown, behavior: unknown = {}) =>
    JSON.stringify({
      id,
      type: "like",
      at: NOW_MS,
      actor: { id: "u1" },
      target: { kind: "video", id: "v1" },
      context,
      behavior,
    });
  const lines = [like("a", { device: "unknown", asn: "AS1" }), like("b", { device: "d1" })];
  const bytes = (texts: readonly string[]) => Buffer.from(texts.join("\n"));
  const [lenient, strict] = await Promise.all([
    engine.submit(bytes(lines)),
    engine.submit(bytes([like("c", {}, { dwell_ms: "x" }), like("d", {})]), { strict: true }),
  ]);
  expect(lenient.answers).toMatchObject([
    { setAside: [{ field: "context.asn", value: "AS1" }], placeholders: ["context.device"] },
    { repeat: true },
  ]);
  expect(lenient.answers[0]).not.toHaveProperty("repeat");
  expect(strict).toMatchObject({ accepted: 1, rejected: 1 });
  expect(strict.answers[0]).toMatchObject({ rejection: { field: "behavior.dwell_ms" } });
  expect(await engine.overview()).toMatchObject({
    setAside: { "context.asn": 1 },
    placeholders: { "context.device": 1 },
    repeatsTotal: 2,
  });
  await engine.close();
});
