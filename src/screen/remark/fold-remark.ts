import { readEscape } from "./read-escape.ts";
import { GAP_UNITS_MAX, REMARK_READ_MAX } from "./remark-limits.ts";
import type { UnreadPart } from "./remark-reading.ts";
import { HAN_VARIANTS } from "./tables/han-variants.ts";
import { LOOK_ALIKE_LETTERS } from "./tables/look-alike-letters.ts";

export type UnitKind = "han" | "letter" | "digit" | "emoji" | "mark";
/** What folding changed about a unit. */
export type UnitFold = "plain" | "width" | "traditional" | "shape";

/** One character as it is compared, and where it stands in the remark. */
export interface Unit {
  /** Simplified, lower case, without accents; one code point. */
  readonly char: string;
  readonly kind: UnitKind;
  /** UTF-16 offsets in the remark. */
  readonly from: number;
  readonly to: number;
  readonly fold: UnitFold;
  /** Something invisible stands before it. */
  readonly hidden: boolean;
  /** The character before look-alikes were folded, where one was. */
  readonly origin?: string;
}
export interface FoldedRemark {
  readonly units: readonly Unit[];
  readonly unread: readonly UnreadPart[];
}

const variants = pairs(HAN_VARIANTS.join(""));
/** Small capitals and hooked letters, which Unicode's table of confusables leaves out. */
const MORE_LOOK_ALIKES = "ƒf ᴀa ᴅd ᴇe ꜰf ᴊj ᴋk ᴍm ᴘp ᴛt ɛe єe ωw";
const lookAlikes = new Map(
  `${LOOK_ALIKE_LETTERS.join(" ")} ${MORE_LOOK_ALIKES}`
    .split(" ")
    .map((pair) => [[...pair][0]!, [...pair][1]!] as const),
);
/** Letters with a stroke through them do not decompose. */
const STROKED: ReadonlyMap<string, string> = new Map(
  ["đd", "łl", "øo", "ħh", "ŧt", "ƀb", "ɨi", "æa", "œo", "ßs"].map((pair) => [pair[0]!, pair[1]!]),
);
const HIDDEN =
  /^(?:\p{Cf}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\p{VS}|\p{EMod}|[\u{e0000}-\u{e0fff}])$/u;
/** Marks over, under and around letters; shields (20D0 to 20FF) and the tones of zhuyin among them. */
const ACCENT = /^(?:\p{Script=Inherited}|[\u0483-\u0489]|[ˉˊˇˋ˙])$/u;
const ACCENTS = /\p{Script=Inherited}/gu;
const ACCENTED_SCRIPT = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
const HAN = /^[\p{Script=Han}々〇]$/u;
const LETTER = /^[\p{L}\p{M}]$/u;
const DIGIT = /^\p{N}$/u;
const EMOJI = /^\p{Extended_Pictographic}$/u;
/** Strokes that are typed as lines between characters: 点丨赞. As characters of their own they stand in no remark. */
const STROKES = new Set("丨丶丿");
/** Blanks of a run that are kept: one more than may stand between two characters of a term. */
const BLANKS_KEPT = GAP_UNITS_MAX + 1;
const RLO = 0x202e;
const PDF = 0x202c;

/**
 * A remark → its units in the order in which they are seen. Invisible characters, accents and skin tones are left out and
 * remembered; what a right-to-left override turns round is turned round. Characters that a system before us wrote by their number are read
 * (`readEscape`). Gives up to `REMARK_READ_MAX` units; of a run of blanks no more than a gap within a term would be.
 */
export function foldRemark(remark: string): FoldedRemark {
  const units: Unit[] = [];
  const unread: UnreadPart[] = [];
  let hidden = false;
  let blanks = 0;
  let at = 0;
  let turnedFrom = -1;
  const turn = (): void => {
    if (turnedFrom >= 0) {
      const turned = units.splice(turnedFrom).reverse();
      for (const unit of turned) units.push({ ...unit, hidden: true });
    }
    turnedFrom = -1;
  };
  while (at < remark.length && units.length < REMARK_READ_MAX) {
    const first = remark.codePointAt(at)!;
    const written = readEscape(remark, at, first);
    const code = written?.code ?? first;
    const to = written?.to ?? at + (code > 0xffff ? 2 : 1);
    blanks = code === 0x20 || code === 0x3000 ? blanks + 1 : 0;
    if (blanks > BLANKS_KEPT) {
      at = to;
      continue;
    }
    if (code < 0x80) {
      units.push(asciiUnit(code, at, to, hidden));
      hidden = false;
    } else if (code >= 0xd800 && code <= 0xdfff) {
      const last = unread.at(-1);
      if (last !== undefined && last.to === at) unread[unread.length - 1] = { ...last, to };
      else unread.push({ from: at, to, why: "broken_characters" });
    } else if (code === RLO) {
      turn();
      turnedFrom = units.length;
    } else if (code === PDF) {
      turn();
    } else if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)) {
      const char = String.fromCharCode(code);
      const simple = variants.get(char);
      units.push({
        char: simple ?? char,
        kind: STROKES.has(char) ? "mark" : "han",
        from: at,
        to,
        fold: simple === undefined ? "plain" : "traditional",
        hidden,
      });
      hidden = false;
    } else {
      const char = String.fromCodePoint(code);
      if (HIDDEN.test(char)) hidden = true;
      else if (!ACCENT.test(char)) {
        foldOther(char, code, at, to, hidden, units);
        hidden = false;
      }
    }
    at = to;
  }
  turn();
  turnUpright(units);
  joinSpelled(units);
  readOnes(units);
  readZeros(units);
  if (at < remark.length) unread.push({ from: at, to: remark.length, why: "too_long" });
  return { units, unread };
}

/** Letters that were turned upside down → the letter; Unicode's IPA and phonetic blocks have them. */
const TURNED: ReadonlyMap<string, string> = new Map(
  "ɐa ɔc ǝe ɟf ƃg ᵷg ɥh ᴉi ɾj ʞk ɯm ɹr ʇt ʌv ʍw ʎy ꞁl".split(" ").map((pair) => [pair[0]!, pair[1]!]),
);
/** Upright letters and digits that are others when turned. */
const TURNED_UPRIGHT: ReadonlyMap<string, string> = new Map(
  "bq dp nu pd qb un 69 96".split(" ").map((pair) => [pair[0]!, pair[1]!]),
);
/** Letters that stand in no script of a payment by themselves: one is enough. */
const TURNED_MIN = 1;

/** Text turned upside down is written backwards with turned letters: it is read as it looks with the screen turned. */
function turnUpright(units: Unit[]): void {
  const turned = units.filter(({ origin }) => origin !== undefined && TURNED.has(origin)).length;
  if (turned < TURNED_MIN) return;
  units.reverse();
  for (const [index, unit] of units.entries()) {
    const char = TURNED.get(unit.origin ?? "") ?? TURNED_UPRIGHT.get(unit.char);
    if (char !== undefined)
      units[index] = { ...unit, char, kind: unit.kind === "digit" ? "digit" : "letter", fold: "shape" };
  }
}

/** Letters o behind a digit are zeros when there are two, or when no letter follows: 1oo, 5oz is none. */
function readZeros(units: Unit[]): void {
  for (let i = 1; i < units.length; i++) {
    if (units[i]!.char !== "o" || units[i - 1]!.kind !== "digit") continue;
    let end = i;
    while (units[end]?.char === "o") end++;
    if (end - i < 2 && units[end]?.kind === "letter") continue;
    for (; i < end; i++) units[i] = { ...units[i]!, char: "0", kind: "digit", fold: "shape" };
  }
}

/** A word in letters for a number: three letters o and more, or zeros, behind an l or i (lOOO, I00). */
const LOOKS_ROUND = /^[li](?:o{3,}|o*0[o0]*)$/;

/** Letters l and i that begin a number are ones. */
function readOnes(units: Unit[]): void {
  for (let first = 0; first < units.length; first++) {
    if (units[first]!.char !== "l" && units[first]!.char !== "i") continue;
    if (isWord(units[first - 1])) continue;
    let end = first;
    while (isWord(units[end])) end++;
    const word = units.slice(first, end).map(({ char }) => char);
    if (LOOKS_ROUND.test(word.join("")))
      for (let i = first; i < end; i++)
        units[i] = { ...units[i]!, char: i === first ? "1" : "0", kind: "digit", fold: "shape" };
    first = Math.max(first, end - 1);
  }
}

/** Signs spelled one by one with the same mark between: `f.e.n.s`, `d-z-1-0-0`. At least so many, a letter among them: 1.2.3.4 is none. */
const SPELLED_MIN = 4;

/** Takes out the marks between signs that are spelled one by one. */
function joinSpelled(units: Unit[]): void {
  for (let first = 0; first + 2 < units.length; first++) {
    const mark = units[first + 1]!;
    if (mark.kind !== "mark" || !isWord(units[first]) || isWord(units[first - 1])) continue;
    let end = first;
    while (units[end + 1]?.kind === "mark" && units[end + 1]!.char === mark.char && isWord(units[end + 2]))
      end += 2;
    if (isWord(units[end + 1])) end -= 2;
    const spelled = units.slice(first, end + 1).filter((unit) => isWord(unit));
    if (spelled.length < SPELLED_MIN || !spelled.some(({ kind }) => kind === "letter")) continue;
    units.splice(first, end + 1 - first, ...spelled);
    first += spelled.length - 1;
  }
}

function isWord(unit: Unit | undefined): boolean {
  return unit?.kind === "letter" || unit?.kind === "digit";
}

/** A term of the lexicon → the characters it is compared with, blanks kept as one blank. */
export function foldTerm(text: string): string[] {
  const chars = foldRemark(text).units.map((unit) =>
    unit.kind === "mark" && /\s/.test(unit.char) ? " " : unit.char,
  );
  return chars.filter((char, index) => char !== " " || (index > 0 && chars[index - 1] !== " "));
}

function asciiUnit(code: number, from: number, to: number, hidden: boolean): Unit {
  const lower = code >= 65 && code <= 90 ? code + 32 : code;
  const kind = lower >= 97 && lower <= 122 ? "letter" : code >= 48 && code <= 57 ? "digit" : "mark";
  return { char: ASCII[lower]!, kind, from, to, fold: "plain", hidden };
}
const ASCII = Array.from({ length: 128 }, (_, code) =>
  code < 33 || code === 127 ? " " : String.fromCharCode(code),
);

/** What is neither ASCII nor a common Chinese character: full width, other scripts, ornamental letters, pictures. */
function foldOther(
  char: string,
  code: number,
  from: number,
  to: number,
  hidden: boolean,
  units: Unit[],
): void {
  const boxed = boxedLetter(code);
  if (boxed !== null) {
    units.push({ char: boxed, kind: "letter", from, to, fold: "shape", hidden });
    return;
  }
  const looks = lookAlikes.get(char);
  const lower = char.toLowerCase();
  for (const piece of looks ?? char.normalize("NFKC").toLowerCase()) {
    let bare = STROKED.get(piece) ?? piece;
    if (ACCENTED_SCRIPT.test(bare)) bare = bare.normalize("NFD").replace(ACCENTS, "") || bare;
    const folded = lookAlikes.get(bare) ?? bare;
    const looked = looks !== undefined || folded !== bare;
    const simple = variants.get(folded) ?? folded;
    const kind = kindOf(simple);
    if (kind === null) continue;
    const fold =
      simple !== folded
        ? "traditional"
        : looked
          ? "shape"
          : piece.length > 1 || piece !== lower
            ? "width"
            : "plain";
    units.push({ char: simple, kind, from, to, fold, hidden, origin: char });
  }
}

function kindOf(char: string): UnitKind | null {
  if (HAN.test(char)) return "han";
  if (ACCENT.test(char)) return null;
  if (DIGIT.test(char)) return "digit";
  if (LETTER.test(char)) return "letter";
  return EMOJI.test(char) ? "emoji" : "mark";
}

/** Letters in boxes, circles and flags: 🅰 🅚 🇰. */
function boxedLetter(code: number): string | null {
  for (const first of [0x1f150, 0x1f170, 0x1f1e6]) {
    if (code >= first && code < first + 26) return String.fromCharCode(97 + code - first);
  }
  return null;
}

function pairs(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const chars = [...text];
  for (let i = 0; i + 1 < chars.length; i += 2) found.set(chars[i]!, chars[i + 1]!);
  return found;
}
