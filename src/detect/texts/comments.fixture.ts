import type { CommentTable } from "./comment-table.ts";

export interface PlainComment {
  readonly actor: string;
  readonly target: string;
  readonly text: string;
  readonly atMs: number;
  readonly owner?: string;
}

/** Plain comments in any order → the table. */
export function commentTable(comments: readonly PlainComment[]): CommentTable {
  const sorted = comments.toSorted((a, b) => a.atMs - b.atMs);
  const number = (names: Map<string, number>, name: string): number => {
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name)!;
  };
  const [actors, targets, texts, owners] = [new Map(), new Map(), new Map(), new Map()];
  const ownerOf: number[] = [];
  const target = sorted.map((one) => {
    const place = number(targets, one.target);
    ownerOf[place] = one.owner === undefined ? -1 : number(owners, one.owner);
    return place;
  });
  return {
    count: sorted.length,
    actor: Int32Array.from(sorted, (one) => number(actors, one.actor)),
    target: Int32Array.from(target),
    text: Int32Array.from(sorted, (one) => number(texts, one.text)),
    atMs: Float64Array.from(sorted, (one) => one.atMs),
    texts: [...texts.keys()],
    actorCount: actors.size,
    targetCount: targets.size,
    ownerOf: Int32Array.from(ownerOf),
  };
}

/** Uniform in [0, 1) from a whole number: enough for a test. */
export function testRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return ((state >>> 8) & 0xffffff) / 0x1000000;
  };
}

/** People's own words: every text another one, from a vocabulary of 400 characters; a quarter of the accounts comment more than once. */
export function ownWords(count: number, target: string, random: () => number): PlainComment[] {
  return Array.from({ length: count }, (_, i) => ({
    actor: random() < 0.5 ? `regular${Math.floor(random() * count * 0.3)}` : `${target}-${i}`,
    target,
    text: Array.from({ length: 8 + Math.floor(random() * 16) }, () =>
      String.fromCharCode(0x4e00 + Math.floor(random() ** 2 * 400)),
    ).join(""),
    atMs: -Math.log(1 - random()) * 12 * HOUR,
  }));
}

export const HOUR = 3_600_000;
