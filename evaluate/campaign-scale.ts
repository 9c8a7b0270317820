import { execFileSync } from "node:child_process";
import { createEventColumns } from "../src/detect/columns/event-columns.ts";
import { type CampaignDay, campaignDay, detectDay } from "./campaign-day.ts";
import { scoreDay } from "./campaign-score.ts";

export interface ScaleResult {
  readonly seed: number;
  readonly events: number;
  readonly accounts: number;
  readonly cpuSeconds: number;
  /** Peak resident memory of the whole process, the simulator's world and the truth in it. */
  readonly peakBytes: number;
  /** The same before detection began. */
  readonly loadedBytes: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly falseCampaigns: number;
}

/** A day of `eventsPerDay` events in a process of its own, so that its time and memory are its own. */
export function measureScale(seed: number, eventsPerDay: number): ScaleResult {
  const out = execFileSync(
    process.execPath,
    ["--expose-gc", "--max-semi-space-size=8", import.meta.filename, String(seed), String(eventsPerDay)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], timeout: 900_000 },
  );
  return JSON.parse(out) as ScaleResult;
}

function withoutBuilder(day: CampaignDay): CampaignDay {
  return { ...day, builder: createEventColumns(1) };
}

if (import.meta.main) {
  const [seed, eventsPerDay] = process.argv.slice(2).map(Number) as [number, number];
  // What collected the events is let go: one window is looked at, and the day's columns are all that it needs.
  const day = withoutBuilder(campaignDay({ seed, eventsPerDay }));
  globalThis.gc?.();
  const loadedBytes = process.memoryUsage.rss();
  const before = process.cpuUsage();
  const found = detectDay(day, "all fields");
  const { user, system } = process.cpuUsage(before);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const { f1, precision, recall, falseCampaigns } = scoreDay(day, found);
  const result: ScaleResult = {
    seed,
    events: day.all.count,
    accounts: day.all.actorCount,
    cpuSeconds: (user + system) / 1e6,
    peakBytes,
    loadedBytes,
    f1,
    precision,
    recall,
    falseCampaigns,
  };
  process.stdout.write(JSON.stringify(result));
}
