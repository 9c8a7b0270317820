import { describe, expect, it } from "vitest";
import type { RememberedCampaign } from "../../detect/campaign-registry.ts";
import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { USUAL_PLACEHOLDERS } from "../../nouns/placeholders.ts";
import type { LogBatch } from "../../ports/event-log.ts";
import type { Snapshot, Snapshots } from "../../ports/snapshots.ts";
import { readerOver, runOf } from "../near-line/detector-log.fixture.ts";
import type { FoundCampaign, NightlyHealth } from "../reviewed-campaigns.ts";
import { type NightlyParts, type NightlyReport, NightlyTurn } from "./nightly-turn.ts";

const START_MS = Date.UTC(2026, 10, 1);
const POLICY = { days: 14, actsMax: 100_000, hourUtc: 0 };
const POOL = 40;

/** A day of a pool that serves each of its eight orders a little, and of others who like as they please. */
function dayOf(day: number): Parameters<typeof runOf>[1] {
  const events: { atMs: number; actor: string; target: string; owner: string }[] = [];
  for (let i = 0; i < 300; i++) {
    const actor = `u${(i * 7 + day * 13) % 211}`;
    const target = (i * i + day * 31) % 173;
    events.push({
      atMs: START_MS + day * DAY_MS + i * 280_000,
      actor,
      target: `v${target}`,
      owner: `o${target}`,
    });
  }
  for (let worker = 0; worker < POOL; worker++) {
    const order = (worker + day) % 8;
    const atMs = START_MS + day * DAY_MS + ((worker * 37) % 23) * HOUR_MS + day * 1_000;
    events.push({ atMs, actor: `w${worker}`, target: `p${order}`, owner: `b${order}` });
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** Eight days of it, one run each. */
function eightDays(): LogBatch[] {
  const runs: LogBatch[] = [];
  let first = 0;
  for (let day = 0; day < 8; day++) {
    runs.push(runOf(first, dayOf(day)));
    first += runs.at(-1)!.count;
  }
  return runs;
}

interface Kept {
  snapshot: Snapshot | null;
  full?: boolean;
}

function snapshotsIn(kept: Kept): Snapshots {
  return {
    read: async () => kept.snapshot,
    write: async (header, parts) => {
      if (kept.full === true) throw new Error("no room");
      kept.snapshot = { header: structuredClone(header), parts: parts.map((part) => part.slice()) };
    },
  };
}

function knownFrom(
  { campaign: { id, toMs, members, lifecycle } }: FoundCampaign,
  seenAtMs: number,
): RememberedCampaign {
  return { id, toMs, members, lifecycle, seenAtMs, live: true };
}

async function open(runs: LogBatch[], kept: Kept, parts: Partial<NightlyParts> = {}) {
  const reports: NightlyReport[] = [];
  const healths: NightlyHealth[] = [];
  const warnings: string[] = [];
  const turn = await NightlyTurn.open({
    reader: readerOver(runs),
    policy: POLICY,
    placeholders: USUAL_PLACEHOLDERS,
    snapshots: snapshotsIn(kept),
    known: async () =>
      reports.flatMap((report) => report.found.map((one) => knownFrom(one, report.newestMs))),
    report: async (report) => void reports.push(report),
    onHealth: (health) => healths.push(health),
    onWarning: (message) => warnings.push(message),
    everyMs: 1,
    pause: async () => {},
    stopwatchMs: () => 0,
    ...parts,
  });
  return { turn, reports, healths, warnings };
}

const RUNS = eightDays();
const END = RUNS.at(-1)!.first + RUNS.at(-1)!.count;

describe("NightlyTurn", () => {
  it("looks once the day is over, reports what it shows by name, and goes on from its snapshot", async () => {
    const kept: Kept = { snapshot: null };
    const first = await open(RUNS, kept);
    expect(first.turn.held).toEqual([]);
    await first.turn.night();
    const found = first.reports.flatMap((report) => report.found);
    expect(found).toHaveLength(1);
    const [{ campaign, actors, targets, origin }] = found as [(typeof found)[number]];
    expect(origin).toBe("nightly");
    expect(actors.filter((actor) => actor.startsWith("w")).length).toBeGreaterThan(0.9 * POOL);
    expect(targets.filter(({ id }) => id.startsWith("p"))).toHaveLength(8);
    const health = first.healths.at(-1)!;
    expect(health).toMatchObject({ state: "reading", position: END, nextMs: START_MS + 8 * DAY_MS });
    expect(health.last).toMatchObject({ events: END, position: END, campaigns: 1 });

    const runs = [...RUNS, runOf(END, [{ atMs: START_MS + 9 * DAY_MS }])];
    const known = knownFrom(found[0]!, START_MS + 8 * DAY_MS);
    const second = await open(runs, kept, { known: async () => [known] });
    expect(second.turn.held).toEqual([{ id: campaign.id, events: campaign.events.length }]);
    expect(second.turn.health()).toMatchObject({ position: END, last: health.last, acts: health.acts });
    await second.turn.night();
    expect(second.turn.health().last).toMatchObject({ events: 1, campaigns: 1 });
    expect(second.reports.map((report) => report.found.map(({ campaign: { id } }) => id))).toEqual([
      [campaign.id],
    ]);
  });

  it("says what a night shows no more, and says nothing twice", async () => {
    const kept: Kept = { snapshot: null };
    const runs = [...RUNS];
    const { turn, reports } = await open(runs, kept);
    await turn.night();
    const [id] = turn.held.map((held) => held.id);
    runs.push(runOf(END, [{ atMs: START_MS + 9 * DAY_MS, actor: "u1", target: "v1", owner: "o1" }]));
    await turn.night();
    expect(reports).toHaveLength(1);
    runs.push(runOf(END + 1, [{ atMs: START_MS + 30 * DAY_MS }]));
    await turn.night();
    expect(reports.slice(1)).toEqual([{ newestMs: START_MS + 30 * DAY_MS, found: [], ended: [id] }]);
    expect(turn.held).toEqual([]);
  });

  it.each<[string, (snapshot: Snapshot) => Snapshot, Partial<NightlyParts>]>([
    ["another version", ({ header, parts }) => ({ header: { ...header, version: 0 }, parts }), {}],
    ["other days", (snapshot) => snapshot, { policy: { ...POLICY, days: 15 } }],
    ["more acts than may be held", (snapshot) => snapshot, { policy: { ...POLICY, actsMax: 100 } }],
    [
      "a log that ends before",
      ({ header, parts }) => ({ header: { ...header, position: END + 1 }, parts }),
      {},
    ],
    ["parts of something else", ({ header, parts }) => ({ header, parts: parts.slice(1) }), {}],
  ])("reads the log anew where the snapshot is of %s", async (_, change, parts) => {
    const kept: Kept = { snapshot: null };
    await (await open(RUNS, kept)).turn.night();
    kept.snapshot = change(kept.snapshot!);
    const { turn, warnings } = await open(RUNS, kept, parts);
    expect(warnings).toHaveLength(1);
    expect(turn.health()).toMatchObject({ position: 0, acts: 0, last: null });
    expect(turn.held).toEqual([]);
    await turn.night();
    expect(turn.health().position).toBe(END);
  });

  it("goes on without a snapshot when there is no room for one", async () => {
    const kept: Kept = { snapshot: null, full: true };
    const { turn, warnings, reports } = await open(RUNS, kept);
    await turn.night();
    expect(reports).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining("no room")]);
    expect(kept.snapshot).toBeNull();
  });

  it("keeps nothing of a night whose report was not taken", async () => {
    const kept: Kept = { snapshot: null };
    const { turn } = await open(RUNS, kept, {
      report: () => Promise.reject(new Error("the reviews are closed")),
    });
    await expect(turn.night()).rejects.toThrow("the reviews are closed");
    expect(kept.snapshot).toBeNull();
  });

  it("rests three times as long as it reads", async () => {
    const pauses: number[] = [];
    let nowMs = 0;
    const { turn } = await open(
      RUNS,
      { snapshot: null },
      {
        pause: async (ms) => void pauses.push(ms),
        stopwatchMs: () => (nowMs += 10),
      },
    );
    await turn.night();
    const read = pauses.filter((ms) => ms > 0);
    expect(read.length).toBeGreaterThan(0);
    expect(Math.min(...read)).toBeGreaterThanOrEqual(30);
  });
});
