/**
 * What people of the world of places write under posts: short, and much of it the same words from
 * thousands of strangers, as under any popular post. A fan's or a colleague's comment is no more
 * original than that.
 */

import type { Chance } from "./places-chance.ts";
import type { Log } from "./places-log.ts";

export interface Texts {
  /** An ordinary comment. */
  readonly say: () => number;
  /** A word of praise, as for kin, colleagues and children. */
  readonly praise: () => number;
  /** One of a group's own words, with a number or not. */
  readonly chant: (words: readonly string[]) => number;
}

const COMMON: readonly string[] = [
  "哈哈哈哈",
  "太好看了",
  "来了来了",
  "第一",
  "支持",
  "真的吗",
  "学到了",
  "这是哪里",
  "好家伙",
  "我也想去",
  "笑死我了",
  "同款",
  "求链接",
  "已收藏",
  "路过",
  "说得对",
  "不错不错",
  "绝了",
  "辛苦了",
  "更新好快",
  "早上好",
  "怎么做的",
  "多少钱",
  "👍👍👍",
  "😂😂",
  "🌹🌹🌹",
  "求教程",
  "看饿了",
  "泪目",
  "加油",
];
const PRAISE: readonly string[] = [
  "加油",
  "真棒",
  "支持支持",
  "为你点赞",
  "太棒了👍",
  "画得真好",
  "越来越好",
  "必须支持",
  "👍👍👍",
  "优秀",
];
const OPENERS: readonly string[] = [
  "这个",
  "我们那边的",
  "昨天看到的",
  "老家的",
  "视频里的",
  "原来",
  "感觉",
  "第一次见",
];
const MIDDLES: readonly string[] = [
  "面馆",
  "雨",
  "猫",
  "车站",
  "做法",
  "音乐",
  "小姐姐",
  "老板",
  "风景",
  "作业",
  "菜市场",
  "天气",
];
const ENDINGS: readonly string[] = [
  "也太像了",
  "真不错",
  "有点贵",
  "我去过",
  "好怀念",
  "没看懂",
  "可以的",
  "想试试",
  "笑出声",
  "哎",
];

/** Half of the comments are of the few common words. */
const COMMON_SHARE = 0.55;
/** Distinct longer comments kept in stock. */
const COMPOSED = 900;

export function createTexts(log: Log, chance: Chance): Texts {
  const known = new Map<string, number>();
  const indexOf = (text: string): number => {
    const index = known.get(text);
    if (index !== undefined) return index;
    const added = log.addText(text);
    known.set(text, added);
    return added;
  };
  const composed: number[] = [];
  for (let made = 0; made < COMPOSED; made++) {
    const tail = chance.hit(0.25) ? `，${chance.pick(COMMON)}` : "";
    composed.push(indexOf(chance.pick(OPENERS) + chance.pick(MIDDLES) + chance.pick(ENDINGS) + tail));
  }
  return {
    say: () =>
      chance.hit(COMMON_SHARE) ? indexOf(COMMON[chance.rank(COMMON.length)]!) : chance.pick(composed),
    praise: () => indexOf(chance.pick(PRAISE)),
    chant: (words) => indexOf(chance.hit(0.7) ? words[0]! : chance.pick(words)),
  };
}
