import { type DecisionRow, REASONS_MAX } from "../nouns/decision.ts";

/**
 * Binary form of a decision for the decision log: fixed stride for a policy, little endian, 8-byte aligned.
 *
 * | offset | type | what |
 * |---|---|---|
 * | 0 | u8 | layout, 1 |
 * | 1 | u8 | verdict, 0 to 3 |
 * | 2 | u8 | bit 0: late |
 * | 3 | u8 | reasons, 0 to 3 |
 * | 4 | u32 | rules of the policy, against reading with another one |
 * | 8 | f64 | score |
 * | 16 | f64 | as-of time, ms since 1970 |
 * | 24 | 3 × (f64, f64) | reason value and baseline; NaN = none |
 * | 72 | 3 × i32 | reason rule, −1 = none |
 * | 84 | u32 words | rules not evaluable, bit r of word r >> 5 |
 *
 * The event's id is not in it: the record stands at the event's own position.
 */
const LAYOUT = 1;
const REASONS_AT = 24;
const RULES_AT = REASONS_AT + REASONS_MAX * 16;
const BITS_AT = RULES_AT + REASONS_MAX * 4;

/** What a record holds beside the row. */
export interface RecordContext {
  readonly asOfMs: number;
  readonly late: boolean;
}

/** Bytes of one record for a policy of `ruleCount` rules. */
export function decisionStride(ruleCount: number): number {
  const words = Math.max(1, Math.ceil(ruleCount / 32));
  return Math.ceil((BITS_AT + words * 4) / 8) * 8;
}

/** Writes one record at `at`; every byte of it is set, so that equal decisions are equal bytes. Allocates nothing. */
export function encodeDecision(
  row: DecisionRow,
  ruleCount: number,
  asOfMs: number,
  late: boolean,
  out: DataView,
  at: number,
): void {
  out.setUint8(at, LAYOUT);
  out.setUint8(at + 1, row.verdict);
  out.setUint8(at + 2, late ? 1 : 0);
  out.setUint8(at + 3, row.reasonCount);
  out.setUint32(at + 4, ruleCount, true);
  out.setFloat64(at + 8, row.score, true);
  out.setFloat64(at + 16, asOfMs, true);
  for (let i = 0; i < REASONS_MAX; i++) {
    const set = i < row.reasonCount;
    putNumber(out, at + REASONS_AT + i * 16, set ? row.reasonValue[i]! : Number.NaN);
    putNumber(out, at + REASONS_AT + i * 16 + 8, set ? row.reasonBaseline[i]! : Number.NaN);
    out.setInt32(at + RULES_AT + i * 4, set ? row.reasonRule[i]! : -1, true);
  }
  const end = at + decisionStride(ruleCount);
  let next = at + BITS_AT;
  for (let word = 0; word < row.notEvaluable.length; word++, next += 4) {
    out.setInt32(next, row.notEvaluable[word]!, true);
  }
  for (; next < end; next += 4) out.setInt32(next, 0, true);
}

/** Reads the record at `at` into `row`; null when it is none of this layout or of a policy of another size. */
export function decodeDecision(
  bytes: DataView,
  at: number,
  ruleCount: number,
  row: DecisionRow,
): RecordContext | null {
  if (at + decisionStride(ruleCount) > bytes.byteLength) return null;
  const reasonCount = bytes.getUint8(at + 3);
  const verdict = bytes.getUint8(at + 1);
  const readable = bytes.getUint8(at) === LAYOUT && bytes.getUint32(at + 4, true) === ruleCount;
  if (!readable || reasonCount > REASONS_MAX || verdict > 3) return null;
  row.verdict = verdict;
  row.reasonCount = reasonCount;
  row.score = bytes.getFloat64(at + 8, true);
  for (let i = 0; i < REASONS_MAX; i++) {
    row.reasonValue[i] = bytes.getFloat64(at + REASONS_AT + i * 16, true);
    row.reasonBaseline[i] = bytes.getFloat64(at + REASONS_AT + i * 16 + 8, true);
    row.reasonRule[i] = bytes.getInt32(at + RULES_AT + i * 4, true);
  }
  for (let word = 0; word < row.notEvaluable.length; word++) {
    row.notEvaluable[word] = bytes.getInt32(at + BITS_AT + word * 4, true);
  }
  return { asOfMs: bytes.getFloat64(at + 16, true), late: (bytes.getUint8(at + 2) & 1) === 1 };
}

/** The verdict in a record, without reading the rest; of a record of any policy. */
export function recordVerdict(record: Uint8Array, at = 0): number {
  return record[at + 1]!;
}

/** NaN has many bit patterns; one is written. */
function putNumber(out: DataView, at: number, value: number): void {
  if (Number.isNaN(value)) {
    out.setUint32(at, 0, true);
    out.setUint32(at + 4, 0x7ff80000, true);
  } else out.setFloat64(at, value, true);
}
