import { isTrimmedAlready } from "../kernels/text/trim-cell.ts";
import { type RowFiller, takesPieces } from "./fill-row.ts";
import type { FieldRule } from "./mapping-rules.ts";
import type { PlainRecord } from "./plain-record.ts";

/** A field that can be put without its text. */
export interface PlainField {
  /** Puts it straight from a record's bytes; false: nothing was put, and the field's text must be read. */
  readonly put: (record: PlainRecord, filler: RowFiller) => boolean;
  /** Told what the text of a record's field was read as, where it had to be. */
  readonly learn: (record: PlainRecord, value: number) => void;
}

/** Marks before digits that are text. */
const APOSTROPHE = 0x27;
const BACKTICK = 0x60;
const ZERO = 0x30;
const POINT = 0x2e;

/** Texts that stand for none, by length and first byte: what is unlike all of them is a value. */
function mayBeNull(nulls: readonly string[]): (length: number, first: number) => boolean {
  const lengths = new Set(nulls.map((text) => text.length));
  const firsts = new Set(nulls.map((text) => text.charCodeAt(0)));
  return (length, first) => lengths.has(length) && firsts.has(first);
}

/**
 * A field that is a text of columns as they stand, or a time in the commonest form → how it is put; null for any other. `placeOf`: a column's place, −1 where it is not one of the file's.
 * What it puts is what reading the field's text would put (tested against each other).
 */
export function plainField(
  field: FieldRule,
  place: number,
  isId: boolean,
  nulls: readonly string[],
  placeOf: (column: string) => number,
): PlainField | null {
  const { from } = field;
  if (from === undefined || from.columns.length === 0) return null;
  if (field.nulls !== undefined || field.translate !== undefined) return null;
  const places = from.columns.map(placeOf);
  if (places.some((at) => at < 0)) return null;
  const couldBeNull = mayBeNull(nulls);
  const isValue = (record: PlainRecord, at: number): boolean => {
    const start = record.from(at);
    const end = record.to(at);
    if (end === start) return false;
    const first = record.bytes[start]!;
    if (first === APOSTROPHE || first === BACKTICK || !isTrimmedAlready(first, record.bytes[end - 1]!))
      return false;
    return !couldBeNull(end - start, first);
  };
  if (field.type === "time") return plainTime(field, place, places, from.parts, isValue);
  if (field.type !== "text" || !takesPieces(place)) return null;
  const parts = from.parts.map((part) => new TextEncoder().encode(part));
  const put = (record: PlainRecord, filler: RowFiller): boolean => {
    filler.openText();
    if (!filler.piece(parts[0]!, 0, parts[0]!.length)) return false;
    for (let c = 0; c < places.length; c++) {
      const at = places[c]!;
      if (!isValue(record, at)) return false;
      const start = record.from(at);
      const end = record.to(at);
      // A decimal may mean the whole number.
      if (isId && record.bytes[end - 1] === ZERO && record.bytes.subarray(start, end).includes(POINT))
        return false;
      if (!filler.piece(record.bytes, start, end)) return false;
      const part = parts[c + 1]!;
      if (part.length > 0 && !filler.piece(part, 0, part.length)) return false;
    }
    return filler.closeText(place);
  };
  return { put, learn: () => {} };
}

/** Characters of `2026-01-05 20:00:01`, and of it up to the seconds. */
const USUAL_CHARS = 19;
const MINUTE_CHARS = 17;
/** First digit of a year from 2000 on: of earlier ones, clocks were set by seconds. */
const TWO = 0x32;

/** Times by the minute they lie in: the minute is read once, and its seconds are counted from it. */
function plainTime(
  field: FieldRule,
  place: number,
  places: readonly number[],
  parts: readonly string[],
  isValue: (record: PlainRecord, at: number) => boolean,
): PlainField | null {
  const usual = field.unit === undefined || field.unit === "iso";
  if (!usual || field.format !== undefined || field.minusDays !== undefined) return null;
  if (places.length !== 1 || parts.some((part) => part !== "")) return null;
  const at = places[0]!;
  const minute = new Uint8Array(MINUTE_CHARS);
  let minuteMs = Number.NaN;
  const secondOf = ({ bytes }: PlainRecord, start: number): number => {
    const tens = bytes[start + MINUTE_CHARS]! - ZERO;
    const ones = bytes[start + MINUTE_CHARS + 1]! - ZERO;
    return tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  };
  const put = (record: PlainRecord, filler: RowFiller): boolean => {
    const start = record.from(at);
    if (Number.isNaN(minuteMs) || record.to(at) - start !== USUAL_CHARS) return false;
    for (let i = MINUTE_CHARS - 1; i >= 0; i--) if (record.bytes[start + i] !== minute[i]) return false;
    const second = secondOf(record, start);
    return !Number.isNaN(second) && filler.put(place, minuteMs + second * 1000);
  };
  const learn = (record: PlainRecord, ms: number): void => {
    const start = record.from(at);
    if (record.to(at) - start !== USUAL_CHARS || record.bytes[start] !== TWO || !isValue(record, at)) return;
    const second = secondOf(record, start);
    if (Number.isNaN(second) || record.bytes[start + 16] !== 0x3a || record.bytes[start + 13] !== 0x3a)
      return;
    for (let i = 0; i < MINUTE_CHARS; i++) minute[i] = record.bytes[start + i]!;
    minuteMs = ms - second * 1000;
  };
  return { put, learn };
}
