import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import { type BenchResult, timedAsync } from "./bench.ts";
import { simulatedTraffic } from "./traffic.ts";

const EVENTS = 500_000;
const BATCH = 2_000;
const IN_FLIGHT = 8;

/** Events into a data folder: on disk before they are acknowledged, decided, decisions stored, counts kept. */
export async function run(): Promise<BenchResult> {
  const policy = loadPolicyFile("default");
  const { bytes, starts, count } = simulatedTraffic(EVENTS);
  const folder = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
  try {
    const engine = await openEngine(folder, { policy });
    let accepted = 0;
    const { cpuS, wallS } = await timedAsync(async () => {
      const inFlight: Promise<void>[] = [];
      for (let i = 0; i < count; i += BATCH) {
        const lines = bytes.subarray(starts[i]!, starts[Math.min(count, i + BATCH)]!);
        inFlight.push(
          engine.submit(lines, { numbersOnly: true }).then((submission) => {
            accepted += submission.accepted;
          }),
        );
        if (inFlight.length >= IN_FLIGHT) await inFlight.shift();
      }
      await Promise.all(inFlight);
    });
    const close = await timedAsync(async () => {
      await engine.close();
    });
    let restarted: Awaited<ReturnType<typeof openEngine>> | null = null;
    const open = await timedAsync(async () => {
      restarted = await openEngine(folder, { policy });
    });
    const again = (await restarted!.overview()).eventsTotal;
    await restarted!.close();
    return {
      name: "durable",
      rows: [
        { metric: `events acknowledged, batches of ${BATCH}`, value: accepted, unit: `of ${count}` },
        {
          metric: "throughput",
          value: count / wallS,
          unit: "events per second",
          goal: "≥ 100,000 on two cores",
        },
        { metric: "CPU, all threads", value: (cpuS / count) * 1e6, unit: "µs per event" },
        { metric: "clean stop, snapshot included", value: close.wallS, unit: "s" },
        { metric: "start from the snapshot", value: open.wallS, unit: "s" },
        { metric: "events found again", value: again, unit: "events", goal: String(count) },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
