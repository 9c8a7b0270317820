import type { HanClasses, StandIn } from "./han-classes.ts";
import { zhuyinOf } from "./zhuyin.ts";

export interface FormNode {
  children: Map<string, FormNode>;
  /** Terms that end here, by number. */
  terms: readonly number[];
  /** Whether a term at or below this node may be matched by sound and shape. */
  byClass: boolean;
  /** Whether some child may be matched by sound and shape. */
  leadsByClass: boolean;
  /** Where a written character leads by sound or shape, remembered as it is asked for; see `reachBySound`. */
  bySound?: Map<string, readonly Reach[]>;
  /** Where letters lead, by the first one; see `reachBySpelling`. */
  bySpelling?: Map<string, readonly SpelledReach[]>;
}
/** A child and how surely the character that was written stands for its own. */
export interface Reach {
  readonly child: FormNode;
  readonly by: StandIn;
}
export interface SpelledReach {
  readonly child: FormNode;
  readonly syllable: string;
}
export interface FormTrie {
  /** Terms that an order may be made of, and the platforms' own promotion. */
  readonly root: FormNode;
  /** Terms of ordinary life and of complaints: looked for where something of an order was found. */
  readonly contexts: FormNode;
  /** Objects alone: what may follow an act directly. */
  readonly objects: FormNode;
  /** Readings of the terms' Chinese characters, in letters and in zhuyin. */
  readonly spelled: ReadonlyMap<string, readonly string[]>;
  /** First letters of those readings. */
  readonly letters: ReadonlySet<string>;
  /** Pictures → the texts they stand for, each as characters. */
  readonly emoji: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/** Most nodes are ends: they share one empty map and one empty list. Never written to. */
const NO_CHILDREN: Map<string, FormNode> = new Map();
const NO_TERMS: readonly number[] = [];
const NONE: readonly never[] = [];
/** Children up to which looking at each is quicker than remembering. */
export const FEW_CHILDREN = 3;

export function emptyNode(): FormNode {
  return { children: NO_CHILDREN, terms: NO_TERMS, byClass: false, leadsByClass: false };
}

/** Adds a folded term to the trie. */
export function addForm(root: FormNode, chars: readonly string[], term: number, byClass: boolean): void {
  let node = root;
  for (const char of chars) {
    if (node.children === NO_CHILDREN) node.children = new Map();
    let next = node.children.get(char);
    if (next === undefined) {
      next = emptyNode();
      node.children.set(char, next);
    }
    next.byClass ||= byClass;
    node.leadsByClass ||= byClass;
    node = next;
  }
  if (!node.terms.includes(term)) node.terms = [...node.terms, term];
}

/** The characters → their spellings. */
export function spellOut(characters: Iterable<string>, han: HanClasses): Map<string, string[]> {
  const spelled = new Map<string, string[]>();
  for (const char of characters) {
    const syllables = han.syllables(char);
    spelled.set(char, [...syllables, ...syllables.flatMap((pinyin) => zhuyinOf(pinyin) ?? [])]);
  }
  return spelled;
}

/**
 * The children of a node that a written character may stand for, remembered by the node: for nodes with many children, which are the
 * few at the top. At most one entry for each character that has stand-ins.
 */
export function reachBySound(
  node: FormNode,
  written: string,
  stands: ReadonlyMap<string, StandIn>,
): readonly Reach[] {
  const known = node.bySound?.get(written);
  if (known !== undefined) return known;
  const found: Reach[] = [];
  for (const by of stands.values()) {
    const child = node.children.get(by.char);
    if (child?.byClass === true) found.push({ child, by });
  }
  node.bySound ??= new Map();
  node.bySound.set(written, found);
  return found;
}

/** The children of a node whose reading begins with a letter. */
export function reachBySpelling(node: FormNode, letter: string, trie: FormTrie): readonly SpelledReach[] {
  if (!node.leadsByClass) return NONE;
  const known = node.bySpelling?.get(letter);
  if (known !== undefined) return known;
  const found: SpelledReach[] = [];
  for (const [char, child] of node.children) {
    if (!child.byClass) continue;
    for (const syllable of trie.spelled.get(char) ?? NONE)
      if (syllable.startsWith(letter)) found.push({ child, syllable });
  }
  if (!trie.letters.has(letter)) return found;
  node.bySpelling ??= new Map();
  node.bySpelling.set(letter, found);
  return found;
}
