import { HOUR_MS } from "../../nouns/durations.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Acts in different half days are different occasions. */
const OCCASION_MS = 12 * HOUR_MS;
/** Fewest acts of a stretch that has a middle. */
const ACTS_MIN = 3;
/** Targets of each size that tell what is usual, at the most. */
const USUAL_TARGETS_MAX = 2000;
/** Sizes are told apart by doublings, up to 2^23 acts. */
const SIZES = 24;

/** When members came, and when people usually come. */
export interface Deliveries {
  /** Hours between the first and the last tenth of the members at a target: median over targets; null where no target has three members. */
  readonly hours: number | null;
  /** The same of everybody at targets of such sizes. */
  readonly usualHours: number;
  /** Different half days in which a member came, on average: a class, a call or a live show is one occasion. */
  readonly occasions: number;
}

/** Group → its deliveries. O(audiences of the targets); the usual is learned once a graph. */
export function deliveries(graph: EngagementGraph, group: JudgedGroup): Deliveries {
  const { acts, atMs } = graph;
  const hours: number[] = [];
  const usual: number[] = [];
  const occasions = new Map<number, Set<number>>();
  for (const target of group.targets) {
    const times: number[] = [];
    const from = acts.targetStart[target]!;
    const end = acts.targetStart[target + 1]!;
    for (let at = from; at < end; at++) {
      const member = acts.actor[at]!;
      if (!group.members.has(member)) continue;
      times.push(atMs[at]!);
      const own = occasions.get(member) ?? new Set();
      occasions.set(member, own.add(Math.floor(atMs[at]! / OCCASION_MS)));
    }
    if (times.length < ACTS_MIN) continue;
    times.sort((a, b) => a - b);
    hours.push(middle(times) / HOUR_MS);
    usual.push(usualHours(graph, end - from));
  }
  let came = 0;
  for (const { size } of occasions.values()) came += size;
  return {
    hours: hours.length === 0 ? null : median(hours),
    usualHours: median(usual),
    occasions: came / Math.max(1, occasions.size),
  };
}

const USUAL = new WeakMap<EngagementGraph, Float64Array>();

/** Median spread of targets with an audience of a size, by doublings. */
function usualHours(graph: EngagementGraph, size: number): number {
  let table = USUAL.get(graph);
  if (table === undefined) {
    table = learnUsual(graph);
    USUAL.set(graph, table);
  }
  return table[bucketOf(size)]!;
}

function learnUsual({ acts, atMs }: EngagementGraph): Float64Array {
  const spreads: number[][] = Array.from({ length: SIZES }, () => []);
  for (let target = 0; target + 1 < acts.targetStart.length; target++) {
    const from = acts.targetStart[target]!;
    const end = acts.targetStart[target + 1]!;
    if (end - from < ACTS_MIN) continue;
    const own = spreads[bucketOf(end - from)]!;
    if (own.length < USUAL_TARGETS_MAX) own.push(middle(atMs.slice(from, end).sort()) / HOUR_MS);
  }
  return Float64Array.from(spreads, median);
}

function bucketOf(size: number): number {
  return Math.min(SIZES - 1, 31 - Math.clz32(Math.max(1, size)));
}

/** Length of the middle four fifths of ascending times. */
function middle(times: ArrayLike<number>): number {
  const last = times.length - 1;
  return times[Math.floor(last * 0.9)]! - times[Math.floor(last * 0.1)]!;
}

function median(values: number[]): number {
  if (values.length === 0) return 0;
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}
