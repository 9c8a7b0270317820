import type { CampaignEvidence, CommonKind, Concentration } from "./campaign.ts";
import { figureText, percentText, spanText } from "./figure-text.ts";

/** One sentence in both languages. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** How large a campaign is. */
export interface CampaignSize {
  readonly members: number;
  readonly targets: number;
  /** Owners who gained, or 0 where the events name none. */
  readonly owners: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** From this part on, what members have in common is worth a place in the headline, if it is rare among others. */
const HEADLINE_SHARE_MIN = 0.5;
const HEADLINE_EXCESS_MIN = 0.3;
const HEADLINE_COMMONS_MAX = 2;

/** Who, on what, for whom, in what time: "482 accounts acted together on 14 targets of 9 owners within 12 h". No full stop. */
export function campaignTitle({ members, targets, owners, fromMs, toMs }: CampaignSize): Sentence {
  const span = spanText(Math.max(1000, toMs - fromMs));
  const ofOwners = owners === 1 ? " of one owner" : ` of ${count(owners)} owners`;
  return {
    zh: `${count(members)} 个账号在 ${span.zh}内共同作用于${owners === 0 ? "" : ` ${count(owners)} 个归属账号的`} ${count(targets)} 个目标`,
    en:
      `${count(members)} accounts acted together on ${targets === 1 ? "one target" : `${count(targets)} targets`}` +
      `${owners === 0 ? "" : ofOwners} within ${span.en}`,
  };
}

/** Times chance from which on what members share is told as more than chance. */
const CHANCE_MARGIN = 1.1;

/**
 * A campaign in one sentence: its title, what chance explains of it, and what most of them have in common.
 * "482 accounts acted together on 14 targets of 9 owners within 12 h; two of them share 12 on average, chance explains 0.03; …".
 */
export function campaignHeadline(size: CampaignSize, evidence: CampaignEvidence): Sentence {
  const title = campaignTitle(size);
  const shared = figureText(evidence.sharedOrders);
  const chance = figureText(evidence.sharedOrdersExpected);
  const one = size.targets === 1;
  // What is common can convince where what is shared does not: then that is said, and not two equal figures.
  const beyond = evidence.sharedOrders > CHANCE_MARGIN * evidence.sharedOrdersExpected;
  const commons = commonest(evidence.common).map(commonText);
  const en = [
    title.en,
    ...(one
      ? []
      : [
          beyond
            ? `two of them share ${shared} on average, chance explains ${chance}`
            : `two of them share ${shared} on average, no more than chance explains`,
        ]),
  ];
  const zh = [
    title.zh,
    ...(one
      ? []
      : [
          beyond
            ? `任意两名成员平均共有 ${shared} 个，随机预期为 ${chance} 个`
            : `任意两名成员平均共有 ${shared} 个，未超出随机预期`,
        ]),
  ];
  return {
    zh: `${[...zh, ...commons.map((common) => common.zh)].join("；")}。`,
    en: `${[...en, ...commons.map((common) => common.en)].join("; ")}.`,
  };
}

/** What members have in common of one kind, in words with the number of values. */
export function commonText({ kind, share, values }: Concentration): Sentence {
  const part = percentText(share);
  const say = COMMON_WORDS[kind];
  return { zh: say.zh(part, count(values)), en: say.en(part, values === 1 ? "one" : count(values), values) };
}

/** Kinds of things in common, as a label. */
export const COMMON_KIND_WORDS: Readonly<Record<CommonKind, Sentence>> = {
  device: { zh: "设备", en: "devices" },
  ip: { zh: "地址", en: "addresses" },
  ip_prefix: { zh: "网段", en: "address blocks" },
  asn: { zh: "运营商网络", en: "networks (AS)" },
  user_agent: { zh: "客户端标识", en: "user agents" },
  batch: { zh: "注册批次", en: "registration batches" },
  registered_hour: { zh: "注册时段", en: "hours of registration" },
};

type Say = (part: string, values: string, number: number) => string;
const plural = (word: string, number: number): string =>
  number === 1 ? word : word.endsWith("ch") ? `${word}es` : `${word}s`;
const COMMON_WORDS: Readonly<
  Record<CommonKind, { readonly zh: (part: string, values: string) => string; readonly en: Say }>
> = {
  device: {
    zh: (part, values) => `${part} 共用 ${values} 台设备`,
    en: (part, values, n) => `${part} use ${values} shared ${plural("device", n)}`,
  },
  ip: {
    zh: (part, values) => `${part} 来自 ${values} 个共用地址`,
    en: (part, values, n) => `${part} act from ${values} shared ${n === 1 ? "address" : "addresses"}`,
  },
  ip_prefix: {
    zh: (part, values) => `${part} 来自 ${values} 个网段`,
    en: (part, values, n) => `${part} act from ${values} address ${plural("block", n)}`,
  },
  asn: {
    zh: (part, values) => `${part} 来自 ${values} 个运营商网络`,
    en: (part, values, n) => `${part} are on ${values} ${plural("network", n)}`,
  },
  user_agent: {
    zh: (part, values) => `${part} 使用 ${values} 种客户端标识`,
    en: (part, values, n) => `${part} show ${values} user ${plural("agent", n)}`,
  },
  batch: {
    zh: (part, values) => `${part} 出自 ${values} 个注册批次`,
    en: (part, values, n) => `${part} come from ${values} registration ${plural("batch", n)}`,
  },
  registered_hour: {
    zh: (part, values) => `${part} 注册于 ${values} 个相同的小时`,
    en: (part, values, n) =>
      `${part} were registered in ${values === "one" ? "the same" : values} common ${plural("hour", n)}`,
  },
};

/** Kinds that tell the same: of each row the most particular is worth a place. */
const SAME_FACT: readonly (readonly CommonKind[])[] = [
  ["device"],
  ["ip", "ip_prefix", "asn"],
  ["batch", "registered_hour"],
  ["user_agent"],
];

function commonest(common: readonly Concentration[]): readonly Concentration[] {
  const excess = ({ share, baseline }: Concentration): number => share - baseline;
  return SAME_FACT.flatMap((kinds) => {
    const own = common.filter((one) => kinds.includes(one.kind) && one.share >= HEADLINE_SHARE_MIN);
    const best = own.toSorted(
      (a, b) => excess(b) - excess(a) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
    )[0];
    return best === undefined || excess(best) < HEADLINE_EXCESS_MIN ? [] : [best];
  })
    .toSorted((a, b) => excess(b) - excess(a))
    .slice(0, HEADLINE_COMMONS_MAX);
}

function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
