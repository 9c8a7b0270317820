import { graphemes } from "./graphemes.ts";

/** Marks that sit on the character before them, and characters that have no form of their own. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Scripts and blocks a terminal draws two columns wide (Unicode TR 11, classes W and F), and emoji. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Columns a text takes on a terminal: 2 for Chinese, Japanese, Korean and emoji, 0 for combining marks, else 1. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const one of graphemes(text)) width += graphemeWidth(one);
  return width;
}

/** Emoji joined to one take the room of one; other characters that of their parts. */
function graphemeWidth(one: string): number {
  if (one.length > 2 && EMOJI.test(one)) return 2;
  let width = 0;
  for (const character of one) width += characterWidth(character);
  return width;
}
const EMOJI = /^\p{RGI_Emoji}$/v;

function characterWidth(character: string): number {
  if (character.charCodeAt(0) < 0x300) return 1;
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The text cut to at most `columns`, with `…` where something was cut, and filled up with spaces. */
export function fitColumns(text: string, columns: number): string {
  const width = displayWidth(text);
  if (width <= columns) return text + " ".repeat(columns - width);
  let shown = "";
  let used = 0;
  for (const one of graphemes(text)) {
    const next = graphemeWidth(one);
    if (used + next > columns - 1) break;
    shown += one;
    used += next;
  }
  return columns < 1 ? "" : `${shown}…${" ".repeat(columns - 1 - used)}`;
}
