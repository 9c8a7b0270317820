import { readFlagText } from "../kernels/text/read-flag-text.ts";
import { readNumberText } from "../kernels/text/read-number-text.ts";
import type { Condition } from "./mapping-rules.ts";
import type { Row } from "./row.ts";

/** Answers remembered of one condition: flags and words of a log are few; a column of numbers is answered anew. */
const ANSWERS_MAX = 1000;

/** A condition → whether a row fulfils it. */
export function conditionTest(condition: Condition): (look: Row) => boolean {
  const { column, test } = condition;
  if (test.kind === "present") return (look) => (look(column) !== null) === test.present;
  const answers = new Map<string, boolean>();
  return (look) => {
    const value = look(column);
    if (value === null) return false;
    let answer = answers.get(value);
    if (answer === undefined) {
      answer = answerOf(test, value);
      if (answers.size < ANSWERS_MAX) answers.set(value, answer);
    }
    return answer;
  };
}

function answerOf(test: Exclude<Condition["test"], { readonly kind: "present" }>, value: string): boolean {
  if (test.kind === "in") return test.values.some((one) => equals(value, one)) !== test.negated;
  const number = readNumberText(value)?.value ?? Number.NaN;
  if (test.kind === "above") return number > test.bound;
  if (test.kind === "below") return number < test.bound;
  return test.kind === "at_least" ? number >= test.bound : number <= test.bound;
}

/**
 * Whether a column's text is the value wanted: numbers as numbers (`7`, `7.0`), truth however it is written (`1`, `True`, `是`), the rest
 * as text. Numbers of more digits than a double holds are compared digit by digit.
 */
function equals(value: string, wanted: string | number | boolean): boolean {
  if (value === wanted) return true;
  if (typeof wanted === "boolean") return readFlagText(value) === wanted;
  if (typeof wanted === "number") {
    if (canonicalNumeral(value) === canonicalNumeral(String(wanted))) return true;
    return (wanted === 0 || wanted === 1) && isFlagWord(value) && readFlagText(value) === (wanted === 1);
  }
  const numeral = canonicalNumeral(wanted);
  if (numeral !== null && numeral === canonicalNumeral(value)) return true;
  const flag = readFlagText(wanted);
  // Words of truth stand for one another, and for 1 and 0; a number other than these stands for no word.
  return flag !== null && (isFlagWord(wanted) || isFlagWord(value)) && readFlagText(value) === flag;
}

/** Whether a text says yes or no in words or a sign, not as a number. */
function isFlagWord(text: string): boolean {
  return !/\d/.test(text) && readFlagText(text) !== null;
}

/** A plain decimal in the one form it has (`007`, `+7`, `7.0` → `7`), to be compared as text; null for what is none. */
export function canonicalNumeral(text: string): string | null {
  const match = /^\s*([+-]?)0*(\d+?)(?:\.(\d*?)0*)?\s*$/.exec(text);
  if (match === null) {
    const read = /\d/.test(text) ? readNumberText(text) : null;
    return read === null || read.duration || read.percent ? null : String(read.value);
  }
  const [, sign, whole, fraction = ""] = match;
  const digits = fraction === "" ? whole! : `${whole}.${fraction}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}
