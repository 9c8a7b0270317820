import type { FormNode } from "./form-trie.ts";
import { reachBySound } from "./form-trie.ts";
import type { Lexicon, Term } from "./lexicon.ts";
import { isPart } from "./part-forms.ts";

/** Pairs that are remembered: those of everyday text are some tens of thousands, and each takes about 60 bytes. */
export const LIVE_PAIRS_MAX = 60_000;
/** Acts below this weight are everyday words (加, 上, 买): in disguise they say nothing without an object behind. */
const STRONG_ACT = 3;

/** Whether a single character, read by sound or shape, is an everyday act: 家 for 加. */
export function isFaintAct(term: Term): boolean {
  return term.class === "action" && term.chars === 1 && term.script === "han" && term.weight < STRONG_ACT;
}

/**
 * Whether any term can begin with two Chinese characters that stand directly beside each other: what most places of a remark are
 * passed by with. Exact, not a guess: where it says no, the whole walk through the trie would find nothing. Remembered by the lexicon.
 */
export function mayBegin(first: string, second: string, lexicon: Lexicon): boolean {
  const pair = first + second;
  const known = lexicon.livePairs.get(pair);
  if (known !== undefined) return known;
  const live = first === second || leads(first, second, lexicon);
  if (lexicon.livePairs.size >= LIVE_PAIRS_MAX) lexicon.livePairs.clear();
  lexicon.livePairs.set(pair, live);
  return live;
}

function leads(first: string, second: string, lexicon: Lexicon): boolean {
  const { root, objects } = lexicon.trie;
  const { han } = lexicon;
  const goesOn = (node: FormNode, disguised: boolean): boolean => {
    for (const number of node.terms) {
      const term = lexicon.terms[number]!;
      if (!disguised || !isFaintAct(term) || enters(objects, second, lexicon)) return true;
    }
    return node.children.has(" ") || enters(node, second, lexicon);
  };
  const same = root.children.get(first);
  if (same !== undefined && goesOn(same, false)) return true;
  const stands = root.leadsByClass ? han.standIns(first) : undefined;
  if (stands !== undefined && reachBySound(root, first, stands).some(({ child }) => goesOn(child, true)))
    return true;
  return (han.splits(first) ?? []).some(
    ({ char, parts }) => root.children.get(char)?.byClass === true && isPart(second, parts[1]!),
  );
}

/** Whether a character leads from a node to any of its children, in whatever way. */
function enters(node: FormNode, char: string, { han }: Lexicon): boolean {
  if (node.children.size === 0) return false;
  if (node.children.has(char)) return true;
  if (!node.leadsByClass) return false;
  const stands = han.standIns(char);
  if (stands !== undefined && reachBySound(node, char, stands).length > 0) return true;
  return (han.splits(char) ?? []).some((split) => node.children.get(split.char)?.byClass === true);
}
