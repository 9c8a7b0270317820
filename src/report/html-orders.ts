import type { AuditReport } from "../nouns/audit-report.ts";
import type { OrderReport } from "../nouns/order-report.ts";
import type { SecondTierReport } from "../nouns/second-tier-report.ts";
import { countText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { inputText } from "./markup.ts";
import {
  asSentence,
  ORDERS_MEANING,
  orderScoreText,
  ordersSummary,
  unexplainedText,
} from "./orders-summary.ts";
import type { Page } from "./page.ts";

/** Surges described one by one; the rest is counted and stands in the JSON. */
const ORDERS_SHOWN = 30;
/** Hints told one by one; the rest is counted and stands in the JSON. */
const HINTS_SHOWN = 20;

/** Surges that were not earned by being seen, each with its evidence; one sentence where there is none or none could be told. Owners are not named on the page. */
export function ordersSection(report: AuditReport, page: Page): string {
  if (report.events === 0) return "";
  const { orders } = report.orders;
  const title =
    orders.length === 0
      ? page.both("增长与其受众", "Surges and their audience")
      : page.both("并非由浏览带来的增长", "Surges that were not earned by being seen");
  const section = `<h2>${title}</h2>
<p>${page.bothOf(asSentence(ordersSummary(report.orders)))}</p>`;
  if (orders.length === 0) return section;
  const rest = orders.length - ORDERS_SHOWN;
  const more =
    rest > 0
      ? `<p>${page.both(`另有 ${countText(rest)} 处，见 --json 输出。`, `${countText(rest)} more stand in the --json answer.`)}</p>`
      : "";
  return `${section}
<p>${page.bothOf(ORDERS_MEANING)}</p>
${orders
  .slice(0, ORDERS_SHOWN)
  .map((one) => orderHtml(one, page))
  .join("\n")}
${more}`;
}

function orderHtml(
  { target, type, window, score, unexplained_share, headline, evidence }: OrderReport,
  page: Page,
): string {
  const share = unexplainedText(unexplained_share);
  const figures = page.both(
    `${share.zh} · 评分 ${orderScoreText(score)}`,
    `${asSentence(share).en.slice(0, -1)} · score ${orderScoreText(score)}`,
  );
  return `<h3><code>${inputText(`${target.kind}/${target.id}`)}</code> ${page.bothOf(typeWords(type))}</h3>
<p>${page.bothOf(asSentence(headline))}</p>
<p class="muted">${figures}<br>${page.time(window.from)} – ${page.time(window.to)}</p>
<ul class="plain">${evidence.map(({ text }) => `<li>${page.bothOf(text)}</li>`).join("")}</ul>`;
}

/** Hints about targets, in a second tier: shown as such, naming nobody, correcting nothing. */
export function secondTierSection(report: AuditReport, page: Page): string {
  const hints = report.orders.second_tier ?? [];
  if (hints.length === 0) return "";
  const rest = hints.length - HINTS_SHOWN;
  const more =
    rest > 0
      ? `<p>${page.both(`另有 ${countText(rest)} 处，见 --json 输出。`, `${countText(rest)} more stand in the --json answer.`)}</p>`
      : "";
  return `<section class="second"><h2>${page.both("二级提示：参与人群与常见受众不同的目标", "Second tier: targets whose crowd is unlike the usual audience")}</h2>
<p>${page.both(
    "这一层只提示该看哪里：不指认任何账号，不更正任何计数，也不构成任何措施的依据。站外链接、抽奖、突然走红带来的人群看起来也是这样。",
    "This tier says where to look and no more: it names no account, corrects no count and is no ground for any measure. A link elsewhere, a giveaway or a sudden hit looks the same.",
  )}</p>
${hints
  .slice(0, HINTS_SHOWN)
  .map((hint) => hintHtml(hint, page))
  .join("\n")}
${more}</section>`;
}

function hintHtml({ target, type, window, acted, evidence }: SecondTierReport, page: Page): string {
  const crowd = page.both(`${countText(acted)} 人`, `${countText(acted)} people`);
  return `<h3><code>${inputText(`${target.kind}/${target.id}`)}</code> ${page.bothOf(typeWords(type))}</h3>
<p class="muted">${crowd} · ${page.time(window.from)} – ${page.time(window.to)}</p>
<ul class="plain">${evidence.map(({ text }) => `<li>${page.bothOf(text)}</li>`).join("")}</ul>`;
}
