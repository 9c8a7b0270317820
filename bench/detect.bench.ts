import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchResult, BenchRow } from "./bench.ts";

/** Windows by events, how often each is looked at, and what is asked of it. */
const WINDOWS = [
  { events: 100_000, runs: 5, goal: {}, memoryGoal: {} },
  { events: 1_000_000, runs: 3, goal: { goal: "< 2" }, memoryGoal: {} },
  { events: 10_000_000, runs: 1, goal: { goal: "< 60" }, memoryGoal: { goal: "< 2,048 (2 GB)" } },
] as const;

/** The whole search for campaigns in a window, from columns to clusters: time and memory as the window grows. */
export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-detect-"));
  const rows: BenchRow[] = [];
  try {
    for (const { events, runs, goal, memoryGoal } of WINDOWS) {
      const file = path.join(folder, `${events}.columns`);
      child("make", String(events), file);
      const measured = JSON.parse(child("measure", file, String(runs))) as Record<string, number>;
      rmSync(file);
      const name = `${events / 1e6} M events`;
      const figure = (what: string): number => measured[what]!;
      rows.push(
        { metric: `${name}: looked at`, value: figure("events"), unit: "events" },
        { metric: `${name}: accounts`, value: figure("actors"), unit: "accounts" },
        { metric: `${name}: campaigns found`, value: figure("clusters"), unit: "campaigns" },
        { metric: `${name}: members found`, value: figure("members"), unit: "accounts" },
        { metric: `${name}: whole search, first run`, value: figure("firstS"), unit: "CPU-s", ...goal },
        ...(runs > 1
          ? [
              {
                metric: `${name}: whole search, best of ${runs}`,
                value: figure("bestS"),
                unit: "CPU-s",
                ...goal,
              },
            ]
          : []),
        {
          metric: `${name}: over one sort of the same events`,
          value: figure("bestS") / figure("sortS"),
          unit: "ratio",
        },
        { metric: `${name}: second opinions`, value: figure("opinionS"), unit: "CPU-s" },
        { metric: `${name}: resident, columns alone`, value: figure("baseBytes") / 2 ** 20, unit: "MiB" },
        {
          metric: `${name}: resident, peak`,
          value: figure("residentBytes") / 2 ** 20,
          unit: "MiB",
          ...memoryGoal,
        },
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { name: "detect", rows };
}

function child(...args: string[]): string {
  const script = fileURLToPath(new URL("detect-child.ts", import.meta.url));
  const done = spawnSync(process.execPath, ["--max-old-space-size=6144", script, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout;
}
