import { completeAnswer } from "./answer.ts";
import type { ExchangeOffice } from "./exchange-office.ts";
import { completeOffer } from "./offer.ts";
import type { Session } from "./session.ts";

/**
 * Goes on with what was broken off: offers that were begun, and, where a list and the pair key are given, answers to offers that were
 * taken. What this side waits for is left as it is. Rejects as `completeOffer` and `completeAnswer` do.
 */
export async function resumeExchanges(
  office: ExchangeOffice,
  told: { readonly list: string; readonly pairKey: Uint8Array } | null,
): Promise<readonly Session[]> {
  const resumed: Session[] = [];
  for (const session of office.sessions.all()) {
    if (session.step === "begun") resumed.push(await completeOffer(office, session));
    if (session.step === "taken" && told !== null)
      resumed.push(await completeAnswer(office, session, told.list, told.pairKey));
  }
  return resumed;
}
