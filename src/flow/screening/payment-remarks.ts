import { currencyExponent } from "../../nouns/currency-exponents.ts";
import { PAYMENT_CODE } from "../../nouns/event.ts";
import { type EventRow, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";
import { hashText } from "../../nouns/hash.ts";
import type { RemarkLabel, RemarkReader, RemarkReading } from "../../screen/remark/remark-reading.ts";

const REMARK = keyColumn("remark");
const LABEL = keyColumn("remark_label");
const SCORE = numberColumn("remark_score");
const CURRENCY = keyColumn("currency");
const SCENE = keyColumn("scene");
const KIND = keyColumn("payee_kind");
const CATEGORY = keyColumn("category");
const MCC = keyColumn("mcc");
const AMOUNT = numberColumn("amount");

/** A reader of remarks, and the lexicon that it reads by. */
export interface PaymentRemarks {
  /** `name@version#hash` of the lexicon. */
  readonly id: string;
  /** SHA-256 of the lexicon's text, hex. */
  readonly sha256: string;
  /** The lexicon's text, so that it can be kept beside the policy. */
  readonly source: string;
  readonly read: RemarkReader;
}

/** The remark of a payment, read in the light of the rest of it; null for a payment without one, and for other events. */
export function readRemark(row: EventRow, read: RemarkReader): RemarkReading | null {
  if (row.kind !== PAYMENT_CODE) return null;
  const remark = keyText(row, REMARK);
  if (remark === null) return null;
  const kind = keyText(row, KIND);
  const amount = row.num[AMOUNT]!;
  const currency = keyText(row, CURRENCY);
  const exponent = currencyExponent(currency ?? "CNY") ?? 2;
  return read(remark, {
    amountMinor: Number.isNaN(amount) ? null : Math.round(amount * 10 ** exponent),
    currency,
    scene: keyText(row, SCENE),
    payeeKind: kind === "personal" || kind === "merchant" ? kind : null,
    category: keyText(row, CATEGORY) ?? keyText(row, MCC),
  });
}

/** Fills the columns that a remark gives: its score and its label. Some 100 to 200 µs for a payment with a remark, nothing for other events. */
export function createRemarkColumns(read: RemarkReader | null): (row: EventRow) => void {
  if (read === null) return () => {};
  const labels = new Map<RemarkLabel, readonly [number, number]>();
  return (row) => {
    const reading = readRemark(row, read);
    if (reading === null) return;
    let label = labels.get(reading.label);
    if (label === undefined) {
      label = hashText(reading.label);
      labels.set(reading.label, label);
    }
    row.num[SCORE] = reading.score;
    row.hash[LABEL * 2] = label[0];
    row.hash[LABEL * 2 + 1] = label[1];
  };
}
