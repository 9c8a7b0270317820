import type { Language } from "../words/language.ts";
import { COUNT_WORDS } from "../words/verdict-words.ts";

/** The page's words in both languages, the same as the API and the documentation use. */
export type Lang = Language;

export interface PageWords {
  readonly lang: Lang;
  readonly htmlLang: string;
  readonly name: string;
  readonly motto: string;
  readonly skip: string;
  readonly otherLang: string;
  readonly language: string;
  readonly live: string;
  readonly lost: string;
  readonly paused: string;
  readonly still: string;
  readonly pause: string;
  readonly resume: string;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly rate: string;
  readonly perSecond: string;
  readonly peak: string;
  readonly mean: string;
  readonly minuteAgo: string;
  readonly now: string;
  readonly verdicts: string;
  readonly campaigns: string;
  readonly attacked: string;
  readonly attackedNone: string;
  readonly target: string;
  readonly raw: string;
  readonly public: string;
  readonly held: string;
  readonly rejected: string;
  readonly rejections: string;
  readonly rejectionsNone: string;
  readonly score: string;
  readonly decision: string;
  readonly noReason: string;
  readonly engine: string;
  readonly policy: string;
  readonly eventTime: string;
  readonly noEventTime: string;
  readonly started: string;
  readonly events: string;
  readonly duplicates: string;
  readonly rejectedLines: string;
  readonly late: string;
  readonly keys: string;
  readonly keysEvicted: string;
  readonly memory: string;
  readonly logPosition: string;
  readonly logKept: string;
  readonly forEver: string;
  readonly keptDays: (days: string) => string;
  readonly logDropped: string;
  /** Where no script runs; and where one does, `#` being the reader's zone. */
  readonly utc: string;
  readonly localTimes: string;
}

export const PAGE_WORDS: Record<Lang, PageWords> = {
  zh: {
    lang: "zh",
    htmlLang: "zh-CN",
    name: "试金石",
    motto: "分辨真实互动与购买互动",
    skip: "跳到主要内容",
    otherLang: "English",
    language: "语言",
    live: "实时",
    lost: "连接中断，正在重连",
    paused: "已暂停",
    still: "静态",
    pause: "暂停",
    resume: "继续",
    emptyTitle: "还没有事件",
    emptyText: "发送第一个事件，判定会立即出现在这里：",
    rate: "流量",
    perSecond: "事件/秒",
    peak: "峰值",
    mean: "均值",
    minuteAgo: "60 秒前",
    now: "现在",
    verdicts: "判定",
    campaigns: "疑似协同行为",
    attacked: "受攻击最多的目标",
    attackedNone: "没有目标出现待定或剔除的互动。",
    target: "目标",
    raw: COUNT_WORDS.raw.zh,
    public: COUNT_WORDS.public.zh,
    held: COUNT_WORDS.held.zh,
    rejected: COUNT_WORDS.rejected.zh,
    rejections: "最近剔除的事件",
    rejectionsNone: "还没有事件被剔除。",
    score: "分值",
    decision: "风控决策",
    noReason: "无单一主因",
    engine: "引擎",
    policy: "策略",
    eventTime: "事件时间",
    noEventTime: "尚无",
    started: "启动时间",
    events: "已判定事件",
    duplicates: "重复事件",
    rejectedLines: "无效行",
    late: "迟到事件",
    keys: "活跃键",
    keysEvicted: "已淘汰键",
    memory: "窗口状态",
    logPosition: "日志位置",
    logKept: "事件保留期限",
    forEver: "无限期",
    keptDays: (days) => `${days} 天`,
    logDropped: "已到期删除的事件",
    utc: "时间均为 UTC",
    localTimes: "时间按 # 显示",
  },
  en: {
    lang: "en",
    htmlLang: "en",
    name: "Touchstone",
    motto: "earned engagement told from bought engagement",
    skip: "skip to the main content",
    otherLang: "中文",
    language: "language",
    live: "live",
    lost: "connection lost, trying again",
    paused: "paused",
    still: "still",
    pause: "pause",
    resume: "resume",
    emptyTitle: "No events yet",
    emptyText: "Send the first one, and its verdict shows here at once:",
    rate: "Traffic",
    perSecond: "events per second",
    peak: "peak",
    mean: "mean",
    minuteAgo: "60 s ago",
    now: "now",
    verdicts: "Verdicts",
    campaigns: "Campaigns",
    attacked: "Targets most attacked",
    attackedNone: "No target has held or rejected engagement.",
    target: "target",
    raw: COUNT_WORDS.raw.en,
    public: COUNT_WORDS.public.en,
    held: COUNT_WORDS.held.en,
    rejected: COUNT_WORDS.rejected.en,
    rejections: "Latest rejections",
    rejectionsNone: "No event has been rejected.",
    score: "score",
    decision: "decision",
    noReason: "no single main reason",
    engine: "Engine",
    policy: "policy",
    eventTime: "event time",
    noEventTime: "none yet",
    started: "started",
    events: "events decided",
    duplicates: "duplicates",
    rejectedLines: "invalid lines",
    late: "late events",
    keys: "live keys",
    keysEvicted: "evicted keys",
    memory: "window state",
    logPosition: "log position",
    logKept: "events are kept",
    forEver: "for ever",
    keptDays: (days) => `${days} days`,
    logDropped: "events dropped since",
    utc: "times are UTC",
    localTimes: "times are shown in #",
  },
};

/** The language a browser asks for: the first of Chinese and English in its Accept-Language by weight; English otherwise. */
export function pageLanguage(acceptLanguage: string | undefined): Lang {
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .slice(0, 32)
    .map((item) => {
      const [tag = "", ...parameters] = item.trim().toLowerCase().split(";");
      const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
      return { tag, weight: weight === undefined ? 1 : Number(weight.trim().slice(2)) };
    })
    .filter(({ tag, weight }) => weight > 0 && (tag.startsWith("zh") || tag.startsWith("en")))
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.tag.startsWith("zh") ? "zh" : "en";
}
