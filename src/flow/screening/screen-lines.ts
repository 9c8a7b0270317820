import { createDecoder } from "../../ingest/json-decoder.ts";
import type { Rejection } from "../../nouns/codes.ts";
import type { Decision } from "../../nouns/decision.ts";
import { kindWord, PAYMENT_CODE } from "../../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { RemarkReading } from "../../screen/remark/remark-reading.ts";
import type { Answer, Submission } from "../engine.ts";
import type { PaymentNote, ScreenAnswer, ScreenedPayment, ScreenOptions } from "../screened-payments.ts";
import { completeReport } from "./complete-report.ts";
import { conflictOf, takenOf } from "./id-conflict.ts";
import { notesOf } from "./payment-notes.ts";
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
      notes: notesOf(row, readings.get(row) ?? null, parts.rowOf),
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
