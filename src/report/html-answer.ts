import { VERDICTS } from "../nouns/verdict.ts";
import { countText, shareText, timeText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { VERDICT_WORDS } from "../words/verdict-words.ts";
import type { AuditReport } from "./audit-report.ts";
import { CHART_WIDTHS, timelineChart } from "./charts.ts";
import { headlineOf } from "./headline.ts";
import { both, bothOf, figure, legend, table } from "./markup.ts";

/** The answer: one sentence, the figures it rests on, verdicts by type and over time. */
export function answerSection(report: AuditReport): string {
  const headline = headlineOf(report);
  const interval = headline.interval.en === "" ? "" : `<p class="muted">${bothOf(headline.interval)}</p>`;
  const also = headline.also === null ? "" : `<p>${bothOf(headline.also)}</p>`;
  const together = headline.together === null ? "" : `<p><strong>${bothOf(headline.together)}</strong></p>`;
  const surges = headline.surges === null ? "" : `<p><strong>${bothOf(headline.surges)}</strong></p>`;
  const copied = headline.copied === null ? "" : `<p><strong>${bothOf(headline.copied)}</strong></p>`;
  return `<h1>${bothOf(headline.sentence)}</h1>
${interval}
${together}
${surges}
${copied}
${also}
${headline.basis === null ? "" : `<p class="basis">${bothOf(headline.basis)}</p>`}
${figuresOf(report)}
${verdictBar(report)}
${typesTable(report)}
${timelineSection(report)}`;
}

function figuresOf(report: AuditReport): string {
  const { allow, challenge, hold, reject } = report.verdicts;
  const cells: readonly (readonly [string, number])[] = [
    [both("判定的事件", "events judged"), report.events],
    [both("计入公开数", "counted publicly"), allow + challenge],
    [both("待定", "held"), hold],
    [both("剔除", "rejected"), reject],
    [both("无效记录", "invalid records"), report.invalid],
    [both("重复编号", "duplicates"), report.duplicates],
  ];
  return `<dl class="figures">${cells.map(([name, n]) => `<div><dt>${name}</dt><dd>${countText(n)}</dd></div>`).join("")}</dl>`;
}

function verdictBar(report: AuditReport): string {
  if (report.events === 0) return "";
  const parts = VERDICTS.map(
    (verdict) =>
      `<i style="width:${((report.verdicts[verdict] / report.events) * 100).toFixed(3)}%;background:var(--${verdict})"></i>`,
  );
  const entries = VERDICTS.map(
    (verdict) =>
      [
        verdict,
        `${bothOf(VERDICT_WORDS[verdict])} ${countText(report.verdicts[verdict])} (${shareText(report.verdicts[verdict] / report.events)})`,
      ] as const,
  );
  return `<div class="bar" aria-hidden="true">${parts.join("")}</div>${legend(entries)}`;
}

function typesTable(report: AuditReport): string {
  if (report.types.length === 0) return "";
  return table(
    "判定按事件类型 / verdicts by event type",
    [
      { head: both("类型", "type") },
      { head: both("事件", "events"), number: true },
      ...VERDICTS.map((verdict) => ({ head: bothOf(VERDICT_WORDS[verdict]), number: true as const })),
      { head: both("不一致占比", "inconsistent"), number: true },
      { head: both("95 % 区间", "95 % interval"), number: true },
    ],
    report.types.map((t) => [
      bothOf(typeWords(t.type)),
      countText(t.events),
      ...VERDICTS.map((verdict) => countText(t.verdicts[verdict])),
      shareText(t.inconsistent / t.events),
      `${shareText(t.share_low)} – ${shareText(t.share_high)}`,
    ]),
  );
}

function timelineSection(report: AuditReport): string {
  const { timeline } = report;
  const title = `<h2>${both("判定随时间的变化", "Verdicts over time")}</h2>`;
  if (timeline.buckets.length === 0) return `${title}<p>${both("没有事件。", "No events.")}</p>`;
  const peak = timeline.buckets.reduce(
    (best, bucket, i) => {
      const discarded = bucket.hold + bucket.reject;
      return discarded > best.discarded ? { discarded, i } : best;
    },
    { discarded: 0, i: -1 },
  );
  const peakAt = timeText(
    new Date(Date.parse(timeline.from ?? "") + Math.max(0, peak.i) * timeline.width_ms).toISOString(),
  );
  const width = widthWords(timeline.width_ms);
  const span = {
    zh: `${timeText(report.from)} 至 ${timeText(report.to)}`,
    en: `${timeText(report.from)} to ${timeText(report.to)}`,
  };
  const discardedCaption =
    peak.discarded === 0
      ? both("没有被列为待定或剔除的事件。", "No event was held or rejected.")
      : both(
          `每${width.zh}被待定与剔除的事件；最多的一段始于 ${peakAt}，共 ${countText(peak.discarded)} 次。`,
          `Events held and rejected per ${width.en}; most in the one from ${peakAt}: ${countText(peak.discarded)}.`,
        );
  const discardedLegend = legend([
    ["hold", bothOf(VERDICT_WORDS.hold)],
    ["reject", bothOf(VERDICT_WORDS.reject)],
  ]);
  const counted = (w: number) => timelineChart(timeline, ["allow", "challenge"], w, 180);
  const discarded = (w: number) => timelineChart(timeline, ["hold", "reject"], w, 180);
  return `${title}
<p class="muted">${both(`${span.zh}，每格${width.zh}。`, `${span.en}, one bar per ${width.en}.`)}</p>
<h3>${both("计入公开数", "Counted publicly")}</h3>
${legend([
  ["allow", bothOf(VERDICT_WORDS.allow)],
  ["challenge", bothOf(VERDICT_WORDS.challenge)],
])}
${figure("fig-counted", counted(CHART_WIDTHS.wide), counted(CHART_WIDTHS.narrow), both(`每${width.zh}放行与待验证的事件。`, `Events allowed and challenged per ${width.en}.`))}
<h3>${both("待定与剔除", "Held and rejected")}</h3>
${peak.discarded === 0 ? `<p>${discardedCaption}</p>` : discardedLegend + figure("fig-discarded", discarded(CHART_WIDTHS.wide), discarded(CHART_WIDTHS.narrow), discardedCaption)}`;
}

/** 600000 → 10 minutes / 10 分钟. */
function widthWords(widthMs: number): { zh: string; en: string } {
  const units = [
    [86_400_000, "天", "day"],
    [3_600_000, "小时", "hour"],
    [60_000, "分钟", "minute"],
    [1000, "秒", "second"],
  ] as const;
  const [ms, zh, en] = units.find(([ms]) => widthMs % ms === 0) ?? units[3];
  const n = widthMs / ms;
  return { zh: ` ${n} ${zh}`, en: n === 1 ? en : `${n} ${en}s` };
}
