import type { WordCutter } from "./cut-words.ts";
import type { FormTrie } from "./form-trie.ts";
import type { HanClasses } from "./han-classes.ts";
import type { StructureWeights } from "./structure-weights.ts";

export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** What a group of words does in a remark. */
export const GROUP_CLASSES = [
  "action",
  "object",
  "platform",
  "trade",
  "benign",
  "complaint",
  "official",
] as const;
export type GroupClass = (typeof GROUP_CLASSES)[number];

/** Words of one meaning, as the lexicon file has them. */
export interface LexiconGroup {
  readonly id: string;
  readonly class: GroupClass;
  /** Log-odds: what it adds when it stands there by itself (below 0 for benign contexts). */
  readonly weight: number;
  readonly words: readonly string[];
  /** `class`: by reading and shape too. `plain`: as written, in traditional characters or full width. */
  readonly match: "class" | "plain";
  /** Letters that people write for it (`ks`, `dz`). */
  readonly initials: readonly string[];
  /** Groups that this context takes the meaning from. */
  readonly cancels: readonly string[];
  /** Of an object: the part of an action's weight that stays with it. Ambiguous words keep less. */
  readonly keeps: number;
  /** Of an act: what it weighs with no object in sight (代刷). 0: nothing. */
  readonly alone: number;
  /** Of a trade word: what it adds where it stands directly at an object (粉丝业务). */
  readonly attached: number;
  /** Yuan apiece from which goods are paid for: a like costs cents, a review or an account some yuan. */
  readonly goodsFrom: number;
  readonly text: Bilingual;
}

/** A kind of scene or payee, found by words in the caller's field. */
export interface ContextRule {
  readonly id: string;
  readonly words: readonly string[];
  readonly weight: number;
  readonly cancels: readonly string[];
  readonly text: Bilingual;
}

/** A term that is looked for. */
export interface Term {
  readonly word: string;
  readonly class: GroupClass | "order";
  readonly group: LexiconGroup;
  /** Of an order (`刷赞`): the action's group. */
  readonly action: LexiconGroup | null;
  readonly weight: number;
  /** Characters as compared. */
  readonly chars: number;
  readonly script: "han" | "latin" | "other";
  /** Whether one letter for each character may stand for it. */
  readonly byInitials: boolean;
  /** Letters that stand for a word: `ks`. */
  readonly short: boolean;
  /** Whether an ending may follow (`подписчик*`). */
  readonly openEnd: boolean;
}

/** A compiled lexicon; pure data and tables, made by `compileLexicon`. */
export interface Lexicon {
  readonly name: string;
  readonly version: string;
  /** `name@version#` and the first 12 digits of the hash of the file's text. */
  readonly id: string;
  readonly sha256: string;
  readonly groups: ReadonlyMap<string, LexiconGroup>;
  /** What numbers, neighbours, disguises and the payment weigh; the file's `structure` over the shipped values. */
  readonly structure: StructureWeights;
  /** Turns of phrase → log-odds, see `remarkPhrases`. */
  readonly phrases: ReadonlyMap<string, number>;
  /** Words as the file has them. Act and object together are joined while reading, see `orderOf`. */
  readonly terms: readonly Term[];
  /** An act's and an object's numbers in `terms` → both as one term (刷 + 赞 → 刷赞). */
  readonly orderOf: (action: number, object: number) => Term;
  readonly scenes: readonly ContextRule[];
  readonly categories: readonly ContextRule[];
  /** Words that count pieces of engagement, after a number: 个, 条. */
  readonly counters: ReadonlySet<string>;
  /** Words after a number that make it something else: 元, 号, 斤. */
  readonly otherUnits: ReadonlySet<string>;
  readonly han: HanClasses;
  readonly trie: FormTrie;
  /** Pieces by which text written backwards is known. */
  readonly backwards: ReadonlySet<string>;
  readonly cut: WordCutter;
}
