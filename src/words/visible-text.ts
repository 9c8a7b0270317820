import { graphemes } from "./graphemes.ts";

/**
 * Text from the input as a person may safely see it, on a terminal as on a page: control characters, line breaks,
 * invisible and direction-changing characters appear as their code (`‹U+202E›`), half pairs too, and what is longer than
 * `charactersMax` code points ends in `…`, never within a character as it is seen. Emoji that Unicode itself joins
 * (👨‍👩‍👧, 🏴󠁧󠁢󠁥󠁮󠁧󠁿) stay whole: these sequences are a closed list and disguise nothing. An attacker chooses these names; no
 * escape sequence or disguise gets through.
 */
export function visibleText(text: string, charactersMax = 200): string {
  let shown = "";
  let characters = 0;
  for (const one of graphemes(text)) {
    const points = one.length === 1 ? 1 : [...one].length;
    if (characters + points > charactersMax)
      return `${shown}${characters === 0 ? first(one, charactersMax) : ""}…`;
    characters += points;
    shown += points > 1 && isEmoji(one) ? one : coded(one);
  }
  return shown;
}

/** The sequences that Unicode recommends for emoji, single ones among them. Made when first asked: the list takes 40 ms. */
let emoji: RegExp | undefined;
const isEmoji = (text: string): boolean => {
  emoji ??= /^\p{RGI_Emoji}$/v;
  return emoji.test(text);
};

/** Control, format (zero-width, bidi), lone surrogates, line and paragraph separators, and blanks that are not a plain space. */
const HIDDEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u2800\u3164\uffa0]$/u;

function coded(text: string): string {
  let shown = "";
  for (const character of text) shown += HIDDEN.test(character) ? codeOf(character) : character;
  return shown;
}

/** The beginning of a character that alone is too long: one letter under a thousand marks. */
const first = (one: string, points: number): string => coded([...one].slice(0, points).join(""));

function codeOf(character: string): string {
  return `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`;
}
