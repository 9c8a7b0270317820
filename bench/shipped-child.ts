import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { build } from "hdr-histogram-js";
import { createLaps } from "./laps.ts";

/**
 * The load of the `shipped` benchmark, in a process of its own, to loopback only. Prints figures as JSON and ends by itself.
 *
 * * `open PORT FILE RATE SECONDS CONNECTIONS`: single events at fixed arrivals, whatever the answers do. Latency counts from
 *   the moment an event was meant to be sent, so a stalled server cannot hide its stall (coordinated omission).
 * * `flood PORT FILE BATCH UNDER_WAY SECONDS`: NDJSON bodies as fast as they are answered, and one single event each
 *   100 ms beside them, whose latency is told apart.
 */
const [mode, port, file, ...numbers] = process.argv.slice(2) as [string, string, string, ...string[]];
const laps = createLaps(readFileSync(file), Number(process.env.FIRST_LAP ?? 0));
const histogram = build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: 1e9,
  numberOfSignificantValueDigits: 3,
});
let failed = 0;
let sent = 0;

interface Connection {
  readonly socket: Socket;
  /** Moments at which the requests under way were meant to be sent, oldest first. */
  readonly meant: number[];
}

/** HTTP/1.1 over a plain socket, one request at a time a connection: a client that costs little leaves the cores to the server. */
function openConnection(free: (connection: Connection) => void): Connection {
  const socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
  const connection: Connection = { socket, meant: [] };
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (piece: string) => {
    text += piece;
    const head = text.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length < head + 4 + length) return;
    if (!text.startsWith("HTTP/1.1 200")) failed++;
    histogram.recordValue(Math.max(1, Math.round((performance.now() - connection.meant.shift()!) * 1000)));
    text = "";
    free(connection);
  });
  socket.on("error", () => {
    failed++;
  });
  return connection;
}

function post({ socket, meant }: Connection, line: Uint8Array, meantAt: number): void {
  meant.push(meantAt);
  sent++;
  socket.cork();
  socket.write(
    `POST /v1/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${line.length}\r\n\r\n`,
  );
  socket.write(line);
  socket.uncork();
}

async function openLoop(rate: number, seconds: number, connections: number): Promise<void> {
  const idle: Connection[] = [];
  const waiting: { readonly line: Uint8Array; readonly meantAt: number }[] = [];
  let waited = 0;
  const free = (connection: Connection): void => {
    const next = waiting[waited];
    if (next === undefined) {
      idle.push(connection);
      return;
    }
    waited++;
    post(connection, next.line, next.meantAt);
  };
  const all = Array.from({ length: connections }, () => openConnection(free));
  idle.push(...all);
  const beganAt = performance.now();
  const total = Math.round(rate * seconds);
  for (let made = 0; made < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - beganAt) / 1000) * rate));
    for (; made < due; made++) {
      const meantAt = beganAt + (made / rate) * 1000;
      const connection = idle.pop();
      if (connection === undefined) waiting.push({ line: laps.next(), meantAt });
      else post(connection, laps.next(), meantAt);
    }
    await setTimeout(1);
  }
  const lastAt = performance.now();
  while (idle.length < connections && performance.now() - lastAt < 60_000) await setTimeout(20);
  failed += connections - idle.length;
  for (const { socket } of all) socket.destroy();
}

async function flood(batch: number, underWay: number, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: underWay });
  const endAt = performance.now() + seconds * 1000;
  let events = 0;
  const send = (body: Uint8Array): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: "127.0.0.1",
          port: Number(port),
          path: "/v1/events",
          method: "POST",
          agent,
          headers: { "content-type": "application/x-ndjson", "content-length": body.length },
        },
        (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode ?? 0));
        },
      );
      asked.on("error", reject);
      asked.end(body);
    });
  const stream = async (): Promise<void> => {
    while (performance.now() < endAt) {
      const body = Buffer.concat(Array.from({ length: batch }, () => laps.nextWithBreak()));
      if ((await send(body)) === 200) events += batch;
      else failed++;
    }
  };
  let probing = true;
  const probe = (async () => {
    const idle: Connection[] = [];
    const one = openConnection((connection) => idle.push(connection));
    idle.push(one);
    const beganAt = performance.now();
    for (let place = 1; probing; place++) {
      const meantAt = beganAt + place * 100;
      await setTimeout(Math.max(0, meantAt - performance.now()));
      while (idle.length === 0) await setTimeout(1);
      post(idle.pop()!, laps.next(), meantAt);
    }
    while (idle.length === 0) await setTimeout(1);
    one.socket.destroy();
  })();
  const beganAt = performance.now();
  await Promise.all(Array.from({ length: underWay }, stream));
  const tookS = (performance.now() - beganAt) / 1000;
  probing = false;
  await probe;
  agent.destroy();
  return events / tookS;
}

const [first, second, third] = numbers.map(Number) as [number, number, number];
let perSecond = 0;
if (mode === "open") await openLoop(first, second, third);
else perSecond = await flood(first, second, third);
const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000;
process.stdout.write(
  JSON.stringify({ sent, failed, perSecond, p50Ms: at(50), p99Ms: at(99), p999Ms: at(99.9), maxMs: at(100) }),
);
