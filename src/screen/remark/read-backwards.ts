import type { Unit } from "./fold-remark.ts";
import type { Term } from "./lexicon.ts";

/** Letters of a word that is worth turning round: shorter ones are words of some language either way. */
const LETTERS_MIN = 5;

/** The pieces by which text that is written backwards is known: pairs of characters, and words in letters, turned round. */
export function backwardPieces(terms: readonly Term[]): Set<string> {
  const found = new Set<string>();
  const forward = new Set<string>();
  for (const { word, script, class: kind, short, group } of terms) {
    const chars = [...word];
    if (short || (kind !== "object" && kind !== "platform")) continue;
    if (script === "han" && group.match === "class" && chars.length >= 2) {
      forward.add(chars.slice(0, 2).join(""));
      found.add(`${chars[1]}${chars[0]}`);
    } else if (script === "latin" && chars.length >= LETTERS_MIN && !word.includes(" "))
      found.add(chars.reverse().join(""));
  }
  for (const pair of forward) found.delete(pair);
  return found;
}

/** Whether a remark has such a piece, so that reading it from its end is worth the time. */
export function mayRunBackwards(units: readonly Unit[], pieces: ReadonlySet<string>): boolean {
  let letters = "";
  let before: Unit | null = null;
  for (const unit of units) {
    if (unit.kind === "letter") letters += unit.char;
    else {
      if (letters.length >= LETTERS_MIN && pieces.has(letters)) return true;
      letters = "";
      if (unit.kind === "han" && before?.kind === "han" && pieces.has(before.char + unit.char)) return true;
    }
    if (unit.kind !== "mark") before = unit;
  }
  return letters.length >= LETTERS_MIN && pieces.has(letters);
}
