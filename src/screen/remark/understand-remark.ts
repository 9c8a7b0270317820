import { chooseMatches } from "./choose-matches.ts";
import { findTerms, REVERSED } from "./find-terms.ts";
import { foldRemark, type Unit } from "./fold-remark.ts";
import type { Lexicon } from "./lexicon.ts";
import { findQuantities, type Quantity } from "./quantities.ts";
import { mayRunBackwards } from "./read-backwards.ts";
import { type RemarkFacts, remarkFacts } from "./remark-facts.ts";
import { remarkPhrases } from "./remark-phrases.ts";
import type { RemarkContext, UnreadPart } from "./remark-reading.ts";
import type { TermMatch } from "./whole-words.ts";

/** A remark as it was understood, before anything is added up. */
export interface Understood {
  /** In the order in which they were read. */
  readonly units: readonly Unit[];
  readonly chosen: readonly TermMatch[];
  readonly quantities: readonly Quantity[];
  readonly facts: RemarkFacts;
  readonly unread: readonly UnreadPart[];
  /** The unit from which on nothing was looked for, −1 when all was. */
  readonly stoppedAt: number;
}

/** A remark's text read one way, before its payment is looked at. */
interface ReadWay {
  readonly units: readonly Unit[];
  readonly chosen: readonly TermMatch[];
  readonly quantities: readonly Quantity[];
  readonly stoppedAt: number;
}

/** What a remark's text says whatever was paid: most of the work, and the same for everybody who writes the same words. */
export interface RemarkText {
  readonly remark: string;
  readonly forward: ReadWay;
  /** From its end; null where nothing asks for it. */
  readonly backward: ReadWay | null;
  readonly unread: readonly UnreadPart[];
}

/**
 * A remark → its terms and numbers. Text that has a piece of the trade's words turned round is read from its end too; whoever
 * complains writes forwards, and what a complaint says would be lost from its end.
 */
export function readRemarkText(remark: string, lexicon: Lexicon): RemarkText {
  const { units, unread } = foldRemark(remark);
  const forward = readUnits(units, 0, lexicon);
  const complaint = forward.chosen.some(({ term }) => term.class === "complaint");
  const turned = !complaint && mayRunBackwards(units, lexicon.backwards);
  const backward = turned ? readUnits(units.toReversed(), REVERSED, lexicon) : null;
  return { remark, forward, backward, unread };
}

/**
 * Remark and payment → what they say: what `createRemarkReader` weighs and what the weights are fitted on. Read backwards it is taken
 * where that says more and a number says how many: two characters turned round are a word too often (海军军水壶).
 */
export function understandRemark(remark: string, context: RemarkContext, lexicon: Lexicon): Understood {
  return understandText(readRemarkText(remark, lexicon), context, lexicon);
}

/** The same of a text that was read before. Some 10 µs. */
export function understandText(
  { remark, forward, backward, unread }: RemarkText,
  context: RemarkContext,
  lexicon: Lexicon,
): Understood {
  const understood = (way: ReadWay): Understood => {
    const { units, chosen, quantities } = way;
    const facts = remarkFacts(remark, units, chosen, quantities, context, lexicon);
    return { ...way, facts: withPhrases(facts, units, chosen, quantities, lexicon), unread };
  };
  const first = understood(forward);
  if (backward === null) return first;
  const second = understood(backward);
  const counted = second.facts.facts.some(({ rule }) => rule === "counted");
  return counted && sum(second.facts) > sum(first.facts) ? second : first;
}

function readUnits(units: readonly Unit[], way: number, lexicon: Lexicon): ReadWay {
  const quantities = findQuantities(units, lexicon.counters, lexicon.otherUnits);
  const { matches, stoppedAt } = findTerms(units, lexicon, quantities.length > 0);
  const found = chooseMatches(units, matches, lexicon);
  const chosen = way === 0 ? found : found.map((match) => ({ ...match, ways: match.ways | way }));
  return { units, chosen, quantities, stoppedAt };
}

/** The facts with one more for all turns of phrase together: told as one reason with the heaviest of them. */
function withPhrases(
  found: RemarkFacts,
  units: readonly Unit[],
  chosen: readonly TermMatch[],
  quantities: readonly Quantity[],
  { phrases }: Lexicon,
): RemarkFacts {
  if (found.facts.length === 0 || phrases.size === 0) return found;
  let all = 0;
  let heaviest = "";
  let most = 0;
  for (const phrase of remarkPhrases(units, chosen, quantities, found.facts)) {
    const weight = phrases.get(phrase) ?? 0;
    all += weight;
    if (Math.abs(weight) > Math.abs(most)) {
      most = weight;
      heaviest = phrase;
    }
  }
  if (all === 0) return found;
  const text = {
    zh: `用语搭配${all > 0 ? "更像下单" : "更像日常"}，最明显的是“${heaviest}”`,
    en: `its turns of phrase are those of ${all > 0 ? "orders" : "everyday life"}, \`${heaviest}\` above all`,
  };
  return { ...found, facts: [...found.facts, { rule: "phrases", weight: all, part: 1, text }] };
}

function sum({ facts }: RemarkFacts): number {
  return facts.reduce((all, { weight, part }) => all + weight * part, 0);
}
