import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyLog } from "../../ledger/verify-log.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { LedgerEntry } from "../../nouns/ledger-entry.ts";
import type { Policy } from "../../nouns/policy.ts";
import { folderSource } from "../../store/log-sources.ts";
import { openMemoryRecords } from "../../store/memory-records.ts";
import { openEventLog } from "../../store/sqlite-event-log.ts";
import { openRecords } from "../../store/sqlite-records.ts";
import {
  type Act,
  actLines,
  CAMPAIGNS_NOW_MS,
  reportOf,
  spokenPolicy,
} from "../campaigns/campaigns.fixture.ts";
import type { OnlineEngine } from "../online.ts";
import { openEngine } from "../open-engine.ts";
import { DROP_EVERY_MS, FORGOTTEN_MAX } from "./erase-limits.ts";
import { forgetInFolder } from "./forget-in-folder.ts";
import { ForgottenActors } from "./forgotten-actors.ts";
import { checkKeepDays } from "./retention.ts";

/** A drop comes behind the start, on a busy machine later. */
const DROP_WAIT_MS = 10_000;

let folder: string;
let nowMs: number;
let dropped: number[];
let engine: OnlineEngine | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-erase-"));
  nowMs = CAMPAIGNS_NOW_MS;
  dropped = [];
  engine = null;
});
afterEach(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An engine over the folder's stores, as it is after its first drop. */
async function open(keepDays?: number, policy: Policy = spokenPolicy()): Promise<OnlineEngine> {
  await engine?.close();
  engine = null;
  engine = await openEngine(folder, {
    policy,
    clock: () => nowMs,
    // Days pass between two lines of a test: the clock is right all the same.
    clockTrusted: true,
    ...(keepDays === undefined ? {} : { keepDays }),
    onDropped: (events) => dropped.push(events),
  });
  await engine.retention.settled();
  return engine;
}

/** `count` likes of as many actors on one video, some held and some rejected. */
function likes(name: string, count: number, more: Partial<Act> = {}): Uint8Array {
  return actLines(
    Array.from({ length: count }, (_, i): Act => {
      const source = i % 10 === 1 ? "h" : i % 10 === 2 ? "r" : undefined;
      const act = { id: `${name}${i}`, type: "like", actor: `${name}-a${i}`, target: "v" };
      return { ...act, ...(source === undefined ? {} : { source }), ...more };
    }),
  );
}

const counts = async (one: OnlineEngine) => (await one.counts("video", "v"))[0];

describe("retention", () => {
  test("drops what came in longer ago than is kept, decisions too; counts, totals and repeats of the rest stay", async () => {
    let one = await open();
    await one.submit(likes("old", 40));
    await one.close();
    engine = null;
    nowMs += 3 * DAY_MS;
    one = await open();
    await one.submit(likes("new", 60));
    const before = { counts: await counts(one), verdicts: (await one.overview()).verdicts };
    nowMs += 5 * DAY_MS;
    one = await open(7);
    await expect.poll(() => dropped, { timeout: DROP_WAIT_MS }).toEqual([40]);
    expect(await one.overview()).toMatchObject({
      logBegin: 40,
      logPosition: 100,
      eventsTotal: 100,
      keepDays: 7,
    });
    expect({ counts: await counts(one), verdicts: (await one.overview()).verdicts }).toEqual(before);
    expect(before.counts).toMatchObject({ raw: 100, public: 80, held: 10, rejected: 10 });
    expect(one.decision("old1")).toBeNull();
    expect(one.decision("new1")).toMatchObject({ verdict: "hold" });
    // A repeat of what is kept is one; an id that was dropped is a new event, also in the counts.
    expect(await one.submit(likes("new", 60))).toMatchObject({ accepted: 0, duplicates: 60 });
    const other = likes("old", 1, { actor: "other" });
    expect(await one.submit(other)).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await counts(one)).toMatchObject({ raw: 101 });
    // Of the account whose like was counted before its event was dropped, it is a like given again.
    expect(await one.submit(likes("old", 4))).toMatchObject({ accepted: 3, duplicates: 1 });
    const after = { counts: await counts(one), verdicts: (await one.overview()).verdicts };
    expect(after.counts).toMatchObject({ raw: 101 });
    await one.close();
    engine = null;
    const log = await openEventLog(folder);
    expect([log.begin("events"), log.begin("decisions"), log.end("decisions")]).toEqual([40, 40, 104]);
    await log.close();
    // From a snapshot, and under another policy, which reads all that is left of the log.
    for (const policy of [spokenPolicy(), spokenPolicy("{ confirm: 0.9 }")]) {
      one = await open(7, policy);
      expect({ counts: await counts(one), verdicts: (await one.overview()).verdicts }).toEqual(after);
      expect(one.decision("new1")).toMatchObject({ verdict: "hold" });
    }
  });

  test.each([
    ["exactly as old as is kept", 0, 10],
    ["a millisecond older", 1, 0],
  ])("what is %s", async (_, olderMs, kept) => {
    let one = await open();
    await one.submit(likes("a", 10));
    nowMs += 5 * DAY_MS + olderMs;
    one = await open(5);
    const { logBegin, logPosition } = await one.overview();
    expect(logPosition - logBegin).toBe(kept);
    if (kept > 0) return;
    // All of it went: positions go on, and so do counts.
    expect(await one.submit(likes("b", 10))).toMatchObject({ accepted: 10 });
    one = await open(5);
    expect(await one.overview()).toMatchObject({ logBegin: 10, logPosition: 20, eventsTotal: 20 });
    expect(await counts(one)).toMatchObject({ raw: 20 });
  });

  test("a drop cut off between events and decisions goes on at the next start", async () => {
    let one = await open();
    await one.submit(likes("a", 20));
    await one.close();
    nowMs += DAY_MS;
    one = await open();
    await one.submit(likes("b", 20));
    await one.close();
    engine = null;
    const log = await openEventLog(folder);
    await log.dropBefore("events", 20);
    await log.close();
    rmSync(join(folder, "snapshots"), { recursive: true });
    nowMs += 5 * DAY_MS - 1;
    one = await open(5);
    expect(await counts(one)).toMatchObject({ raw: 40, public: 32 });
    expect(one.decision("b1")).toMatchObject({ verdict: "hold" });
    await one.close();
    engine = null;
    const after = await openEventLog(folder);
    expect([after.begin("events"), after.begin("decisions")]).toEqual([20, 20]);
    await after.close();
  });

  test("a campaign whose events were dropped is confirmed and dismissed as before, and lists what is left", async () => {
    let one = await open();
    await one.submit(likes("a", 10, { target: "v" }));
    await one.campaigns.take(
      reportOf(
        "c1",
        Array.from({ length: 10 }, (_, i) => i),
        { actors: ["a-a0", "a-a3"] },
      ),
    );
    nowMs += 3 * DAY_MS;
    one = await open();
    await one.submit(likes("b", 10));
    await one.campaigns.take(
      reportOf(
        "c1",
        Array.from({ length: 20 }, (_, i) => i),
      ),
    );
    nowMs += 3 * DAY_MS;
    one = await open(5);
    await expect.poll(async () => (await one.overview()).logBegin, { timeout: DROP_WAIT_MS }).toBe(10);
    const free = await counts(one);
    await one.campaigns.review("c1", { status: "confirmed", by: "ann", note: "" });
    expect(await counts(one)).toMatchObject({ raw: 20, public: 0, rejected: 20 });
    const { items, next } = await one.campaigns.events("c1", { limit: 50 });
    expect([items.length, items[0]?.event, next]).toEqual([10, "b0", null]);
    expect(await one.campaigns.get("c1")).toMatchObject({ eventCount: 20, correctedCount: 18 });
    one = await open(5);
    await one.campaigns.review("c1", { status: "dismissed", by: "ann", note: "ours" });
    expect(await counts(one)).toEqual(free);
    // An engagement that was taken back after its event was dropped: a snapshot knows it still.
    await one.submit(actLines([{ id: "un", type: "unlike", actor: "a-a0", target: "v" }]));
    expect(await counts(one)).toMatchObject({ raw: 19, public: 15 });
  });

  test("is refused where the policy looks back longer", () => {
    const policy = spokenPolicy();
    const features = policy.features.map((feature) => ({ ...feature, windowMs: 7 * DAY_MS })) as never;
    expect(() => checkKeepDays(7, { features })).toThrow(/`7` days.*at least 8/);
    expect(() => checkKeepDays(8, { features })).not.toThrow();
  });
});

/** Whatever stands in the records' files. */
function recordsBytes(): string {
  const files = readdirSync(folder).filter((name) => name.startsWith("records.sqlite"));
  return files.map((name) => readFileSync(join(folder, name), "latin1")).join("");
}

describe("an account's erasure", () => {
  test("takes its name out of the records' files, and says what the log holds and until when", async () => {
    let one = await open(7);
    await one.submit(likes("a", 5, { actor: "Erin-Ü" }));
    nowMs += DAY_MS;
    await one.submit(actLines([{ id: "last", type: "comment", actor: "Erin-Ü", target: "w" }]));
    await one.submit(
      Buffer.from(
        `{"id":"f","type":"follow","at":${nowMs},"actor":{"id":"z"},"target":{"kind":"account","id":"Erin-\\u00dc"}}`,
      ),
    );
    await one.submit(likes("b", 3, { target: "x" }));
    await one.campaigns.take(reportOf("c1", [0, 1, 2], { actors: ["Erin-Ü", "b-a0"] }));
    expect(recordsBytes()).toContain(Buffer.from("Erin-Ü").toString("latin1"));
    expect(recordsBytes()).toContain("of-v");
    await one.overview();
    await one.lists.change("block", {
      add: [{ kind: "account", value: "Erin-Ü", expiresAtMs: null, note: "" }],
      remove: [],
      by: { kind: "person", name: "ann" },
    });
    const erasure = await one.forget("Erin-Ü");
    expect(erasure).toMatchObject({
      atMs: nowMs,
      erased: { campaignEntries: 1, listEntries: 1, ledgerEntries: 1 },
      remains: { logEvents: 7, logUntilMs: nowMs + 7 * DAY_MS + DROP_EVERY_MS, countsAsTarget: 1 },
    });
    expect((await one.forget("of-v")).erased.campaignEntries).toBe(1);
    expect(recordsBytes()).not.toContain("of-v");
    const { salt, hash } = erasure;
    expect(hash).toBe(createHash("sha256").update(`${salt}Erin-Ü`).digest("hex"));
    expect((await one.campaigns.members("c1", { limit: 9 })).items.map(({ actor }) => actor)).toEqual([
      "b-a0",
    ]);
    await one.close();
    engine = null;
    const records = openRecords(join(folder, "records.sqlite"));
    const entries = (await records.entries(0, 99)).filter(({ kind }) => kind === "erasure");
    expect(entries).toHaveLength(2);
    expect(JSON.parse(entries[0]!.body!)).toMatchObject({ account_sha256: hash, salt, log_events: 7 });
    expect(JSON.stringify(entries)).not.toMatch(/Erin|of-v/);
    expect((await records.verify()).brokenAt).toBeNull();
    records.close();
    // Its count as a target stays, and was told.
    expect(recordsBytes().split(Buffer.from("Erin-Ü").toString("latin1"))).toHaveLength(2);
    // Once its events are dropped it is nobody in particular.
    nowMs += 8 * DAY_MS;
    one = await open(7);
    expect(await one.forget("Erin-Ü")).toMatchObject({ remains: { logEvents: 0, logUntilMs: null } });
    await one.submit(likes("c", 3, { actor: "Erin-Ü" }));
    nowMs += 8 * DAY_MS;
    one = await open(7);
    await one.submit(likes("d", 3, { actor: "Erin-Ü" }));
    const first = (await one.overview()).logBegin;
    await one.campaigns.take(reportOf("c9", [first, first + 1], { actors: ["Erin-Ü"] }));
    expect((await one.campaigns.members("c9", { limit: 9 })).items).toHaveLength(1);
  });

  test("takes what ledger entries say of the account, out of the log's copies too; the ledger goes on to verify", async () => {
    const one = await open();
    const account = (type: string, id: string, name: string) =>
      `{"id":"${id}","type":"${type}","at":${nowMs},"actor":{"id":"z"},"target":{"kind":"account","id":"${name}"}}`;
    for (const name of ["Frank-77", "other-88"])
      await one.submit(
        Buffer.from(`${account("follow", `f${name}`, name)}\n${account("unfollow", `u${name}`, name)}`),
      );
    await one.submit(likes("a", 3));
    await one.campaigns.take(reportOf("c1", [4, 5, 6]));
    await one.campaigns.review("c1", { status: "confirmed", by: "Frank-77", note: "as other-88 says" });
    await one.campaigns.review("c1", { status: "dismissed", by: "ann", note: "Frank-77, not Frank-778" });
    await one.campaigns.review("c1", {
      status: "confirmed",
      by: "ann",
      note: "xFrank-77 and Frank-778 are others",
    });
    await one.close();
    const before = await readLedgerOf(folder);
    engine = null;
    const two = await open();
    expect((await two.forget("Frank-77")).erased.ledgerEntries).toBe(2);
    await two.close();
    engine = null;
    const after = await readLedgerOf(folder);
    const gone = before.filter(({ sequence }) => after[sequence]!.body === null).map(({ kind }) => kind);
    expect(gone).toEqual(["retraction", "campaign_review"]);
    expect(after.slice(0, before.length).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
    const log = await openEventLog(folder);
    const copies = log.copiedEntries(0, 99);
    await log.close();
    expect(copies).toEqual(after);
    // Whoever did it is no account of the platform.
    expect(after.filter(({ body }) => body?.includes("Frank-77") === true)).toHaveLength(2);
    const source = folderSource(folder);
    expect(await verifyLog(source)).toMatchObject({ faults: [], bodies: { erased: 2, unpublished: 0 } });
    source.close();
  });

  test("in a folder that is closed, with no policy; refused while an engine has it", async () => {
    const one = await open();
    await one.submit(likes("a", 3));
    await one.campaigns.take(reportOf("c1", [0, 1, 2], { actors: ["a-a0", "a-a1"] }));
    await expect(forgetInFolder(folder, ["a-a0"])).rejects.toMatchObject({ code: "folder_in_use" });
    await one.close();
    engine = null;
    const erasures = await forgetInFolder(folder, ["a-a0", "nobody"]);
    expect(erasures.map(({ erased, remains }) => [erased.campaignEntries, remains.logEvents])).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(erasures[0]?.remains.logUntilMs).toBeNull();
    const again = await open();
    await again.campaigns.take(reportOf("c1", [0, 1, 2], { actors: ["a-a0", "a-a1", "a-a2"] }));
    expect((await again.campaigns.members("c1", { limit: 9 })).items.map(({ actor }) => actor)).toEqual([
      "a-a1",
      "a-a2",
    ]);
  });

  test("is refused one past the limit of erased accounts that the log still names", async () => {
    const records = openMemoryRecords();
    const most = Array.from({ length: FORGOTTEN_MAX }, (_, i) => [i.toString(16), 5]);
    await records.set("forgotten_actors", JSON.stringify(most));
    const forgotten = await ForgottenActors.stored(records);
    await forgotten.add("0", 6); // one of them again
    await expect(forgotten.add("another", 6)).rejects.toThrow(/`100000` erased accounts/);
    expect([forgotten.hasKey("another"), forgotten.hasKey("1")]).toEqual([false, true]);
    await forgotten.dropBefore(5);
    expect([forgotten.hasKey("0"), forgotten.hasKey("1")]).toEqual([true, false]);
    expect((await ForgottenActors.stored(records)).hasKey("0")).toBe(true);
    records.close();
  });
});

async function readLedgerOf(place: string): Promise<readonly LedgerEntry[]> {
  const records = openRecords(join(place, "records.sqlite"));
  const entries = await records.entries(0, 999);
  records.close();
  return entries;
}
