import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { checkContract } from "../../exchange/contract/check-contract.ts";
import { keyCheck } from "../../exchange/contract/pair-key.ts";
import { RUN_POINTS } from "../../exchange/exchange-limits.ts";
import { fileHash, writeMessage, writePart } from "../../exchange/messages/message-file.ts";
import { signHeader } from "../../exchange/messages/message-note.ts";
import { evenRuns } from "../../exchange/psi/even-runs.ts";
import { maskSet } from "../../exchange/psi/labelled-psi.ts";
import { startMaskThreads } from "../../exchange/psi/mask-threads.ts";
import { freshScalar, POINT_BYTES, PSEUDONYM_BYTES, SESSION_BYTES } from "../../exchange/psi/p256.ts";
import { paddedSize } from "../../exchange/psi/padded-size.ts";
import type { ExchangeContract } from "../../nouns/exchange.ts";
import { FILE_MODE, FOLDER_MODE } from "../../store/private-files.ts";
import { contractHash, type ExchangeOffice } from "./exchange-office.ts";
import { readList } from "./read-list.ts";
import type { Session } from "./session.ts";

/** What a person asks for; the rest of the contract is the office's. */
export interface OfferTerms
  extends Pick<
    ExchangeContract,
    | "purpose"
    | "basis"
    | "basis_reference"
    | "impact_assessment"
    | "subject"
    | "fields"
    | "retention_days"
    | "approved_by"
  > {
  readonly counterpart: string;
  readonly answerWithinMs: number;
}

/**
 * Begins an exchange: checks what is asked for, then keeps list, secret and contract. Nothing is in the ledger yet, and nothing leaves.
 * Rejects with `exchange_basis`, `exchange_agreement`, `exchange_rows` and others; then nothing was kept.
 */
export async function beginOffer(
  office: ExchangeOffice,
  terms: OfferTerms,
  list: string,
  pairKey: Uint8Array,
): Promise<Session> {
  const { counterpart: name, answerWithinMs, ...asked } = terms;
  const counterpart = office.counterparts.get(name);
  const now = office.clock();
  const session = randomBytes(SESSION_BYTES).toString("hex");
  const contract: ExchangeContract = {
    ...asked,
    session,
    offerer: office.logKey.name,
    answerer: counterpart.logKey.name,
    decisions: "proposals_only",
    made_at_ms: now,
    answer_until_ms: now + answerWithinMs,
    key_check: keyCheck(pairKey, session),
  };
  checkContract(contract, counterpart.agreement, now);
  await mkdir(dirname(office.sessions.file(session, "ids")), { recursive: true, mode: FOLDER_MODE });
  const { pseudonyms, ids } = await gather(list, contract, pairKey);
  const padded = paddedSize(ids.length)!;
  pseudonyms.push(randomBytes((padded - ids.length) * PSEUDONYM_BYTES));
  const keep = async (file: "ids" | "pseudonyms" | "scalar", bytes: string | Uint8Array): Promise<void> =>
    writeFile(office.sessions.file(session, file), bytes, { mode: FILE_MODE, flush: true });
  await keep("ids", `${ids.join("\n")}\n`);
  await keep("pseudonyms", Buffer.concat(pseudonyms));
  await keep("scalar", freshScalar());
  return office.sessions.put({
    session,
    role: "offerer",
    counterpart: name,
    step: "begun",
    contract,
    approvedBy: asked.approved_by,
    items: padded,
    startedAtMs: now,
    shownCheckpoint: null,
    offerSha256: null,
    answerSha256: null,
    matches: null,
    deleteAtMs: null,
    deleted: false,
  });
}

async function gather(list: string, { subject }: ExchangeContract, pairKey: Uint8Array) {
  const pseudonyms: Uint8Array[] = [];
  const ids: string[] = [];
  for await (const { id, pseudonym } of readList(list, subject, pairKey)) {
    pseudonyms.push(pseudonym);
    ids.push(JSON.stringify(id));
  }
  return { pseudonyms, ids };
}

/** Masks the list, writes the exchange into the ledger, and then the offer's file. Can be done again after a crash. */
export async function completeOffer(office: ExchangeOffice, begun: Session): Promise<Session> {
  const { session, contract } = begun;
  const file = (name: Parameters<typeof office.sessions.file>[1]): string =>
    office.sessions.file(session, name);
  const counterpart = office.counterparts.get(begun.counterpart);
  const threads = startMaskThreads(
    await readFile(file("scalar")),
    Buffer.from(session, "hex"),
    office.threads,
  );
  try {
    const pseudonyms = evenRuns(createReadStream(file("pseudonyms")), RUN_POINTS * PSEUDONYM_BYTES);
    const part = await writePart(file("points"), POINT_BYTES, maskSet(threads, pseudonyms));
    const entry = await office.appendOnce({
      kind: "exchange_offered",
      by: { kind: "person", name: contract.approved_by },
      fields: { ...entryTerms(begun), items: begun.items },
    });
    const ledger = office.show(counterpart, entry);
    const header = signHeader("offer", { contract, parts: [part], ledger }, office.logKey);
    await writeMessage(file("offer"), header, [file("points")]);
    office.sessions.remove(session, ["points"]);
    return office.sessions.put({
      ...begun,
      step: "offered",
      shownCheckpoint: ledger.checkpoint,
      offerSha256: await fileHash(file("offer")),
    });
  } finally {
    await threads.close();
  }
}

/** The terms of an exchange as the ledger of either side says them. */
export function entryTerms({ contract, counterpart, approvedBy }: Session) {
  const { session, purpose, basis, basis_reference, impact_assessment, subject, fields, retention_days } =
    contract;
  return {
    session,
    counterpart,
    purpose,
    basis,
    basis_reference,
    impact_assessment,
    subject,
    fields,
    retention_days,
    approved_by: approvedBy,
    contract_sha256: contractHash(contract),
  };
}
