import type { CommentTable } from "./comment-table.ts";
import type { Sentence } from "./sentences.ts";

/** Owners on whose targets people use a phrase before it is anybody's: one fan moves between two. */
const MEME_OWNERS_MIN = 3;
/** A phrase that lives so long was not ordered for a day. */
const MEME_SPAN_MS = 7 * 86_400_000;
/** Part of its writers who write other things as well. It costs an attacker a life of comments for most accounts. */
const MEME_TALK_PART = 0.5;

/**
 * Sentences → memes, and the rest. A meme is used on targets of at least `MEME_OWNERS_MIN` known owners, over a week or more,
 * and at least half of those who use it also write what is no copied sentence. Unknown owners are unknown.
 */
export function withoutMemes(
  table: CommentTable,
  all: readonly Sentence[],
): { readonly memes: readonly Sentence[]; readonly sentences: readonly Sentence[] } {
  const copied = new Uint8Array(table.count);
  for (const { comments } of all) for (const comment of comments) copied[comment] = 1;
  const talks = new Uint8Array(table.actorCount);
  for (let i = 0; i < table.count; i++) if (copied[i] === 0) talks[table.actor[i]!] = 1;
  const memes: Sentence[] = [];
  const sentences: Sentence[] = [];
  for (const sentence of all) {
    const { comments, accounts } = sentence;
    const owners = new Set<number>();
    for (const comment of comments) {
      const owner = table.ownerOf[table.target[comment]!]!;
      if (owner >= 0) owners.add(owner);
    }
    const spanMs = table.atMs[comments.at(-1)!]! - table.atMs[comments[0]!]!;
    const talking = accounts.reduce((sum, actor) => sum + talks[actor]!, 0);
    const meme =
      owners.size >= MEME_OWNERS_MIN && spanMs >= MEME_SPAN_MS && talking >= accounts.length * MEME_TALK_PART;
    (meme ? memes : sentences).push(sentence);
  }
  return { memes, sentences };
}
