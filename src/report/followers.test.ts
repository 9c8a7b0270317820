import { describe, expect, it } from "vitest";
import type { AuditFollowers } from "../nouns/follower-report.ts";
import { followerTexts } from "../words/follower-words.ts";
import { createZone } from "../words/zone.ts";
import { accountsCsv } from "./accounts-csv.ts";
import { SAMPLE_META, sampleReport } from "./audit.fixture.ts";
import { renderAuditHtml } from "./html.ts";
import { renderAuditTerminal } from "./terminal.ts";

const NOT_TOLD = { share: null, low: 0, high: 1 };
const LIST: AuditFollowers = {
  file: "fans<1>.csv",
  engaged: 250,
  rejected: {
    rows: 1203,
    by_code: { missing_field: 3, duplicate_account: 1200 },
    first: { line: 7, code: "duplicate_account", value: "<i>👨\u200d👩\u200d👧" },
  },
  accounts: 1000,
  outcome: "share",
  share: 0.3,
  low: 0.27,
  high: 0.36,
  named: 290,
  known: { registered: true, followed: true, names: true, profiles: true },
  power: { tries: 6, usual_seen: 6, careful_seen: 4, usual_from: 0.05, careful_from: null },
  batches: [
    {
      counted: true,
      noticed_by: "registered",
      from: "2025-04-11T00:00:00.000Z",
      to: "2025-04-12T00:00:00.000Z",
      accounts: 300,
      probability: 0.99,
      evidence_nats: { registered: 3, followed: 2, names: 3, profiles: 0 },
      registered_within_ms: 18_000_000,
      arrived: { part: 1, width_ms: 86_400_000, stretches: 1 },
      name_part: 1,
      name_stems: ["<b>zo"],
      name_shapes: [],
      random_letters: false,
      empty_part: null,
    },
  ],
  profiles: {
    outcome: "told",
    shares: [
      { look: "active", ...NOT_TOLD },
      { look: "dormant", ...NOT_TOLD },
      { look: "dead", share: 0.1, low: 0.02, high: 0.3 },
      { look: "bought_like", share: null, low: 0, high: 0.4 },
    ],
    people: NOT_TOLD,
    strange: 0.1,
    missing: ["lastActiveAtMs"],
  },
  accounts_min: 100,
};

const report = sampleReport(20, { ...SAMPLE_META, followers: LIST });

describe("a follower list in an audit", () => {
  it("tells in the report which rows of the list are left out, and why; nothing where none is", () => {
    const zh = renderAuditHtml(report, { lang: "zh" });
    expect(zh.slice(zh.indexOf("列表中另有")).slice(0, 200)).toMatch(
      /列表中另有 1,203 行未计入（.+ 1,200、.+ 3；首先是第 7 行 &#96;&lt;i&gt;👨\u200d👩\u200d👧&#96;）/,
    );
    const en = renderAuditTerminal(report, { width: 400, color: false, lang: "en" });
    expect(en.replace(/\s+/g, " ")).toMatch(
      /1,203 more rows of the list are left out \(.+ 1,200, .+ 3; the first is line 7 `<i>👨/,
    );
    const whole = { ...LIST, rejected: { rows: 0, by_code: {}, first: null } };
    const none = renderAuditHtml(sampleReport(20, { ...SAMPLE_META, followers: whole }), { lang: "en" });
    expect(none).not.toContain("left out (");
  });

  it.each([
    ["too wide to say anything", 0.3, 0, 1, "cannot be told (it may be anything in 0 % – 100 %)"],
    ["a least number", 0.3, 0.1, 0.9, "at least 10 %"],
    ["an upper end that is near", 0.6, 0.2, 0.8, "at least 20 %"],
    ["a share", 0.3, 0.27, 0.36, "30 % (95 % interval 27 % – 36 %)"],
  ])("claims beside the answer no more than below it: %s", (_, share, low, high, said) => {
    const { answer } = sampleReport(20, { ...SAMPLE_META, followers: { ...LIST, share, low, high } });
    expect(answer.sentence.en).toContain(said);
    const told = high - low <= 0.5;
    expect(answer.sentence.zh.includes("30 %（95 % 区间")).toBe(told);
    expect(answer.sentence.zh.includes("无法确定")).toBe(!told);
    const { headline } = followerTexts({ ...LIST, share, low, high });
    expect(headline.zh.includes("无法确定")).toBe(!told);
    expect(headline.zh).not.toContain("至少 0 %");
  });

  it.each([
    [
      "en",
      "30 % of 1,000 followers",
      "at most 40 %",
      "dead (nothing for over a year): 10 % (2 % – 30 %)",
      "250 of whom",
    ],
    [
      "zh",
      "1,000 个粉丝中与自然增长不一致的占比：30 %",
      "至多 40 %",
      "死粉（一年以上没有动作）：10 %（2 % – 30 %）",
      "250 个",
    ],
  ] as const)("stands in the sentence, the page and the terminal, in %s", (lang, ...texts) => {
    const plain = (text: string): string => text.replaceAll("&nbsp;", " ").replace(/\n */g, " ");
    const page = plain(renderAuditHtml(report, { lang }));
    const terminal = plain(renderAuditTerminal(report, { width: 100, color: false, lang }));
    for (const text of texts) {
      expect(page).toContain(text);
      expect(terminal.replace(/ (?=[一-鿿])|(?<=[一-鿿：]) /g, "")).toContain(
        text.replace(/ (?=[一-鿿])|(?<=[一-鿿：]) /g, ""),
      );
    }
    expect(report.answer.outcome).toBe("found");
    expect(report.answer.sentence[lang]).toContain("30 %");
    expect(page).not.toContain("<b>zo");
    expect(page).not.toContain("fans<1>");
  });

  it("names its accounts in the list of accounts: those of a batch, and those of the events with what is known", () => {
    const zone = createZone("UTC")!;
    const own = [{ id: "acted", challenged: 1, held: 0, rejected: 2, firstMs: 0, lastMs: 1 }];
    const followers = [
      { id: "acted", probability: 0.2, look: "active" },
      { id: "batch", probability: 0.97, look: null },
      { id: "quiet", probability: 0.1, look: "dead" },
    ];
    const text = [
      ...accountsCsv(own, [], { ...report.copied_texts, groups: [] }, { lang: "zh", zone }, followers),
    ].join("");
    const lines = text.trim().split("\r\n");
    expect(lines[0]).toMatch(/,成批概率,资料类别$/);
    expect(lines[1]).toMatch(/^acted,2,0,1,.*,0\.2,活粉$/);
    expect(lines.slice(2)).toEqual(["batch,0,0,0,,,,,0.97,"]);
  });
});
