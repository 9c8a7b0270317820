import { describe, expect, test } from "vitest";
import type { CampaignRecord } from "../nouns/campaign-record.ts";
import { campaignOf } from "./campaign.fixture.ts";
import { CAMPAIGN_PAGE_WORDS } from "./campaign-page-words.ts";
import { createFixtureApp, eventOf, type FixtureApp } from "./fixture-app.ts";
import type { FixtureCampaign } from "./fixture-campaigns.ts";
import { CAMPAIGNS_SHOWN_MAX, DRAWN_EVENTS_MAX, PAGE_EVENTS_MAX, PAGE_ROWS_MAX } from "./serve-limits.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&\u{202e}\``;

async function withCampaigns(...campaigns: readonly FixtureCampaign[]): Promise<FixtureApp> {
  const fixture = await createFixtureApp();
  for (const campaign of campaigns) fixture.engine.campaigns.put(campaign);
  return fixture;
}

async function page(fixture: FixtureApp, url: string, status = 200): Promise<string> {
  const response = await fixture.app.inject({ url });
  expect(response.statusCode).toBe(status);
  expect(response.headers["content-type"]).toContain("text/html");
  return response.body;
}

const text = (html: string) =>
  html.replace(/<style.*?<\/style>|<script.*?<\/script>/gs, "").replace(/<[^>]+>/g, " ");

describe("the live page", () => {
  test("without campaigns says so, how much was watched, and whether anything watches", async () => {
    const fixture = await withCampaigns();
    await fixture.app.inject({ method: "POST", url: "/v1/events", payload: [eventOf("e1")] });
    expect(await page(fixture, "/?lang=en")).toContain("detection is off");
    const health = fixture.engine.campaigns.health();
    fixture.engine.campaigns.setHealth({ ...health, state: "watching", position: 1234, behind: 5 });
    const shown = await page(fixture, "/?lang=en");
    expect(shown).toContain("No campaign found yet");
    expect(shown).toContain("1,234 events watched");
    fixture.engine.campaigns.setHealth({ ...health, state: "failed", reason: `out of memory ${EVIL}` });
    const failed = await page(fixture, "/?lang=zh");
    expect(failed).toContain("检测已停止");
    expect(failed).toContain("out of memory &quot;&gt;");
  });

  test("lists the most severe, with what counts would be, and says how many more there are", async () => {
    const ids = Array.from({ length: CAMPAIGNS_SHOWN_MAX + 2 }, (_, n) => `c${n}`);
    const fixture = await withCampaigns(...ids.map((id) => campaignOf(id)));
    const shown = await page(fixture, "/?lang=en");
    expect(shown.match(/href="\/campaigns\/c\d+\?lang=en"/g)).toHaveLength(CAMPAIGNS_SHOWN_MAX);
    expect(text(shown)).toMatch(/120 accounts acted together on 14 targets of 9 owners within 12 h/);
    expect(text(shown)).toMatch(/0\.98\s+15,949\s+15,022\s+15,949/);
    expect(shown).toContain('href="/campaigns?lang=en"');
    expect(text(shown)).toMatch(/2 more in\s+All campaigns/);
  });
});

describe("a campaign's page", () => {
  test.each([
    ["en", "Without them video c0-v8 has 1,172 likes, not 1,268."],
    ["zh", "扣除其影响，视频 c0-v8 的点赞数为 1,172，而非 1,268。"],
  ])("says in %s who, what, against what chance, and what counts without them", async (lang, sentence) => {
    const shown = await page(await withCampaigns(campaignOf("c0")), `/campaigns/c0?lang=${lang}`);
    expect(text(shown)).toContain(sentence);
    expect(shown).toContain(lang === "zh" ? '<html lang="zh-CN">' : '<html lang="en">');
    expect(/\p{Script=Han}/u.test(text(shown).replace("中文", ""))).toBe(lang === "zh");
    expect(shown.match(/<section/g)).toHaveLength(12);
    expect(shown.match(/<h1>/g)).toHaveLength(1);
    expect(shown.match(/role="img" aria-label="[^"]+"/g)).toHaveLength(3);
  });

  test("both languages have all words", () => {
    const { zh, en } = CAMPAIGN_PAGE_WORDS;
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      if (typeof en[key] === "object") expect(Object.keys(zh[key])).toEqual(Object.keys(en[key]));
    }
    expect(Object.keys(zh)).toEqual(Object.keys(en));
  });

  test.each<[string, Partial<CampaignRecord>, readonly string[], readonly string[]]>([
    ["open", {}, ["confirmed", "dismissed"], ["Its 927 events stop counting; public counts fall by 927"]],
    [
      "confirmed",
      { status: "confirmed", correctedCount: 900 },
      ["dismissed", "open"],
      ["Its 900 events count again", "It waits for a decision again"],
    ],
    ["dismissed", { status: "dismissed" }, ["confirmed", "open"], ["Counts stay as they are. It waits"]],
  ])(
    "of an %s one offers the other decisions, and says what each will do",
    async (_name, more, buttons, says) => {
      const shown = await page(await withCampaigns(campaignOf("c0", more)), "/campaigns/c0?lang=en");
      expect([...shown.matchAll(/name="status" value="(\w+)"/g)].map(([, value]) => value)).toEqual(buttons);
      for (const sentence of says) expect(text(shown)).toContain(sentence);
    },
  );

  test("tells who decided, a person or a threshold, and links to the campaigns of its lifecycle", async () => {
    const reviews = [
      { status: "confirmed", by: { kind: "policy", policy: "default@1", scoreMin: 0.95 }, atMs: 1, note: "" },
      { status: "dismissed", by: { kind: "person", name: `Ana${EVIL}` }, atMs: 2, note: `no ${EVIL}` },
    ] as const;
    const shown = await page(
      await withCampaigns(campaignOf("c0", { reviews, matchedPool: "c-old" })),
      "/campaigns/c0?lang=en",
    );
    expect(text(shown)).toContain("policy default@1 (score 0.95 or above)");
    expect(shown).toContain("Ana&quot;&gt;&lt;script");
    expect(shown).toContain('href="/campaigns/c-5e1f?lang=en"');
    expect(shown).toContain('href="/campaigns/c-old?lang=en"');
    expect(shown).not.toContain("<script>alert");
  });

  test("ids written by attackers stay text, everywhere", async () => {
    const { record, members, targets, events } = campaignOf(`c${EVIL}`);
    const fixture = await withCampaigns({ record, members: members!, targets: targets!, events: events! });
    for (const shown of [
      await page(fixture, `/campaigns/${encodeURIComponent(record.id)}?lang=en`),
      await page(fixture, "/?lang=en"),
    ]) {
      expect(shown).not.toContain("<script>alert");
      expect(shown).not.toContain("<img");
      expect(shown).not.toContain("\u{202e}");
      expect(shown.match(/<script/g)).toHaveLength(1);
    }
  });

  test("pages through members and events, each where the other is", async () => {
    const fixture = await withCampaigns(campaignOf("c0"));
    const first = await page(fixture, "/campaigns/c0?lang=en");
    expect(first).toContain(`?lang=en&amp;members=${PAGE_ROWS_MAX}#members`);
    const second = await page(fixture, `/campaigns/c0?lang=en&members=${PAGE_ROWS_MAX}`);
    expect(second).toContain(`<bdi>c0-u${PAGE_ROWS_MAX}</bdi>`);
    expect(second).toContain(`?lang=en&amp;members=${PAGE_ROWS_MAX}&amp;events=${PAGE_EVENTS_MAX}#events`);
    expect(second).toContain('?lang=en#members">back to the first');
  });

  test("draws so many events and no more, and says so", async () => {
    const { record, members, targets, events } = campaignOf("c0");
    const many = Array.from({ length: DRAWN_EVENTS_MAX + 1 }, (_, n) => events![n % events!.length]!);
    const put = { record: { ...record, eventCount: many.length }, members: members!, targets: targets! };
    // a page waits so long and no longer; what was read stays, so that a slow machine draws all in a few calls
    const drawnWhole = async (events: typeof many, says: RegExp) => {
      const fixture = await withCampaigns({ ...put, events });
      let shown = "";
      for (let calls = 0; calls < 20 && !says.test(shown); calls++) {
        shown = text(await page(fixture, "/campaigns/c0?lang=en")).replace(/\s+/g, " ");
      }
      return shown;
    };
    expect(await drawnWhole(many.slice(1), /are filled\. [^D]/)).not.toContain("Drawn from");
    const partly = "Drawn from the first 5,000 of 5,001 events.";
    expect(await drawnWhole(many, /first 5,000/)).toContain(partly);
  });

  test("of a campaign that has nothing but its record is whole all the same", async () => {
    const { record } = campaignOf("c0", { owners: [], lifecycle: [], falseAlarmRate: null });
    const shown = await page(await withCampaigns({ record }), "/campaigns/c0?lang=en");
    expect(text(shown)).toContain("There are no events to draw.");
    expect(text(shown)).toContain("not measured for this way of finding");
    expect(text(shown)).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("says how rare a false one is, and that none was seen where none was", async () => {
    const { record } = campaignOf("c0", { falseAlarmRate: 1 / 2.2, falseAlarmAtFloor: true });
    const fixture = await withCampaigns({ record });
    expect(text(await page(fixture, "/campaigns/c0?lang=en"))).toContain(
      "fewer than 0.45 false campaigns in a million events: none was seen in 2.2 million",
    );
    expect(text(await page(fixture, "/campaigns/c0?lang=zh"))).toContain("在 220 万个事件中一个也未出现");
    const { body } = await fixture.app.inject({ url: "/v1/campaigns/c0" });
    expect(JSON.parse(body)).toMatchObject({
      false_alarm_rate: 1 / 2.2,
      false_alarm_text: { en: expect.stringContaining("fewer than 0.45") },
    });
  });

  test("that is not there is a page that says so", async () => {
    const shown = await page(await withCampaigns(), `/campaigns/${encodeURIComponent(EVIL)}?lang=en`, 404);
    expect(shown).toContain("There is no such campaign");
    expect(shown).not.toContain("<script>alert");
    expect((await (await withCampaigns()).app.inject({ url: "/campaigns/c0?lang=xx" })).statusCode).toBe(400);
  });

  test("is allowed its own style and script by nonce, and nothing else", async () => {
    const { app } = await withCampaigns(campaignOf("c0"));
    const { headers, body } = await app.inject({ url: "/campaigns/c0" });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).not.toContain("unsafe");
    const nonce = /script-src 'nonce-([0-9a-f]{32})'/.exec(policy)![1]!;
    expect(body).toContain(`<script nonce="${nonce}">`);
    expect(body).not.toMatch(/ style=| on\w+=/);
    expect(headers["cache-control"]).toBe("no-store");
  });
});
