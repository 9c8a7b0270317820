import type { AuditReport, Ranking, RuleFigures } from "../nouns/audit-report.ts";
import { escapeHtml } from "../words/escape-html.ts";
import { KIND_WORDS } from "../words/kind-words.ts";
import { countText, shareText, valueText } from "../words/number-text.ts";
import { HEAVY_COUNTERS_MAX } from "./audit-limits.ts";
import { CHART_WIDTHS, scoresChart } from "./charts.ts";
import { figure, inputText, legend, table } from "./markup.ts";
import type { Page } from "./page.ts";

/** Entries of a ranking on the page; the JSON form has more. */
const RANKED_SHOWN = 10;

/** What was discarded and why (rules), from whom, and how the scores lie. */
export function discardedSection(report: AuditReport, page: Page): string {
  return `<h2>${page.both("剔除了什么，为什么", "What was discarded, and why")}</h2>
${rulesTable(report, page)}
<h3>${page.both("涉及最多的来源", "Where most of it came from")}</h3>
${whoTables(report, page)}
${scoresSection(report, page)}`;
}

function rulesTable(report: AuditReport, page: Page): string {
  const named = report.rules
    .filter((r) => r.named > 0)
    .toSorted(
      (a, b) =>
        b.named_in_rejected - a.named_in_rejected || b.named_in_held - a.named_in_held || b.named - a.named,
    );
  const silent = report.rules.filter((r) => r.named === 0 && r.not_evaluable < r.asked).length;
  const silentText =
    silent === 0
      ? ""
      : page.both(
          `另有 ${silent} 条规则可判定但未成为理由。`,
          `${silent} more ${silent === 1 ? "rule was" : "rules were"} evaluable and became no reason.`,
        );
  if (named.length === 0)
    return `<p>${page.both("没有规则成为理由。", "No rule became a reason.")} ${silentText}</p>`;
  return `<p>${page.both(
    "每个判定只记最强的三条理由，因此“作为理由”是命中次数的下限；同一事件可有多条理由，各行不可相加。句中的数值取自示例事件。",
    "A decision names its three strongest reasons, so “named” is a floor of how often a rule hit; an event can have several reasons, so rows do not add up. The numbers in a sentence are those of its example.",
  )}</p>
${table(
  page.label("规则", "rules"),
  [
    { head: page.both("规则", "rule"), className: "rule" },
    { head: page.both("询问", "asked"), number: true },
    { head: page.both("作为理由", "named"), number: true },
    { head: page.both("其中剔除", "in rejected"), number: true },
    { head: page.both("其中待定", "in held"), number: true },
    { head: page.both("首要理由", "strongest"), number: true },
    { head: page.both(page.label("示例值", "基线"), "example / baseline"), className: "example" },
  ],
  named.map((r) => [
    `${page.rule(r)}<br><code>${inputText(r.rule)}</code>`,
    countText(r.asked),
    countText(r.named),
    countText(r.named_in_rejected),
    countText(r.named_in_held),
    countText(r.first_in_discarded),
    example(r, page),
  ]),
)}
<p class="muted">${silentText}</p>`;
}

function example({ example }: RuleFigures, page: Page): string {
  if (example === null) return "–";
  const event =
    example.event === null
      ? ""
      : `<br><small>${page.both("事件", "event")} <code>${inputText(example.event, 40)}</code></small>`;
  return `${valueText(example.value)} / ${valueText(example.baseline)}${event}`;
}

function whoTables(report: AuditReport, page: Page): string {
  const { actors, ips, devices, networks } = report.discarded_by;
  if (report.verdicts.hold + report.verdicts.reject === 0) {
    return `<p>${page.both("没有被列为待定或剔除的事件。", "No event was held or rejected.")}</p>`;
  }
  const masked = report.identifiers_shown
    ? ""
    : `<p class="muted">${page.both(
        "标识只显示前三个字符；需要核对时用 --show-identifiers 重新生成。",
        "Identifiers show their first three characters; use --show-identifiers to see them whole.",
      )}</p>`;
  const account = KIND_WORDS.account.zh;
  const tables = [
    rankingTable(page.both(account, "actor"), page.label(account, "actors"), actors, page),
    rankingTable(page.both("IP 地址", "IP address"), page.label("IP 地址", "IP addresses"), ips, page),
    rankingTable(page.both("设备", "device"), page.label("设备", "devices"), devices, page),
    rankingTable(page.both("网络", "network"), page.label("网络", "networks"), networks, page),
  ];
  return `${masked}<div class="who">${tables.join("\n")}</div>`;
}

function rankingTable(head: string, label: string, ranking: Ranking, page: Page): string {
  if (ranking.top.length === 0) {
    return `<div><p>${head}${page.both("：没有记录。", ": none on record.")}</p></div>`;
  }
  const bound = ranking.exact
    ? ""
    : `<p class="muted">${page.both(
        `超过 ${countText(HEAVY_COUNTERS_MAX)} 个不同标识，数量为上限，括号内为最多可能多计的量。`,
        `More than ${countText(HEAVY_COUNTERS_MAX)} distinct ones came: counts are upper bounds, too high by what stands in brackets at most.`,
      )}</p>`;
  return `<div>${table(
    label,
    [
      { head, className: "id" },
      { head: page.both("被剔除或待定", "discarded"), number: true },
    ],
    ranking.top
      .slice(0, RANKED_SHOWN)
      .map((h) => [
        inputText(h.id, 60),
        h.over_max === 0 ? countText(h.events) : `${countText(h.events)} (−${countText(h.over_max)})`,
      ]),
  )}${bound}</div>`;
}

function scoresSection(report: AuditReport, page: Page): string {
  const { scores } = report;
  const above = [...scores.counted, ...scores.discarded].reduce((sum, n) => sum + n, 0);
  if (above === 0) return "";
  const zero = report.events === 0 ? 0 : scores.zero / report.events;
  const caption = page.both(
    `${countText(above)} 个事件的分数大于 0；另有 ${countText(scores.zero)} 个（${shareText(zero)}）为 0，未画出。`,
    `${countText(above)} events scored above 0; ${countText(scores.zero)} more (${shareText(zero)}) scored 0 and are not drawn.`,
  );
  return `<h3>${page.both("分数分布", "Scores")}</h3>
${legend([
  ["allow", page.both("计入", "counted")],
  ["reject", page.both("待定或剔除", "held or rejected")],
])}
${figure("fig-scores", scoresChart(scores, CHART_WIDTHS.wide), scoresChart(scores, CHART_WIDTHS.narrow), caption)}
<details><summary>${page.both("按区间的数值", "Numbers by bin")}</summary>${table(
    page.label("分数分布", "scores"),
    [
      { head: page.both("分数至多", "score up to") },
      { head: page.both("计入", "counted"), number: true },
      { head: page.both("待定或剔除", "held or rejected"), number: true },
    ],
    scores.counted.map((n, i) => [
      escapeHtml(String(Number(((i + 1) / scores.counted.length).toFixed(2)))),
      countText(n),
      countText(scores.discarded[i] ?? 0),
    ]),
  )}</details>`;
}
