import type { AuditReport } from "../nouns/audit-report.ts";
import type { CopiedTextReport } from "../nouns/copied-text-report.ts";
import { countText } from "../words/number-text.ts";
import { copiedTextLines, copiedTextsSummary } from "./copied-texts-summary.ts";
import { inputText } from "./markup.ts";
import { asSentence } from "./orders-summary.ts";
import type { Page } from "./page.ts";

/** Groups described one by one; the rest is counted and stands in the JSON. */
const GROUPS_SHOWN = 20;

/** Comments whose sentences were handed out, each group with its texts (masked), shares and evidence. Accounts are counted, not named. */
export function copiedTextsSection(report: AuditReport, page: Page): string {
  const { groups, comments } = report.copied_texts;
  if (comments === 0) return "";
  const rest = groups.length - GROUPS_SHOWN;
  const more =
    rest > 0
      ? `<p>${page.both(`另有 ${countText(rest)} 组，见 --json 输出。`, `${countText(rest)} more stand in the --json answer.`)}</p>`
      : "";
  return `<h2>${page.both("评论文字", "Texts of comments")}</h2>
<p>${page.bothOf(asSentence(copiedTextsSummary(report.copied_texts)))}</p>
${groups
  .slice(0, GROUPS_SHOWN)
  .map((one) => groupHtml(one, page))
  .join("\n")}
${more}`;
}

function groupHtml(group: CopiedTextReport, page: Page): string {
  const [headline, ...lines] = copiedTextLines(group);
  const figures = page.both(
    `${countText(group.members.length)} 个账号 · ${countText(group.events.length)} 条评论`,
    `${countText(group.members.length)} accounts · ${countText(group.events.length)} comments`,
  );
  return `<h3><code>${inputText(group.id)}</code></h3>
<p>${page.bothOf(asSentence(headline!))}</p>
<p class="muted">${figures}<br>${page.time(group.window.from)} – ${page.time(group.window.to)}</p>
<ul class="plain">${lines.map((line) => `<li>${page.bothOf({ zh: line.zh.replace(/^· /, ""), en: line.en.replace(/^· /, "") })}</li>`).join("")}</ul>`;
}
