import type { LinkExclusion, LinkState } from "../nouns/payee-link.ts";
import type { Both } from "./language.ts";

/** What the link test says of a payee, in a few words. */
export const LINK_STATE_WORDS: Readonly<Record<LinkState, Both>> = {
  linked: { zh: "付款后互动上涨，每元换来的数量一致", en: "steps follow payments, and the dose agrees" },
  follows: {
    zh: "付款后互动上涨，每元换来的数量不一致",
    en: "steps follow payments; the dose does not agree",
  },
  promotion: { zh: "付款后推荐流量上涨，像官方推广", en: "the feed brought it, as official promotion does" },
  chance: { zh: "未超出巧合", en: "nothing beyond chance" },
  not_enough: { zh: "数据不足", en: "not enough data" },
  official: { zh: "官方推广，不作判断", en: "official promotion, not judged" },
};

/** Why payments say nothing in the link test. */
export const LINK_EXCLUSION_WORDS: Readonly<Record<LinkExclusion, Both>> = {
  no_item: { zh: "付款方名下没有作品", en: "the payer owns no item" },
  own_payment: { zh: "付款方即收款方", en: "the payer is the payee" },
  no_amount: { zh: "金额为零", en: "nothing was paid" },
  refunded: { zh: "已退款", en: "refunded" },
  many_items: { zh: "付款方作品过多", en: "the payer owns too many items" },
  before_events: { zh: "付款早于互动数据", en: "paid before the engagement data begin" },
  no_reference: { zh: "没有可比的作品", en: "no comparable items" },
  over_limit: { zh: "超出上限", en: "over the limit" },
};
