/**
 * Text from the input as a person may safely see it, on a terminal as on a page: control characters, line breaks,
 * invisible and direction-changing characters appear as their code (`‹U+202E›`), half pairs too, and what is longer than
 * `charactersMax` code points ends in `…`. An attacker chooses these names; no escape sequence or disguise gets through.
 */
export function visibleText(text: string, charactersMax = 200): string {
  let shown = "";
  let characters = 0;
  for (const character of text) {
    if (characters === charactersMax) return `${shown}…`;
    characters++;
    shown += HIDDEN.test(character) ? codeOf(character) : character;
  }
  return shown;
}

/** Control, format (zero-width, bidi), lone surrogates, line and paragraph separators, and blanks that are not a plain space. */
const HIDDEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u2800\u3164\uffa0]$/u;

function codeOf(character: string): string {
  return `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`;
}
