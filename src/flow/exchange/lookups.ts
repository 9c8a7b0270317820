import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { encodeLabel } from "../../exchange/contract/label.ts";
import { lookupInput } from "../../exchange/lookup/lookup-input.ts";
import {
  LOOKUP_ROWS_A_TURN,
  LOOKUP_ROWS_MAX,
  LOOKUPS_PER_MINUTE_MAX,
  LOOKUPS_PER_REQUEST_MAX,
} from "../../exchange/lookup/lookup-limits.ts";
import { ELEMENT_BYTES, evaluateElement, freshLookupKey, outputFor } from "../../exchange/lookup/oprf.ts";
import { makeTable, ROW_BYTES } from "../../exchange/psi/answer-table.ts";
import { LABEL_BYTES, OUTPUT_BYTES } from "../../exchange/psi/p256.ts";
import { paddedSize } from "../../exchange/psi/padded-size.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS, MINUTE_MS } from "../../nouns/durations.ts";
import { writeWhole } from "../../store/ledger-key.ts";
import { BY_EXCHANGE, contractHash, type ExchangeOffice } from "./exchange-office.ts";
import { readList } from "./read-list.ts";
import type { Session } from "./session.ts";

interface Asked {
  readonly atMs: number;
  readonly items: number;
}

/** An exchange under which look-ups are answered here, as long as it may be kept. Throws `exchange_state`, `exchange_expired`. */
export function openForLookups(office: ExchangeOffice, counterpart: string, session: string): Session {
  const known = office.sessions.get(session);
  if (known?.role !== "answerer" || known.counterpart !== counterpart || known.step !== "done")
    throw new TouchstoneError(
      "exchange_state",
      `no exchange \`${session}\` was closed with \`${counterpart}\` here: look-ups follow one that both ledgers hold`,
    );
  holdToRetention(office, known);
  const endMs = Date.parse(`${office.counterparts.get(counterpart).agreement.valid_until}T23:59:59.999Z`);
  if (!(office.clock() <= endMs))
    throw new TouchstoneError("exchange_agreement", `the agreement with \`${counterpart}\` has ended`);
  return known;
}

/** Throws `exchange_expired` where what an exchange brought may no longer be kept. */
export function holdToRetention(office: ExchangeOffice, known: Session): void {
  if (known.deleted || office.clock() >= (known.deleteAtMs ?? 0))
    throw new TouchstoneError(
      "exchange_expired",
      `exchange \`${known.session}\` was to be kept ${known.contract.retention_days} days: make a new one`,
    );
}

/**
 * The table that look-ups of an exchange are held against: a tag and a hidden label for each row of the list and as many of chance as
 * make a padded size. Made once an exchange, and kept with its key. Rejects with `exchange_too_many`, `exchange_rows`. Some 10 ms a row.
 */
export async function lookupTable(
  office: ExchangeOffice,
  { session, contract }: Session,
  list: string,
  pairKey: Uint8Array,
): Promise<Uint8Array> {
  const file = office.sessions.file(session, "lookupTable");
  if (existsSync(file)) return readFileSync(file);
  const key = keyOf(office, session);
  const outputs: Uint8Array[] = [];
  const labels: Uint8Array[] = [];
  for await (const row of readList(list, contract.subject, pairKey)) {
    if (outputs.length === LOOKUP_ROWS_MAX)
      throw new TouchstoneError(
        "exchange_too_many",
        `look-ups are answered out of at most \`${LOOKUP_ROWS_MAX}\` rows, \`${list}\` has more: use an exchange`,
      );
    outputs.push(outputFor(key, lookupInput(session, row.pseudonym)).subarray(0, OUTPUT_BYTES));
    labels.push(encodeLabel(row, contract.fields));
    if (outputs.length % LOOKUP_ROWS_A_TURN === 0) await setImmediate();
  }
  const filler = (paddedSize(outputs.length) ?? outputs.length) - outputs.length;
  const table = makeTable(
    Buffer.concat(outputs, outputs.length * OUTPUT_BYTES),
    Buffer.concat(labels, labels.length * LABEL_BYTES),
    randomBytes(filler * ROW_BYTES),
  );
  writeWhole(file, table.bytes);
  return table.bytes;
}

/**
 * Answers look-ups: the ledger first, then the elements. Rejects with `exchange_limit` beyond the counterpart's share of a day or of a minute,
 * `exchange_message`, `exchange_bad_point`.
 */
export async function answerLookups(
  office: ExchangeOffice,
  open: Session,
  elements: Uint8Array,
): Promise<Uint8Array> {
  const items = elements.length / ELEMENT_BYTES;
  if (!Number.isInteger(items) || items < 1 || items > LOOKUPS_PER_REQUEST_MAX)
    throw new TouchstoneError(
      "exchange_message",
      `\`${elements.length}\` bytes are no look-ups: 1 to ${LOOKUPS_PER_REQUEST_MAX} elements of ${ELEMENT_BYTES} bytes`,
    );
  holdToLookupShare(office, open.counterpart, items);
  note(office, open.session, items);
  await office.append({ kind: "exchange_looked_up", by: BY_EXCHANGE, fields: lookedUp(open, items) });
  const key = keyOf(office, open.session);
  const answers: Uint8Array[] = [];
  for (let at = 0; at < elements.length; at += ELEMENT_BYTES) {
    const answer = evaluateElement(key, elements.subarray(at, at + ELEMENT_BYTES));
    if (answer === null)
      throw new TouchstoneError(
        "exchange_bad_point",
        `element \`${at / ELEMENT_BYTES}\` is not on the curve`,
      );
    answers.push(answer);
    if (answers.length % LOOKUP_ROWS_A_TURN === 0) await setImmediate();
  }
  return Buffer.concat(answers);
}

/** What both ledgers say of look-ups: the same fields, each in its own order. */
export function lookedUp({ session, contract }: Session, items: number) {
  return { session, contract_sha256: contractHash(contract), items };
}

/** Look-ups count as identifiers of the day, beside those of exchanges: who may ask without end can enumerate. */
function holdToLookupShare(office: ExchangeOffice, counterpart: string, items: number): void {
  const now = office.clock();
  const sessions = office.sessions
    .all()
    .filter((each) => each.role === "answerer" && each.counterpart === counterpart);
  const asked = sessions.flatMap(({ session }) => askedOf(office, session));
  const within = (ms: number): number =>
    asked.filter(({ atMs }) => atMs > now - ms).reduce((sum, each) => sum + each.items, 0);
  const minute = within(MINUTE_MS);
  if (minute + items > LOOKUPS_PER_MINUTE_MAX)
    throw new TouchstoneError(
      "exchange_limit",
      `\`${counterpart}\` looked \`${minute}\` up within a minute and now \`${items}\`, the limit is \`${LOOKUPS_PER_MINUTE_MAX}\``,
    );
  const { identifiers_per_day } = office.counterparts.get(counterpart).agreement;
  const exchanged = sessions
    .filter(({ startedAtMs }) => startedAtMs > now - DAY_MS)
    .reduce((sum, each) => sum + each.items, 0);
  const day = exchanged + within(DAY_MS);
  if (day + items > identifiers_per_day)
    throw new TouchstoneError(
      "exchange_limit",
      `\`${counterpart}\` asked for \`${day}\` identifiers within 24 hours and now \`${items}\`, agreed are \`${identifiers_per_day}\``,
    );
}

function askedOf(office: ExchangeOffice, session: string): readonly Asked[] {
  const file = office.sessions.file(session, "lookups");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Asked[]) : [];
}

/** Kept for a day, minute by minute. */
function note(office: ExchangeOffice, session: string, items: number): void {
  const now = office.clock();
  const recent = askedOf(office, session).filter(({ atMs }) => atMs > now - DAY_MS);
  const last = recent.at(-1);
  const grouped =
    last !== undefined && now - last.atMs < MINUTE_MS / 60
      ? [...recent.slice(0, -1), { atMs: last.atMs, items: last.items + items }]
      : [...recent, { atMs: now, items }];
  writeWhole(office.sessions.file(session, "lookups"), JSON.stringify(grouped));
}

function keyOf(office: ExchangeOffice, session: string): Uint8Array {
  const file = office.sessions.file(session, "lookupKey");
  if (!existsSync(file)) writeWhole(file, freshLookupKey());
  return readFileSync(file);
}
