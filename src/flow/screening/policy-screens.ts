import { TouchstoneError } from "../../nouns/codes.ts";
import type { Policy } from "../../nouns/policy.ts";

/** How payments come back under a policy that leaves them out. */
const REMEDY =
  "add `policies/payments.yaml` to it: `up --policy YOURS.yaml+payments`, or over the API both texts with a line `---` between them";

/** The error for a payment that is to be screened where no rule asks about payments: an answer of `allow` would be taken for one. */
export function notScreened(policy: string): TouchstoneError {
  return new TouchstoneError(
    "payments_not_screened",
    `\`${policy}\` has no features or rules for payments; ${REMEDY}`,
  );
}

/** What to warn of where one policy follows another: payments that were screened are so no more. Null where nothing is lost. */
export function paymentsDropped(
  before: Pick<Policy, "id" | "paymentThresholds"> | null,
  next: Pick<Policy, "id" | "paymentThresholds">,
): string | null {
  if (before?.paymentThresholds === undefined || next.paymentThresholds !== undefined) return null;
  return `\`${next.id}\` has no features or rules for payments, \`${before.id}\` had: POST /v1/payments/screen is refused while it is in force. To keep screening, ${REMEDY}`;
}
