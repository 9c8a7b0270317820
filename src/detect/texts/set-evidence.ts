import { type CandidateSet, SET_SENTENCES_MIN, TARGET_ACCOUNTS_MIN } from "./candidate-sets.ts";
import { isDisguised } from "./disguise.ts";
import { nothingElse, severalSentences } from "./member-habits.ts";
import type { SentenceActs } from "./sentence-acts.ts";
import type { TextEvidence, TextEvidenceKind } from "./text-evidence.ts";
import { compareSamples } from "./two-samples.ts";

/** Odds from which equal use counts once, and twice: 20 and 1,000 to 1 ("strong", "decisive" in Kass and Raftery 1995). */
const EVEN_LN_ODDS = Math.log(20);
const VERY_EVEN_LN_ODDS = Math.log(1000);
/** Another course than the audience's: so large a distance, at so small a chance. Smaller ones every occasion has. */
const COURSE_DISTANCE_MIN = 0.25;
const COURSE_CHANCE_MAX = 1e-3;
/** Comments in people's own words on a target that its own course needs. */
const AUDIENCE_MIN = 30;
/** Part of the sentences that must keep the set's course. */
const COURSE_PART = 0.6;
const SAME_COURSE_CHANCE = 0.01;
/** Long comments of others on the targets that their habit needs, and the part of copies among them up to which copying is not the habit there. */
const LONG_OTHERS_MIN = 100;
const COPIES_PART_MAX = 0.05;

/** Comments that hide characters inside words, at least, as a part of the set, and against the others'. */
const DISGUISED_MIN = 5;
const DISGUISED_PART = 0.05;
const DISGUISED_RATIO = 10;

export interface SetEvidence {
  readonly evidence: readonly TextEvidence[];
  /** Kinds that this file cannot answer. */
  readonly notMeasurable: readonly TextEvidenceKind[];
  /** The members talk otherwise as much as anybody: people who were handed sentences, as in a fan club. */
  readonly talkOtherwise: boolean;
  /** Comments of the set, on targets where at least three of its sentences stand; ascending. */
  readonly comments: Int32Array;
  readonly accounts: ReadonlySet<number>;
  readonly targets: readonly number[];
}

/** A candidate → what speaks for sentences that were handed out, or null where fewer than three stand together anywhere. Linear in its targets' comments. */
export function weighSet(acts: SentenceActs, set: CandidateSet): SetEvidence | null {
  const { table, sentenceOf } = acts;
  const chosen = new Set(set.sentences);
  const targets = targetsOf(acts, set.sentences, chosen);
  if (targets.length === 0) return null;
  const comments: number[] = [];
  const others: number[] = [];
  for (const target of targets) {
    for (const comment of acts.ofTarget(target)) {
      if (chosen.has(sentenceOf[comment]!)) comments.push(comment);
      // What was told already or is a meme says nothing of how the others write.
      else if (sentenceOf[comment]! >= 0 || acts.copied[comment] === 0) others.push(comment);
    }
  }
  const accounts = new Set(comments.map((comment) => table.actor[comment]!));
  // What is told of the members must hold without the most used sentence: a chant or a class among others must not carry them.
  const most = mostUsed(sentenceOf, comments);
  const rest = comments.filter((comment) => sentenceOf[comment] !== most);
  const restAccounts = new Set(rest.map((comment) => table.actor[comment]!));
  const evidence: TextEvidence[] = [];
  const notMeasurable: TextEvidenceKind[] = [];
  if (set.evenLnOdds >= EVEN_LN_ODDS) {
    evidence.push({
      kind: "equal_use",
      points: set.evenLnOdds >= VERY_EVEN_LN_ODDS ? 2 : 1,
      found: set.sentences.length,
      of: comments.length,
      usual: Math.exp(-Math.min(set.evenLnOdds, 40)),
    });
  }
  const course = ownCourse(acts, targets, chosen, most);
  if (course === null) notMeasurable.push("own_course");
  else if (course.found > 0) evidence.push(course);
  const standOut = copiesStandOut(acts, comments.length, others);
  if (standOut === null) notMeasurable.push("copies_stand_out");
  else if (standOut.usual <= COPIES_PART_MAX) evidence.push(standOut);
  const hidden = disguised(acts, rest, others);
  if (hidden !== null) evidence.push(hidden);
  const else_ = nothingElse(acts, chosen, restAccounts, accounts, others);
  if (else_ === null) notMeasurable.push("nothing_else");
  else if (else_.evidence !== null) evidence.push(else_.evidence);
  if (targets.length < 2) notMeasurable.push("several_sentences", "several_targets");
  else {
    const hands = severalSentences(acts, chosen, accounts, comments.length, others.length);
    if (hands !== null) evidence.push(hands);
    evidence.push({
      kind: "several_targets",
      points: 1,
      found: targets.length,
      of: set.sentences.length,
      usual: 1,
    });
  }
  return {
    evidence,
    notMeasurable,
    talkOtherwise: else_?.talk ?? false,
    comments: Int32Array.from(comments).sort(),
    accounts,
    targets,
  };
}

function mostUsed(sentenceOf: Int32Array, comments: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const comment of comments)
    counts.set(sentenceOf[comment]!, (counts.get(sentenceOf[comment]!) ?? 0) + 1);
  let most = -1;
  for (const [s, count] of counts) if (count > (counts.get(most) ?? 0)) most = s;
  return most;
}

/** Targets on which at least three of the sentences were written by `TARGET_ACCOUNTS_MIN` accounts. */
function targetsOf(acts: SentenceActs, sentences: readonly number[], chosen: ReadonlySet<number>): number[] {
  const { table, sentenceOf } = acts;
  const seen = new Set<number>();
  for (const s of sentences) for (const c of acts.sentences[s]!.comments) seen.add(table.target[c]!);
  return [...seen]
    .sort((a, b) => a - b)
    .filter((target) => {
      const accounts = new Map<number, Set<number>>();
      for (const comment of acts.ofTarget(target)) {
        const s = sentenceOf[comment]!;
        if (!chosen.has(s)) continue;
        const mine = accounts.get(s) ?? new Set();
        accounts.set(s, mine.add(table.actor[comment]!));
      }
      const enough = [...accounts.values()].filter(({ size }) => size >= TARGET_ACCOUNTS_MIN);
      return enough.length >= SET_SENTENCES_MIN;
    });
}

/** Do the sentences keep one course together, and another than the rest of their target? Told on most targets or not at all. */
function ownCourse(
  acts: SentenceActs,
  targets: readonly number[],
  chosen: ReadonlySet<number>,
  most: number,
): TextEvidence | null {
  const { table, sentenceOf } = acts;
  let asked = 0;
  let apart = 0;
  let distance = 0;
  for (const target of targets) {
    const bySentence = new Map<number, number[]>();
    const rest: number[] = [];
    for (const comment of acts.ofTarget(target)) {
      const s = sentenceOf[comment]!;
      const at = table.atMs[comment]!;
      // What several wrote may be another order; the audience is who writes in their own words.
      if (acts.copied[comment] === 0) rest.push(at);
      else if (!chosen.has(s)) continue;
      else if (bySentence.has(s)) bySentence.get(s)!.push(at);
      else bySentence.set(s, [at]);
    }
    if (rest.length < AUDIENCE_MIN) continue;
    asked++;
    const pooled = Float64Array.from([...bySentence].flatMap(([s, all]) => (s === most ? [] : all))).sort();
    const against = compareSamples(pooled, Float64Array.from(rest));
    if (against.distance < COURSE_DISTANCE_MIN || against.chance > COURSE_CHANCE_MAX) continue;
    let together = 0;
    for (const [s, times] of bySentence) {
      if (times.length < TARGET_ACCOUNTS_MIN) continue;
      const without = [...bySentence].filter(([other]) => other !== s).flatMap(([, all]) => all);
      const same = compareSamples(Float64Array.from(times), Float64Array.from(without).sort());
      if (same.chance >= SAME_COURSE_CHANCE) together++;
    }
    if (together < SET_SENTENCES_MIN || together < bySentence.size * COURSE_PART) continue;
    apart++;
    distance += against.distance;
  }
  if (asked === 0) return null;
  const told = apart * 2 > asked;
  return {
    kind: "own_course",
    points: 1,
    found: told ? apart : 0,
    of: asked,
    usual: apart === 0 ? 0 : distance / apart,
  };
}

/** How often the others on the targets copy a long text. Where everybody does, copies say nothing. */
function copiesStandOut(acts: SentenceActs, inSet: number, others: readonly number[]): TextEvidence | null {
  const { table, sentenceOf, isLong } = acts;
  let long = 0;
  let copies = 0;
  for (const comment of others) {
    if (isLong[table.text[comment]!] === 0) continue;
    long++;
    if (sentenceOf[comment]! >= 0) copies++;
  }
  if (long < LONG_OTHERS_MIN) return null;
  return { kind: "copies_stand_out", points: 1, found: inSet, of: long, usual: copies / long };
}

/** Comments of the set that hide characters inside words, against the others on the same targets. */
function disguised(
  acts: SentenceActs,
  comments: readonly number[],
  others: readonly number[],
): TextEvidence | null {
  const { texts, text } = acts.table;
  const count = (places: readonly number[]) =>
    places.reduce((sum, comment) => sum + (isDisguised(texts[text[comment]!]!) ? 1 : 0), 0);
  const found = count(comments);
  const part = found / comments.length;
  const usual = others.length === 0 ? 0 : count(others) / others.length;
  if (found < DISGUISED_MIN || part < DISGUISED_PART || part < usual * DISGUISED_RATIO) return null;
  return { kind: "disguised", points: 1, found, of: comments.length, usual };
}
