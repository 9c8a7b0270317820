import { readFileSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import type { DetectorThread, KnownCampaign } from "../../src/flow/near-line/detector-settings.ts";
import { startNearLineDetector } from "../../src/flow/near-line/detector-thread.ts";
import { openEngine } from "../../src/flow/open-engine.ts";
import type { DetectionReport, FoundCampaign } from "../../src/flow/reviewed-campaigns.ts";
import { USUAL_PLACEHOLDERS } from "../../src/nouns/placeholders.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { openEventLog } from "../../src/store/sqlite-event-log.ts";
import {
  accounts,
  HOUR_MS,
  inOrder,
  ordinaryLikes,
  seeded,
  soldLikes,
  type WatchedEvent,
} from "../near-line-rows.ts";
import { ndjson } from "./made-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const scratch = scratchFolder();
const START_MS = Date.UTC(2026, 10, 20);
const POOL = accounts("w", 120);
const EVENTS = inOrder(
  ordinaryLikes(seeded(1), {
    actors: 1_500,
    targets: 800,
    likes: 6_000,
    fromMs: START_MS,
    toMs: START_MS + 8 * HOUR_MS,
  }),
  soldLikes(seeded(2), POOL, {
    name: "p",
    orders: 6,
    density: 0.6,
    fromMs: START_MS + HOUR_MS,
    everyMs: HOUR_MS,
    windowMs: HOUR_MS,
  }),
);

function lines(events: readonly WatchedEvent[], firstId: number): Buffer {
  return Buffer.from(
    ndjson(
      events.map(({ actor, target, owner, atMs, type = "like" }, i) => ({
        id: `e${firstId + i}`,
        type,
        at: atMs,
        actor: { id: actor },
        target: { kind: "video", id: target, owner },
      })),
    ),
  );
}

const policy = (() => {
  const loaded = loadPolicy(readFileSync("policies/velocity.yaml", "utf8"), "velocity.yaml");
  if (!loaded.ok) throw new Error("the velocity policy does not load");
  return loaded.policy;
})();

/** Threads that were started, so that a test can kill one. */
const threads: Worker[] = [];
const noteThread = (worker: Worker): void => {
  threads.push(worker);
};
process.on("worker", noteThread);

interface Watched {
  readonly thread: DetectorThread;
  readonly reports: DetectionReport[];
  readonly warnings: string[];
  /** Latest state of each campaign. */
  readonly found: Map<string, FoundCampaign>;
  until(what: string, holds: () => boolean): Promise<void>;
}

const running: DetectorThread[] = [];
afterEach(async () => {
  for (const thread of running.splice(0)) await thread.stop();
});

async function* oneByOne<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}

async function watchFolder(
  folder: string,
  known: () => Iterable<KnownCampaign> = () => [],
): Promise<Watched> {
  const reports: DetectionReport[] = [];
  const warnings: string[] = [];
  const found = new Map<string, FoundCampaign>();
  const thread = await startNearLineDetector({
    store: { kind: "folder", path: folder },
    policy: { eventsMax: 100_000, everyMs: 200 },
    placeholders: USUAL_PLACEHOLDERS,
    known: () => oneByOne(known()),
    clock: Date.now,
    onReport: (report) => {
      reports.push(report);
      for (const campaign of report.found) found.set(campaign.campaign.id, campaign);
    },
    onWarning: (message) => warnings.push(message),
  });
  running.push(thread);
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (const giveUpMs = performance.now() + 30_000; !holds(); ) {
      if (performance.now() > giveUpMs) {
        throw new Error(
          `waited in vain: ${what}; ${JSON.stringify(reports.at(-1)?.health)} ${warnings.join()}`,
        );
      }
      await after(20);
    }
  };
  return { thread, reports, warnings, found, until };
}

function known({ campaign }: FoundCampaign): KnownCampaign {
  const { id, toMs, members, lifecycle } = campaign;
  return { id, toMs, members, lifecycle, seenAtMs: toMs, live: true, confirmed: true };
}

/** Writes events as the engine would, with decisions that say nothing. */
async function openPlainLog(folder: string) {
  const log = await openEventLog(folder);
  let count = 0;
  return {
    log,
    async append(events: readonly WatchedEvent[]): Promise<void> {
      for (let at = 0; at < events.length; at += 500) {
        const part = events.slice(at, at + 500);
        const bytes = lines(part, count);
        count += part.length;
        const run = {
          count: part.length,
          ids: new Uint8Array(0),
          policy: "p",
          receivedAtMs: part.at(-1)!.atMs,
        };
        await log.append("events", { ...run, bytes });
        await log.append("decisions", { ...run, bytes: new Uint8Array(part.length) });
      }
    },
  };
}

describe("the watch beside an engine", () => {
  it("looks at nothing that is not decided yet", async () => {
    const folder = scratch.path("undecided");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS.slice(0, 500));
    const run = { count: 1, ids: new Uint8Array(0), policy: "p", receivedAtMs: START_MS };
    await log.append("events", { ...run, bytes: lines(EVENTS.slice(500, 501), 500) });
    const watched = await watchFolder(folder);
    await watched.until("what is decided", () => watched.reports.at(-1)?.position === 500);
    expect(watched.reports.at(-1)!.health).toMatchObject({ state: "watching", behind: 0 });
    await log.append("decisions", { ...run, bytes: new Uint8Array(1) });
    await watched.until("the rest", () => watched.reports.at(-1)!.position === 501);
    await log.close();
  });

  it("reads what the engine takes in meanwhile, and reports the pool by name", async () => {
    const folder = scratch.path("live");
    const engine = await openEngine(folder, { policy });
    const watched = await watchFolder(folder);
    const decided: number[] = [];
    for (let at = 0; at < EVENTS.length; at += 200) {
      const beganMs = performance.now();
      await engine.submit(lines(EVENTS.slice(at, at + 200), at), { numbersOnly: true });
      decided.push(performance.now() - beganMs);
    }
    watched.thread.nudge();
    await watched.until("the end of the log", () => watched.reports.at(-1)?.position === EVENTS.length);
    await watched.until("the pool", () => watched.found.size > 0);
    expect(watched.found.size).toBe(1);
    const [{ campaign, actors, targets, origin }] = [...watched.found.values()] as [FoundCampaign];
    expect(origin).toBe("near_line");
    expect(actors).toHaveLength(campaign.members.length);
    expect(actors.filter((actor) => POOL.includes(actor)).length).toBeGreaterThan(110);
    expect(targets.map(({ kind, id, owner }) => `${kind} ${id} ${owner}`).sort()).toEqual(
      accounts("video p-order", 6).map((name, i) => `${name} p-buyer${i}`),
    );
    // Positions of the log are places in the list: the engine got them in order.
    const sold = Array.from(campaign.events, (position) => EVENTS[position]!.target);
    expect(sold.filter((target) => target.startsWith("p-")).length / sold.length).toBeGreaterThan(0.98);
    const { health } = watched.reports.at(-1)!;
    expect(health).toMatchObject({
      state: "watching",
      reason: "",
      position: EVENTS.length,
      behind: 0,
      evicted: 0,
    });
    expect(health.lastPassAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect(health.windows.map(({ windowMs }) => windowMs / HOUR_MS)).toEqual([1, 6, 24, 96]);
    expect(watched.warnings).toEqual([]);
    await engine.close();
  });

  it("goes on under the same id after a restart, and says nothing of what has not changed", async () => {
    const folder = scratch.path("restart");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS.slice(0, -500));
    const before = await watchFolder(folder);
    await before.until("the pool", () => before.found.size > 0);
    await before.thread.stop();
    const [first] = [...before.found.values()];
    const reports = before.reports.length;
    const again = await watchFolder(folder, () => [known(first!)]);
    await again.until("the pool", () => again.found.size > 0);
    const looks = again.reports.length;
    await append(EVENTS.slice(-500));
    await again.until("the rest", () => again.reports.at(-1)!.position === EVENTS.length);
    expect([...again.found.keys()]).toEqual([first!.campaign.id]);
    expect(again.reports.slice(0, looks).flatMap(({ found }) => found)).toHaveLength(1);
    expect(again.reports.flatMap(({ ended }) => ended)).toEqual([]);
    expect(before.reports).toHaveLength(reports);
    await log.close();
  });

  it("says that a campaign it was told of is over when nothing shows it", async () => {
    const folder = scratch.path("over");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS.filter(({ target }) => !target.startsWith("p-")));
    const gone: KnownCampaign = {
      id: "c-gone",
      toMs: START_MS - 7 * HOUR_MS,
      seenAtMs: START_MS - 7 * HOUR_MS,
      live: true,
      confirmed: false,
      members: [{ key: "0123456789abcdef", probability: 0.9 }],
      lifecycle: [],
    };
    const watched = await watchFolder(folder, () => [gone]);
    await watched.until("its end", () => watched.reports.some(({ ended }) => ended.includes("c-gone")));
    expect(watched.found.size).toBe(0);
    await log.close();
  });

  it("is started anew when its thread is killed; the engine goes on deciding", async () => {
    const folder = scratch.path("killed");
    const engine = await openEngine(folder, { policy });
    const half = EVENTS.length - 300;
    await engine.submit(lines(EVENTS.slice(0, half), 0), { numbersOnly: true });
    const told: KnownCampaign[] = [];
    threads.length = 0;
    const watched = await watchFolder(folder, () => told);
    await watched.until("the pool", () => watched.found.size > 0);
    const [first] = [...watched.found.values()];
    told.push(known(first!));
    await threads[0]!.terminate();
    await watched.until("its failure", () => watched.reports.at(-1)!.health.state === "failed");
    expect(watched.reports.at(-1)!.health.reason).not.toBe("");
    expect(watched.warnings).toHaveLength(1);
    const { accepted } = await engine.submit(lines(EVENTS.slice(half), half), { numbersOnly: true });
    expect(accepted).toBe(300);
    await watched.until("the rest", () => watched.reports.at(-1)!.position === EVENTS.length);
    expect(watched.reports.at(-1)!.health.state).toBe("watching");
    expect([...watched.found.keys()]).toEqual([first!.campaign.id]);
    await engine.close();
  });

  it("waits for a log that is not there yet, and for one that cannot be read", async () => {
    const folder = scratch.path("late");
    const watched = await watchFolder(folder);
    await watched.until("its failure", () => watched.reports.at(-1)?.health.state === "failed");
    expect(watched.reports.at(-1)!.health.reason).toContain("events.sqlite");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS);
    await watched.until("the pool", () => watched.found.size > 0);
    await log.close();
  });

  it("follows retention: what was dropped is neither read nor named", async () => {
    const folder = scratch.path("dropped");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS);
    const watched = await watchFolder(folder);
    await watched.until("the pool", () => watched.found.size > 0);
    await watched.thread.stop();
    await log.dropBefore("events", 3_000);
    const begin = log.begin("events");
    expect(begin).toBeGreaterThan(2_000);
    const later = await watchFolder(folder);
    await later.until("the end of the log", () => later.reports.at(-1)?.position === EVENTS.length);
    await later.until("the pool", () => later.found.size > 0);
    for (const { campaign } of later.found.values()) {
      expect([...campaign.events, ...campaign.visits].filter((position) => position < begin)).toEqual([]);
    }
    // Dropped while it watches: the next thing it tells leaves them out.
    await log.dropBefore("events", 4_500);
    const fresh = soldLikes(seeded(3), POOL, {
      name: "q",
      orders: 2,
      density: 0.6,
      fromMs: START_MS + 8 * HOUR_MS,
      everyMs: HOUR_MS,
      windowMs: HOUR_MS,
    });
    const reports = later.reports.length;
    await append(inOrder(fresh));
    await later.until("a change", () => later.reports.slice(reports).some(({ found }) => found.length > 0));
    const [last] = later.reports.slice(reports).flatMap(({ found }) => found);
    expect(Math.min(...last!.campaign.events)).toBeGreaterThanOrEqual(log.begin("events"));
    expect(last!.actors.every((actor) => actor !== "")).toBe(true);
    expect(later.warnings).toEqual([]);
    await log.close();
  });

  it("takes over what was dropped whole, and begins at the latest 96 hours", async () => {
    const folder = scratch.path("old");
    const { log, append } = await openPlainLog(folder);
    const old = EVENTS.map((event) => ({ ...event, atMs: event.atMs - 200 * HOUR_MS }));
    await append(old);
    await append(EVENTS.slice(0, 1_000));
    const watched = await watchFolder(folder);
    await watched.until("the end of the log", () => watched.reports.at(-1)?.position === old.length + 1_000);
    await watched.until("a look", () => (watched.reports.at(-1)?.health.windows[3]?.events ?? 0) > 0);
    expect(watched.reports.at(-1)!.health.windows[3]!.events).toBe(1_000);
    expect(watched.found.size).toBe(0);
    await log.close();
  });

  it("passes over no part of a history that is loaded at once", async () => {
    const folder = scratch.path("history");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS.slice(0, 10).map((event) => ({ ...event, atMs: event.atMs - 1_000 * HOUR_MS })));
    const watched = await watchFolder(folder);
    await watched.until("the beginning", () => watched.reports.at(-1)?.health.state === "watching");
    // A pool at work six weeks before the end, all in one run of the log.
    await append([
      ...EVENTS.map((event) => ({ ...event, atMs: event.atMs - 900 * HOUR_MS })),
      ...EVENTS.filter(({ target }) => !target.startsWith("p-")),
    ]);
    await watched.until("the pool of long ago", () => watched.found.size > 0);
    const [{ actors }] = [...watched.found.values()] as [FoundCampaign];
    expect(actors.filter((actor) => POOL.includes(actor)).length).toBeGreaterThan(110);
    await watched.until("its end", () => watched.reports.some(({ ended }) => ended.length > 0));
    await log.close();
  });

  it("says why when what is known cannot be had, and tries again", async () => {
    const folder = scratch.path("unknown");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS);
    let asked = 0;
    const watched = await watchFolder(folder, () => {
      if (asked++ === 0) throw new Error("the records are busy");
      return [];
    });
    expect(watched.reports[0]!.health).toMatchObject({ state: "failed", reason: "the records are busy" });
    await watched.until("the pool", () => watched.found.size > 0);
    await log.close();
  });

  it("goes on when whoever gets the reports fails", async () => {
    const folder = scratch.path("deaf");
    const { log, append } = await openPlainLog(folder);
    await append(EVENTS);
    let reports = 0;
    const warnings: string[] = [];
    const thread = await startNearLineDetector({
      store: { kind: "folder", path: folder },
      policy: { eventsMax: 100_000, everyMs: 50 },
      placeholders: USUAL_PLACEHOLDERS,
      known: () => oneByOne([]),
      clock: Date.now,
      onReport: () => {
        reports++;
        throw new Error("full");
      },
      onWarning: (message) => warnings.push(message),
    });
    running.push(thread);
    while (reports < 3) await after(20);
    expect(warnings[0]).toContain("full");
    await log.close();
  });
});
