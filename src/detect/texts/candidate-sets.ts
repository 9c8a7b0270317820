import { evenUseLnOdds } from "./even-use.ts";
import type { SentenceActs } from "./sentence-acts.ts";
import { compareSamples } from "./two-samples.ts";

/** Fewer sentences than this are no set: one is a chant or a call, two are a chant and its answer. */
export const SET_SENTENCES_MIN = 3;
/** Accounts that wrote a sentence on a target before it counts there. */
export const TARGET_ACCOUNTS_MIN = 5;
/** Sentences of one target that are compared with each other: the most used. Bounds the work at 200² / 2 windows. */
const COMPARED_MAX = 200;
/** Accounts that wrote both sentences, on different targets, before they count as handed to the same people. */
const SHARED_ACCOUNTS_MIN = 3;
/** Above this chance two sentences keep one course. */
const SAME_COURSE_CHANCE = 0.01;

/** Sentences that may have been handed out together; no claim yet. */
export interface CandidateSet {
  /** Numbers of sentences, ascending. */
  readonly sentences: readonly number[];
  /**
   * ln of how much better "drawn from one list" explains the counts than popularity, less ln of the number of windows that
   * were tried to find it.
   */
  readonly evenLnOdds: number;
}

/**
 * Sets worth a test, from three questions: which sentences of one target were used equally often, which keep one course in
 * time there (and which of those were used equally often), and which did the same accounts write on different targets.
 */
export function candidateSets(acts: SentenceActs): CandidateSet[] {
  const looksOf = new Map<string, number>();
  for (let target = 0; target < acts.table.targetCount; target++) {
    for (const [key, looks] of setsOn(acts, target))
      looksOf.set(key, Math.min(looks, looksOf.get(key) ?? looks));
  }
  for (const set of sameHands(acts)) looksOf.set(set.join(" "), 1);
  return [...looksOf].map(([key, looks]) => {
    const sentences = key.split(" ").map(Number);
    return { sentences, evenLnOdds: evenOverTargets(acts, sentences) - Math.log(looks) };
  });
}

/** ln odds of equal use, added over the targets where each of the sentences is used; the better of both ways to count. */
function evenOverTargets(acts: SentenceActs, sentences: readonly number[]): number {
  const { table } = acts;
  const targets = new Set([...acts.sentences[sentences[0]!]!.comments].map((c) => table.target[c]!));
  let best = Number.NEGATIVE_INFINITY;
  for (const onlySentences of [true, false]) {
    let lnOdds = 0;
    for (const target of targets) {
      const counts = countsOn(acts, target, onlySentences).filter(({ sentence }) =>
        sentences.includes(sentence),
      );
      if (counts.length < sentences.length) continue;
      lnOdds += evenUseLnOdds(
        counts.map(({ count }) => count),
        TARGET_ACCOUNTS_MIN,
      );
    }
    best = Math.max(best, lnOdds);
  }
  return best;
}

/** Sets of one target, each with the number of looks that it was the best of. */
function setsOn(acts: SentenceActs, target: number): Map<string, number> {
  const sets = new Map<string, number>();
  const keep = (set: readonly Counted[], looks: number) => {
    const key = set
      .map(({ sentence }) => sentence)
      .sort((a, b) => a - b)
      .join(" ");
    sets.set(key, Math.min(looks, sets.get(key) ?? looks));
  };
  // Counted twice: who also talks otherwise blurs an even split, and may be the people it was handed to.
  for (const onlySentences of [true, false]) {
    const counted = countsOn(acts, target, onlySentences);
    if (counted.length < SET_SENTENCES_MIN) continue;
    const courses = coursesOf(acts, target, counted);
    for (const course of courses) keep(course, 2 * courses.length);
    for (const within of [counted, ...courses]) {
      const even = mostEven(within);
      if (even.set.length > 0) keep(even.set, even.windows * 2 * (1 + courses.length));
    }
  }
  return sets;
}

interface Counted {
  readonly sentence: number;
  readonly count: number;
}

/** Sentences of a target by distinct accounts, most first. */
function countsOn(acts: SentenceActs, target: number, onlySentences: boolean): Counted[] {
  const { table, sentenceOf } = acts;
  const accounts = new Map<number, Set<number>>();
  for (const comment of acts.ofTarget(target)) {
    const sentence = sentenceOf[comment]!;
    if (sentence < 0 || (onlySentences && acts.onlySentences[table.actor[comment]!] === 0)) continue;
    const seen = accounts.get(sentence);
    if (seen === undefined) accounts.set(sentence, new Set([table.actor[comment]!]));
    else seen.add(table.actor[comment]!);
  }
  return [...accounts]
    .map(([sentence, seen]) => ({ sentence, count: seen.size }))
    .filter(({ count }) => count >= TARGET_ACCOUNTS_MIN)
    .sort((a, b) => b.count - a.count || a.sentence - b.sentence)
    .slice(0, COMPARED_MAX);
}

/** The window of sentences that stand next to each other by count and are most even, and how many there were. */
function mostEven(counted: readonly Counted[]): {
  readonly set: readonly Counted[];
  readonly windows: number;
} {
  let best = Number.NEGATIVE_INFINITY;
  let window: readonly Counted[] = [];
  let windows = 0;
  for (let from = 0; from + SET_SENTENCES_MIN <= counted.length; from++) {
    for (let to = from + SET_SENTENCES_MIN; to <= counted.length; to++) {
      windows++;
      const counts = counted.slice(from, to);
      const lnOdds = evenUseLnOdds(
        counts.map(({ count }) => count),
        TARGET_ACCOUNTS_MIN,
      );
      if (lnOdds <= best) continue;
      best = lnOdds;
      window = counts;
    }
  }
  return { set: window, windows };
}

/** Sentences of a target parted by their course in time: around the most used, all that chance cannot tell from its course, and so on. */
function coursesOf(acts: SentenceActs, target: number, counted: readonly Counted[]): Counted[][] {
  const times = new Map(counted.map(({ sentence }) => [sentence, timesOf(acts, target, sentence)]));
  const open = new Set(counted);
  const courses: Counted[][] = [];
  for (const first of counted) {
    if (!open.delete(first)) continue;
    const course = [first];
    for (const other of open) {
      const { chance } = compareSamples(times.get(first.sentence)!, times.get(other.sentence)!);
      if (chance >= SAME_COURSE_CHANCE) course.push(other);
    }
    for (const one of course) open.delete(one);
    if (course.length >= SET_SENTENCES_MIN) courses.push(course);
  }
  return courses;
}

function timesOf(acts: SentenceActs, target: number, sentence: number): Float64Array {
  const { table, sentenceOf } = acts;
  return Float64Array.from(
    [...acts.ofTarget(target)].filter((comment) => sentenceOf[comment] === sentence),
    (comment) => table.atMs[comment]!,
  );
}

/** Sentences that the same accounts wrote on different targets. */
function sameHands(acts: SentenceActs): number[][] {
  const { table, sentenceOf } = acts;
  const shared = new Map<string, number>();
  for (let actor = 0; actor < table.actorCount; actor++) {
    const targetsOf = new Map<number, Set<number>>();
    for (const comment of acts.ofActor(actor)) {
      const sentence = sentenceOf[comment]!;
      if (sentence < 0) continue;
      const targets = targetsOf.get(sentence);
      if (targets === undefined) targetsOf.set(sentence, new Set([table.target[comment]!]));
      else targets.add(table.target[comment]!);
    }
    // Who wrote very many sentences joins everything to everything; the pairs of the first few are enough.
    const mine = [...targetsOf].slice(0, 12);
    for (let i = 0; i < mine.length; i++) {
      for (let j = i + 1; j < mine.length; j++) {
        const together = new Set([...mine[i]![1], ...mine[j]![1]]);
        if (together.size < 2) continue;
        const pair = [mine[i]![0], mine[j]![0]].sort((a, b) => a - b).join(" ");
        shared.set(pair, (shared.get(pair) ?? 0) + 1);
      }
    }
  }
  const parent = new Map<number, number>();
  const rootOf = (s: number): number => {
    let root = s;
    while (parent.has(root)) root = parent.get(root)!;
    return root;
  };
  for (const [pair, accounts] of shared) {
    if (accounts < SHARED_ACCOUNTS_MIN) continue;
    const [a, b] = pair.split(" ").map(Number) as [number, number];
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    if (rootA === rootB) continue;
    parent.set(Math.max(rootA, rootB), Math.min(rootA, rootB));
  }
  const sets = new Map<number, number[]>();
  for (const s of new Set([...parent.keys(), ...parent.values()])) {
    const root = rootOf(s);
    const set = sets.get(root);
    if (set === undefined) sets.set(root, [s]);
    else set.push(s);
  }
  return [...sets.values()]
    .filter((set) => set.length >= SET_SENTENCES_MIN)
    .map((set) => set.sort((a, b) => a - b));
}
