import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chance, ndjson } from "./made-events.ts";
import { PEOPLE_DECIDE } from "./people-decide.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const WORKERS = 30;
const ORDERS = 10;
const HOUR_MS = 3_600_000;

/** Half a day: thirty accounts work off ten orders of ten owners, among a thousand people's likes. */
function soldDay(): readonly object[] {
  const random = chance(7);
  const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 13 * HOUR_MS;
  const acts: { atMs: number; actor: string; target: string }[] = [];
  for (let order = 0; order < ORDERS; order++) {
    for (let i = 0; i < WORKERS; i++) {
      acts.push({ atMs: startMs + order * HOUR_MS + i * 40_000, actor: `w${i}`, target: `bought${order}` });
    }
    // a few people like these too
    for (let i = 0; i < 5; i++) {
      acts.push({
        atMs: startMs + order * HOUR_MS + i * 300_000,
        actor: `u${i + order * 9}`,
        target: `bought${order}`,
      });
    }
  }
  for (let i = 0; i < 12_000; i++) {
    const target = `v${Math.floor(random() * 1500)}`;
    acts.push({ atMs: startMs + i * 3_600, actor: `u${Math.floor(random() * 1000)}`, target });
  }
  return acts
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, actor, target }, i) => ({
      id: `e${i}`,
      type: "like",
      at: atMs,
      actor: { id: actor },
      target: { kind: "video", id: target, owner: `o-${target}` },
    }));
}

interface Campaign {
  readonly id: string;
  readonly status: string;
  readonly live: boolean;
  readonly member_count: number;
  readonly event_count: number;
  readonly corrected_count: number;
  readonly headline: { readonly en: string; readonly zh: string };
  readonly innocent_explanations: readonly { readonly explanation: string; readonly finding: string }[];
  readonly reviews: readonly { readonly status: string; readonly note: string }[];
}

let engine: RunningEngine;
let found: Campaign;
let foundAfterMs = 0;

async function read<T>(path: string, status = 200): Promise<T> {
  const response = await engine.get(path);
  expect([path, response.status]).toEqual([path, status]);
  return (await response.json()) as T;
}

async function review(body: object): Promise<Campaign> {
  const response = await fetch(`${engine.address}/v1/campaigns/${found.id}/review`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Campaign;
}

async function likes(target: string): Promise<Record<string, number>> {
  const { counts } = await read<{ counts: Record<string, number>[] }>(`/v1/targets/video/${target}/counts`);
  const { type: _type, ...figures } = counts[0]!;
  return figures;
}

beforeAll(async () => {
  writeFileSync(scratch.path("policy.yaml"), PEOPLE_DECIDE);
  engine = await startEngine(scratch.path("data"), ["--no-demo", "--policy", scratch.path("policy.yaml")]);
  const sent = await engine.post(ndjson(soldDay()));
  expect(sent.status).toBe(200);
  const sentAtMs = performance.now();
  while (found === undefined && performance.now() - sentAtMs < 40_000) {
    const { items } = await read<{ items: Campaign[] }>("/v1/campaigns");
    // the first look may see a part of it
    if (items[0]?.event_count === WORKERS * ORDERS) found = items[0];
    else await new Promise((resolve) => setTimeout(resolve, 250));
  }
  foundAfterMs = performance.now() - sentAtMs;
}, 60_000);
afterAll(async () => {
  expect(await engine.stop()).toBe(0);
});

describe("a campaign in a running engine", () => {
  test("is found within a minute, in words, with members, targets and events by id", async () => {
    expect(found, "no campaign was found").toBeDefined();
    expect(foundAfterMs).toBeLessThan(60_000);
    expect(found.headline.en).toMatch(/^30 accounts acted together on 10 targets of 10 owners within 9 h; /);
    expect(found.headline.zh).toMatch(/^30 个账号在 9 小时内/);
    const whole = await read<Campaign>(`/v1/campaigns/${found.id}`);
    const finding = new Map(whole.innocent_explanations.map((one) => [one.explanation, one.finding]));
    expect(finding.get("fan_club")).toBe("excluded");
    expect(finding.get("shared_exit")).toBe("not_measurable");
    const members = await read<{ items: { actor: string }[] }>(`/v1/campaigns/${found.id}/members?limit=100`);
    expect(members.items.map(({ actor }) => actor).sort()).toEqual(
      Array.from({ length: WORKERS }, (_, i) => `w${i}`).sort(),
    );
    const events: { event: string; actor: string; bucket: string }[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const path = `/v1/campaigns/${found.id}/events?limit=70${after === "" ? "" : `&after=${after}`}`;
      const page: { items: typeof events; next: string | null } = await read(path);
      events.push(...page.items);
      after = page.next;
    }
    expect(events).toHaveLength(WORKERS * ORDERS);
    expect(new Set(events.map(({ event }) => event)).size).toBe(WORKERS * ORDERS);
    for (const { actor, bucket } of events) {
      expect(actor).toMatch(/^w\d+$/);
      expect(bucket).toBe("public");
    }
    const { event } = events[0]!;
    expect(await read(`/v1/decisions/${event}`)).toMatchObject({ verdict: "allow", event });
  });

  test("stands at its targets, and at no other", async () => {
    const at = await read<{ campaigns: Campaign[] }>("/v1/targets/video/bought3/campaigns");
    expect(at.campaigns.map(({ id }) => id)).toEqual([found.id]);
    expect(await read("/v1/targets/video/v3/campaigns")).toMatchObject({ campaigns: [] });
  });

  test("says what counts would be, takes them back when confirmed, restores them when dismissed, and keeps who said so", async () => {
    const before = { raw: 35, public: 35, held: 0, rejected: 0 };
    const after = { raw: 35, public: 5, held: 0, rejected: 30 };
    expect(await likes("bought3")).toEqual(before);
    const { items } = await read<{ items: { id: string; public_with: number; public_without: number }[] }>(
      `/v1/campaigns/${found.id}/targets?limit=50`,
    );
    const target = items.find(({ id }) => id === "bought3")!;
    expect([target.public_with, target.public_without]).toEqual([35, 5]);

    const confirmed = await review({ status: "confirmed", by: "Ana", note: "order seen on the market" });
    expect(confirmed).toMatchObject({ status: "confirmed", corrected_count: WORKERS * ORDERS });
    await expect.poll(() => likes("bought3"), { timeout: 10_000 }).toEqual(after);
    expect(await likes("v3")).toMatchObject({ rejected: 0 });
    const again = await review({ status: "confirmed", by: "Ana", note: "order seen on the market" });
    expect(again.reviews).toHaveLength(1);

    await review({ status: "dismissed", by: "Ben", note: "a charity drive" });
    await expect.poll(() => likes("bought3"), { timeout: 10_000 }).toEqual(before);
    const { corrections } = await read<{
      corrections: { campaign: string; cause: string; public: number }[];
    }>("/v1/targets/video/bought3/corrections");
    expect(corrections.map(({ cause, public: moved }) => [cause, moved])).toEqual([
      ["dismissed", 30],
      ["confirmed", -30],
    ]);
    const whole = await read<Campaign>(`/v1/campaigns/${found.id}`);
    expect(whole.reviews.map(({ status, note }) => [status, note])).toEqual([
      ["confirmed", "order seen on the market"],
      ["dismissed", "a charity drive"],
    ]);
    expect(await read<{ items: Campaign[] }>("/v1/campaigns?status=open")).toMatchObject({ items: [] });
  });

  test("has a page in both languages, and one that says so where there is none", async () => {
    for (const [lang, words] of [
      ["en", "30 accounts acted together"],
      ["zh", "30 个账号在 9 小时内"],
    ]) {
      const page = await (await engine.get(`/campaigns/${found.id}?lang=${lang}`)).text();
      expect(page).toContain(words);
      expect(page).toContain("w12");
    }
    expect((await engine.get("/campaigns/none")).status).toBe(404);
    await read("/v1/campaigns/none", 404);
  });

  test.each(["docs/guides/campaigns.md", "docs/zh/campaigns.md"])("%s: its commands work", async (file) => {
    const page = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8");
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text!);
    const script = blocks.filter((text) => text.includes("curl ")).join("\n");
    expect(script.match(/^curl /gm)!.length).toBeGreaterThan(8);
    const local = script.replaceAll("localhost:8787", new URL(engine.address).host);
    const { stdout, stderr } = await promisify(execFile)("bash", ["-ec", local], { maxBuffer: 1 << 26 });
    expect(stderr).toBe("");
    expect(stdout).not.toContain("about:touchstone/");
    expect(stdout).toContain(found.id);
    expect((await read<Campaign>(`/v1/campaigns/${found.id}`)).status).toBe("open");
  });

  test("is over and above a restart, with its decisions and its counts", async () => {
    await review({ status: "confirmed", by: "Ana", note: "" });
    expect(await engine.stop()).toBe(0);
    engine = await startEngine(scratch.path("data"), ["--no-demo", "--policy", scratch.path("policy.yaml")]);
    const whole = await read<Campaign>(`/v1/campaigns/${found.id}`);
    expect(whole).toMatchObject({ status: "confirmed", corrected_count: WORKERS * ORDERS });
    expect(whole.reviews.at(-1)).toMatchObject({ status: "confirmed", note: "" });
    expect(await likes("bought3")).toMatchObject({ public: 5, rejected: 30 });
    const state = async () => (await read<{ state: string }>("/v1/detection")).state;
    await expect.poll(state, { timeout: 20_000 }).toBe("watching");
  });
});

describe("campaigns in files", () => {
  test("the same events by the command: the same campaign, in words and as JSON", async () => {
    writeFileSync(scratch.path("day.ndjson"), ndjson(soldDay()));
    const json = await touchstone(["campaigns", scratch.path("day.ndjson"), "--json"]);
    expect(json.code).toBe(0);
    const [campaign, ...others] = JSON.parse(json.stdout);
    expect(others).toEqual([]);
    expect(Object.keys(campaign).slice(0, 3)).toEqual(["id", "score", "false_alarm_rate"]);
    // Not counted for such data, and said so: never a rate that was counted elsewhere.
    expect(campaign.false_alarm_rate).toBeNull();
    expect(campaign.false_alarm_text).toBeNull();
    expect(campaign.members).toHaveLength(WORKERS);
    expect(campaign.events).toHaveLength(WORKERS * ORDERS);
    expect(campaign.targets[0]).toMatchObject({
      kind: "video",
      acts: [{ type: "like", members: WORKERS, events: WORKERS, counted: WORKERS }],
    });
    expect(json.stderr).toMatch(/no event has context\.ip, context\.device, actor\.registered_at/);
    const zh = await touchstone(["campaigns", scratch.path("day.ndjson"), "--lang", "zh"]);
    expect(zh.stdout).toMatch(/^12350 个事件中有 1 起疑似协同行为\n/);
    expect(zh.stdout).toContain("粉丝团：已排除");
    const audit = await touchstone([
      "audit",
      scratch.path("day.ndjson"),
      "--json",
      "--policy",
      scratch.path("policy.yaml"),
    ]);
    const report = JSON.parse(audit.stdout);
    expect(report.campaigns[0].targets[0].acts[0]).toMatchObject({ public: 35, public_without: 5 });
  });

  test.each([
    [
      "nobody acting together",
      ndjson(soldDay().filter((event) => !JSON.stringify(event).includes('"w'))),
      /no campaign found in 12050 events/,
    ],
  ])("%s: an empty list, and a sentence beside it", async (_name, input, sentence) => {
    const done = await touchstone(["campaigns", "-", "--format", "ndjson", "--json"], { input });
    expect([done.code, done.stdout]).toEqual([0, "[]\n"]);
    expect(done.stderr).toMatch(sentence);
  });

  test("no line that is an event: nothing was read, which is no empty list", async () => {
    const done = await touchstone(["campaigns", "-", "--format", "ndjson", "--json"], {
      input: "nothing\n{}\n",
    });
    expect([done.code, done.stdout]).toEqual([1, ""]);
    expect(done.stderr).toMatch(/all of its 2 records were refused[\s\S]*\[nothing_read\]/);
  });

  test.each([
    ["a file that is not there", ["campaigns", "/nowhere/day.ndjson"], /\/nowhere\/day\.ndjson/],
    ["another language", ["campaigns", "-", "--lang", "fr"], /zh, en/],
    ["no file", ["campaigns"], /missing required argument/],
  ])("%s is told in one line", async (_name, args, says) => {
    const done = await touchstone(args);
    expect(done.code).not.toBe(0);
    expect(done.stdout).toBe("");
    expect(done.stderr).toMatch(says);
    expect(done.stderr).not.toMatch(/\n {4}at /);
  });
});
