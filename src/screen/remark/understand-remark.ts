import { chooseMatches } from "./choose-matches.ts";
import { findTerms, REVERSED } from "./find-terms.ts";
import { foldRemark, type Unit } from "./fold-remark.ts";
import type { Lexicon } from "./lexicon.ts";
import { findQuantities } from "./quantities.ts";
import { mayRunBackwards } from "./read-backwards.ts";
import { type RemarkFacts, remarkFacts } from "./remark-facts.ts";
import type { RemarkContext, UnreadPart } from "./remark-reading.ts";
import type { TermMatch } from "./whole-words.ts";

/** A remark as it was understood, before anything is added up. */
export interface Understood {
  /** In the order in which they were read. */
  readonly units: readonly Unit[];
  readonly chosen: readonly TermMatch[];
  readonly facts: RemarkFacts;
  readonly unread: readonly UnreadPart[];
  /** The unit from which on nothing was looked for, −1 when all was. */
  readonly stoppedAt: number;
}

/**
 * Remark and payment → terms, numbers and what they say: what `createRemarkReader` weighs and what the weights are fitted on. Text
 * that has a piece of the trade's words turned round is read from its end too, and taken so where that says more and a number says
 * how many: two characters turned round are a word too often (海军军水壶).
 */
export function understandRemark(remark: string, context: RemarkContext, lexicon: Lexicon): Understood {
  const { units, unread } = foldRemark(remark);
  const forward = readUnits(remark, units, 0, context, lexicon);
  if (!mayRunBackwards(units, lexicon.backwards)) return { ...forward, unread };
  const backward = readUnits(remark, units.toReversed(), REVERSED, context, lexicon);
  const counted = backward.facts.facts.some(({ rule }) => rule === "counted");
  const better = counted && sum(backward.facts) > sum(forward.facts);
  return { ...(better ? backward : forward), unread };
}

function readUnits(
  remark: string,
  units: readonly Unit[],
  way: number,
  context: RemarkContext,
  lexicon: Lexicon,
): Omit<Understood, "unread"> {
  const { matches, stoppedAt } = findTerms(units, lexicon);
  const found = chooseMatches(units, matches, lexicon);
  const chosen = way === 0 ? found : found.map((match) => ({ ...match, ways: match.ways | way }));
  const quantities = findQuantities(units, lexicon.counters, lexicon.otherUnits);
  const facts = remarkFacts(remark, units, chosen, quantities, context, lexicon);
  return { units, chosen, facts, stoppedAt };
}

function sum({ facts }: RemarkFacts): number {
  return facts.reduce((all, { weight, part }) => all + weight * part, 0);
}
