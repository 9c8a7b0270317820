import { describe, expect, it } from "vitest";
import type { AuditReport } from "../nouns/audit-report.ts";
import { DATA_LIMITS } from "../nouns/data-limit.ts";
import { FIELD_WORDS } from "../words/field-words.ts";
import { createZone } from "../words/zone.ts";
import { addSample, SAMPLE_META, SAMPLE_POLICY, sampleReport } from "./audit.fixture.ts";
import { CHART_TARGETS_MAX, PRINTED_ROWS_MAX, TABLE_ROWS_MAX } from "./audit-limits.ts";
import { renderAuditHtml } from "./html.ts";
import { sampleHint, sampleOrder, sampleOrders } from "./orders.fixture.ts";
import { createTally } from "./tally.ts";

const AT = Date.UTC(2026, 10, 22, 12);
const page = (report: AuditReport, lang: "zh" | "en" = "en") => renderAuditHtml(report, { lang });

function reportOf(targets: readonly string[]): AuditReport {
  const tally = createTally(SAMPLE_POLICY);
  targets.forEach((target, i) => {
    addSample(
      tally,
      {
        type: "like",
        atMs: AT + i * 1000,
        id: `e${i}`,
        actor: `u${i}`,
        target_kind: "video",
        target,
        ip: target,
      },
      { verdict: "reject", reasons: [[0, 31, 30]] },
    );
  });
  return tally.finish(SAMPLE_META);
}

describe("the page", () => {
  const html = page(sampleReport(3000));

  it("asks nobody for anything: no address, no script, nothing to load", () => {
    expect(html).not.toMatch(
      /https?:|\/\/[a-z0-9]|@import|url\(|<script|<link|<img|<iframe|\bsrc=|\bhref=|javascript:/i,
    );
    expect(html).toContain("default-src 'none'");
  });

  it.each([
    ["zh", "zh-CN", "互动真实性审计"],
    ["en", "en", "Engagement audit"],
  ] as const)("is one document in one language: %s", (lang, tag, title) => {
    const report = sampleReport(3000, {
      ...SAMPLE_META,
      orders: { ...sampleOrders("v-bought-0"), second_tier: [sampleHint("v3")] },
      dataLimits: [...DATA_LIMITS],
      power: { notTried: "too_few" },
      zone: createZone("Asia/Shanghai")!,
    });
    const text = page(report, lang).replace(/<style>[\s\S]*?<\/style>/, "");
    expect(text).toContain(`<html lang="${tag}">`);
    expect(text).toMatch(new RegExp(`<title>${title}`));
    expect(text).not.toMatch(/ lang="(?!zh-CN"|en")/);
    expect(text.match(/ lang="/g)).toHaveLength(1);
    if (lang === "en") expect(text.replaceAll("试金石", "")).not.toMatch(/[\u3400-\u9fff，。；：（）]/);
    else {
      const words = text
        .replace(
          /<code>[^<]*<\/code>|<td class="id">[^<]*<\/td>|<t[hd][^>]*class="id"[^>]*>[^<]*<\/t[hd]>/g,
          "",
        )
        .replace(/<[^>]*>/g, " ");
      const english = words.match(/[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}[^\n]*/g) ?? [];
      // What the reader of the file said of a record is the border's; the policy's own sentences are the policy's.
      expect(english.filter((line) => !/an RFC 3339 time|an IPv4 or IPv6/.test(line))).toEqual([]);
    }
  });

  it("shows challenges among the tiles, and counts them as unusual", () => {
    const report = sampleReport(3000);
    const { challenge, hold, reject } = report.verdicts;
    expect(html).toContain(`<dt>challenged</dt><dd>${challenge}</dd>`);
    expect(html).toContain(`<dt>unusual in all</dt><dd>${challenge + hold + reject}</dd>`);
    expect(challenge).toBeGreaterThan(0);
  });

  it("answers in a sentence with its interval, worded as unusual, never as fraud", () => {
    expect(html).toMatch(/<h1>[\d.]+&nbsp;% of [\d,]+ likes from .* are unusual for earned engagement/);
    expect(html).toMatch(/95&nbsp;% interval/);
    expect(html).not.toMatch(/fraud|欺诈|造假/i);
  });

  it("says on its first screen what the file cannot tell, and what to ask for", () => {
    const first = page(sampleReport(300, { ...SAMPLE_META, dataLimits: ["each_once"] })).split(
      "<h2>Engagement over time",
    )[0]!;
    expect(first).toContain("Nearly every account is seen once");
    expect(first).toContain("To know more, ask the creator");
    expect(first).toContain("for other posts of the account");
  });

  it("draws spikes with their number and reason", () => {
    expect(html).toContain("Engagement and its spikes");
    expect(html).toMatch(
      /<ol class="plain"><li>.*acts, [\d.]+ times the usual; .* was held or rejected<\/li>/,
    );
    expect(html).toContain("spike with a reason");
  });

  it("tells the second tier as such", () => {
    const orders = { ...sampleOrders(), second_tier: [sampleHint("v3")] };
    const text = page(sampleReport(300, { ...SAMPLE_META, orders }));
    expect(text).toContain("Second tier: targets whose crowd is unlike the usual audience");
    expect(text).toContain("48 of 50 did more of all else");
    expect(text).not.toContain("owner-of-it");
    expect(html).not.toContain("Second tier: targets");
  });

  it("names policy, files with their hash, and the time it was given", () => {
    for (const text of [SAMPLE_POLICY.id, SAMPLE_META.files[0]!.sha256, "2026-11-23 08:00:00"]) {
      expect(html).toContain(text);
    }
  });

  it("gives the same bytes for the same report, in whatever order pages are drawn", () => {
    const first = page(sampleReport(500), "zh");
    page(sampleReport(40));
    expect(page(sampleReport(500), "zh")).toBe(first);
  });

  it("describes every plot in text and heads every column", () => {
    const figures = html.match(/<figure/g)?.length ?? 0;
    expect(figures).toBe(5);
    for (const [, id] of html.matchAll(/<figure role="group" aria-labelledby="([^"]+)"/g)) {
      expect(html).toContain(`<figcaption id="${id}">`);
    }
    expect(html).not.toMatch(/<th>|<svg(?![^>]*aria-hidden)/);
  });

  it("shows identifiers only when asked", () => {
    expect(html).not.toMatch(/bot-\d|203\.0\.113\.\d/);
    expect(page(sampleReport(3000, { ...SAMPLE_META, showIdentifiers: true }))).toMatch(/bot-\d/);
  });
});

describe("surges told by their audience", () => {
  const withOrders = (orders: AuditReport["orders"], report = sampleReport(300)) =>
    page({ ...report, orders });

  it("stand with what is claimed, the part with its interval and the evidence; the owner is not on the page", () => {
    const html = withOrders(sampleOrders("v-bought-0"));
    for (const text of [
      "Surges that were not earned by being seen",
      "<code>video/v-bought-0</code>",
      "This surge was not earned by being seen: 1130 likes by 1204 people who came",
      "Not explained by the audience: 93&nbsp;% (95&nbsp;% interval 88.1&nbsp;%&nbsp;–&nbsp;97&nbsp;%) · score &gt;\u00a00.99",
      "1130 of the 1204 people who came did it; usual is 3.1&nbsp;%",
      "It names no account",
      "no count in this report was changed by it",
    ])
      expect(html).toContain(text);
    expect(html).not.toContain("owner-of-it");
    const zh = page({ ...sampleReport(300), orders: sampleOrders("v-bought-0") }, "zh");
    expect(zh).toContain("并非由浏览带来的增长");
    expect(zh).toContain(
      "无法由受众解释的部分：93&nbsp;%（95&nbsp;% 区间 88.1&nbsp;%&nbsp;–&nbsp;97&nbsp;%）",
    );
  });

  it("take one sentence where none stands out, and say that this is no proof", () => {
    const html = page(sampleReport(300));
    expect(html).toContain(
      "No surge stands out as not earned by being seen, of 566 targets and kinds of act; 12 more",
    );
    expect(page(sampleReport(300), "zh")).toContain("因此这不等于没有");
    expect(html).not.toContain("Surges that were not earned");
    expect(html).not.toMatch(/not explained by the audience|saw a surge|It names no account/i);
  });

  it.each([
    ["no_views", "no views precede the acts", "日志中行为之前没有浏览"],
    ["too_few_targets", "too few targets have one", "有足够受众的目标太少"],
    ["no_shares", "no event has context.parent_share", "没有事件带有 context.parent_share"],
  ] as const)("say why they could not be judged: %s", (not_measurable, en, zh) => {
    const html = withOrders({ orders: [], tested: 0, asked: 0, not_measurable });
    expect(html).toContain(`Surges cannot be judged by their audience: ${en}`);
    expect(
      page({ ...sampleReport(300), orders: { orders: [], tested: 0, asked: 0, not_measurable } }, "zh"),
    ).toContain(`无法按受众判断增长：${zh}`);
    expect(html).not.toContain("No surge stands out");
  });

  it.each([
    [30, null],
    [31, "1 more stand in the --json answer"],
  ])("of %i are all shown, or counted", (count, more) => {
    const html = withOrders(sampleOrders(...Array.from({ length: count }, (_, i) => `s${i}`)));
    expect(html.match(/<code>video\/s\d+<\/code>/g)).toHaveLength(30);
    if (more === null) expect(html).not.toContain("stand in the --json answer");
    else expect(html).toContain(more);
  });

  it("keep hostile targets, types and texts as text", () => {
    const bad = "<img src=x onerror=alert(1)>\u202e";
    const order = sampleOrder(bad, bad);
    const text = { zh: bad, en: bad };
    const html = withOrders({
      ...sampleOrders(),
      orders: [
        {
          ...order,
          target: { kind: bad, id: bad, owner: bad },
          headline: text,
          evidence: [{ ...order.evidence[0]!, text }],
        },
      ],
    });
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;‹U+202E›");
  });

  it("are not spoken of without events", () => {
    const html = page(createTally(SAMPLE_POLICY).finish(SAMPLE_META));
    expect(html).not.toMatch(/not earned by being seen|并非由浏览带来/);
  });
});

describe("odd input", () => {
  it("is complete without any event", () => {
    const html = page(createTally(SAMPLE_POLICY).finish({ ...SAMPLE_META, files: [] }));
    expect(html).toContain("The input holds no engagement to judge.");
    expect(html).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it("is complete with one event", () => {
    const html = page(reportOf(["v1"]));
    expect(html).toContain("of 1 like from");
    expect(html).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it.each([
    ["a tag", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["an attribute's end", `"><b onx='y'>`, "&quot;&gt;&lt;b onx=&#39;y&#39;&gt;"],
    ["a tag that ends the drawing", "</text></svg><h1>x", "&lt;/text&gt;&lt;/svg&gt;&lt;h1&gt;x"],
    ["reversed writing", "a\u202egpj.exe", "a‹U+202E›gpj.exe"],
    ["a zero-width name", "v\u200b1", "v‹U+200B›1"],
    ["control characters", "a\u0000b\u001b[31m\n", "a‹U+0000›b‹U+001B›[31m‹U+000A›"],
    ["emoji", "👍🏽 v1", "👍🏽 v1"],
    ["an entity", "&amp;&#60;", "&amp;amp;&amp;#60;"],
  ])("shows %s in an id as text", (_, id, shown) => {
    const html = page({ ...reportOf([id, "v2"]), identifiers_shown: true });
    expect(html).toContain(`<th scope="row" class="id">${shown}</th>`);
    if (/[<\u0000-\u001f\u202e\u200b]/.test(id)) expect(html).not.toContain(id);
  });

  it("keeps a hostile policy, file name, reason and sample as text", () => {
    const bad = "<img src=x onerror=alert(1)>";
    const report = sampleReport(300);
    const html = page({
      ...report,
      policy: bad,
      files: [{ name: bad, sha256: bad, bytes: 1 }],
      rules: report.rules.map((r) => ({ ...r, rule: bad, text: { zh: bad, en: bad } })),
      invalid_samples: [{ input: bad, line: 1, code: "bad_ip", field: bad, value: bad, hint: bad }],
      discarded_by: {
        ...report.discarded_by,
        actors: { exact: false, top: [{ id: bad, events: 3, over_max: 1 }] },
      },
    });
    expect(html).not.toContain("<img");
    expect(html).toContain("3 (−1)");
  });

  it.each([
    [TABLE_ROWS_MAX, 0],
    [TABLE_ROWS_MAX + 1, 1],
  ])("of %i targets leaves %i to the JSON form", (targets, rest) => {
    const html = page(reportOf(Array.from({ length: targets }, (_, i) => `v${i}`)));
    const sentence = `${rest} more rows are not listed here`;
    if (rest === 0) expect(html).not.toContain("more rows are not listed");
    else expect(html).toContain(sentence);
    expect(html).toContain(`The first ${CHART_TARGETS_MAX} rows`);
  });

  it.each([
    [PRINTED_ROWS_MAX, false],
    [PRINTED_ROWS_MAX + 1, true],
  ])("of %i targets says in print that it leaves some to the screen: %s", (targets, left) => {
    const report = reportOf(Array.from({ length: targets }, (_, i) => `v${i}`));
    expect(page(report).includes('<p class="printed">')).toBe(left);
    expect(page(report)).toContain(`tr:nth-child(n+${PRINTED_ROWS_MAX + 1}){display:none}`);
    expect(page(report, "zh")).toContain("<td>视频</td>");
  });
});

it("has words for every field of the contract", () => {
  const { coverage } = createTally(SAMPLE_POLICY).finish(SAMPLE_META);
  expect(coverage.map((c) => c.field)).toEqual(Object.keys(FIELD_WORDS));
});
