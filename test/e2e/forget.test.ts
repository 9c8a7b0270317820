import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { reportOf, spokenPolicy } from "../../src/flow/campaigns/campaigns.fixture.ts";
import { openEngine } from "../../src/flow/open-engine.ts";
import { madeEvent, ndjson } from "./made-events.ts";
import { startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const policy = spokenPolicy();
const DAY_MS = 86_400_000;

/** A folder with `old` shares, which count each time, that came in forty days ago, `young` ones of now, and a campaign of all of them. */
async function filled(name: string, old: number, young: number): Promise<string> {
  const folder = scratch.path(name);
  const acts = (prefix: string, count: number, atMs: number) =>
    Buffer.from(
      ndjson(
        Array.from({ length: count }, (_, i) =>
          madeEvent({ id: `${prefix}${i}`, atMs, actor: `${prefix}-${i % 7}`, target: "v", type: "share" }),
        ),
      ),
    );
  for (const [prefix, count, atMs] of [
    ["old", old, Date.now() - 40 * DAY_MS],
    ["young", young, Date.now()],
  ] as const) {
    const engine = await openEngine(folder, { policy, clock: () => atMs });
    if (count > 0) await engine.submit(acts(prefix, count, atMs));
    if (prefix === "young") {
      const all = Array.from({ length: old + young }, (_, i) => i);
      await engine.campaigns.take(reportOf("c1", all, { actors: ["old-1", "young-1"] }));
    }
    await engine.close();
  }
  return folder;
}

describe("touchstone forget", () => {
  test("erases from a closed folder, and says in plain words what it did not", async () => {
    const folder = await filled("closed", 10, 10);
    const { code, stdout, stderr } = await touchstone(["forget", "old-1", "young-1", "--data", folder]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^old-1\n {2}Erased from 1 place in the lists of campaigns/);
    expect(stdout.match(/Not erased: the event log is append-only/g)).toHaveLength(2);
    expect(stdout).toContain("2 of its events still name the account, without an end");
    const json = await touchstone(["forget", "old-1", "--data", folder, "--json", "--lang", "zh"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      account: "old-1",
      erased: { campaign_entries: 0 },
      remains: { log_events: 2, log_until: null },
    });
    const zh = await touchstone(["forget", "nobody", "--data", folder, "--lang", "zh"]);
    expect(zh.stdout).toContain("事件日志中没有该账号的事件");
  });

  test("at a running engine; a folder in use is refused, an engine that drops says until when", async () => {
    const folder = await filled("running", 0, 12);
    const engine = await startEngine(folder, ["--no-demo", "--keep-days", "35"]);
    const inUse = await touchstone(["forget", "young-1", "--data", folder]);
    expect([inUse.code, inUse.stderr]).toEqual([1, expect.stringContaining("[folder_in_use]")]);
    const { code, stdout } = await touchstone(["forget", "young-1", "--at", engine.address, "--json"]);
    expect(code).toBe(0);
    const { remains, erased } = JSON.parse(stdout);
    expect([erased.campaign_entries, remains.log_events]).toEqual([1, 2]);
    expect(Date.parse(remains.log_until)).toBeGreaterThan(Date.now() + 34 * DAY_MS);
    const members = (await (await engine.get("/v1/campaigns/c1/members")).json()) as { items: unknown[] };
    expect(JSON.stringify(members.items)).not.toContain("young-1");
    const events = (await (await engine.get("/v1/campaigns/c1/events")).json()) as {
      items: { actor: string }[];
    };
    expect(events.items.map(({ actor }) => actor)).not.toContain("young-1");
    expect(events.items).toHaveLength(12);
    expect(await engine.stop()).toBe(0);
  });

  test.each([
    [["forget"], 2, "missing required argument"],
    [["forget", "u1", "--data", "/nowhere/at/all"], 1, "[cannot_read]"],
    [["forget", "u1", "--at", "ftp://x"], 2, "is not an address"],
    [["forget", "u1", "--at", "http://127.0.0.1:9"], 1, "[cannot_connect]"],
    [["up", "--keep-days", "4"], 2, "from 5 to 36500"],
    [["up", "--keep-days", "36501"], 2, "from 5 to 36500"],
    [["up", "--keep-days", "soon"], 2, "not a whole number"],
  ])("%j → exit %i", async (args, code, words) => {
    const ended = await touchstone(args);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(words)]);
  });

  test("an empty folder has nobody to forget", async () => {
    mkdirSync(scratch.path("empty"));
    const { code, stdout } = await touchstone(["forget", "u1", "--data", scratch.path("empty")]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("Erased from 0 places")]);
  });
});

describe("touchstone up --keep-days", () => {
  test("drops by age, is told, and survives kill -9, a restart and the watches with the same counts", async () => {
    const folder = await filled("kept", 2_000, 500);
    const counts = async (engine: Awaited<ReturnType<typeof startEngine>>) => ({
      counts: await (await engine.get("/v1/targets/video/v/counts")).json(),
      verdicts: ((await (await engine.get("/v1/overview")).json()) as { verdicts: unknown }).verdicts,
    });
    const whole = await startEngine(folder);
    expect(whole.output()).toContain("events are kept for ever");
    const before = await counts(whole);
    expect(await whole.stop()).toBe(0);
    const short = await touchstone(["up", "--data", folder, "--no-demo", "--keep-days", "30"]);
    expect([short.code, short.stderr]).toEqual([1, expect.stringContaining("keep at least 31")]);
    const first = await startEngine(folder, ["--no-demo", "--keep-days", "31"]);
    await first.printed("events older than 31 days were dropped: 2000; the log begins at 2000");
    expect(await counts(first)).toEqual(before);
    await first.stop("SIGKILL");
    const second = await startEngine(folder, ["--no-demo", "--keep-days", "31"]);
    expect(await counts(second)).toEqual(before);
    const metrics = await (await second.get("/metrics")).text();
    expect(metrics).toContain("touchstone_log_begin_position 2000\n");
    expect(metrics).toContain("touchstone_keep_days 31\n");
    expect((await second.get("/v1/decisions/old1")).status).toBe(404);
    expect((await second.get("/v1/decisions/young1")).status).toBe(200);
    await expect
      .poll(
        async () => {
          const health = (await (await second.get("/v1/detection")).json()) as {
            state: string;
            behind: number;
            nightly?: { state: string; position: number };
          };
          return [health.state, health.behind, health.nightly?.state, health.nightly?.position];
        },
        { timeout: 30_000, interval: 250 },
      )
      .toEqual(["watching", 0, "reading", 2_500]);
    const page = await (await second.get("/?lang=en")).text();
    expect(page).toContain("<dt>events are kept</dt><dd>31 days</dd>");
    const reviewed = await fetch(`${second.address}/v1/campaigns/c1/review`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status: "confirmed", by: "ann", note: "" }),
    });
    expect(reviewed.status).toBe(200);
    const confirmed = (await (await second.get("/v1/targets/video/v/counts")).json()) as {
      counts: { public: number; raw: number }[];
    };
    expect(confirmed.counts[0]).toMatchObject({ raw: 2_500, public: 0 });
    expect(await second.stop()).toBe(0);
  }, 60_000);
});
