import type { Bilingual } from "./lexicon.ts";
import type { StructureRule } from "./structure-weights.ts";

/** What each fixed rule of the context model says. Groups and contexts of the lexicon bring their own texts. */
export const RULE_WORDS = {
  base: { zh: "无其他依据时的起点", en: "where it starts, before anything is known" },
  counted: { zh: "互动数据前后有数量", en: "a number stands at the engagement" },
  counted_round: { zh: "数量是整数档", en: "the number is a round one" },
  counted_spoken: {
    zh: "互动数据前后有吉利数或谐音数",
    en: "a number of luck or of sound stands at the engagement",
  },
  counted_few: { zh: "数量很小", en: "the number is small" },
  not_counted: { zh: "没有写数量", en: "no number is given" },
  act_and_object: { zh: "动作和互动数据写在一起", en: "an act stands with the engagement it is to give" },
  negated: { zh: "动作前有“不、别、没”等否定", en: "a word that says no stands right before the act" },
  several_kinds: { zh: "同时写了多种互动数据", en: "several kinds of engagement are named" },
  at_platform: { zh: "平台名紧挨着互动数据", en: "a platform's name stands right at the engagement" },
  platform_counted: { zh: "只写了平台和数量", en: "a platform and a number, and nothing else named" },
  all_told: { zh: "附言几乎只有下单用语", en: "the remark says little but the order" },
  other_words: { zh: "附言还写了其他内容", en: "the remark says other things too" },
  only_letters: { zh: "用词全是字母缩写", en: "all words are letters for words" },
  lone_letters: { zh: "只有一个字母缩写", en: "a single word in letters, and nothing beside it" },
  disguised_invisible: { zh: "词中夹有不可见字符", en: "invisible characters stand inside words" },
  disguised_digits: { zh: "用数字代替文字", en: "digits stand for characters" },
  disguised_mixed: { zh: "用拼音、字母代替文字", en: "letters or pinyin stand for characters" },
  disguised_shape: { zh: "用形近字代替原字", en: "look-alike characters are used" },
  disguised_sound: { zh: "用同音字代替原字", en: "characters of the same sound are used" },
  disguised_split: { zh: "把字拆开写", en: "characters are split into pieces" },
  disguised_reversed: { zh: "文字倒着写", en: "the text is written backwards" },
  letters_agree: {
    zh: "平台和互动数据都用字母缩写，且带数量",
    en: "platform and engagement both stand as letters, with a number",
  },
  item_named: { zh: "附言带有作品链接或账号", en: "the remark names an item or an account" },
  trade_at_object: { zh: "互动数据紧挨着行业用语", en: "a word of the trade stands right at the engagement" },
  act_alone: { zh: "只写了刷量的动作", en: "only the act is named" },
  price_fits: { zh: "单价与刷量价格相符", en: "the price apiece is one of the engagement trade" },
  price_of_goods: { zh: "单价更像实物商品", en: "the price apiece is one of goods" },
  small_amount: { zh: "金额小", en: "a small amount" },
  large_amount: { zh: "金额大，不像刷量订单", en: "a large amount, unlike an order for engagement" },
  personal_payee: { zh: "收款方是个人", en: "the payee is a person" },
  merchant_payee: { zh: "收款方是商户", en: "the payee is a merchant" },
} as const satisfies Record<StructureRule, Bilingual>;
