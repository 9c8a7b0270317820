import { figureText, percentText } from "./figure-text.ts";

/** Things several accounts can have in common, from the most particular to the least. */
export const COMMON_KINDS = [
  "device",
  "ip",
  "ip_prefix",
  "asn",
  "user_agent",
  "batch",
  "registered_hour",
] as const;
export type CommonKind = (typeof COMMON_KINDS)[number];

/** What members have in common of one kind. */
export interface Concentration {
  readonly kind: CommonKind;

  readonly share: number;
  /** Different values that those members have. */
  readonly values: number;
  /** Part of all accounts that have one of these values. */
  readonly baseline: number;
}

/** What the rest of the members' lives, and everybody else's, say of a group. Factors are over what chance explains. */
export interface InterestEvidence {
  /** Part of the members' acts that fall on the group's targets, and the same of people of their taste who are no members. */
  readonly memberShare: number;
  readonly twinShare: number;
  /** What members share on the targets over what they share elsewhere, and what they share elsewhere. */
  readonly sharedBeyond: number;
  readonly sharedElsewhere: number;
  /** What other visitors of one owner's targets share with those of another's: about 1 where the owners have nothing to do with each other. */
  readonly audiencesShare: number;
  /** Whether owners are known; else each target stands for one in the next three. */
  readonly ownersKnown: boolean;
  /** Owners who gain, as many as if all gained alike. */
  readonly ownersEffective: number;
  readonly ownersServed: number;
  /** Owners who gain and are not of the members' own circle, as many as if all gained alike. */
  readonly strangersEffective: number;
  readonly actsPerOwner: number;
  /** Targets of the group over their owners. */
  readonly targetsPerOwner: number;
  /** Days on which an owner was served, on average, and part of all owners who were served on one such day. null = no owner is known. */
  readonly daysPerOwner: number | null;
  readonly ownersTogether: number | null;
  /** Part of the members' acts to which the platform itself called them, by a task, a push, a list of its own, or in a live room. null = the events do not say. */
  readonly calledShare: number | null;
  /** Part of the owners, or of the targets where no owner is known, that a member came to with three kinds of act and more. null = the data tell fewer kinds. */
  readonly manyKindsShare: number | null;
  /** How unevenly members take part; 0 for drawing lots. */
  readonly servedSpread: number;
  /** How far from drawing lots it is who meets whom on the targets: 0 for lots; and its standard error. null = too little to tell. */
  readonly lotSpread: number | null;
  readonly lotSpreadError: number | null;
  /** Rank correlation of how many members came to the targets and how many others. null = too few targets. */
  readonly sizesLikeOthers: number | null;
  /** Times what the same owners' other things get that members alone bring to a target. null = too few owners have other things. */
  readonly aboveUsual: number | null;
  /** Hours in which the middle of the members came to a target, and what is usual of targets of such sizes. */
  readonly deliveryHours: number | null;
  readonly usualHours: number;
  /** Different half days in which a member came to the targets, on average. */
  readonly occasions: number;
  /** Days of events that all this was measured in. */
  readonly spanDays: number;
  /** Part of the members' acts on the targets, of others' acts, and of the members' acts elsewhere, before which the actor had opened the target. null without views. */
  readonly opened: number | null;
  readonly openedUsual: number | null;
  readonly openedElsewhere: number | null;
  /** Part of the members' acts in the six quietest hours of the day, and of all acts. null where no delivery takes half a day, or nobody sleeps. */
  readonly quiet: number | null;
  readonly quietUsual: number | null;
}

/** What speaks for a group acting together, and against. null = not measurable. */
export interface CampaignEvidence {
  /** Orders that two members share, on average over pairs, and what popularity, activity and the hour of day explain of it. */
  readonly sharedOrders: number;
  readonly sharedOrdersExpected: number;
  /**
   * Owners who gain, as many as if all gained alike: exp(entropy) of the members' acts over them, or, where less, one over the chance that two orders of one
   * member are one owner's. Fans gather on one, sold pools serve many.
   */
  readonly ownersEffective: number;
  /** Members' part of the audiences of the orders. */
  readonly purity: number;
  /** Part of the members that works on one order, on average. */
  readonly density: number;
  /** Members' turnout at the same owners' other targets, relative to the orders: near 1 for followers, near 0 for hands. */
  readonly returnRatio: number | null;
  /** Part of the owners who are members themselves, or come to what members own: people of one circle like each other, hands gain nothing. null when no owner is known. */
  readonly reciprocity: number | null;
  /** Part of the members' acts that fall on orders; the rest is ordinary life, or cover. */
  readonly inCampaignShare: number;
  /** Acts (views left out) of a member beside the orders, on average. */
  readonly unrelatedActs: number;
  /** Views of a member, of anything, on average. */
  readonly viewsPerMember: number;
  /** Part of the bought acts that were taken back. */
  readonly retractedShare: number;
  /** Standard deviation over mean of the gaps between acts of one order: 1 by chance, less when paced, more in rounds. null below 10 gaps. */
  readonly gapVariation: number | null;
  /** Shares of the gaps by length: under 1 s, 4 s, 16 s, 64 s, 4 min, 17 min, 68 min, and above. */
  readonly gapSpectrum: readonly number[];
  /** What members have in common, by kind; kinds the events do not tell are missing. */
  readonly common: readonly Concentration[];
  /** Median account age at the window's beginning, days. */
  readonly ageMedianDays: number | null;
  /** Part of the members who were only ever seen on devices of several accounts, beyond what is usual. Missing where it was not looked at. */
  readonly rackedShare?: number;
  /** Missing where only the window itself was looked at. */
  readonly interest?: InterestEvidence;
}

/** Codes of what can be said for or against; the texts are templates over {value} and {baseline}. */
export const CAMPAIGN_REASONS = {
  shared_orders: {
    en: "two members share {value} targets on average; chance explains {baseline}",
    zh: "任意两名成员平均共同参与 {value} 个目标，按随机预期仅 {baseline} 个",
  },
  many_owners: {
    en: "their acts serve {value} unrelated owners in equal measure; followers gather on {baseline}",
    zh: "其行为均摊于 {value} 个互不相关的归属账号，粉丝行为通常集中于 {baseline} 个",
  },
  audience_share: {
    en: "members make up {value} of those who came to these targets at the same time and in the same manner",
    zh: "同一时段、以同样方式参与这些目标的账号中，成员占 {value}",
  },
  beyond_taste: {
    en: "{value} of the members' acts fall on these targets; of people of the same taste, {baseline}",
    zh: "成员 {value} 的行为落在这些目标上；兴趣相同的其他人仅 {baseline}",
  },
  only_there: {
    en: "what members share on these targets is {value} times what they share elsewhere",
    zh: "成员在这些目标上的重合程度是其在其他内容上的 {value} 倍",
  },
  unrelated_lives: {
    en: "elsewhere members share {value} times what chance explains; people of one interest share far more",
    zh: "在其他内容上，成员间的重合仅为随机预期的 {value} 倍；同好之间远高于此",
  },
  unrelated_audiences: {
    en: "the other visitors of these owners share {value} times what chance explains: the owners have hardly anything to do with each other",
    zh: "这些归属账号的其他访客之间的重合为随机预期的 {value} 倍：这些账号之间几乎没有关联",
  },
  owners_served: {
    en: "their acts serve {value} owners in equal measure; fans follow up to {baseline} together",
    zh: "其行为均摊于 {value} 个归属账号，粉丝共同关注的通常不超过 {baseline} 个",
  },
  once_each: {
    en: "members act {value} times for each owner they serve; followers come back",
    zh: "成员对每个归属账号平均仅行为 {value} 次，粉丝会反复光顾",
  },
  regulars: {
    en: "{value} targets of each owner, as regulars come to; customers order up to {baseline}",
    zh: "每个归属账号有 {value} 个目标被参与，与常客相符；买家通常不超过 {baseline} 个",
  },
  not_opened: {
    en: "members had opened the target before {value} of their acts; people usually before {baseline}",
    zh: "成员 {value} 的行为之前打开过目标；通常为 {baseline}",
  },
  at_all_hours: {
    en: "{value} of the members' acts fall into the six quietest hours of the day; of all acts, {baseline}",
    zh: "成员 {value} 的行为落在一天中最安静的六小时；全体为 {baseline}",
  },
  targets_served: {
    en: "their acts serve {value} targets in equal measure; whose they are is not known",
    zh: "其行为均摊于 {value} 个目标；目标归属未知",
  },
  quick_delivery: {
    en: "members came to a target within {value} hours; people usually within {baseline}",
    zh: "成员集中在 {value} 小时内到达同一目标，通常为 {baseline} 小时",
  },
  occasions: {
    en: "each member came on {value} separate occasions; a class, a call or a show explains up to {baseline}",
    zh: "平均每名成员先后在 {value} 个时段行动；课堂、号召或直播最多解释 {baseline} 次",
  },
  even_hands: {
    en: "members take part evenly (spread {value}), as if told off by lot; of people a few come for most",
    zh: "成员参与次数均匀（离散度 {value}），如同派单；普通人群中少数人占多数",
  },
  on_racks: {
    en: "{value} of the members were only ever seen on devices that bear four accounts and more; families and schools have phones of their own besides",
    zh: "{value} 的成员只出现在承载四个及以上账号的设备上；家庭和学校用户另有自己的手机",
  },
  by_lot: {
    en: "who comes with whom follows no friendship, taste or hour (structure {value}; lots drawn give 0), as if each order took whoever was free",
    zh: "哪些成员同时出现不受关系、兴趣或时段影响（结构度 {value}，随机抽派为 0），如同每单随机派人",
  },
  platform_called: {
    en: "{value} of the members' acts came by the platform's own call (a task, a push, a list of its own) or in a live room, which puts the same before all",
    zh: "成员 {value} 的行为来自平台自身的入口（任务、推送或列表）或发生在直播间内，所有人看到的内容相同",
  },
  many_kinds: {
    en: "on {value} of their visits members did three kinds of act and more for an owner, as a draw or a drive asks",
    zh: "成员 {value} 的到访对同一归属账号做了三种以上互动，与抽奖或公益活动的要求相符",
  },
  gainers_unknown: {
    en: "nobody knows who owns the {value} targets: friends who like each other's things would look the same",
    zh: "{value} 个目标的归属账号未知，互相点赞的熟人圈看起来也是如此",
  },
  kinds_untold: {
    en: "the data tell too few kinds of act to see whether members did all that a draw asks for; who takes part in {value} draws would look the same",
    zh: "数据包含的互动种类太少，无法判断成员是否完成了抽奖要求的全部互动；参加 {value} 次抽奖的普通用户看起来也是如此",
  },
  same_owners_again: {
    en: "the same owners are come to together again: {value} of them on one day; customers order on days of their own",
    zh: "同一批归属账号被一再同时光顾：同一天涉及其中 {value}；买家通常各自在不同日期下单",
  },
  above_usual: {
    en: "members alone bring a target {value} times what the same owners' other things get in all; a community's things get about {baseline} times that",
    zh: "仅成员就使目标的互动量达到同一归属账号其他内容的 {value} 倍；普通社群约为 {baseline} 倍",
  },
  inside_share: {
    en: "{value} of all that members do falls on these targets",
    zh: "成员全部行为的 {value} 落在这些目标上",
  },
  no_return: {
    en: "members come to the same owners' other targets {value} times as often as to these; followers do nearly as often",
    zh: "成员光顾同一归属账号其他目标的频率仅为这些目标的 {value} 倍，真实粉丝接近 1 倍",
  },
  loyal_audience: {
    en: "members also come to the same owners' other targets, as followers do ({value} of the turnout here)",
    zh: "成员同样光顾同一归属账号的其他目标（为这些目标参与度的 {value}），与粉丝行为相符",
  },
  circle: {
    en: "{value} of those who gain are members themselves, as in a circle of people who like each other",
    zh: "{value} 的获益账号本身就是成员，与互相点赞的熟人圈相符",
  },
  loose: {
    en: "each member works on {value} of the orders only, as people of one community do; sold pools on more than {baseline}",
    zh: "每名成员仅参与 {value} 的订单，与同一社群的普通用户相符；出售的账号池通常高于 {baseline}",
  },
  uneven: {
    en: "some members are there for nearly everything and most for little, as in a community (spread {value}; hands told off to orders stay below {baseline})",
    zh: "少数成员几乎全程参与而多数成员极少参与，与普通社群相符（离散度 {value}，按单派工的账号低于 {baseline}）",
  },
  shared_device: {
    en: "{value} of the members act from devices they share; among all accounts {baseline} use these devices",
    zh: "{value} 的成员共用设备；全体账号中使用这些设备的仅 {baseline}",
  },
  shared_network: {
    en: "{value} of the members act from the same few addresses or networks, which {baseline} of all accounts use",
    zh: "{value} 的成员集中于少数地址或网络；全体账号中使用它们的为 {baseline}",
  },
  shared_registration: {
    en: "{value} of the members were registered together; {baseline} of all accounts come from these batches",
    zh: "{value} 的成员为同批注册；全体账号中来自这些批次的为 {baseline}",
  },
  newcomers: {
    en: "{value} of the members joined together, on devices and addresses of their own, as newcomers of a region do ({baseline} of all accounts)",
    zh: "{value} 的成员同期注册但设备与地址各不相同，与新开通地区的新用户相符（全体账号中为 {baseline}）",
  },
  paced_acts: {
    en: "acts come at even gaps: variation {value}, by chance {baseline}",
    zh: "行为间隔过于均匀：变异系数 {value}，随机情形约为 {baseline}",
  },
  known_pool: {
    en: "{value} of those who came belong to a pool known from before; chance explains {baseline}",
    zh: "到访者中有 {value} 个属于此前已识别的账号池，按随机预期仅 {baseline} 个",
  },
  dense_block: {
    en: "a second method, which looks for dense blocks in time and knows no owners or devices, finds {value} of the members; of all accounts it finds {baseline}",
    zh: "另一独立方法（只按时间寻找稠密块，不看归属与设备）找出了 {value} 的成员；全体账号中仅 {baseline} 被找出",
  },
  taken_back: {
    en: "{value} of the acts were taken back; usual is {baseline}",
    zh: "{value} 的行为事后被撤回，通常为 {baseline}",
  },
} as const satisfies Record<string, { readonly en: string; readonly zh: string }>;
export type CampaignReasonCode = keyof typeof CAMPAIGN_REASONS;

/** Why: what was measured, what it is held against, and what it adds to the log-odds (negative: it speaks against). */
export interface CampaignReason {
  readonly rule: CampaignReasonCode;
  readonly value: number;
  readonly baseline: number | null;
  readonly weight: number;
}

/** A reason in words: shares as percentages, counts with two digits. */
export function campaignReasonText(reason: CampaignReason, language: "en" | "zh"): string {
  const say = PERCENTAGES.includes(reason.rule) ? percentText : figureText;
  return CAMPAIGN_REASONS[reason.rule][language]
    .replace("{value}", say(reason.value))
    .replace("{baseline}", say(reason.baseline));
}

const PERCENTAGES: readonly CampaignReasonCode[] = [
  "loose",
  "audience_share",
  "loyal_audience",
  "beyond_taste",
  "inside_share",
  "platform_called",
  "many_kinds",
  "same_owners_again",
  "newcomers",
  "circle",
  "dense_block",
  "shared_device",
  "shared_network",
  "shared_registration",
  "taken_back",
];

/** One thing that was served: one kind of act on one target. Keys are 64-bit hashes as 16 hexadecimal digits. */
export interface CampaignTarget {
  readonly key: string;
  /** null = the events do not say. */
  readonly owner: string | null;
  /** Event type. */
  readonly type: string;
  readonly members: number;
  /** Everybody who did the same in the time looked at. */
  readonly audience: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Sequence of an event on it, by which its id can be read. */
  readonly event: number;
}

export interface CampaignMember {
  readonly key: string;
  /** Probability of belonging, in (0.5, 1]. */
  readonly probability: number;
  /** Orders it took part in. */
  readonly orders: number;
  /** Sequence of one of its events, by which its id can be read. */
  readonly event: number;
}

/** What one run found: a claim about a group, without identity over time. */
export interface Cluster {
  /** In [0, 1]. */
  readonly score: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly members: readonly CampaignMember[];
  readonly targets: readonly CampaignTarget[];
  /** Who gained, and how many of the acts; most first. */
  readonly owners: readonly { readonly key: string; readonly acts: number }[];
  /** Sequences of the members' acts on the targets, of the targets' type; ascending. What counts are corrected by. */
  readonly events: Float64Array;
  /** Sequences of whatever else members did to the targets: views on the way, retractions; ascending. */
  readonly visits: Float64Array;
  readonly evidence: CampaignEvidence;
  /** Strongest first. */
  readonly reasons: readonly CampaignReason[];
}

/** How a campaign came to be what it is. */
export interface CampaignTransition {
  readonly atMs: number;
  readonly transition: "began" | "grew" | "shrank" | "split" | "merged" | "ended";
  readonly members: number;
  /** The campaign it split from, or that merged into it. */
  readonly other: string | null;
}

/** A cluster with a stable id over time: a reviewable claim of coordination. */
export interface Campaign extends Cluster {
  readonly id: string;
  readonly lifecycle: readonly CampaignTransition[];
}
