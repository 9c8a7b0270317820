import { CODES, type Code } from "../nouns/codes.ts";
import type { AuditFollowers } from "../nouns/follower-report.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";
import { visibleText } from "../words/visible-text.ts";

/** Rows of the list that are no account: how many, why, and the first; null where all are. */
export function followersLeftOut({ rejected }: AuditFollowers): Both | null {
  const { rows, by_code, first } = rejected;
  if (first === null) return null;
  const codes = Object.entries(by_code).toSorted(([, a], [, b]) => b - a) as [Code, number][];
  const value = first.value === "" ? "" : ` \`${visibleText(first.value, 60)}\``;
  const said = (lang: "zh" | "en"): string =>
    codes
      .map(([code, count]) => `${CODES[code][lang]} ${countText(count)}`)
      .join(lang === "zh" ? "、" : ", ");
  return {
    zh: `列表中另有 ${countText(rows)} 行未计入（${said("zh")}；首先是第 ${first.line} 行${value}）`,
    en: `${countText(rows)} more rows of the list are left out (${said("en")}; the first is line ${first.line}${value})`,
  };
}

/** How many followers, and how many of them did something in the audited events. */
export function followersSize({ accounts, engaged }: AuditFollowers): Both {
  const all = countText(accounts);
  if (engaged === null) return { zh: `${all} 个粉丝`, en: `${all} followers` };
  const share = shareText(accounts === 0 ? 0 : engaged / accounts);
  return {
    zh: `${all} 个粉丝，其中 ${countText(engaged)} 个（${share}）在所审计的事件中有动作`,
    en: `${all} followers, ${countText(engaged)} of whom (${share}) did something in the audited events`,
  };
}
