import type { Unit } from "./fold-remark.ts";
import type { FormNode, LiveMemory, LiveSpelling, LiveSteps } from "./form-trie.ts";
import { reachBySound, reachBySpelling } from "./form-trie.ts";
import type { Lexicon, Term } from "./lexicon.ts";
import { isPart } from "./part-forms.ts";

/** Slots of one memory, as a power of two: pairs of everyday text are some tens of thousands. 2.6 MB each. */
const LIVE_BITS = 17;
const LIVE_SLOTS = 1 << LIVE_BITS;
const LIVE_SHIFT = 32 - LIVE_BITS;
/** Acts below this weight are everyday words (加, 上, 买): in disguise they say nothing without an object behind. */
const STRONG_ACT = 3;
/** Letters that digits and signs may be written for: see `LEET` of `findTerms`. */
const LEET_LETTERS = ["o", "l", "i", "e", "a", "s", "t"];
/** Children from which on it is worth remembering where a sound leads. */
const MANY_CHILDREN = 64;
const NONE: readonly never[] = [];
/** Most pairs lead nowhere and share one answer. */
export const NOWHERE: LiveSteps = { same: null, stands: NONE, joins: false };
/** Of a pair whose second character is the remark's end. */
const END = "";

/** An empty memory for a trie's top. */
export function createLiveMemory(): LiveMemory {
  // Filled at once: an array that grows from its middle would be a hash table.
  const slots = <T>(): (T | undefined)[] => new Array<T | undefined>(LIVE_SLOTS).fill(undefined);
  return { keys: new Uint32Array(LIVE_SLOTS), han: slots(), letters: slots() };
}

/** Whether a single character, read by sound or shape, is an everyday act: 家 for 加. */
export function isFaintAct(term: Term): boolean {
  return term.class === "action" && term.chars === 1 && term.script === "han" && term.weight < STRONG_ACT;
}

/**
 * What stands behind a unit, as far as it decides whether a term can go on: the next unit, past one blank; null where that takes more
 * than one character to say (marks, pictures, a character written twice).
 */
export function unitBehind(units: readonly Unit[], at: number): Unit | "end" | null {
  let next = units[at + 1];
  if (next === undefined) return "end";
  if (next.char === " ") {
    next = units[at + 2];
    if (next === undefined) return "end";
  }
  if (next.kind === "mark" || next.kind === "emoji" || next.char === units[at]!.char) return null;
  return next.char.length === 1 ? next : null;
}

/**
 * A Chinese character at one of the tries' tops → where it leads, without what the unit behind it ends at once. Exact, not a guess: what
 * is left out could only have been walked in vain. So most places of a remark cost one look into the memory.
 */
export function liveSteps(node: FormNode, first: string, behind: Unit | "end", lexicon: Lexicon): LiveSteps {
  const { keys, han } = node.live!;
  const key = first.charCodeAt(0) * 0x1_0000 + (behind === "end" ? 0 : behind.char.charCodeAt(0));
  const slot = slotOf(key);
  if (keys[slot] === key) {
    const known = han[slot];
    if (known !== undefined) return known;
  }
  const found = findSteps(node, first, behind, lexicon);
  keys[slot] = key;
  han[slot] = found;
  return found;
}

/** The same for a letter. `behind`: the next letter of its run. */
export function liveSpellings(
  node: FormNode,
  first: string,
  behind: Unit,
  lexicon: Lexicon,
): readonly LiveSpelling[] {
  const { keys, letters } = node.live!;
  const key = first.charCodeAt(0) * 0x1_0000 + behind.char.charCodeAt(0);
  const slot = slotOf(key);
  if (keys[slot] === key) {
    const known = letters[slot];
    if (known !== undefined) return known;
  }
  const found: LiveSpelling[] = [];
  for (const { child, syllable } of reachBySpelling(node, first, lexicon.trie)) {
    const initial = syllable.length > 1 && goesOnFromInitial(child, behind, lexicon);
    const spelled = syllable.length === 1 || syllable[1] === behind.char;
    if (initial || spelled) found.push({ child, syllable, initial, spelled });
  }
  keys[slot] = key;
  letters[slot] = found;
  return found;
}

function slotOf(key: number): number {
  return Math.imul(key, 0x9e37_79b1) >>> LIVE_SHIFT;
}

function findSteps(node: FormNode, first: string, behind: Unit | "end", lexicon: Lexicon): LiveSteps {
  const { han, terms, trie } = lexicon;
  const goesOn = (child: FormNode, disguised: boolean): boolean =>
    child.terms.some((number) => {
      const term = terms[number]!;
      return !disguised || !isFaintAct(term) || enters(trie.objects, behind, lexicon);
    }) ||
    child.children.has(" ") ||
    enters(child, behind, lexicon);
  const same = node.children.get(first);
  const stands = node.leadsByClass ? han.standIns(first) : undefined;
  const second = behind === "end" ? END : behind.char;
  const found: LiveSteps = {
    same: same !== undefined && goesOn(same, false) ? same : null,
    stands:
      stands === undefined
        ? NONE
        : reachBySound(node, first, stands).filter(({ child }) => goesOn(child, true)),
    joins: (han.splits(first) ?? NONE).some(
      ({ char, parts }) => node.children.get(char)?.byClass === true && isPart(second, parts[1]!),
    ),
  };
  return found.same === null && found.stands.length === 0 && !found.joins ? NOWHERE : found;
}

function goesOnFromInitial(child: FormNode, behind: Unit, lexicon: Lexicon): boolean {
  const { terms, trie } = lexicon;
  return (
    (child.terms.some((number) => {
      const { class: kind, script, short, chars } = terms[number]!;
      return chars > 1 || (kind === "action" && script === "han" && !short);
    }) &&
      (enters(trie.objects, behind, lexicon) || child.terms.some((number) => terms[number]!.chars > 1))) ||
    child.children.has(" ") ||
    enters(child, behind, lexicon)
  );
}

/** Whether a unit leads from a node to any of its children, in whatever way. */
function enters(node: FormNode, unit: Unit | "end", { han, trie }: Lexicon): boolean {
  if (unit === "end" || node.children.size === 0) return false;
  const { char, kind } = unit;
  if (node.children.has(char)) return true;
  if (kind === "digit" && LEET_LETTERS.some((letter) => node.children.has(letter))) return true;
  if (!node.leadsByClass) return false;
  if (kind === "letter" && reachBySpelling(node, char, trie).length > 0) return true;
  const stands = han.standIns(char);
  const { chars, nodes } = node;
  if (stands !== undefined && chars.length > MANY_CHILDREN) {
    if (reachBySound(node, char, stands).length > 0) return true;
  } else if (stands !== undefined) {
    for (let i = 0; i < chars.length; i++) if (nodes[i]!.byClass && stands.has(chars[i]!)) return true;
  }
  for (const split of han.splits(char) ?? NONE)
    if (node.children.get(split.char)?.byClass === true) return true;
  return false;
}
