import type { Bilingual } from "./lexicon.ts";

/** What each fixed rule of the context model says. Groups and contexts of the lexicon bring their own texts. */
export const RULE_WORDS = {
  order_words: {
    zh: "附言写了刷量的动作和对象",
    en: "the remark names an act and the engagement it is to give",
  },
  engagement_words: { zh: "附言写了互动数据的名称", en: "the remark names a kind of engagement" },
  counted: { zh: "互动数据前后有数量", en: "a number stands at the engagement" },
  several_kinds: { zh: "同时写了多种互动数据", en: "several kinds of engagement are named" },
  at_platform: { zh: "平台名紧挨着互动数据", en: "a platform's name stands right at the engagement" },
  trade_words: { zh: "附言有刷量行业的用语", en: "words of the engagement trade" },
  disguised: { zh: "用词经过变形，绕开了原来的写法", en: "words are disguised" },
  letters_agree: {
    zh: "平台和互动数据都用字母缩写，且带数量",
    en: "platform and engagement both stand as letters, with a number",
  },
  item_named: { zh: "附言带有作品链接或账号", en: "the remark names an item or an account" },
  price_fits: { zh: "单价与刷量价格相符", en: "the price apiece is one of the engagement trade" },
  price_of_goods: { zh: "单价更像实物商品", en: "the price apiece is one of goods" },
  small_amount: { zh: "金额小", en: "a small amount" },
  large_amount: { zh: "金额大，不像刷量订单", en: "a large amount, unlike an order for engagement" },
  personal_payee: { zh: "收款方是个人", en: "the payee is a person" },
  merchant_payee: { zh: "收款方是商户", en: "the payee is a merchant" },
} as const satisfies Record<string, Bilingual>;

export type RuleName = keyof typeof RULE_WORDS;
