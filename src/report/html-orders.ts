import type { OrderReport } from "../nouns/order-report.ts";
import { countText, timeText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import type { AuditReport } from "./audit-report.ts";
import { both, bothOf, inputText } from "./markup.ts";
import {
  asSentence,
  ORDERS_MEANING,
  orderScoreText,
  ordersSummary,
  unexplainedText,
} from "./orders-summary.ts";

/** Surges described one by one; the rest is counted and stands in the JSON. */
const ORDERS_SHOWN = 30;

/** Surges that were not earned by being seen, each with its evidence; one sentence where there is none or none could be told. Owners are not named on the page. */
export function ordersSection(report: AuditReport): string {
  if (report.events === 0) return "";
  const { orders } = report.orders;
  const title =
    orders.length === 0
      ? both("增长与其受众", "Surges and their audience")
      : both("并非由浏览带来的增长", "Surges that were not earned by being seen");
  const section = `<h2>${title}</h2>
<p>${bothOf(asSentence(ordersSummary(report.orders)))}</p>`;
  if (orders.length === 0) return section;
  const rest = orders.length - ORDERS_SHOWN;
  const more =
    rest > 0
      ? `<p>${both(`另有 ${countText(rest)} 处，见 --json 输出。`, `${countText(rest)} more stand in the --json answer.`)}</p>`
      : "";
  return `${section}
<p>${bothOf(ORDERS_MEANING)}</p>
${orders.slice(0, ORDERS_SHOWN).map(orderHtml).join("\n")}
${more}`;
}

function orderHtml({
  target,
  type,
  window,
  score,
  unexplained_share,
  headline,
  evidence,
}: OrderReport): string {
  const share = unexplainedText(unexplained_share);
  const figures = both(
    `${share.zh} · 评分 ${orderScoreText(score)}`,
    `${asSentence(share).en.slice(0, -1)} · score ${orderScoreText(score)}`,
  );
  return `<h3><code>${inputText(`${target.kind}/${target.id}`)}</code> ${bothOf(typeWords(type))}</h3>
<p>${bothOf(asSentence(headline))}</p>
<p class="muted">${figures}<br>${timeText(window.from)} – ${timeText(window.to)}</p>
<ul class="plain">${evidence.map(({ text }) => `<li>${bothOf(text)}</li>`).join("")}</ul>`;
}
