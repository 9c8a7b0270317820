import { unitsOf } from "./shingles.ts";

/** Units of a comment that a report shows, 32 Chinese characters or 64 letters: enough to find the sentence again. */
const SHOWN_UNITS = 64;

/**
 * A comment as reports show it: mentions, addresses and numbers of three digits or more (telephone, account and order numbers) masked,
 * what is invisible and line breaks left out, cut to `SHOWN_UNITS`.
 */
export function maskComment(text: string): string {
  const plain = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/https?:\/\/\S+|\S+@\S+\.\S+/giu, "…")
    .replace(/@[^\s@#::,,。]+/gu, "@…")
    .replace(/\p{N}(?:[ .-]?\p{N}){2,}/gu, "…")
    .trim();
  let units = 0;
  let shown = "";
  for (const character of plain) {
    units += unitsOf(character);
    if (units > SHOWN_UNITS) return `${shown}…`;
    shown += character;
  }
  return shown;
}
