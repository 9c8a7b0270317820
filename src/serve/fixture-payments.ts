import type { PaymentDesk } from "../flow/payment-desk.ts";
import { TouchstoneError } from "../nouns/codes.ts";

/** Payments of an engine that has none. */
export function createFixturePayments(): PaymentDesk {
  const unknown = (): never => {
    throw new TouchstoneError("unknown_payment", "`p`");
  };
  return {
    screens: false,
    screen: async () => [],
    get: () => null,
    confirm: unknown,
    prove: unknown,
    review: unknown,
    payee: () => null,
    payees: () => [],
    latest: () => [],
    apply: unknown,
    answerComplaint: unknown,
  };
}
