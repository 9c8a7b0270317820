import type { AuditReport } from "../nouns/audit-report.ts";
import { kindWord } from "../words/kind-words.ts";
import { countText, shareText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { COUNT_WORDS } from "../words/verdict-words.ts";
import { CHART_TARGETS_MAX, PRINTED_ROWS_MAX, TABLE_ROWS_MAX, TARGET_ROWS_MAX } from "./audit-limits.ts";
import { CHART_WIDTHS, targetsChart } from "./charts.ts";
import { figure, inputText, legend, table } from "./markup.ts";
import type { Page } from "./page.ts";

/** Targets drawn even when nothing was held or rejected. */
const UNTOUCHED_DRAWN = 10;

/** Raw against public: the targets most engagement was taken from, drawn, and the first rows of the whole list. */
export function targetsSection(report: AuditReport, page: Page): string {
  const { targets, targets_not_listed: pooled } = report;
  const title = `<h2>${page.both("各目标的原始数与公开数", "Raw against public count of each target")}</h2>`;
  if (targets.length === 0) return `${title}<p>${page.both("没有可计数的目标。", "No target to count.")}</p>`;
  const touched = targets.filter((t) => t.held + t.rejected > 0).length;
  const drawn = targets.slice(0, Math.min(CHART_TARGETS_MAX, Math.max(UNTOUCHED_DRAWN, touched)));
  const shown = targets.slice(0, TABLE_ROWS_MAX);
  const rest =
    targets.length > shown.length
      ? `<p>${page.both(
          `另有 ${countText(targets.length - shown.length)} 行未列出；完整列表见 --json 输出。`,
          `${countText(targets.length - shown.length)} more rows are not listed here; --json has them all.`,
        )}</p>`
      : "";
  const printed =
    shown.length > PRINTED_ROWS_MAX
      ? `<p class="printed">${page.both(
          `打印件只含前 ${countText(PRINTED_ROWS_MAX)} 行；屏幕上列出 ${countText(shown.length)} 行。`,
          `In print the first ${countText(PRINTED_ROWS_MAX)} rows; the page on a screen lists ${countText(shown.length)}.`,
        )}</p>`
      : "";
  const beyond =
    pooled.raw > 0
      ? `<p>${page.both(
          `超过 ${countText(TARGET_ROWS_MAX)} 行后出现的目标没有逐个计数：原始数 ${countText(pooled.raw)}，公开数 ${countText(pooled.public)}，待定 ${countText(pooled.held)}，剔除 ${countText(pooled.rejected)}。`,
          `Targets that came after the first ${countText(TARGET_ROWS_MAX)} rows are counted together: raw ${countText(pooled.raw)}, public ${countText(pooled.public)}, held ${countText(pooled.held)}, rejected ${countText(pooled.rejected)}.`,
        )}</p>`
      : "";
  return `${title}
<p>${page.both(
    "按被待定与剔除的数量排列。原始数 = 公开数 + 待定数 + 剔除数。",
    "Most held and rejected first. Raw = public + held + rejected.",
  )}</p>
${legend([
  ["public", page.bothOf(COUNT_WORDS.public)],
  ["hold", page.bothOf(COUNT_WORDS.held)],
  ["reject", page.bothOf(COUNT_WORDS.rejected)],
])}
${figure(
  "fig-targets",
  targetsChart(drawn, page.lang, CHART_WIDTHS.wide),
  targetsChart(drawn, page.lang, CHART_WIDTHS.narrow),
  page.both(
    `下表前 ${drawn.length} 行；整条长度为原始数。`,
    `The first ${drawn.length} rows of the table below; a whole bar is the raw count.`,
  ),
)}
${table(
  page.label("目标计数", "counts of targets"),
  [
    { head: page.both("目标", "target"), className: "id" },
    { head: page.both("类别", "kind") },
    { head: page.both("类型", "type"), className: "type" },
    { head: page.bothOf(COUNT_WORDS.raw), number: true },
    { head: page.bothOf(COUNT_WORDS.public), number: true },
    { head: page.bothOf(COUNT_WORDS.held), number: true },
    { head: page.bothOf(COUNT_WORDS.rejected), number: true },
    { head: page.both("剔除与待定占比", "held + rejected"), number: true },
  ],
  shown.map((t) => [
    inputText(t.id),
    page.bothOf(kindWord(t.kind)),
    page.bothOf(typeWords(t.type)),
    countText(t.raw),
    countText(t.public),
    countText(t.held),
    countText(t.rejected),
    t.raw === 0 ? "–" : shareText((t.held + t.rejected) / t.raw),
  ]),
  "tall",
)}
${printed}${rest}${beyond}`;
}
