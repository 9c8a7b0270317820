import type { EventType, TargetKind } from "../nouns/event.ts";
import type { Verdict } from "../nouns/verdict.ts";

/** The page's words in both languages, the same as the API and the documentation use. */
export type Lang = "zh" | "en";

export interface PageWords {
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
  readonly utc: string;
  readonly verdictWord: Record<Verdict, string>;
  readonly typeWord: Record<EventType, string>;
  readonly kindWord: Record<TargetKind, string>;
  /** As in "3,120 likes". */
  readonly countWord: Record<EventType, string>;
  readonly retraction: (word: string) => string;
}

export const PAGE_WORDS: Record<Lang, PageWords> = {
  zh: {
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
    campaigns: "协同活动",
    attacked: "受攻击最多的目标",
    attackedNone: "没有目标出现待定或剔除的互动。",
    target: "目标",
    raw: "原始量",
    public: "展示量",
    held: "待定量",
    rejected: "剔除量",
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
    verdictWord: { allow: "放行", challenge: "验证", hold: "待定", reject: "剔除" },
    typeWord: {
      view: "浏览",
      like: "点赞",
      favorite: "收藏",
      comment: "评论",
      share: "分享",
      follow: "关注",
      live_like: "直播点赞",
      wow: "在看",
      vote: "投票",
      gift: "送礼",
      payment: "支付",
    },
    kindWord: {
      video: "视频",
      article: "文章",
      live: "直播",
      account: "账号",
      link: "链接",
      mini_program: "小程序",
      comment: "评论",
    },
    countWord: {
      view: "浏览",
      like: "点赞",
      favorite: "收藏",
      comment: "评论",
      share: "分享",
      follow: "关注",
      live_like: "直播点赞",
      wow: "在看",
      vote: "投票",
      gift: "送礼",
      payment: "支付",
    },
    retraction: (word) => `取消${word}`,
  },
  en: {
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
    raw: "raw",
    public: "public",
    held: "held",
    rejected: "rejected",
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
    verdictWord: { allow: "allow", challenge: "challenge", hold: "hold", reject: "reject" },
    typeWord: {
      view: "view",
      like: "like",
      favorite: "favorite",
      comment: "comment",
      share: "share",
      follow: "follow",
      live_like: "live like",
      wow: "wow",
      vote: "vote",
      gift: "gift",
      payment: "payment",
    },
    kindWord: {
      video: "video",
      article: "article",
      live: "live room",
      account: "account",
      link: "link",
      mini_program: "mini program",
      comment: "comment",
    },
    countWord: {
      view: "views",
      like: "likes",
      favorite: "favorites",
      comment: "comments",
      share: "shares",
      follow: "followers",
      live_like: "live likes",
      wow: "wows",
      vote: "votes",
      gift: "gifts",
      payment: "payments",
    },
    retraction: (word) => `un${word}`,
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
