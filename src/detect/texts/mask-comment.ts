import { unitsOf } from "./shingles.ts";

/** Units of a comment that a report shows, 32 Chinese characters or 64 letters: enough to find the sentence again. */
const SHOWN_UNITS = 64;
/** Links and mail addresses, in full-width letters too: nothing is normalised before it is quoted. */
const ADDRESS = /(?:https?|ｈｔｔｐｓ?)[:：][/／]{2}\S+|\S+[@＠]\S+[.．]\S+/giu;

/**
 * A comment as reports quote it, in the characters it was written in: mentions, addresses and numbers of three digits or more
 * (telephone, account and order numbers) masked, what is invisible and line breaks left out, cut to `SHOWN_UNITS`.
 */
export function maskComment(text: string): string {
  const plain = text
    .replace(/\p{Cf}/gu, "")
    .replace(/\s*[\p{Cc}\p{Zl}\p{Zp}]\s*/gu, " ")
    .replace(ADDRESS, "…")
    .replace(/([@＠﹫])[^\s@＠﹫#＃:：,，。]+/gu, "$1…")
    .replace(/\p{N}(?:[\s.．\-－—]?\p{N}){2,}/gu, "…")
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
