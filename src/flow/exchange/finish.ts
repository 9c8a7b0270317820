import { createReadStream, readFileSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { decodeLabel } from "../../exchange/contract/label.ts";
import { RUN_POINTS } from "../../exchange/exchange-limits.ts";
import {
  fileHash,
  holdToParts,
  partOf,
  readHeaderOf,
  writeMessage,
} from "../../exchange/messages/message-file.ts";
import { holdToSigner, readHeader, signHeader } from "../../exchange/messages/message-note.ts";
import { firstDisorder, ROW_BYTES } from "../../exchange/psi/answer-table.ts";
import { evenRuns } from "../../exchange/psi/even-runs.ts";
import { findMatches } from "../../exchange/psi/labelled-psi.ts";
import { startMaskThreads } from "../../exchange/psi/mask-threads.ts";
import { inverseScalar, POINT_BYTES, PSEUDONYM_BYTES } from "../../exchange/psi/p256.ts";
import { isPaddedSize } from "../../exchange/psi/padded-size.ts";
import { fieldsOf } from "../../ledger/entry.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { ExchangePart } from "../../nouns/exchange.ts";
import { FILE_MODE } from "../../store/private-files.ts";
import { BY_EXCHANGE, contractHash, type ExchangeOffice } from "./exchange-office.ts";
import { refuseFork } from "./refuse-fork.ts";
import type { Session } from "./session.ts";

/** The session of a message of the counterpart's, at a step. Throws `exchange_state` or `exchange_replayed`. */
function sessionAt(
  office: ExchangeOffice,
  session: string,
  role: Session["role"],
  step: Session["step"],
): Session {
  const known = office.sessions.get(session);
  if (known === null || known.role !== role)
    throw new TouchstoneError(
      "exchange_state",
      `no exchange \`${session}\` was ${role === "offerer" ? "offered" : "answered"} here`,
    );
  if (known.step === "done")
    throw new TouchstoneError("exchange_replayed", `exchange \`${session}\` is done`);
  if (known.step !== step)
    throw new TouchstoneError(
      "exchange_state",
      `exchange \`${session}\` is \`${known.step}\`, this goes with \`${step}\``,
    );
  return known;
}

/**
 * Takes an answer: who signed it, whether it answers this offer, whether its parts are whole, whether the counterpart's ledger goes on
 * and holds the exchange, and whether its witness cosigned ours. Finds what both know, writes it down, closes the exchange in the
 * ledger and writes the receipt. Can be done again after a crash.
 */
export async function finishOffer(office: ExchangeOffice, answerFile: string): Promise<Session> {
  const { text, end } = await readHeaderOf(answerFile);
  const read = readHeader("answer", text);
  const { header } = read;
  const offered = sessionAt(office, header.session, "offerer", "offered");
  const { session, contract } = offered;
  const counterpart = office.counterparts.get(offered.counterpart);
  holdToSigner(read, counterpart.logKey);
  if (header.offer_sha256 !== offered.offerSha256)
    throw new TouchstoneError("exchange_tampered", "it answers another offer than was made");
  const [points, told, ...more] = header.parts;
  const isForm =
    points?.items === offered.items &&
    points.item_bytes === POINT_BYTES &&
    told?.item_bytes === ROW_BYTES &&
    more.length === 0;
  if (!isForm)
    throw new TouchstoneError(
      "exchange_message",
      "an answer has two parts, points as many as offered, and rows",
    );
  if (!isPaddedSize(told.items))
    throw new TouchstoneError(
      "exchange_too_many",
      `\`${told.items}\` rows are no padded size of one exchange`,
    );
  await holdToParts(answerFile, end, header.parts);
  await refuseFork(office, offered, text, header.ledger, {
    kind: "exchange_answered",
    fields: { session, contract_sha256: contractHash(contract), offer_sha256: header.offer_sha256 },
  });
  office.keepTheirs(counterpart, offered, header.cosignature);
  const matches = await writeMatches(office, offered, { file: answerFile, end, parts: header.parts });
  const answerSha256 = await fileHash(answerFile);
  const entry = await office.appendOnce({
    kind: "exchange_done",
    by: BY_EXCHANGE,
    fields: {
      session,
      contract_sha256: contractHash(contract),
      answer_sha256: answerSha256,
      matches,
      delete_at_ms: office.clock() + contract.retention_days * DAY_MS,
    },
  });
  const ledger = office.show(counterpart, entry);
  const cosignature = office.cosign(counterpart, session, header.ledger.checkpoint);
  const receipt = { session, answer_sha256: answerSha256, matches, parts: [], ledger, cosignature };
  await writeMessage(
    office.sessions.file(session, "receipt"),
    signHeader("receipt", receipt, office.logKey),
    [],
  );
  const done = office.sessions.put({
    ...offered,
    step: "done",
    shownCheckpoint: ledger.checkpoint,
    answerSha256,
    matches,
    deleteAtMs: fieldsOf("exchange_done", entry)!.delete_at_ms,
  });
  // The secret and the list have served.
  office.sessions.remove(session, ["scalar", "pseudonyms", "ids", "offer"]);
  return done;
}

interface AnswerFile {
  readonly file: string;
  readonly end: number;
  readonly parts: readonly ExchangePart[];
}

/** Finds what both know and writes it down, a line each, in the order of the list; how many there are. */
async function writeMatches(office: ExchangeOffice, offered: Session, answer: AnswerFile): Promise<number> {
  const { session, contract } = offered;
  const file = (name: Parameters<typeof office.sessions.file>[1]): string =>
    office.sessions.file(session, name);
  const rows: Uint8Array[] = [];
  for await (const chunk of partOf(answer.file, answer.end, answer.parts, 1)) rows.push(chunk);
  const bytes = Uint8Array.from(Buffer.concat(rows));
  if (firstDisorder(bytes) !== null)
    throw new TouchstoneError(
      "exchange_tampered",
      `row \`${firstDisorder(bytes)}\` of the answer is out of order`,
    );
  const scalar = inverseScalar(await readFile(file("scalar")));
  const threads = startMaskThreads(scalar, Buffer.from(session, "hex"), office.threads);
  const out = await open(`${file("matches")}.new`, "w", FILE_MODE);
  const ids = createInterface({ input: createReadStream(file("ids")) })[Symbol.asyncIterator]();
  let [matches, line] = [0, -1];
  let id = "";
  try {
    const pseudonyms = evenRuns(createReadStream(file("pseudonyms")), RUN_POINTS * PSEUDONYM_BYTES);
    const points = evenRuns(partOf(answer.file, answer.end, answer.parts, 0), RUN_POINTS * POINT_BYTES);
    for await (const { index, label } of findMatches(threads, { bytes }, together(pseudonyms, points))) {
      const told = decodeLabel(label, contract.fields);
      if (told === null)
        throw new TouchstoneError(
          "exchange_tampered",
          `the label of a row says more than ${contract.fields.join(", ")}`,
        );
      for (; line < index; line++) id = (await ids.next()).value ?? "";
      if (id === "") throw new TouchstoneError("exchange_tampered", "a padding row was answered as known");
      await out.write(`${JSON.stringify({ id: JSON.parse(id) as string, ...told })}\n`);
      matches++;
    }
    await out.sync();
  } finally {
    await out.close();
    await threads.close();
  }
  await rename(`${file("matches")}.new`, file("matches"));
  return matches;
}

async function* together(pseudonyms: AsyncIterator<Uint8Array>, points: AsyncIterable<Uint8Array>) {
  for await (const run of points)
    yield { pseudonyms: (await pseudonyms.next()).value as Uint8Array, points: run };
}

/** Takes a receipt: the counterpart's ledger closes the exchange, so does this one. Rejects as `finishOffer`. */
export async function takeReceipt(office: ExchangeOffice, receiptFile: string): Promise<Session> {
  const { text, end } = await readHeaderOf(receiptFile);
  const read = readHeader("receipt", text);
  const { header } = read;
  const answered = sessionAt(office, header.session, "answerer", "answered");
  const { session, contract } = answered;
  const counterpart = office.counterparts.get(answered.counterpart);
  holdToSigner(read, counterpart.logKey);
  await holdToParts(receiptFile, end, header.parts);
  if (header.answer_sha256 !== answered.answerSha256)
    throw new TouchstoneError("exchange_tampered", "it confirms another answer than was given");
  const same = {
    session,
    contract_sha256: contractHash(contract),
    answer_sha256: header.answer_sha256,
    matches: header.matches,
  };
  await refuseFork(office, answered, text, header.ledger, { kind: "exchange_done", fields: same });
  office.keepTheirs(counterpart, answered, header.cosignature);
  const { delete_at_ms } = JSON.parse(header.ledger.body) as { readonly delete_at_ms: number };
  await office.appendOnce({ kind: "exchange_done", by: BY_EXCHANGE, fields: { ...same, delete_at_ms } });
  const { matches } = header;
  const done = office.sessions.put({ ...answered, step: "done", matches, deleteAtMs: delete_at_ms });
  office.sessions.remove(session, ["offer", "answer"]);
  return done;
}

/** What an exchange brought, as long as it may be kept. Throws `exchange_state` or, past its time, `exchange_expired`. */
export function matchesOf(office: ExchangeOffice, session: string): string {
  const known = office.sessions.get(session);
  if (known?.role !== "offerer" || known.step !== "done")
    throw new TouchstoneError("exchange_state", `exchange \`${session}\` has brought nothing here`);
  if (known.deleted || office.clock() >= (known.deleteAtMs ?? 0))
    throw new TouchstoneError(
      "exchange_expired",
      `what exchange \`${session}\` brought was to be kept ${known.contract.retention_days} days`,
    );
  return readFileSync(office.sessions.file(session, "matches"), "utf8");
}
