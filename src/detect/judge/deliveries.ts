import { HOUR_MS } from "../../nouns/durations.ts";
import type { EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";

/** Acts in different half days, counted from a member's first, are different occasions: by the clock, an evening's call at eight in Beijing would be two. */
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
  const cameAt = new Map<number, number[]>();
  for (const target of group.targets) {
    const times: number[] = [];
    const from = acts.targetStart[target]!;
    const end = acts.targetStart[target + 1]!;
    for (let at = from; at < end; at++) {
      const member = acts.actor[at]!;
      if (!group.members.has(member)) continue;
      times.push(atMs[at]!);
      const own = cameAt.get(member);
      if (own === undefined) cameAt.set(member, [atMs[at]!]);
      else own.push(atMs[at]!);
    }
    if (times.length < ACTS_MIN) continue;
    times.sort((a, b) => a - b);
    hours.push(middle(times) / HOUR_MS);
    usual.push(usualHours(graph, end - from));
  }
  let came = 0;
  for (const own of cameAt.values()) came += occasionsIn(own);
  return {
    hours: hours.length === 0 ? null : median(hours),
    usualHours: median(usual),
    occasions: came / Math.max(1, cameAt.size),
  };
}

/** Times of one member → different half days from the first on. */
function occasionsIn(times: readonly number[]): number {
  const firstMs = times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
  return new Set(times.map((time) => Math.floor((time - firstMs) / OCCASION_MS))).size;
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
