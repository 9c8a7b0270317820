import type { Verdict } from "../nouns/verdict.ts";
import type { Both } from "./language.ts";

/** What each verdict is called. One word each: `hold` is 待定 wherever a person reads it. */
export const VERDICT_WORDS: Readonly<Record<Verdict, Both>> = {
  allow: { zh: "放行", en: "allow" },
  challenge: { zh: "验证", en: "challenge" },
  hold: { zh: "待定", en: "hold" },
  reject: { zh: "剔除", en: "reject" },
};

/** Events by what became of them: heads of columns and legends. */
export const DECIDED_WORDS: Readonly<Record<Verdict, Both>> = {
  allow: { zh: VERDICT_WORDS.allow.zh, en: "allowed" },
  challenge: { zh: VERDICT_WORDS.challenge.zh, en: "challenged" },
  hold: { zh: VERDICT_WORDS.hold.zh, en: "held" },
  reject: { zh: VERDICT_WORDS.reject.zh, en: "rejected" },
};

/** The counts of a target. */
export const COUNT_WORDS = {
  raw: { zh: "原始数", en: "raw" },
  public: { zh: "公开数", en: "public" },
  held: { zh: "待定数", en: "held" },
  rejected: { zh: "剔除数", en: "rejected" },
} as const satisfies Readonly<Record<string, Both>>;
