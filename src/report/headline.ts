import type { AuditReport, TypeVerdicts } from "../nouns/audit-report.ts";
import { POWER_NOT_TRIED, powerWords } from "../words/answer-words.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { copiedTextsHeadline } from "./copied-texts-summary.ts";

/** What stands beside an audit's sentence, on the first screen. */
export interface Headline {
  /** The type the sentence is about; null when the input held no event. */
  readonly subject: TypeVerdicts | null;
  /** How many of it were held or rejected, and how many challenged; null without events. */
  readonly counted: Both | null;
  /** What groups did, which rules that look at one event at a time do not see; null without groups. */
  readonly together: Both | null;
  /** Surges on targets that were not earned by being seen; null without any. */
  readonly surges: Both | null;
  /** Comments whose sentences were handed out; null without any. */
  readonly copied: Both | null;
  /** Targets whose crowd is unlike the usual, which is a hint and no more; null without any. */
  readonly secondTier: Both | null;
  /** The type with the largest share, when it is not the subject; else null. */
  readonly also: Both | null;
  /** How many of the policy's rules had a say; null when all of them did. */
  readonly basis: Both | null;
  /** What a purchase would have shown, or why that was not measured; null where it does not matter. */
  readonly power: Both | null;
}

/** What comes by the million and says least about a target; the sentence is about these only where there is nothing else. */
const BACKDROP: readonly string[] = ["live_like", "view"];

function engagementOf(types: readonly TypeVerdicts[]): readonly TypeVerdicts[] {
  return types.filter((t) => t.type !== "payment" && !/^un/.test(t.type));
}

/** The type of engagement there is most of, views and taps in live rooms apart; null where there is none. */
export function subjectOf(types: readonly TypeVerdicts[]): TypeVerdicts | null {
  const ranked = engagementOf(types).toSorted(
    (a, b) => BACKDROP.indexOf(a.type) - BACKDROP.indexOf(b.type) || b.events - a.events,
  );
  return ranked[0] ?? null;
}

/**
 * The figures beside the sentence. A second type is named where its share is larger. "Inconsistent with earned engagement"
 * is a statement on records, never on guilt.
 */
export function headlineOf(report: AuditReport): Headline {
  const subject = subjectOf(report.types);
  if (subject === null) {
    return {
      subject,
      counted: null,
      together: null,
      surges: null,
      copied: null,
      secondTier: null,
      also: null,
      basis: null,
      power: null,
    };
  }
  return {
    subject,
    counted: countedOf(subject, report.types),
    together: togetherOf(report),
    surges: surgesOf(report),
    copied: copiedTextsHeadline(report.copied_texts),
    secondTier: secondTierOf(report),
    also: alsoOf(subject, engagementOf(report.types)),
    basis: basisOf(report),
    power:
      report.power !== null
        ? powerWords(report.power, typeWords)
        : report.power_not_tried === null
          ? null
          : POWER_NOT_TRIED[report.power_not_tried],
  };
}

/** About the sentence's type; the tiles beside it count all types, so what the others have is said too. */
function countedOf(subject: TypeVerdicts, types: readonly TypeVerdicts[]): Both {
  const own = countedOfType(subject);
  const others = types.filter((one) => one !== subject && one.unusual > 0);
  const sum = (of: (one: TypeVerdicts) => number) => others.reduce((all, one) => all + of(one), 0);
  const [challenged, taken] = [sum((one) => one.verdicts.challenge), sum((one) => one.inconsistent)];
  if (challenged + taken === 0) return own;
  return {
    zh: `${own.zh}其他类型（${others.map(({ type }) => typeWords(type).zh).join("、")}）另有验证 ${countText(challenged)} 次，待定或剔除 ${countText(taken)} 次。`,
    en: `${own.en} Of other types (${others.map(({ type }) => typeWords(type).en).join(", ")}): challenged ${countText(challenged)}, held or rejected ${countText(taken)}.`,
  };
}

function countedOfType({ type, verdicts, inconsistent, share_low, share_high, events }: TypeVerdicts): Both {
  const words = typeWords(type);
  const interval = `${shareText(share_low)} – ${shareText(share_high)}`;
  const share = shareText(inconsistent / events);
  const challenged = countText(verdicts.challenge);
  if (inconsistent === 0) {
    return {
      zh: `异常指判为验证、待定或剔除。${countText(events)} 次${words.zh}中没有一次被判为待定或剔除；只需验证的 ${challenged} 次。`,
      en: `Unusual is what was challenged, held or rejected. Of ${countText(events)} ${words.en} none was held or rejected; only challenged: ${challenged}.`,
    };
  }
  return {
    zh: `异常指判为验证、待定或剔除。${words.zh}中与自然获得的互动不一致（待定或剔除）${countText(inconsistent)} 次，占 ${share}（95 % 区间 ${interval}）；只需验证的 ${challenged} 次。`,
    en: `Unusual is what was challenged, held or rejected. Of ${words.en}, inconsistent with earned engagement (held or rejected): ${countText(inconsistent)}, ${share} (95 % interval ${interval}); only challenged: ${challenged}.`,
  };
}

function secondTierOf({ orders }: AuditReport): Both | null {
  const count = orders.second_tier?.length ?? 0;
  if (count === 0) return null;
  return {
    zh: `二级提示：${countText(count)} 个目标的参与人群与同类目标的常见受众不同，见下；不指认任何账号，不更正任何计数。`,
    en: `Second tier: ${count === 1 ? "one target has" : `${countText(count)} targets have`} a crowd unlike the audience such things usually have, see below. It names no account and corrects no count.`,
  };
}

/** What the sentence does not hold of groups: how much of the file they are, and that each may have another reason. */
function togetherOf({ campaigns, events }: AuditReport): Both | null {
  if (campaigns.length === 0) return null;
  const acts = new Set<string>();
  for (const campaign of campaigns) for (const event of campaign.events) acts.add(event);
  const share = shareText(acts.size / Math.max(1, events));
  return {
    zh: `疑似协同行为占全部事件的 ${share}；每一起的依据与其他可能的解释见下，需由人复核。`,
    en: `What the groups did is ${share} of all events. Why, and what else it could be, stands with each below: for a person to review.`,
  };
}

/** Targets, not accounts: among those who came some were paid or asked, and the log does not show who. */
function surgesOf({ orders: { orders } }: AuditReport): Both | null {
  if (orders.length === 0) return null;
  return {
    zh: "并非由浏览带来的增长是关于目标的依据，不指认任何账号；需由人复核。",
    en: "A surge that was not earned by being seen is evidence about the target and names no account: for a person to review.",
  };
}

function alsoOf(subject: TypeVerdicts, engagement: readonly TypeVerdicts[]): Both | null {
  const share = (t: TypeVerdicts) => t.unusual / t.events;
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
