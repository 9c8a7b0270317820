import { beforeAll, describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { createFixtureApp, eventOf, misfit } from "./fixture-app.ts";
import { guardFor } from "./guard.ts";
import { openApiDocument } from "./openapi.ts";

let document: Record<string, unknown>;
beforeAll(async () => {
  document = await openApiDocument();
});

const PATH = "/v1/actors/{id}";
const TOKEN = "a-token-of-sixteen";

describe("DELETE /v1/actors/:id", () => {
  test("says in numbers and in both languages what was erased and what was not", async () => {
    const { app } = await createFixtureApp();
    await app.inject({ method: "POST", url: "/v1/events", payload: [eventOf("e1", "u/1"), eventOf("e2")] });
    const response = await app.inject({ method: "DELETE", url: "/v1/actors/u%2F1" });
    expect(response.statusCode).toBe(200);
    expect(misfit(document, "delete", PATH, response)).toBeNull();
    const answer = response.json();
    expect(answer).toMatchObject({
      erased: { campaign_entries: 2, list_entries: 1, ledger_entries: 1 },
      remains: { log_events: 1, log_until: null, counts_as_target: 0 },
    });
    const said = answer.text.map(({ en }: { en: string }) => en).join(" ");
    expect(said).toContain("Erased from 2 places");
    expect(said).toContain("Not erased: the event log is append-only");
    expect(said).toContain("without an end");
    expect(answer.text.map(({ zh }: { zh: string }) => zh).join("")).toContain("只追加");
    expect(JSON.stringify(answer)).not.toContain("u/1");
  });

  test("until when, where events are dropped by age; nothing where nothing is left", async () => {
    const { app, engine } = await createFixtureApp();
    const forget = engine.forget;
    engine.forget = async (actor) => ({
      ...(await forget(actor)),
      remains: { logEvents: 3, logUntilMs: Date.UTC(2026, 10, 30, 8), countsAsTarget: 1 },
    });
    const { text, remains } = (await app.inject({ method: "DELETE", url: "/v1/actors/u1" })).json();
    expect(remains).toMatchObject({ log_until: "2026-11-30T08:00:00.000Z" });
    expect(text[1].en).toContain("Erased from 1 named list: what that");
    expect(text[2].en).toContain("the last of them is dropped by 2026-11-30 08:00 UTC");
    expect(text[3].en).toContain("1 count of the account as a target");
    engine.forget = forget;
    const unknown = (await app.inject({ method: "DELETE", url: "/v1/actors/nobody" })).json();
    expect(unknown.text[2].en).toBe("The event log holds no event that names it.");
  });

  test("a store that fails is a problem with its code", async () => {
    const { app, engine } = await createFixtureApp();
    for (const [code, status] of [
      ["storage_full", 507],
      ["overloaded", 429],
      ["not_ready", 503],
    ] as const) {
      engine.forget = () => Promise.reject(new TouchstoneError(code, "asked to fail"));
      const response = await app.inject({ method: "DELETE", url: "/v1/actors/u1" });
      expect([response.statusCode, response.json().code]).toEqual([status, code]);
      expect(misfit(document, "delete", PATH, response)).toBeNull();
    }
  });

  test("an id at its limit is taken, one past it refused; other methods are told which", async () => {
    const { app } = await createFixtureApp();
    const at = (id: string) => app.inject({ method: "DELETE", url: `/v1/actors/${id}` });
    expect((await at("a".repeat(ID_BYTES_MAX))).statusCode).toBe(200);
    expect((await at("a".repeat(ID_BYTES_MAX + 1))).statusCode).toBe(400);
    expect((await at("")).statusCode).toBeGreaterThanOrEqual(400);
    const get = await app.inject({ method: "PUT", url: "/v1/actors/u1" });
    expect([get.statusCode, get.headers.allow]).toEqual([405, "DELETE, GET, HEAD"]);
  });

  test("asks for the token as bearer, and refuses pages of other sites", async () => {
    const { app } = await createFixtureApp({}, guardFor("0.0.0.0", TOKEN));
    const from = (headers: Record<string, string>) =>
      app.inject({ method: "DELETE", url: "/v1/actors/u1", headers: { host: "x.example", ...headers } });
    const basic = `Basic ${Buffer.from(`:${TOKEN}`).toString("base64")}`;
    expect((await from({})).statusCode).toBe(401);
    expect((await from({ authorization: basic })).statusCode).toBe(401);
    expect((await from({ authorization: basic, "sec-fetch-site": "same-origin" })).statusCode).toBe(401);
    expect(
      (await from({ authorization: `Bearer ${TOKEN}`, "sec-fetch-site": "cross-site" })).statusCode,
    ).toBe(403);
    expect((await from({ authorization: `Bearer ${TOKEN}` })).statusCode).toBe(200);
    const local = await createFixtureApp();
    const headers = { origin: "http://evil.example" };
    expect((await local.app.inject({ method: "DELETE", url: "/v1/actors/u1", headers })).statusCode).toBe(
      403,
    );
  });
});
