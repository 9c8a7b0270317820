import { expect, it } from "vitest";
import type { CopiedTextsReport } from "../nouns/copied-text-report.ts";
import { createZone } from "../words/zone.ts";
import { createAccountTally } from "./account-tally.ts";
import { accountsCsv, csvCell } from "./accounts-csv.ts";
import { SAMPLE_META, SAMPLE_POLICY, sampleDecision, sampleRow } from "./audit.fixture.ts";
import { TEXTS_NOT_READ } from "./copied-texts-summary.ts";

const AT = Date.UTC(2026, 10, 22, 16);
const zone = createZone("Asia/Shanghai")!;

function tallyOf(
  steps: readonly (readonly [string, "allow" | "challenge" | "hold" | "reject"])[],
  max?: number,
) {
  const tally = createAccountTally(max);
  steps.forEach(([actor, verdict], i) => {
    const row = sampleRow({ type: "like", atMs: AT + i * 1000, actor, target: "v" });
    tally.add(row, sampleDecision({ verdict }, SAMPLE_POLICY.rules.length).verdict);
  });
  return tally.accounts();
}

it.each([
  ["plain", "plain"],
  ["小王", "小王"],
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", "'=1+1"],
  ["+86 138", "'+86 138"],
  ["-5", "'-5"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", '"\'\r=1"'],
  [" =1", "' =1"],
  ["＝1", "'＝1"],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ["a=1", "a=1"],
])("the cell `%s` is written `%s`", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

it("lists unusual accounts by name, most rejected first, then those of groups alone", () => {
  const { rows } = tallyOf([
    ["honest", "allow"],
    ["=farm", "reject"],
    ["小王", "challenge"],
    ["=farm", "reject"],
    ["u1", "hold"],
  ]);
  const texts: CopiedTextsReport = TEXTS_NOT_READ;
  const csv = [...accountsCsv(rows, SAMPLE_META.campaigns, texts, { lang: "zh", zone })].join("");
  expect(csv.startsWith("\ufeff账号,剔除,待定,验证,疑似协同行为,分发文案,首次（Asia/Shanghai）")).toBe(true);
  expect(csv.slice(1).split("\r\n").slice(1)).toEqual([
    "'=farm,2,0,0,,,2026-11-23 00:00:01,2026-11-23 00:00:03",
    "u1,0,1,0,c0123456789ab,,2026-11-23 00:00:04,2026-11-23 00:00:04",
    "小王,0,0,1,,,2026-11-23 00:00:02,2026-11-23 00:00:02",
    "u2,0,0,0,c0123456789ab,,,",
    "u3,0,0,0,c0123456789ab,,,",
    "",
  ]);
});

it.each([
  [2, 2, 0],
  [1, 1, 1],
])("of a limit of %i keeps %i accounts and counts the rest", (max, kept, left) => {
  const found = tallyOf(
    [
      ["a", "reject"],
      ["b", "reject"],
    ],
    max,
  );
  expect(found.rows).toHaveLength(kept);
  expect(found.left).toBe(left);
});
