import type { NightlyHealth } from "../flow/reviewed-campaigns.ts";
import type { Lang } from "./page-words.ts";

/** The words about what is watched, and how the pass over weeks does. */
export interface DetectionWords {
  readonly nightly: Record<NightlyHealth["state"], string>;
  readonly latest: string;
  readonly lastNight: (campaigns: string, took: string, events: string) => string;
  readonly noNight: string;
  readonly acts: (held: string) => string;
  readonly evicted: (count: string) => string;
  readonly next: string;
  readonly watched: string;
  readonly windows: (windows: string) => string;
  readonly weeks: string;
  readonly notWatched: string;
  readonly since: string;
  readonly newPools: string;
}

export const DETECTION_WORDS: Record<Lang, DetectionWords> = {
  zh: {
    nightly: {
      starting: "夜间检测启动中",
      reading: "夜间检测跟读日志",
      looking: "夜间检测进行中",
      failed: "夜间检测已停止",
    },
    latest: "上一夜截至",
    lastNight: (campaigns, took, events) =>
      `：发现 ${campaigns} 起疑似协同行为，其间 ${events} 个事件，用时 ${took}`,
    noNight: "尚未完成第一夜",
    acts: (held) => `保有 ${held} 个行为`,
    evicted: (count) => `流量过大，${count} 个行为未能留足数周`,
    next: "下次在事件时间",
    watched: "正在监测",
    windows: (windows) => `近线检测：最近 ${windows} 小时的窗口，每隔数秒检视一次。`,
    weeks: "夜间检测：每过一天检视数周历史，寻找缓慢投放的刷量。",
    notWatched: "此引擎未开启检测，因此不会发现疑似协同行为。",
    since: "监测自",
    newPools: "新账号池在最初几个订单内可能无法发现；没有列出不等于没有。",
  },
  en: {
    nightly: {
      starting: "nights: starting",
      reading: "nights: following the log",
      looking: "nights: looking now",
      failed: "nights: stopped",
    },
    latest: "latest night to",
    lastNight: (campaigns, took, events) =>
      `: ${campaigns} ${campaigns === "1" ? "campaign" : "campaigns"} seen, ${events} events since the night before, looked at for ${took}`,
    noNight: "no night was over yet",
    acts: (held) => `${held} acts held`,
    evicted: (count) => `${count} acts let go before their weeks were over, since too many came`,
    next: "next when events reach",
    watched: "What is watched",
    windows: (windows) => `Near-line: windows of the latest ${windows} hours, looked at every few seconds.`,
    weeks: "Nights: the weeks before, once a day is over, for what is delivered slowly.",
    notWatched: "Detection is off in this engine, so no campaign will be found.",
    since: "watched since",
    newPools:
      "A new pool may stay unseen for its first orders: an empty list is no proof that there is none.",
  },
};
