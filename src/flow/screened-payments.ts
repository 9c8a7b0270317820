import type { Rejection } from "../nouns/codes.ts";
import type { Decision } from "../nouns/decision.ts";
import type { PayeeLinkReport } from "../nouns/payee-link-report.ts";
import type { PaymentCase, ProvenPurpose } from "../nouns/payment-case.ts";
import type { Verdict } from "../nouns/verdict.ts";
import type { RiskPart } from "../screen/payee/risk-part.ts";

/** A piece of a remark and the reading made of it; offsets are UTF-16 units of the remark. */
export interface ReadSpan {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly term: string;
  readonly reading: string;
  readonly how: string;
}

/** What a payment's own fields say that is odd and no error. */
export interface PaymentNote {
  readonly code:
    | "refund_before_payment"
    | "refund_above_payment"
    | "refund_other_currency"
    | "refund_other_payee"
    | "payee_opened_later"
    | "payer_is_payee"
    | "remark_not_read_whole"
    | "value_set_aside";
  readonly field: string;
  readonly value: string;
}

/** Answer to one payment: a decision with what was read, or why it is none. */
export interface ScreenAnswer {
  readonly payment: string;
  /** What the caller should do now: the decision's verdict, a lifted hold, or the configured default past the deadline. */
  readonly verdict: Verdict;
  /** Null where the deadline passed: the decision is made all the same, and stands under the payment's id. */
  readonly decision: Decision | null;
  readonly remark: {
    readonly score: number;
    readonly label: string;
    readonly spans: readonly ReadSpan[];
    readonly reasons: readonly {
      readonly rule: string;
      readonly text: { readonly zh: string; readonly en: string };
    }[];
  } | null;
  readonly notes: readonly PaymentNote[];
  /** The purpose by which a hold was lifted. */
  readonly proven: ProvenPurpose | null;
  /** The id was seen before, with the same content: the decision is the first one. */
  readonly duplicate: boolean;
  readonly deadlineMissed: boolean;
}
export type ScreenedPayment = ScreenAnswer | { readonly rejection: Rejection };

export interface ScreenOptions {
  /** Ms from now after which the default answers. */
  readonly deadlineMs: number;
  /** What the default is. */
  readonly onDeadline: Verdict;
}

/** One payment with all that is known of it. */
export interface PaymentView {
  readonly answer: ScreenAnswer;
  readonly case: PaymentCase;
  /** The payment as it came. */
  readonly event: Readonly<Record<string, unknown>>;
  /** Payments that were let through on the strength of this one's proof, and wait again since it was taken back just now. */
  readonly reopened?: readonly string[];
}

export interface ProofOfPurpose {
  readonly purpose: string;
  readonly documents: readonly { readonly kind: string; readonly sha256: string }[];
  readonly note: string;
}

export interface PaymentReview {
  readonly decision: "release" | "refuse" | "undo";
  readonly by: string;
  readonly note: string;
}

/** A payee as the payment side sees it. */
export interface PayeeView {
  readonly id: string;
  readonly kind: string | null;
  readonly certified: boolean | null;
  readonly licence: string | null;
  readonly category: string | null;
  readonly codeKind: string | null;
  readonly openedAtMs: number | null;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly risk: number | null;
  readonly riskBesideText: number | null;
  readonly parts: readonly RiskPart[];
  readonly proposed: string;
  /** Too little of the risk stands beside what buyers wrote, so that only a warning is proposed. */
  readonly capped: boolean;
  /** What the link test told of it last; null where it told nothing. */
  readonly link: PayeeLinkReport | null;
  /** Papers that would answer what stands against it. */
  readonly papers: readonly string[];
  readonly payments: number;
  /** Distinct payers, with a standard error of 4.6 % for many. */
  readonly payers: number;
  /** Share of payments whose payer came for the first time, in [0, 1]; null without payments. */
  readonly novelty: number | null;
  readonly verdicts: readonly number[];
  readonly sums: readonly { readonly currency: string; readonly payments: number; readonly amount: number }[];
  readonly amounts: readonly {
    readonly amount: number;
    readonly currency: string;
    readonly payments: number;
  }[];
  /** By hour of the day, UTC. */
  readonly hours: readonly number[];
  readonly days: readonly { readonly day: number; readonly payments: number }[];
  readonly refunds: number;
  readonly outPayments: number;
  readonly outAmount: number;
  readonly complainants: number;
  readonly complaints: readonly {
    readonly id: string;
    readonly atMs: number;
    readonly reason: string;
    readonly payment: string | null;
    /** Whether the payment it names is one of this payer to this payee; null where it names none. */
    readonly paid: boolean | null;
    readonly answer: { readonly text: string; readonly by: string; readonly atMs: number } | null;
  }[];
  readonly proven: readonly ProvenPurpose[];
}

export interface MerchantApplication {
  readonly kind: "personal" | "merchant";
  readonly category: string;
  readonly goods: string;
  readonly papers: readonly string[];
}

export interface ApplicationAnswer {
  readonly complete: boolean;
  readonly lacking: readonly {
    readonly paper: string;
    readonly ground: { readonly zh: string; readonly en: string };
  }[];
  /** What it says it sells reads as bought engagement: not admitted until a person has looked. */
  readonly goods: { readonly score: number; readonly label: string; readonly spans: readonly ReadSpan[] };
}

/** Payments and payees behind the engine's door. Rejects with the codes of `payment_*`, `unknown_payment`, `unknown_payee`. */
export interface PaymentScreening {
  /** Whether a policy screens payments here. */
  readonly screens: boolean;
  /** NDJSON lines of payments → one answer a line, in order. */
  screen(lines: Uint8Array, options: ScreenOptions): Promise<readonly ScreenedPayment[]>;
  get(id: string): Promise<PaymentView | null>;
  confirm(id: string, confirmed: boolean): Promise<PaymentView>;
  prove(id: string, proof: ProofOfPurpose): Promise<PaymentView>;
  review(id: string, review: PaymentReview): Promise<PaymentView>;
  payee(id: string): Promise<PayeeView | null>;
  /** Payees by risk, highest first, at most `limit`. */
  payees(limit: number): Promise<readonly PayeeView[]>;
  /** Latest payments that were not let through, newest first. */
  latest(limit: number): Promise<readonly PaymentView[]>;
  apply(payee: string, application: MerchantApplication): Promise<ApplicationAnswer>;
  answerComplaint(
    payee: string,
    complaint: string,
    answer: { readonly text: string; readonly by: string },
  ): Promise<PayeeView>;
}
