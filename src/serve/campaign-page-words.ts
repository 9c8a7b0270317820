import type { CampaignTransition } from "../nouns/campaign.ts";
import type { CampaignOrigin, CampaignStatus } from "../nouns/campaign-record.ts";
import type { Lang } from "./page-words.ts";

/** The words about campaigns, on the live page and on a campaign's own. */
export interface CampaignPageWords {
  /** The column of a list. */
  readonly campaign: string;
  /** One of them: a claim until a person or the policy confirmed it. */
  readonly oneOf: Record<CampaignStatus, string>;
  readonly noneYet: string;
  readonly noneText: (events: string) => string;
  readonly withThem: string;
  readonly withoutThem: string;
  readonly since: string;
  readonly more: (count: string) => string;
  readonly totals: (open: string, confirmed: string, dismissed: string, events: string) => string;
  readonly health: Record<"off" | "starting" | "watching" | "failed", string>;
  readonly healthDetail: (looked: string, behind: string) => string;
  readonly look: (window: string, ms: string) => string;
  readonly lookedAt: string;
  readonly evicted: (count: string) => string;
  readonly statusWord: Record<CampaignStatus, string>;
  readonly originWord: Record<CampaignOrigin, string>;
  readonly live: string;
  readonly ended: string;
  readonly back: string;
  readonly claim: string;
  readonly counterfactual: (target: string, type: string, without: string, withThem: string) => string;
  readonly facts: {
    readonly score: string;
    readonly falseAlarms: string;
    readonly falseAlarmUnknown: string;
    readonly origin: string;
    readonly matchedPool: string;
    readonly window: string;
    readonly found: string;
    readonly seen: string;
    readonly events: string;
    readonly corrected: string;
  };
  readonly decide: string;
  readonly decideNote: string;
  readonly by: string;
  readonly note: string;
  readonly noteHint: string;
  readonly confirm: string;
  readonly dismiss: string;
  readonly reopen: string;
  readonly confirmEffect: (events: string, fall: string) => string;
  readonly dismissEffect: string;
  readonly dismissConfirmedEffect: (events: string, rise: string) => string;
  readonly reopenConfirmedEffect: (events: string, rise: string) => string;
  readonly reopenEffect: string;
  readonly noEffectYet: string;
  readonly sampleTargets: (count: string) => string;
  readonly decided: (status: string) => string;
  readonly sending: string;
  readonly failed: string;
  readonly noScript: string;
  readonly why: string;
  readonly whyNot: string;
  readonly whyNotNote: string;
  readonly measured: string;
  readonly what: string;
  readonly value: string;
  readonly heldAgainst: string;
  readonly evidence: {
    readonly sharedOrders: string;
    readonly byChance: (value: string) => string;
    readonly owners: string;
    readonly followers: (value: string) => string;
    readonly purity: string;
    readonly density: string;
    readonly returns: string;
    readonly reciprocity: string;
    readonly circle: string;
    readonly coaction: string;
    readonly besides: string;
    readonly views: string;
    readonly retracted: string;
    readonly usual: (value: string) => string;
    readonly gaps: string;
    readonly age: string;
    readonly days: (value: string) => string;
    readonly common: (kind: string, values: string) => string;
    readonly ofAll: (value: string) => string;
    readonly notMeasurable: string;
    readonly spectrum: string;
    readonly spectrumBins: readonly string[];
  };
  readonly counts: string;
  readonly countsNote: string;
  readonly countsNow: string;
  readonly stays: string;
  readonly cut: string;
  readonly moreTargets: (count: string) => string;
  readonly acts: string;
  /** What stands before and after the time. */
  readonly actsCaption: (per: string, peak: string) => readonly [before: string, after: string];
  readonly actsNone: string;
  readonly partial: (drawn: string, all: string) => string;
  readonly graph: string;
  readonly graphCaption: (
    members: string,
    ofMembers: string,
    targets: string,
    ofTargets: string,
    filled: string,
  ) => string;
  readonly owners: string;
  readonly ownerActs: (acts: string) => string;
  readonly payees: string;
  readonly payeesNote: string;
  readonly payeeOrders: (orders: string) => string;
  readonly members: string;
  readonly memberOrders: (orders: string) => string;
  readonly eventList: string;
  readonly next: string;
  readonly first: string;
  readonly takenBack: string;
  readonly erased: string;
  readonly eventsKept: string;
  readonly lifecycle: string;
  readonly transitionText: (transition: CampaignTransition["transition"], members: string) => string;
  readonly transitionOther: (transition: CampaignTransition["transition"]) => string;
  readonly reviews: string;
  readonly reviewsNone: string;
  readonly byPolicy: (policy: string, scoreMin: string) => string;
  readonly notFound: string;
  readonly notFoundText: string;
}

export const CAMPAIGN_PAGE_WORDS: Record<Lang, CampaignPageWords> = {
  zh: {
    campaign: "疑似协同行为",
    oneOf: { open: "疑似协同行为", confirmed: "刷量团伙", dismissed: "疑似协同行为" },
    noneYet: "尚未发现疑似协同行为",
    noneText: (events) => `已检视 ${events} 个事件。成群行动的账号会在开始后一分钟内出现在这里。`,
    withThem: "计入时",
    withoutThem: "扣除后",
    since: "始于",
    more: (count) => `另有 ${count} 个，见`,
    totals: (open, confirmed, dismissed, events) =>
      `待复核 ${open} 个，已确认 ${confirmed} 个，已驳回 ${dismissed} 个；已扣除 ${events} 个事件`,
    health: { off: "检测未开启", starting: "检测启动中", watching: "检测运行中", failed: "检测已停止" },
    healthDetail: (looked, behind) => `已检视 ${looked} 个事件，尚余 ${behind} 个`,
    look: (window, ms) => `${window} ${ms}`,
    lookedAt: "上次检视",
    evicted: (count) => `流量过大，${count} 个事件未能留足窗口时长`,
    statusWord: { open: "待复核", confirmed: "已确认", dismissed: "已驳回" },
    originWord: {
      near_line: "近线检测（数分钟内）",
      nightly: "夜间检测（数周历史）",
      known_pool: "由已知账号池识别",
    },
    live: "进行中",
    ended: "已结束",
    back: "返回总览",
    claim: "这是对记录的描述，可供复核，并非对任何人的认定。",
    counterfactual: (target, type, without, withThem) =>
      `扣除其影响，${target} 的${type}数为 ${without}，而非 ${withThem}。`,
    facts: {
      score: "评分",
      falseAlarms: "误报率",
      falseAlarmUnknown: "此种发现方式未经测量",
      origin: "发现方式",
      matchedPool: "已知账号池",
      window: "时段",
      found: "首次发现",
      seen: "最近发现",
      events: "事件",
      corrected: "已扣除事件",
    },
    decide: "复核",
    decideNote: "两种决定都会记录在案，并可随时撤销。",
    by: "复核人",
    note: "理由",
    noteHint: "（驳回时必填）",
    confirm: "确认",
    dismiss: "驳回",
    reopen: "撤销决定",
    confirmEffect: (events, fall) => `其 ${events} 个事件不再计入；公开数合计减少 ${fall}。`,
    dismissEffect: "计数不变：其事件仍按各自判定计入；不再重复提示。",
    dismissConfirmedEffect: (events, rise) =>
      `其 ${events} 个事件按各自判定重新计入，公开数合计增加 ${rise}；不再重复提示。`,
    reopenConfirmedEffect: (events, rise) =>
      `其 ${events} 个事件按各自判定重新计入，公开数合计增加 ${rise}；重新等待复核。`,
    reopenEffect: "计数不变；重新等待复核。",
    noEffectYet: "没有可变动的计数。",
    sampleTargets: (count) => `（按前 ${count} 个目标计）`,
    decided: (status) => `已记录：${status}。`,
    sending: "正在提交…",
    failed: "未能提交",
    noScript: "本页的按钮需要脚本；也可调用接口：",
    why: "依据",
    whyNot: "为什么不是粉丝团或其他正当群体",
    whyNotNote: "逐一对照证据检验的正当解释。",
    measured: "测量值",
    what: "指标",
    value: "数值",
    heldAgainst: "对照",
    evidence: {
      sharedOrders: "任意两名成员的共同目标数",
      byChance: (value) => `随机预期 ${value}`,
      owners: "均摊到的归属账号数",
      followers: (value) => `粉丝约为 ${value}`,
      purity: "成员占目标受众的比例",
      density: "参与单个目标的成员比例",
      returns: "光顾同一归属账号其他目标（相对这些目标）",
      reciprocity: "获益账号中本身是成员的比例",
      circle: "熟人圈接近 100 %",
      coaction: "成员行为中落在这些目标的比例",
      besides: "成员人均其他互动数",
      views: "成员人均浏览数",
      retracted: "事后撤回的比例",
      usual: (value) => `通常为 ${value}`,
      gaps: "间隔的变异系数",
      age: "账号年龄中位数",
      days: (value) => `${value} 天`,
      common: (kind, values) => `共用${kind}（${values} 个）`,
      ofAll: (value) => `全体账号的 ${value}`,
      notMeasurable: "无法测量",
      spectrum: "同一目标相邻行为的间隔分布",
      spectrumBins: ["<1 秒", "<4 秒", "<16 秒", "<64 秒", "<4 分", "<17 分", "<68 分", "更长"],
    },
    counts: "计数：计入与扣除",
    countsNote: "每个目标的公开数：其事件按各自判定计入，与全部扣除之后。",
    countsNow: "现为",
    stays: "其他人的互动",
    cut: "其互动",
    moreTargets: (count) => `另有 ${count} 个目标，见`,
    acts: "行为时间线",
    actsCaption: (per, peak) => [`每格 ${per}；最多一格 ${peak} 次，始于 `, "。"],
    actsNone: "没有可绘制的事件。",
    partial: (drawn, all) => `仅绘制前 ${drawn} 个事件，共 ${all} 个。`,
    graph: "谁参与了什么",
    graphCaption: (members, ofMembers, targets, ofTargets, filled) =>
      `每行一名成员（最确定的 ${members} 名，共 ${ofMembers} 名），每列一个目标（${targets} 个，共 ${ofTargets} 个）；填满 ${filled}。`,
    owners: "获益账号",
    ownerActs: (acts) => `${acts} 次`,
    payees: "订单付给了谁",
    payeesNote: "作品所有者向其付款后，作品在上述行为期间上涨；关联不等于定论。",
    payeeOrders: (orders) => `${orders} 笔订单`,
    members: "成员",
    memberOrders: (orders) => `${orders} 个目标`,
    eventList: "事件",
    next: "下一页",
    first: "回到第一页",
    takenBack: "已撤回",
    erased: "已删除的账号",
    eventsKept: "日志已不再保留的事件不在此列出；计数仍包含它们。",
    lifecycle: "生命周期",
    transitionText: (transition, members) =>
      `${{ began: "开始", grew: "扩大", shrank: "缩小", split: "分裂", merged: "合并", ended: "结束" }[transition]}，${members} 名成员`,
    transitionOther: (transition) => (transition === "split" ? "出自" : "并入"),
    reviews: "复核记录",
    reviewsNone: "尚无人复核。",
    byPolicy: (policy, scoreMin) => `策略 ${policy}（评分不低于 ${scoreMin}）`,
    notFound: "没有这起疑似协同行为",
    notFoundText: "它可能从未被发现，或属于另一个数据目录。",
  },
  en: {
    campaign: "Campaign",
    oneOf: { open: "Campaign", confirmed: "Campaign", dismissed: "Campaign" },
    noneYet: "No campaign found yet",
    noneText: (events) =>
      `${events} events watched. Accounts that act together show here within a minute of starting.`,
    withThem: "with them",
    withoutThem: "without",
    since: "since",
    more: (count) => `${count} more in`,
    totals: (open, confirmed, dismissed, events) =>
      `${open} open, ${confirmed} confirmed, ${dismissed} dismissed; ${events} events taken out`,
    health: {
      off: "detection is off",
      starting: "detection is starting",
      watching: "watching",
      failed: "detection has stopped",
    },
    healthDetail: (looked, behind) => `${looked} events looked at, ${behind} to go`,
    look: (window, ms) => `${window} in ${ms}`,
    lookedAt: "last look",
    evicted: (count) => `too much traffic: ${count} events were let go before their window was over`,
    statusWord: { open: "open", confirmed: "confirmed", dismissed: "dismissed" },
    originWord: {
      near_line: "near-line, within minutes",
      nightly: "nightly, over weeks",
      known_pool: "by a pool that was known",
    },
    live: "going on",
    ended: "over",
    back: "overview",
    claim: "This describes records, for a person to review. It is not a finding about anybody.",
    counterfactual: (target, type, without, withThem) =>
      `Without them ${target} has ${without} ${type}, not ${withThem}.`,
    facts: {
      score: "score",
      falseAlarms: "false alarms",
      falseAlarmUnknown: "not measured for this way of finding",
      origin: "found",
      matchedPool: "known pool",
      window: "acted",
      found: "first found",
      seen: "last found",
      events: "events",
      corrected: "events taken out",
    },
    decide: "Review",
    decideNote: "Every decision is kept on record, and can be undone at any time.",
    by: "your name",
    note: "why",
    noteHint: "(needed to dismiss)",
    confirm: "Confirm",
    dismiss: "Dismiss",
    reopen: "Undo the decision",
    confirmEffect: (events, fall) =>
      `Its ${events} events stop counting; public counts fall by ${fall} in all.`,
    dismissEffect:
      "Counts stay as they are: its events go on counting as each was decided. It is not raised again.",
    dismissConfirmedEffect: (events, rise) =>
      `Its ${events} events count again as each was decided; public counts rise by ${rise} in all. It is not raised again.`,
    reopenConfirmedEffect: (events, rise) =>
      `Its ${events} events count again as each was decided; public counts rise by ${rise} in all. It waits for a decision again.`,
    reopenEffect: "Counts stay as they are. It waits for a decision again.",
    noEffectYet: "There is no count to move.",
    sampleTargets: (count) => ` (on its first ${count} targets)`,
    decided: (status) => `Recorded: ${status}.`,
    sending: "sending …",
    failed: "Not sent",
    noScript: "The buttons of this page need a script. The same by hand:",
    why: "What speaks for it",
    whyNot: "Why it is not a fan club, or another honest group",
    whyNotNote: "Honest explanations, each held against the evidence.",
    measured: "Measured",
    what: "what",
    value: "value",
    heldAgainst: "held against",
    evidence: {
      sharedOrders: "targets that two members share",
      byChance: (value) => `by chance ${value}`,
      owners: "owners served in equal measure",
      followers: (value) => `followers: about ${value}`,
      purity: "members' part of the audiences",
      density: "members who came to one target",
      returns: "turnout at the owners' other targets, of that here",
      reciprocity: "owners who are members",
      circle: "a circle: near 100 %",
      coaction: "members' acts that fall on these targets",
      besides: "other acts of a member",
      views: "views of a member",
      retracted: "acts taken back",
      usual: (value) => `usual: ${value}`,
      gaps: "variation of the gaps",
      age: "median account age",
      days: (value) => `${value} days`,
      common: (kind, values) => `shared ${kind} (${values})`,
      ofAll: (value) => `of all accounts ${value}`,
      notMeasurable: "not measurable",
      spectrum: "gaps between acts on one target",
      spectrumBins: ["<1 s", "<4 s", "<16 s", "<64 s", "<4 min", "<17 min", "<68 min", "more"],
    },
    counts: "Counts, with and without",
    countsNote: "Public count of each target if its events counted as each was decided, and if none did.",
    countsNow: "now",
    stays: "everybody else",
    cut: "this campaign",
    moreTargets: (count) => `${count} more targets in`,
    acts: "When they acted",
    actsCaption: (per, peak) => [`One bar is ${per}; most in one: ${peak}, from `, "."],
    actsNone: "There are no events to draw.",
    partial: (drawn, all) => `Drawn from the first ${drawn} of ${all} events.`,
    graph: "Who took part in what",
    graphCaption: (members, ofMembers, targets, ofTargets, filled) =>
      `A row is a member (the ${members} surest of ${ofMembers}), a column a target (${targets} of ${ofTargets}); ${filled} are filled.`,
    owners: "Who gained",
    ownerActs: (acts) => `${acts} acts`,
    payees: "Payees whose orders it served",
    payeesNote:
      "Owners of these items paid them, and the items stepped up while this campaign acted; a link is no verdict.",
    payeeOrders: (orders) => `${orders} orders`,
    members: "Members",
    memberOrders: (orders) => `${orders} targets`,
    eventList: "Events",
    next: "next",
    first: "back to the first",
    takenBack: "taken back",
    erased: "erased account",
    eventsKept: "Events that the log no longer keeps are not listed; counts hold them.",
    lifecycle: "Lifecycle",
    transitionText: (transition, members) => `${transition}, ${members} members`,
    transitionOther: (transition) => (transition === "split" ? "from" : "took in"),
    reviews: "Decisions",
    reviewsNone: "Nobody has reviewed it.",
    byPolicy: (policy, scoreMin) => `policy ${policy} (score ${scoreMin} or above)`,
    notFound: "There is no such campaign",
    notFoundText: "It was never found, or it belongs to another data folder.",
  },
};
