import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import {
  type Act,
  actLines,
  CAMPAIGNS_NOW_MS,
  reportOf,
  spokenPolicy,
} from "../../src/flow/campaigns/campaigns.fixture.ts";
import type { OnlineEngine } from "../../src/flow/online.ts";
import { openEngine } from "../../src/flow/open-engine.ts";
import type { CampaignStatus } from "../../src/nouns/campaign-record.ts";
import { openEventLog } from "../../src/store/sqlite-event-log.ts";
import { openRecords } from "../../src/store/sqlite-records.ts";
import { chance } from "./made-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const scratch = scratchFolder();
const policy = spokenPolicy();
const IDS = ["c1", "c2", "c3"] as const;
const CHILD = new URL("./correct-until-killed.ts", import.meta.url).pathname;

interface Line {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly actor: { readonly id: string };
  readonly target: { readonly id: string };
  readonly context?: { readonly source: "h" | "r" };
}

/** Every event of a folder's log, in its order, and which of them each campaign holds. */
async function stored(folder: string) {
  const log = await openEventLog(folder);
  const lines: Line[] = [];
  for await (const run of log.read("events", 0)) {
    for (const line of Buffer.from(run.bytes).toString().trimEnd().split("\n"))
      lines.push(JSON.parse(line) as Line);
  }
  await log.close();
  const records = openRecords(join(folder, "records.sqlite"));
  const held = new Map<string, Set<number>>();
  for (const id of IDS) {
    const campaign = await records.campaigns.numberOf(id);
    const positions = new Set<number>();
    if (campaign !== null) {
      for (let after: string | undefined; ; ) {
        const page = await records.campaigns.events(campaign, 500, after);
        for (const { position } of page.items) positions.add(position);
        if (page.next === null) break;
        after = page.next;
      }
    }
    held.set(id, positions);
  }
  const entries = await records.entries(0, 100_000);
  expect((await records.verify()).brokenAt).toBeNull();
  records.close();
  return { lines, held, entries };
}

/**
 * Acts that stand nowhere: those that were taken back, and those that never counted, since their account's like stood or a
 * retraction of the same moment came before them.
 */
function standingNowhere(lines: readonly Line[]): { takenBack: Set<number>; never: Set<number> } {
  const takenBack = new Set<number>();
  const never = new Set<number>();
  const stands = new Map<string, number>();
  const waits = new Map<string, number>();
  lines.forEach(({ type, at, actor, target }, position) => {
    if (type === "view") return;
    const retraction = type.startsWith("un");
    const key = `${actor.id} ${target.id} ${retraction ? type.slice(2) : type}`;
    const earlier = stands.get(key);
    if (retraction) {
      if (earlier === undefined) waits.set(key, at);
      else takenBack.add(earlier);
      stands.delete(key);
      return;
    }
    if (waits.get(key) === at || (type === "like" && earlier !== undefined)) never.add(position);
    else stands.set(key, position);
    waits.delete(key);
  });
  return { takenBack, never };
}

/** Counts from scratch: by target and type. */
function countsOf(
  lines: readonly Line[],
  held: ReadonlyMap<string, ReadonlySet<number>>,
  status: (id: string) => CampaignStatus | undefined,
): Map<string, { public: number; held: number; rejected: number }> {
  const { takenBack, never } = standingNowhere(lines);
  const claimed = new Set(IDS.filter((id) => status(id) === "confirmed").flatMap((id) => [...held.get(id)!]));
  const counts = new Map<string, { public: number; held: number; rejected: number }>();
  lines.forEach(({ type, target, context }, position) => {
    if (type.startsWith("un") || never.has(position)) return;
    const key = `${target.id} ${type}`;
    const sums = counts.get(key) ?? { public: 0, held: 0, rejected: 0 };
    counts.set(key, sums);
    if (takenBack.has(position)) return;
    const own = context?.source === "h" ? "held" : context?.source === "r" ? "rejected" : "public";
    sums[claimed.has(position) ? "rejected" : own]++;
  });
  return counts;
}

async function shownCounts(engine: OnlineEngine) {
  const shown = new Map<string, { public: number; held: number; rejected: number }>();
  for (let v = 0; v < 8; v++) {
    for (const count of await engine.counts("video", `v${v}`)) {
      expect(count.raw).toBe(count.public + count.held + count.rejected);
      shown.set(`v${v} ${count.type}`, { public: count.public, held: count.held, rejected: count.rejected });
    }
  }
  return shown;
}

/** Runs the child for a while and kills it → what it acknowledged. */
async function untilKilled(folder: string, label: string, seed: number, ms: number): Promise<string[][]> {
  const child = spawn(process.execPath, [CHILD, folder, label, String(seed)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  const opened = new Promise<void>((resolve) => {
    child.stdout.on("data", (piece: Buffer) => {
      output += piece.toString();
      if (output.includes("opened")) resolve();
    });
  });
  child.stderr.on("data", (piece: Buffer) => {
    errors += piece.toString();
  });
  const over = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await Promise.race([opened, over]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill("SIGKILL");
  expect(await over, errors).toBeNull();
  return output
    .slice(0, output.lastIndexOf("\n"))
    .split("\n")
    .map((line) => line.split(" "));
}

describe("kill −9 while campaigns are found, confirmed and dismissed", () => {
  test("no correction is lost, none is made twice", { timeout: 180_000 }, async () => {
    const folder = scratch.path("killed");
    const random = chance(7);
    const acknowledged = new Map<string, string>();
    let accepted = 0;
    for (let round = 0; round < 6; round++) {
      const said = await untilKilled(folder, `r${round}`, 40 + round, 150 + random() * 900);
      // A review that was asked for and not answered may hold or not.
      for (const [what, id = "", status = ""] of said) {
        if (what === "review") acknowledged.set(id, status);
        if (what === "asked") acknowledged.delete(id);
        if (what === "events") accepted += Number(status);
      }
      const engine = await openEngine(folder, { policy });
      for (const [id, status] of acknowledged)
        expect((await engine.campaigns.get(id))?.status, id).toBe(status);
      // The start goes on with what was cut off; the same review again waits until it is done.
      const statuses = new Map<string, CampaignStatus>();
      for (const id of IDS) {
        const record = await engine.campaigns.get(id);
        const last = record?.reviews.at(-1);
        if (record && last) {
          statuses.set(
            id,
            (await engine.campaigns.review(id, { status: last.status, note: "", by: "ann" })).status,
          );
        }
      }
      const shown = await shownCounts(engine);
      const corrected = (await engine.overview()).campaigns.correctedEvents;
      await engine.close();
      const { lines, held, entries } = await stored(folder);
      expect(lines.length).toBeGreaterThanOrEqual(accepted);
      const counts = countsOf(lines, held, (id) => statuses.get(id));
      expect(shown, `round ${round}`).toEqual(counts);
      // The ledger tells the same: what claims took away, releases gave back, and every claimed event stands in one entry.
      const sums = { events: 0, public: 0, held: 0 };
      for (const { kind, body } of entries) {
        if (kind !== "correction") continue;
        const entry = JSON.parse(body!) as {
          cause: string;
          events: number;
          targets: { public: number; held: number }[];
        };
        sums.events += entry.cause === "confirmed" ? entry.events : -entry.events;
        for (const target of entry.targets) {
          sums.public += target.public;
          sums.held += target.held;
        }
      }
      const claims = IDS.filter((id) => statuses.get(id) === "confirmed").map((id) => held.get(id)!.size);
      expect(sums.events, `round ${round}`).toBe(claims.reduce((a, b) => a + b, 0));
      expect(corrected).toBeGreaterThanOrEqual(0);
    }
    expect(accepted).toBeGreaterThan(500);
  });
});

const like = (n: number, more: Partial<Act> = {}): Act => ({
  id: `e${n}`,
  type: "like",
  actor: `a${n}`,
  target: "v",
  ...more,
});

/** The ledger as it stood before it was a transparency log; `src/store/ledger-migration.test.ts` has it filled. */
const OLD_LEDGER = `
  DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_stays; DROP TABLE ledger; DROP TABLE ledger_head;
  CREATE TABLE ledger(
    sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    hash TEXT NOT NULL, previous TEXT NOT NULL) STRICT;
  CREATE TABLE ledger_head(one INTEGER PRIMARY KEY CHECK(one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;`;

describe("a data folder of before campaigns", () => {
  test("is brought up to date; what was taken back then is not corrected now", async () => {
    const folder = scratch.path("older");
    const acts = [like(0), like(1), like(2, { source: "h" }), { ...like(3), type: "unlike", actor: "a1" }];
    const first = await openEngine(folder, { policy });
    await first.submit(actLines(acts));
    await first.close();
    const db = new DatabaseSync(join(folder, "records.sqlite"));
    const names = [
      "campaigns",
      "campaign_members",
      "campaign_targets",
      "campaign_events",
      "taken_back",
      "corrections",
    ];
    db.exec(names.map((name) => `DROP TABLE ${name};`).join(""));
    db.exec(OLD_LEDGER);
    db.exec(
      "DELETE FROM settings WHERE key = 'retractions_known' OR key LIKE 'ledger%'; PRAGMA user_version = 1",
    );
    db.close();
    // Nor did the log of such a folder know anything of the records.
    const log = new DatabaseSync(join(folder, "events.sqlite"));
    log.exec("DELETE FROM notes; DELETE FROM ledger_copies");
    log.close();
    rmSync(join(folder, "ledger"), { recursive: true });

    const engine = await openEngine(folder, { policy });
    expect((await engine.counts("video", "v"))[0]).toMatchObject({ raw: 2, public: 1, held: 1, rejected: 0 });
    await engine.campaigns.take(reportOf("c1", [0, 1, 2]));
    await engine.campaigns.review("c1", { status: "confirmed", note: "", by: "ann" });
    expect((await engine.counts("video", "v"))[0]).toMatchObject({ raw: 2, public: 0, held: 0, rejected: 2 });
    expect(await engine.campaigns.get("c1")).toMatchObject({ eventCount: 3, correctedCount: 2 });
    await engine.campaigns.review("c1", { status: "dismissed", note: "", by: "ann" });
    expect((await engine.counts("video", "v"))[0]).toMatchObject({ raw: 2, public: 1, held: 1, rejected: 0 });
    await engine.close();
  });

  test("a later one is refused, not guessed at", async () => {
    const folder = scratch.path("later");
    await (await openEngine(folder, { policy })).close();
    const db = new DatabaseSync(join(folder, "records.sqlite"));
    db.exec("PRAGMA user_version = 99");
    db.close();
    await expect(openEngine(folder, { policy })).rejects.toMatchObject({ code: "storage_damaged" });
  });
});

describe("the ledger", () => {
  test("names the review and lets a stranger recompute the correction", async () => {
    const folder = scratch.path("ledger");
    const engine = await openEngine(folder, { policy, clock: () => CAMPAIGNS_NOW_MS });
    await engine.submit(actLines([like(0), like(1, { source: "r" }), like(2, { target: "w" })]));
    await engine.campaigns.take(reportOf("c1", [0, 1, 2]));
    await engine.campaigns.review("c1", { status: "confirmed", note: "bought on a market", by: "ann" });
    await engine.close();
    const { entries } = await stored(folder);
    const bodies = entries
      .filter(({ kind }) => kind === "campaign_review" || kind === "correction")
      .map(({ kind, body }) => [kind, JSON.parse(body!) as unknown]);
    const moved = { kind: "video", type: "like", public: -1, held: 0, rejected: 1 };
    expect(bodies).toEqual([
      [
        "campaign_review",
        {
          campaign: "c1",
          status: "confirmed",
          by: { kind: "person", name: "ann" },
          note: "bought on a market",
          score: 0.9,
          members: 1,
          events: 3,
        },
      ],
      [
        "correction",
        {
          by: { kind: "system", name: "counting" },
          campaign: "c1",
          cause: "confirmed",
          targets: [
            { ...moved, id: "v" },
            { ...moved, id: "w" },
          ],
          events: 3,
          moved: 2,
          first: 0,
          last: 2,
          sha256: createHash("sha256").update("0\n1\n2\n").digest("hex"),
        },
      ],
    ]);
  });
});
