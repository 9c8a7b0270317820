import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { build } from "hdr-histogram-js";

/**
 * The load of the `screening` benchmark, in a process of its own, to loopback only: `PORT PAYMENTS EVENTS RATE SECONDS BODY EVERY_MS`. Payments one by one at fixed arrivals, whatever the answers do; latency counts from the moment a payment was
 * meant to be sent, so a stalled server cannot hide its stall. Beside them bodies of BODY events each EVERY_MS (0: none). Prints figures as JSON and ends by itself.
 */
const [port, payments, events, rate, seconds, bodyLines, everyMs] = process.argv.slice(2) as string[];
/** Connections of payments: more than wait at once unless the server stalls. */
const CONNECTIONS = 64;
/** Payments of the first second warm the server up and are not counted. */
const WARM_MS = 1_000;

const histogram = build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: 1e9,
  numberOfSignificantValueDigits: 3,
});
const counts = { payments: 0, failed: 0, defaulted: 0, events: 0, bodies: 0, refusedBodies: 0 };

/** Lines of a file, one after the other. */
function linesOf(file: string): () => Uint8Array | null {
  const bytes = readFileSync(file);
  let start = 0;
  return () => {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) return null;
    const line = bytes.subarray(start, end);
    start = end + 1;
    return line;
  };
}

/** HTTP/1.1 over a plain socket, one request at a time: a client that costs little leaves the cores to the server. */
function open(path: string, type: string): (body: Uint8Array) => Promise<{ status: string; text: string }> {
  const socket: Socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
  let text = "";
  let done: ((answer: { status: string; text: string }) => void) | null = null;
  socket.setEncoding("latin1");
  socket.on("data", (piece: string) => {
    text += piece;
    const head = text.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length < head + 4 + length) return;
    const answer = { status: text.slice(9, 12), text };
    text = "";
    done?.(answer);
  });
  const ended = (): void => done?.({ status: "000", text: "" });
  socket.on("error", ended).on("close", ended);
  return (body) =>
    new Promise((resolve) => {
      done = resolve;
      socket.cork();
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      socket.write(body);
      socket.uncork();
    });
}

async function screenAll(beganAt: number): Promise<void> {
  const next = linesOf(payments!);
  const total = Number(rate) * Number(seconds);
  let sent = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const post = open("/v1/payments/screen", "application/json");
      while (sent < total) {
        const meantMs = (sent++ * 1000) / Number(rate);
        const line = next();
        if (line === null) return;
        const waitMs = beganAt + meantMs - performance.now();
        if (waitMs > 0) await setTimeout(waitMs);
        const { status, text } = await post(line);
        counts.payments++;
        if (status !== "200") counts.failed++;
        if (text.includes('"deadline_missed":true')) counts.defaulted++;
        if (meantMs >= WARM_MS)
          histogram.recordValue(Math.max(1, Math.round((performance.now() - beganAt - meantMs) * 1000)));
      }
    }),
  );
}

async function engage(beganAt: number): Promise<void> {
  if (Number(everyMs) === 0) return;
  const next = linesOf(events!);
  const post = open("/v1/events", "application/x-ndjson");
  for (let tick = 0; tick * Number(everyMs) < Number(seconds) * 1000; tick++) {
    const waitMs = beganAt + tick * Number(everyMs) - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    const lines: Uint8Array[] = [];
    while (lines.length < 2 * Number(bodyLines)) {
      const line = next();
      if (line === null) return;
      lines.push(line, Buffer.from("\n"));
    }
    const { status } = await post(Buffer.concat(lines));
    counts.bodies++;
    counts.events += lines.length / 2;
    if (status !== "200") counts.refusedBodies++;
  }
}

const beganAt = performance.now() + 50;
await Promise.all([screenAll(beganAt), engage(beganAt)]);
const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000;
process.stdout.write(
  JSON.stringify({
    ...counts,
    seconds: (performance.now() - beganAt) / 1000,
    p50Ms: at(50),
    p99Ms: at(99),
    p999Ms: at(99.9),
  }),
  () => process.exit(0),
);
