import type { AuditFollowers } from "../nouns/follower-report.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";

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
