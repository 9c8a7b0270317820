import { beforeAll, describe, expect, test } from "vitest";
import type { NightlyHealth } from "../flow/reviewed-campaigns.ts";
import { campaignOf } from "./campaign.fixture.ts";
import { createFixtureApp, type FixtureApp, misfit } from "./fixture-app.ts";
import { guardFor } from "./guard.ts";
import { openApiDocument } from "./openapi.ts";
import {
  CURSOR_CHARS_MAX,
  LIST_ITEMS_DEFAULT,
  LIST_ITEMS_MAX,
  REVIEW_BODY_BYTES_MAX,
  REVIEW_NOTE_CHARS_MAX,
  REVIEWER_CHARS_MAX,
  TARGET_CAMPAIGNS_MAX,
} from "./serve-limits.ts";

let document: Record<string, unknown>;
beforeAll(async () => {
  document = await openApiDocument();
});

async function reviews(...ids: readonly string[]): Promise<FixtureApp> {
  const fixture = await createFixtureApp();
  for (const id of ids) fixture.engine.campaigns.put(campaignOf(id));
  return fixture;
}

async function get({ app }: FixtureApp, url: string, path: string) {
  const response = await app.inject({ url });
  expect(misfit(document, "get", path, response)).toBeNull();
  return response;
}

describe("the list", () => {
  test("gives each in a sentence of both languages, and pages", async () => {
    const fixture = await reviews(...Array.from({ length: 7 }, (_, n) => `c${n}`));
    const first = (await get(fixture, "/v1/campaigns?limit=3", "/v1/campaigns")).json();
    expect(first.items).toHaveLength(3);
    expect(first.items[0]).toMatchObject({
      id: "c0",
      status: "open",
      member_count: 120,
      owner_count: 9,
      window: { from: "2026-11-21T06:00:00.000Z", to: "2026-11-21T18:00:00.000Z" },
    });
    expect(first.items[0].headline.en).toMatch(
      /^120 accounts acted together on 14 targets of 9 owners within 12 h; .* 91 % act from 6 address blocks/,
    );
    const ids: string[] = first.items.map(({ id }: { id: string }) => id);
    for (let { next } = first; next !== null; ) {
      const page = (await get(fixture, `/v1/campaigns?limit=3&after=${next}`, "/v1/campaigns")).json();
      ids.push(...page.items.map(({ id }: { id: string }) => id));
      next = page.next;
    }
    expect(ids.sort()).toEqual(["c0", "c1", "c2", "c3", "c4", "c5", "c6"]);
  });

  test("of one status, of what goes on", async () => {
    const fixture = await reviews("c0");
    fixture.engine.campaigns.put(campaignOf("c1", { status: "confirmed", live: false }));
    for (const [query, ids] of [
      ["status=confirmed", ["c1"]],
      ["status=dismissed", []],
      ["live=true", ["c0"]],
      ["live=false", ["c1"]],
      ["live=false&status=open", []],
    ] as const) {
      const { items } = (await get(fixture, `/v1/campaigns?${query}`, "/v1/campaigns")).json();
      expect([query, items.map(({ id }: { id: string }) => id)]).toEqual([query, ids]);
    }
  });

  test("has a length when none is asked for", async () => {
    const ids = Array.from({ length: LIST_ITEMS_DEFAULT + 1 }, (_, n) => `c${n}`);
    const { items, next } = (await get(await reviews(...ids), "/v1/campaigns", "/v1/campaigns")).json();
    expect([items.length, next]).toEqual([LIST_ITEMS_DEFAULT, String(LIST_ITEMS_DEFAULT)]);
  });

  test.each([
    [`limit=${LIST_ITEMS_MAX}`, 200],
    [`limit=${LIST_ITEMS_MAX + 1}`, 400],
    ["limit=1", 200],
    ["limit=0", 400],
    ["limit=-1", 400],
    ["limit=1.5", 400],
    ["limit=many", 400],
    ["limit=", 400],
    ["status=guilty", 400],
    ["live=perhaps", 400],
    ["after=", 400],
    [`after=${"1".repeat(CURSOR_CHARS_MAX + 1)}`, 400],
  ])("?%.40s is a %i", async (query, status) => {
    expect((await get(await reviews("c0"), `/v1/campaigns?${query}`, "/v1/campaigns")).statusCode).toBe(
      status,
    );
  });
});

describe("a campaign", () => {
  test("has its evidence in words and numbers, what else it could be, and its lifecycle", async () => {
    const answer = (await get(await reviews("c0"), "/v1/campaigns/c0", "/v1/campaigns/{id}")).json();
    expect(answer.reasons[0]).toMatchObject({ rule: "many_owners", value: 8.1, baseline: 1, weight: 4 });
    expect(answer.reasons[0].text.zh).toMatch(/\p{Script=Han}/u);
    expect(answer.evidence).toMatchObject({ shared_orders: 6.2, shared_orders_expected: 0.031 });
    expect(answer.innocent_explanations).toHaveLength(7);
    expect(answer.innocent_explanations[1]).toMatchObject({ explanation: "fan_club", finding: "excluded" });
    expect(answer.lifecycle.map(({ transition }: { transition: string }) => transition)).toEqual([
      "began",
      "merged",
      "grew",
    ]);
    expect(answer.reviews).toEqual([]);
  });

  test("lists members, targets with the counterfactual, and events by id", async () => {
    const fixture = await reviews("c0");
    const members = await get(fixture, "/v1/campaigns/c0/members?limit=2", "/v1/campaigns/{id}/members");
    expect(members.json()).toEqual({
      items: [
        { actor: "c0-u0", probability: 0.999, orders: 5 },
        { actor: "c0-u1", probability: 0.996, orders: 6 },
      ],
      next: "2",
    });
    const targets = await get(fixture, "/v1/campaigns/c0/targets", "/v1/campaigns/{id}/targets");
    for (const target of targets.json().items) {
      expect(target.public_with - target.public_without).toBe(target.events);
    }
    const events = await get(fixture, "/v1/campaigns/c0/events?limit=12", "/v1/campaigns/{id}/events");
    expect(events.json().items[0]).toMatchObject({ event: "c0-e0-0", bucket: null, actor: "c0-u0" });
    expect(events.json().items[11].bucket).toBe("held");
  });

  test.each(["", "/members", "/targets", "/events"])("that is not there is a 404 (%s)", async (part) => {
    const response = await get(
      await reviews("c0"),
      `/v1/campaigns/%22%3E%3Cscript%3E${part}`,
      `/v1/campaigns/{id}${part}`,
    );
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: "unknown_campaign", retry: false });
  });
});

describe("a review", () => {
  async function review(fixture: FixtureApp, payload: unknown, more: Record<string, string> = {}, id = "c0") {
    const response = await fixture.app.inject({
      method: "POST",
      url: `/v1/campaigns/${id}/review`,
      headers: { "content-type": "application/json", ...more },
      payload: typeof payload === "string" ? payload : JSON.stringify(payload),
    });
    expect(misfit(document, "post", "/v1/campaigns/{id}/review", response)).toBeNull();
    return response;
  }

  test("confirms, is kept with name and note, and can be undone; the same again changes nothing", async () => {
    const fixture = await reviews("c0");
    const confirm = { status: "confirmed", by: " 李 Wei ", note: " seen in the logs " };
    const confirmed = (await review(fixture, confirm)).json();
    expect(confirmed).toMatchObject({ id: "c0", status: "confirmed", corrected_count: 927 });
    expect(confirmed.reviews).toMatchObject([
      { status: "confirmed", by: { kind: "person", name: "李 Wei" }, note: "seen in the logs" },
    ]);
    expect((await review(fixture, confirm)).json().reviews).toHaveLength(1);
    const open = (await review(fixture, { status: "open", by: "Ana" })).json();
    expect(open).toMatchObject({ status: "open", corrected_count: 0 });
    expect(open.reviews).toHaveLength(2);
    const dismissed = (
      await review(fixture, { status: "dismissed", by: "Ana", note: "our own push" })
    ).json();
    expect(dismissed.reviews.at(-1)).toMatchObject({ status: "dismissed", note: "our own push" });
  });

  test.each<[string, unknown, number, RegExp]>([
    ["nothing", "", 400, /empty_input/],
    ["half a body", `{"status":`, 400, /not_json/],
    ["a list", [], 400, /bad_request/],
    ["no status", { by: "Ana" }, 400, /status/],
    ["an unknown status", { status: "guilty", by: "Ana" }, 400, /`status`/],
    ["no name", { status: "open" }, 400, /by/],
    ["a blank name", { status: "open", by: " \t" }, 400, /`by`/],
    ["a number for a name", { status: "open", by: 7 }, 400, /`by`/],
    ["a field too many", { status: "open", by: "Ana", sure: true }, 400, /bad_request/],
    ["a dismissal without a note", { status: "dismissed", by: "Ana" }, 400, /say why/],
    ["a dismissal with a blank note", { status: "dismissed", by: "Ana", note: "  " }, 400, /say why/],
    ["the longest name", { status: "open", by: "x".repeat(REVIEWER_CHARS_MAX) }, 200, /open/],
    ["one past it", { status: "open", by: "x".repeat(REVIEWER_CHARS_MAX + 1) }, 400, /`by`/],
    ["the longest note", { status: "open", by: "A", note: "由".repeat(REVIEW_NOTE_CHARS_MAX) }, 200, /open/],
    ["one past it", { status: "open", by: "A", note: "x".repeat(REVIEW_NOTE_CHARS_MAX + 1) }, 400, /`note`/],
    ["the longest body", `{"status":"open","by":"A"}`.padEnd(REVIEW_BODY_BYTES_MAX), 200, /open/],
    ["one past it", `{"status":"open","by":"A"}`.padEnd(REVIEW_BODY_BYTES_MAX + 1), 413, /too_large/],
  ])("with %s is a %s", async (_name, payload, status, says) => {
    const fixture = await reviews("c0");
    const response = await review(fixture, payload);
    expect([response.statusCode, response.body]).toEqual([status, expect.stringMatching(says)]);
    expect((await fixture.engine.campaigns.get("c0"))!.reviews).toHaveLength(status === 200 ? 1 : 0);
  });

  test("of a campaign that is not there is a 404", async () => {
    const response = await review(await reviews("c0"), { status: "open", by: "Ana" }, {}, "c9");
    expect([response.statusCode, response.json().code]).toEqual([404, "unknown_campaign"]);
  });

  test.each([
    ["text/plain", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
    ["application/json; charset=utf-16", 415],
    ["application/json; charset=utf-8", 200],
  ])("sent as %s is a %i: what a form of another site can send is refused", async (type, status) => {
    const fixture = await reviews("c0");
    const response = await review(fixture, { status: "open", by: "Ana" }, { "content-type": type });
    expect(response.statusCode).toBe(status);
  });

  test.each<[string, Record<string, string>, number]>([
    ["a program", {}, 200],
    ["its own page", { "sec-fetch-site": "same-origin", origin: "http://localhost" }, 200],
    ["a page of another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, 403],
    ["a page of another port", { "sec-fetch-site": "same-site", origin: "http://localhost:8080" }, 403],
    ["its own page, by an older browser", { origin: "http://localhost" }, 200],
    ["another site, by an older browser", { origin: "https://evil.example" }, 403],
    ["another port, by an older browser", { origin: "http://localhost:8080" }, 403],
    ["a page without an origin", { origin: "null" }, 403],
  ])("from %s is answered %o: %i", async (_name, headers, status) => {
    const fixture = await reviews("c0");
    const from = { host: "localhost", ...headers };
    expect((await review(fixture, { status: "open", by: "Ana" }, from)).statusCode).toBe(status);
    expect((await fixture.engine.campaigns.get("c0"))!.reviews).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each<[string, Record<string, string>, number]>([
    ["none", {}, 401],
    ["the bearer token", { authorization: "Bearer 0123456789abcdefghij" }, 200],
    ["a password from its own page", { "sec-fetch-site": "same-origin" }, 200],
    ["a password from its own page, by an older browser", { origin: "http://touchstone.test" }, 200],
    ["a password that nobody's page sent", { "sec-fetch-site": "none" }, 401],
    ["a password from elsewhere", { "sec-fetch-site": "cross-site" }, 403],
  ])("where a token is needed, with %s", async (name, headers, status) => {
    const fixture = await createFixtureApp({}, guardFor("0.0.0.0", "0123456789abcdefghij"));
    fixture.engine.campaigns.put(campaignOf("c0"));
    const basic = `Basic ${Buffer.from("me:0123456789abcdefghij").toString("base64")}`;
    const shown = name.startsWith("a password") ? { authorization: basic } : {};
    const from = { host: "touchstone.test", ...shown, ...headers };
    expect((await review(fixture, { status: "open", by: "Ana" }, from)).statusCode).toBe(status);
  });
});

describe("a target", () => {
  test("tells which campaigns touch it, up to a limit", async () => {
    const fixture = await reviews("c0", "c1");
    const path = "/v1/targets/{kind}/{id}/campaigns";
    const answer = (await get(fixture, "/v1/targets/video/c1-v3/campaigns", path)).json();
    expect(answer.campaigns.map(({ id }: { id: string }) => id)).toEqual(["c1"]);
    expect((await get(fixture, "/v1/targets/video/unheard/campaigns", path)).json().campaigns).toEqual([]);
    for (let n = 0; n <= TARGET_CAMPAIGNS_MAX; n++) {
      const { record, targets } = campaignOf("same");
      fixture.engine.campaigns.put({ record: { ...record, id: `s${n}` }, targets: targets! });
    }
    const many = (await get(fixture, "/v1/targets/video/same-v0/campaigns", path)).json();
    expect(many.campaigns).toHaveLength(TARGET_CAMPAIGNS_MAX);
  });

  test("tells how campaigns moved its counts", async () => {
    const fixture = await reviews();
    const moved = { atMs: 1_790_000_000_000, campaign: "c0", type: "like", held: -3, rejected: 12 } as const;
    fixture.engine.campaigns.correct("video", "v1", { ...moved, public: -9, cause: "confirmed" });
    const path = "/v1/targets/{kind}/{id}/corrections";
    expect((await get(fixture, "/v1/targets/video/v1/corrections", path)).json()).toEqual({
      kind: "video",
      id: "v1",
      corrections: [
        {
          at: "2026-09-21T14:13:20.000Z",
          campaign: "c0",
          type: "like",
          cause: "confirmed",
          public: -9,
          held: -3,
          rejected: 12,
        },
      ],
    });
    expect((await get(fixture, "/v1/targets/planet/v1/corrections", path)).statusCode).toBe(400);
  });
});

describe("detection", () => {
  test("tells what it does and how far behind it is, also as metrics", async () => {
    const fixture = await reviews("c0");
    expect((await get(fixture, "/v1/detection", "/v1/detection")).json()).toMatchObject({ state: "off" });
    fixture.engine.campaigns.setHealth({
      state: "watching",
      reason: "",
      position: 900,
      behind: 12,
      lastPassAtMs: 1_790_000_000_000,
      windows: [{ windowMs: 21_600_000, events: 840, tookMs: 250, lastPassAtMs: 1_790_000_000_000 }],
      evicted: 3,
      bytes: 4096,
      falseAlarms: [
        {
          nominal: 0.001,
          empirical: 0.00097,
          low: 0.0008,
          high: 0.0011,
          ratio: 0.97,
          alarms: 40,
          n: 41_210,
          fromMs: 1_790_000_000_000,
        },
        { nominal: 0.0001, empirical: null, low: 0, high: 1, ratio: null, alarms: 0, n: 0, fromMs: 0 },
      ],
      surges: [{ kind: "video", id: "v1", type: "like", score: 9.5, p: 1e-6, fromMs: 1_790_000_000_000 }],
    });
    expect((await get(fixture, "/v1/detection", "/v1/detection")).json()).toMatchObject({
      state: "watching",
      behind: 12,
      windows: [{ window_ms: 21_600_000, took_ms: 250 }],
      false_alarms: [
        { nominal: 0.001, empirical: 0.00097, n: 41_210, from: "2026-09-21T14:13:20.000Z" },
        { nominal: 0.0001, empirical: null },
      ],
      surges: [{ kind: "video", id: "v1", type: "like", p: 1e-6, from: "2026-09-21T14:13:20.000Z" }],
    });
    const { body } = await fixture.app.inject({ url: "/metrics" });
    for (const line of [
      'touchstone_campaigns{status="open"} 1',
      'touchstone_campaigns{status="confirmed"} 0',
      "touchstone_corrected_events 0",
      'touchstone_detection_state{state="watching"} 1',
      "touchstone_detection_behind_events 12",
      'touchstone_detection_pass_seconds{window="6h"} 0.25',
      'touchstone_detection_window_events{window="6h"} 840',
      "touchstone_detection_evicted_total 3",
      'touchstone_false_alarm_nominal{nominal="0.001"} 0.001',
      'touchstone_false_alarm_nominal{nominal="0.0001"} 0.0001',
      'touchstone_false_alarm_empirical{nominal="0.001"} 0.00097',
    ]) {
      expect(body).toContain(`${line}\n`);
    }
    // Nothing scored is not a rate of nothing.
    expect(body).not.toContain('touchstone_false_alarm_empirical{nominal="0.0001"}');
  });

  test("metrics of the nights: nothing where weeks are not looked at, then as they are", async () => {
    const { app, engine } = await createFixtureApp();
    const read = async () => (await app.inject({ url: "/metrics" })).body;
    const before = await read();
    expect(before).toContain("touchstone_nightly_acts 0\n");
    expect(before).not.toContain("touchstone_nightly_state{");
    const nightly: NightlyHealth = {
      state: "looking",
      reason: "",
      position: 9,
      acts: 9_617,
      evicted: 3,
      bytes: 1_534_976,
      last: { atMs: 1_790_000_000_000, position: 8, events: 7, tookMs: 5_250, campaigns: 12 },
      nextMs: 1_790_086_400_000,
    };
    engine.campaigns.setHealth({ ...engine.campaigns.health(), nightly });
    const body = await read();
    for (const line of [
      'state{state="looking"} 1',
      "acts 9617",
      "evicted_total 3",
      "bytes 1534976",
      "ended_at_seconds 1790000000",
      "pass_seconds 5.25",
      "campaigns 12",
      "next_at_seconds 1790086400",
    ]) {
      expect(body).toContain(`touchstone_nightly_${line}\n`);
    }
  });
});
