import type { COMPLAINT_REASONS } from "../nouns/event.ts";
import type { PaymentStep, PROOF_DOCUMENTS } from "../nouns/payment-case.ts";
import type { Both } from "./language.ts";

/** What a complaint says became of the payment. */
export const COMPLAINT_REASON_WORDS: Readonly<Record<(typeof COMPLAINT_REASONS)[number], Both>> = {
  not_delivered: { zh: "未交付", en: "not delivered" },
  vanished: { zh: "收款后失联", en: "vanished with the money" },
  fake_engagement: { zh: "售卖虚假互动", en: "sold fake engagement" },
  not_as_described: { zh: "与描述不符", en: "not as described" },
  other: { zh: "其他", en: "other" },
};

/** Documents that show what a payment is for. */
export const DOCUMENT_WORDS: Readonly<Record<(typeof PROOF_DOCUMENTS)[number], Both>> = {
  contract: { zh: "合同", en: "a contract" },
  invoice: { zh: "发票", en: "an invoice" },
  delivery: { zh: "发货或交付凭证", en: "proof of delivery" },
  chat: { zh: "聊天记录", en: "a conversation" },
  platform_order: { zh: "平台订单", en: "a platform's order" },
  licence: { zh: "许可证", en: "a licence" },
  other: { zh: "其他", en: "other" },
};

/** What was done to a payment. */
export const STEP_WORDS: Readonly<Record<PaymentStep, Both>> = {
  confirm: { zh: "付款方确认", en: "confirmed by the payer" },
  cancel: { zh: "付款方取消", en: "cancelled by the payer" },
  submit_proof: { zh: "提交证明", en: "proof handed in" },
  release: { zh: "放行", en: "released" },
  refuse: { zh: "拒绝", en: "refused" },
  undo: { zh: "撤销", en: "taken back" },
};

/** What the page of one payment says beyond the words of the list. */
export const PAYMENT_REVIEW_WORDS = {
  zh: {
    payment: "付款",
    payer: "付款方",
    amount: "金额",
    time: "时间",
    scene: "场景",
    purpose: "用途",
    score: "分数",
    reasons: "命中的规则",
    noReasons: "没有命中规则。",
    notEvaluable: "缺少字段、无法判定的规则",
    late: "该付款晚于引擎时钟送达，时间窗口未读取，可测得的内容很少。",
    proven: (payment: string) => `待定因已证明的用途解除（证明见付款 ${payment}）。`,
    history: "处理记录",
    noHistory: "尚无人处理。",
    documents: "证明材料",
    decide: "处理",
    decideNote:
      "每一步都会先写入台账。放行附有证明的付款后，该收款方同一用途 180 天内不再待定；撤销后，凭该证明放行的付款一并恢复待定。",
    by: "您的姓名",
    note: "理由",
    noteHint: "（拒绝和撤销必填）",
    release: "放行",
    refuse: "拒绝",
    undo: "撤销上一决定",
    nothingToDo: "这笔付款无需人工处理。",
    prove: "提交用途证明",
    proveNote: "文件留在您手中，只发送其 SHA-256。",
    kind: "材料种类",
    files: "文件",
    send: "提交证明",
    done: "已记录。",
    sending: "正在提交……",
    failed: "未能记录",
    noScript: "页面脚本未运行，可用接口处理：",
    capped: "文字以外的事实不足 0.30，因此只建议整改提醒。",
  },
  en: {
    payment: "payment",
    payer: "payer",
    amount: "amount",
    time: "time",
    scene: "scene",
    purpose: "purpose",
    score: "score",
    reasons: "Rules that were hit",
    noReasons: "No rule was hit.",
    notEvaluable: "Rules that lack a field",
    late: "It came behind the engine's clock: its windows were not read, so that little of it is measured.",
    proven: (payment: string) => `Its hold was lifted by a proven purpose (the proof of ${payment}).`,
    history: "What was done",
    noHistory: "Nobody has dealt with it.",
    documents: "documents",
    decide: "Decide",
    decideNote:
      "Each step is in the ledger before it is answered. A release with proof lets the same purpose of this payee through for 180 days; taking it back puts what the proof let through on hold again.",
    by: "your name",
    note: "why",
    noteHint: "(needed to refuse, and to take back)",
    release: "Release",
    refuse: "Refuse",
    undo: "Take the decision back",
    nothingToDo: "Nothing is to be decided about this payment.",
    prove: "Hand in proof",
    proveNote: "Files stay with you; only their SHA-256 is sent.",
    kind: "kind of document",
    files: "files",
    send: "Hand in",
    done: "Recorded.",
    sending: "Sending …",
    failed: "Not recorded",
    noScript: "The page's script does not run; over the API:",
    capped:
      "Beside what buyers wrote the facts make less than 0.30, so nothing beyond a warning is proposed.",
  },
} as const;
