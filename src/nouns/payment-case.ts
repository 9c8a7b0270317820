import type { Verdict } from "./verdict.ts";

/**
 * Where a screened payment stands. `passed`: nothing was asked. `to_confirm`: the payer is asked. `waiting`: for proof of purpose. `refused_by_policy`:
 * a person may still release it. `proof_submitted`: a person looks at it. `confirmed`, `cancelled`: by the payer. `released`, `refused`: by a person,
 * or released by a purpose that was proven before.
 */
export const PAYMENT_STATES = [
  "passed",
  "to_confirm",
  "waiting",
  "refused_by_policy",
  "proof_submitted",
  "confirmed",
  "cancelled",
  "released",
  "refused",
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** The state in which a verdict leaves a payment that nobody has touched yet. */
export const STATE_OF_VERDICT: Readonly<Record<Verdict, PaymentState>> = {
  allow: "passed",
  challenge: "to_confirm",
  hold: "waiting",
  reject: "refused_by_policy",
};

/** What can be done to a payment, by whom it is done. */
export const PAYMENT_STEPS = ["confirm", "cancel", "submit_proof", "release", "refuse", "undo"] as const;
export type PaymentStep = (typeof PAYMENT_STEPS)[number];

/** Documents that show what a payment is for. */
export const PROOF_DOCUMENTS = [
  "contract",
  "invoice",
  "delivery",
  "chat",
  "platform_order",
  "licence",
  "other",
] as const;

/** One thing that was done to a payment, as the ledger has it. */
export interface PaymentStepRecord {
  readonly step: PaymentStep;
  readonly state: PaymentState;
  /** Who: the payer, a reviewer by name, or the policy where a purpose was proven before. */
  readonly by: string;
  readonly atMs: number;
  readonly note: string;
  /** The proof by which the policy released it; it goes back with the proof. */
  readonly proven?: ProvenPurpose;
}

/** A payment that somebody has dealt with. */
export interface PaymentCase {
  readonly payment: string;
  readonly payee: string;
  readonly state: PaymentState;
  /** The state in which its verdict left it. */
  readonly opened: PaymentState;
  /** What it is for, as the proof says; null before there is any. */
  readonly purpose: string | null;
  readonly documents: readonly { readonly kind: string; readonly sha256: string }[];
  /** Oldest first. */
  readonly steps: readonly PaymentStepRecord[];
}

/** A purpose that a payee has proven once. */
export interface ProvenPurpose {
  readonly purpose: string;
  readonly payment: string;
  readonly by: string;
  readonly atMs: number;
  readonly untilMs: number;
}
