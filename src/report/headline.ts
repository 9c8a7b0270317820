import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import type { AuditReport, TypeVerdicts } from "./audit-report.ts";
import { copiedTextsHeadline } from "./copied-texts-summary.ts";

/** The answer of an audit in a sentence, and the figures it rests on. */
export interface Headline {
  /** The type the sentence is about; null when the input held no event. */
  readonly subject: TypeVerdicts | null;
  readonly sentence: Both;
  /** What groups did, which rules that look at one event at a time do not see; null without groups. */
  readonly together: Both | null;
  /** Surges on targets that were not earned by being seen; null without any. */
  readonly surges: Both | null;
  /** Comments whose sentences were handed out; null without any. */
  readonly copied: Both | null;
  /** The type with the largest share, when it is not the subject; else null. */
  readonly also: Both | null;
  /** How many of the policy's rules had a say; null when all of them did. */
  readonly basis: Both | null;
  /** Wilson interval and what it is of; empty texts without events. */
  readonly interval: Both;
}

/** What comes by the million and says least about a target; the sentence is about these only where there is nothing else. */
const BACKDROP: readonly string[] = ["live_like", "view"];

/**
 * The sentence is about the type of engagement there is most of, views and taps in live rooms apart. A second one names the
 * type with the largest share where that is another. "Inconsistent with earned engagement" is a statement on records, never on guilt.
 */
export function headlineOf(report: AuditReport): Headline {
  const engagement = report.types.filter((t) => t.type !== "payment" && !/^un/.test(t.type));
  const ranked = engagement.toSorted(
    (a, b) => BACKDROP.indexOf(a.type) - BACKDROP.indexOf(b.type) || b.events - a.events,
  );
  const subject = ranked[0] ?? null;
  if (subject === null) {
    const sentence = { zh: "输入中没有可判定的互动事件。", en: "The input holds no engagement to judge." };
    return {
      subject,
      sentence,
      together: null,
      surges: null,
      copied: null,
      also: null,
      basis: null,
      interval: { zh: "", en: "" },
    };
  }
  const interval = `${shareText(subject.share_low)} – ${shareText(subject.share_high)}`;
  const together = togetherOf(report);
  const surges = surgesOf(report);
  const copied = copiedTextsHeadline(report.copied_texts);
  return {
    subject,
    sentence: sentenceOf(subject, together !== null || surges !== null || copied !== null),
    together,
    surges,
    copied,
    also: alsoOf(subject, engagement),
    basis: basisOf(report),
    interval: {
      zh: `95 % 区间 ${interval}（Wilson），即 ${countText(subject.inconsistent)} 次被列为待定或剔除`,
      en: `95 % interval ${interval} (Wilson): ${countText(subject.inconsistent)} held or rejected`,
    },
  };
}

function sentenceOf(t: TypeVerdicts, more: boolean): Both {
  const share = shareText(t.inconsistent / t.events);
  const words = typeWords(t.type);
  const en = t.events === 1 ? words.en.replace(/s$/, "") : words.en;
  return {
    zh: `${more ? "逐条来看，" : ""}${countText(t.events)} 次${words.zh}中，有 ${share} 与自然获得的互动不一致。`,
    en: `${more ? "Judged one by one, " : ""}${share} of ${countText(t.events)} ${en} ${t.events === 1 ? "is" : "are"} inconsistent with earned engagement.`,
  };
}

/** A share of nothing beside a list of groups would read as an acquittal. */
function togetherOf({ campaigns, events }: AuditReport): Both | null {
  if (campaigns.length === 0) return null;
  const accounts = countText(new Set(campaigns.flatMap(({ members }) => members)).size);
  const acts = new Set<string>();
  for (const campaign of campaigns) for (const event of campaign.events) acts.add(event);
  const figures = countText(acts.size);
  const share = shareText(acts.size / Math.max(1, events));
  const groups = countText(campaigns.length);
  return {
    zh: `另有 ${groups} 起疑似协同行为（共 ${accounts} 个账号），涉及 ${figures} 个事件，占全部事件的 ${share}；依据与其他可能的解释见下，需由人复核。`,
    en: `${groups} ${campaigns.length === 1 ? "group" : "groups"} of ${accounts} accounts in all ${campaigns.length === 1 ? "looks" : "look"} coordinated, in ${figures} events, ${share} of all. Why, and what else it could be, stands with each: for a person to review.`,
  };
}

/** Targets, not accounts: among those who came some were paid or asked, and the log does not show who. */
function surgesOf({ orders: { orders } }: AuditReport): Both | null {
  if (orders.length === 0) return null;
  const targets = new Set(orders.map(({ target }) => JSON.stringify([target.kind, target.id]))).size;
  const count = countText(targets);
  return {
    zh: `${count} 个目标的增长并非由浏览带来，这是关于目标的依据，不指认任何账号；需由人复核。`,
    en: `${targets === 1 ? "One target" : `${count} targets`} saw a surge that was not earned by being seen. That is evidence about the target and names no account: for a person to review.`,
  };
}

function alsoOf(subject: TypeVerdicts, engagement: readonly TypeVerdicts[]): Both | null {
  const share = (t: TypeVerdicts) => t.inconsistent / t.events;
  const [most] = engagement.toSorted((a, b) => share(b) - share(a) || b.events - a.events);
  if (most === undefined || share(most) <= share(subject)) return null;
  const { zh, en } = typeWords(most.type);
  const figures = shareText(share(most));
  return {
    zh: `占比最高的类型是${zh}：${countText(most.events)} 次中有 ${figures}。`,
    en: `The largest share is that of ${en}: ${figures} of ${countText(most.events)}.`,
  };
}

/** An answer that rests on few rules must say so beside the answer, not at the end of the page. */
function basisOf(report: AuditReport): Both | null {
  const asked = report.rules.filter((r) => r.asked > 0);
  const silent = asked.filter((r) => r.not_evaluable >= r.asked).length;
  if (silent === 0) return null;
  return {
    zh: `适用的 ${asked.length} 条规则中，有 ${silent} 条因缺少字段或数据而无法判定；结论只依据其余规则。`,
    en: `Of the ${asked.length} rules that apply, ${silent} could not be evaluated on any event, for want of fields or data: the answer rests on the others.`,
  };
}
