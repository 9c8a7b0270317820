import type { HanClasses, StandIn } from "./han-classes.ts";
import { zhuyinOf } from "./zhuyin.ts";

export interface FormNode {
  children: Map<string, FormNode>;
  /** The children once more, side by side: a few are looked through sooner than looked up. */
  chars: string[];
  nodes: FormNode[];
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
  /** Of a trie's top alone: what pairs of characters lead to; see `liveSteps`. */
  live?: LiveMemory;
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
/** What a character leads to where what stands behind it can go on from there. In the order in which they are tried. */
export interface LiveSteps {
  /** The node of the character itself. */
  readonly same: FormNode | null;
  /** Nodes of characters of its sound or shape. */
  readonly stands: readonly Reach[];
  /** Whether it may be the first piece of a character. */
  readonly joins: boolean;
}
/** Where a letter leads as the first of a syllable. */
export interface LiveSpelling {
  readonly child: FormNode;
  readonly syllable: string;
  /** Whether it may stand for the whole syllable. */
  readonly initial: boolean;
  /** Whether the syllable may be spelled out. */
  readonly spelled: boolean;
}
/** Answers by pair; a newer pair takes the slot of an older one. Bounded, and never wrong: each slot keeps its pair. */
export interface LiveMemory {
  readonly keys: Uint32Array;
  readonly han: (LiveSteps | undefined)[];
  readonly letters: (readonly LiveSpelling[] | undefined)[];
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
const NO_CHARS: string[] = [];
const NO_NODES: FormNode[] = [];
const NO_TERMS: readonly number[] = [];
const NONE: readonly never[] = [];
/** Children up to which looking at each is quicker than remembering. */
export const FEW_CHILDREN = 3;

export function emptyNode(): FormNode {
  return {
    children: NO_CHILDREN,
    chars: NO_CHARS,
    nodes: NO_NODES,
    terms: NO_TERMS,
    byClass: false,
    leadsByClass: false,
  };
}

/** The child that a character leads to as it is. */
export function childOf({ children, chars, nodes }: FormNode, char: string): FormNode | undefined {
  if (chars.length > FEW_CHILDREN) return children.get(char);
  for (let i = 0; i < chars.length; i++) if (chars[i] === char) return nodes[i];
  return undefined;
}

/** Adds a folded term to the trie. */
export function addForm(root: FormNode, chars: readonly string[], term: number, byClass: boolean): void {
  let node = root;
  for (const char of chars) {
    if (node.children === NO_CHILDREN) {
      node.children = new Map();
      node.chars = [];
      node.nodes = [];
    }
    let next = node.children.get(char);
    if (next === undefined) {
      next = emptyNode();
      node.children.set(char, next);
      node.chars.push(char);
      node.nodes.push(next);
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
