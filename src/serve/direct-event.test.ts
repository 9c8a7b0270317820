import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { createApp } from "./app.ts";
import { eventOf } from "./fixture-app.ts";
import { createFixtureEngine } from "./fixture-engine.ts";
import { guardFor } from "./guard.ts";
import { ANSWER_BYTES_UNCOUNTED, WRONG_TOKENS_MAX } from "./serve-limits.ts";

const TOKEN = "a-token-of-20-letters";
const JSON_TYPE = "content-type: application/json";
/** Asks for what is the default, in a query: the direct way takes none, so this is the framework's. */
const BY_FRAMEWORK = "/v1/events?strict=false";

interface Served {
  readonly app: FastifyInstance;
  readonly port: number;
  /** Requests that the framework answered since the last look. */
  seen(): number;
}

async function serve(
  options: Parameters<typeof createApp>[2],
  guard = guardFor("127.0.0.1"),
): Promise<Served> {
  const app = await createApp(createFixtureEngine(), guard, { onError: () => {}, ...options });
  let requests = 0;
  app.addHook("onSend", (_request, _reply, _payload, done) => {
    requests++;
    done();
  });
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const seen = (): number => {
    const before = requests;
    requests = 0;
    return before;
  };
  return { app, port: Number(new URL(address).port), seen };
}

/** What a socket is told in answer to a request as written, to the byte; of the time of day only that it stands there. */
function told(port: number, request: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (piece: string) => {
      text += piece;
      const head = text.indexOf("\r\n\r\n");
      const length = Number(/^content-length: (\d+)\r$/im.exec(text)?.[1] ?? Number.NaN);
      if (head >= 0 && Buffer.byteLength(text.slice(head + 4)) >= length) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text.replace(/^date: .*$/im, "date: now")));
  });
}

/** Heads and body of a request to a path; its length and the host are added where the heads do not tell them. */
function posted(path: string, body: string | Buffer, heads: readonly string[]): Buffer {
  const names = heads.map((head) => head.split(":")[0]!.toLowerCase());
  const length = names.some((name) => ["content-length", "transfer-encoding"].includes(name));
  const all = [
    ...(names.includes("host") ? [] : ["host: localhost"]),
    ...heads,
    ...(length ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\n${all.join("\r\n")}\r\n\r\n`),
    Buffer.from(body),
  ]);
}

let open: Served;
let guarded: Served;
let small: Served;
let full: Served;
beforeAll(async () => {
  open = await serve({ basePath: "/touchstone" });
  guarded = await serve({}, guardFor("127.0.0.1", TOKEN));
  small = await serve({ bodyBytesMax: 600 });
  full = await serve({ bufferedBytesMax: 100 });
});
afterAll(() => Promise.all([open, guarded, small, full].map(({ app }) => app.close())));

let ids = 0;
/** An event under a new id of the same length each time. */
const fresh = (actor = "u1", more: Record<string, unknown> = {}): string =>
  JSON.stringify(eventOf(`e${String(1e6 + ids++)}`, actor, more));
/** The answer with the ids that differ from one event to the next taken out. */
const alike = (answer: string): string => answer.replace(/\be1\d{6}\b/g, "id");

interface Case {
  readonly name: string;
  readonly at?: () => Served;
  readonly body?: () => string | Buffer;
  readonly heads?: readonly string[];
  readonly status: number;
  /** Whether the framework has to do with it. */
  readonly direct: boolean;
}

const bearer = (token: string): string => `authorization: Bearer ${token}`;

const CASES: readonly Case[] = [
  { name: "a verdict", status: 200, direct: true },
  { name: "a rejected event with its reasons", body: () => fresh("bot1"), status: 200, direct: true },
  { name: "text beyond ASCII", body: () => fresh("用户 1"), status: 200, direct: true },
  { name: "white space around it", body: () => ` \n${fresh()}\n `, status: 200, direct: true },
  { name: "a charset", heads: ["content-type: application/json; charset=utf-8"], status: 200, direct: true },
  { name: "another case", heads: ["content-type: Application/JSON"], status: 200, direct: false },
  { name: "an end of the connection", heads: [JSON_TYPE, "connection: close"], status: 200, direct: true },
  {
    name: "fetch metadata of a program",
    heads: [JSON_TYPE, "sec-fetch-site: none"],
    status: 200,
    direct: true,
  },
  { name: "nothing", body: () => "", status: 400, direct: false },
  { name: "white space alone", body: () => " \n\t", status: 400, direct: false },
  { name: "no JSON", body: () => "nope", status: 400, direct: false },
  { name: "a missing field", body: () => '{"id":"e1"}', status: 400, direct: false },
  { name: "an array", body: () => `[${fresh()}]`, status: 200, direct: false },
  { name: "half an array", body: () => `[${fresh()}`, status: 400, direct: false },
  { name: "an event too long", body: () => fresh("u".repeat(EVENT_BYTES_MAX)), status: 400, direct: false },
  { name: "another media type", heads: ["content-type: text/plain"], status: 415, direct: false },
  {
    name: "another charset",
    heads: ["content-type: application/json; charset=gbk"],
    status: 415,
    direct: false,
  },
  { name: "no media type", heads: [], status: 415, direct: false },
  {
    name: "a compressed body",
    body: () => gzipSync(fresh()),
    heads: [JSON_TYPE, "content-encoding: gzip"],
    status: 200,
    direct: false,
  },
  {
    name: "a body in chunks",
    body: () => {
      const event = fresh();
      return `${event.length.toString(16)}\r\n${event}\r\n0\r\n\r\n`;
    },
    heads: [JSON_TYPE, "transfer-encoding: chunked"],
    status: 200,
    direct: false,
  },
  { name: "a foreign host", heads: [JSON_TYPE, "host: evil.example"], status: 421, direct: false },
  {
    name: "a page of another site",
    heads: [JSON_TYPE, "origin: https://evil.example"],
    status: 403,
    direct: false,
  },
  {
    name: "fetch metadata of another site",
    heads: [JSON_TYPE, "sec-fetch-site: cross-site"],
    status: 403,
    direct: false,
  },
  { name: "a media type twice", heads: [JSON_TYPE, JSON_TYPE], status: 400, direct: false },
  {
    name: "a body over the limit",
    at: () => small,
    body: () => fresh("u".repeat(600)),
    status: 413,
    direct: false,
  },
  { name: "no memory left", at: () => full, status: 429, direct: false },
  { name: "no token", at: () => guarded, status: 401, direct: false },
  { name: "the token", at: () => guarded, heads: [JSON_TYPE, bearer(TOKEN)], status: 200, direct: true },
  {
    name: "a token and more",
    at: () => guarded,
    heads: [JSON_TYPE, bearer(`${TOKEN} x`)],
    status: 401,
    direct: false,
  },
  {
    name: "the token as a password",
    at: () => guarded,
    heads: [JSON_TYPE, `authorization: Basic ${Buffer.from(`me:${TOKEN}`).toString("base64")}`],
    status: 401,
    direct: false,
  },
  {
    name: "another token",
    at: () => guarded,
    heads: [JSON_TYPE, bearer(`${TOKEN}x`)],
    status: 401,
    direct: false,
  },
];

describe("one plain event is answered to the byte as by the framework", () => {
  test.each(CASES)(
    "$name: $status",
    async ({ at = () => open, body = fresh, heads = [JSON_TYPE], status, direct }) => {
      const { port, seen } = at();
      seen();
      const one = await told(port, posted("/v1/events", body(), heads));
      expect(seen()).toBe(direct ? 0 : 1);
      const other = await told(port, posted(BY_FRAMEWORK, body(), heads));
      expect(seen()).toBe(1);
      expect(one).toContain(`HTTP/1.1 ${status} `);
      expect(alike(one)).toBe(alike(other));
    },
  );

  test("a repeated event, with its first decision", async () => {
    const event = fresh("bot1");
    await told(open.port, posted("/v1/events", event, [JSON_TYPE]));
    const again = await told(open.port, posted("/v1/events", event, [JSON_TYPE]));
    expect(again).toContain('"duplicate":true');
    expect(again).toBe(await told(open.port, posted(BY_FRAMEWORK, event, [JSON_TYPE])));
  });

  test("the base path is understood, and one that only begins like it is not", async () => {
    open.seen();
    expect(await told(open.port, posted("/touchstone/v1/events", fresh(), [JSON_TYPE]))).toContain(" 200 ");
    expect(open.seen()).toBe(0);
    expect(await told(open.port, posted("/touchstonev1/events", fresh(), [JSON_TYPE]))).toContain(" 404 ");
  });
});

test("a long answer is held against the memory of all requests, as everywhere", async () => {
  const engine = createFixtureEngine();
  const app = await createApp(
    {
      ...engine,
      submit: async (lines, options) => {
        const submission = await engine.submit(lines, options);
        return {
          ...submission,
          answers: [{ text: `{"verdict":"allow","event":"${"x".repeat(ANSWER_BYTES_UNCOUNTED)}"}` }],
        };
      },
    },
    guardFor("127.0.0.1"),
    { bufferedBytesMax: ANSWER_BYTES_UNCOUNTED, onError: () => {} },
  );
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const one = await told(Number(port), posted("/v1/events", fresh(), [JSON_TYPE]));
  expect(one).toContain(" 429 ");
  expect(one).toBe(await told(Number(port), posted(BY_FRAMEWORK, fresh(), [JSON_TYPE])));
  await app.close();
});

test("an engine that fails is told in the same words, and asked once", async () => {
  const engine = createFixtureEngine();
  let asked = 0;
  const errors: unknown[] = [];
  const app = await createApp(
    {
      ...engine,
      submit: () => {
        asked++;
        return Promise.reject(new Error("a mistake of ours"));
      },
    },
    guardFor("127.0.0.1"),
    { onError: (error) => errors.push(error) },
  );
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const one = await told(Number(port), posted("/v1/events", fresh(), [JSON_TYPE]));
  expect([asked, errors.length]).toEqual([1, 1]);
  expect(one).toContain(" 500 ");
  expect(one).toBe(await told(Number(port), posted(BY_FRAMEWORK, fresh(), [JSON_TYPE])));
  await app.close();
});

test("wrong tokens hold up an address on either way", async () => {
  const one = await serve({}, guardFor("127.0.0.1", TOKEN));
  const wrong = posted("/v1/events", fresh(), [JSON_TYPE, bearer("x".repeat(20))]);
  for (let i = 0; i < WRONG_TOKENS_MAX; i++) expect(await told(one.port, wrong)).toContain(" 401 ");
  const right = [JSON_TYPE, bearer(TOKEN)];
  expect(await told(one.port, posted("/v1/events", fresh(), right))).toContain(" 429 ");
  expect(await told(one.port, posted(BY_FRAMEWORK, fresh(), right))).toContain(" 429 ");
  await one.app.close();
});

test("both ways are counted and logged under one route", async () => {
  const lines: unknown[] = [];
  const one = await serve({ onAccess: ({ tookMs: _, ...line }) => lines.push(line) });
  await told(one.port, posted("/v1/events", fresh(), [JSON_TYPE]));
  await told(one.port, posted(BY_FRAMEWORK, fresh(), [JSON_TYPE]));
  expect(lines).toEqual(
    Array(2).fill({ method: "POST", route: "/v1/events", status: 200, from: "127.0.0.1" }),
  );
  const metrics = await one.app.inject({ url: "/metrics", headers: { host: "localhost" } });
  const answered =
    /^touchstone_http_request_duration_seconds_count\{[^}]*route="\/v1\/events"[^}]*\} (\d+)$/m;
  expect(answered.exec(metrics.body)?.[1]).toBe("2");
  await one.app.close();
});

test("a client that hangs up within its body is counted, and nothing of it is taken in", async () => {
  const one = await serve({});
  const request = posted("/v1/events", fresh(), [JSON_TYPE]);
  await new Promise<void>((resolve) => {
    const socket = connect(one.port, "127.0.0.1", () => {
      socket.write(request.subarray(0, request.length - 8), () => setTimeout(() => socket.destroy(), 20));
    });
    socket.on("close", () => resolve());
  });
  await expect
    .poll(async () => (await one.app.inject({ url: "/metrics", headers: { host: "localhost" } })).body)
    .toContain("touchstone_http_hung_up_total 1");
  await one.app.close();
});
