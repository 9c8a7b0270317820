import {
  EXCHANGE_REASONS,
  type ExchangeField,
  type ExchangeReason,
  SCORE_BANDS,
  type ScoreBand,
} from "../../nouns/exchange.ts";
import { LABEL_BYTES } from "../psi/p256.ts";

/** What crosses of one subject beside its pseudonym; a field that the contract leaves out is null or empty. */
export interface SubjectLabel {
  readonly band: ScoreBand | null;
  readonly reasons: readonly ExchangeReason[];
}

/** One byte of band (0 = none), four of reasons as bits, little endian, three that are 0. */
export function encodeLabel({ band, reasons }: SubjectLabel, fields: readonly ExchangeField[]): Uint8Array {
  const bytes = Buffer.alloc(LABEL_BYTES);
  if (fields.includes("score_band") && band !== null) bytes[0] = 1 + SCORE_BANDS.indexOf(band);
  if (fields.includes("reason_codes")) {
    const bits = reasons.reduce((sum, reason) => sum + 2 ** EXCHANGE_REASONS.indexOf(reason), 0);
    bytes.writeUInt32LE(bits, 1);
  }
  return bytes;
}

/** The label; null when the bytes are none, or say what the contract's fields do not name. */
export function decodeLabel(bytes: Uint8Array, fields: readonly ExchangeField[]): SubjectLabel | null {
  const view = Buffer.from(bytes);
  const bits = view.readUInt32LE(1);
  if (view.length !== LABEL_BYTES || view.subarray(5).some((byte) => byte !== 0)) return null;
  if (view[0]! > SCORE_BANDS.length || bits >= 2 ** EXCHANGE_REASONS.length) return null;
  if (view[0] !== 0 && !fields.includes("score_band")) return null;
  if (bits !== 0 && !fields.includes("reason_codes")) return null;
  const band = view[0] === 0 ? null : SCORE_BANDS[view[0]! - 1]!;
  return { band, reasons: EXCHANGE_REASONS.filter((_, i) => Math.floor(bits / 2 ** i) % 2 === 1) };
}
