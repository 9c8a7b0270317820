import { createDecoder } from "../../ingest/json-decoder.ts";
import type { Rejection } from "../../nouns/codes.ts";
import type { Decision } from "../../nouns/decision.ts";
import { kindWord, PAYMENT_CODE } from "../../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import type { RemarkReading } from "../../screen/remark/remark-reading.ts";
import type { Answer, Submission } from "../engine.ts";
import type { PaymentNote, ScreenAnswer, ScreenedPayment, ScreenOptions } from "../screened-payments.ts";
import { completeReport } from "./complete-report.ts";
import { type PaymentRemarks, readRemark } from "./payment-remarks.ts";

/** What screening needs of the engine. */
export interface ScreenParts {
  readonly remarks: PaymentRemarks | null;
  readonly submit: (lines: Uint8Array) => Promise<Submission>;
  /** A stored payment or complaint by its id. */
  readonly rowOf: (id: string) => EventRow | null;
  /** The type of whatever was stored under an id; null where nothing was. */
  readonly typeOf: (id: string) => string | null;
  /** The answer, with its hold lifted where the purpose was proven before. */
  readonly lifted: (answer: ScreenAnswer, row: EventRow) => Promise<ScreenAnswer>;
  readonly clock: () => number;
  readonly onWarning: (message: string) => void;
}

const NEWLINE = 0x0a;
const ID = keyColumn("id");
const PAYER = keyColumn("payer");
const PAYEE_ID = keyColumn("payee_id");
const REFUND_OF = keyColumn("refund_of");
const CURRENCY = keyColumn("currency");
const AMOUNT = numberColumn("amount");
const OPENED = numberColumn("opened_at_ms");

/**
 * NDJSON of payments → one answer a line, in order. Bad lines and events that are no payments are told by place, the others go on. When the
 * deadline passes before the decisions are durable, the default answers for all of them, and the submission goes on: what is recorded
 * is the complete decision.
 */
export async function screenLines(
  lines: Uint8Array,
  { deadlineMs, onDeadline }: ScreenOptions,
  parts: ScreenParts,
): Promise<readonly ScreenedPayment[]> {
  const read = readLines(lines, parts);
  const rows = read.flatMap((one) => ("row" in one ? [one.row] : []));
  const conflicts = new Map<EventRow, Rejection>();
  const earlier = new Map<string, EventRow>();
  const firsts = new Map<EventRow, EventRow>();
  for (const row of rows) {
    const id = keyText(row, ID) ?? "";
    const before = earlier.get(id) ?? parts.rowOf(id);
    const rejection = before === null ? takenOf(id, parts.typeOf(id)) : conflictOf(row, id, before);
    if (rejection !== null) conflicts.set(row, rejection);
    else if (before === null) earlier.set(id, row);
    else firsts.set(row, before);
  }
  const wanted = rows.filter((row) => !conflicts.has(row));
  // A payment that is sent again is answered by what was decided, so by the remark that was decided upon.
  const readings = new Map(rows.map((row) => [row, remarkOf(firsts.get(row) ?? row, parts.remarks)]));
  const submission = wanted.length === 0 ? Promise.resolve(null) : parts.submit(joined(wanted));
  const first = await beforeDeadline(submission, deadlineMs);
  if (first === "deadline") {
    submission.catch((error: unknown) => {
      parts.onWarning(`payments that were answered by default could not be stored: ${error}`);
    });
  }
  const answers = first === "deadline" || first === null ? [] : first.answers;
  const decided = new Map(wanted.map((row, index) => [row, answers[index]]));
  const screened: ScreenedPayment[] = [];
  for (const one of read) screened.push("row" in one ? await told(one) : one);
  return screened;

  async function told({
    row,
    line,
  }: {
    readonly row: EventRow;
    readonly line: number;
  }): Promise<ScreenedPayment> {
    const rejection = conflicts.get(row);
    if (rejection !== undefined) return { rejection: { ...rejection, line } };
    const base = {
      reading: readings.get(row) ?? null,
      notes: notesOf(row, readings.get(row) ?? null, parts),
    };
    if (first === "deadline") return defaultAnswer(row, base, onDeadline);
    return fromAnswer(row, decided.get(row), base, line, parts);
  }
}

/** What a promise gives, or `"deadline"` where that takes longer. */
function beforeDeadline<T>(promise: Promise<T>, deadlineMs: number): Promise<T | "deadline"> {
  return new Promise((resolve, reject) => {
    // A timer alone: the end of an abort signal is an error with a stack, for each payment.
    const timer = setTimeout(() => resolve("deadline"), deadlineMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

interface Base {
  readonly reading: RemarkReading | null;
  readonly notes: readonly PaymentNote[];
}

async function fromAnswer(
  row: EventRow,
  answer: Answer | undefined,
  { reading, notes }: Base,
  line: number,
  parts: ScreenParts,
): Promise<ScreenedPayment> {
  if (answer?.rejection !== undefined) return { rejection: { ...answer.rejection, line } };
  const decision = answer?.decision;
  if (decision === undefined) throw new Error(`no decision about \`${keyText(row, ID)}\``);
  const aside = (answer?.setAside ?? []).map(
    ({ field = "", value = "" }): PaymentNote => ({ code: "value_set_aside", field, value }),
  );
  const own = answerOf(row, decision, reading, answer?.duplicate === true);
  return parts.lifted({ ...own, notes: [...notes, ...aside] }, row);
}

function defaultAnswer(
  row: EventRow,
  { reading, notes }: Base,
  verdict: ScreenOptions["onDeadline"],
): ScreenAnswer {
  return {
    payment: keyText(row, ID) ?? "",
    verdict,
    decision: null,
    remark: toldRemark(reading),
    notes,
    proven: null,
    duplicate: false,
    deadlineMissed: true,
  };
}

/** A decided payment → its answer. */
export function answerOf(
  row: EventRow,
  decision: Decision,
  reading: RemarkReading | null,
  duplicate: boolean,
): ScreenAnswer {
  return {
    payment: keyText(row, ID) ?? "",
    verdict: decision.verdict,
    decision,
    remark: toldRemark(reading),
    notes: [],
    proven: null,
    duplicate,
    deadlineMissed: false,
  };
}

/** What was read of a payment's remark; null without a remark or a reader. */
export function remarkOf(row: EventRow, remarks: PaymentRemarks | null): RemarkReading | null {
  return remarks === null ? null : readRemark(row, remarks.read);
}

function toldRemark(reading: RemarkReading | null): ScreenAnswer["remark"] {
  if (reading === null) return null;
  const { score, label, spans, reasons } = reading;
  return {
    score: Math.round(score * 1e4) / 1e4,
    label,
    spans,
    reasons: reasons.map(({ rule, text }) => ({ rule, text })),
  };
}

type ReadLine = { readonly row: EventRow; readonly line: number } | { readonly rejection: Rejection };

function readLines(bytes: Uint8Array, parts: Pick<ScreenParts, "rowOf" | "clock">): ReadLine[] {
  const decoder = createDecoder({ door: true });
  const nowMs = parts.clock();
  const read: ReadLine[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    let end = bytes.indexOf(NEWLINE, start);
    if (end < 0) end = bytes.length;
    line++;
    if (end > start) {
      const row = createEventRow();
      row.start = start;
      row.end = end;
      const first = decoder.decode(bytes, start, end, row, nowMs);
      const rejection =
        first?.code === "missing_field" ? reportTrouble(first, bytes.subarray(start, end), row) : first;
      if (rejection !== null) read.push({ rejection: { ...rejection, line } });
      else if (row.kind === PAYMENT_CODE) {
        read.push({ row, line });
      } else read.push({ rejection: notAPayment(row, line) });
    }
    start = end + 1;
  }
  return read;

  /** A line that lacks a field may be a report of a payment that is known; null once it is read whole. */
  function reportTrouble(trouble: Rejection, line: Uint8Array, row: EventRow): Rejection | null {
    const completed = completeReport(line, parts.rowOf);
    if (completed === null) return trouble;
    if ("unknown" in completed) {
      const id = completed.unknown.slice(0, 80);
      const hint = `no payment \`${id}\` is known: send that payment first under this id, or repeat its payer, payee, amount and currency`;
      return { ...trouble, field: "order", value: id, hint };
    }
    row.start = 0;
    row.end = completed.line.length;
    return decoder.decode(completed.line, 0, completed.line.length, row, nowMs);
  }
}

function notAPayment(row: EventRow, line: number): Rejection {
  const value = kindWord(row.kind);
  return { code: "not_a_payment", line, field: "type", value, hint: "send other events to `/v1/events`" };
}

function joined(rows: readonly EventRow[]): Uint8Array {
  const pieces = rows.flatMap((row) => [row.bytes.subarray(row.start, row.end), NEWLINE_BYTES]);
  return Buffer.concat(pieces);
}
const NEWLINE_BYTES = Uint8Array.of(NEWLINE);

/** An id under which something else than a payment is stored; null where nothing is. */
function takenOf(id: string, type: string | null): Rejection | null {
  if (type === null) return null;
  const hint = `\`${id}\` is the id of an event of type \`${type}\`: give each payment an id of its own`;
  return { code: "id_conflict", line: 0, field: "id", value: id, hint };
}

/** An id that was used for another payment; null for the same payment again. Names the first field that differs. */
function conflictOf(row: EventRow, id: string, before: EventRow): Rejection | null {
  if (before.kind !== row.kind) return takenOf(id, kindWord(before.kind));
  const money = (one: EventRow) => `${one.num[AMOUNT]} ${keyText(one, CURRENCY)}`;
  const differs = (column: number): boolean =>
    row.hash[column * 2] !== before.hash[column * 2] ||
    row.hash[column * 2 + 1] !== before.hash[column * 2 + 1];
  const told = (field: string, tell: (one: EventRow) => string): Rejection => {
    const hint = `\`${id}\` was screened with \`${tell(before)}\` before: give each payment an id of its own`;
    return { code: "id_conflict", line: 0, field, value: tell(row), hint };
  };
  if (row.num[AMOUNT] !== before.num[AMOUNT]) return told("amount_minor", money);
  if (differs(CURRENCY)) return told("currency", money);
  for (const [field, column] of [
    ["payer", PAYER],
    ["payee.id", PAYEE_ID],
  ] as const)
    if (differs(column)) return told(field, (one) => keyText(one, column) ?? "");
  return null;
}

function notesOf(row: EventRow, reading: RemarkReading | null, parts: ScreenParts): PaymentNote[] {
  const notes: PaymentNote[] = [];
  const refundOf = keyText(row, REFUND_OF);
  if (refundOf !== null) {
    const paid = refundOf === keyText(row, ID) ? null : parts.rowOf(refundOf);
    if (paid === null) notes.push({ code: "refund_before_payment", field: "refund_of", value: refundOf });
    else if (row.num[AMOUNT]! > paid.num[AMOUNT]!)
      notes.push({ code: "refund_above_payment", field: "amount_minor", value: String(row.num[AMOUNT]) });
  }
  if (row.num[OPENED]! > row.occurredAtMs)
    notes.push({
      code: "payee_opened_later",
      field: "payee.opened_at",
      value: new Date(row.num[OPENED]!).toISOString(),
    });
  if (
    row.hash[PAYER * 2] === row.hash[PAYEE_ID * 2] &&
    row.hash[PAYER * 2 + 1] === row.hash[PAYEE_ID * 2 + 1]
  )
    notes.push({ code: "payer_is_payee", field: "payer", value: keyText(row, PAYER) ?? "" });
  const unread = reading?.unread[0];
  if (unread !== undefined)
    notes.push({
      code: "remark_not_read_whole",
      field: "remark",
      value: `${unread.why} ${unread.from}–${unread.to}`,
    });
  return notes;
}
