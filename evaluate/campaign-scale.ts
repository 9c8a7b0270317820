import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { loadColumns, saveColumns } from "../bench/detect-columns-file.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import type { Cluster } from "../src/nouns/campaign.ts";
import { campaignDay } from "./campaign-day.ts";
import { scoreDay } from "./campaign-score.ts";

export interface ScaleResult {
  readonly seed: number;
  readonly events: number;
  readonly accounts: number;
  readonly cpuSeconds: number;
  /** Peak resident memory of a process that holds the day's columns and looks for campaigns in them, and nothing else. */
  readonly peakBytes: number;
  /** The same before detection began: Node and the columns. */
  readonly loadedBytes: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly falseCampaigns: number;
}

type Look = Pick<ScaleResult, "cpuSeconds" | "peakBytes" | "loadedBytes">;

/**
 * A day of `eventsPerDay` events: made and scored in one process, looked at in another, so that detection's time and memory are its own. The simulator's world and the truth
 * take more than twice what detection takes.
 */
export function measureScale(seed: number, eventsPerDay: number): ScaleResult {
  return JSON.parse(child("make", String(seed), String(eventsPerDay))) as ScaleResult;
}

function child(...args: string[]): string {
  return execFileSync(
    process.execPath,
    ["--expose-gc", "--max-semi-space-size=8", import.meta.filename, ...args],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], timeout: 900_000 },
  );
}

function make(seed: number, eventsPerDay: number): ScaleResult {
  const day = campaignDay({ seed, eventsPerDay });
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-scale-"));
  try {
    const [columns, clusters] = [path.join(folder, "columns"), path.join(folder, "clusters")];
    saveColumns(day.all, columns);
    const measured = JSON.parse(child("look", columns, clusters)) as Look;
    const found = deserialize(readFileSync(clusters)) as Cluster[];
    const { f1, precision, recall, falseCampaigns } = scoreDay(day, found);
    const { count: events, actorCount: accounts } = day.all;
    return { seed, events, accounts, ...measured, f1, precision, recall, falseCampaigns };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One window, as `detectDay` looks at a day; what is found goes to the file `into`. */
function look(from: string, into: string): Look {
  const columns = loadColumns(from);
  globalThis.gc?.();
  const loadedBytes = process.memoryUsage.rss();
  const before = process.cpuUsage();
  const found = detectCampaigns(columns, { scoreMin: 0 });
  const { user, system } = process.cpuUsage(before);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  writeFileSync(into, serialize(found));
  return { cpuSeconds: (user + system) / 1e6, peakBytes, loadedBytes };
}

if (import.meta.main) {
  const [mode, first, second] = process.argv.slice(2) as [string, string, string];
  const result = mode === "make" ? make(Number(first), Number(second)) : look(first, second);
  process.stdout.write(JSON.stringify(result));
}
