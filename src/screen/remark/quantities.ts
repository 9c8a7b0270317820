import type { Unit } from "./fold-remark.ts";

/** A number in the remark. Units, `last` inclusive, with its multiplier and counter (`1千个`). */
export interface Quantity {
  readonly first: number;
  readonly last: number;
  readonly value: number;
  /** `count`: may count engagement. `other`: money, a date, a weight, a key, an order number. */
  readonly kind: "count" | "other";
  /** The unit at which a word stands that makes it `other` (点, 分, l), −1 for none: a term that begins there is taken first. */
  readonly otherUnitAt: number;
}

const HAN_DIGITS: ReadonlyMap<string, number> = new Map(
  [..."〇零一二两三四五六七八九壹贰叁肆伍陆柒捌玖"].map((char, index) => {
    const value = index < 2 ? 0 : index < 4 ? index - 1 : index < 12 ? index - 2 : index - 11;
    return [char, value];
  }),
);
const SPOKEN_DIGITS: ReadonlyMap<string, number> = new Map([
  ["幺", 1],
  ["俩", 2],
  ["仨", 3],
]);
/** Numbers spelled in letters, in English and in pinyin: two hundred, yibai. */
const SPELLED =
  /^(?:(a|one|two|three|four|five|six|seven|eight|nine|ten|fifty|yi|liang|er|san|si|wu|liu|qi|ba|jiu) ?)?(hundred|thousand|million|bai|qian|wan)$/;
const SPELLED_DIGITS = [
  "a|one|yi",
  "two|liang|er",
  "three|san",
  "four|si",
  "five|wu",
  "six|liu",
  "seven|qi",
  "eight|ba",
  "nine|jiu",
  "ten",
];
const SPELLED_POWERS: Readonly<Record<string, number>> = {
  hundred: 100,
  bai: 100,
  thousand: 1000,
  qian: 1000,
  wan: 10_000,
  million: 1_000_000,
};
/** Letters of the longest spelled number. */
const SPELLED_MAX = 15;
const HAN_POWERS: ReadonlyMap<string, number> = new Map([
  ["十", 10],
  ["拾", 10],
  ["百", 100],
  ["佰", 100],
  ["千", 1000],
  ["仟", 1000],
  ["万", 10_000],
  ["亿", 100_000_000],
]);
/** Multipliers in letters: 1k, 1w (万), 1m. */
const LETTER_POWERS: ReadonlyMap<string, number> = new Map([
  ["k", 1000],
  ["к", 1000],
  ["w", 10_000],
  ["m", 1_000_000],
]);
/** Longer numbers are telephone, account and work numbers. */
const COUNT_DIGITS_MAX = 8;
const PARTED_DIGITS_MIN = 3;
const DATE_MARKS = new Set("-/.:, ");
/** Characters for a zero inside a number of digits: 1〇〇. */
const ZEROS = new Set(["〇", "零"]);

/** All numbers of a remark, in order. `counters` and `otherUnits` are the lexicon's words behind a number. */
export function findQuantities(
  units: readonly Unit[],
  counters: ReadonlySet<string>,
  otherUnits: ReadonlySet<string>,
): Quantity[] {
  const found: Quantity[] = [];
  for (let i = 0; i < units.length; ) {
    const read = readNumber(units, i);
    if (read === null) {
      i++;
      continue;
    }
    const quantity = finish(units, i, read, counters, otherUnits);
    // Nobody orders 11.29 likes: that is a date or money.
    found.push(Number.isInteger(quantity.value) ? quantity : { ...quantity, kind: "other" });
    i = quantity.last + 1;
  }
  return found;
}

/** Longest word of the set that stands at a unit, in units; 0 for none. Words in letters must end where the letters end. */
function wordIn(units: readonly Unit[], at: number, words: ReadonlySet<string>): number {
  let text = "";
  let longest = 0;
  for (let length = 1; length <= UNIT_WORD_MAX && at + length <= units.length; length++) {
    const unit = units[at + length - 1]!;
    text += unit.char;
    if (!words.has(text)) continue;
    if (unit.kind !== "letter" || units[at + length]?.kind !== "letter") longest = length;
  }
  return longest;
}
/** Characters of the longest word behind a number: yuan. */
const UNIT_WORD_MAX = 4;

interface Read {
  /** The first unit behind. */
  readonly end: number;
  readonly value: number;
  readonly digits: number;
}

function readNumber(units: readonly Unit[], at: number): Read | null {
  const { kind } = units[at]!;
  if (kind === "digit") return readDigits(units, at);
  if (kind === "han") return readHanNumber(units, at);
  return kind === "letter" && units[at - 1]?.kind !== "letter" ? readSpelled(units, at) : null;
}
/** One or two words in letters that are a number together. */
function readSpelled(units: readonly Unit[], start: number): Read | null {
  let text = "";
  for (let at = start; at < units.length && at - start < SPELLED_MAX; at++) {
    const { kind, char } = units[at]!;
    if (kind !== "letter" && char !== " ") return null;
    text += char;
    if (units[at + 1]?.kind === "letter") continue;
    const match = SPELLED.exec(text);
    if (match === null) continue;
    const digit =
      match[1] === undefined ? 0 : SPELLED_DIGITS.findIndex((words) => words.split("|").includes(match[1]!));
    const times = match[1] === "fifty" ? 50 : digit + 1;
    return { end: at + 1, value: times * SPELLED_POWERS[match[2]!]!, digits: 1 };
  }
  return null;
}

function readDigits(units: readonly Unit[], start: number): Read | null {
  let text = "";
  let digits = 0;
  let at = start;
  while (at < units.length) {
    const { char, kind } = units[at]!;
    if (kind === "digit" && /^\d$/.test(char)) {
      text += char;
      digits++;
    } else if (digits > 0 && ZEROS.has(char)) {
      text += "0";
      digits++;
    } else if (char === "." && units[at + 1]?.kind === "digit" && digits > 0 && !text.includes("."))
      text += ".";
    else if (
      char === "," &&
      digits > 0 &&
      [1, 2, 3].every((step) => units[at + step]?.kind === "digit") &&
      units[at + 4]?.kind !== "digit"
    ) {
      // A thousands comma.
    } else break;
    at++;
  }
  if (digits === 0) return null;
  const parted = digits === 1 ? readParted(units, start) : null;
  return parted ?? readThousands(units, at, text, digits) ?? { end: at, value: Number(text), digits };
}
/** Digits that the same mark parts one by one: 1_5_0, 1 0 0 0. Two digits may be a date, a score or a list. */
function readParted(units: readonly Unit[], start: number): Read | null {
  const mark = units[start + 1];
  if (mark?.kind !== "mark") return null;
  let text = units[start]!.char;
  let at = start + 1;
  while (
    units[at]?.char === mark.char &&
    units[at + 1]?.kind === "digit" &&
    units[at + 2]?.kind !== "digit"
  ) {
    text += units[at + 1]!.char;
    at += 2;
  }
  const enough = text.length >= PARTED_DIGITS_MIN || (text.length === 2 && !DATE_MARKS.has(mark.char));
  return enough && /^\d+$/.test(text) ? { end: at, value: Number(text), digits: text.length } : null;
}
/** Three zeros behind a mark: 3-000, 1、000, 3.000. */
function readThousands(units: readonly Unit[], at: number, text: string, digits: number): Read | null {
  if (text.endsWith(".000")) return { end: at, value: Number(text) * 1000, digits };
  if (units[at]?.kind !== "mark" || units[at]!.char === " " || text.includes(".") || digits > 3) return null;
  if (![1, 2, 3].every((step) => units[at + step]?.char === "0") || units[at + 4]?.kind === "digit")
    return null;
  return { end: at + 4, value: Number(text) * 1000, digits: digits + 3 };
}
function readHanNumber(units: readonly Unit[], start: number): Read | null {
  let at = start;
  let total = 0;
  let section = 0;
  let digit = -1;
  let seen = 0;
  for (; at < units.length && seen < 12; at++) {
    const char = units[at]!.char;
    const value = HAN_DIGITS.get(char) ?? SPOKEN_DIGITS.get(char);
    const power = HAN_POWERS.get(char);
    if (value !== undefined)
      digit = digit > 0 && seen > 0 && HAN_DIGITS.has(units[at - 1]!.char) ? digit * 10 + value : value;
    else if (power !== undefined) {
      if (power >= 10_000) {
        total = (total + section + Math.max(digit, 0) || 1) * power;
        section = 0;
      } else section += (digit < 0 ? 1 : digit) * power;
      digit = -1;
    } else if (digit > 0 && isParted(units, at)) continue;
    else break;
    seen++;
  }
  if (seen === 0) return null;
  // 一百五 is a hundred and fifty: what stands last without a unit counts in the next lower one.
  const lastPower = seen > 1 && digit > 0 ? (HAN_POWERS.get(units[at - 2]!.char) ?? 0) : 0;
  if (lastPower >= 100 && lastPower <= 10_000) digit *= lastPower / 10;
  // A bare 千 or 万 is rarely a number of its own; 一 alone is a word (一起, 一下).
  const value = total + section + Math.max(digit, 0);
  if (seen === 1 && (HAN_POWERS.has(units[start]!.char) || value <= 2)) return null;
  return { end: at, value, digits: 1 };
}

/** Whether a mark stands between a digit and its power: 一 千. */
function isParted(units: readonly Unit[], at: number): boolean {
  return units[at]!.kind === "mark" && HAN_POWERS.has(units[at + 1]?.char ?? "");
}

function finish(
  units: readonly Unit[],
  first: number,
  read: Read,
  counters: ReadonlySet<string>,
  otherUnits: ReadonlySet<string>,
): Quantity {
  let { end, value } = read;
  let kind: Quantity["kind"] = read.digits > COUNT_DIGITS_MAX ? "other" : "count";
  const at = (index: number): string => units[index]?.char ?? "";
  const letterEnds = (index: number): boolean => units[index]?.kind !== "letter";
  const blank = units[end]?.kind === "mark" ? 1 : 0;
  const power = HAN_POWERS.get(at(end + blank));
  if (power !== undefined && power >= 100) {
    value *= power;
    end += blank + 1;
  } else if (LETTER_POWERS.has(at(end)) && (letterEnds(end + 1) || at(end + 1) !== at(end))) {
    // 1k, 1kfs, 1w粉; not 1km or 5mm.
    if (
      !(at(end) === "k" && "mgb".includes(at(end + 1)) && at(end + 1) !== "" && letterEnds(end + 2)) &&
      !(at(end) === "m" && !letterEnds(end + 1))
    ) {
      value *= LETTER_POWERS.get(at(end))!;
      end++;
    }
  }
  if (at(end) === "+") end++;
  let otherUnitAt = -1;
  const next = end + (at(end) === " " ? 1 : 0);
  const unit = wordIn(units, next, otherUnits);
  const counter = wordIn(units, next, counters);
  if (unit > 0 && unit >= counter) {
    if (kind === "count") otherUnitAt = next;
    kind = "other";
  } else if (counter > 0) end = next + counter;
  const before = at(first - 1);
  if (
    before === "¥" ||
    before === "$" ||
    before === "￥" ||
    before === "€" ||
    before === "#" ||
    before === "第"
  ) {
    kind = "other";
    otherUnitAt = -1;
  }
  // 11-30, 2026/5, 10:30: dates, times, house numbers.
  if ("-/:".includes(before || "?") && units[first - 2]?.kind === "digit") kind = "other";
  if ("-/:".includes(at(end) || "?") && units[end + 1]?.kind === "digit") kind = "other";
  return { first, last: end - 1, value, kind, otherUnitAt };
}
