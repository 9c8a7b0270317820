import { countText, shareText } from "../words/number-text.ts";
import { type Html, html, shownId } from "./html.ts";
import { SHOWN_ID_CHARS_MAX } from "./serve-limits.ts";

/** An id as a person may see it, kept apart from the text around it. */
export function identifier(id: string): Html {
  return html`<bdi>${shownId(id, SHOWN_ID_CHARS_MAX)}</bdi>`;
}

/** A time to the second. */
export function instant(rfc3339: string): Html {
  return html`<time datetime="${rfc3339}">${rfc3339.slice(0, 19).replace("T", " ")}</time>`;
}

/** A time to the minute. */
export function minute(rfc3339: string): Html {
  return html`<time datetime="${rfc3339}">${rfc3339.slice(0, 16).replace("T", " ")}</time>`;
}

/** Thousands set off by commas, in both languages; below ten a broken number keeps one digit. */
export function number(value: number): string {
  return Number.isInteger(value) || value >= 10 ? countText(value) : value.toFixed(1);
}

/** A part of a total; `–` of none. */
export function percent(count: number, total: number): string {
  return total === 0 ? "–" : shareText(count / total);
}

/** A number and its percent sign stay on one line. */
export function unbroken(text: string): string {
  return text.replace(/(\d) %/g, "$1\u00a0%").replace(/× (\d)/g, "×\u00a0$1");
}

/** A risk that is a sum of parts, rounded as they are. */
export function riskText(value: number): string {
  return Math.min(value, 0.99).toFixed(2);
}

/** A score with two digits, cut off: nothing is certain, so it is never 1.00. */
export function scoreText(score: number): string {
  return (Math.floor(Math.min(score, 0.999) * 100) / 100).toFixed(2);
}
