import type { PayeeView, PaymentView, ScreenAnswer, ScreenedPayment } from "../flow/screened-payments.ts";
import type { PaymentCase, ProvenPurpose } from "../nouns/payment-case.ts";
import {
  CHALLENGE_TEXTS,
  HOLD_TEXT,
  MEASURE_WORDS,
  NOTE_WORDS,
  PAPER_WORDS,
  REJECT_TEXT,
  REMARK_LABEL_WORDS,
  STATE_WORDS,
} from "../words/payment-words.ts";
import { linkSummary, type ServingCampaign } from "./link-answer.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** One screened payment, verdict first; a refused one in its place. */
export function screenedAnswer(screened: ScreenedPayment) {
  return "rejection" in screened ? screened : screenAnswer(screened);
}

/** The answer to one payment: what to do, what to say, why. */
export function screenAnswer(answer: ScreenAnswer) {
  const { payment, verdict, decision, remark, notes, proven, duplicate, deadlineMissed } = answer;
  return {
    verdict,
    score: decision?.score ?? null,
    payment,
    reasons: decision?.reasons ?? [],
    remark: remark === null ? null : { ...remark, text: REMARK_LABEL_WORDS[remark.label]! },
    ...actionOf(answer),
    notes: notes.map((note) => ({ ...note, text: NOTE_WORDS[note.code]! })),
    policy: decision?.policy ?? null,
    as_of: decision?.as_of ?? null,
    not_evaluable: decision?.not_evaluable ?? [],
    ...(proven === null ? {} : { decided: decision!.verdict, proven: provenAnswer(proven) }),
    ...(decision?.screened === false ? { screened: false as const } : {}),
    ...(decision?.late === true ? { late: true as const } : {}),
    ...(duplicate ? { duplicate: true as const } : {}),
    ...(deadlineMissed
      ? { deadline_missed: true as const, complete: `/v1/payments/${encodeURIComponent(payment)}` }
      : {}),
  };
}

/** What the caller shows the payer, or asks for. */
function actionOf({ verdict, remark, payment }: ScreenAnswer) {
  const path = `/v1/payments/${encodeURIComponent(payment)}`;
  if (verdict === "challenge") {
    const text = remark?.label === "bought_engagement" ? CHALLENGE_TEXTS.remark : CHALLENGE_TEXTS.payee;
    return { ask: { text, confirm: `${path}/confirmation` } };
  }
  if (verdict === "hold")
    return { ask: { text: HOLD_TEXT, submit: ["purpose", "documents"], proof: `${path}/proof` } };
  if (verdict === "reject")
    return { ask: { text: REJECT_TEXT, submit: ["purpose", "documents"], proof: `${path}/proof` } };
  return {};
}

function provenAnswer({ purpose, payment, by, atMs, untilMs }: ProvenPurpose) {
  return { purpose, payment, by, at: iso(atMs), until: iso(untilMs) };
}

export function caseAnswer({ payment, payee, state, purpose, documents, steps }: PaymentCase) {
  return {
    payment,
    payee,
    state,
    text: STATE_WORDS[state],
    purpose,
    documents,
    steps: steps.map(({ step, state: to, by, atMs, note }) => ({ step, state: to, by, at: iso(atMs), note })),
  };
}

export function paymentAnswer({ answer, case: own, event, reopened }: PaymentView) {
  return {
    ...screenAnswer(answer),
    case: caseAnswer(own),
    event,
    ...(reopened === undefined ? {} : { reopened }),
  };
}

/** A payee with what the link test told of it, and the campaigns that served its orders. */
export function payeeAnswer(payee: PayeeView, campaigns: readonly ServingCampaign[]) {
  return {
    id: payee.id,
    risk: payee.risk,
    risk_beside_text: payee.riskBesideText,
    parts: payee.parts.map(({ rule, text, hits, of, counted, part, textAlone }) => ({
      rule,
      part,
      [counted]: hits,
      of,
      from_text: textAlone,
      text,
    })),
    proposed: {
      measure: payee.proposed,
      text: MEASURE_WORDS[payee.proposed]!,
      decided_by: "person" as const,
    },
    link: payee.link === null ? null : linkSummary(payee.link),
    campaigns,
    recovery: payee.papers.map((paper) => ({ paper, text: PAPER_WORDS[paper]! })),
    kind: payee.kind,
    certified: payee.certified,
    licence: payee.licence,
    category: payee.category,
    code_kind: payee.codeKind,
    opened_at: payee.openedAtMs === null ? null : iso(payee.openedAtMs),
    first_at: iso(payee.firstAtMs),
    last_at: iso(payee.lastAtMs),
    payments: payee.payments,
    payers: payee.payers,
    novelty: payee.novelty === null ? null : Math.round(payee.novelty * 1e3) / 1e3,
    verdicts: {
      allow: payee.verdicts[0]!,
      challenge: payee.verdicts[1]!,
      hold: payee.verdicts[2]!,
      reject: payee.verdicts[3]!,
    },
    sums: payee.sums.map(({ currency, payments, amount }) => ({
      currency,
      payments,
      amount: round2(amount),
    })),
    amounts: [...payee.amounts]
      .sort((a, b) => b.payments - a.payments || a.amount - b.amount)
      .map(({ amount, currency, payments }) => ({ amount, currency, payments })),
    hours_utc: payee.hours,
    days: [...payee.days]
      .sort((a, b) => a.day - b.day)
      .map(({ day, payments }) => ({ day: iso(day * 86_400_000).slice(0, 10), payments })),
    refunds: payee.refunds,
    paid_out: { payments: payee.outPayments, amount: round2(payee.outAmount) },
    complaints: {
      complainants: payee.complainants,
      latest: payee.complaints.map(({ id, atMs, reason, payment, paid, answer }) => ({
        id,
        at: iso(atMs),
        reason,
        payment,
        paid,
        answer: answer === null ? null : { text: answer.text, by: answer.by, at: iso(answer.atMs) },
      })),
    },
    proven: payee.proven.map(provenAnswer),
  };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
