import type { CommentTable } from "./comment-table.ts";
import { clusterNearDuplicates } from "./near-duplicates.ts";
import { normaliseComment } from "./normalise-comment.ts";
import { shinglesOf, textUnits } from "./shingles.ts";
import { learnTextSurprise } from "./text-surprise.ts";

/**
 * Shortest core that is looked at: 8 Chinese characters or 16 letters. What is shorter (first, 哈哈哈, 新年快乐, 生日快乐)
 * is said alike by people who never met; counted, never judged.
 */
export const SENTENCE_UNITS_MIN = 16;
/** Accounts that wrote a sentence before it counts as written by several: fewer are a friend's echo or a double send. */
export const SENTENCE_ACCOUNTS_MIN = 5;
/**
 * Two of M comments meet in one text by chance M²/2 × 2^−bits times; so many bits above 2 log2 M keep that below one in a
 * million.
 */
const SPARE_BITS = 20;
/**
 * Two texts are of one frame where they share so much of the shorter one's shingles: a slot that holds three fifths of a
 * text still leaves the frame. Two sentences that merely name the same product share a tenth.
 */
const SAME_FRAME_CONTAINMENT = 0.4;
/** Founders listed under one shingle: bounds the work; a shingle of more founders is a common phrase and tells nothing. */
const FOUNDERS_A_SHINGLE_MAX = 64;
/** A shingle is of the frame where half of those who wrote the sentence wrote it. */
const FRAME_PART = 0.5;

/** Different numbers, as a part of the comments, from which on a sentence is a form. */
const FORM_PART = 0.3;

/** One sentence that several accounts wrote: the same text, nearly the same, or one frame with slots. */
export interface Sentence {
  /** Places of its comments in the table, ascending. */
  readonly comments: Int32Array;
  /** Distinct accounts that wrote it, ascending. */
  readonly accounts: Int32Array;
  /** The most frequent wording, as a number of `CommentTable.texts`. */
  readonly wording: number;
  /** Different wordings after normalising. */
  readonly wordings: number;
  /** Part of the commonest wording that half of the comments share, in [0, 1]; 1 = the same text. */
  readonly framePart: number;
  /** A form: who wrote it filled in a number of their own (class 5, number 12; day 30). */
  readonly form: boolean;
  /** Surprise of that part to somebody who knows how the others in the file write, in bits. */
  readonly bits: number;
}

export interface Sentences {
  /** Sentences that are too long and too improbable to be met by chance, most accounts first. */
  readonly sentences: readonly Sentence[];
  /** Comments whose own words were too few to be judged. */
  readonly short: number;
  /** Core's number of each distinct text, for whoever asks whether two comments say the same. */
  readonly coreOf: Int32Array;
  /** 1 for a text of `SENTENCE_UNITS_MIN` or more, by distinct text. */
  readonly isLong: Uint8Array;
  /** Bits that a sentence had to have. */
  readonly bitsMin: number;
}

/**
 * Comments → the sentences that at least `SENTENCE_ACCOUNTS_MIN` accounts wrote and that two people do not hit on by
 * chance. First near-duplicates (`clusterNearDuplicates`), then frames: founders that share `SAME_FRAME_CONTAINMENT`
 * of the shorter one. The model of surprise is learnt from everybody else's comments, each wording once, so that no
 * sentence makes itself usual. Deterministic; time and memory linear in the letters, about 60 µs a distinct comment.
 */
export function findSentences(table: CommentTable): Sentences {
  const { coreOf, cores, comments } = commentsByCore(table);
  const long = cores.map((core) => textUnits(core) >= SENTENCE_UNITS_MIN);
  const sets = cores.map((core, i) => (long[i] ? shinglesOf(core) : new Uint32Array(0)));
  const order = [...cores.keys()]
    .filter((core) => long[core])
    .sort((a, b) => comments[b]!.length - comments[a]!.length || a - b);
  const near = clusterNearDuplicates(sets, order);
  const frames = joinFrames(sets, order, near);

  const members = new Map<number, number[]>();
  for (const core of order) {
    const list = members.get(frames[core]!);
    if (list === undefined) members.set(frames[core]!, [core]);
    else list.push(core);
  }
  const several: { readonly cores: readonly number[]; readonly accounts: Int32Array }[] = [];
  const suspect = new Uint8Array(cores.length);
  for (const list of members.values()) {
    const accounts = new Set<number>();
    for (const core of list) for (const comment of comments[core]!) accounts.add(table.actor[comment]!);
    if (accounts.size < SENTENCE_ACCOUNTS_MIN) continue;
    several.push({ cores: list, accounts: Int32Array.from(accounts).sort() });
    for (const core of list) suspect[core] = 1;
  }
  const surprise = learnTextSurprise(cores.filter((_, core) => suspect[core] === 0));
  const bitsMin = 2 * Math.log2(Math.max(2, table.count)) + SPARE_BITS;
  const sentences = several
    .map(({ cores: list, accounts }): Sentence => {
      const founder = list[0]!;
      const framePart = sharedPart(sets, comments, list);
      return {
        comments: Int32Array.from(list.flatMap((core) => comments[core]!)).sort(),
        accounts,
        wording: table.text[comments[founder]![0]!]!,
        wordings: list.length,
        framePart,
        form: isForm(
          table,
          list.flatMap((core) => comments[core]!),
        ),
        bits: surprise.bits(cores[founder]!) * framePart,
      };
    })
    .filter(({ bits }) => bits >= bitsMin)
    .sort((a, b) => b.accounts.length - a.accounts.length || a.comments[0]! - b.comments[0]!);
  let short = 0;
  for (let i = 0; i < table.count; i++) if (!long[coreOf[table.text[i]!]!]) short++;
  const isLong = Uint8Array.from(coreOf, (core) => (long[core] ? 1 : 0));
  return { sentences, short, coreOf, isLong, bitsMin };
}

function isForm(table: CommentTable, comments: readonly number[]): boolean {
  const numbers = new Set<string>();
  for (const comment of comments) {
    const found = table.texts[table.text[comment]!]!.match(/\p{N}+/gu);
    if (found !== null) numbers.add(found.join(" "));
  }
  return numbers.size >= comments.length * FORM_PART;
}

function commentsByCore(table: CommentTable) {
  const numbers = new Map<string, number>();
  const cores: string[] = [];
  const coreOf = Int32Array.from(table.texts, (text) => {
    const core = normaliseComment(text);
    let number = numbers.get(core);
    if (number === undefined) {
      number = cores.length;
      numbers.set(core, number);
      cores.push(core);
    }
    return number;
  });
  const comments: number[][] = cores.map(() => []);
  for (let i = 0; i < table.count; i++) comments[coreOf[table.text[i]!]!]!.push(i);
  return { coreOf, cores, comments };
}

/** Cores in order, each with its cluster → the frame of each core: clusters joined to the frame's founder that holds most of theirs. */
function joinFrames(sets: readonly Uint32Array[], order: readonly number[], near: Int32Array): Int32Array {
  const foundersOf = new Map<number, number[]>();
  const frameOfCluster = new Map<number, number>();
  const frames = new Int32Array(sets.length).fill(-1);
  const shared = new Map<number, number>();
  for (const core of order) {
    const known = frameOfCluster.get(near[core]!);
    if (known !== undefined) {
      frames[core] = known;
      continue;
    }
    const set = sets[core]!;
    shared.clear();
    for (const shingle of set) {
      const founders = foundersOf.get(shingle);
      if (founders === undefined || founders.length >= FOUNDERS_A_SHINGLE_MAX) continue;
      for (const founder of founders) shared.set(founder, (shared.get(founder) ?? 0) + 1);
    }
    let best = -1;
    let bestPart = SAME_FRAME_CONTAINMENT;
    for (const [founder, count] of shared) {
      const part = count / Math.min(set.length, sets[founder]!.length);
      if (part > bestPart || (best < 0 && part === bestPart)) {
        best = founder;
        bestPart = part;
      }
    }
    frames[core] = best >= 0 ? frames[best]! : core;
    frameOfCluster.set(near[core]!, frames[core]!);
    if (best >= 0) continue;
    for (const shingle of set) {
      const founders = foundersOf.get(shingle);
      if (founders === undefined) foundersOf.set(shingle, [core]);
      else if (founders.length < FOUNDERS_A_SHINGLE_MAX) founders.push(core);
    }
  }
  return frames;
}

/** Part of the first core's shingles that at least half of the comments hold. */
function sharedPart(
  sets: readonly Uint32Array[],
  comments: readonly (readonly number[])[],
  list: readonly number[],
): number {
  const founder = sets[list[0]!]!;
  const held = new Map<number, number>();
  for (const shingle of founder) held.set(shingle, 0);
  let all = 0;
  for (const core of list) {
    const weight = comments[core]!.length;
    all += weight;
    for (const shingle of sets[core]!) {
      const before = held.get(shingle);
      if (before !== undefined) held.set(shingle, before + weight);
    }
  }
  let part = 0;
  for (const weight of held.values()) if (weight >= all * FRAME_PART) part++;
  return part / founder.length;
}
