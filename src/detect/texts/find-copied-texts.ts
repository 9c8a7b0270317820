import { type CandidateSet, candidateSets } from "./candidate-sets.ts";
import type { CommentTable } from "./comment-table.ts";
import { expandSet } from "./expand-set.ts";
import { withoutMemes } from "./memes.ts";
import { indexSentences, type SentenceActs } from "./sentence-acts.ts";
import { findSentences, type Sentence } from "./sentences.ts";
import { type SetEvidence, weighSet } from "./set-evidence.ts";
import type { TextEvidenceKind } from "./text-evidence.ts";

/** Points that a set must reach: at least two kinds of evidence, since no kind gives more than two. */
const POINTS_MIN = 3;
/** And where most sentences are forms, which classes and clubs fill in by the hundred. */
const POINTS_FORMS_MIN = 4;
/** One of these must be among them: they tell the members from everybody else who comments there. */
const APART: ReadonlySet<TextEvidenceKind> = new Set([
  "own_course",
  "nothing_else",
  "several_sentences",
  "copies_stand_out",
]);

/** Part of a set's comments that must be by accounts which wrote nothing in their own words. */
const MEMBERS_PART = 0.5;
/** After a set is told, the rest is searched again without it: so many orders in a row. */
const ROUNDS_MAX = 8;

export interface CopiedTextGroup extends SetEvidence {
  /** Sentences of the group, most accounts first. */
  readonly sentences: readonly Sentence[];
  readonly points: number;
}

export interface CopiedTextFindings {
  /** Sets of sentences that were handed out, most comments first. */
  readonly groups: readonly CopiedTextGroup[];
  /** Sentences that several wrote and that were not told as handed out, most accounts first. */
  readonly unclear: readonly Sentence[];
  /** Sentences that people who otherwise talk differently use on many owners' targets. */
  readonly memes: readonly Sentence[];
  /** Comments too short to be judged. */
  readonly short: number;
}

/**
 * Comments → groups of sentences that were handed out to those who wrote them. A group has at least three long sentences that
 * share no frame, and `POINTS_MIN` points of evidence, one of them about how its members differ from the others. One sentence,
 * however often, is never a group: a chant, a call of the creator, a lottery entry, a line of a song look the same.
 * Deterministic. Cost: see `findSentences`.
 */
export function findCopiedTexts(table: CommentTable): CopiedTextFindings {
  const found = findSentences(table);
  const { memes, sentences } = withoutMemes(table, found.sentences);
  const groups: CopiedTextGroup[] = [];
  let left = sentences;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const acts = indexSentences(table, left, found);
    const told = strongestSets(acts);
    if (told.length === 0) break;
    const taken = new Set(told.flatMap(({ set }) => set));
    for (const { set, weighed, points } of told) {
      groups.push({ ...weighed, ...membersOf(acts, weighed), points, sentences: set.map((s) => left[s]!) });
    }
    left = left.filter((_, s) => !taken.has(s));
  }
  return {
    groups: groups.sort((a, b) => b.comments.length - a.comments.length),
    unclear: left,
    memes,
    short: found.short,
  };
}

interface Told {
  readonly set: readonly number[];
  readonly evenLnOdds: number;
  readonly weighed: SetEvidence;
  readonly points: number;
}

/** Candidates that pass, strongest first, grown; a weaker one that shares a sentence with a stronger is the same finding, seen less well. */
function strongestSets(acts: SentenceActs): Told[] {
  const passed: Told[] = [];
  for (const candidate of candidateSets(acts)) {
    const told = judge(acts, candidate);
    if (told !== null) passed.push(told);
  }
  passed.sort((a, b) => b.points - a.points || b.evenLnOdds - a.evenLnOdds || b.set.length - a.set.length);
  const taken = new Set<number>();
  const told: Told[] = [];
  for (const one of passed) {
    if (one.set.some((sentence) => taken.has(sentence))) continue;
    const sentences = expandSet(acts, one.set, one.weighed).filter((s) => !taken.has(s));
    const expanded = judge(acts, { sentences, evenLnOdds: one.evenLnOdds }) ?? one;
    for (const sentence of expanded.set) taken.add(sentence);
    told.push(expanded);
  }
  return told;
}

function judge(acts: SentenceActs, { sentences, evenLnOdds }: CandidateSet): Told | null {
  const weighed = weighSet(acts, { sentences, evenLnOdds });
  if (weighed === null || weighed.talkOtherwise) return null;
  // Where most of those who wrote the sentences also write in their own words there is nobody to name.
  if (membersOf(acts, weighed).comments.length < weighed.comments.length * MEMBERS_PART) return null;
  const points = weighed.evidence.reduce((sum, one) => sum + one.points, 0);
  const forms = sentences.filter((s) => acts.sentences[s]!.form).length;
  const needed = forms * 2 > sentences.length ? POINTS_FORMS_MIN : POINTS_MIN;
  if (points < needed || !weighed.evidence.some(({ kind }) => APART.has(kind))) return null;
  return { set: sentences, evenLnOdds, weighed, points };
}

/** Of those who wrote the sentences the ones who wrote nothing in their own words: who also did may have taken a sentence up. */
function membersOf(
  acts: SentenceActs,
  { comments }: SetEvidence,
): Pick<SetEvidence, "comments" | "accounts"> {
  const { table, onlySentences } = acts;
  const members = comments.filter((comment) => onlySentences[table.actor[comment]!] === 1);
  return { comments: members, accounts: new Set([...members].map((comment) => table.actor[comment]!)) };
}
