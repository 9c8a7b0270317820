import { TouchstoneError } from "../nouns/codes.ts";
import { createDecisionRow, type DecisionRow, REASONS_MAX } from "../nouns/decision.ts";

/** A stored decision read back; the row is the codec's own and overwritten by the next call. */
export interface DecodedDecision {
  readonly decision: DecisionRow;
  readonly asOfMs: number;
  readonly late: 0 | 1;
}

/** Binary form of the decisions of one policy. */
export interface DecisionCodec {
  /** Bytes of one record. */
  readonly stride: number;
  /** Writes one record at bytes[at, at + stride); every byte is set, so that equal decisions are equal bytes. Allocates nothing. */
  encode(decision: DecisionRow, late: 0 | 1, asOfMs: number, bytes: Uint8Array, at: number): void;
  /** Reads the record at `at`. Throws `storage_damaged` when it is none of this layout, or of a policy of another size. */
  decode(bytes: Uint8Array, at: number): DecodedDecision;
}

/**
 * A codec for a policy of `ruleCount` rules: fixed stride, little endian, 8-byte aligned.
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
export function createDecisionCodec(ruleCount: number): DecisionCodec {
  const words = Math.max(1, Math.ceil(ruleCount / 32));
  const stride = Math.ceil((BITS_AT + words * 4) / 8) * 8;
  const decision = createDecisionRow(ruleCount);
  let view = new DataView(new ArrayBuffer(0));
  const viewOf = (bytes: Uint8Array): DataView => {
    if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer);
    return view;
  };
  return {
    stride,
    encode(row, late, asOfMs, bytes, start) {
      if (start + stride > bytes.length) throw new Error(`no room for a record at \`${start}\``);
      const out = viewOf(bytes);
      const at = bytes.byteOffset + start;
      out.setUint8(at, LAYOUT);
      out.setUint8(at + 1, row.verdict);
      out.setUint8(at + 2, late);
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
      let next = at + BITS_AT;
      for (let word = 0; word < words; word++, next += 4) out.setInt32(next, row.notEvaluable[word]!, true);
      for (; next < at + stride; next += 4) out.setInt32(next, 0, true);
    },
    decode(bytes, start) {
      if (start + stride > bytes.length) {
        throw new TouchstoneError("storage_damaged", `a decision ends too early at byte \`${start}\``);
      }
      const from = viewOf(bytes);
      const at = bytes.byteOffset + start;
      const verdict = from.getUint8(at + 1);
      const reasonCount = from.getUint8(at + 3);
      const rules = from.getUint32(at + 4, true);
      if (from.getUint8(at) !== LAYOUT || verdict > 3 || reasonCount > REASONS_MAX || rules !== ruleCount) {
        throw new TouchstoneError(
          "storage_damaged",
          `the record at byte \`${start}\` is no decision of a policy of \`${ruleCount}\` rules`,
        );
      }
      decision.verdict = verdict;
      decision.reasonCount = reasonCount;
      decision.score = from.getFloat64(at + 8, true);
      for (let i = 0; i < REASONS_MAX; i++) {
        decision.reasonValue[i] = from.getFloat64(at + REASONS_AT + i * 16, true);
        decision.reasonBaseline[i] = from.getFloat64(at + REASONS_AT + i * 16 + 8, true);
        decision.reasonRule[i] = from.getInt32(at + RULES_AT + i * 4, true);
      }
      for (let word = 0; word < words; word++) {
        decision.notEvaluable[word] = from.getInt32(at + BITS_AT + word * 4, true);
      }
      const late = (from.getUint8(at + 2) & 1) as 0 | 1;
      return { decision, asOfMs: from.getFloat64(at + 16, true), late };
    },
  };
}

const LAYOUT = 1;
const REASONS_AT = 24;
const RULES_AT = REASONS_AT + REASONS_MAX * 16;
const BITS_AT = RULES_AT + REASONS_MAX * 4;

/** NaN has many bit patterns; one is written. */
function putNumber(out: DataView, at: number, value: number): void {
  if (Number.isNaN(value)) {
    out.setUint32(at, 0, true);
    out.setUint32(at + 4, 0x7ff80000, true);
  } else out.setFloat64(at, value, true);
}
