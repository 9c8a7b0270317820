import { describe, expect, test } from "vitest";
import { createFixtureApp, eventOf } from "./fixture-app.ts";
import { guardFor } from "./guard.ts";
import { TOKEN_CHARS_MIN, WRONG_TOKENS_MAX } from "./serve-limits.ts";

const TOKEN = "0123456789abcdefghij";
const basic = (password: string) => `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}`;

describe("guardFor", () => {
  test.each(["127.0.0.1", "127.3.2.1", "localhost", "::1", "[::1]"])("%s needs no token", (host) => {
    expect(guardFor(host).token).toBeNull();
  });

  test.each(["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.example.com", ""])(
    "`%s` without a token is refused",
    (host) => {
      expect(() => guardFor(host)).toThrow(/set a token, or bind to 127\.0\.0\.1/);
    },
  );

  test("a token has a least length", () => {
    expect(guardFor("0.0.0.0", "x".repeat(TOKEN_CHARS_MIN)).allowedHosts).toBeNull();
    expect(() => guardFor("0.0.0.0", "x".repeat(TOKEN_CHARS_MIN - 1))).toThrow(/15/);
  });
});

describe("host names", () => {
  test.each([
    ["localhost", 200],
    ["LocalHost:8787", 200],
    ["127.0.0.1:1", 200],
    ["[::1]:8787", 200],
    ["evil.example", 421],
    ["localhost.evil.example", 421],
    ["127.0.0.1.evil.example:80", 421],
  ])("`%s` on loopback is a %i", async (host, status) => {
    const { app } = await createFixtureApp();
    expect((await app.inject({ url: "/healthz", headers: { host } })).statusCode).toBe(status);
  });

  test("other names can be allowed", async () => {
    const { app } = await createFixtureApp({}, guardFor("127.0.0.1", undefined, ["Touchstone.test"]));
    expect((await app.inject({ url: "/healthz", headers: { host: "touchstone.test:80" } })).statusCode).toBe(
      200,
    );
    expect((await app.inject({ url: "/healthz", headers: { host: "localhost" } })).statusCode).toBe(421);
  });
});

test.each([
  "https://touchstone.example.com",
  "touchstone.example.com:443",
  "a.example/",
  "",
  "a b",
  "*.example.com",
])("`%s` is no allowed host: the name alone is asked for", (name) => {
  expect(() => guardFor("127.0.0.1", undefined, [name])).toThrow(/write the name alone/);
});

describe("token", () => {
  const urls = [
    "/",
    "/live",
    "/readyz",
    "/metrics",
    "/v1/overview",
    "/v1/openapi.json",
    "/v1/stream",
    "/nope",
  ];

  test.each(urls)("%s asks for it", async (url) => {
    const { app } = await createFixtureApp({}, guardFor("0.0.0.0", TOKEN));
    const response = await app.inject({ url });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ code: "unauthorized" });
    expect(response.headers["www-authenticate"]).toContain("Bearer");
  });

  test.each<[string, "GET" | "POST", string, number]>([
    ["health needs none", "GET", "", 200],
    ["the right one", "POST", `Bearer ${TOKEN}`, 200],
    ["any case of the scheme", "POST", `bearer ${TOKEN}`, 200],
    ["a longer one", "POST", `Bearer ${TOKEN}x`, 401],
    ["a shorter one", "POST", `Bearer ${TOKEN.slice(1)}`, 401],
    ["none", "POST", "", 401],
    ["the scheme alone", "POST", "Bearer", 401],
    ["the right one and more", "POST", `Bearer ${TOKEN} junk`, 401],
    ["the right one and a comma", "POST", `Bearer ${TOKEN},`, 401],
    ["the right one twice", "POST", `Bearer ${TOKEN} ${TOKEN}`, 401],
    ["more blanks before it", "POST", `Bearer   ${TOKEN}`, 200],
    ["as a password, to write", "POST", basic(TOKEN), 401],
  ])("%s (%s)", async (_name, method, authorization, status) => {
    const { app, engine } = await createFixtureApp({}, guardFor("0.0.0.0", TOKEN));
    const headers = authorization === "" ? {} : { authorization };
    const request = method === "GET" ? { url: "/healthz" } : { url: "/v1/events", payload: eventOf("e1") };
    expect((await app.inject({ method, ...request, headers })).statusCode).toBe(status);
    expect(engine.lines.length).toBe(method === "POST" && status === 200 ? 1 : 0);
  });

  test("wrong ones are looked at a few times, then the address waits; who showed the right one before does not", async () => {
    const { app } = await createFixtureApp({}, guardFor("0.0.0.0", TOKEN));
    const ask = async (authorization: string, remoteAddress: string) =>
      app.inject({ url: "/v1/overview", headers: { authorization }, remoteAddress });
    const guesses = [];
    for (let i = 0; i < 30; i++) guesses.push(await ask(`Bearer guess-number-${i}-of-many`, "192.0.2.1"));
    expect(guesses.slice(0, WRONG_TOKENS_MAX).every((one) => one.statusCode === 401)).toBe(true);
    const braked = guesses.at(-1)!;
    expect(braked.statusCode).toBe(429);
    expect(braked.json()).toMatchObject({ code: "too_many_attempts", retry: true });
    expect(Number(braked.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask(`Bearer ${TOKEN}`, "192.0.2.1")).statusCode).toBe(429);
    expect((await ask(`Bearer ${TOKEN}`, "192.0.2.2")).statusCode).toBe(200);
    for (let i = 0; i < 30; i++) await ask(`Bearer guess-number-${i}-of-many`, "192.0.2.2");
    expect((await ask(`Bearer ${TOKEN}`, "192.0.2.2")).statusCode).toBe(200);
    const metrics = await app.inject({ url: "/metrics", headers: { authorization: `Bearer ${TOKEN}` } });
    expect(metrics.body).toMatch(/touchstone_http_wrong_tokens_total [1-9]/);
  });

  test("one of its own opens readiness and metrics, and nothing else", async () => {
    const { app } = await createFixtureApp(
      {},
      guardFor("0.0.0.0", TOKEN, undefined, "operations-only-secret"),
    );
    const headers = { authorization: "Bearer operations-only-secret" };
    for (const url of ["/readyz", "/metrics"]) {
      expect((await app.inject({ url, headers })).statusCode).toBe(200);
    }
    for (const url of ["/", "/v1/overview", "/v1/stream", "/live", "/v1/openapi.json"]) {
      expect((await app.inject({ url, headers })).statusCode).toBe(401);
    }
    const sent = await app.inject({ method: "POST", url: "/v1/events", payload: eventOf("e1"), headers });
    expect(sent.statusCode).toBe(401);
  });

  test.each(["sixteen chars ok?", "sixteen\u{e9}characters", "tab\tin-the-middle-of"])(
    "`%s` is no token",
    (token) => {
      expect(() => guardFor("127.0.0.1", token)).toThrow(/no header carries/);
    },
  );

  test("a browser may show it as a password, to read", async () => {
    const { app } = await createFixtureApp({}, guardFor("0.0.0.0", TOKEN));
    expect((await app.inject({ url: "/", headers: { authorization: basic(TOKEN) } })).statusCode).toBe(200);
    expect((await app.inject({ url: "/", headers: { authorization: basic("x") } })).statusCode).toBe(401);
  });
});

test.each([
  ["https://touchstone.example.com", 200],
  ["https://touchstone.example.com:8443", 403],
  ["https://evil.example", 403],
  ["http://localhost:3000", 403],
])("a write from a page of %s, where a proxy asks under another name, is a %i", async (origin, status) => {
  const hosts = ["touchstone.example.com", "localhost"];
  const { app } = await createFixtureApp({}, guardFor("127.0.0.1", undefined, hosts));
  const headers = { origin, host: "localhost:8787" };
  const response = await app.inject({ method: "POST", url: "/v1/events", payload: eventOf("e1"), headers });
  expect(response.statusCode).toBe(status);
});

test.each([
  ["cross-site", 403],
  ["same-site", 403],
  ["same-origin", 200],
  ["none", 200],
])("a write marked %s is a %i", async (site, status) => {
  const { app } = await createFixtureApp();
  const headers = { "sec-fetch-site": site };
  const response = await app.inject({ method: "POST", url: "/v1/events", payload: eventOf("e1"), headers });
  expect(response.statusCode).toBe(status);
  expect((await app.inject({ url: "/healthz", headers })).statusCode).toBe(200);
});
