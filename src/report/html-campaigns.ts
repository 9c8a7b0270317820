import type { AuditReport } from "../nouns/audit-report.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { EXPLANATION_WORDS, type ExplanationFinding, FINDING_WORDS } from "../nouns/innocent-explanations.ts";
import { countText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { COUNT_WORDS } from "../words/verdict-words.ts";
import { inputText, table } from "./markup.ts";
import type { Page } from "./page.ts";

/** Campaigns described one by one; the rest is counted and stands in the JSON. */
const CAMPAIGNS_SHOWN = 30;
/** Targets named of each. */
const TARGETS_SHOWN = 8;

/** Groups that act together beyond chance: how many accounts, on what, when, and what speaks for it. Accounts are counted, not named. */
export function campaignsSection(report: AuditReport, page: Page): string {
  const { campaigns } = report;
  const title = `<h2>${page.both("疑似协同行为", "Groups that act together")}</h2>`;
  if (campaigns.length === 0) {
    return `${title}<p>${page.both(
      "没有发现超出偶然的疑似协同行为。新账号池在最初几个订单内可能无法发现，因此这不等于没有。",
      "No group was found that acts together beyond chance. A new pool may stay invisible for its first few orders, so this is no proof that there is none.",
    )}</p>`;
  }
  const rest = campaigns.length - CAMPAIGNS_SHOWN;
  const more =
    rest > 0
      ? `<p>${page.both(`另有 ${countText(rest)} 个，见 --json 输出。`, `${countText(rest)} more stand in the --json answer.`)}</p>`
      : "";
  return `${title}
<p>${page.both(
    "共同行为、或共用的设备、网络与注册时间远超偶然的账号群组；这是对记录的描述，需由人复核后才可采取措施。",
    "Groups of accounts whose common acts, or common devices, networks and registration, lie far beyond chance. This describes records; a person should review it before any measure.",
  )}</p>
${campaigns
  .slice(0, CAMPAIGNS_SHOWN)
  .map((one) => campaignHtml(one, page))
  .join("\n")}
${more}`;
}

function campaignHtml(campaign: CampaignReport, page: Page): string {
  const { members, targets, events, window, headline } = campaign;
  const counted = page.both(
    `${countText(members.length)} 个账号 · ${countText(targets.length)} 个目标 · ${countText(events.length)} 个事件 · 评分 ${campaign.score.toFixed(2)}`,
    `${countText(members.length)} accounts · ${countText(targets.length)} targets · ${countText(events.length)} events · score ${campaign.score.toFixed(2)}`,
  );
  const falseAlarms =
    campaign.false_alarm_text === null ? "" : `<br>${page.bothOf(campaign.false_alarm_text)}`;
  const reasons = campaign.reasons.map(({ text }) => `<li>${page.bothOf(text)}</li>`);
  return `<h3><code>${inputText(campaign.id)}</code></h3>
<p>${page.bothOf(headline)}</p>
<p class="muted">${counted}${falseAlarms}<br>${page.time(window.from)} – ${page.time(window.to)}</p>
${countsTable(campaign, page)}
<ul class="plain">${reasons.join("")}</ul>
<details><summary>${page.both("是否另有正当解释", "Could it be honest?")}</summary>
<ul class="plain">${campaign.innocent_explanations.map((one) => explanationHtml(one, page)).join("")}</ul></details>`;
}

function explanationHtml({ explanation, finding, text }: ExplanationFinding, page: Page): string {
  const name = EXPLANATION_WORDS[explanation];
  const word = FINDING_WORDS[finding];
  return `<li>${page.both(`${name.zh}：${word.zh}。${text.zh}`, `${name.en}: ${word.en}; ${text.en}`)}</li>`;
}

/** The counterfactual of the targets that gained most. */
function countsTable({ targets }: CampaignReport, page: Page): string {
  const rows = targets.flatMap(({ kind, id, acts }) => acts.map((one) => ({ kind, id, ...one })));
  const shown = rows
    .slice(0, TARGETS_SHOWN)
    .map((row) => [
      `<code>${inputText(`${row.kind}/${row.id}`)}</code> ${page.bothOf(typeWords(row.type))}`,
      countText(row.events),
      row.public === undefined ? "–" : countText(row.public),
      row.public_without === undefined ? "–" : countText(row.public_without),
    ]);
  const more =
    rows.length > TARGETS_SHOWN
      ? `<p class="muted">${page.both(`另有 ${countText(rows.length - TARGETS_SHOWN)} 行。`, `${countText(rows.length - TARGETS_SHOWN)} more.`)}</p>`
      : "";
  return `${table(
    page.label("群组的目标", "targets of the group"),
    [
      { head: page.both("目标", "target") },
      { head: page.both("群组事件", "its events"), number: true },
      { head: page.both(COUNT_WORDS.public.zh, "public count"), number: true },
      { head: page.both("扣除群组后", "without it"), number: true },
    ],
    shown,
  )}${more}`;
}
