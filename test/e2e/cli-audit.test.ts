import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { AuditReport } from "../../src/nouns/audit-report.ts";
import type { OrdersReport } from "../../src/nouns/order-report.ts";
import { createSimulation } from "../../src/simulate/simulation.ts";
import { chance, madeEvent, NOON_MS, ndjson } from "./made-events.ts";
import { realData } from "./real-data.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const mapping = (name: string): string =>
  fileURLToPath(new URL(`../../examples/mappings/${name}.yaml`, import.meta.url));

interface Report {
  readonly events: number;
  readonly invalid: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly targets: readonly {
    readonly kind: string;
    readonly id: string;
    readonly type: string;
    readonly raw: number;
    readonly public: number;
    readonly held: number;
    readonly rejected: number;
  }[];
  readonly targets_not_listed: { readonly raw: number };
  readonly campaigns: readonly unknown[];
  readonly orders: OrdersReport;
  readonly duplicates: number;
  readonly repeats: number;
  readonly files: unknown;
  readonly reported_at: string;
  readonly coverage: readonly {
    readonly field: string;
    readonly present: number;
    readonly unmapped: boolean;
  }[];
}

async function audit(args: readonly string[], input = ""): Promise<Report> {
  const { code, stdout, stderr } = await touchstone(["audit", "--json", "--quiet", ...args], { input });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Report;
}

/** What an audit says about the events, without which file they came from and when it was asked. */
function answer({ files: _files, reported_at: _reportedAt, ...rest }: Report) {
  return rest;
}

function addsUp(report: Report): void {
  expect(Object.values(report.verdicts).reduce((a, b) => a + b, 0)).toBe(report.events);
  for (const { raw, held, rejected, id, type, ...target } of report.targets) {
    expect(raw, `${id} ${type}`).toBe(target.public + held + rejected);
  }
}

/** A burst on one item and an ordinary trickle on others, in order of time over six hours. */
const random = chance(3);
const events = Array.from({ length: 3_000 }, (_, i) =>
  madeEvent({
    id: `a${i}`,
    type: random() < 0.5 ? "view" : "like",
    atMs: NOON_MS + i * 7_000 + Math.floor(random() * 6_000),
    actor: `u${i % 700}`,
    target: i % 3 === 0 ? "bought" : `v${i % 50}`,
    ip: i % 3 === 0 ? "203.0.113.7" : `198.51.100.${i % 200}`,
    device: i % 3 === 0 ? `farm${i % 7}` : `d${i % 700}`,
  }),
);
const sorted = ndjson(events);
const unsorted = ndjson(
  events
    .map((event) => ({ event, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event),
);

describe("audit", () => {
  test("answers with the contract, and the counts add up", async () => {
    const report = await audit([scratch.write("sorted.ndjson", sorted)]);
    expect(Object.keys(report).slice(0, 5)).toEqual([
      "events",
      "invalid",
      "verdicts",
      "targets",
      "campaigns",
    ]);
    expect(Object.keys(report.verdicts)).toEqual(["allow", "challenge", "hold", "reject"]);
    expect(Object.keys(report.targets[0]!)).toEqual([
      "kind",
      "id",
      "type",
      "raw",
      "public",
      "held",
      "rejected",
    ]);
    expect(report).toMatchObject({ events: 3_000, invalid: 0, duplicates: 0, campaigns: [] });
    addsUp(report);
    const raw = report.targets.reduce((sum, target) => sum + target.raw, 0);
    // One account's likes of one target are one like.
    const engagements = new Set(
      events.map(({ id, type, actor, target }) => (type === "like" ? `${actor.id} likes ${target.id}` : id)),
    );
    expect(engagements.size).toBeLessThan(3_000);
    expect(raw + report.targets_not_listed.raw).toBe(engagements.size);
    expect(report.repeats).toBe(3_000 - engagements.size);
  });

  test("of a file in any order is that of the sorted file", async () => {
    const expected = answer(await audit(["--policy", "velocity", scratch.path("sorted.ndjson")]));
    expect(expected.verdicts.reject).toBeGreaterThan(100);
    const file = scratch.write("unsorted.ndjson", unsorted);
    expect(answer(await audit(["--policy", "velocity", file]))).toEqual(expected);
    expect(answer(await audit(["--policy", "velocity", "-"], unsorted))).toEqual(expected);
  });

  test("writes a report that needs nothing but itself, and a summary on the terminal", async () => {
    const page = scratch.path("report.html");
    const { code, stdout } = await touchstone([
      "audit",
      scratch.path("sorted.ndjson"),
      "-o",
      page,
      "--lang",
      "en",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/allow +[\d,]+ +[\d.]+ %/);
    expect(stdout).toMatch(/unusual\s+for\s+earned\s+engagement/);
    const html = readFileSync(page, "utf8");
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain("<svg");
    expect(html).not.toMatch(/<script|src\s*=\s*["']?https?:|@import|url\(\s*["']?https?:/i);
    expect(html).not.toMatch(/203\.0\.113\.7(?!\d)/); // identifiers are masked unless asked for
    const zh = await touchstone(["audit", scratch.path("sorted.ndjson"), "--lang", "zh"]);
    expect(zh.stdout).toMatch(/\p{Script=Han}/u);
  });

  test("goes on around what it cannot read, and says what that was", async () => {
    const report = await audit(["-"], `${ndjson(events.slice(0, 10))}{"id":\n{"id":"x","type":"applause"}\n`);
    expect(report).toMatchObject({ events: 10, invalid: 2 });
    expect(report).toHaveProperty("invalid_samples");
  });
});

describe("audit of surges by their audience", () => {
  const simulation = createSimulation({
    seed: 12,
    eventsPerDay: 60_000,
    attacks: [{ family: "task_market", infrastructure: "humans", orders: 4, amount: 60 }],
  });
  const day = [...simulation.runs()].map(({ bytes }) => Buffer.from(bytes).toString("utf8")).join("");
  const sold = simulation.campaigns()[0]!;
  const file = scratch.write("sold.ndjson", day);

  test("shows what was sold as a target, with its part and interval, and names nobody who was paid", async () => {
    const page = scratch.path("sold.html");
    const { code, stdout, stderr } = await touchstone([
      "audit",
      file,
      "-o",
      page,
      "--json",
      "--quiet",
      "--lang",
      "en",
    ]);
    expect(code, stderr).toBe(0);
    const { orders, targets, verdicts } = JSON.parse(stdout) as Report;
    const bought = new Set(sold.targets.map(({ id }) => id));
    const shown = orders.orders.map(({ target }) => target.id);
    expect(orders.not_measurable).toBeNull();
    expect(shown.filter((id) => bought.has(id)).length).toBeGreaterThanOrEqual(3);
    expect(shown.filter((id) => !bought.has(id))).toEqual([]);
    for (const { unexplained_share: share, evidence, headline } of orders.orders) {
      expect(share.low).toBeGreaterThan(0.6);
      expect(share.low).toBeLessThanOrEqual(share.estimate);
      expect(share.high).toBeGreaterThanOrEqual(share.estimate);
      expect(evidence.length).toBeGreaterThanOrEqual(3);
      expect(headline.zh).toContain("不指认任何账号");
    }
    // Told beside the counts: what is public is what the policy let through, whatever was found.
    const counted = targets.reduce((sum, target) => sum + target.raw - target.public, 0);
    expect(counted).toBeLessThanOrEqual(verdicts.hold! + verdicts.reject!);
    const html = readFileSync(page, "utf8");
    for (const id of shown) expect(html).toContain(`<code>video/${id}</code>`);
    expect(html).toContain("Surges that were not earned by being seen");
    const told = html.slice(html.indexOf("Surges that were not"), html.indexOf("What was discarded"));
    const owners = new Set(sold.owners);
    const hands = sold.members.filter((member) => !owners.has(member));
    expect(hands.length).toBeGreaterThan(100);
    for (const hand of hands) expect(told + JSON.stringify(orders)).not.toContain(hand);
  });

  test("says why it cannot judge where the export tells no shares", async () => {
    const untold = scratch.write("untold.ndjson", day.replace(/,"parent_share":"[^"]*"/g, ""));
    const { code, stdout } = await touchstone(["audit", untold, "--quiet", "--lang", "en"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Surges cannot be judged by their audience: no event has context.parent_share");
    expect(stdout).not.toContain("surges not earned by being seen");
  });

  test("says that it looked where nothing was sold", async () => {
    const honest = [...createSimulation({ seed: 13, eventsPerDay: 30_000, attacks: "none" }).runs()];
    const lines = honest.map(({ bytes }) => Buffer.from(bytes).toString("utf8")).join("");
    const report = await audit([scratch.write("honest.ndjson", lines)]);
    expect(report.orders).toMatchObject({ orders: [], not_measurable: null });
    expect(report.orders.tested).toBeGreaterThan(100);
  });
});

describe("what a client may repeat", () => {
  const honest = [...createSimulation({ seed: 13, eventsPerDay: 30_000, attacks: "none" }).runs()]
    .map(({ bytes }) => Buffer.from(bytes).toString("utf8"))
    .join("");

  test("claims no 0 % of a file that would not have shown 5 %, and says what it tried", async () => {
    const file = scratch.write("quiet.ndjson", honest);
    const few = scratch.write("few.ndjson", `${honest.split("\n").slice(0, 200).join("\n")}\n`);
    const report = (await audit([file])) as unknown as AuditReport;
    expect(report.power?.makes.map(({ make }) => make)).toEqual(["shared", "careful", "once"]);
    for (const { planted, seen } of report.power!.makes) {
      expect(planted).toBeGreaterThanOrEqual(12);
      expect(seen).toBeLessThanOrEqual(planted);
    }
    const careful = report.power!.makes[1]!;
    expect(report.answer.outcome).toBe(careful.seen * 2 >= careful.planted ? "none" : "cannot_tell");
    expect(report.targets.map(({ id }) => id).join()).not.toContain("planted");
    const short = (await audit([few])) as unknown as AuditReport;
    expect(short).toMatchObject({ power: null, power_not_tried: "too_few" });
    expect(short.answer.outcome).toBe("cannot_tell");
    const piped = (await audit(["-"], honest)) as unknown as AuditReport;
    expect(piped).toMatchObject({ power: null, power_not_tried: "pipe" });
  });

  test("speaks in the zone that a mapping gives to the file's clocks", async () => {
    const rows = Array.from({ length: 5 }, (_, i) => `u${i},v1,2026-11-20 20:00:0${i}\n`).join("");
    const csv = scratch.write("clocks.csv", `user_id,video_id,liked_at\n${rows}`);
    const map = scratch.write(
      "clocks.yaml",
      'mapping: 1\nfields: { at: { from: liked_at, zone: Asia/Tokyo }, actor.id: "{user_id}", target.kind: video, target.id: "{video_id}" }\nevents: [{ type: like, id: "{user_id}" }]\n',
    );
    const { stdout } = await touchstone(["audit", csv, "--map", map], { env: { TZ: "America/New_York" } });
    expect(stdout).toMatch(/2026-11-20 20:00.*Asia\/Tokyo/s);
  });

  test("speaks in the zone asked for, refuses one that is none, and lists accounts for a spreadsheet", async () => {
    const csv = scratch.path("accounts.csv");
    const args = [
      "audit",
      scratch.path("sorted.ndjson"),
      "--zone",
      "Asia/Shanghai",
      "--accounts",
      csv,
      "--lang",
      "zh",
    ];
    const { code, stdout, stderr } = await touchstone(args);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d 至 .*（Asia\/Shanghai, UTC\+8）/);
    const text = readFileSync(csv, "utf8");
    expect(text).toMatch(/^\ufeff账号,剔除,待定,验证,疑似协同行为,分发文案,首次（Asia\/Shanghai）/);
    expect(text.split("\r\n").length).toBeGreaterThan(3);
    const bad = await touchstone(["audit", scratch.path("sorted.ndjson"), "--zone", "Mars"]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("no time zone is named `Mars`");
  });
});

describe("audit of real exports", () => {
  const stars = realData("fake-stars/low_activity_fake_stars.csv");
  test("the fake-star list", async ({ skip }) => {
    if (stars.skip !== null) return skip(stars.skip);
    const report = await audit([stars.file, "--map", mapping("fake-stars")]);
    expect(report.events + report.invalid + report.duplicates).toBe(34_284);
    expect(report.invalid).toBe(0);
    addsUp(report);
    expect(report.coverage.find(({ field }) => field === "context.ip")).toMatchObject({ unmapped: true });
    expect(report.orders).toMatchObject({ orders: [], tested: 0, asked: 0, not_measurable: "no_shares" });
  });

  const week = realData("kuairand/log_2022-04-25_2022-04-30.parquet");
  test("the Kuaishou week, whose likes are all genuine", async ({ skip }) => {
    if (week.skip !== null) return skip(week.skip);
    const report = await audit([week.file, "--map", mapping("kuairand")]);
    expect(report.invalid).toBe(0);
    expect(report.events).toBeGreaterThan(90_000);
    addsUp(report);
    const views = (report as unknown as { types: { type: string; events: number }[] }).types;
    expect(views.find(({ type }) => type === "view")!.events).toBeLessThanOrEqual(94_784);
  });
});
