import { figureText, percentText } from "../../nouns/figure-text.ts";
import { typeWords } from "../../words/type-words.ts";
import type { OrderEvidence, OrderField, OrderSurge } from "./find-target-anomalies.ts";

/** What each field says; {hits} of {of}, and what is {usual}. */
const FIELD_WORDS: Readonly<Record<OrderField, { readonly en: string; readonly zh: string }>> = {
  conversion: {
    en: "{hits} of the {of} people who came did it; usual is {usual}",
    zh: "到访的 {of} 人中有 {hits} 人做了该行为，通常为 {usual}",
  },
  other_acts: {
    en: "of {of} acts on it, {hits} were of another kind; usual is {usual}",
    zh: "该目标的 {of} 次互动中，其他类型仅 {hits} 次，通常占 {usual}",
  },
  alone: {
    en: "{hits} of {of} looked at nothing else around it; usual is {usual}",
    zh: "{of} 人中有 {hits} 人前后未看其他内容，通常占 {usual}",
  },
  known: {
    en: "{hits} of {of} had seen the owner's other work before; usual is {usual}",
    zh: "{of} 人中有 {hits} 人此前接触过该归属账号的其他内容，通常占 {usual}",
  },
};

/** One field of the evidence in words. */
export function orderEvidenceText(evidence: OrderEvidence, language: "en" | "zh"): string {
  return FIELD_WORDS[evidence.field][language]
    .replace("{hits}", figureText(evidence.hits))
    .replace("{of}", figureText(evidence.of))
    .replace("{usual}", percentText(evidence.usual));
}

/**
 * What is claimed, in a sentence, and what is not: that a surge was not earned by looking; never that an account was paid. An order that is not shown has no
 * claim, and its sentence says so.
 */
export function orderHeadline(order: OrderSurge, language: "en" | "zh"): string {
  const type = typeWords(order.type)[language];
  const low = percentText(order.boughtShareLow);
  const high = percentText(order.boughtShareHigh);
  if (!order.shown)
    return language === "en"
      ? `${order.actors} ${type} by ${order.viewers} people who came: not enough to say that they were not earned`
      : `${order.viewers} 人到访、${order.actors} 次${type}：证据不足，不能认定其并非自然获得`;
  return language === "en"
    ? `this surge was not earned by being seen: ${order.actors} ${type} by ${order.viewers} people who came; their audience does not explain ${low} to ${high} of them. They came for the act: paid, or asked in a way the log does not show. No account is named by this, and the owner need not have ordered it`
    : `本次增长并非由浏览带来：${order.viewers} 人到访、${order.actors} 次${type}，其中 ${low} 至 ${high} 无法由受众解释。这些人为该行为而来：受雇，或经日志未记录的方式受邀。本结论不指认任何账号，也不表示归属账号下过单`;
}
