import { untrackedLink } from "./untracked-link.ts";

/** White space (tabs, line breaks, no-break and ideographic spaces, byte order marks) and control characters. */
const BLANK_ENDS = /^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu;
/** The same, and what has no width: zero-width spaces and joiners, marks of direction. */
const INVISIBLE_ENDS = /^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu;
/** A formula that is one text: `="7301"`, which keeps a spreadsheet from rounding the number. */
const TEXT_FORMULA = /^="([^"]*)"$/;
const EQUALS = 0x3d;
const LETTER_H = 0x68;
const LOWER = 0x20;

/**
 * A cell's text → without what people and tools put around it and nobody sees: a tab behind a long id so that a spreadsheet does
 * not round it, blanks of padded columns, `="…"`. Characters without width go only where a plain code is left: a nickname that
 * ends in one is another nickname, and an emoji may need its joiner. A link loses what only tells how it was shared. Two reads
 * for a text that ends in letters or digits.
 */
export function trimCell(text: string): string {
  const { length } = text;
  if (length === 0) return text;
  const first = text.charCodeAt(0);
  if (isPlain(first) && isPlain(text.charCodeAt(length - 1))) {
    return (first | LOWER) === LETTER_H ? untrackedLink(text) : text;
  }
  const blank = text.replace(BLANK_ENDS, "");
  const bare = blank.replace(INVISIBLE_ENDS, "");
  const kept = bare !== blank && isCode(bare) ? bare : blank;
  return kept.charCodeAt(0) === EQUALS
    ? kept.replace(TEXT_FORMULA, (_, inner: string) => trimCell(inner)).replace(LINK_FORMULA, linkOf)
    : kept;
}

/** Whether `trimCell` leaves a text as it is whatever stands between its first and last character, both ASCII: it is no link either. */
export function isTrimmedAlready(first: number, last: number): boolean {
  return first < 0x7f && last < 0x7f && isPlain(first) && isPlain(last) && (first | LOWER) !== LETTER_H;
}

/** A formula that is a link with a text, `=HYPERLINK("…","…")`: the link says which page. */
const LINK_FORMULA = /^=HYPERLINK\(\s*"([^"]+)"\s*(?:[,;]\s*(?:"[^"]*"|[^")]*)\s*)?\)$/i;
const linkOf = (_: string, link: string): string => untrackedLink(link.trim());

/** Whether a character can neither be trimmed nor begin a formula: ASCII that shows but `=`, Chinese characters. */
function isPlain(code: number): boolean {
  return code < 0x7f ? code > 0x20 && code !== EQUALS : code >= 0x3400 && code <= 0x9fff;
}

/** Letters, digits and signs of ids; at least one. */
const isCode = (text: string): boolean => /^[\w.:/@+-]*$/.test(text);
