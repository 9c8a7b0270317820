import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import { createServer } from "../src/serve/server.ts";
import type { BenchResult } from "./bench.ts";
import { simulatedTraffic } from "./traffic.ts";

const SINGLES = 40_000;
const BATCHED = 300_000;
const BATCH = 5_000;
const CONNECTIONS = 16;

interface Load {
  readonly requests: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The whole server with the default policy, durable, on loopback; the load comes from a second process on the same machine. */
export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
  const engine = await openEngine(join(folder, "data"), { policy: loadPolicyFile("default") });
  const server = await createServer(engine, { port: 0 });
  const peer = createPlainServer((request, response) => {
    request.resume();
    request.on("end", () => response.end('{"verdict":"allow"}'));
  });
  try {
    const { bytes, starts, count } = simulatedTraffic(SINGLES + BATCHED);
    const singles = join(folder, "singles.ndjson");
    const batches = join(folder, "batches.ndjson");
    const cut = Math.min(SINGLES, count);
    writeFileSync(singles, bytes.subarray(0, starts[cut]!));
    writeFileSync(batches, bytes.subarray(starts[cut]!, starts[count]!));
    const port = new URL(server.address).port;
    await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
    const peerPort = String((peer.address() as AddressInfo).port);
    await load("single", port, singles, "4000", String(CONNECTIONS)); // warm-up; these events repeat below as duplicates
    const plain = await load("single", peerPort, singles, String(cut), String(CONNECTIONS));
    const one = await load("single", port, singles, String(cut), String(CONNECTIONS));
    const many = await load("batch", port, batches, String(BATCH), "2");
    return {
      name: "http",
      rows: [
        {
          metric: `single verdicts, ${CONNECTIONS} connections`,
          value: one.requests / one.seconds,
          unit: "per second",
          goal: "≥ 5,000",
        },
        { metric: "single verdicts, median", value: one.p50Ms, unit: "ms" },
        { metric: "single verdicts, p99", value: one.p99Ms, unit: "ms", goal: "< 5" },
        {
          metric: "bare node:http with the same client",
          value: plain.requests / plain.seconds,
          unit: "per second",
        },
        { metric: "bare node:http, p99", value: plain.p99Ms, unit: "ms" },
        { metric: "over bare node:http", value: plain.seconds / one.seconds, unit: "ratio" },
        {
          metric: `NDJSON bodies of ${BATCH} events`,
          value: (count - cut) / many.seconds,
          unit: "events per second",
          goal: "≥ 60,000",
        },
        {
          metric: "requests that failed",
          value: one.failed + many.failed + plain.failed,
          unit: "requests",
          goal: "0",
        },
      ],
    };
  } finally {
    peer.close();
    await server.close();
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function load(...args: readonly string[]): Promise<Load> {
  const child = fileURLToPath(new URL("http-child.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [child, ...args]);
  return JSON.parse(stdout) as Load;
}
