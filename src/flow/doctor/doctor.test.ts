/** Damage over the real stores: found, named, bounded, repaired; and two stores that do not belong together. */
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LEDGER_CHECKPOINT } from "../../nouns/record-settings.ts";
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
import { examine } from "./examine.ts";
import { gravest } from "./finding.ts";
import { repair } from "./repair.ts";

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "touchstone-doctor-"));
  folder = join(root, "data");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (): Promise<OnlineEngine> =>
  openEngine(folder, { policy: spokenPolicy(), clock: () => CAMPAIGNS_NOW_MS });
const close = async (engine: OnlineEngine): Promise<void> => {
  await engine.close();
};
const counts = async (one: OnlineEngine) => (await one.counts("video", "v"))[0];

function likes(name: string, count: number): Uint8Array {
  return actLines(
    Array.from({ length: count }, (_, i): Act => {
      const source = i % 10 === 1 ? "h" : i % 10 === 2 ? "r" : undefined;
      const act = { id: `${name}${i}`, type: "like", actor: `${name}-a${i}`, target: "v" };
      return { ...act, ...(source === undefined ? {} : { source }) };
    }),
  );
}

/** A folder with five runs of 20 likes, a campaign that was confirmed, an erasure and a retraction; closed. */
async function made(): Promise<{ readonly counts: unknown }> {
  const engine = await open();
  for (let run = 0; run < 5; run++) await engine.submit(likes(`r${run}-`, 20));
  await engine.campaigns.take(reportOf("c1", [0, 3, 5, 7], { actors: ["r0--a0", "r0--a3"] }));
  await engine.campaigns.review("c1", { status: "confirmed", by: "ann", note: "seen" });
  await engine.submit(actLines([{ id: "un", type: "unlike", actor: "r1--a0", target: "v" }]));
  await engine.forget("r0--a3");
  const before = await counts(engine);
  await close(engine);
  return { counts: before };
}

/** Flips one byte of a file. */
function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 0x40;
  writeFileSync(file, bytes);
}

/** Changes a run's stored bytes behind SQLite's back, so that its file stays sound. */
function garble(stream: string, first: number): void {
  const db = new DatabaseSync(join(folder, "events.sqlite"));
  const row = db.prepare(`SELECT bytes FROM ${stream} WHERE first = ?`).get(first)!;
  const bytes = Uint8Array.from(row.bytes as Uint8Array);
  bytes[10]! ^= 1;
  db.prepare(`UPDATE ${stream} SET bytes = ? WHERE first = ?`).run(bytes, first);
  db.close();
}

const PAGE = 8_192;
/** More places of the file, evenly over it, in `npm run torture`. */
const FLIPS = process.env.TOUCHSTONE_TORTURE === "1" ? 200 : 0;

const mend = () => repair(folder, CAMPAIGNS_NOW_MS);
const said = async (): Promise<string> =>
  (await examine(folder, CAMPAIGNS_NOW_MS)).findings
    .filter(({ gravity }) => gravity === "damaged")
    .map(({ en }) => en)
    .join("\n");

describe("a damaged log", () => {
  test.each([
    ["in the middle", "events", 40, "40` to `59"],
    ["at the beginning", "events", 0, "0` to `19"],
    ["at the end", "events", 100, "100` to `100"],
    ["in the decisions", "decisions", 20, "20` to `39"],
  ])("one run %s is named and cut out, and the rest serves", async (_, stream, first, positions) => {
    const before = await made();
    garble(stream, first);
    rmSync(join(folder, "snapshots"), { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: "storage_damaged" });
    expect(await said()).toContain(positions);
    const { done, aside } = await mend();
    expect(done.map(({ en }) => en).join()).toContain(positions);
    expect(readdirSync(aside!)).toContain(`${stream}-${first}.bytes`);
    expect(gravest((await examine(folder, CAMPAIGNS_NOW_MS)).findings)).not.toBe("damaged");
    const engine = await open();
    // What was counted stays counted; what stands elsewhere is found; new events come behind.
    expect(await counts(engine)).toEqual(before.counts);
    expect(engine.decision("r3-1")).toMatchObject({ verdict: "hold" });
    if (stream === "events") expect(engine.decision(first === 100 ? "un" : `r${first / 20}-1`)).toBeNull();
    expect(await engine.submit(likes("new", 3))).toMatchObject({ accepted: 3 });
    expect(engine.decision("new1")).toMatchObject({ verdict: "hold" });
    expect(await engine.submit(likes("r3-", 20))).toMatchObject({ duplicates: 20 });
    await close(engine);
    // And it starts again, from a snapshot and without.
    rmSync(join(folder, "snapshots"), { recursive: true });
    const again = await open();
    expect(again.decision("new1")).toMatchObject({ verdict: "hold" });
    expect((await counts(again))?.raw).toBe(102);
    await close(again);
  });

  test(
    "a flipped byte anywhere in the file: repaired, and no event but those named is lost",
    async () => {
      await made();
      const whole = join(root, "whole");
      cpSync(folder, whole, { recursive: true });
      let cut = 0;
      // The file's own head, and the ends of its pages, where the rows are: the schema, events, decisions; a page's head.
      const bytes = statSync(join(folder, "events.sqlite")).size;
      const anywhere = Array.from({ length: FLIPS }, (_, i) => Math.floor(((i + 0.5) / FLIPS) * bytes));
      for (const at of [17, PAGE - 200, 2 * PAGE - 200, 3 * PAGE - 200, PAGE + 3, ...anywhere]) {
        rmSync(folder, { recursive: true });
        cpSync(whole, folder, { recursive: true });
        flip(join(folder, "events.sqlite"), at);
        const started = await open().then(close, (error: unknown) => error);
        if (started === undefined) {
          // It started: the byte lay in free room, or the run is read only when it is asked for.
          const log = await openEventLog(folder);
          await log.close();
        }
        await mend();
        const log = await openEventLog(folder);
        const holes = log.holes("events").reduce((sum, { count }) => sum + count, 0);
        let read = 0;
        for await (const run of log.read("events", 0)) read += run.count;
        expect(read + holes, `byte ${at}`).toBe(log.end("events"));
        expect(log.end("events"), `byte ${at}`).toBe(101);
        await log.close();
        if (holes > 0) cut++;
        const engine = await open();
        expect(await engine.submit(likes("new", 2)), `byte ${at}`).toMatchObject({ accepted: 2 });
        await close(engine);
      }
      expect(cut).toBeGreaterThan(0);
    },
    300_000 + FLIPS * 10_000,
  );

  test("a log set back to before its last events is refused, and goes on at positions that were never given", async () => {
    const engine = await open();
    await engine.submit(likes("a", 20));
    await close(engine);
    cpSync(folder, join(root, "older"), { recursive: true });
    const later = await open();
    await later.submit(likes("b", 30));
    await close(later);
    copyFileSync(join(root, "older", "events.sqlite"), join(folder, "events.sqlite"));
    await expect(open()).rejects.toThrow(/log ends at `20`.*`50` events.*doctor/);
    const { done } = await mend();
    expect(done.map(({ en }) => en).join()).toContain("`20` to `49`");
    const after = await open();
    expect(await counts(after)).toMatchObject({ raw: 50 });
    await after.submit(likes("c", 5));
    expect((await after.overview()).logPosition).toBe(55);
    expect(after.decision("c1")).toMatchObject({ verdict: "hold" });
    await close(after);
  });

  test("another folder's log is refused, and not mended", async () => {
    await made();
    const own = folder;
    folder = join(root, "other");
    const other = await open();
    await other.submit(likes("x", 150));
    await close(other);
    folder = own;
    // Its note about the records is put in, so that only the events tell.
    const db = new DatabaseSync(join(root, "other", "events.sqlite"));
    db.exec("DELETE FROM notes");
    db.close();
    copyFileSync(join(root, "other", "events.sqlite"), join(folder, "events.sqlite"));
    await expect(open()).rejects.toThrow(/not the log that was counted/);
    await expect(mend()).rejects.toThrow(/put back the file/);
  });
});

describe("a damaged ledger", () => {
  const ledger = (...names: string[]) => join(folder, "ledger", ...names);

  test.each([
    [
      "a tile altered",
      () => flip(ledger("tile", "0", "000.p", tileOf()), 5),
      /file of hashes altered/,
      /moved aside; the next start makes them anew/,
    ],
    ["every tile gone", () => rmSync(ledger("tile"), { recursive: true }), /cut off/, null],
    ["the checkpoint gone", () => rmSync(ledger("checkpoint")), /checkpoint is missing/, /anew/],
    ["the key gone", () => rmSync(ledger("signing-key")), /signing key is missing/, /new key/],
  ])("%s: told, repaired, and the next start's ledger verifies", async (_, harm, told, mended) => {
    const before = await made();
    harm();
    expect(await said()).toMatch(told);
    const { done } = await mend();
    const text = done.map(({ en }) => en).join();
    if (mended !== null) expect(text).toMatch(mended);
    const engine = await open();
    expect(await counts(engine)).toEqual(before.counts);
    await close(engine);
    expect(await said()).toBe("");
  });

  test("killed before its first checkpoint: nothing is damaged, and the next start signs", async () => {
    await made();
    for (const name of ["checkpoint", "tile"]) rmSync(ledger(name), { recursive: true });
    const db = new DatabaseSync(join(folder, "records.sqlite"));
    db.prepare("DELETE FROM settings WHERE key = ?").run(LEDGER_CHECKPOINT);
    db.close();
    expect(await said()).toBe("");
    await close(await open());
    expect(readFileSync(ledger("checkpoint"), "utf8")).toContain("touchstone");
    expect(await said()).toBe("");
  });

  /** Name of the file of the ledger's partial tile. */
  function tileOf(): string {
    return readdirSync(ledger("tile", "0", "000.p"))
      .sort((a, b) => Number(a) - Number(b))
      .at(-1)!;
  }
});

describe("records lost, set back or damaged", () => {
  test.each([
    ["deleted", () => rmSync(join(folder, "records.sqlite"))],
    ["empty", () => writeFileSync(join(folder, "records.sqlite"), "")],
    [
      "overwritten with something else",
      () => writeFileSync(join(folder, "records.sqlite"), "x".repeat(9_000)),
    ],
  ])(
    "%s: the start is refused; counts come from the log, ledger and erasures from its copies",
    async (_, lose) => {
      await made();
      lose();
      await expect(open()).rejects.toMatchObject({ code: "storage_damaged" });
      await expect(open()).rejects.toMatchObject({ code: "storage_damaged" });
      await mend();
      const engine = await open();
      // The campaign is lost, and what it claimed counts again.
      expect(await counts(engine)).toMatchObject({ raw: 99, public: 79, held: 10, rejected: 10 });
      await close(engine);
      const records = openRecords(join(folder, "records.sqlite"));
      expect((await records.verify()).brokenAt).toBeNull();
      const kinds = (await records.entries(0, 99)).map(({ kind }) => kind);
      expect(kinds).toEqual(
        expect.arrayContaining(["policy", "campaign_review", "erasure", "retraction", "repair"]),
      );
      const { body } = (await records.entries(0, 99)).find(({ kind }) => kind === "repair")!;
      expect(body).toMatch(/1` campaigns that were reviewed are lost \(c1\)/);
      expect(await records.get("forgotten_actors")).toContain("[");
      records.close();
    },
  );

  test("set back to before a review and an erasure: refused with what is missing, then done again", async () => {
    const engine = await open();
    await engine.submit(likes("a", 40));
    await engine.campaigns.take(reportOf("c1", [0, 3, 5], { actors: ["a-a0", "a-a3"] }));
    await close(engine);
    cpSync(folder, join(root, "yesterday"), { recursive: true });
    const later = await open();
    await later.submit(likes("b", 10));
    await later.campaigns.review("c1", { status: "confirmed", by: "ann", note: "seen" });
    await later.forget("a-a3");
    const before = await counts(later);
    await close(later);
    copyFileSync(join(root, "yesterday", "records.sqlite"), join(folder, "records.sqlite"));
    await expect(open()).rejects.toThrow(/older than the log.*1 campaign_review.*1 erasure.*doctor/);
    await mend();
    const mended = await open();
    await expect.poll(() => counts(mended), { timeout: 5_000 }).toEqual(before);
    const record = (await mended.campaigns.get("c1"))!;
    expect([record.status, record.reviews.at(-1)?.by]).toEqual([
      "confirmed",
      { kind: "person", name: "ann" },
    ]);
    expect((await mended.campaigns.members("c1", { limit: 9 })).items.map(({ actor }) => actor)).toEqual([
      "a-a0",
    ]);
    await close(mended);
  });

  test("set back with no new entry of the ledger is noticed all the same", async () => {
    const engine = await open();
    await engine.submit(likes("a", 40));
    await close(engine);
    cpSync(folder, join(root, "yesterday"), { recursive: true });
    const later = await open();
    await later.submit(likes("b", 10));
    await close(later);
    copyFileSync(join(root, "yesterday", "records.sqlite"), join(folder, "records.sqlite"));
    await expect(open()).rejects.toThrow(/older than the log: `\d+` of its `\d+` writes/);
    await mend();
    const mended = await open();
    expect(await counts(mended)).toMatchObject({ raw: 50 });
    await close(mended);
  });

  test("another folder's records are refused, and not mended", async () => {
    await made();
    const own = folder;
    folder = join(root, "other");
    const other = await open();
    for (let i = 0; i < 5; i++) {
      await other.submit(likes(`x${i}`, 3));
      await other.forget(`x${i}-a0`);
    }
    await close(other);
    folder = own;
    copyFileSync(join(root, "other", "records.sqlite"), join(folder, "records.sqlite"));
    await expect(open()).rejects.toThrow(/belongs to another data folder/);
    await expect(mend()).rejects.toThrow(/put back the file/);
  });

  test("a count that is wrong without a trace is found, and made anew", async () => {
    const before = await made();
    const db = new DatabaseSync(join(folder, "records.sqlite"));
    db.exec("UPDATE counts SET public = public - 7 WHERE type = 'like'");
    db.close();
    const { done } = await mend();
    expect(done.map(({ of }) => of)).toContain("counts");
    const engine = await open();
    await expect.poll(() => counts(engine), { timeout: 5_000 }).toEqual(before.counts);
    await close(engine);
  });

  test("a folder of before notes and marks starts, and learns them", async () => {
    await made();
    const log = new DatabaseSync(join(folder, "events.sqlite"));
    log.exec("DROP TABLE notes; DROP TABLE ledger_copies; DROP TABLE holes");
    log.close();
    const records = new DatabaseSync(join(folder, "records.sqlite"));
    records.exec("DELETE FROM settings WHERE key IN ('writes', 'log_mark', 'drop_clock')");
    records.close();
    await close(await open());
    rmSync(join(folder, "records.sqlite"));
    await expect(open()).rejects.toThrow(/records.sqlite` is missing.*ledger of `\d+` entries/);
  });

  test("nothing wrong: nothing is changed", async () => {
    await made();
    expect(await mend()).toEqual({ done: [], aside: null });
    expect(gravest((await examine(folder, CAMPAIGNS_NOW_MS)).findings)).not.toBe("damaged");
  });
});
