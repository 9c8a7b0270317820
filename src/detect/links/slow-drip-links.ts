import type { EventColumns } from "../columns/event-columns.ts";
import { type ActivityNull, BLOCKS } from "./activity-null.ts";
import type { AudienceSlices } from "./audience-slices.ts";
import { expectByBlock, sumOverBlocks } from "./block-sums.ts";
import { type Links, linkPairs } from "./link-pairs.ts";
import { expectSessions } from "./sessions.ts";

/** How many times what anybody's activity explains, and what these actors' own does: over weeks tastes add up, and few acts make small expectations. */
const LIFT_MIN = 2;
const OWN_LIFT_MIN = 4;
/** What is surely explained is told by less than it comes to, by this much for rounding. */
const SURELY = 1 - 1e-9;

/**
 * Pairs of audiences that share more actors than these very actors' activity explains: the null model of given degrees, by stretch of time (Saracco et al.,
 * NJP 19, 2017). `linkTokens` expects of an audience what of anybody active then; over weeks that drowns a drip, whose hands do two or three acts a month where people
 * do sixty. Here an audience is expected to go on as it did: each of its actors comes to another target with their own share of all acts in the stretch. Both directions are
 * reckoned and the larger expectation holds; so does the one of sessions. Weaker pairs that close a triangle do not count. See `linkPairs`.
 */
export function linkSlowly(
  columns: EventColumns,
  slices: AudienceSlices,
  blocks: Uint16Array,
  activityNull: ActivityNull,
  known: Uint8Array,
): Links {
  const acted = ownActivity(columns, activityNull);
  const near = expectSessions(columns, slices, activityNull);
  const { start } = slices;
  const activityOf = remembered(slices, acted);
  const usual = new Float64Array(BLOCKS);
  return linkPairs(columns, slices, known, {
    triangles: false,
    sift: (a, pairs) => {
      const { other, shared, expected } = pairs;
      const explained = LIFT_MIN * SURELY * expectByBlock(blocks, a, activityNull.coOccurrence, usual);
      /** What the audience itself goes on to, and the least of it in any block; asked for where a pair is not explained by anybody's activity. */
      let own: Float64Array | null = null;
      let least = 0;
      let kept = 0;
      for (let i = 0; i < pairs.count; i++) {
        const b = other[i]!;
        const both = shared[i]!;
        const size = start[b + 1]! - start[b]!;
        if (both < explained * size) continue;
        if (both < LIFT_MIN * sumOverBlocks(blocks, b, usual)) continue;
        if (own === null) {
          own = activityOf(a);
          least = OWN_LIFT_MIN * SURELY * leastOf(own);
        }
        if (both < least * size) continue;
        const onward = Math.max(sumOverBlocks(blocks, b, own), near(a, b));
        if (both < OWN_LIFT_MIN * onward) continue;
        const most = Math.max(onward, sumOverBlocks(blocks, a, activityOf(b)));
        if (both < OWN_LIFT_MIN * most) continue;
        other[kept] = b;
        shared[kept] = both;
        expected[kept++] = most;
      }
      pairs.count = kept;
    },
  });
}

function leastOf(byBlock: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < byBlock.length; k++) if (byBlock[k]! < least) least = byBlock[k]!;
  return least;
}

/** Audiences whose activity is remembered at the most: 200 bytes each. Beyond it all are forgotten, and begun anew. */
const REMEMBERED_MAX = 65_536;

/** Token → what its actors are expected to do in each block, reckoned once: a community's audiences meet in thousands of pairs. */
function remembered(slices: AudienceSlices, own: OwnActivity): (slice: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (slice) => {
    let blocks = known.get(slice);
    if (blocks === undefined) {
      if (known.size === REMEMBERED_MAX) known.clear();
      blocks = new Float64Array(BLOCKS);
      own.of(slices, slice, blocks);
      known.set(slice, blocks);
    }
    return blocks;
  };
}

interface OwnActivity {
  /** Expected further acts of an audience slice's actors on a target that has one act in each block: sums of their shares of the block. */
  readonly of: (slices: AudienceSlices, slice: number, into: Float64Array) => void;
}

/** Acts by actor and block, sparse; each actor's act on the audience slice itself is left out. O(events). */
function ownActivity(columns: EventColumns, activityNull: ActivityNull): OwnActivity {
  const { count, actor, occurredAtMs, kind } = columns;
  const blockOf = (event: number): number =>
    Math.min(BLOCKS - 1, Math.floor((occurredAtMs[event]! - activityNull.fromMs) / activityNull.blockMs));
  const start = new Int32Array(columns.actorCount + 1);
  const total = new Float64Array(BLOCKS);
  for (let i = 0; i < count; i++) {
    if (kind[i] === 0) continue;
    start[actor[i]! + 1]!++;
    total[blockOf(i)]!++;
  }
  for (let a = 0; a < columns.actorCount; a++) start[a + 1]! += start[a]!;
  const block = new Uint8Array(start[columns.actorCount]!);
  const fill = start.slice(0, columns.actorCount);
  for (let i = 0; i < count; i++) if (kind[i] !== 0) block[fill[actor[i]!]!++] = blockOf(i);
  // Acts that follow each other in one block stand together with their number: in place, rows shrink.
  const times = new Int32Array(block.length);
  let to = 0;
  let from = 0;
  for (let a = 0; a < columns.actorCount; a++) {
    const end = start[a + 1]!;
    const first = to;
    for (; from < end; from++) {
      if (to > first && block[to - 1] === block[from]) times[to - 1]!++;
      else {
        block[to] = block[from]!;
        times[to++] = 1;
      }
    }
    start[a + 1] = to;
  }
  return {
    of: (slices, slice, into) => {
      into.fill(0);
      for (let i = slices.start[slice]!; i < slices.start[slice + 1]!; i++) {
        const who = slices.actor[i]!;
        for (let at = start[who]!; at < start[who + 1]!; at++) into[block[at]!]! += times[at]!;
        into[blockOf(slices.event[i]!)]!--;
      }
      for (let k = 0; k < BLOCKS; k++) into[k] = into[k]! / Math.max(1, total[k]!);
    },
  };
}
