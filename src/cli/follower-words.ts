import type { FollowerReport } from "../nouns/follower-report.ts";
import { followerTexts } from "../words/follower-words.ts";
import type { Both, Language } from "../words/language.ts";

/** Batches shown of each kind; all stand in `--json`. */
const SHOWN_MAX = 8;

/** A report → the lines a person reads: what is known first, then why, then what could not be seen. */
export function followerLines(report: FollowerReport, language: Language): readonly string[] {
  const texts = followerTexts(report);
  const say = (text: Both): string => text[language];
  const list = (head: Both, batches: readonly Both[]): readonly string[] => {
    if (batches.length === 0) return [];
    const rest = batches.length - SHOWN_MAX;
    const more: Both = { zh: `另有 ${rest} 批`, en: `and ${rest} more` };
    return [
      say(head),
      ...batches.slice(0, SHOWN_MAX).map((batch) => `  ${say(batch)}`),
      ...(rest > 0 ? [`  ${say(more)}`] : []),
    ];
  };
  const [head, ...looks] = texts.profiles.map(say);
  return [
    say(texts.headline),
    ...list(texts.countedHead, texts.counted),
    ...list(texts.doubtfulHead, texts.doubtful),
    ...(head === undefined ? [] : [head]),
    ...looks.map((line) => `  ${line}`),
    ...texts.power.map(say),
  ];
}
