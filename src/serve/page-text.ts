import { type Html, html, shownId } from "./html.ts";
import type { PageWords } from "./page-words.ts";
import { SHOWN_ID_CHARS_MAX } from "./serve-limits.ts";

/** An id as a person may see it, kept apart from the text around it. */
export function identifier(id: string): Html {
  return html`<bdi>${shownId(id, SHOWN_ID_CHARS_MAX)}</bdi>`;
}

/** `unlike` → "取消点赞"; a word that is not known stays. */
export function typeWord(words: PageWords, type: string): string {
  const known: Readonly<Record<string, string>> = words.typeWord;
  if (Object.hasOwn(known, type)) return known[type]!;
  const base = type.startsWith("un") ? type.slice(2) : "";
  return Object.hasOwn(known, base) ? words.retraction(known[base]!) : type;
}

/** The word for a key; a key that is not known stays. */
export function wordOf(words: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(words, key) ? words[key]! : key;
}

/** A time to the second. */
export function instant(rfc3339: string): Html {
  return html`<time datetime="${rfc3339}">${rfc3339.slice(0, 19).replace("T", " ")}</time>`;
}

const formatter = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Thousands set off by commas, in both languages; below ten a broken number keeps one digit. */
export function number(value: number): string {
  return Number.isInteger(value) || value >= 10 ? formatter.format(value) : value.toFixed(1);
}

/** A part of a total; `–` of none. */
export function percent(count: number, total: number): string {
  return total === 0
    ? "–"
    : `${((100 * count) / total).toFixed(count > 0 && count / total < 0.001 ? 3 : 1)} %`;
}

/** A number and its percent sign stay on one line. */
export function unbroken(text: string): string {
  return text.replace(/(\d) %/g, "$1\u00a0%").replace(/× (\d)/g, "×\u00a0$1");
}

/** A score with two digits, cut off: nothing is certain, so it is never 1.00. */
export function scoreText(score: number): string {
  return (Math.floor(Math.min(score, 0.999) * 100) / 100).toFixed(2);
}
