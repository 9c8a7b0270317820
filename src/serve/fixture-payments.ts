import type { PaymentScreening } from "../flow/screened-payments.ts";
import { TouchstoneError } from "../nouns/codes.ts";

/** Payments of an engine that has none. */
export function createFixturePayments(): PaymentScreening {
  const unknown = async (): Promise<never> => {
    throw new TouchstoneError("unknown_payment", "`p`");
  };
  return {
    screens: false,
    screen: async () => [],
    get: async () => null,
    confirm: unknown,
    prove: unknown,
    review: unknown,
    payee: async () => null,
    payees: async () => [],
    latest: async () => [],
    apply: unknown,
    answerComplaint: unknown,
  };
}
