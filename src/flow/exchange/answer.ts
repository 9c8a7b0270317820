import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname } from "node:path";
import { checkContract } from "../../exchange/contract/check-contract.ts";
import { encodeLabel } from "../../exchange/contract/label.ts";
import { keyCheck } from "../../exchange/contract/pair-key.ts";
import { IDENTIFIERS_MAX, RUN_POINTS } from "../../exchange/exchange-limits.ts";
import {
  fileHash,
  holdToParts,
  partOf,
  readHeaderOf,
  writeMessage,
  writePart,
} from "../../exchange/messages/message-file.ts";
import { holdToSigner, readHeader, signHeader } from "../../exchange/messages/message-note.ts";
import { ROW_BYTES } from "../../exchange/psi/answer-table.ts";
import { evenRuns } from "../../exchange/psi/even-runs.ts";
import { answerTable, type LabelledRun, maskAgain } from "../../exchange/psi/labelled-psi.ts";
import { startMaskThreads } from "../../exchange/psi/mask-threads.ts";
import { freshScalar, LABEL_BYTES, POINT_BYTES, PSEUDONYM_BYTES } from "../../exchange/psi/p256.ts";
import { isPaddedSize, paddedSize } from "../../exchange/psi/padded-size.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { ExchangeField, MessageHeader } from "../../nouns/exchange.ts";
import { FOLDER_MODE } from "../../store/private-files.ts";
import { BY_EXCHANGE, contractHash, type ExchangeOffice } from "./exchange-office.ts";
import { entryTerms } from "./offer.ts";
import { type ListRow, readList } from "./read-list.ts";
import { refuseFork } from "./refuse-fork.ts";
import type { Session } from "./session.ts";

/** An offer whose header was held to everything that can be known before its body is read. */
export interface AdmittedOffer {
  readonly header: MessageHeader<"offer">;
  readonly counterpart: string;
}

/**
 * Looks at an offer's header: who signed it, whether it may be asked, whether it was asked before, and how much it is. Nothing is
 * kept. Throws a code for each; the counts come before a byte of the body.
 */
export function admitOffer(office: ExchangeOffice, text: string, pairKey: Uint8Array): AdmittedOffer {
  const read = readHeader("offer", text);
  const { contract, parts } = read.header;
  const counterpart = office.counterparts.byLog(contract.offerer);
  holdToSigner(read, counterpart.logKey);
  if (contract.answerer !== office.logKey.name)
    throw new TouchstoneError(
      "exchange_counterpart",
      `it is addressed to \`${contract.answerer}\`, this is \`${office.logKey.name}\``,
    );
  if (office.sessions.get(contract.session) !== null)
    throw new TouchstoneError(
      "exchange_replayed",
      `exchange \`${contract.session}\` is known; \`touchstone exchange list\` shows it`,
    );
  const [points, ...more] = parts;
  if (points === undefined || more.length > 0 || points.item_bytes !== POINT_BYTES)
    throw new TouchstoneError("exchange_message", "an offer has one part, of points");
  if (points.items > IDENTIFIERS_MAX)
    throw new TouchstoneError(
      "exchange_too_many",
      `\`${points.items}\` are announced, at most \`${IDENTIFIERS_MAX}\``,
    );
  if (!isPaddedSize(points.items))
    throw new TouchstoneError(
      "exchange_message",
      `\`${points.items}\` identifiers are no padded size: a power of two from 256`,
    );
  checkContract(contract, counterpart.agreement, office.clock());
  holdToShare(office, counterpart.name, points.items);
  if (contract.key_check !== keyCheck(pairKey, contract.session))
    throw new TouchstoneError("exchange_key", "compare the SHA-256 of both key files by telephone");
  return { header: read.header, counterpart: counterpart.name };
}

/** What a counterpart may ask within a day, in exchanges and in identifiers: who may ask without end can enumerate. */
function holdToShare(office: ExchangeOffice, name: string, items: number): void {
  const { exchanges_per_day, identifiers_per_day } = office.counterparts.get(name).agreement;
  const since = office.clock() - DAY_MS;
  const recent = office.sessions
    .all()
    .filter(
      ({ role, counterpart, startedAtMs }) =>
        role === "answerer" && counterpart === name && startedAtMs > since,
    );
  if (recent.length >= exchanges_per_day)
    throw new TouchstoneError(
      "exchange_limit",
      `\`${name}\` asked \`${recent.length}\` times within 24 hours, agreed are \`${exchanges_per_day}\``,
    );
  const asked = recent.reduce((sum, each) => sum + each.items, 0);
  if (asked + items > identifiers_per_day)
    throw new TouchstoneError(
      "exchange_limit",
      `\`${name}\` asked for \`${asked}\` identifiers within 24 hours and now \`${items}\`, agreed are \`${identifiers_per_day}\``,
    );
}

/**
 * Takes an offer: holds its file to its header and the shown ledger to what was seen of it, and keeps it. Rejects with the codes of
 * `admitOffer`, `exchange_truncated`, `exchange_tampered`, `exchange_fork`; of a fork the proof is kept and the ledger says so.
 */
export async function takeOffer(
  office: ExchangeOffice,
  file: string,
  approvedBy: string,
  pairKey: Uint8Array,
): Promise<Session> {
  const { text, end } = await readHeaderOf(file);
  const { header, counterpart: name } = admitOffer(office, text, pairKey);
  const { contract, parts, ledger } = header;
  await holdToParts(file, end, parts);
  const taken: Session = {
    session: contract.session,
    role: "answerer",
    counterpart: name,
    step: "taken",
    contract,
    approvedBy,
    items: parts[0]!.items,
    startedAtMs: office.clock(),
    shownCheckpoint: null,
    offerSha256: await fileHash(file),
    answerSha256: null,
    matches: null,
    deleteAtMs: null,
    deleted: false,
  };
  await refuseFork(office, taken, text, ledger, {
    kind: "exchange_offered",
    fields: { session: contract.session, contract_sha256: contractHash(contract), items: taken.items },
  });
  const kept = office.sessions.file(contract.session, "offer");
  mkdirSync(dirname(kept), { recursive: true, mode: FOLDER_MODE });
  await copyFile(file, kept);
  return office.sessions.put(taken);
}

/**
 * Answers a taken offer out of a list: masks both, writes the exchange into the ledger, cosigns the counterpart's checkpoint, and then
 * writes the answer's file. Can be done again after a crash, with another secret. Rejects with `exchange_bad_point`, `exchange_rows`.
 */
export async function completeAnswer(
  office: ExchangeOffice,
  taken: Session,
  list: string,
  pairKey: Uint8Array,
): Promise<Session> {
  const { session, contract } = taken;
  const file = (name: Parameters<typeof office.sessions.file>[1]): string =>
    office.sessions.file(session, name);
  const counterpart = office.counterparts.get(taken.counterpart);
  const { text, end } = await readHeaderOf(file("offer"));
  const { header: offer } = readHeader("offer", text);
  const rows = await gather(readList(list, contract.subject, pairKey), contract.fields);
  const threads = startMaskThreads(freshScalar(), Buffer.from(session, "hex"), office.threads);
  try {
    const points = evenRuns(partOf(file("offer"), end, offer.parts, 0), RUN_POINTS * POINT_BYTES);
    const masked = await writePart(file("points"), POINT_BYTES, maskAgain(threads, points));
    const table = await answerTable(threads, labelled(rows), paddedSize(rows.count)!, randomBytes);
    const told = await writePart(file("table"), ROW_BYTES, [table.bytes]);
    const entry = await office.appendOnce({
      kind: "exchange_answered",
      by: { kind: "person", name: taken.approvedBy },
      fields: {
        ...entryTerms(taken),
        offer_sha256: taken.offerSha256!,
        offered_items: taken.items,
        items: told.items,
      },
    });
    const cosignature = office.cosign(counterpart, session, offer.ledger.checkpoint);
    const ledger = office.show(counterpart, entry);
    const header = signHeader(
      "answer",
      {
        session,
        offer_sha256: taken.offerSha256!,
        approved_by: taken.approvedBy,
        parts: [masked, told],
        ledger,
        cosignature,
      },
      office.logKey,
    );
    await writeMessage(file("answer"), header, [file("points"), file("table")]);
    office.sessions.remove(session, ["points", "table"]);
    const answerSha256 = await fileHash(file("answer"));
    return office.sessions.put({
      ...taken,
      step: "answered",
      shownCheckpoint: ledger.checkpoint,
      answerSha256,
    });
  } catch (cause) {
    await endAtBadPoint(office, taken, cause);
    throw cause;
  } finally {
    await threads.close();
  }
}

/** Runs of a list, 40 bytes a row. */
async function gather(
  list: AsyncIterable<ListRow>,
  fields: readonly ExchangeField[],
): Promise<{ readonly count: number; readonly runs: readonly LabelledRun[] }> {
  const runs: { readonly pseudonyms: Buffer; readonly labels: Buffer }[] = [];
  let count = 0;
  for await (const row of list) {
    const at = count++ % RUN_POINTS;
    if (at === 0) {
      runs.push({
        pseudonyms: Buffer.alloc(RUN_POINTS * PSEUDONYM_BYTES),
        labels: Buffer.alloc(RUN_POINTS * LABEL_BYTES),
      });
    }
    const { pseudonyms, labels } = runs.at(-1)!;
    pseudonyms.set(row.pseudonym, at * PSEUDONYM_BYTES);
    labels.set(encodeLabel(row, fields), at * LABEL_BYTES);
  }
  return { count, runs };
}

async function* labelled({ count, runs }: Awaited<ReturnType<typeof gather>>): AsyncGenerator<LabelledRun> {
  for (const [i, { pseudonyms, labels }] of runs.entries()) {
    const rows = Math.min(RUN_POINTS, count - i * RUN_POINTS);
    yield {
      pseudonyms: pseudonyms.subarray(0, rows * PSEUDONYM_BYTES),
      labels: labels.subarray(0, rows * LABEL_BYTES),
    };
  }
}

/** A point off the curve is no accident: the exchange ends, and this side's ledger says so. */
async function endAtBadPoint(office: ExchangeOffice, taken: Session, cause: unknown): Promise<void> {
  if (!(cause instanceof TouchstoneError) || cause.code !== "exchange_bad_point") return;
  const { session, counterpart } = taken;
  await office.appendOnce({
    kind: "exchange_ended",
    by: BY_EXCHANGE,
    fields: { session, counterpart, why: "refused", code: cause.code },
  });
  office.sessions.put({ ...taken, step: "ended" });
  office.sessions.remove(session, ["offer", "points", "table"]);
}
