import type { Sentence } from "./campaign-words.ts";
import { figureText } from "./figure-text.ts";

/**
 * A campaign's false-alarm rate in a sentence. `perMillionEvents`: false campaigns expected in a million events, > 0. `atFloor`: none as high and as large was seen
 * where it was measured, so that the rate only says how much was looked at, one over the millions of events. No full stop.
 */
export function falseAlarmText(perMillionEvents: number, atFloor: boolean): Sentence {
  const rate = figureText(perMillionEvents);
  if (!atFloor) {
    return {
      zh: `每百万个事件中，评分与规模不低于此的误报预期为 ${rate} 个`,
      en: `${rate} false campaigns as high and as large expected in a million events`,
    };
  }
  const millions = 1 / perMillionEvents;
  return {
    zh: `每百万个事件中误报少于 ${rate} 个：在 ${figureText(millions * 100)} 万个事件中一个也未出现`,
    en: `fewer than ${rate} false campaigns in a million events: none was seen in ${figureText(millions)} million`,
  };
}
