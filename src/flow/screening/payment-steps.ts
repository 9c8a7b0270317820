import { TouchstoneError } from "../../nouns/codes.ts";
import type { PaymentCase, PaymentState, PaymentStep } from "../../nouns/payment-case.ts";

/** States from which each step may be taken, and where it leads; `undo` goes back to where the last step of a person came from. */
const STEPS: Readonly<
  Record<Exclude<PaymentStep, "undo">, { from: readonly PaymentState[]; to: PaymentState }>
> = {
  confirm: { from: ["to_confirm"], to: "confirmed" },
  cancel: { from: ["to_confirm"], to: "cancelled" },
  submit_proof: { from: ["waiting", "refused_by_policy"], to: "proof_submitted" },
  release: { from: ["waiting", "refused_by_policy", "proof_submitted", "to_confirm"], to: "released" },
  refuse: { from: ["waiting", "refused_by_policy", "proof_submitted", "to_confirm"], to: "refused" },
};

/**
 * A payment's case and a step → the state it leads to. Throws a coded error where the step has no place: `proof_pending` for a second proof,
 * `payment_settled` once the matter is closed, `no_proof_needed` for a payment that was let through, `nothing_to_undo`.
 */
export function stateAfter(current: PaymentCase, step: PaymentStep): PaymentState {
  const { payment, state } = current;
  if (step === "undo") {
    const at = lastDecision(current);
    if (at < 0) {
      throw new TouchstoneError(
        "nothing_to_undo",
        `nobody has released or refused \`${payment}\`; it is \`${state}\``,
      );
    }
    return at === 0 ? current.opened : current.steps[at - 1]!.state;
  }
  const { from, to } = STEPS[step];
  if (from.includes(state)) return to;
  if (step === "submit_proof" && state === "proof_submitted") {
    throw new TouchstoneError(
      "proof_pending",
      `the proof of \`${payment}\` is looked at already; a person decides next`,
    );
  }
  if (state === "passed" || (step === "submit_proof" && state === "to_confirm")) {
    throw new TouchstoneError(
      "no_proof_needed",
      `\`${payment}\` is \`${state}\`: nothing waits for \`${step}\``,
    );
  }
  const hint = state === "released" || state === "refused" ? "; `undo` opens it again" : "";
  throw new TouchstoneError("payment_settled", `\`${payment}\` is \`${state}\` already${hint}`);
}

/** Place of the release or refusal that holds, or −1. */
export function lastDecision({ state, steps }: PaymentCase): number {
  if (state !== "released" && state !== "refused") return -1;
  return steps.findLastIndex(({ step }) => step === "release" || step === "refuse");
}
