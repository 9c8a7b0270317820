import { beforeAll, describe, expect, test } from "vitest";
import { CODES } from "../nouns/codes.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { createFixtureApp, eventOf, type FixtureApp, misfit } from "./fixture-app.ts";
import { METRICS } from "./metrics.ts";
import { openApiDocument } from "./openapi.ts";

let fixture: FixtureApp;
let document: Record<string, unknown>;
beforeAll(async () => {
  document = await openApiDocument();
  fixture = await createFixtureApp();
  const events = [
    eventOf("e1"),
    eventOf("e2", "bot<script>"),
    eventOf("e3", "slow"),
    eventOf("a/b?c#d 事件", "bot", { target: { kind: "link", id: "https://x.example/?a=1&b=%2F" } }),
  ];
  await fixture.app.inject({ method: "POST", url: "/v1/events", payload: events });
  await fixture.app.inject({ method: "POST", url: "/v1/events", payload: ["nope"] });
});

async function get(url: string, path: string) {
  const response = await fixture.app.inject({ url });
  expect(misfit(document, "get", path, response)).toBeNull();
  return response;
}

describe("targets", () => {
  test("counts add up", async () => {
    const { kind, id, counts } = (
      await get("/v1/targets/video/v1/counts", "/v1/targets/{kind}/{id}/counts")
    ).json();
    expect({ kind, id }).toEqual({ kind: "video", id: "v1" });
    expect(counts).toEqual([{ type: "like", raw: 3, public: 1, held: 1, rejected: 1 }]);
  });

  test("an id may hold any character", async () => {
    const id = "https://x.example/?a=1&b=%2F";
    const url = `/v1/targets/link/${encodeURIComponent(id)}/counts`;
    expect((await get(url, "/v1/targets/{kind}/{id}/counts")).json().id).toBe(id);
  });

  test("quality", async () => {
    const answer = (await get("/v1/targets/video/v1/quality", "/v1/targets/{kind}/{id}/quality")).json();
    expect(answer).toMatchObject({ kind: "video", weight: 0.5, dwell_ms_mean: null, earned_ratio: 1 / 3 });
  });

  test.each([
    ["/v1/targets/video/unheard/counts", "counts", 404],
    ["/v1/targets/video/unheard/quality", "quality", 404],
    ["/v1/targets/planet/v1/counts", "counts", 400],
    [`/v1/targets/video/${"x".repeat(ID_BYTES_MAX)}/counts`, "counts", 404],
    [`/v1/targets/video/${"x".repeat(ID_BYTES_MAX + 1)}/counts`, "counts", 400],
    [`/v1/targets/video/${encodeURIComponent("视".repeat(341))}/counts`, "counts", 404],
    ["/v1/targets/video//counts", "counts", 400],
  ])("%.60s (%s) is a %i", async (url, question, status) => {
    expect((await get(url, `/v1/targets/{kind}/{id}/${question}`)).statusCode).toBe(status);
  });
});

describe("decisions", () => {
  test("are explained in both languages", async () => {
    const response = await get(`/v1/decisions/${encodeURIComponent("a/b?c#d 事件")}`, "/v1/decisions/{id}");
    expect(response.body).toMatch(/^\{"verdict":"reject"/);
    expect(response.json().explanation).toEqual([
      { zh: "规则 likes_from_one_ip：值为 41", en: "rule likes_from_one_ip: the value is 41" },
    ]);
  });

  test("unknown ones are a 404", async () => {
    expect((await get("/v1/decisions/nope", "/v1/decisions/{id}")).statusCode).toBe(404);
  });
});

describe("operations", () => {
  test("health and readiness", async () => {
    expect((await get("/healthz", "/healthz")).json()).toEqual({ status: "ok" });
    expect((await get("/readyz", "/readyz")).json()).toEqual({ ready: true });
    fixture.engine.setReadiness({ ready: false, reason: "replaying the log" });
    const response = await get("/readyz", "/readyz");
    fixture.engine.setReadiness({ ready: true });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ code: "not_ready", detail: "replaying the log" });
    expect(fixture.errors).toEqual([]);
  });

  test("the overview carries what the engine says, rejections explained", async () => {
    const overview = (await get("/v1/overview", "/v1/overview")).json();
    expect(overview).toMatchObject({ events_total: 4, verdicts: { allow: 1, hold: 1, reject: 2 } });
    expect(overview.latest_rejections[1]).toMatchObject({ actor: "bot<script>" });
    expect(overview.latest_rejections[0].decision.explanation[0].zh).toContain("规则");
  });

  test("metrics: each documented name is there, and no other", async () => {
    const { body } = await get("/metrics", "/metrics");
    const names = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    expect(names.sort()).toEqual(METRICS.map(({ name, type }) => `${name} ${type}`).sort());
    expect(body).toContain('touchstone_events_total{verdict="reject"} 2');
    expect(body).toContain('touchstone_http_rejections_total{code="not_an_object"} 1');
    expect(body).toMatch(/touchstone_submit_duration_seconds_count 2/);
    expect(body).toMatch(
      /_request_duration_seconds_count\{method="POST",route="\/v1\/events",status="200"\} 2/,
    );
  });
});

describe("the document", () => {
  test("is OpenAPI 3.1 and is served as it is generated", async () => {
    expect(document.openapi).toBe("3.1.0");
    expect((await get("/v1/openapi.json", "/v1/openapi.json")).json()).toEqual(document);
  });

  test("lists exactly the routes: any other method of theirs is a 405, and no other path is served", async () => {
    const paths = document.paths as Record<string, object>;
    const tree = fixture.app.printRoutes({ commonPrefix: false }).trimEnd().split("\n");
    const above: string[] = [];
    const served = tree.flatMap((line) => {
      const [, indent, part, methods] = /^(.*)── (\S*)(?: (\(.*))?$/.exec(line)!;
      const depth = Math.floor(indent!.length / 4);
      above.splice(depth, above.length, part!);
      return methods === undefined
        ? []
        : [
            above
              .join("")
              .replace(/:(\w+)/g, "{$1}")
              .replace(/^\/?/, "/"),
          ];
    });
    // A wildcard is printed without what stands before it.
    const named = served.map((path) => (path === "/*" ? "/v1/ledger/tile/{*}" : path));
    expect(named.sort()).toEqual(Object.keys(paths).sort());
    for (const [path, item] of Object.entries(paths)) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
        if (method.toLowerCase() in item) continue;
        const response = await fixture.app.inject({ method, url: path.replace(/\{[^}]+\}/g, "video") });
        expect([path, method, response.statusCode]).toEqual([path, method, 405]);
      }
    }
  });
});

describe("other requests", () => {
  test("an unknown path is a 404 problem", async () => {
    const response = await fixture.app.inject({ url: "/v2/events" });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: "not_found", title_zh: CODES.not_found.zh });
  });

  test.each([
    ["GET", "/v1/events", "POST"],
    ["DELETE", "/v1/events", "POST"],
    ["OPTIONS", "/v1/events", "POST"],
    ["POST", "/v1/overview", "GET, HEAD"],
    ["PUT", "/v1/targets/video/v1/counts", "GET, HEAD"],
    ["POST", "/", "GET, HEAD"],
    ["HEAD", "/v1/stream", "GET"],
  ] as const)("%s %s is a 405 that names the others", async (method, url, allow) => {
    const response = await fixture.app.inject({
      method,
      url,
      ...(method === "POST" ? { payload: { a: 1 } } : {}),
    });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe(allow);
  });

  test("a path that cannot be decoded is a 400 problem", async () => {
    const response = await fixture.app.inject({ url: "/v1/decisions/%zz" });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: "bad_request" });
  });

  test("an unknown query value is a 400 problem that names it", async () => {
    const response = await fixture.app.inject({ url: "/?lang=fr" });
    expect(response.json()).toMatchObject({ code: "bad_request", field: "querystring.lang" });
  });

  test("every answer forbids framing, guessing, keeping and loading", async () => {
    for (const url of ["/healthz", "/nope", "/v1/overview", "/v1/decisions/nope"]) {
      const { headers } = await fixture.app.inject({ url });
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
  });
});
