import { SAMPLE_ROWS_MAX, SAMPLE_TOP_ROWS, SAMPLED_ROWS_MAX } from "./guess-limits.ts";

/** Rows kept from all over a stream, and what the whole of it showed. */
export interface ThinnedRows<R> {
  readonly kept: readonly R[];
  readonly seen: number;
  /** Rows that stand twice among those seen. */
  readonly repeated: number;
  /** Whether the stream ended before the limit. */
  readonly whole: boolean;
}

/**
 * A stream of rows → its first rows and every n-th of the others, at most `SAMPLE_ROWS_MAX`: whenever there are too many, every
 * other one of those behind the top is dropped and n doubles. No chance is involved. Reads `SAMPLED_ROWS_MAX` rows at the most.
 */
export async function thinRows<R>(
  rows: AsyncIterable<readonly R[]>,
  keyOf: (row: R) => string,
): Promise<ThinnedRows<R>> {
  const top: R[] = [];
  let rest: R[] = [];
  let step = 1;
  let seen = 0;
  let whole = true;
  const keys = new Set<string>();
  for await (const run of rows) {
    for (const row of run) {
      if (seen >= SAMPLED_ROWS_MAX) {
        whole = false;
        break;
      }
      keys.add(keyOf(row));
      if (seen < SAMPLE_TOP_ROWS) top.push(row);
      else if ((seen - SAMPLE_TOP_ROWS) % step === 0) rest.push(row);
      seen++;
      if (top.length + rest.length > SAMPLE_ROWS_MAX) {
        rest = rest.filter((_, place) => place % 2 === 0);
        step *= 2;
      }
    }
    if (!whole) break;
  }
  return { kept: [...top, ...rest], seen, repeated: seen - keys.size, whole };
}
