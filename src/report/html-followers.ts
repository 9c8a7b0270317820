import type { AuditReport } from "../nouns/audit-report.ts";
import { followerTexts } from "../words/follower-words.ts";
import type { Both } from "../words/language.ts";
import { countText } from "../words/number-text.ts";
import { followersLeftOut, followersSize } from "./followers-size.ts";
import { inputText } from "./markup.ts";
import type { Page } from "./page.ts";

/** Batches told one by one; the rest is counted and stands in the JSON. */
const BATCHES_SHOWN = 12;

/** A follower list beside the events, or as the file: its share with interval, batches, and what profiles look like. Accounts are counted, not named. */
export function followersSection(report: AuditReport, page: Page): string {
  const { followers } = report;
  if (followers === null) return "";
  const texts = followerTexts(followers);
  const list = (items: readonly Both[]): string =>
    `<ul class="plain">${items.map((one) => `<li>${page.bothOf(one)}</li>`).join("")}</ul>`;
  const group = (head: Both, batches: readonly Both[]): string => {
    if (batches.length === 0) return "";
    const rest = batches.length - BATCHES_SHOWN;
    const more: Both[] =
      rest > 0
        ? [
            {
              zh: `另有 ${countText(rest)} 批，见 --json 输出`,
              en: `${countText(rest)} more stand in the --json answer`,
            },
          ]
        : [];
    return `<p>${page.bothOf(head)}</p>\n${list([...batches.slice(0, BATCHES_SHOWN), ...more])}`;
  };
  const [head, ...looks] = texts.profiles;
  const left = followersLeftOut(followers);
  return `<h2>${page.both("粉丝列表", "Follower list")}</h2>
<p class="muted"><code>${inputText(followers.file)}</code>${page.both("：", ": ")}${page.bothOf(followersSize(followers))}</p>
${left === null ? "" : `<p class="muted">${page.bothOf(left)}</p>\n`}<p><strong>${page.bothOf(texts.headline)}</strong></p>
${group(texts.countedHead, texts.counted)}
${head === undefined ? "" : `<p>${page.bothOf(head)}</p>`}
${looks.length === 0 ? "" : list(looks)}
${group(texts.doubtfulHead, texts.doubtful)}
${list(texts.power)}`;
}
