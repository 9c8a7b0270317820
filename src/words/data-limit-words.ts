import type { DataLimit } from "../nouns/data-limit.ts";
import type { Both, Language } from "./language.ts";

/** What each limit keeps from being known, in a sentence without a full stop. */
export const DATA_LIMIT_WORDS: Readonly<Record<DataLimit, Both>> = {
  no_acts: {
    zh: "文件中没有点赞、关注等行为，仅凭浏览无法判断",
    en: "the file holds no acts: who is shown the same things sees the same things, so views alone tell nothing",
  },
  one_moment: {
    zh: "所有事件在一小时之内，无法判断谁会再次同时出现",
    en: "everything happened within an hour: nobody comes a second time",
  },
  each_once: {
    zh: "几乎每个账号只出现一次，没有任何账号的行为可供相互印证",
    en: "nearly every account is seen once: nothing links the visitors of one target with those of another",
  },
  too_concentrated: {
    zh: "文件过于集中，无法单独判断：任意两个账号平均就有不少共同目标，若其中大多是刷量，刷量就成了“常态”；请与同一平台的普通流量一并检视",
    en: "too concentrated to judge by itself: any two accounts share many targets here, so that if most of it was bought, bought is what is usual; look at it together with ordinary traffic of the same platform",
  },
  one_owner: {
    zh: "几乎全部行为属于同一归属账号：粉丝本就会一起出现，跨账号的检验无法进行",
    en: "nearly all of it is one owner's: fans come together anyhow, and what tells hands by unrelated owners cannot be asked",
  },
  owners_unknown: {
    zh: "多数目标没有归属账号：无法排除一群粉丝、一个熟人圈或一个小镇，只有共用设备、昼夜不停或别无其他行为的账号才会被指出",
    en: "most targets name no owner: fans, friends or a small town cannot be told from hands, so that only accounts on devices in common, awake at all hours or with no other life are told",
  },
  few_days: {
    zh: "不足四天的数据看不出各账号平时的兴趣：结果仅供人工核查，误报率未知",
    en: "under four days nobody's tastes are seen: what is shown is for a person to check, and how often it is false is not known",
  },
};

/** What the file cannot tell, one sentence a line, the most telling first. */
export function dataLimitsText(limits: readonly DataLimit[], language: Language): string {
  return limits.map((limit) => DATA_LIMIT_WORDS[limit][language]).join("\n");
}
