import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { eventOf } from "./fixture-app.ts";
import { createFixtureEngine, type FixtureEngine } from "./fixture-engine.ts";
import { createServer, type Server, type ServerOptions } from "./server.ts";

/** Real connections to a real server whose windows are short. */
const RULES = {
  connectionsMax: 6,
  connectionsKept: 2,
  body: { windowMs: 200, bytesMin: 1000 },
  answer: { windowMs: 300, bytesMin: 1000 },
  tickMs: 20,
};

const opened: Socket[] = [];
const started: Server[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await Promise.all(started.splice(0).map((server) => server.close()));
});

interface Running {
  readonly server: Server;
  readonly engine: FixtureEngine;
  readonly errors: unknown[];
  open(text?: string): Socket;
  metric(name: string): Promise<number>;
}

async function start(options: Partial<ServerOptions> = {}): Promise<Running> {
  const engine = createFixtureEngine();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const server = await createServer(engine, {
    port: 0,
    operationsPort: 0,
    connectionRules: RULES,
    closeGraceMs: 300,
    onError,
    ...options,
  });
  started.push(server);
  return {
    server,
    engine,
    errors,
    open(text) {
      const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
      socket.on("error", () => undefined);
      if (text !== undefined) socket.write(text);
      opened.push(socket);
      return socket;
    },
    async metric(name) {
      const text = await (await fetch(`${server.operationsAddress}/metrics`)).text();
      const line = text.split("\n").find((one) => one.startsWith(name));
      return Number(line?.split(" ").at(-1));
    },
  };
}

const post = (length: number, more = "") =>
  `POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;
const EVENT = JSON.stringify(eventOf("e1"));
const read = async (socket: Socket): Promise<string> => {
  let text = "";
  socket.on("data", (piece: Buffer) => {
    text += piece;
  });
  await once(socket, "close");
  return text;
};
const health = async ({ server }: Running) =>
  (await fetch(`${server.address}/healthz`, { headers: { connection: "close" } })).status;

describe("bodies", () => {
  test.each([
    ["that stops 8 bytes short", (length: number) => `${post(length + 8)}[${" ".repeat(length - 1)}`],
    ["that never begins", () => post(5000)],
    [
      "in chunks, that never ends",
      () => `${post(0).replace(/content-length: 0/, "transfer-encoding: chunked")}2\r\n[1\r\n`,
    ],
  ])("one %s is answered as too slow and cut, and gives its memory back", async (_name, text) => {
    const running = await start({ bufferedBytesMax: 100_000 });
    const answer = await read(running.open(text(60_000)));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"too_slow"');
    expect(await running.metric('touchstone_http_cut_total{why="slow_body"}')).toBe(1);
    const whole = await fetch(`${running.server.address}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `[${" ".repeat(80_000)}${EVENT}]`,
    });
    expect(whole.status).toBe(200);
    expect(running.errors).toEqual([]);
  });

  test("one that trickles below the least rate is cut; one above it is not", async () => {
    const running = await start();
    const drip = (bytes: number) => {
      const socket = running.open(post(100_000));
      const timer = setInterval(() => socket.write(" ".repeat(bytes)), 20);
      socket.once("close", () => clearInterval(timer));
      return socket;
    };
    const fast = drip(1000);
    const slow = drip(10);
    expect(await read(slow)).toMatch(/^HTTP\/1\.1 408 /);
    await sleep(400);
    expect(fast.destroyed).toBe(false);
  });

  test("while some stop short, single events are still decided: a share of memory is kept for them", async () => {
    const running = await start({
      bufferedBytesMax: 1024 * 1024,
      connectionRules: { ...RULES, body: { windowMs: 10_000, bytesMin: 1 } },
    });
    running.open(`${post(900_000)}[${" ".repeat(850_000)}`);
    await sleep(500);
    const large = await fetch(`${running.server.address}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `[${" ".repeat(400_000)}${EVENT}]`,
    });
    expect(large.status).toBe(429);
    const single = await fetch(`${running.server.address}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: EVENT,
    });
    expect(await single.json()).toMatchObject({ verdict: "allow" });
  });
});

describe("heads", () => {
  test.each([
    ["nothing at all", ""],
    ["half a head", "GET /healthz HTTP/1.1\r\nhost: local"],
  ])("a connection over which %s comes is closed in time", async (_name, text) => {
    const running = await start({ headTimeoutMs: 200 });
    const beganMs = performance.now();
    await read(running.open(text));
    expect(performance.now() - beganMs).toBeLessThan(4_000);
  });
});

describe("answers", () => {
  test.each([
    ["never read", 0],
    ["read at a few bytes a second", 50],
  ])("one that is %s is cut, and its memory given back", async (_name, everyMs) => {
    const running = await start({ bufferedBytesMax: 30 * 1024 * 1024 });
    const body = Array.from({ length: 60_000 }, (_, i) => JSON.stringify(eventOf(`e${i}`))).join("\n");
    const socket = running.open();
    socket.pause();
    socket.write(
      `POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const timer = everyMs > 0 ? setInterval(() => socket.read(1), everyMs) : undefined;
    await expect
      .poll(() => running.metric('touchstone_http_cut_total{why="unread_answer"}'), { timeout: 20_000 })
      .toBe(1);
    clearInterval(timer);
    expect(running.errors).toEqual([]);
    const again = await fetch(`${running.server.address}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: body.slice(0, 5_000_000),
    });
    expect(again.status).toBe(200);
    await again.text();
  });
});

describe("places", () => {
  test("the one that idles longest makes room for a new connection", async () => {
    const running = await start();
    const idle = Array.from({ length: RULES.connectionsMax }, () => running.open());
    await sleep(100);
    const gone = once(idle[0]!, "close");
    expect(await health(running)).toBe(200);
    await gone;
    for (let i = 0; i < 30; i++) running.open();
    await sleep(100);
    expect(await health(running)).toBe(200);
    expect(await running.metric('touchstone_http_cut_total{why="idle"}')).toBeGreaterThan(20);
  });

  test("where none idles, a few places stay for health and small requests", async () => {
    const running = await start({ connectionRules: { ...RULES, body: { windowMs: 10_000, bytesMin: 1 } } });
    for (let i = 0; i < RULES.connectionsMax; i++) running.open(`${post(5000)}[`);
    await sleep(100);
    expect(await health(running)).toBe(200);
    const send = (type: string, body: string) =>
      fetch(`${running.server.address}/v1/events`, {
        method: "POST",
        headers: { "content-type": type, connection: "close" },
        body,
      });
    expect((await send("application/json", EVENT)).status).toBe(200);
    expect((await send("application/json", `[${" ".repeat(300_000)}]`)).status).toBe(429);
    const stream = await fetch(`${running.server.address}/v1/stream`, { headers: { connection: "close" } });
    expect(stream.status).toBe(429);
    expect(await (await fetch(`${running.server.operationsAddress}/healthz`)).json()).toEqual({
      status: "ok",
    });
  });
});

describe("hang-ups", () => {
  test.each([
    ["in the middle of a body", () => `${post(5000)}[{`, 60],
    ["in the middle of lines", () => `${post(5000).replace("json", "x-ndjson")}{`, 60],
    ["right after a request", () => post(EVENT.length) + EVENT, 0],
    ["in the middle of a head", () => "POST /v1/ev", 20],
  ])("%s are counted where a request was under way, and are no errors", async (_name, text, afterMs) => {
    const running = await start();
    for (let i = 0; i < 40; i++) {
      const socket = running.open(text());
      await once(socket, "connect");
      await sleep(afterMs / 10);
      if (i % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    await sleep(200);
    expect(running.errors).toEqual([]);
    expect(await health(running)).toBe(200);
    if (text().includes("5000")) {
      expect(await running.metric("touchstone_http_hung_up_total")).toBeGreaterThan(10);
    }
  });
});

describe("the port for operations", () => {
  test("asks for no token and answers what probes and scrapers ask, nothing else", async () => {
    const { server, engine } = await start({ host: "0.0.0.0", token: "0123456789abcdefghij" });
    const port = new URL(server.operationsAddress!).port;
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect((await ask("/healthz")).status).toBe(200);
    expect((await ask("/readyz")).status).toBe(200);
    expect(await (await ask("/metrics")).text()).toContain("touchstone_build_info{");
    for (const path of ["/", "/v1/overview", "/v1/events", "/live", "/v1/openapi.json"]) {
      expect((await ask(path)).status).toBe(404);
    }
    engine.setReadiness({ ready: false, reason: "the disk is full" });
    expect((await ask("/readyz")).status).toBe(503);
    const main = new URL(server.address).port;
    expect((await fetch(`http://127.0.0.1:${main}/metrics`)).status).toBe(401);
  });
});
