import { readFlagText } from "../kernels/text/read-flag-text.ts";
import { readNumberText } from "../kernels/text/read-number-text.ts";
import { EPOCH_UNITS_MS, implausibleHint } from "../kernels/time/plausible-time.ts";
import { readTimeText, type TimeOptions } from "../kernels/time/read-time-text.ts";
import { currencyExponent } from "../nouns/currency-exponents.ts";
import { DAY_MS } from "../nouns/durations.ts";
import { canonicalNumeral } from "./map-conditions.ts";
import type { FieldRule, Template } from "./mapping-rules.ts";
import type { Row } from "./row.ts";

/** What a field became; `unread`: the text that is passed on because it says none, and what would be right. */
export interface FieldValue {
  readonly value: string | number | boolean | null;
  readonly unread?: string;
}

const ABSENT: FieldValue = { value: null };

/** The columns of a template filled in; null when one of them is absent. */
export function fill(template: Template, look: Row): string | null {
  let text = template.parts[0]!;
  for (let c = 0; c < template.columns.length; c++) {
    const value = look(template.columns[c]!);
    if (value === null) return null;
    text += value + template.parts[c + 1]!;
  }
  return text;
}

/** A field's rule → a function from a row to the field's value. What does not convert is passed on as text, for the decoder to judge. */
export function fieldReader(field: FieldRule): (look: Row) => FieldValue {
  const otherwise: FieldValue = field.otherwise === undefined ? ABSENT : { value: field.otherwise };
  if (field.constant !== undefined) {
    const constant = { value: field.constant };
    return () => constant;
  }
  const translate = field.translate;
  /** Words by the plain form of their numbers, for `1.0` where the mapping says `1`. */
  const numerals = new Map([...(translate ?? [])].map(([word, to]) => [canonicalNumeral(word) ?? word, to]));
  const convert = converter(field, otherwise);
  return (look) => {
    let text = fill(field.from!, look);
    if (text === null || field.nulls?.includes(text)) return otherwise;
    if (translate !== undefined) {
      const known = translate.has(text) ? translate.get(text) : numerals.get(canonicalNumeral(text) ?? "");
      if (known !== undefined) {
        if (typeof known !== "string") return known === null ? otherwise : { value: known };
        text = known;
      }
    }
    return convert(text, look);
  };
}

function converter(field: FieldRule, otherwise: FieldValue): (text: string, look: Row) => FieldValue {
  switch (field.type) {
    case "text":
      return (text) => (text === "" ? otherwise : { value: text });
    case "flag":
      return (text) => {
        const flag = readFlagText(text);
        return flag === null
          ? { value: text, unread: "yes or no, as in `1` and `0`, `true`, `是`" }
          : { value: flag };
      };
    case "time":
      return timeConverter(field, otherwise);
    default:
      if (field.currency !== undefined) return (text, look) => minorUnits(text, fill(field.currency!, look));
      return field.path.at(-1) === "asn"
        ? asnValue
        : (text, look) => numberValue(field, otherwise, text, look);
  }
}

/** `4134`, `4134.0`, `AS4134`, `AS4134 Chinanet` → the number of the network. */
function asnValue(text: string): FieldValue {
  const match = /^\s*(?:asn?\s?)?(\d{1,10})(?:\.0+)?(?:\s.*)?$/i.exec(text);
  return match === null
    ? { value: text, unread: "the number of the network, as in `4134` or `AS4134`" }
    : { value: Number(match[1]) };
}

/** `12.50` and `CNY` → 1250, by digits and not by doubles; what is no amount of that currency is passed on, and says why. */
function minorUnits(text: string, currency: string | null): FieldValue {
  const exponent = currency === null ? undefined : currencyExponent(currency);
  if (exponent === undefined)
    return { value: text, unread: `a currency of ISO 4217, not \`${currency ?? ""}\`` };
  const match = /^\s*[¥￥$€£]?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*?)0*)?\s*元?\s*$/.exec(text);
  if (match === null) return { value: text, unread: "a decimal amount from 0 on, as in `12.50`" };
  const [, whole, part = ""] = match;
  if (part.length > exponent) return { value: text, unread: `at most ${exponent} decimals in ${currency}` };
  return { value: Number(`${whole!.replaceAll(",", "")}${part.padEnd(exponent, "0")}`) };
}

function numberValue(field: FieldRule, otherwise: FieldValue, text: string, look: Row): FieldValue {
  const read = readNumberText(text);
  if (read === null) return { value: text, unread: "a number" };
  let { value } = read;
  if (read.percent) value /= 100;
  if (field.above !== undefined && !(value > field.above)) return otherwise;
  // A duration that names its unit is what it says; `scale` is for plain numbers.
  if (read.duration && field.path.at(-1)?.endsWith("_ms")) value *= 1000;
  else if (field.scale !== undefined) value *= field.scale;
  if (field.over !== undefined) {
    const divisor = readNumberText(fill(field.over, look) ?? "")?.value ?? 0;
    if (!(divisor > 0)) return otherwise;
    value /= divisor;
  }
  return { value };
}

/** A time in whole milliseconds; absent when the days to take off are unknown. */
function timeConverter(field: FieldRule, otherwise: FieldValue): (text: string, look: Row) => FieldValue {
  const unit = field.unit === "iso" ? undefined : field.unit;
  const options: TimeOptions = {
    ...(field.zone === undefined ? {} : { zone: field.zone }),
    ...(field.format === undefined ? {} : { format: field.format }),
    ...(field.order === undefined ? {} : { order: field.order }),
    ...(unit === undefined ? {} : { unit }),
  };
  const minusDays = field.minusDays;
  // An event's own time is checked against its unit; an account can be older than any platform's log.
  const isEvent = field.path[0] === "at";
  return (text, look) => {
    let ms: number;
    if (unit !== undefined && unit !== "excel") {
      const count = readNumberText(text)?.value;
      if (count === undefined) return { value: text, unread: `a number: the mapping says \`unit: ${unit}\`` };
      ms = Math.floor(count * EPOCH_UNITS_MS[unit]);
      const doubt = isEvent && minusDays === undefined ? implausibleHint(count, unit) : null;
      if (doubt !== null) return { value: text, unread: doubt };
    } else {
      const read = readTimeText(text, options);
      if (!read.ok) return { value: text, unread: read.hint };
      ms = read.ms;
    }
    if (minusDays === undefined) return { value: ms };
    const daysText = fill(minusDays, look);
    const days = daysText === null ? null : (readNumberText(daysText)?.value ?? null);
    return days === null ? otherwise : { value: ms - Math.round(days * DAY_MS) };
  };
}
