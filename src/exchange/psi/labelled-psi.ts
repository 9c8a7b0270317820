import { type AnswerTable, labelOf, makeTable, ROW_BYTES } from "./answer-table.ts";
import type { MaskThreads } from "./mask-threads.ts";
import type { MaskRun } from "./mask-work.ts";
import { LABEL_BYTES, OUTPUT_BYTES } from "./p256.ts";

/**
 * Private set intersection with labels, by Diffie–Hellman on P-256 (Meadows 1986; the form with a hash over the result, so that
 * labels can be hidden under it: Jarecki and Liu 2010, 2HashDH as in RFC 9497). The offerer has scalar a and pseudonyms x, the
 * answerer has scalar b and rows (y, label), both scalars fresh for this exchange:
 *
 *     offerer  → a·H(x)                                                     maskSet
 *     answerer → b·a·H(x), in the same order; and, sorted by tag,            maskAgain
 *                tag ‖ (label ⊕ pad), tag ‖ pad = F(y) = hash(y, b·H(y))     answerTable
 *     offerer  : F(x) = hash(x, a⁻¹·b·a·H(x)), found among the tags          findMatches
 *
 * The offerer learns the labels of the pseudonyms that it named and the answerer has; the answerer learns nothing of either. Both
 * learn the padded sizes. Safe against a counterpart that reads all it gets (one-more gap Diffie–Hellman, random oracle); one that
 * names identifiers it does not hold learns of them what it would learn of its own: see docs/guides/exchange.md.
 */
export function maskSet(
  threads: MaskThreads,
  pseudonyms: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  return threads.inOrder(
    each(pseudonyms, (run) => ({ kind: "mask_pseudonyms", pseudonyms: run, points: NONE })),
  );
}

/** Masks the offerer's points with the answerer's scalar, in their order. Rejects with `exchange_bad_point`. */
export function maskAgain(
  threads: MaskThreads,
  points: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  return threads.inOrder(each(points, (run) => ({ kind: "mask_points", pseudonyms: NONE, points: run })));
}

/** As many labels of 8 bytes as pseudonyms. */
export interface LabelledRun {
  readonly pseudonyms: Uint8Array;
  readonly labels: Uint8Array;
}

/** The answerer's rows → their table of `size` rows. `random`: that many random bytes. In memory: 48 bytes a row. */
export async function answerTable(
  threads: MaskThreads,
  rows: AsyncIterable<LabelledRun>,
  size: number,
  random: (bytes: number) => Uint8Array,
): Promise<AnswerTable> {
  const outputs = new Uint8Array(size * OUTPUT_BYTES);
  const labels = new Uint8Array(size * LABEL_BYTES);
  let labelled = 0;
  const runs = each(rows, (run): MaskRun => {
    labels.set(run.labels, labelled * LABEL_BYTES);
    labelled += run.labels.length / LABEL_BYTES;
    return { kind: "outputs_of_pseudonyms", pseudonyms: run.pseudonyms, points: NONE };
  });
  let filled = 0;
  for await (const done of threads.inOrder(runs)) {
    outputs.set(done, filled);
    filled += done.length;
  }
  const filler = random((size - labelled) * ROW_BYTES);
  return makeTable(outputs.subarray(0, filled), labels, filler);
}

/** As many twice masked points as pseudonyms, in the order of the offer. */
export interface AnsweredRun {
  readonly pseudonyms: Uint8Array;
  readonly points: Uint8Array;
}

/** One of the offerer's pseudonyms that the answerer has, by its place in the offer. */
export interface Match {
  readonly index: number;
  readonly label: Uint8Array;
}

/** What both know. `threads` hold the inverse of the offerer's scalar. Rejects with `exchange_bad_point`. */
export async function* findMatches(
  threads: MaskThreads,
  table: AnswerTable,
  answered: AsyncIterable<AnsweredRun>,
): AsyncGenerator<Match> {
  let index = 0;
  const runs = each(
    answered,
    ({ pseudonyms, points }): MaskRun => ({ kind: "outputs_of_points", pseudonyms, points }),
  );
  for await (const outputs of threads.inOrder(runs)) {
    for (let at = 0; at < outputs.length; at += OUTPUT_BYTES, index++) {
      const label = labelOf(table, outputs.subarray(at, at + OUTPUT_BYTES));
      if (label !== null) yield { index, label };
    }
  }
}

const NONE = new Uint8Array(0);

async function* each<From, To>(all: AsyncIterable<From>, change: (one: From) => To): AsyncGenerator<To> {
  for await (const one of all) yield change(one);
}
