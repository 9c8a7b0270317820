import type { CampaignEvidence, CommonKind } from "./campaign.ts";
import type { Sentence } from "./campaign-words.ts";
import { figureText, percentText } from "./figure-text.ts";

/** Honest reasons for which accounts look as if they acted together; each is asked of every campaign. */
export const INNOCENT_EXPLANATIONS = [
  "chance",
  "fan_club",
  "family",
  "class",
  "flash_crowd",
  "shared_exit",
  "circle",
] as const;
export type InnocentExplanation = (typeof INNOCENT_EXPLANATIONS)[number];

/** `excluded`: the evidence speaks against it. `not_excluded`: it could be so. `not_measurable`: the events do not tell. */
export type Finding = "excluded" | "not_excluded" | "not_measurable";

/** One honest explanation, held against the evidence. */
export interface ExplanationFinding {
  readonly explanation: InnocentExplanation;
  readonly finding: Finding;
  /** What was measured, and what it would be if the explanation held; null = not measurable. */
  readonly value: number | null;
  readonly baseline: number | null;
  readonly text: Sentence;
}

/** What each explanation is called. */
export const EXPLANATION_WORDS: Readonly<Record<InnocentExplanation, Sentence>> = {
  chance: { zh: "巧合", en: "Chance" },
  fan_club: { zh: "粉丝团", en: "A fan club" },
  family: { zh: "家庭", en: "A family" },
  class: { zh: "班级或办公室", en: "A class or an office" },
  flash_crowd: { zh: "突发热点或推送", en: "A flash crowd or a push" },
  shared_exit: { zh: "校园网、运营商 NAT 或网吧", en: "A campus, a carrier's NAT, an internet café" },
  circle: { zh: "互相点赞的熟人圈", en: "Friends who like each other" },
};

/** What each finding is called. */
export const FINDING_WORDS: Readonly<Record<Finding, Sentence>> = {
  excluded: { zh: "已排除", en: "excluded" },
  not_excluded: { zh: "不能排除", en: "not excluded" },
  not_measurable: { zh: "无法测量", en: "not measurable" },
};

/** Shared orders above chance, as a factor, that popularity, habit and hour of day do not reach. */
const LIFT_MIN = 10;
/** Owners served in equal measure from which no one's following explains it; fans gather on one. */
const FAN_OWNERS_MAX = 3;
/** Turnout at the owners' other targets, relative to the orders: followers come to half of them at the least, hands to hardly any. */
const RETURN_FOLLOWERS_MIN = 0.5;
const RETURN_HANDS_MAX = 0.2;
/** A household with its relatives. */
const FAMILY_MEMBERS_MAX = 8;
/** A large class, or a floor of an office; and the owners it is asked to like. */
const CLASS_MEMBERS_MAX = 100;
const CLASS_OWNERS_MAX = 3;
/** Below it, addresses in common are not what joins the group. */
const EXIT_SHARE_MIN = 0.3;
/** Part of an audience that people behind one exit do not make up at owners of every kind. */
const EXIT_PURITY_MAX = 0.5;
/** People who rush to one thing come on devices of their own. */
const CROWD_DEVICE_SHARE_MAX = 0.5;
/** Owners who are members: from here on a circle cannot be ruled out. */
const CIRCLE_MIN = 0.1;

/**
 * Evidence → each honest explanation with what the evidence says of it, in the order of `INNOCENT_EXPLANATIONS`.
 * A reading of the evidence for people: it changes no score. `not_excluded` where in doubt.
 */
export function innocentExplanations(
  evidence: CampaignEvidence,
  size: { readonly members: number; readonly targets: number },
): readonly ExplanationFinding[] {
  return [
    chance(evidence, size.targets),
    fanClub(evidence),
    family(size.members),
    classRoom(evidence, size.members),
    flashCrowd(evidence, size.targets),
    sharedExit(evidence),
    circle(evidence),
  ];
}

function chance(evidence: CampaignEvidence, targets: number): ExplanationFinding {
  const { sharedOrders: value, sharedOrdersExpected: baseline } = evidence;
  if (targets < 2) {
    return unknown("chance", "一个目标不足以检验共同行为", "one target is too little to test common acts on");
  }
  const zh = `任意两名成员平均共有 ${figureText(value)} 个目标；按热度、活跃度与时段，随机预期为 ${figureText(baseline)} 个`;
  const en = `two members share ${figureText(value)} targets on average; popularity, activity and the hour of day explain ${figureText(baseline)}`;
  return { explanation: "chance", finding: excludedIf(above(evidence)), value, baseline, text: { zh, en } };
}

function fanClub(evidence: CampaignEvidence): ExplanationFinding {
  const { returnRatio, ownersEffective, reciprocity } = evidence;
  if (reciprocity === null) {
    return unknown("fan_club", "事件未注明目标归属账号", "the events do not say who owns the targets");
  }
  const finding = (
    verdict: Finding,
    value: number,
    zh: string,
    en: string,
    baseline = 1,
  ): ExplanationFinding => ({
    explanation: "fan_club",
    finding: verdict,
    value,
    baseline,
    text: { zh, en },
  });
  const came = figureText(returnRatio);
  if (returnRatio !== null && returnRatio >= RETURN_FOLLOWERS_MIN) {
    return finding(
      "not_excluded",
      returnRatio,
      `成员光顾同一归属账号其他目标的频率为这些目标的 ${came} 倍，与粉丝（约 1 倍）相近`,
      `members come to the same owners' other targets ${came} times as often as to these, much as followers do (1)`,
    );
  }
  const owners = figureText(ownersEffective);
  if (ownersEffective >= FAN_OWNERS_MAX) {
    return finding(
      "excluded",
      ownersEffective,
      `行为均摊于 ${owners} 个互不相关的归属账号；粉丝集中于 1 个`,
      `their acts serve ${owners} owners in equal measure; followers gather on 1`,
    );
  }
  if (returnRatio !== null && returnRatio < RETURN_HANDS_MAX) {
    return finding(
      "excluded",
      returnRatio,
      `成员几乎不看同一归属账号的其他目标（这些目标的 ${came} 倍）；粉丝约为 1 倍`,
      `members hardly come to the same owners' other targets (${came} times as often as to these); followers do (1)`,
    );
  }
  return finding(
    "not_excluded",
    ownersEffective,
    `行为集中于约 ${owners} 个归属账号，粉丝也会如此`,
    `their acts gather on ${aboutOwners(ownersEffective)}, as those of followers may`,
  );
}

function family(members: number): ExplanationFinding {
  const small = members <= FAMILY_MEMBERS_MAX;
  const zh = small
    ? `仅 ${members} 名成员，一个家庭即可解释`
    : `成员 ${members} 名；家庭不超过 ${FAMILY_MEMBERS_MAX} 人`;
  const en = small
    ? `${members} members could be one household`
    : `${members} members; a household has ${FAMILY_MEMBERS_MAX} at the most`;
  return {
    explanation: "family",
    finding: excludedIf(!small),
    value: members,
    baseline: FAMILY_MEMBERS_MAX,
    text: { zh, en },
  };
}

function classRoom(evidence: CampaignEvidence, members: number): ExplanationFinding {
  if (members > CLASS_MEMBERS_MAX) {
    return {
      explanation: "class",
      finding: "excluded",
      value: members,
      baseline: CLASS_MEMBERS_MAX,
      text: {
        zh: `成员 ${members} 名；一个班级或办公室不超过 ${CLASS_MEMBERS_MAX} 人`,
        en: `${members} members; a class or an office floor has ${CLASS_MEMBERS_MAX} at the most`,
      },
    };
  }
  if (evidence.reciprocity === null) {
    return unknown("class", "事件未注明目标归属账号", "the events do not say who owns the targets");
  }
  const owners = figureText(evidence.ownersEffective);
  const many = evidence.ownersEffective > CLASS_OWNERS_MAX;
  return {
    explanation: "class",
    finding: excludedIf(many),
    value: evidence.ownersEffective,
    baseline: CLASS_OWNERS_MAX,
    text: {
      zh: many
        ? `行为均摊于 ${owners} 个归属账号；被动员的班级只为一两个账号点赞`
        : `行为只涉及约 ${owners} 个归属账号，被动员的班级也会如此`,
      en: many
        ? `their acts serve ${owners} owners in equal measure; a class that is asked for a favour serves one or two`
        : `their acts serve ${aboutOwners(evidence.ownersEffective)}, as those of a class that was asked for a favour`,
    },
  };
}

function flashCrowd(evidence: CampaignEvidence, targets: number): ExplanationFinding {
  const { sharedOrders, sharedOrdersExpected } = evidence;
  if (targets >= 2) {
    const excluded = targets >= 3 && above(evidence);
    const shared = figureText(sharedOrders);
    const chance = figureText(sharedOrdersExpected);
    return {
      explanation: "flash_crowd",
      finding: excludedIf(excluded),
      value: sharedOrders,
      baseline: sharedOrdersExpected,
      text: {
        zh: excluded
          ? `涌向热点的人群只会偶然相遇（${chance}）；这里任意两人平均在 ${shared} 个目标相遇`
          : `只涉及 ${targets} 个目标，任意两人平均相遇 ${shared} 次，热点或推送也会如此`,
        en: excluded
          ? `people of a crowd meet again by chance (${chance}); two of these meet on ${shared} targets on average`
          : `two of these meet on ${shared} of ${targets} targets on average, which news or a push can bring about`,
      },
    };
  }
  const device = strongest(evidence, ["device"]);
  if (device === null) {
    return unknown(
      "flash_crowd",
      "只有一个目标，且事件未注明设备",
      "there is one target, and the events name no devices",
    );
  }
  const excluded = device.share - device.baseline >= CROWD_DEVICE_SHARE_MAX;
  const part = percentText(device.share);
  return {
    explanation: "flash_crowd",
    finding: excludedIf(excluded),
    value: device.share,
    baseline: device.baseline,
    text: {
      zh: excluded ? `涌向热点的人各用自己的设备；这里 ${part} 共用设备` : `只有一个目标，共用设备者 ${part}`,
      en: excluded
        ? `people who rush to one thing come on their own devices; ${part} of these share theirs`
        : `there is one target, and ${part} share a device`,
    },
  };
}

function sharedExit(evidence: CampaignEvidence): ExplanationFinding {
  const network = strongest(evidence, ["ip", "ip_prefix"]);
  if (network === null) {
    return unknown("shared_exit", "事件未注明地址", "the events name no addresses");
  }
  const part = percentText(network.share);
  if (network.share - network.baseline < EXIT_SHARE_MIN) {
    return {
      explanation: "shared_exit",
      finding: "excluded",
      value: network.share,
      baseline: network.baseline,
      text: {
        zh: `只有 ${part} 的成员共用地址，同一出口无法解释这个群组`,
        en: `only ${part} of the members share an address, so no common exit joins them`,
      },
    };
  }
  const { purity } = evidence;
  const excluded = above(evidence) && evidence.ownersEffective >= FAN_OWNERS_MAX && purity >= EXIT_PURITY_MAX;
  const made = percentText(purity);
  return {
    explanation: "shared_exit",
    finding: excludedIf(excluded),
    value: purity,
    baseline: null,
    text: {
      zh: excluded
        ? `同一出口能解释共用地址（${part}），但不能解释为何多个归属账号的目标的同期参与者中 ${made} 是成员`
        : `${part} 的成员共用地址，同一出口后的人群也会如此`,
      en: excluded
        ? `a common exit explains the addresses (${part}), not why members are ${made} of those who came at the time to the targets of several owners`
        : `${part} of the members share addresses, as people behind one exit do`,
    },
  };
}

function circle({ reciprocity }: CampaignEvidence): ExplanationFinding {
  if (reciprocity === null) {
    return unknown("circle", "事件未注明目标归属账号", "the events do not say who owns the targets");
  }
  const part = percentText(reciprocity);
  const excluded = reciprocity < CIRCLE_MIN;
  return {
    explanation: "circle",
    finding: excludedIf(excluded),
    value: reciprocity,
    baseline: 1,
    text: {
      zh: excluded
        ? `获益账号中仅 ${part} 本身是成员；熟人圈里人人互相点赞`
        : `${part} 的获益账号本身就是成员，互相点赞的熟人圈也会如此`,
      en: excluded
        ? `${part} of those who gain are members; in a circle everybody gives and gains`
        : `${part} of those who gain are members themselves, as in a circle of friends`,
    },
  };
}

function unknown(explanation: InnocentExplanation, zh: string, en: string): ExplanationFinding {
  return { explanation, finding: "not_measurable", value: null, baseline: null, text: { zh, en } };
}

function aboutOwners(owners: number): string {
  return owners < 1.05 ? "one owner" : `about ${figureText(owners)} owners`;
}

function excludedIf(holds: boolean): Finding {
  return holds ? "excluded" : "not_excluded";
}

function above({ sharedOrders, sharedOrdersExpected }: CampaignEvidence): boolean {
  return sharedOrders >= LIFT_MIN * Math.max(1e-9, sharedOrdersExpected);
}

/** What members have most in common beyond others, of some kinds; null where the events tell none of them. */
function strongest(evidence: CampaignEvidence, kinds: readonly CommonKind[]) {
  const own = evidence.common.filter(({ kind }) => kinds.includes(kind));
  return own.toSorted((a, b) => b.share - b.baseline - (a.share - a.baseline))[0] ?? null;
}
