import { figureText, percentText } from "../../nouns/figure-text.ts";
import { typeWords } from "../../words/type-words.ts";
import type { SecondEvidence, SecondTierTarget } from "./second-tier.ts";
import type { SecondField } from "./second-tier-weights.ts";

/** What each field says; {hits} of {of}, and what is {usual}. */
const FIELD_WORDS: Readonly<Record<SecondField, { readonly en: string; readonly zh: string }>> = {
  one_kind: {
    en: "of {of} acts on it, {hits} were of this one kind; usual is {usual}",
    zh: "该目标的 {of} 次互动中，{hits} 次为同一类型，通常占 {usual}",
  },
  around: {
    en: "{hits} of {of} did more of all else within an hour of it than most people do; usual is {usual}",
    zh: "{of} 人中有 {hits} 人的其他行为集中在此前后一小时内，多于常人，通常占 {usual}",
  },
  quiet: {
    en: "{hits} of {of} do little else; usual is {usual}",
    zh: "{of} 人中有 {hits} 人其他行为较少，通常占 {usual}",
  },
  unlike: {
    en: "{hits} of {of} share no more with the others than chance gives; usual is {usual}",
    zh: "{of} 人中有 {hits} 人与其他参与者的共同兴趣不高于随机水平，通常占 {usual}",
  },
  unknown: {
    en: "{hits} of {of} had nothing to do with the owner before; usual is {usual}",
    zh: "{of} 人中有 {hits} 人此前未接触过该归属账号，通常占 {usual}",
  },
  converted: {
    en: "{hits} of the {of} who came did it; usual is {usual}",
    zh: "到访的 {of} 人中有 {hits} 人做了该互动，通常占 {usual}",
  },
  racked: {
    en: "{hits} of {of} act from a device (or an address) of three accounts and more; usual is {usual}",
    zh: "{of} 人中有 {hits} 人所用设备（或地址）上有三个及以上账号，通常占 {usual}",
  },
};

/** One field of the evidence in words. */
export function secondEvidenceText(evidence: SecondEvidence, language: "en" | "zh"): string {
  return FIELD_WORDS[evidence.field][language]
    .replace("{hits}", figureText(evidence.hits))
    .replace("{of}", figureText(evidence.of))
    .replace("{usual}", percentText(evidence.usual));
}

/** What is claimed and what is not: that a crowd is unusual, never that anybody was paid. */
export function secondHeadline(target: SecondTierTarget, language: "en" | "zh"): string {
  const type = typeWords(target.type)[language];
  return language === "en"
    ? `second tier: the ${target.actors} people behind these ${type} are not the audience such things usually have. They may have been paid once each, or a link elsewhere, a giveaway or a sudden hit brought them; the log does not tell which. No account is named by this, nothing is corrected, and the owner need not have ordered it`
    : `二级提示：这 ${target.actors} 人的${type}与同类目标的常见受众不同。可能是每号仅用一次的代刷，也可能由站外链接、抽奖活动或突然走红带来，日志无法区分。本提示不指认任何账号，不修正任何计数，也不表示归属账号下过单`;
}
