import type { CandidateBatch } from "./candidate-batches.ts";
import { emptiness } from "./follower.ts";
import type { FollowerList } from "./follower-list.ts";
import { hasMark, type NameEvidence } from "./name-evidence.ts";
import type { NameMarks } from "./name-marks.ts";
import type { CourseBursts } from "./time-course.ts";

/** Who belongs to a batch, and how many by each way of counting them. */
export interface BatchSize {
  /** By account of the list. */
  readonly probability: Float64Array;
  readonly count: number;
  /** The same count with one kind of evidence left out at a time: how far the answer depends on the model. */
  readonly otherCounts: readonly number[];
}

type Kind = "registered" | "followed" | "names" | "profiles" | "delay";

const TURNS = 25;
/** Part of a batch that may lie outside its burst: stragglers, and edges of bins. */
const OUTSIDE = 0.03;
/** Part of every density that is spread evenly: no bin is impossible. */
const EVEN = 0.1;
/** Patterned names and empty profiles of honest accounts, where no rest shows how many there are. */
const HONEST_MARKED = 0.1;
/** Octaves of the number of accounts followed. */
const OCTAVES = 12;
const PROFILE_CELLS = 3 * (OCTAVES + 2);
/** Upper ends of the cells of the delay from registration to following, in days; the last has none. */
const DELAY_DAYS = [1, 3, 10, 40, 200];
/**
 * Delays of people who joined when others did, as when a region opens: most follow on their first days. Such people within a bought batch's days are
 * a third part of the mixture, with names like everybody's.
 */
const JOINERS_DELAY = Float64Array.of(0.55, 0.2, 0.15, 0.07, 0.02, 0.01);

/**
 * A mixture (expectation–maximisation; Dempster, Laird and Rubin, JRSS B 39, 1977): a batch beside everybody else, with independent
 * registration, arrival, name and profile in each part. What the others' course of the batch's own kind would be is fixed to the smooth
 * expectation; all else is learnt. `free`: by account, what is not another batch's already. `otherWays`:
 * whether `otherCounts` are wanted, which cost three times as much again. O(turns × n).
 */
export function sizeBatch(
  list: FollowerList,
  batch: CandidateBatch,
  marks: NameEvidence | null,
  free: Float64Array,
  otherWays = true,
): BatchSize {
  const kinds: Kind[] = (["registered", "followed", "names", "profiles"] as const).filter(
    (kind) => list.known[kind],
  );
  if (list.known.registered && list.known.followed) kinds.push("delay");
  const cells = new Map<Kind, Cells>();
  for (const kind of kinds) cells.set(kind, cellsOf(list, batch, marks, kind));
  const probability = mixture(batch, kinds, cells, free);
  const total = sum(probability);
  const dropped = kinds.filter((kind) => kind !== batch.seed && kind !== "delay");
  const otherCounts =
    !otherWays || dropped.length < 2
      ? []
      : dropped.map((left) =>
          sum(
            mixture(
              batch,
              kinds.filter((kind) => kind !== left),
              cells,
              free,
            ),
          ),
        );
  return { probability, count: total, otherCounts };
}

/** A kind of evidence as cells: each account's (−1 = not told), and how densities over them are smoothed. */
interface Cells {
  readonly of: Int32Array;
  readonly count: number;
  /** Cells on either side that share: of times. */
  readonly smooth: number;
  /** Density of everybody else, where it is known beforehand. */
  readonly others: Float64Array | null;
  /** Cells of the burst, for the kind that the batch was noticed by. */
  readonly burst: readonly [number, number] | null;
}

function cellsOf(list: FollowerList, batch: CandidateBatch, marks: NameEvidence | null, kind: Kind): Cells {
  if (kind === "registered") return timeCells(list.registered, list.registrations!, batch, kind);
  if (kind === "followed") return timeCells(list.followed, list.arrivals!, batch, kind);
  if (kind === "delay") {
    const of = Int32Array.from(list.rows, ({ registeredAtMs, followedAtMs }) => {
      const days = (followedAtMs - registeredAtMs) / 86_400_000;
      if (Number.isNaN(days)) return -1;
      const at = DELAY_DAYS.findIndex((end) => days < end);
      return at < 0 ? DELAY_DAYS.length : at;
    });
    return { of, count: DELAY_DAYS.length + 1, smooth: 0, others: null, burst: null };
  }
  const unseeded = batch.burst === null;
  if (kind === "names") {
    const members = new Uint8Array(batch.seed === "names" ? list.rows.length : 0);
    if (batch.seed === "names") for (const row of batch.members) members[row] = 1;
    const marked = (row: number, one: NameMarks): boolean =>
      batch.seed === "names" ? members[row] === 1 : marks !== null && hasMark(one, marks);
    const of = Int32Array.from(list.marks, (one, row) =>
      one === null ? -1 : one.isDefault ? 1 : marked(row, one) ? 2 : 0,
    );
    const others = unseeded ? Float64Array.of(0.85 - HONEST_MARKED, 0.15, HONEST_MARKED) : null;
    return { of, count: 3, smooth: 0, others, burst: null };
  }
  const of = Int32Array.from(list.rows, (row) => {
    const empty = emptiness(row);
    const octave = Number.isNaN(row.following)
      ? 0
      : 1 + Math.min(OCTAVES, Math.floor(Math.log2(1 + row.following)));
    return (empty === null ? 2 : empty ? 1 : 0) * (OCTAVES + 2) + octave;
  });
  return { of, count: PROFILE_CELLS, smooth: 0, others: null, burst: null };
}

function timeCells(
  times: Float64Array,
  { course, bursts, baseline }: CourseBursts,
  batch: CandidateBatch,
  kind: Kind,
): Cells {
  const bins = course.counts.length;
  const of = Int32Array.from(times, (at) =>
    Number.isNaN(at) ? -1 : Math.floor((at - course.fromMs) / course.binMs),
  );
  const own = batch.seed === kind ? batch.burst : null;
  let others: Float64Array | null = null;
  if (own !== null) {
    others = Float64Array.from(baseline);
    // Other bursts are everybody else's, until they are judged themselves.
    for (const { fromBin, toBin } of bursts) {
      if (fromBin === own.fromBin) continue;
      for (let bin = fromBin; bin < toBin; bin++) others[bin] = Math.max(others[bin]!, course.counts[bin]!);
    }
    const all = sum(others);
    for (let bin = 0; bin < bins; bin++) others[bin] = others[bin]! / all;
  }
  const day = Math.max(1, Math.round(86_400_000 / course.binMs));
  return {
    of,
    count: bins,
    smooth: kind === "registered" ? 3 : Math.ceil(day / 2),
    others,
    burst: own === null ? null : [own.fromBin, own.toBin],
  };
}

function mixture(
  batch: CandidateBatch,
  kinds: readonly Kind[],
  cells: ReadonlyMap<Kind, Cells>,
  free: Float64Array,
): Float64Array {
  const n = free.length;
  const outside = batch.closed ? 0 : 0.005;
  const part = new Float64Array(n).fill(outside);
  const start = Math.min(0.98, Math.max(0.3, 1 - batch.expected / Math.max(1, batch.members.length)));
  for (const row of batch.members) part[row] = start * free[row]!;
  const rest = new Float64Array(n);
  const ratio = new Float64Array(n);
  const joiners = new Float64Array(n);
  const joinRatio = new Float64Array(n);
  const joins = batch.seed === "registered" && kinds.includes("delay");
  if (joins) {
    const { of } = cells.get("delay")!;
    for (const row of batch.members) {
      if (of[row] !== 0) continue;
      joiners[row] = part[row]! / 2;
      part[row] = part[row]! / 2;
    }
  }
  for (let turn = 0; turn < TURNS; turn++) {
    ratio.fill(0);
    joinRatio.fill(0);
    let held = 0;
    let joined = 0;
    let left = 0;
    for (let row = 0; row < n; row++) {
      rest[row] = Math.max(0, free[row]! - part[row]! - joiners[row]!);
      held += part[row]!;
      joined += joiners[row]!;
      left += rest[row]!;
    }
    for (const kind of kinds) {
      const cell = cells.get(kind)!;
      const own = cell.burst === null ? density(cell, part) : burstDensity(cell, part);
      const others = cell.others ?? density(cell, rest);
      const together =
        kind === "delay"
          ? JOINERS_DELAY
          : kind === "names"
            ? others
            : cell.burst === null
              ? density(cell, joiners)
              : burstDensity(cell, joiners);
      for (let row = 0; row < n; row++) {
        const at = cell.of[row]!;
        if (at < 0) continue;
        ratio[row] = ratio[row]! + Math.log(own[at]! / others[at]!);
        if (joins) joinRatio[row] = joinRatio[row]! + Math.log(together[at]! / others[at]!);
      }
    }
    const odds = Math.log((held + 0.5) / (left + 0.5));
    const joinOdds = joins ? Math.log((joined + 0.5) / (left + 0.5)) : Number.NEGATIVE_INFINITY;
    for (let row = 0; row < n; row++) {
      if (batch.closed && part[row] === 0 && joiners[row] === 0) continue;
      const one = Math.exp(Math.min(500, odds + ratio[row]!));
      const other = joins ? Math.exp(Math.min(500, joinOdds + joinRatio[row]!)) : 0;
      part[row] = (free[row]! * one) / (1 + one + other);
      joiners[row] = (free[row]! * other) / (1 + one + other);
    }
  }
  return part;
}

/** Weighted cells → densities that sum to 1, smoothed over neighbours, a part of them even. */
function density({ of, count, smooth }: Cells, weights: Float64Array): Float64Array {
  const sums = new Float64Array(count);
  let total = 0;
  for (let row = 0; row < of.length; row++) {
    const at = of[row]!;
    if (at < 0) continue;
    sums[at] = sums[at]! + weights[row]!;
    total += weights[row]!;
  }
  const out = new Float64Array(count);
  let window = 0;
  for (let at = -smooth; at < count; at++) {
    if (at + smooth < count) window += sums[at + smooth]!;
    if (at - smooth - 1 >= 0) window -= sums[at - smooth - 1]!;
    if (at < 0) continue;
    const cellsIn = Math.min(count - 1, at + smooth) - Math.max(0, at - smooth) + 1;
    // At least three accounts' worth is even: a cell that chance left empty is not impossible.
    const even = Math.max(EVEN, 3 / (total + 3));
    out[at] = (1 - even) * (Math.max(0, window) / cellsIn / Math.max(1e-9, total)) + even / count;
  }
  return out;
}

/** The same within a burst, and `OUTSIDE` evenly over all other cells. */
function burstDensity({ of, count, burst }: Cells, weights: Float64Array): Float64Array {
  const [from, to] = burst!;
  const out = new Float64Array(count).fill(OUTSIDE / count);
  let total = 0;
  for (let row = 0; row < of.length; row++) {
    const at = of[row]!;
    if (at < from || at >= to) continue;
    out[at] = out[at]! + weights[row]!;
    total += weights[row]!;
  }
  for (let at = from; at < to; at++) {
    const inside = (out[at]! - OUTSIDE / count) / Math.max(1e-9, total);
    out[at] = (1 - OUTSIDE) * (0.95 * inside + 0.05 / (to - from)) + OUTSIDE / count;
  }
  return out;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
