/** A number as people's tools write it. */
export interface NumberRead {
  readonly value: number;
  /** `%` stood behind it; the value is as written (`21%` → 21). */
  readonly percent: boolean;
  /** The text was a duration with units of its own: the value is in seconds (`12s`, `00:01:02`, `1分20秒`). */
  readonly duration: boolean;
}

/** What a plain number is multiplied by, by the sign behind it. */
const UNITS: Readonly<Record<string, number>> = {
  千: 1e3,
  k: 1e3,
  万: 1e4,
  萬: 1e4,
  w: 1e4,
  m: 1e6,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
  億: 1e8,
  b: 1e9,
};
const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  毫秒: 0.001,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  秒: 1,
  秒钟: 1,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  分: 60,
  分钟: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  hours: 3600,
  时: 3600,
  小时: 3600,
};
const SECOND_WORDS = Object.keys(SECONDS)
  .sort((a, b) => b.length - a.length)
  .join("|");

/** Plain digits, which nearly all numbers are: nothing to think about. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;
const SCIENTIFIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WITH_UNIT = new RegExp(
  `^([+-]?[\\d.,'’\\s]*\\d)\\s?(${Object.keys(UNITS)
    .sort((a, b) => b.length - a.length)
    .join("|")})?\\s?(\\+|以上|多)?$`,
  "i",
);
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d+))?$/;
const DURATION = new RegExp(`^(?:\\d+(?:\\.\\d+)?\\s?(?:${SECOND_WORDS})\\s?)+$`, "i");

/**
 * One text → the number it says; null when it says none. Reads `1,234`, `1 234`, `1.234,5`, `12,5`, `1.2万`, `3k`, `10万+`, `21%`,
 * full-width digits, and durations. A comma before exactly three digits separates thousands, else it is the decimal sign. Neither NaN
 * nor infinity is a number. Pure.
 */
export function readNumberText(text: string): NumberRead | null {
  if (PLAIN.test(text)) return plain(Number(text));
  let rest = text.normalize("NFKC").trim().replace(/^'/, "").replaceAll("−", "-");
  if (SCIENTIFIC.test(rest)) return plain(Number(rest));
  const percent = rest.endsWith("%");
  if (percent) rest = rest.slice(0, -1).trimEnd();
  const clock = percent ? null : CLOCK.exec(rest);
  if (clock !== null) {
    const [, hours = "0", minutes, seconds, fraction = "0"] = clock;
    if (Number(seconds) > 59 || (clock[1] !== undefined && Number(minutes) > 59)) return null;
    return {
      value: Number(hours) * 3600 + Number(minutes) * 60 + Number(`${seconds}.${fraction}`),
      percent: false,
      duration: true,
    };
  }
  const match = WITH_UNIT.exec(rest);
  if (match !== null) {
    const [, digits = "", unit, above] = match;
    const value = digitsValue(digits);
    if (value === null || (percent && (unit !== undefined || above !== undefined))) return null;
    const times = unit === undefined ? 1 : UNITS[unit.toLowerCase()]!;
    // A product of decimals is off by a last bit: 1.1 × 10,000 is 11,000.000000000002.
    return { value: times === 1 ? value : Number((value * times).toPrecision(15)), percent, duration: false };
  }
  // Behind hours or before seconds an `m` is minutes, and not millions.
  rest = rest
    .replace(/^(\d+\s?h\s?\d+\s?)m(?![a-z])/i, "$1min")
    .replace(/^(\d+\s?)m(?=\s?\d+\s?s)/i, "$1min");
  if (percent || !DURATION.test(rest)) return null;
  let seconds = 0;
  for (const [, digits, unit] of rest.matchAll(PIECE))
    seconds += Number(digits) * SECONDS[unit!.toLowerCase()]!;
  return { value: Number(seconds.toPrecision(15)), percent: false, duration: true };
}
const PIECE = new RegExp(`(\\d+(?:\\.\\d+)?)\\s?(${SECOND_WORDS})`, "gi");

function plain(value: number): NumberRead | null {
  return Number.isFinite(value) ? { value, percent: false, duration: false } : null;
}

/** Digits with signs between them → their number; null where the signs are in no order that people use. */
function digitsValue(text: string): number | null {
  const digits = text.replace(/[\s'’]/g, (sign, at: number, whole: string) =>
    /^\d{3}(?!\d)/.test(whole.slice(at + 1)) ? "" : sign,
  );
  if (/^[+-]?\d+(?:\.\d+)?$/.test(digits)) return Number(digits);
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(digits)) return Number(digits.replaceAll(",", ""));
  if (/^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/.test(digits))
    return Number(digits.replaceAll(".", "").replace(",", "."));
  if (/^[+-]?\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) return Number(digits.replaceAll(".", ""));
  if (/^[+-]?\d+,\d+$/.test(digits)) return Number(digits.replace(",", "."));
  if (/^[+-]?\d{1,4}(?:,\d{4}){2,}$/.test(digits)) return Number(digits.replaceAll(",", "")); // by ten thousands
  return null;
}
