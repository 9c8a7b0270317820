import type { CommentTable } from "./comment-table.ts";
import type { Sentence, Sentences } from "./sentences.ts";

/** Which sentence each comment is, and the comments of each target and account. */
export interface SentenceActs {
  readonly table: CommentTable;
  readonly sentences: readonly Sentence[];
  /** By comment: its sentence, or −1. */
  readonly sentenceOf: Int32Array;
  /** Number of its normalised text, by distinct text. */
  readonly coreOf: Int32Array;
  /** 1 for a comment of any sentence, also of one that is told already or a meme, by comment. */
  readonly copied: Uint8Array;
  /** 1 for a text long enough to be judged, by distinct text. */
  readonly isLong: Uint8Array;
  /** 1 for an account that wrote nothing but sentences, by account. */
  readonly onlySentences: Uint8Array;
  /** Comments of a target, and of an account, ascending. */
  readonly ofTarget: (target: number) => Int32Array;
  readonly ofActor: (actor: number) => Int32Array;
}

/** The index that candidates and evidence read: `sentences` those in question, `all` every one that was found. Linear. */
export function indexSentences(
  table: CommentTable,
  sentences: readonly Sentence[],
  { sentences: all, coreOf, isLong }: Pick<Sentences, "sentences" | "coreOf" | "isLong">,
): SentenceActs {
  const sentenceOf = new Int32Array(table.count).fill(-1);
  sentences.forEach(({ comments }, s) => {
    for (const comment of comments) sentenceOf[comment] = s;
  });
  const copied = new Uint8Array(table.count);
  for (const { comments } of all) for (const comment of comments) copied[comment] = 1;
  const onlySentences = new Uint8Array(table.actorCount).fill(1);
  copied.forEach((several, comment) => {
    if (several === 0) onlySentences[table.actor[comment]!] = 0;
  });
  return {
    table,
    sentences,
    sentenceOf,
    coreOf,
    copied,
    isLong,
    onlySentences,
    ofTarget: groupBy(table.target, table.targetCount),
    ofActor: groupBy(table.actor, table.actorCount),
  };
}

function groupBy(keys: Int32Array, count: number): (key: number) => Int32Array {
  const starts = new Int32Array(count + 1);
  for (const key of keys) starts[key + 1]!++;
  for (let key = 0; key < count; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice(0, count);
  const places = new Int32Array(keys.length);
  keys.forEach((key, place) => {
    places[next[key]!++] = place;
  });
  return (key) => places.subarray(starts[key]!, starts[key + 1]!);
}
