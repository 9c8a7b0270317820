import { describe, expect, test } from "vitest";
import type { DetectionHealth, NightlyHealth } from "../flow/reviewed-campaigns.ts";
import { campaignOf } from "./campaign.fixture.ts";
import { CAMPAIGN_LIST_WORDS } from "./campaign-list-words.ts";
import { DETECTION_WORDS } from "./detection-words.ts";
import { createFixtureApp, type FixtureApp } from "./fixture-app.ts";
import type { FixtureCampaign } from "./fixture-campaigns.ts";
import { CAMPAIGN_ROWS_MAX, CURSOR_CHARS_MAX } from "./serve-limits.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&\u{202e}`;

async function reviews(...campaigns: readonly FixtureCampaign[]): Promise<FixtureApp> {
  const fixture = await createFixtureApp();
  for (const campaign of campaigns) fixture.engine.campaigns.put(campaign);
  return fixture;
}

async function page({ app }: FixtureApp, query = "", lang = "en"): Promise<string> {
  const response = await app.inject({ url: `/campaigns?lang=${lang}${query === "" ? "" : `&${query}`}` });
  expect(response.statusCode).toBe(200);
  return response.body;
}

const listed = (body: string) =>
  [...body.matchAll(/data-review="\/v1\/campaigns\/([^"]*)"/g)].map((match) => match[1]);
const text = (body: string) =>
  body
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

const some = [
  campaignOf("c0"),
  campaignOf("c1", { status: "confirmed", origin: "nightly", score: 0.9 }),
  campaignOf("c2", { status: "dismissed", live: false }),
  campaignOf("c3", { live: false, foundAtMs: Date.UTC(2026, 10, 22), score: 0.5 }),
];

describe("the list of campaigns", () => {
  test.each([
    ["", ["c0", "c1", "c2", "c3"]],
    ["status=open", ["c0", "c3"]],
    ["status=confirmed", ["c1"]],
    ["live=true", ["c0", "c1"]],
    ["live=false&status=open", ["c3"]],
    ["origin=nightly", ["c1"]],
    ["about=c2-v1", ["c2"]],
    ["about=%20c3-o4%20", ["c3"]],
    ["order=newest", ["c3", "c0", "c1", "c2"]],
    ["status=&live=&origin=&about=&order=&after=", ["c0", "c1", "c2", "c3"]],
  ])("%s shows %j", async (query, expected) => {
    expect(listed(await page(await reviews(...some), query))).toEqual(expected);
  });

  test("counts by status stand on links that keep the other filters and begin anew", async () => {
    const shown = await page(await reviews(...some), "live=false&status=open&after=0");
    expect(text(shown)).toMatch(/all 4 open 2 confirmed 1 dismissed 1/);
    expect(shown).toContain('href="/campaigns?status=confirmed&amp;live=false&amp;lang=en"');
    expect(shown).toMatch(/href="\/campaigns\?status=open&amp;live=false&amp;lang=en" aria-current="page"/);
    expect(shown).toContain('<input type="hidden" name="status" value="open">');
    expect(shown).toContain('<option value="false" selected>');
    expect(shown).toContain("/campaigns?status=open&amp;live=false&amp;after=0&amp;lang=zh");
  });

  test("a page at its limit has none after it, one more has; the cursor leads there and back", async () => {
    const all = Array.from({ length: CAMPAIGN_ROWS_MAX }, (_, n) => campaignOf(`c${n}`));
    const fixture = await reviews(...all);
    expect(await page(fixture)).not.toContain('rel="next"');
    fixture.engine.campaigns.put(campaignOf("last", { live: false }));
    const first = await page(fixture, "live=");
    expect(listed(first)).toHaveLength(CAMPAIGN_ROWS_MAX);
    expect(first).toContain(`href="/campaigns?after=${CAMPAIGN_ROWS_MAX}&amp;lang=en" rel="next"`);
    const second = await page(fixture, `after=${CAMPAIGN_ROWS_MAX}`);
    expect(listed(second)).toEqual(["last"]);
    expect(second).toContain('href="/campaigns?lang=en">back to the first');
    expect(text(await page(fixture, "after=999"))).toContain("no campaigns beyond this place");
  });

  test.each([
    ["status=closed"],
    ["live=yes"],
    ["origin=guess"],
    ["order=random"],
    ["lang=fr"],
    [`about=${"a".repeat(CURSOR_CHARS_MAX + 1)}`],
    [`after=${"1".repeat(CURSOR_CHARS_MAX + 1)}`],
  ])("refuses %s with a problem", async (query) => {
    const { app } = await reviews();
    for (const path of ["/campaigns?", "/live?page=campaigns&"]) {
      const response = await app.inject({ url: path + query });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ code: "bad_request" });
    }
  });

  test("an id, an owner and a search of script are text", async () => {
    const owners = [{ owner: EVIL, acts: 3 }];
    const shown = await page(
      await reviews(campaignOf(EVIL, { owners })),
      `about=${encodeURIComponent(EVIL)}`,
    );
    expect(listed(shown)).toHaveLength(1);
    expect(shown).not.toContain("<script>alert");
    expect(shown).not.toContain("<img");
    expect(shown).toContain("\\u{202e}");
    expect(shown.match(/<script/g)).toHaveLength(1);
    const lone = await page(await reviews(campaignOf("a\ud800b")), `about=${encodeURIComponent("a")}`);
    expect(listed(lone)).toEqual(["a%EF%BF%BDb"]);
  });

  test("only its own script, style, stream and form", async () => {
    const { app } = await reviews();
    const { headers, body } = await app.inject({ url: "/campaigns" });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(/form-action 'self'/);
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toContain("unsafe");
    expect(body.match(/ on\w+="/g)).toBeNull();
    expect(String((await app.inject({ url: "/" })).headers["content-security-policy"])).toMatch(
      /form-action 'none'/,
    );
  });

  test("both languages have all words", async () => {
    for (const words of [CAMPAIGN_LIST_WORDS, DETECTION_WORDS]) {
      expect(Object.keys(words.zh)).toEqual(Object.keys(words.en));
    }
    const shown = text(await page(await reviews(...some), "", "zh")).replace("English", "");
    expect(shown).toContain("驳回所选");
    expect(/\b(select|campaign|found|open)\b/i.test(shown.replace(/OpenAPI|c\d-o\d/g, ""))).toBe(false);
  });
});

const HEALTH: DetectionHealth = {
  state: "watching",
  reason: "",
  position: 12_345,
  behind: 0,
  lastPassAtMs: 0,
  windows: [1, 6, 24, 96].map((hours) => ({
    windowMs: hours * 3_600_000,
    events: 0,
    tookMs: 0,
    lastPassAtMs: 0,
  })),
  evicted: 0,
  bytes: 0,
};
const NIGHTLY: NightlyHealth = {
  state: "reading",
  reason: "",
  position: 12_000,
  acts: 9_617,
  evicted: 0,
  bytes: 1,
  last: null,
  nextMs: 0,
};

describe("what is watched", () => {
  test("an empty list says what is watched, since when, and that it proves nothing", async () => {
    const fixture = await reviews();
    expect(text(await page(fixture))).toContain("Detection is off in this engine");
    fixture.engine.campaigns.setHealth(HEALTH);
    const shown = text(await page(fixture));
    expect(shown).toContain("windows of the latest 1, 6, 24, 96 hours");
    expect(shown).toContain("12,345 events looked at");
    expect(shown).toMatch(/watched since \d{4}-\d\d-\d\d/);
    expect(shown).toContain("no proof that there is none");
    expect(shown).not.toContain("weeks before");
    fixture.engine.campaigns.setHealth({ ...HEALTH, nightly: NIGHTLY });
    expect(text(await page(fixture))).toContain("The weeks before, once a day is over".slice(4));
    fixture.engine.campaigns.put(campaignOf("c0"));
    expect(text(await page(fixture, "status=dismissed"))).toContain("No campaign matches these filters");
  });

  test.each<[Partial<NightlyHealth>, string]>([
    [{}, "nights: following the log · no night was over yet · 9,617 acts held"],
    [{ state: "failed", reason: "the disk is full" }, "nights: stopped : the disk is full"],
    [
      {
        last: { atMs: Date.UTC(2026, 10, 21, 23), position: 1, events: 144_712, tookMs: 5_222, campaigns: 1 },
        nextMs: Date.UTC(2026, 10, 22, 20),
        evicted: 7,
      },
      "latest night to 2026-11-21 23:00:00 : 1 campaign seen, 144,712 events since the night before, looked at for 5.2 s · 9,617 acts held · 7 acts let go before their weeks were over, since too many came · next when events reach 2026-11-22 20:00:00",
    ],
  ])("nights %#: on the live page and in the list", async (more, expected) => {
    const fixture = await reviews();
    fixture.engine.campaigns.setHealth({ ...HEALTH, nightly: { ...NIGHTLY, ...more } });
    expect(text(await page(fixture))).toContain(expected);
    expect(text((await fixture.app.inject({ url: "/?lang=en" })).body)).toContain(expected);
  });
});
