import type { LetterRuns } from "./letter-runs.ts";
import type { Term } from "./lexicon.ts";

/** A term found in a remark. */
export interface TermMatch {
  readonly term: Term;
  /** Units, `last` inclusive. */
  readonly first: number;
  readonly last: number;
  /** How sure the reading is, in (0, 1]; 1 for the term as it is written. */
  readonly fidelity: number;
  /** Ways in which it departs from the written term; 0 for none. */
  readonly ways: number;
  /** One letter for each character, and nothing written out: letters that the lexicon lists go first. */
  readonly initialsOnly: boolean;
}
/** Letters of one run that a match uses: places, `to` exclusive. */
interface Piece {
  readonly run: number;
  readonly from: number;
  readonly to: number;
}
export interface Candidate extends TermMatch {
  readonly pieces: readonly Piece[];
}

/** Stretches of letters (pairs of first and last unit) → pieces of runs, neighbours joined. */
export function piecesOf(stretches: readonly number[], runs: LetterRuns): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < stretches.length; i += 2) {
    const run = runs.runOf[stretches[i]!]!;
    const from = runs.placeOf[stretches[i]!]!;
    const to = runs.placeOf[stretches[i + 1]!]! + 1;
    const last = pieces.at(-1);
    if (last !== undefined && last.run === run && last.to >= from) {
      pieces[pieces.length - 1] = { run, from: last.from, to: Math.max(to, last.to) };
    } else pieces.push({ run, from, to });
  }
  return pieces;
}

/**
 * The candidates whose letters are not torn out of a word: each run of letters that they touch must be made of candidates
 * from its start to its end (`kszan` = ks + zan; the `ks` of `Books` is none). The first letter of a run of `multipliers` may belong
 * to the number before it: 2wf.
 */
export function wholeWords(
  candidates: readonly Candidate[],
  runs: LetterRuns,
  multipliers: ReadonlySet<number>,
): TermMatch[] {
  const byRun = new Map<number, Piece[]>();
  for (const { pieces } of candidates) {
    for (const piece of pieces) {
      const known = byRun.get(piece.run);
      if (known === undefined) byRun.set(piece.run, [piece]);
      else known.push(piece);
    }
  }
  if (byRun.size === 0) return [...candidates];
  for (const [run, pieces] of byRun) if (multipliers.has(run)) pieces.push({ run, from: 0, to: 1 });
  const ways = new Map<number, { head: Uint8Array; tail: Uint8Array }>();
  for (const [run, pieces] of byRun) {
    const length = runs.lengths[run]!;
    const head = new Uint8Array(length + 1);
    const tail = new Uint8Array(length + 1);
    head[0] = 1;
    tail[length] = 1;
    pieces.sort((a, b) => a.from - b.from);
    for (const { from, to } of pieces) if (head[from] === 1) head[to] = 1;
    for (const { from, to } of pieces.sort((a, b) => b.to - a.to)) if (tail[to] === 1) tail[from] = 1;
    ways.set(run, { head, tail });
  }
  return candidates.filter(({ pieces }) =>
    pieces.every(({ run, from, to }) => ways.get(run)!.head[from] === 1 && ways.get(run)!.tail[to] === 1),
  );
}
