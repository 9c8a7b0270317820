import type { EventColumns } from "../columns/event-columns.ts";
import { expectByBlock, sumOverBlocks } from "./block-sums.ts";
import { type Links, linkPairs } from "./link-pairs.ts";
import { BLOCKS, type Rhythm } from "./rhythm.ts";
import { expectSessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

/** How many times chance a link must be: tastes make honest audiences overlap by small factors that no test on counts tells from intent. */
const LIFT_MIN = 3;
/** What is surely explained is told by less than it comes to, by this much for rounding. */
const SURELY = 1 - 1e-9;

/**
 * Pairs of audiences that share more actors than popularity, activity and daily rhythm explain: the null of given degrees (Saracco et al., NJP 19, 2017), here with
 * time. `blocks`: each token's actors by block. Nine pairs of ten are told by the quietest block alone. See `linkPairs`.
 */
export function linkTokens(
  columns: EventColumns,
  tokens: Tokens,
  blocks: Uint16Array,
  rhythm: Rhythm,
  known: Uint8Array,
): Links {
  const { start } = tokens;
  const near = expectSessions(columns, tokens, rhythm);
  const ahead = new Float64Array(BLOCKS);
  return linkPairs(columns, tokens, known, {
    triangles: true,
    sift: (a, pairs) => {
      const { other, shared, expected } = pairs;
      const explained = LIFT_MIN * SURELY * expectByBlock(blocks, a, rhythm.meet, ahead);
      let kept = 0;
      for (let i = 0; i < pairs.count; i++) {
        const b = other[i]!;
        const both = shared[i]!;
        if (both < explained * (start[b + 1]! - start[b]!)) continue;
        const chance = sumOverBlocks(blocks, b, ahead);
        if (both < LIFT_MIN * chance) continue;
        const most = Math.max(chance, near(a, b));
        if (both < LIFT_MIN * most) continue;
        other[kept] = b;
        shared[kept] = both;
        expected[kept++] = most;
      }
      pairs.count = kept;
    },
  });
}
