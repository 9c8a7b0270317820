import { WAYS } from "./find-terms.ts";
import type { Unit } from "./fold-remark.ts";
import { createTextReader } from "./latest-texts.ts";
import type { Lexicon } from "./lexicon.ts";
import type { RemarkFacts } from "./remark-facts.ts";
import {
  CHALLENGE_SCORE,
  type RemarkLabel,
  type RemarkReader,
  type RemarkReading,
  type RemarkSpan,
  type UnreadPart,
} from "./remark-reading.ts";
import { understandText } from "./understand-remark.ts";
import { weighRemark } from "./weigh-remark.ts";
import type { TermMatch } from "./whole-words.ts";

/** Log-odds before anything that speaks against it, from which on an innocent remark is called `unclear`. */
const UNCLEAR_LOG_ODDS = -1.5;

/**
 * A compiled lexicon → a reader of remarks: how likely a remark orders engagement, with the reading made of each span.
 * The text alone never carries more than `challenge`: whoever decides asks the payer, and holds or rejects only with other
 * evidence. Deterministic; never throws, whatever the text; keeps the latest texts between calls, which changes no answer. Some 40 µs for an
 * everyday remark, 140 for an order, 10 to 20 for a text that was read lately; bounded by `REMARK_READ_MAX` and `MATCH_STEPS_MAX`; what lies beyond is told in `unread`.
 */
export function createRemarkReader(lexicon: Lexicon): RemarkReader {
  const textOf = createTextReader(lexicon);
  return (remark, context) => {
    const { units, chosen, facts, unread, stoppedAt } = understandText(textOf(remark), context, lexicon);
    const weighed = weighRemark(facts, lexicon.structure.base);
    const score = 1 / (1 + Math.exp(-weighed.logOdds));
    return {
      score,
      label: labelOf(score, weighed.suspicion, facts, units),
      reasons: weighed.reasons,
      spans: weighed.reasons.length === 0 ? [] : chosen.map((match) => spanOf(match, units)),
      unread: stoppedAt < 0 ? unread : withTangled(unread, units, stoppedAt),
    } satisfies RemarkReading;
  };
}

function labelOf(
  score: number,
  suspicion: number,
  { complaint, official }: RemarkFacts,
  units: readonly Unit[],
): RemarkLabel {
  if (score >= CHALLENGE_SCORE) return "bought_engagement";
  if (suspicion >= UNCLEAR_LOG_ODDS)
    return complaint ? "complaint" : official ? "official_promotion" : "unclear";
  if (official) return "official_promotion";
  return units.every((unit) => unit.kind === "mark") ? "empty" : "ordinary";
}

function spanOf({ term, first, last, ways }: TermMatch, units: readonly Unit[]): RemarkSpan {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  // What a right-to-left override turned round runs backwards in the remark.
  for (let i = first; i <= last; i++) {
    from = Math.min(from, units[i]!.from);
    to = Math.max(to, units[i]!.to);
  }
  const strongest = 31 - Math.clz32(ways);
  const how = ways === 0 ? (term.short ? "initials" : "plain") : WAYS[strongest]!;
  const label = term.class === "order" ? `${term.action!.id}:${term.group.id}` : term.group.id;
  return { from, to, label, term: term.word, reading: term.short ? term.group.words[0]! : term.word, how };
}

function withTangled(unread: readonly UnreadPart[], units: readonly Unit[], stoppedAt: number): UnreadPart[] {
  const from = units[stoppedAt]!.from;
  const to = units.at(-1)!.to;
  return [...unread, { from, to: Math.max(from, to), why: "too_tangled" as const }].sort(
    (a, b) => a.from - b.from,
  );
}
