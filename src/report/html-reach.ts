import type { AuditReport } from "../nouns/audit-report.ts";
import { reachWords } from "../words/reach-words.ts";
import { CHART_WIDTHS, hoursChart } from "./charts.ts";
import { figure } from "./markup.ts";
import type { Page } from "./page.ts";

/** Engagement beside reach: ratios, the first hours, the hours of the day. In words; nothing is concluded. */
export function reachSection(report: AuditReport, page: Page): string {
  const lines = reachWords(report.reach, page.zone.name);
  if (lines.length === 0) return "";
  const acts = report.reach.hours.reduce((sum, n) => sum + n, 0);
  const drawn = (w: number) => hoursChart(report.reach.hours, w, 140);
  const hours =
    acts === 0
      ? ""
      : figure(
          "fig-hours",
          drawn(CHART_WIDTHS.wide),
          drawn(CHART_WIDTHS.narrow),
          page.both(
            `一天中每小时的互动（不含浏览），${page.zone.name} 时间。`,
            `Engagement without views by hour of the day, by the clock of ${page.zone.name}.`,
          ),
        );
  return `<h2>${page.both("互动与触达", "Engagement and reach")}</h2>
<p>${page.both(
    "以下只是描述：题材、平台与推荐方式不同，比例可以相差很大，不能据此下结论。",
    "These are descriptions: by topic, platform and recommendation such ratios differ widely, and nothing follows from them alone.",
  )}</p>
<ul class="plain">${lines.map((line) => `<li>${page.bothOf(line)}</li>`).join("")}</ul>
${hours}`;
}
