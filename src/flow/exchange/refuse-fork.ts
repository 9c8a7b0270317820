import { type ExpectedEntry, takeShownLedger } from "../../exchange/messages/shown-ledger.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ShownLedger } from "../../nouns/exchange.ts";
import { BY_EXCHANGE, type ExchangeOffice } from "./exchange-office.ts";
import type { Session } from "./session.ts";

/**
 * Witnesses what a counterpart shows of its ledger, and remembers it. Where it forks, the exchange ends: its signed header is kept as
 * proof, and this side's ledger says so. Rejects with the codes of `takeShownLedger`.
 */
export async function refuseFork(
  office: ExchangeOffice,
  session: Session,
  header: string,
  shown: ShownLedger,
  expected: ExpectedEntry,
): Promise<void> {
  const counterpart = office.counterparts.get(session.counterpart);
  const before = office.counterparts.witness(counterpart.name);
  try {
    const seen = takeShownLedger(shown, counterpart.logKey, before.seen, expected);
    office.counterparts.setWitness(counterpart.name, { ...before, seen });
  } catch (cause) {
    if (!(cause instanceof TouchstoneError) || cause.code !== "exchange_fork") throw cause;
    office.counterparts.keepEvidence(counterpart.name, session.session, header);
    await office.appendOnce({
      kind: "exchange_ended",
      by: BY_EXCHANGE,
      fields: { session: session.session, counterpart: counterpart.name, why: "refused", code: cause.code },
    });
    office.sessions.put({ ...session, step: "ended" });
    office.sessions.remove(session.session, ["scalar", "pseudonyms", "ids", "offer", "answer"]);
    throw cause;
  }
}
