import { existsSync, readFileSync } from "node:fs";
import { BY_EXCHANGE, type ExchangeOffice } from "./exchange-office.ts";
import type { Session } from "./session.ts";

/** What a sweep did. */
export interface Swept {
  /** Exchanges that ran out of time. */
  readonly ended: readonly string[];
  /** Exchanges whose results were deleted. */
  readonly deleted: readonly string[];
}

/**
 * Ends what ran out of time, and deletes what may no longer be kept; the ledger says both. Due is a matter of the contract, not of
 * the sweep: results past their time are refused to readers whether it ran or not.
 */
export async function sweep(office: ExchangeOffice): Promise<Swept> {
  const now = office.clock();
  const ended: string[] = [];
  const deleted: string[] = [];
  for (const session of office.sessions.all()) {
    const open = session.step !== "done" && session.step !== "ended";
    if (open && now >= session.contract.answer_until_ms) {
      await end(office, session);
      ended.push(session.session);
    } else if (session.step === "done" && !session.deleted && now >= (session.deleteAtMs ?? 0)) {
      await deleteMatches(office, session, "retention");
      deleted.push(session.session);
    }
  }
  return { ended, deleted };
}

/** Deletes what an exchange brought, before its time or at it. Nothing happens a second time. */
export async function deleteMatches(
  office: ExchangeOffice,
  session: Session,
  why: "retention" | "request",
): Promise<void> {
  const file = office.sessions.file(session.session, "matches");
  const rows = existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
  // The answerer holds none of it: its ledger says what the contract's end is.
  await office.appendOnce({
    kind: "exchange_deleted",
    by: BY_EXCHANGE,
    fields: { session: session.session, rows: session.role === "offerer" ? rows : 0, why },
  });
  office.sessions.remove(session.session, [
    "matches",
    "scalar",
    "pseudonyms",
    "ids",
    "offer",
    "answer",
    "receipt",
    "lookupKey",
    "lookupTable",
    "lookups",
  ]);
  office.sessions.put({ ...session, deleted: true });
}

async function end(office: ExchangeOffice, session: Session): Promise<void> {
  const why = session.step === "answered" ? "not_confirmed" : "not_answered";
  await office.appendOnce({
    kind: "exchange_ended",
    by: BY_EXCHANGE,
    fields: { session: session.session, counterpart: session.counterpart, why, code: "" },
  });
  office.sessions.put({ ...session, step: "ended" });
  office.sessions.remove(session.session, [
    "scalar",
    "pseudonyms",
    "ids",
    "points",
    "table",
    "offer",
    "answer",
  ]);
}
