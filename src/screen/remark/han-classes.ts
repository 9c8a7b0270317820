import { PART_STANDS_FOR } from "./part-forms.ts";
import { COMMON_HAN } from "./tables/common-han.ts";
import { HAN_READINGS } from "./tables/han-readings.ts";
import { HAN_SHAPES } from "./tables/han-shapes.ts";
import { HAN_SPLITS } from "./tables/han-splits.ts";

/** One character that another may stand for: `攒` for `赞`. */
export interface StandIn {
  readonly char: string;
  readonly how: "homophone" | "shape" | "digits";
  /** How sure the reading is, in (0, 1]. */
  readonly fidelity: number;
}
/** Pieces that stand for a character when they follow each other: 米分 for 粉. */
export interface Split {
  readonly parts: readonly string[];
  readonly char: string;
}

/** What characters of the remark may stand for (by the character that is meant), limited to the characters that the lexicon's terms are made of. */
export interface HanClasses {
  standIns(char: string): ReadonlyMap<string, StandIn> | undefined;
  /** Splits by their first piece. */
  splits(first: string): readonly Split[] | undefined;
  /** Readings of a lexicon character, without tones. */
  syllables(char: string): readonly string[];
}

/** Same syllable, another tone or none: what input methods offer first. */
const SAME_SOUND = 0.85;
/** One confusion of the south (n/l, zh/z, an/ang …) between the two. */
const NEAR_SOUND = 0.7;
/** Same four-corner code and a shared component, or one inside the other. */
const SAME_SHAPE = 0.82;
/** Only the right half in common: 垃 and 位. */
const NEAR_SHAPE = 0.52;
/** A digit said aloud: 4 for 丝. */
const DIGIT_SOUND = 0.75;
/** A character that everybody writes all day stands for itself more often than for another. */
const COMMON = [
  { rank: 300, factor: 0.75 },
  { rank: 1000, factor: 0.9 },
] as const;
const DIGIT_SOUNDS = ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"];

/** Each syllable with its characters. */
const readings = HAN_READINGS.map((line) => {
  const blank = line.indexOf(" ");
  return { syllable: line.slice(0, blank), chars: line.slice(blank + 1) };
});
const commonRank = new Map([...COMMON_HAN.join("")].map((char, index) => [char, index]));

/**
 * A syllable with its southern confusions folded away: n/l, r/l, f/h, zh/z, ch/c, sh/s, an/ang, en/eng, in/ing, and the labial
 * `eng`/`ong`. Two syllables with the same fold sound alike to somebody. Source: the confusion pairs of C2TU (2025) and of
 * input methods' own fuzzy settings.
 */
export function foldSyllable(syllable: string): string {
  return syllable
    .replace(/^(zh|ch|sh)/, (initial) => initial[0]!)
    .replace(/^[nr]/, "l")
    .replace(/^hu(?=[aeio])/, "f")
    .replace(/^hu$/, "fu")
    .replace(/(an|en|in)g$/, "$1");
}

/** The characters of the lexicon → what may stand for each. About 20 ms for 200 characters. */
export function createHanClasses(characters: Iterable<string>): HanClasses {
  const wanted = new Set(characters);
  const rows = new Map<string, { readonly factor: number; readonly stands: Map<string, StandIn> }>();
  /** One object for all that stand for the same character in the same way. */
  const shared = new Map<string, StandIn>();
  const standIn = (char: string, how: StandIn["how"], fidelity: number): StandIn => {
    const key = `${char}${how}${fidelity}`;
    const known = shared.get(key) ?? { char, how, fidelity };
    shared.set(key, known);
    return known;
  };
  const add = (from: string, to: string, how: StandIn["how"], sure: number): void => {
    if (from === to) return;
    let row = rows.get(from);
    if (row === undefined) {
      const rank = commonRank.get(from) ?? Number.POSITIVE_INFINITY;
      row = { factor: COMMON.find((step) => rank < step.rank)?.factor ?? 1, stands: new Map() };
      rows.set(from, row);
    }
    const fidelity = sure * row.factor;
    if ((row.stands.get(to)?.fidelity ?? 0) < fidelity) row.stands.set(to, standIn(to, how, fidelity));
  };
  const syllablesOf = new Map<string, string[]>();
  const bySyllable = new Map<string, string[]>();
  const byFold = new Map<string, string[]>();
  for (const { syllable, chars } of readings) {
    const here = [...chars].filter((char) => wanted.has(char));
    if (here.length === 0) continue;
    bySyllable.set(syllable, here);
    const fold = foldSyllable(syllable);
    byFold.set(fold, [...(byFold.get(fold) ?? []), ...here]);
    for (const char of here) syllablesOf.set(char, [...(syllablesOf.get(char) ?? []), syllable]);
  }
  for (const { syllable, chars } of readings) {
    const near = byFold.get(foldSyllable(syllable)) ?? [];
    const same = bySyllable.get(syllable) ?? [];
    if (near.length === 0) continue;
    for (const char of chars) {
      for (const to of same) add(char, to, "homophone", SAME_SOUND);
      for (const to of near) add(char, to, "homophone", NEAR_SOUND);
    }
  }
  DIGIT_SOUNDS.forEach((syllable, digit) => {
    for (const to of bySyllable.get(syllable) ?? []) add(String(digit), to, "digits", DIGIT_SOUND);
  });
  for (const line of HAN_SHAPES) {
    const [head, ...rest] = line;
    if (!wanted.has(head!)) continue;
    const blank = rest.indexOf(" ");
    for (const [index, char] of rest.entries()) {
      if (index !== blank) add(char, head!, "shape", index < blank ? SAME_SHAPE : NEAR_SHAPE);
    }
  }
  const splits = new Map<string, Split[]>();
  for (const entry of HAN_SPLITS.join(" ").split(" ")) {
    const [char, ...parts] = entry;
    if (!wanted.has(char!)) continue;
    const first = parts[0]!;
    for (const form of [first, ...(PART_STANDS_FOR.get(first) ?? "")]) {
      splits.set(form, [...(splits.get(form) ?? []), { char: char!, parts }]);
    }
  }
  return {
    standIns: (char) => rows.get(char)?.stands,
    splits: (first) => splits.get(first),
    syllables: (char) => syllablesOf.get(char) ?? [],
  };
}
