import type { Unit } from "./fold-remark.ts";
import { childOf, FEW_CHILDREN, type FormNode, reachBySound, reachBySpelling } from "./form-trie.ts";
import { findLetterRuns, type LetterRuns } from "./letter-runs.ts";
import type { Lexicon } from "./lexicon.ts";
import { isFaintAct, liveSpellings, liveSteps, NOWHERE, unitBehind } from "./live-steps.ts";
import { isPart } from "./part-forms.ts";
import { GAP_UNITS_MAX, LETTER_RUN_MAX, MATCH_STEPS_MAX, MATCHES_MAX } from "./remark-limits.ts";
import type { ReadingHow } from "./remark-reading.ts";
import { type Candidate, piecesOf, type TermMatch, wholeWords } from "./whole-words.ts";

export interface FoundTerms {
  readonly matches: readonly TermMatch[];
  /** The unit from which on nothing was looked for, since the text is too tangled; −1 when all was read. */
  readonly stoppedAt: number;
}

/** Ways to write a term, the strongest disguise last; bits of `TermMatch.ways`. */
export const WAYS: readonly ReadingHow[] = [
  "width",
  "traditional",
  "spaced",
  "invisible",
  "digits",
  "emoji",
  "initials",
  "mixed_script",
  "shape",
  "homophone",
  "split",
  "reversed",
];
const bit = (how: ReadingHow): number => 1 << WAYS.indexOf(how);
const WIDTH = bit("width");
const TRADITIONAL = bit("traditional");
const SPACED = bit("spaced");
const INVISIBLE = bit("invisible");
const DIGITS = bit("digits");
const EMOJI = bit("emoji");
export const INITIALS = bit("initials");
const MIXED = bit("mixed_script");
const SHAPE = bit("shape");
const HOMOPHONE = bit("homophone");
const SPLIT = bit("split");
export const REVERSED = bit("reversed");
const STAND_WAYS = { homophone: HOMOPHONE, shape: SHAPE, digits: DIGITS };
/** Read by its sound or shape alone. */
const DISGUISED_BY_CLASS = HOMOPHONE | SHAPE;
/** What a term that is matched as written may show. */
const WRITTEN = WIDTH | TRADITIONAL | SPACED | INVISIBLE;
/** Not counted as a disguise: keyboards and regions do this. */
export const INNOCENT_WAYS = WIDTH | TRADITIONAL | SPACED | EMOJI;

/** The pieces of a split stand in for one character. */
const SPLIT_FIDELITY = 0.9;
const PINYIN_FIDELITY = 0.9;
/** One letter for a character, beside characters that are written out: d赞. */
const INITIAL_FIDELITY = 0.65;
const EMOJI_FIDELITY = 0.85;
const LEET_FIDELITY = 0.9;
/** A full stop or comma between two characters of one term. */
const STOP_FIDELITY = 0.8;
const STOPS = new Set("。，,;；!！?？:：");
/** A reading less sure than this is none. */
const FIDELITY_MIN = 0.2;
const LEET: ReadonlyMap<string, string> = new Map([
  ["0", "o"],
  ["1", "li"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "t"],
  ["$", "s"],
  ["@", "a"],
  ["!", "i"],
  ["|", "l"],
]);

/** Letters alone, one for each character: dz may be 点赞, 电子 or a name. */
const INITIALS_ONLY_FIDELITY = 0.4;
/** Letters that an ending may add to a term with `*`. */
const ENDING_MAX = 6;
const NONE: readonly never[] = [];
/** Objects that keep no more than this of an act are everyday words: without a number they name nothing that is ordered. */
export const NEEDS_NUMBER = 0.5;

/**
 * Every term of the lexicon that the units can be read as, by a walk through the trie from each unit: as written, by
 * sound, by shape, joined from pieces, spelled, as pictures; none where they cannot make up an order. `numbered`: whether a number
 * stands in the remark. Bounded by `MATCH_STEPS_MAX` steps and `MATCHES_MAX` matches.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a kernel: one search whose open places live in typed arrays for the length of a remark.
export function findTerms(units: readonly Unit[], lexicon: Lexicon, numbered: boolean): FoundTerms {
  const runs = findLetterRuns(units);
  const candidates: Candidate[] = [];
  const { han, trie, terms } = lexicon;
  let steps = 0;
  let first = 0;
  /** The act that has been read before an object, by its number; −1 for none. */
  let act = -1;
  /** Letters used on the present way, by unit; pairs [unit, unit] of first and last letter of a stretch. */
  const stretches: number[] = [];

  function finish(node: FormNode, last: number, fidelity: number, ways: number): void {
    for (const number of node.terms) {
      const term = act < 0 ? terms[number]! : lexicon.orderOf(act, number);
      if (candidates.length >= MATCHES_MAX) return;
      if ((ways & DISGUISED_BY_CLASS) !== 0 && isFaintAct(term)) continue;
      let sure = fidelity;
      let seen = ways;
      let initialsOnly = false;
      if (term.script === "other") seen &= ~SHAPE;
      if (term.group.match === "plain" && (seen & ~(term.script === "han" ? WRITTEN : WRITTEN | SHAPE)) !== 0)
        continue;
      // A digit is no letter of an abbreviation: dz100 is not dzl.
      if (term.short && (seen & SHAPE) !== 0 && !lettersOnly(first, last)) continue;
      if ((seen & INITIALS) !== 0) {
        if (term.chars < 2) continue;
        if (lettersOnly(first, last)) {
          if (!term.byInitials) continue;
          sure = INITIALS_ONLY_FIDELITY;
          initialsOnly = true;
        }
      }
      let end = last;
      const kept = stretches.length;
      if (term.openEnd) {
        for (let more = 0; more < ENDING_MAX && runs.next[end]! >= 0; more++) end = runs.next[end]!;
        stretches.push(last, end);
      }
      candidates.push({
        term,
        first,
        last: end,
        fidelity: sure,
        ways: seen,
        initialsOnly,
        pieces: piecesOf(stretches, runs),
      });
      stretches.length = kept;
    }
  }
  function isLetter(at: number): boolean {
    return units[at]?.kind === "letter";
  }
  function lettersOnly(from: number, to: number): boolean {
    for (let i = from; i <= to; i++)
      if (units[i]!.kind !== "letter" && units[i]!.kind !== "mark") return false;
    return true;
  }

  /** Goes on from `node`, of which the last unit was `last`. `parted`: a blank of the term has just been passed. */
  function walk(node: FormNode, last: number, fidelity: number, ways: number, parted = false): void {
    if (fidelity < FIDELITY_MIN || ++steps > MATCH_STEPS_MAX) return;
    if (node.terms.length > 0) finish(node, last, fidelity, ways);
    if (act < 0) {
      for (const number of node.terms) {
        const { class: kind, script, short } = terms[number]!;
        if (kind !== "action" || script !== "han" || short) continue;
        act = number;
        goOn(trie.objects, last, fidelity, ways, false);
        act = -1;
        break;
      }
    }
    if (node.children.size === 0) return;
    const blank = node.children.get(" ");
    if (blank !== undefined) walk(blank, last, fidelity, ways, true);
    goOn(node, last, fidelity, ways, parted);
  }
  /** Reads what follows `last` as children of `node`. */
  function goOn(node: FormNode, last: number, fidelity: number, ways: number, parted: boolean): void {
    let sure = fidelity;
    for (let at = last + 1; at < units.length && at - last - 1 <= GAP_UNITS_MAX; at++) {
      const unit = units[at]!;
      const gap = at - last - 1;
      enter(
        node,
        last,
        at,
        parted,
        sure,
        ways | (gap > 0 && !parted ? SPACED : 0) | (unit.hidden ? INVISIBLE : 0),
      );
      // Written twice for stress or to break a search: 播播放放.
      if (unit.kind === "han" && unit.char === units[last]!.char) continue;
      if (unit.kind !== "mark" && (unit.kind !== "emoji" || trie.emoji.has(unit.char))) break;
      if (STOPS.has(unit.char)) sure = fidelity * STOP_FIDELITY;
    }
  }

  /** Reads the unit at `at` as a child of `node`, in each way that there is. `before`: the last unit read, −1 for none. */
  function enter(
    node: FormNode,
    before: number,
    at: number,
    parted: boolean,
    fidelity: number,
    ways: number,
  ): void {
    const unit = units[at]!;
    if (unit.kind === "han") enterHan(node, at, fidelity, ways);
    else if (unit.kind === "letter") enterLetter(node, before, at, parted, fidelity, ways);
    else if (unit.kind === "emoji") {
      for (const chars of trie.emoji.get(unit.char) ?? NONE) {
        let child: FormNode | undefined = node;
        for (const char of chars) child = child?.children.get(char);
        if (child?.byClass === true) walk(child, at, fidelity * EMOJI_FIDELITY, ways | EMOJI);
      }
    } else enterSign(node, before, at, fidelity, ways);
  }
  function enterHan(node: FormNode, at: number, fidelity: number, ways: number): void {
    const unit = units[at]!;
    const folded = unit.fold === "plain" ? 0 : unit.fold === "traditional" ? TRADITIONAL : WIDTH;
    const behind = node.live === undefined ? null : unitBehind(units, at);
    if (behind === null) {
      const same = childOf(node, unit.char);
      if (same !== undefined) walk(same, at, fidelity, ways | folded);
      stand(node, at, fidelity, ways);
      joinPieces(node, at, fidelity, ways);
      return;
    }
    const live = liveSteps(node, unit.char, behind, lexicon);
    if (live === NOWHERE) return;
    if (live.same !== null) walk(live.same, at, fidelity, ways | folded);
    for (const { child, by } of live.stands)
      walk(child, at, fidelity * by.fidelity, ways | STAND_WAYS[by.how]);
    if (live.joins) joinPieces(node, at, fidelity, ways);
  }
  /** Reads a character or a digit for others of its sound or shape. */
  function stand(node: FormNode, at: number, fidelity: number, ways: number): void {
    const stands = node.leadsByClass ? han.standIns(units[at]!.char) : undefined;
    if (stands === undefined) return;
    const { chars, nodes } = node;
    if (chars.length > FEW_CHILDREN) {
      for (const { child, by } of reachBySound(node, units[at]!.char, stands))
        walk(child, at, fidelity * by.fidelity, ways | STAND_WAYS[by.how]);
      return;
    }
    for (let i = 0; i < chars.length; i++) {
      const child = nodes[i]!;
      const by = child.byClass ? stands.get(chars[i]!) : undefined;
      if (by !== undefined) walk(child, at, fidelity * by.fidelity, ways | STAND_WAYS[by.how]);
    }
  }
  function enterLetter(
    node: FormNode,
    before: number,
    at: number,
    parted: boolean,
    fidelity: number,
    ways: number,
  ): void {
    const unit = units[at]!;
    const folded = ways | (unit.fold === "shape" ? SHAPE : unit.fold === "width" ? WIDTH : 0);
    const literal = node.children.get(unit.char);
    // Letters of one word stand together.
    const meets =
      before < 0 ||
      parted ||
      at === before + 1 ||
      runs.next[before] === at ||
      units[before]!.kind !== "letter";
    const run = runs.runOf[at]!;
    if (literal !== undefined && meets) {
      if (run >= 0) stretches.push(at, at);
      walk(literal, at, fidelity, folded);
      if (run >= 0) stretches.length -= 2;
    }
    if (run < 0) {
      joinPieces(node, at, fidelity, ways);
      return;
    }
    if (runs.lengths[run]! > LETTER_RUN_MAX) return;
    const next = units[at + 1];
    if (
      node.live !== undefined &&
      next?.kind === "letter" &&
      runs.next[at] === at + 1 &&
      next.char.length === 1
    ) {
      for (const { child, syllable, initial, spelled } of liveSpellings(node, unit.char, next, lexicon)) {
        if (initial) spellInitial(child, at, fidelity, folded);
        if (spelled) spellOut(child, syllable, at, fidelity, folded);
      }
      return;
    }
    for (const { child, syllable } of reachBySpelling(node, unit.char, trie)) {
      if (syllable.length > 1) spellInitial(child, at, fidelity, folded);
      spellOut(child, syllable, at, fidelity, folded);
    }
  }
  function spellInitial(child: FormNode, at: number, fidelity: number, folded: number): void {
    stretches.push(at, at);
    walk(child, at, fidelity * INITIAL_FIDELITY, folded | INITIALS);
    stretches.length -= 2;
  }
  function spellOut(child: FormNode, syllable: string, at: number, fidelity: number, folded: number): void {
    const end = spelledEnd(at, syllable);
    if (end < 0) return;
    stretches.push(at, end);
    walk(child, end, fidelity * PINYIN_FIDELITY, folded | MIXED);
    stretches.length -= 2;
  }
  /** Digits and signs: part of a term, a letter in disguise (l1kes), or a sound (粉4). */
  function enterSign(node: FormNode, before: number, at: number, fidelity: number, ways: number): void {
    const unit = units[at]!;
    const literal = node.children.get(unit.char);
    if (literal !== undefined && unit.char !== " ") walk(literal, at, fidelity, ways);
    const letters = before < 0 || before === at - 1 ? LEET.get(unit.char) : undefined;
    if (letters !== undefined && (isLetter(at - 1) || isLetter(at + 1) || isLetter(at + 2))) {
      for (const char of letters) {
        const child = node.children.get(char);
        if (child !== undefined) walk(child, at, fidelity * LEET_FIDELITY, ways | SHAPE);
      }
    }
    if (unit.kind !== "digit") return;
    // A number of several digits is a number, and so is one that counts: 粉4包.
    const after = units[at + 1]?.char ?? "";
    if (lexicon.otherUnits.has(after) || lexicon.counters.has(after)) return;
    if (units[at + 1]?.kind === "digit" || units[at - 1]?.kind === "digit") return;
    stand(node, at, fidelity, ways);
  }
  function joinPieces(node: FormNode, at: number, fidelity: number, ways: number): void {
    for (const split of han.splits(units[at]!.char) ?? NONE) {
      const child = node.children.get(split.char);
      if (child?.byClass !== true || ++steps > MATCH_STEPS_MAX) continue;
      let last = at;
      let fits = true;
      for (let part = 1; part < split.parts.length && fits; part++) {
        last++;
        while (last < units.length && units[last]!.char === " ") last++;
        fits = last < units.length && isPart(units[last]!.char, split.parts[part]!);
      }
      if (fits) walk(child, last, fidelity * SPLIT_FIDELITY, ways | SPLIT);
    }
  }
  /** The unit of the last letter when the run spells the syllable from here, else −1. */
  function spelledEnd(at: number, syllable: string): number {
    let unit = at;
    for (let i = 1; i < syllable.length; i++) {
      unit = runs.next[unit]!;
      if (unit < 0 || units[unit]!.char !== syllable[i]) return -1;
    }
    return unit;
  }

  function look(root: FormNode): void {
    for (first = 0; first < units.length && steps <= MATCH_STEPS_MAX; first++) {
      if (units[first]!.char !== " ") enter(root, -1, first, false, 1, 0);
    }
  }
  look(trie.root);
  // Ordinary life speaks against an order only: most remarks are done here.
  if (steps <= MATCH_STEPS_MAX && !mayOrder(candidates, numbered)) return { matches: NONE, stoppedAt: -1 };
  if (steps <= MATCH_STEPS_MAX) look(trie.contexts);
  return {
    matches: wholeWords(candidates, runs, multipliers(units, runs)),
    stoppedAt: steps > MATCH_STEPS_MAX ? first - 1 : -1,
  };
}

/** Whether what was found can name an order, or the platform's own promotion, however it is chosen among: see `remarkFacts`. */
function mayOrder(candidates: readonly Candidate[], numbered: boolean): boolean {
  return candidates.some(({ term: { class: kind, group } }) => {
    if (kind === "object" || kind === "order") return numbered || group.keeps > NEEDS_NUMBER;
    if (kind === "platform") return numbered;
    return kind === "action" ? group.alone > 0 : true;
  });
}

/** Runs of letters that may begin with the multiplier of a number: 1k, 2wf, 5ksphbf. */
function multipliers(units: readonly Unit[], { runOf, placeOf }: LetterRuns): Set<number> {
  const found = new Set<number>();
  for (const [at, { char }] of units.entries()) {
    if (placeOf[at] !== 0 || runOf[at]! < 0 || units[at - 1]?.kind !== "digit") continue;
    if (char === "k" || char === "w" || char === "m") found.add(runOf[at]!);
  }
  return found;
}
