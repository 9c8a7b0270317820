import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchResult, BenchRow } from "./bench.ts";

/** Memory with many live keys: each size in a process of its own, resident size as the operating system has it. */
export async function run(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const keys of [1_000_000, 10_000_000]) {
    const done = spawnSync(
      process.execPath,
      [fileURLToPath(new URL("memory-child.ts", import.meta.url)), String(keys)],
      {
        encoding: "utf8",
      },
    );
    if (done.status !== 0) throw new Error(done.stderr);
    const { live, evicted, stateBytes, residentBytes, baseBytes } = JSON.parse(done.stdout) as Record<
      string,
      number
    >;
    const name = `${keys / 1e6} M keys`;
    rows.push(
      { metric: `${name}: live`, value: live!, unit: "keys" },
      { metric: `${name}: evicted`, value: evicted!, unit: "keys", goal: "0" },
      { metric: `${name}: windows`, value: stateBytes! / 2 ** 20, unit: "MiB" },
      { metric: `${name}: resident, before any key`, value: baseBytes! / 2 ** 20, unit: "MiB" },
      {
        metric: `${name}: resident, peak`,
        value: residentBytes! / 2 ** 20,
        unit: "MiB",
        ...(keys === 10_000_000 ? { goal: "< 2,048 (2 GB)" } : {}),
      },
    );
  }
  return { name: "memory", rows };
}
