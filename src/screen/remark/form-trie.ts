import type { HanClasses } from "./han-classes.ts";
import { zhuyinOf } from "./zhuyin.ts";

export interface FormNode {
  children: Map<string, FormNode>;
  /** Terms that end here, by number. */
  terms: readonly number[];
  /** Whether a term at or below this node may be matched by sound and shape. */
  byClass: boolean;
}
/** A character of some term and one spelling of it. */
export interface Spelling {
  readonly char: string;
  readonly syllable: string;
}
export interface FormTrie {
  readonly root: FormNode;
  /** Objects alone: what may follow an act directly. */
  readonly objects: FormNode;
  /** The terms' Chinese characters by the first letter of a reading. */
  readonly spelled: ReadonlyMap<string, readonly Spelling[]>;
  /** Pictures → the texts they stand for, each as characters. */
  readonly emoji: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/** Most nodes are ends: they share one empty map and one empty list. Never written to. */
const NO_CHILDREN: Map<string, FormNode> = new Map();
const NO_TERMS: readonly number[] = [];

export function emptyNode(): FormNode {
  return { children: NO_CHILDREN, terms: NO_TERMS, byClass: false };
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
    node = next;
  }
  if (!node.terms.includes(term)) node.terms = [...node.terms, term];
}

/** The characters → their spellings by first letter. */
export function spellOut(characters: Iterable<string>, han: HanClasses): Map<string, Spelling[]> {
  const spelled = new Map<string, Spelling[]>();
  for (const char of characters) {
    const syllables = han.syllables(char);
    for (const syllable of [...syllables, ...syllables.flatMap((pinyin) => zhuyinOf(pinyin) ?? [])]) {
      const known = spelled.get(syllable[0]!);
      if (known === undefined) spelled.set(syllable[0]!, [{ char, syllable }]);
      else known.push({ char, syllable });
    }
  }
  return spelled;
}
