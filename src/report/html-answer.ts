import type { AuditReport } from "../nouns/audit-report.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { DATA_LIMIT_WORDS } from "../words/data-limit-words.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { DECIDED_WORDS, VERDICT_WORDS } from "../words/verdict-words.ts";
import { headlineOf } from "./headline.ts";
import { legend, table } from "./markup.ts";
import { asSentence } from "./orders-summary.ts";
import type { Page } from "./page.ts";

/** The first screen: one sentence that may be repeated, the figures it rests on, what the file cannot tell, what to ask for. */
export function answerSection(report: AuditReport, page: Page): string {
  const headline = headlineOf(report);
  const paragraph = (text: Both | null, tag = "") =>
    text === null
      ? ""
      : tag === ""
        ? `<p>${page.bothOf(text)}</p>\n`
        : `<p><${tag}>${page.bothOf(text)}</${tag}></p>\n`;
  return `<h1>${page.bothOf(report.answer.sentence)}</h1>
${figuresOf(report, page)}
${verdictBar(report, page)}
${headline.counted === null ? "" : `<p class="muted">${page.bothOf(headline.counted)}</p>`}
${paragraph(headline.together, "strong")}${paragraph(headline.surges, "strong")}${paragraph(headline.copied, "strong")}${paragraph(headline.also)}${paragraph(headline.secondTier)}${limitsBox(report, headline.power, headline.basis, page)}
${askBox(report, page)}`;
}

/** Verdicts by type: the table behind the sentence. */
export function typesSection(report: AuditReport, page: Page): string {
  if (report.types.length === 0) return "";
  return `<h2>${page.both("判定按事件类型", "Verdicts by event type")}</h2>
${table(
  page.label("判定按事件类型", "verdicts by event type"),
  [
    { head: page.both("类型", "type"), className: "type" },
    { head: page.both("事件", "events"), number: true },
    ...VERDICTS.map((verdict) => ({ head: page.bothOf(VERDICT_WORDS[verdict]), number: true as const })),
    { head: page.both("异常占比", "unusual"), number: true },
    { head: page.both("不一致占比（95 % 区间）", "inconsistent (95 % interval)"), number: true, wrap: true },
  ],
  report.types.map((t) => [
    page.bothOf(typeWords(t.type)),
    countText(t.events),
    ...VERDICTS.map((verdict) => countText(t.verdicts[verdict])),
    partText(t.unusual, t.events),
    `${partText(t.inconsistent, t.events)}<br><small>${shareText(t.share_low)} – ${shareText(t.share_high)}</small>`,
  ]),
)}`;
}

/** A part in per cent. None is no "0 %": that would say that there is nothing to be seen. */
const partText = (part: number, of: number): string => (part === 0 ? "–" : shareText(part / of));

function figuresOf(report: AuditReport, page: Page): string {
  const { allow, challenge, hold, reject } = report.verdicts;
  const cells: readonly (readonly [string, number])[] = [
    [page.both("判定的事件", "events judged"), report.events],
    [page.bothOf(DECIDED_WORDS.allow), allow],
    [page.bothOf(DECIDED_WORDS.challenge), challenge],
    [page.bothOf(DECIDED_WORDS.hold), hold],
    [page.bothOf(DECIDED_WORDS.reject), reject],
    [page.both("异常合计", "unusual in all"), challenge + hold + reject],
    [page.both("无效记录", "invalid records"), report.invalid],
    [page.both("重复编号", "duplicates"), report.duplicates],
  ];
  return `<dl class="figures">${cells.map(([name, n]) => `<div><dt>${name}</dt><dd>${countText(n)}</dd></div>`).join("")}</dl>`;
}

function verdictBar(report: AuditReport, page: Page): string {
  if (report.events === 0) return "";
  const parts = VERDICTS.map(
    (verdict) =>
      `<i style="width:${((report.verdicts[verdict] / report.events) * 100).toFixed(3)}%;background:var(--${verdict})"></i>`,
  );
  const entries = VERDICTS.map((verdict) => {
    const words = page.bothOf(VERDICT_WORDS[verdict]);
    if (report.verdicts[verdict] === 0) return [verdict, `${words} 0`] as const;
    const share = shareText(report.verdicts[verdict] / report.events);
    return [
      verdict,
      `${words} ${page.both(`${countText(report.verdicts[verdict])}（${share}）`, `${countText(report.verdicts[verdict])} (${share})`)}`,
    ] as const;
  });
  return `<div class="bar" aria-hidden="true">${parts.join("")}</div>${legend(entries)}`;
}

/** What keeps this file from telling more, beside the answer and not at the end of the page. */
function limitsBox(report: AuditReport, power: Both | null, basis: Both | null, page: Page): string {
  const lines = [
    ...report.data_limits.map((limit) => asSentence(DATA_LIMIT_WORDS[limit])),
    ...(power === null ? [] : [power]),
    ...(basis === null ? [] : [basis]),
  ];
  if (lines.length === 0 || report.events === 0) return "";
  return `<section class="basis"><h2>${page.both("本文件能说明什么、不能说明什么", "What this file can tell, and what it cannot")}</h2>
<ul class="plain">${lines.map((line) => `<li>${page.bothOf(line)}</li>`).join("")}</ul></section>`;
}

function askBox(report: AuditReport, page: Page): string {
  const { ask } = report.answer;
  if (ask.length === 0) return "";
  return `<section class="basis"><h2>${page.both("想知道更多，请向创作者或平台索取", "To know more, ask the creator or the platform for")}</h2>
<ol class="plain">${ask.map((one) => `<li>${page.bothOf(one)}</li>`).join("")}</ol></section>`;
}
