import type { LedgerKind, PrincipalKind } from "../nouns/ledger-entry.ts";
import type { Language } from "./language.ts";

/** Kinds of ledger entries, as a person reads them. */
export const LEDGER_KIND_WORDS: Readonly<Record<LedgerKind, Readonly<Record<Language, string>>>> = {
  policy: { zh: "策略生效", en: "policy in force" },
  policy_shadow: { zh: "影子策略", en: "shadow policy" },
  list_change: { zh: "名单变更", en: "list changed" },
  campaign_review: { zh: "疑似协同行为复核", en: "campaign reviewed" },
  correction: { zh: "计数更正", en: "counts corrected" },
  retraction: { zh: "互动撤回", en: "engagement taken back" },
  payment_step: { zh: "付款处理", en: "payment dealt with" },
  payee_application: { zh: "收款方申请", en: "payee applied" },
  complaint_answer: { zh: "投诉答复", en: "complaint answered" },
  erasure: { zh: "账号删除", en: "account erased" },
  repair: { zh: "目录修复", en: "folder repaired" },
  exchange_agreed: { zh: "交换约定", en: "exchanges agreed" },
  exchange_offered: { zh: "提出交换", en: "exchange offered" },
  exchange_answered: { zh: "答复交换", en: "exchange answered" },
  exchange_done: { zh: "交换完成", en: "exchange done" },
  exchange_looked_up: { zh: "逐个查询", en: "single look-ups" },
  exchange_ended: { zh: "交换终止", en: "exchange ended" },
  exchange_deleted: { zh: "交换结果已删除", en: "results of an exchange deleted" },
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

/** What the ledger's pages say. */
export const LEDGER_PAGE_WORDS = {
  zh: {
    title: "台账",
    intro: "每次复核、更正、撤回与删除都记入台账，只追加、不改写。任何人都可用公开格式校验，无须信任本系统。",
    number: "序号",
    at: "时间",
    kind: "类别",
    by: "由谁作出",
    none: "尚无条目。",
    older: "更早的条目",
    entry: (sequence: number) => `台账第 ${sequence} 条`,
    body: "内容",
    erased: "内容已依请求删除；其哈希仍在台账中，既有证明不受影响。",
    leaf: "写入哈希树的内容",
    verify: "校验此条",
    how: "无须联网，也无须信任本页：",
    download: "下载此条及其证明",
    proof: "tlog-proof 证明",
    waits: "此条尚未签入检查点，稍后即可校验。",
    key: "公钥（请与另处获得的比对）",
    checkpoint: "检查点",
    signs: (size: string) => `已签名 ${size} 条`,
  },
  en: {
    title: "Ledger",
    intro:
      "Every review, correction, retraction and erasure is an entry. Entries are only ever added. Anyone can verify them in published formats, without trusting this system.",
    number: "No.",
    at: "time",
    kind: "kind",
    by: "done by",
    none: "There are no entries yet.",
    older: "Earlier entries",
    entry: (sequence: number) => `Ledger entry ${sequence}`,
    body: "What it says",
    erased:
      "What it said was erased on request. Its hash stays in the ledger, and every proof goes on to hold.",
    leaf: "What the tree holds of it",
    verify: "Verify this entry",
    how: "Offline, and without trusting this page:",
    download: "download the entry with its proof",
    proof: "tlog-proof",
    waits: "No checkpoint signs it yet; it can be verified in a moment.",
    key: "public key (compare it with one from elsewhere)",
    checkpoint: "checkpoint",
    signs: (size: string) => `signs ${size} entries`,
  },
} as const;
