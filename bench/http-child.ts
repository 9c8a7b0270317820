import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { build } from "hdr-histogram-js";

/**
 * The load of the HTTP benchmark, in a process of its own, to loopback only: `single PORT FILE COUNT CONNECTIONS` sends that many
 * events one by one; `batch PORT FILE BATCH` sends the file as NDJSON bodies. Prints figures as JSON and ends.
 */
const [mode, port, file, count, connections] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const bytes = readFileSync(file);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections ?? 4) });

function post(body: Uint8Array, contentType: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: Number(port),
        path: "/v1/events",
        method: "POST",
        agent,
        headers: { "content-type": contentType, "content-length": body.length },
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const histogram = build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: 1e8,
  numberOfSignificantValueDigits: 3,
});
let failed = 0;
let next = 0;
let start = 0;

/** The next line of the file, once round it. */
function nextLine(): Uint8Array {
  let end = bytes.indexOf(0x0a, start);
  if (end < 0) {
    start = 0;
    end = bytes.indexOf(0x0a);
  }
  const line = bytes.subarray(start, end);
  start = end + 1;
  return line;
}

async function single(): Promise<void> {
  while (next < Number(count)) {
    next++;
    const before = performance.now();
    if ((await post(nextLine(), "application/json")) !== 200) failed++;
    histogram.recordValue(Math.round((performance.now() - before) * 1000));
  }
}

async function batch(): Promise<void> {
  while (start < bytes.length) {
    let end = start;
    for (let i = 0; i < Number(count) && end < bytes.length; i++) end = bytes.indexOf(0x0a, end) + 1;
    const body = bytes.subarray(start, end);
    start = end;
    next++;
    if ((await post(body, "application/x-ndjson")) !== 200) failed++;
  }
}

const began = performance.now();
if (mode === "single") await Promise.all(Array.from({ length: Number(connections) }, single));
else await Promise.all(Array.from({ length: Number(connections ?? 2) }, batch));
const seconds = (performance.now() - began) / 1000;
agent.destroy();
const at = (percentile: number): number =>
  mode === "single" ? histogram.getValueAtPercentile(percentile) / 1000 : 0;
process.stdout.write(JSON.stringify({ requests: next, failed, seconds, p50Ms: at(50), p99Ms: at(99) }));
