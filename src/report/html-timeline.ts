import type { AuditReport } from "../nouns/audit-report.ts";
import type { Both } from "../words/language.ts";
import { countText } from "../words/number-text.ts";
import { spikeWords } from "../words/spike-words.ts";
import { VERDICT_WORDS } from "../words/verdict-words.ts";
import { CHART_WIDTHS, spikesChart, timelineChart } from "./charts.ts";
import { figure, legend } from "./markup.ts";
import type { Page } from "./page.ts";

/** Engagement over time, its spikes with their reasons, and what was held and rejected when. */
export function timelineSection(report: AuditReport, page: Page): string {
  const { timeline } = report;
  const title = `<h2>${page.both("互动随时间的变化", "Engagement over time")}</h2>`;
  if (timeline.buckets.length === 0) return `${title}<p>${page.both("没有事件。", "No events.")}</p>`;
  const width = widthWords(timeline.width_ms);
  const [from, to] = [page.time(report.from), page.time(report.to)];
  return `${title}
<p class="muted">${page.both(`${from} 至 ${to}，每格${width.zh}，时间均为 ${page.zone.name}。`, `${from} to ${to}, one bar per ${width.en}; times are those of ${page.zone.name}.`)}</p>
${spikesPart(report, width, page)}
${discardedPart(report, width, page)}`;
}

function spikesPart(report: AuditReport, width: Both, page: Page): string {
  const { spikes, reach } = report;
  if (reach.buckets.every(({ acts }) => acts === 0)) return "";
  const drawn = (w: number) => spikesChart(reach, spikes, page.zone, w, 180);
  const caption =
    spikes.length === 0
      ? page.both(
          `每${width.zh}的互动（不含浏览）；没有远超平常的时段。`,
          `Engagement without views per ${width.en}; no stretch lies far above the usual.`,
        )
      : page.both(
          `每${width.zh}的互动（不含浏览）；编号对应下面的高峰。`,
          `Engagement without views per ${width.en}; numbers are those of the spikes below.`,
        );
  const list = spikes.map((spike) => `<li>${page.bothOf(spikeWords(spike, page.zone))}</li>`);
  return `<h3>${page.both("互动与高峰", "Engagement and its spikes")}</h3>
${legend([
  ["allow", page.both("平常", "usual")],
  ...(spikes.some(({ reason }) => reason !== "unknown")
    ? [["reason", page.both("有缘由的高峰", "spike with a reason")] as const]
    : []),
  ...(spikes.some(({ reason }) => reason === "unknown")
    ? [["hold", page.both("缘由不明的高峰", "spike without one")] as const]
    : []),
])}
${figure("fig-spikes", drawn(CHART_WIDTHS.wide), drawn(CHART_WIDTHS.narrow), caption)}
${list.length === 0 ? "" : `<ol class="plain">${list.join("")}</ol>`}`;
}

function discardedPart(report: AuditReport, width: Both, page: Page): string {
  const { timeline } = report;
  const title = `<h3>${page.both("验证、待定与剔除", "Challenged, held and rejected")}</h3>`;
  const peak = timeline.buckets.reduce(
    (best, bucket, i) => {
      const unusual = bucket.challenge + bucket.hold + bucket.reject;
      return unusual > best.unusual ? { unusual, i } : best;
    },
    { unusual: 0, i: -1 },
  );
  if (peak.unusual === 0)
    return `${title}<p>${page.both("没有被验证、待定或剔除的事件。", "No event was challenged, held or rejected.")}</p>`;
  const peakAt = page.zone.minute(Date.parse(timeline.from ?? "") + peak.i * timeline.width_ms);
  const drawn = (w: number) => timelineChart(timeline, ["challenge", "hold", "reject"], page.zone, w, 180);
  const caption = page.both(
    `每${width.zh}被验证、待定与剔除的事件；最多的一段始于 ${peakAt}，共 ${countText(peak.unusual)} 次。`,
    `Events challenged, held and rejected per ${width.en}; most in the one from ${peakAt}: ${countText(peak.unusual)}.`,
  );
  return `${title}
${legend((["challenge", "hold", "reject"] as const).map((verdict) => [verdict, page.bothOf(VERDICT_WORDS[verdict])]))}
${figure("fig-discarded", drawn(CHART_WIDTHS.wide), drawn(CHART_WIDTHS.narrow), caption)}`;
}

/** 600000 → 10 minutes / 10 分钟. */
function widthWords(widthMs: number): Both {
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
