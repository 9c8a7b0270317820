import type { EventColumns } from "../columns/event-columns.ts";
import { type ActivityNull, BLOCKS } from "./activity-null.ts";
import type { AudienceSlices } from "./audience-slices.ts";
import { expectByBlock, sumOverBlocks } from "./block-sums.ts";
import { type Links, linkPairs } from "./link-pairs.ts";
import { expectSessions } from "./sessions.ts";

/** How many times chance a link must be: tastes make honest audiences overlap by small factors that no test on counts tells from intent. */
const LIFT_MIN = 3;
/** What is surely explained is told by less than it comes to, by this much for rounding. */
const SURELY = 1 - 1e-9;

/**
 * Pairs of audiences that share more actors than popularity, activity and the hour of day explain: the null of given degrees (Saracco et al., NJP 19, 2017), here with
 * time. `blocks`: each audience slice's actors by block. Nine pairs of ten are told by the quietest block alone. See `linkPairs`.
 */
export function linkSlices(
  columns: EventColumns,
  slices: AudienceSlices,
  blocks: Uint16Array,
  activityNull: ActivityNull,
  known: Uint8Array,
): Links {
  const { start } = slices;
  const near = expectSessions(columns, slices, activityNull);
  const ahead = new Float64Array(BLOCKS);
  return linkPairs(columns, slices, known, {
    triangles: true,
    sift: (a, pairs) => {
      const { other, shared, expected } = pairs;
      const explained = LIFT_MIN * SURELY * expectByBlock(blocks, a, activityNull.coOccurrence, ahead);
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
