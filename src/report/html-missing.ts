import type { AuditReport, FieldCoverage } from "../nouns/audit-report.ts";
import { CODES } from "../nouns/codes.ts";
import { detailText } from "../words/error-words.ts";
import { FIELD_WORDS } from "../words/field-words.ts";
import { countText, shareText } from "../words/number-text.ts";
import { inputText, table } from "./markup.ts";
import { missingFields } from "./missing-fields.ts";
import type { Page } from "./page.ts";

/** Invalid records listed one by one on the page; the JSON form has the first 1,000. */
const SAMPLES_SHOWN_MAX = 50;

/** What could not be measured and what to add to the export, then the records that could not be read. */
export function missingSection(report: AuditReport, page: Page): string {
  return `<h2>${page.both("未能测量的内容", "What could not be measured")}</h2>
${fieldsTable(report, page)}
${rulesTable(report, page)}
${findingsSection(report, page)}
${invalidSection(report, page)}`;
}

/** Doubts about many values of the input. */
function findingsSection(report: AuditReport, page: Page): string {
  if (report.findings.length === 0) return "";
  const items = report.findings.map(({ text }) => `<li>${inputText(text[page.lang], 1000)}</li>`);
  return `<h3>${page.both("对输入取值的提示", "What the values of the input leave in doubt")}</h3><ul>${items.join("")}</ul>`;
}

function fieldsTable(report: AuditReport, page: Page): string {
  const missing = missingFields(report);
  const unread = report.coverage.filter(
    (c) => c.events > 0 && c.present === 0 && c.features.length === 0 && c.rules.length === 0,
  );
  const unreadText =
    unread.length === 0
      ? ""
      : `<p class="muted">${page.both("输入中还缺少、但本策略不使用的字段：", "Also absent, but not read by this policy: ")}${unread.map((c) => `<code>${c.field}</code>`).join(", ")}</p>`;
  if (missing.length === 0) {
    return `<p>${page.both("策略所需的字段在每个事件中都有。", "Every event carries every field that the policy reads.")}</p>${unreadText}`;
  }
  return `<p>${page.both(
    "缺少字段的事件不会因此被怀疑；依赖该字段的规则只是不作判断。在导出或映射中加入这些字段，结论会更完整。",
    "An event is never suspected for lacking a field: the rules that need it give no opinion. Add these fields to the export or the mapping for a fuller answer.",
  )}</p>
${table(
  page.label("缺少的字段", "missing fields"),
  [
    { head: page.both("字段", "field"), className: "rule" },
    { head: page.both("有此字段的事件", "events that carry it"), number: true },
    { head: page.both("原因", "why"), className: "words" },
    { head: page.both("因此受限的规则", "rules it limits"), className: "words" },
  ],
  missing.map((c) => [
    `<code>${c.field}</code><br>${page.bothOf(FIELD_WORDS[c.field] ?? { zh: "", en: "" })}`,
    shareText(c.present / c.events),
    why(c, page),
    c.rules.length === 0
      ? page.both(`${c.features.length} 项特征`, `${c.features.length} features, no rule`)
      : c.rules.map((name) => `<code>${inputText(name)}</code>`).join(", "),
  ]),
)}
${unreadText}`;
}

function why(c: FieldCoverage, page: Page): string {
  if (c.unmapped) return page.both("映射中没有对应的列", "the mapping has no column for it");
  if (c.present === 0) return page.both("输入中从未出现", "never present in the input");
  return page.both("部分事件没有", "some events lack it");
}

function rulesTable(report: AuditReport, page: Page): string {
  const limited = report.rules
    .filter((r) => r.not_evaluable > 0 && r.asked > 0)
    .toSorted((a, b) => b.not_evaluable / b.asked - a.not_evaluable / a.asked);
  if (limited.length === 0) return "";
  const never = limited.filter((r) => r.not_evaluable >= r.asked).length;
  return `<h3>${page.both("未能判定的规则", "Rules that could not be evaluated")}</h3>
<p>${page.both(
    `${report.rules.length} 条规则中，${never} 条在任何事件上都未能判定。窗口样本不足或已被淘汰时，规则同样不作判断。`,
    `Of ${report.rules.length} rules, ${never} could not be evaluated on any event. A rule also gives no opinion while its windows hold too little, or were evicted.`,
  )}</p>
${table(
  page.label("未能判定的规则", "rules not evaluable"),
  [
    { head: page.both("规则", "rule"), className: "rule" },
    { head: page.both("未能判定", "not evaluable"), number: true },
    { head: page.both("缺少", "lacks"), className: "words" },
  ],
  limited.map((r) => [
    `${page.rule(r)}<br><code>${inputText(r.rule)}</code>`,
    `${shareText(Math.min(1, r.not_evaluable / r.asked))}`,
    r.lacks.length === 0
      ? page.both("窗口样本不足或已淘汰", "windows too thin, or evicted")
      : r.lacks.map((field) => `<code>${field}</code>`).join(", "),
  ]),
)}`;
}

function invalidSection(report: AuditReport, page: Page): string {
  const title = `<h3>${page.both("无效记录", "Invalid records")}</h3>`;
  if (report.invalid === 0) return `${title}<p>${page.both("没有。", "None.")}</p>`;
  const codes = Object.entries(report.invalid_by_code);
  const samples = report.invalid_samples.slice(0, SAMPLES_SHOWN_MAX);
  return `${title}
${table(
  page.label("无效记录按代码", "invalid records by code"),
  [
    { head: page.both("代码", "code") },
    { head: page.both("含义", "meaning"), className: "words" },
    { head: page.both("数量", "records"), number: true },
  ],
  codes.map(([code, n]) => [
    `<code>${code}</code>`,
    page.bothOf(CODES[code as keyof typeof CODES]),
    countText(n ?? 0),
  ]),
)}
<p class="muted">${page.both(
    `下列为前 ${samples.length} 条；值按输入原样截取。`,
    `The first ${samples.length} of them; values are cut as they stand in the input.`,
  )}</p>
${table(
  page.label("无效记录样本", "samples of invalid records"),
  [
    { head: page.both("文件与行", "file and line"), className: "id" },
    { head: page.both("代码", "code") },
    { head: page.both("字段", "field") },
    { head: page.both("值", "value"), className: "id" },
    { head: page.both("应为", "expected"), className: "words" },
  ],
  samples.map((s) => [
    `${inputText(s.input)}${s.line > 0 ? `:${s.line}` : ""}`,
    `<code>${s.code}</code>`,
    s.field === "" ? "–" : `<code>${inputText(s.field, 80)}</code>`,
    s.value === "" ? "–" : inputText(s.value, 80),
    inputText(detailText(s.hint, page.lang)),
  ]),
)}`;
}
