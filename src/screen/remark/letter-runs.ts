import type { Unit } from "./fold-remark.ts";

/** Letters that belong together, so that no term is read out of the middle of a word. */
export interface LetterRuns {
  /** Number of the run a unit belongs to, −1 where it is no such letter. */
  readonly runOf: Int32Array;
  /** Place of a letter within its run. */
  readonly placeOf: Int32Array;
  /** Unit of the next letter of the run, −1 at its end. */
  readonly next: Int32Array;
  /** Letters of each run. */
  readonly lengths: number[];
}

/** Scripts that put blanks between words. In others (kana, Thai, Hangul with its endings) a term may stand anywhere. */
const PARTED =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bopomofo}]/u;
/** Letters written one by one are a word when there are this many: `l i k e s`. */
const SPACED_LETTERS_MIN = 4;

/** Of a remark without letters: most have none, and what is read past the end of a list is no run either. */
const NO_RUNS: LetterRuns = {
  runOf: new Int32Array(0),
  placeOf: new Int32Array(0),
  next: new Int32Array(0),
  lengths: [],
};

export function findLetterRuns(units: readonly Unit[]): LetterRuns {
  if (!units.some(isLetter)) return NO_RUNS;
  const count = units.length;
  const runOf = new Int32Array(count).fill(-1);
  const placeOf = new Int32Array(count);
  const next = new Int32Array(count).fill(-1);
  const lengths: number[] = [];
  for (let i = 0; i < count; ) {
    if (!isLetter(units[i]!)) {
      i++;
      continue;
    }
    const letters = [i];
    let end = i + 1;
    while (end < count && isLetter(units[end]!)) letters.push(end++);
    if (letters.length === 1) {
      const spaced = [i];
      let at = i;
      while (units[at + 1]?.kind === "mark" && isLoneLetter(units, at + 2)) {
        at += 2;
        spaced.push(at);
      }
      if (spaced.length >= SPACED_LETTERS_MIN) {
        letters.push(...spaced.slice(1));
        end = at + 1;
      }
    }
    for (const [place, unit] of letters.entries()) {
      runOf[unit] = lengths.length;
      placeOf[unit] = place;
      next[unit] = letters[place + 1] ?? -1;
    }
    lengths.push(letters.length);
    i = end;
  }
  return { runOf, placeOf, next, lengths };
}

/** A letter with neither letter nor digit behind it: the x of `x100` belongs to its number. */
function isLoneLetter(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  const after = units[at + 1];
  return (
    unit !== undefined &&
    isLetter(unit) &&
    after?.kind !== "digit" &&
    (after === undefined || !isLetter(after))
  );
}

function isLetter(unit: Unit): boolean {
  if (unit.kind !== "letter") return false;
  const code = unit.char.charCodeAt(0);
  return (code >= 97 && code <= 122) || PARTED.test(unit.char);
}
