import { eventWord } from "./event-words.ts";
import { isPlaceholder } from "./placeholder.ts";
import { type TimeForm, type TimeText, timeText } from "./time-forms.ts";

/** What the values of one column look like. Shares are of the values that are there, in [0, 1]. */
export interface ColumnFacts {
  readonly name: string;
  readonly values: readonly (string | null)[];
  /** Rows with a value, placeholders among them. */
  readonly filled: number;
  readonly filledShare: number;
  readonly distinct: number;
  /** Distinct values a value; 1: no two alike. */
  readonly distinctShare: number;
  /** Values that stand for "none" in a column of identities, and which ones. */
  readonly placeholderShare: number;
  readonly placeholders: readonly string[];
  /** Numbers that a spreadsheet rounded: `7.12346E+18`, long ids that all end in zeros. */
  readonly spoiltShare: number;
  readonly spoilt: string | null;
  readonly timeShare: number;
  readonly timeForms: ReadonlyMap<TimeForm, number>;
  readonly times: readonly (TimeText | null)[];
  readonly ipShare: number;
  readonly integerShare: number;
  readonly numberShare: number;
  readonly flagShare: number;
  readonly urlShare: number;
  readonly uuidShare: number;
  readonly phoneShare: number;
  readonly userAgentShare: number;
  /** Values that look made by a machine to name something: letters and digits mixed, or five digits and more. */
  readonly codeShare: number;
  /** Values that are words for acts: `点赞`, `follow`. */
  readonly eventWordShare: number;
  /** Mean length in characters. */
  readonly length: number;
  /** Values with blanks, marks of sentences or more than 24 characters. */
  readonly proseShare: number;
  /** Whether the numbers rise by one from row to row: a row number. */
  readonly counting: boolean;
}

const IP = /^(?:\d{1,3}(?:\.\d{1,3}|\.\*){3}(?:\/\d+|:\d+)?|(?=.*:.*:)[0-9a-f:.%]+(?:\/\d+)?)$/i;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const FLAG = /^(?:0|1|0\.0|1\.0|true|false|t|f|yes|no|y|n|是|否|有|无|√|×|✓|✗)$/i;
const CODE = /^(?=.*\d)[\w\-.=@:]{2,160}$/;

/** One column of a sample → its facts. Cost: a few regular expressions a value. */
export function columnFacts(name: string, values: readonly (string | null)[]): ColumnFacts {
  const present = values.filter((value): value is string => value !== null && value.trim() !== "");
  const count = (test: (text: string) => boolean): number =>
    present.length === 0 ? 0 : present.filter((value) => test(value.trim())).length / present.length;
  const times = values.map((value) => (value === null ? null : timeText(value)));
  const timeForms = new Map<TimeForm, number>();
  for (const time of times) if (time !== null) timeForms.set(time.form, (timeForms.get(time.form) ?? 0) + 1);
  const distinct = new Set(present).size;
  const placeholders = [...new Set(present.filter(isPlaceholder))];
  const numbers = present.map((value) => Number(value));
  const counting =
    present.length >= 3 &&
    present.length === values.length &&
    numbers.every((number, row) => row === 0 || Math.abs(number - numbers[row - 1]!) === 1) &&
    Math.min(numbers[0]!, numbers.at(-1)!) <= 1;
  const spoilt = spoiltValues(present);
  const share = (part: number): number => (present.length === 0 ? 0 : part / present.length);
  return {
    name,
    values,
    filled: present.length,
    filledShare: values.length === 0 ? 0 : present.length / values.length,
    distinct,
    distinctShare: share(distinct),
    placeholderShare: count(isPlaceholder),
    placeholders,
    spoiltShare: share(spoilt.length),
    spoilt: spoilt[0] ?? null,
    timeShare: share(times.filter((time) => time !== null).length),
    timeForms,
    times,
    ipShare: count((text) => IP.test(text)),
    integerShare: count((text) => /^-?\d{1,3}(?:,\d{3})+$|^-?\d+(?:\.0+)?$/.test(text)),
    numberShare: count((text) => /^-?[\d,]+(?:\.\d+)?\s*(?:%|万|亿|w|k|m)?\+?$/i.test(text)),
    flagShare: count((text) => FLAG.test(text)),
    urlShare: count((text) => /^(?:https?:)?\/\/\S+$|^(?:www\.)\S+$/i.test(text)),
    uuidShare: count((text) => UUID.test(text)),
    phoneShare: count((text) => /^(?:\+?86)?1[3-9]\d(?:\d{8}|\*{4}\d{4})$/.test(text)),
    userAgentShare: count((text) => /Mozilla\/|AppleWebKit|okhttp|Dalvik|CFNetwork/i.test(text)),
    codeShare: count((text) => CODE.test(text) && !/^\d{1,4}$/.test(text)),
    eventWordShare: count((text) => eventWord(text) !== null),
    length: share(present.reduce((sum, value) => sum + value.length, 0)),
    proseShare: count((text) => /[\s，。！？!?~～…、]/.test(text) || [...text].length > 24),
    counting,
  };
}

/** Fewest long numbers that must look rounded before rounding, not chance, is the reason. */
const ROUNDED_MIN = 3;
/** From here on doubles lie 16 and more apart: an id that is one of them by chance is rare, and a column of them is none. */
const SPARSE_DOUBLES = 2 ** 57;

/**
 * The values that lost digits: written with an exponent, with nothing but zeros behind the fifteenth digit (a spreadsheet), or
 * all of them doubles (JavaScript, pandas).
 */
function spoiltValues(present: readonly string[]): string[] {
  const exponent = present.filter((value) => /^-?\d(?:[.,]\d+)?e\+?0*\d{2}$/i.test(value.trim()));
  const long = present
    .map((value) => value.trim().replace(/\.0$/, ""))
    .filter((value) => /^\d{17,19}$/.test(value));
  const rounded = long.filter(isRounded);
  const all = rounded.length >= ROUNDED_MIN && rounded.length >= long.length * 0.9 ? rounded : [];
  return [...exponent, ...all];
}

function isRounded(text: string): boolean {
  if (/^\d{15}0+$/.test(text)) return true;
  const number = Number(text);
  return number > SPARSE_DOUBLES && (String(number) === text || BigInt(number) === BigInt(text));
}
