import type { AuditReport, TypeVerdicts } from "./audit-report.ts";
import { countText, shareText } from "./number-text.ts";
import { type Both, typeWords } from "./words.ts";

/** The answer of an audit in a sentence, and the figures it rests on. */
export interface Headline {
  /** The type the sentence is about; null when the input held no event. */
  readonly subject: TypeVerdicts | null;
  readonly sentence: Both;
  /** Wilson interval and what it is of; empty texts without events. */
  readonly interval: Both;
}

/**
 * The sentence is about the engagement there is most of, views apart (they are the backdrop, not what is bought first);
 * about views where there is nothing else. "Inconsistent with earned engagement" is a statement on records, never on guilt.
 */
export function headlineOf(report: AuditReport): Headline {
  const engagement = report.types.filter((t) => t.type !== "payment" && !/^un/.test(t.type));
  const ranked = engagement.toSorted(
    (a, b) => Number(a.type === "view") - Number(b.type === "view") || b.events - a.events,
  );
  const subject = ranked[0] ?? null;
  if (subject === null) {
    const sentence = { zh: "输入中没有可判定的互动事件。", en: "The input holds no engagement to judge." };
    return { subject, sentence, interval: { zh: "", en: "" } };
  }
  const share = shareText(subject.inconsistent / subject.events);
  const total = countText(subject.events);
  const words = typeWords(subject.type);
  const zh = words.zh;
  const en = subject.events === 1 ? words.en.replace(/s$/, "") : words.en;
  const interval = `${shareText(subject.share_low)} – ${shareText(subject.share_high)}`;
  return {
    subject,
    sentence: {
      zh: `${total} 次${zh}中，有 ${share} 与自然获得的互动不一致。`,
      en: `${share} of ${total} ${en} ${subject.events === 1 ? "is" : "are"} inconsistent with earned engagement.`,
    },
    interval: {
      zh: `95 % 区间 ${interval}（Wilson），即 ${countText(subject.inconsistent)} 次被暂缓或剔除`,
      en: `95 % interval ${interval} (Wilson): ${countText(subject.inconsistent)} held or rejected`,
    },
  };
}
