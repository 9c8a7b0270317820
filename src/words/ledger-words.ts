import type { LedgerKind, PrincipalKind } from "../nouns/ledger-entry.ts";
import type { Language } from "./language.ts";

/** Kinds of ledger entries, as a person reads them. */
export const LEDGER_KIND_WORDS: Readonly<Record<LedgerKind, Readonly<Record<Language, string>>>> = {
  policy: { zh: "策略生效", en: "policy in force" },
  campaign_review: { zh: "团伙复核", en: "campaign reviewed" },
  correction: { zh: "计数更正", en: "counts corrected" },
  retraction: { zh: "互动撤回", en: "engagement taken back" },
  erasure: { zh: "账号删除", en: "account erased" },
  repair: { zh: "目录修复", en: "folder repaired" },
  chain_entry: { zh: "旧格式台账条目", en: "entry of the earlier format" },
  chain_end: { zh: "旧格式台账结束", en: "end of the earlier format" },
};

/** Who did what an entry tells, as a person reads it. */
export const PRINCIPAL_WORDS: Readonly<Record<PrincipalKind, Readonly<Record<Language, string>>>> = {
  policy: { zh: "策略", en: "policy" },
  person: { zh: "人员", en: "person" },
  system: { zh: "系统", en: "system" },
  api_key: { zh: "接口密钥", en: "API key" },
};
