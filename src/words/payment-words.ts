import type { PaymentState } from "../nouns/payment-case.ts";
import type { Verdict } from "../nouns/verdict.ts";
import type { Both } from "./language.ts";

/** What the payer reads before confirming; the second where nothing of it was written in the remark. */
export const CHALLENGE_TEXTS: { readonly remark: Both; readonly payee: Both } = {
  remark: {
    zh: "这笔付款的备注像是在购买点赞、粉丝、播放等互动数据。此类交易不受平台保护，对方可能收款后失联，您的账号也可能被限制功能。请确认付款用途无误后再继续。",
    en: "The remark of this payment reads as an order for likes, followers or views. Such deals are not protected: the seller may vanish with the money, and your account may be limited. Go on only if that is not what you pay for.",
  },
  payee: {
    zh: "该收款方近期的收款方式与常见商户不同。请确认您认识对方并了解付款用途，再继续付款。",
    en: "This payee is paid in ways that ordinary shops are not. Go on only if you know them and what you pay for.",
  },
};

/** What is to be handed in for a payment that waits. */
export const HOLD_TEXT: Both = {
  zh: "这笔付款待定。请提交用途说明和至少一份证明：合同、发票、订单、发货或聊天记录。人工审核通过后立即放行；同一收款方的同一用途在有效期内无需重复证明。",
  en: "This payment waits. Say what it is for and hand in at least one document: a contract, an invoice, an order, a delivery or a conversation. A person looks at it and releases it at once when it fits; the same purpose need not be proven again for this payee until it expires.",
};

export const REJECT_TEXT: Both = {
  zh: "这笔付款未被受理。如认为有误，可提交用途证明申请人工复核。",
  en: "This payment was refused. If you think that is wrong, hand in proof of its purpose and a person will look at it.",
};

/** What a payment's verdict is called; an event is 剔除, a payment 拒绝. */
export const PAYMENT_VERDICT_WORDS: Readonly<Record<Verdict, Both>> = {
  allow: { zh: "放行", en: "allow" },
  challenge: { zh: "验证", en: "challenge" },
  hold: { zh: "待定", en: "hold" },
  reject: { zh: "拒绝", en: "reject" },
};

export const STATE_WORDS: Readonly<Record<PaymentState, Both>> = {
  passed: { zh: "已放行", en: "let through" },
  to_confirm: { zh: "待付款方确认", en: "payer to confirm" },
  waiting: { zh: "待提交用途证明", en: "waits for proof" },
  refused_by_policy: { zh: "策略拒绝", en: "refused by the policy" },
  proof_submitted: { zh: "证明待审核", en: "proof to be looked at" },
  confirmed: { zh: "付款方已确认", en: "confirmed by the payer" },
  cancelled: { zh: "付款方已取消", en: "cancelled by the payer" },
  released: { zh: "人工放行", en: "released" },
  refused: { zh: "人工拒绝", en: "refused" },
};

/** Measures in proportion to a payee's risk, as `Measure` of the payee room names them. */
export const MEASURE_WORDS: Readonly<Record<string, Both>> = {
  none: { zh: "无需处置", en: "nothing" },
  warn: { zh: "整改提醒", en: "a warning" },
  lower_limits: { zh: "调低收款限额", en: "lower limits" },
  delay_settlement: { zh: "延迟结算", en: "delayed settlement" },
  suspend_collecting: { zh: "暂停收款", en: "suspended collecting" },
  close: { zh: "关闭收款", en: "closing the account" },
};

export const PAPER_WORDS: Readonly<Record<string, Both>> = {
  merchant_account: { zh: "商户收款账户", en: "a merchant's account" },
  business_licence: { zh: "营业执照", en: "a business licence" },
  identity: { zh: "身份核验", en: "a check of identity" },
  sales_contract: { zh: "购销或服务合同", en: "a contract of sale or service" },
  delivery_proof: { zh: "交付凭证", en: "proof of delivery" },
  price_list: { zh: "价目表", en: "a price list" },
  telecom_licence: { zh: "电信业务经营许可证", en: "a licence for telecom services" },
  food_licence: { zh: "食品经营许可证", en: "a food licence" },
  medical_licence: { zh: "药品或医疗器械经营许可证", en: "a licence for drugs or devices" },
  publishing_licence: { zh: "出版物经营许可证", en: "a licence for publications" },
  education_licence: { zh: "办学许可证", en: "a licence for schools" },
  advertising_contract: { zh: "平台官方推广合同", en: "the platform's own promotion contract" },
};

export const NOTE_WORDS: Readonly<Record<string, Both>> = {
  refund_before_payment: {
    zh: "退款先于付款到达，原付款编号未知",
    en: "the refund came before the payment it names",
  },
  refund_above_payment: { zh: "退款金额高于原付款", en: "more is refunded than was paid" },
  refund_other_currency: {
    zh: "退款币种与原付款不同，金额未比较",
    en: "the refund is in another currency than its payment, so amounts were not compared",
  },
  refund_other_payee: {
    zh: "退款的收款方不是原付款的收款方",
    en: "the refund names another payee than its payment",
  },
  payee_opened_later: { zh: "收款方开户时间晚于付款时间", en: "the payee was opened after the payment" },
  payer_is_payee: { zh: "付款方与收款方为同一账户", en: "payer and payee are one account" },
  remark_not_read_whole: { zh: "备注未能全部读取", en: "the remark could not be read whole" },
  value_set_aside: {
    zh: "该字段的值无法读取，判定时未使用",
    en: "this field's value could not be read, and was not used",
  },
};

/** What a remark was read as. */
export const REMARK_LABEL_WORDS: Readonly<Record<string, Both>> = {
  bought_engagement: { zh: "购买互动", en: "an order for engagement" },
  unclear: { zh: "含义不明", en: "unclear" },
  complaint: { zh: "投诉或维权", en: "a complaint" },
  official_promotion: { zh: "平台官方推广", en: "a platform's own promotion" },
  ordinary: { zh: "普通备注", en: "ordinary" },
  empty: { zh: "无内容", en: "nothing" },
};

/** What the pages of payments and of a payee say. */
export const PAYMENT_PAGE_WORDS = {
  zh: {
    title: "付款",
    intro: "最近未直接放行的付款，最新在前。仅凭备注文字最多只到验证；待定与拒绝需要收款方的其他事实佐证。",
    none: "还没有需要处理的付款。",
    payees: "收款方（按风险）",
    noPayees: "还没有收款方。",
    payee: "收款方",
    remark: "备注",
    readAs: "读作",
    risk: "风险",
    why: "风险由哪些事实构成",
    noRisk: "付款少于 8 笔，尚不能判断。",
    part: "贡献",
    of: (hits: number, all: number) => `最近 ${all} 笔中 ${hits} 笔`,
    ofBuyers: (hits: number, all: number) => `${all} 位买家中 ${hits} 位`,
    ofPayers: (hits: number, all: number) => `${all} 名付款方中 ${hits} 名`,
    link: "付款之后的互动",
    linkMore: "逐笔查看订单和交付曲线",
    campaigns: "服务于这些订单的疑似协同行为",
    campaignsNone: "没有疑似协同行为落在这些订单的作品上。",
    served: (orders: string) => `${orders} 笔订单`,
    proposed: "建议处置（由人决定）",
    recovery: "可用于恢复的材料",
    facts: "概况",
    payments: "付款笔数",
    payers: "付款人数",
    novelty: "新付款人占比",
    refunds: "退款笔数",
    out: "转出笔数",
    complainants: "投诉人数",
    amounts: "常见金额",
    hours: "按小时（UTC）",
    hoursLocal: "按小时（#）",
    complaints: "投诉",
    noComplaints: "没有投诉。",
    answered: "已答复",
    waits: "待答复",
  },
  en: {
    title: "Payments",
    intro:
      "The latest payments that were not let through at once, newest first. Text alone reaches challenge at the most; hold and reject take other facts about the payee.",
    none: "No payment waits for anybody.",
    payees: "Payees by risk",
    noPayees: "Nobody was paid yet.",
    payee: "payee",
    remark: "remark",
    readAs: "read as",
    risk: "risk",
    why: "What makes the risk",
    noRisk: "Fewer than 8 payments: nothing can be said yet.",
    part: "part",
    of: (hits: number, all: number) => `${hits} of the latest ${all}`,
    ofBuyers: (hits: number, all: number) => `${hits} of ${all} buyers`,
    ofPayers: (hits: number, all: number) => `${hits} of ${all} payers`,
    link: "What payments to it were followed by",
    linkMore: "the orders one by one, and the delivery curve",
    campaigns: "Campaigns that served these orders",
    campaignsNone: "No campaign touches the items of these orders.",
    served: (orders: string) => `${orders} orders`,
    proposed: "Proposed measure (a person decides)",
    recovery: "Papers that would answer it",
    facts: "At a glance",
    payments: "payments",
    payers: "payers",
    novelty: "new payers",
    refunds: "refunds",
    out: "paid out, times",
    complainants: "complainants",
    amounts: "Common amounts",
    hours: "By hour (UTC)",
    hoursLocal: "By hour (#)",
    complaints: "Complaints",
    noComplaints: "There are no complaints.",
    answered: "answered",
    waits: "not answered",
  },
} as const;
