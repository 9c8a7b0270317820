import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { campaignOf } from "./campaign.fixture.ts";
import { eventOf } from "./fixture-app.ts";
import { createFixtureEngine, type FixtureEngine } from "./fixture-engine.ts";
import { STREAM_CAMPAIGNS_MAX } from "./serve-limits.ts";
import { createServer, type Server, type ServerOptions } from "./server.ts";

const started: Server[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start(
  options: Partial<ServerOptions> = {},
): Promise<{ server: Server; engine: FixtureEngine }> {
  const engine = createFixtureEngine();
  const server = await createServer(engine, { port: 0, onError: () => undefined, ...options });
  started.push(server);
  return { server, engine };
}

const JSON_TYPE = { "content-type": "application/json" };
const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(eventOf(`e${from + i}`))}\n`).join("");
const errorCode = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: unknown) => (error instanceof TouchstoneError ? error.code : String(error)),
  );
const stillAnswers = async (server: Server) => (await fetch(`${server.address}/healthz`)).status === 200;

describe("closing", () => {
  test("waits for whoever does not read the answer so long and no longer", async () => {
    const { server } = await start({ closeGraceMs: 200 });
    const body = lines(60_000);
    const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
    socket.on("error", () => undefined);
    const cut = once(socket, "close");
    socket.write(
      `POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    socket.once("readable", () => undefined); // the answer comes, and is never taken
    await once(socket, "readable");
    const beganMs = performance.now();
    await server.close();
    expect(performance.now() - beganMs).toBeGreaterThan(150); // there was something to wait for
    socket.resume();
    await cut;
  });
});

describe("listening", () => {
  test("on loopback by default, at the address it tells", async () => {
    const { server } = await start();
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await stillAnswers(server)).toBe(true);
  });

  test("elsewhere only with a token", async () => {
    expect(await errorCode(start({ host: "0.0.0.0" }))).toBe("unauthorized");
    const { server } = await start({ host: "0.0.0.0", token: "0123456789abcdefghij" });
    const port = new URL(server.address).port;
    expect((await fetch(`http://127.0.0.1:${port}/v1/overview`)).status).toBe(401);
    const headers = { authorization: "Bearer 0123456789abcdefghij" };
    expect((await fetch(`http://127.0.0.1:${port}/v1/overview`, { headers })).status).toBe(200);
  });

  test("a port in use and an address that is not ours are told apart", async () => {
    const { server } = await start();
    expect(await errorCode(start({ port: Number(new URL(server.address).port) }))).toBe("port_in_use");
    const token = "0123456789abcdefghij";
    expect(await errorCode(start({ host: "192.0.2.1", token }))).toBe("cannot_listen");
  });
});

describe("bodies over a socket", () => {
  test("a chunked stream of lines is taken in while it comes", async () => {
    const { server, engine } = await start();
    const request = httpRequest(`${server.address}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
    });
    request.write(lines(12_000));
    for (let i = 0; i < 100 && engine.submissionBytes.length === 0; i++) await sleep(20);
    expect(engine.submissionBytes.length).toBeGreaterThan(0);
    request.end(lines(10, 12_000));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const answer = JSON.parse(Buffer.concat(await response.toArray()).toString()) as Record<string, number>;
    expect(answer).toMatchObject({ accepted: 12_010, rejected: 0 });
  });

  test.each([
    ["lines", lines(12_000), "application/x-ndjson", true],
    [
      "compressed lines",
      gzipSync(lines(12_000), { level: 1 }).subarray(0, -20),
      "application/x-ndjson",
      true,
    ],
    ["an array", `[${lines(50).replaceAll("\n", ",")}`, "application/json", false],
  ])(
    "a client that hangs up midway through %s: what was submitted stays, the server goes on",
    async (_name, part, type, some) => {
      const { server, engine } = await start();
      const encoding = typeof part === "string" ? "" : "content-encoding: gzip\r\n";
      const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
      socket.on("error", () => undefined);
      const head = `POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\n${encoding}content-length: 50000000\r\n\r\n`;
      socket.write(head);
      socket.write(part);
      if (some) for (let i = 0; i < 200 && engine.submissionBytes.length === 0; i++) await sleep(20);
      else await sleep(100);
      socket.destroy();
      await sleep(100);
      expect(engine.lines.length > 0).toBe(some);
      expect(await stillAnswers(server)).toBe(true);
      const metrics = async () => (await fetch(`${server.address}/metrics`)).text();
      await expect.poll(metrics, { timeout: 10_000 }).toContain("touchstone_http_hung_up_total 1");
    },
  );

  test("a body over the limit is answered, and the connection can be used again", async () => {
    const { server } = await start({ bodyBytesMax: 1000 });
    for (let i = 0; i < 3; i++) {
      const body = "x".repeat(3_000_000);
      const response = await fetch(`${server.address}/v1/events`, {
        method: "POST",
        headers: JSON_TYPE,
        body,
      });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ code: "body_too_large" });
    }
    expect(await stillAnswers(server)).toBe(true);
  });

  test.each([
    ["of HTTP/1.0 needs none, as old probes send it", "GET /healthz HTTP/1.0\r\n\r\n", 200],
    ["of HTTP/1.1 is refused", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    [
      "of HTTP/1.0 with another's name is refused",
      "GET /healthz HTTP/1.0\r\nhost: evil.example\r\n\r\n",
      421,
    ],
    [
      "with two names is refused",
      "GET /healthz HTTP/1.1\r\nhost: localhost\r\nHost: evil.example\r\n\r\n",
      400,
    ],
    ["with one name twice too", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n", 400],
    [
      "with two tokens too",
      "GET /healthz HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n",
      400,
    ],
  ])("host names: a request %s", async (_name, request, status) => {
    const { server } = await start();
    const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
    socket.write(request);
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    socket.destroy();
  });

  test("a request that is no HTTP is refused and harms nobody", async () => {
    const { server } = await start();
    const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
    socket.write("\u{0}\u{1}nonsense\r\n\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.toString()).toContain("application/problem+json");
    expect(await stillAnswers(server)).toBe(true);
  });
});

describe("live streams", () => {
  async function open(server: Server, path: string) {
    const stop = new AbortController();
    const response = await fetch(server.address + path, { signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    async function next(): Promise<string> {
      let text = "";
      for (;;) {
        const { value, done } = await reader!.read();
        if (done) return "";
        text += value;
        const data = /^data: (.*)$/m.exec(text);
        if (data !== null && text.endsWith("\n\n")) return data[1]!;
      }
    }
    return { response, next, stop: () => stop.abort() };
  }

  test("tell the present at once, then each change", async () => {
    const { server } = await start({ streamIntervalMs: 30 });
    const stream = await open(server, "/v1/stream");
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(JSON.parse(await stream.next())).toMatchObject({ events_total: 0 });
    const body = JSON.stringify(eventOf("e1", "bot<b>"));
    await fetch(`${server.address}/v1/events`, { method: "POST", headers: JSON_TYPE, body });
    let overview = { events_total: 0 };
    while (overview.events_total === 0) overview = JSON.parse(await stream.next()) as typeof overview;
    expect(overview).toMatchObject({ events_total: 1, verdicts: { reject: 1 } });
    const page = await open(server, "/live?lang=en");
    const parts = JSON.parse(await page.next()) as Record<string, string>;
    expect(Object.keys(parts)).toEqual([
      "empty",
      "rate",
      "verdicts",
      "attacked",
      "campaigns",
      "rejections",
      "engine",
    ]);
    expect(parts.rejections).toContain("bot&lt;b&gt;");
    stream.stop();
    page.stop();
  });

  test("tell of campaigns that changed, as the list has them", async () => {
    const { server, engine } = await start({ streamIntervalMs: 30 });
    engine.campaigns.put(campaignOf("before-anybody-listened"));
    const response = await fetch(`${server.address}/v1/stream`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const found = pattern.exec(text);
        if (found !== null) return found;
        text += (await reader.read()).value ?? "";
      }
    };
    await until(/^data: .*"dismissed":0/m);
    for (let n = 0; n <= STREAM_CAMPAIGNS_MAX; n++) engine.campaigns.put(campaignOf(`c${n}`));
    engine.campaigns.put(campaignOf("c1", { status: "dismissed" }));
    await until(/event: campaign\ndata: \{"id":"c1","status":"dismissed"[^\n]*\n\n/);
    await until(/"dismissed":1/);
    const told = [...text.matchAll(/event: campaign\ndata: (.*)/g)].map(([, data]) => JSON.parse(data!).id);
    expect(told).not.toContain("before-anybody-listened");
    // one more than a message may carry changed: the oldest change is left out
    if (told.length === STREAM_CAMPAIGNS_MAX) expect(told).not.toContain("c0");
    expect(told.filter((id) => id === "c5")).toHaveLength(1);
    await reader.cancel();
  });

  test("of a campaign's page carry its parts", async () => {
    const { server, engine } = await start({ streamIntervalMs: 30 });
    engine.campaigns.put(campaignOf("c1"));
    const stream = await open(server, "/live?campaign=c1&lang=zh");
    const parts = JSON.parse(await stream.next()) as Record<string, string>;
    expect(Object.keys(parts)).toEqual([
      "lead",
      "counts",
      "acts",
      "graph",
      "buttons",
      "reviews",
      "lifecycle",
    ]);
    expect(parts.lead).toContain("120 个账号在 12 小时内");
    const none = await open(server, "/live?campaign=gone");
    expect(JSON.parse(await none.next())).toEqual({});
    for (const one of [stream, none]) one.stop();
  });

  test("are bounded in number, and a place is free again when one ends", async () => {
    const { server } = await start({ streamIntervalMs: 30, streamClientsMax: 2 });
    const streams = [await open(server, "/v1/stream"), await open(server, "/live")];
    const refused = await fetch(`${server.address}/v1/stream`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await (await fetch(`${server.address}/metrics`)).text()).toContain(
      "touchstone_http_streams_open 2",
    );
    streams[0]!.stop();
    await sleep(100);
    const again = await open(server, "/v1/stream");
    expect(again.response.status).toBe(200);
    for (const stream of [streams[1]!, again]) stream.stop();
  });

  test("end when the server closes", async () => {
    const { server } = await start({ streamIntervalMs: 30 });
    const stream = await open(server, "/v1/stream");
    await stream.next();
    await server.close();
    while ((await stream.next()) !== "");
  });

  test("a second that cannot be told is passed over", async () => {
    const errors: unknown[] = [];
    const { server, engine } = await start({ streamIntervalMs: 30, onError: (error) => errors.push(error) });
    const stream = await open(server, "/v1/stream");
    await stream.next();
    const overview = engine.overview;
    engine.overview = () => {
      throw new Error("not now");
    };
    await sleep(100);
    engine.overview = overview;
    expect(JSON.parse(await stream.next())).toMatchObject({ events_total: 0 });
    expect(errors.length).toBeGreaterThan(0);
    stream.stop();
  });
});
