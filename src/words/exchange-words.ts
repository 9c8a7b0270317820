import type {
  ExchangeBasis,
  ExchangePurpose,
  ExchangeReason,
  ExchangeSubject,
  ScoreBand,
} from "../nouns/exchange.ts";
import type { Both } from "./language.ts";

export const PURPOSE_WORDS: Readonly<Record<ExchangePurpose, Both>> = {
  find_bought_engagement: { zh: "发现刷量", en: "finding bought engagement" },
  screen_payees: { zh: "核查收款方", en: "screening payees" },
  handle_complaint: { zh: "处理投诉", en: "handling a complaint" },
  answer_authority: { zh: "答复主管机关", en: "answering an authority" },
};

export const BASIS_WORDS: Readonly<Record<ExchangeBasis, Both>> = {
  separate_consent: { zh: "单独同意", en: "separate consent" },
  legal_duty: { zh: "法定职责或法定义务", en: "a legal duty" },
  entrusted_processing: { zh: "委托处理", en: "entrusted processing" },
  joint_handling: { zh: "共同处理", en: "joint handling" },
  contract_necessity: { zh: "订立、履行合同所必需", en: "necessity for a contract" },
};

export const SUBJECT_WORDS: Readonly<Record<ExchangeSubject, Both>> = {
  account: { zh: "账号", en: "accounts" },
  payee: { zh: "收款方", en: "payees" },
};

export const BAND_WORDS: Readonly<Record<ScoreBand, Both>> = {
  low: { zh: "低", en: "low" },
  medium: { zh: "中", en: "medium" },
  high: { zh: "高", en: "high" },
  very_high: { zh: "很高", en: "very high" },
};

export const REASON_WORDS: Readonly<Record<ExchangeReason, Both>> = {
  in_campaign: { zh: "属于刷量团伙", en: "member of a campaign" },
  in_known_pool: { zh: "属于已知账号池", en: "in a known pool" },
  automated_client: { zh: "自动化客户端", en: "automated client" },
  shared_devices: { zh: "共用设备", en: "shared devices" },
  bought_engagement: { zh: "所得互动疑似购买", en: "received bought engagement" },
  sells_engagement: { zh: "疑似出售互动", en: "sells engagement" },
  brushing_remarks: { zh: "付款备注涉及刷量", en: "remarks speak of bought engagement" },
  many_new_payers: { zh: "新付款方众多", en: "many new payers" },
  fixed_small_amounts: { zh: "固定小额收款", en: "fixed small amounts" },
  personal_code_as_shop: { zh: "个人收款码用于经营", en: "personal code used as a shop" },
  automated_code_shop: { zh: "自动发卡", en: "automated code shop" },
  licence_missing: { zh: "缺少所需资质", en: "a licence is missing" },
  dormant_then_burst: { zh: "长期静默后突增", en: "dormant, then a burst" },
  complaints: { zh: "被投诉", en: "complaints" },
  payments_before_engagement: { zh: "付款后随即出现互动", en: "payments followed by engagement" },
};

/** Printed with every offer and answer: what the protocol does not hide. */
export const NOT_HIDDEN: readonly Both[] = [
  {
    zh: "双方都会知道对方清单的大小，精确到 2 的幂。",
    en: "Both sides learn the size of the other's list, to a power of two.",
  },
  {
    zh: "提出方若列入并不持有的标识（例如逐一列举手机号），也会得知其中哪些为答复方所知：隐私求交不能阻止，只有约定、每日额度与双方台账可以约束。",
    en: "An offerer that lists identifiers it does not hold, such as every telephone number, learns which of them the answerer has. No private set intersection prevents that: the agreement, the daily share and both ledgers do.",
  },
  {
    zh: "答复方得知匹配数量，但不知道是谁。",
    en: "The answerer learns how many matched, and not which.",
  },
  {
    zh: "答复方可能答得不全：没有匹配不等于对方不知道。",
    en: "The answerer may leave rows out: no match does not mean that the other side knows nothing.",
  },
];

/** How far an exchange has come, by the session's step. */
export const STEP_WORDS: Readonly<
  Record<"begun" | "taken" | "offered" | "answered" | "done" | "ended", Both>
> = {
  begun: {
    zh: "已开始，尚未写入台账：`exchange resume` 继续",
    en: "begun, not in the ledger yet: `exchange resume` goes on",
  },
  taken: { zh: "已收下，尚未答复", en: "taken, not answered yet" },
  offered: { zh: "已提出，等待答复", en: "offered, waits for the answer" },
  answered: { zh: "已答复，等待回执", en: "answered, waits for the receipt" },
  done: { zh: "已完成", en: "done" },
  ended: { zh: "已终止", en: "ended" },
};
