import { BATCH_MIN, BATCH_PART_MIN } from "./batch-limits.ts";
import type { FollowerList } from "./follower-list.ts";
import type { Burst, CourseBursts } from "./time-course.ts";

/** By what a batch was noticed. */
export type BatchSeed = "registered" | "followed" | "names" | "list";

/** Accounts that may belong together, and how many of them the smooth course explains. */
export interface CandidateBatch {
  readonly seed: BatchSeed;
  /** Of the burst; null for names and for the list as a whole. */
  readonly burst: Burst | null;
  readonly members: Int32Array;
  readonly expected: number;
  /** Nobody but the members can belong: they were picked by more than a time. */
  readonly closed: boolean;
}

/** A stem that this many share by chance would have to be a first name of every tenth account. */
const SCRAMBLED_PART_MIN = 0.1;
/**
 * Where a region joins while a seller registers, both stand in one burst. Those who joined follow on their first days: without them the burst is
 * looked at once more, if they are more than one in seven.
 */
const SETTLED_MS = 2 * 86_400_000;
const SETTLED_PART_MAX = 0.85;
/** Stems looked at: the commonest. */
const STEMS_MAX = 20;

/** Every group of a list that is looked at: bursts of registration and of arrival, names of one maker, and the list as a whole. */
export function candidateBatches(list: FollowerList): readonly CandidateBatch[] {
  const { rows, marks } = list;
  const out: CandidateBatch[] = [];
  const least = Math.max(BATCH_MIN, BATCH_PART_MIN * rows.length);
  const burstsOf = (seed: BatchSeed, found: CourseBursts | null, times: Float64Array): void => {
    for (const burst of found?.bursts ?? []) {
      out.push({ seed, burst, members: within(times, burst), expected: burst.expected, closed: false });
    }
  };
  burstsOf("registered", list.registrations, list.registered);
  if (list.known.followed) {
    for (const batch of [...out]) {
      const settled = batch.members.filter(
        (row) => !(list.followed[row]! - list.registered[row]! < SETTLED_MS),
      );
      if (settled.length > batch.members.length * SETTLED_PART_MAX) continue;
      if (settled.length >= batch.expected + least) out.push({ ...batch, members: settled, closed: true });
    }
  }
  burstsOf("followed", list.arrivals, list.followed);
  const byStem = new Map<string, number[]>();
  const scrambled: number[] = [];
  marks.forEach((one, row) => {
    if (one === null) return;
    if (one.scrambled) scrambled.push(row);
    if (one.stem === null) return;
    const rowsOf = byStem.get(one.stem);
    if (rowsOf === undefined) byStem.set(one.stem, [row]);
    else rowsOf.push(row);
  });
  const stems = [...byStem.values()].filter((members) => members.length >= least);
  stems.sort((a, b) => b.length - a.length);
  for (const members of stems.slice(0, STEMS_MAX)) out.push(named(members));
  if (scrambled.length >= Math.max(least, SCRAMBLED_PART_MIN * rows.length)) out.push(named(scrambled));
  out.push({ seed: "list", burst: null, members: Int32Array.from(rows.keys()), expected: 0, closed: false });
  return out;
}

function named(members: readonly number[]): CandidateBatch {
  return { seed: "names", burst: null, members: Int32Array.from(members), expected: 0, closed: true };
}

function within(times: Float64Array, burst: Burst): Int32Array {
  const members: number[] = [];
  for (let row = 0; row < times.length; row++) {
    if (times[row]! >= burst.fromMs && times[row]! < burst.toMs) members.push(row);
  }
  return Int32Array.from(members);
}
