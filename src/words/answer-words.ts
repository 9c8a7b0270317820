import type { AuditReport, PlantedMake, PlantedPower } from "../nouns/audit-report.ts";
import type { DataLimit } from "../nouns/data-limit.ts";
import { shareKind } from "./follower-words.ts";
import type { Both } from "./language.ts";
import { countText, shareText } from "./number-text.ts";

/** What was asked of the file, and over what time, as the sentences need it. */
export interface Asked {
  readonly type: Both;
  readonly events: number;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

const span = ({ from, to, zone }: Asked): Both => ({
  zh: `${from} 至 ${to}（${zone}）`,
  en: `from ${from} to ${to} (${zone})`,
});

/** Part of what one make planted, that was seen. */
const partSeen = ({ planted, seen }: PlantedMake): number => (planted === 0 ? 0 : seen / planted);

/** Nothing was there to be judged. */
export const NO_EVENTS: Both = {
  zh: "输入中没有可判定的互动事件。",
  en: "The input holds no engagement to judge.",
};

/** Some is unusual, one by one. `share`, `low`, `high` in [0, 1]. */
export function unusualWords(asked: Asked, share: number, low: number, high: number): Both {
  const interval = `${shareText(low)} – ${shareText(high)}`;
  const at = span(asked);
  return {
    zh: `${at.zh}的 ${countText(asked.events)} 次${asked.type.zh}中，${shareText(share)} 有异常（95 % 区间 ${interval}）`,
    en: `${shareText(share)} of ${countText(asked.events)} ${asked.type.en} ${at.en} ${asked.events === 1 ? "is" : "are"} unusual for earned engagement (95 % interval ${interval})`,
  };
}

/** Nothing stands out by itself, where groups or surges do. */
export function noneAloneWords(asked: Asked): Both {
  const at = span(asked);
  return {
    zh: `${at.zh}的 ${countText(asked.events)} 次${asked.type.zh}，逐条来看均无异常`,
    en: `One by one, none of ${countText(asked.events)} ${asked.type.en} ${at.en} is unusual`,
  };
}

/** Nothing at all, in a file that would have shown it. */
export function zeroWords(asked: Asked, high: number, power: PlantedPower): Both {
  const at = span(asked);
  const interval = `0 % – ${shareText(high)}`;
  const once = power.makes.find(({ make }) => make === "once");
  const unseen = once === undefined || partSeen(once) < 0.5;
  const bought = shareText(power.share);
  return {
    zh: `${at.zh}的 ${countText(asked.events)} 次${asked.type.zh}中，0 % 有异常（95 % 区间 ${interval}）；若有 ${bought} 购自同一批账号，本文件足以看出${unseen ? "，但每人只做一次的刷量看不出" : ""}`,
    en: `0 % of ${countText(asked.events)} ${asked.type.en} ${at.en} are unusual for earned engagement (95 % interval ${interval}); had ${bought} been bought from one pool of accounts, this file would have shown it${unseen ? ", but not people paid once each" : ""}`,
  };
}

/** Nothing, in a file that would not have shown it. */
export function cannotTellWords(asked: Asked): Both {
  const at = span(asked);
  return {
    zh: `${at.zh}的 ${countText(asked.events)} 次${asked.type.zh}未见异常，但仅凭本文件无法判断其中 5 % 是否为购买所得`,
    en: `Nothing unusual stands out among ${countText(asked.events)} ${asked.type.en} ${at.en}, but this file cannot show whether 5 % of them were bought`,
  };
}

/** Added where little was found in a file that would not have shown more. */
export const MORE_NOT_EXCLUDED: Both = {
  zh: "；是否还有更多，仅凭本文件无法排除",
  en: "; that more was bought cannot be excluded by this file",
};

/** Groups, as a clause. */
export function groupsClause(groups: number, accounts: number, events: number): Both {
  return {
    zh: `；另有 ${countText(groups)} 起疑似协同行为（${countText(accounts)} 个账号、${countText(events)} 个事件）待复核`,
    en: `; ${countText(groups)} ${groups === 1 ? "group" : "groups"} of ${countText(accounts)} accounts ${groups === 1 ? "looks" : "look"} coordinated, in ${countText(events)} events, for a person to review`,
  };
}

/** Surges, as a clause. */
export function surgesClause(targets: number): Both {
  return {
    zh: `；${countText(targets)} 个目标的增长并非由浏览带来`,
    en: `; ${targets === 1 ? "one target" : `${countText(targets)} targets`} saw a surge that was not earned by being seen`,
  };
}

/** The second tier, as a clause: a hint, said to be one. */
export function hintsClause(targets: number): Both {
  return {
    zh: `；但有 ${countText(targets)} 个目标的参与人群与常见受众不同（二级提示，不是结论）`,
    en: `, but ${targets === 1 ? "one target has" : `${countText(targets)} targets have`} a crowd unlike the usual audience (a hint, no finding)`,
  };
}

/** What a follower list says beside the events, where batches were found in it: a share only where its interval tells one. */
export function followersClause(accounts: number, share: number, low: number, high: number): Both {
  const range = `${shareText(low)} – ${shareText(high)}`;
  const kind = shareKind({ low, high });
  if (kind === "untold") {
    return {
      zh: `；粉丝列表的 ${countText(accounts)} 个账号中有成批账号的迹象，但占比无法确定（可能为 ${range}）`,
      en: `; batches stand out among the ${countText(accounts)} accounts in the follower list, but which share they are cannot be told (it may be anything in ${range})`,
    };
  }
  if (kind === "at_least") {
    return {
      zh: `；粉丝列表的 ${countText(accounts)} 个账号中至少 ${shareText(low)} 成批注册、命名或交付，与自然增长不一致，上限无法确定（95 % 区间 ${range}）`,
      en: `; of the ${countText(accounts)} accounts in the follower list at least ${shareText(low)} were registered, named or delivered in batches, inconsistent with earned following; how many more cannot be told (95 % interval ${range})`,
    };
  }
  return {
    zh: `；粉丝列表的 ${countText(accounts)} 个账号中，${shareText(share)}（95 % 区间 ${range}）成批注册、命名或交付，与自然增长不一致`,
    en: `; of the ${countText(accounts)} accounts in the follower list ${shareText(share)} (95 % interval ${range}) were registered, named or delivered in batches, inconsistent with earned following`,
  };
}

/** Handed-out comments, as a clause. */
export function copiedClause(comments: number): Both {
  return {
    zh: `；${countText(comments)} 条评论像是分发下来的文案`,
    en: `; ${countText(comments)} comments seem to have been handed out`,
  };
}

const MAKES: Readonly<Record<PlantedMake["make"], Both>> = {
  shared: { zh: "账号共用设备、集中交付", en: "from accounts that share devices and come within an hour" },
  careful: {
    zh: "同一批账号、各用设备、分散交付",
    en: "from one pool of accounts, each with a device of its own, over a day",
  },
  once: { zh: "每人只做一次", en: "from people paid once each" },
};

/** What was planted and how much of it was found, a sentence a make. */
export function powerWords({ share, type, makes }: PlantedPower, typeName: (type: string) => Both): Both {
  const name = typeName(type);
  const told = makes.map((make) => ({
    zh: `${MAKES[make.make].zh}的看出 ${shareText(partSeen(make))}`,
    en: `${shareText(partSeen(make))} of what came ${MAKES[make.make].en}`,
  }));
  return {
    zh: `检出能力：在内存中把相当于 ${shareText(share)} 的购买${name.zh}放入本文件的副本，再用同样的方法查找：${told.map(({ zh }) => zh).join("；")}。`,
    en: `What would have been seen: ${shareText(share)} of bought ${name.en} were planted into a copy of this file in memory and looked for in the same way; found: ${told.map(({ en }) => en).join("; ")}.`,
  };
}

/** Why nothing was planted, where it would have mattered. */
export const POWER_NOT_TRIED: Readonly<Record<NonNullable<AuditReport["power_not_tried"]>, Both | null>> = {
  not_needed: null,
  too_large: {
    zh: "检出能力未测：文件过大，不再通读第二遍。",
    en: "What would have been seen was not measured: the file is too large to go through a second time.",
  },
  pipe: {
    zh: "检出能力未测：标准输入只能读一遍，请改用文件。",
    en: "What would have been seen was not measured: standard input can be read once only; give a file.",
  },
  too_few: {
    zh: "检出能力未测：互动太少，5 % 不足一个最小的订单（12 次）。",
    en: "What would have been seen was not measured: 5 % of so little is less than the smallest order sold (12).",
  },
};

/** What to ask for, by what the file lacks; the key says why. */
export const ASK_WORDS = {
  acts: {
    zh: "点赞、评论、关注等行为的逐条记录，而不只是浏览",
    en: "the single likes, comments and follows, not only the views",
  },
  others: {
    zh: "同一时期该账号的其他作品，以及同类账号作品的同样导出",
    en: "the same export for other posts of the account, and for posts of comparable accounts, of the same weeks",
  },
  longer: {
    zh: "更长的时间：至少四周，从作品发布前开始",
    en: "a longer time: four weeks at least, from before the posts came out",
  },
  owners: { zh: "每个作品属于哪个账号", en: "which account each post belongs to" },
  views: {
    zh: "浏览的逐条记录，用来看互动是否由浏览带来",
    en: "the views one by one, to see whether engagement came from being seen",
  },
  shares: {
    zh: "来自分享的标记（context.parent_share），用来区分亲友受邀与受雇",
    en: "which acts came over a shared link (context.parent_share), to tell friends who were asked from people who were paid",
  },
  device: {
    zh: "设备标识（可用密钥散列，只要相同的仍相同）",
    en: "device ids (keyed hashes will do, as long as equal stays equal)",
  },
  ip: {
    zh: "IP 地址或网段（可用密钥散列）",
    en: "IP addresses or networks (keyed hashes will do)",
  },
  registered: { zh: "账号注册时间", en: "when the accounts were registered" },
  texts: { zh: "评论正文", en: "the texts of comments" },
} as const satisfies Readonly<Record<string, Both>>;

/** Which of them each limit of a file asks for. */
export const LIMIT_ASKS: Readonly<Record<DataLimit, keyof typeof ASK_WORDS>> = {
  no_acts: "acts",
  one_moment: "longer",
  each_once: "others",
  too_concentrated: "others",
  one_owner: "others",
  owners_unknown: "owners",
  few_days: "longer",
};

/** The question a spike without a reason asks. `at` as a clock time in the zone. */
export function spikeAsk(at: string, zone: string): Both {
  return {
    zh: `${at}（${zone}）前后发生了什么：投放、推荐、抽奖，还是站外链接`,
    en: `what happened about ${at} (${zone}): an advertisement, a recommendation, a giveaway, a link elsewhere`,
  };
}
