import { discoveryThreshold } from "../../statistics/false-discovery.ts";
import { lnPoissonTail } from "../../statistics/poisson.ts";
import { type ArrivalNull, othersShare } from "./arrival-null.ts";
import {
  GROUP_MIN,
  MEETING_RATE,
  PAIRED_ACTS_MAX,
  PAIRS_MAX,
  SPANS_MS,
  VISIT_GAP_MS,
} from "./audience-limits.ts";
import type { Audience } from "./gather-audiences.ts";

/**
 * Accounts that came within one span on one target, and within one span on another, apart in time.
 * Places are [from, to).
 */
export interface Meeting {
  readonly first: readonly [from: number, to: number];
  readonly second: readonly [from: number, to: number];
  readonly shared: number;
  readonly expected: number;
  readonly lnP: number;
}

/** Spans of one length: each place lies in two that overlap by half. */
interface Spans {
  readonly of: readonly [Int32Array, Int32Array];
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Above it no test of millions is a discovery; keeps the list short. */
const LN_P_LISTED = Math.log(1e-4);
/**
 * A meeting is a guess to grow a group from, so little excess is asked: part of the pool is still
 * among those it is measured against.
 */
const EXCESS = 1.5;

/**
 * Audience → meetings of more accounts than each one's own habits explain, the most surprising
 * first, at a false-discovery rate of `MEETING_RATE` over all pairs of spans that share anybody.
 * Expected are those of the first span that came to the second target at all, each with the chance
 * to come within the second span that others of its kind have. `learn` is asked for what is usual
 * only where a pair is surprising without it: most audiences have none. O(places × PAIRED_ACTS_MAX
 * × spans), and memory of places.
 */
export function findMeetings(audience: Audience, learn: () => ArrivalNull): Meeting[] {
  const found: Meeting[] = [];
  let tests = 0;
  for (const spanMs of SPANS_MS) tests += lookAt(audience, learn, cut(audience, spanMs), found);
  const threshold = discoveryThreshold(
    Float64Array.from(found, ({ lnP }) => lnP),
    Math.max(1, tests),
    MEETING_RATE,
  );
  return found.filter(({ lnP }) => lnP <= threshold).sort((a, b) => a.lnP - b.lnP || a.first[0] - b.first[0]);
}

function cut({ target, targetStart, atMs }: Audience, spanMs: number): Spans {
  const of: [Int32Array, Int32Array] = [new Int32Array(atMs.length), new Int32Array(atMs.length)];
  const from: number[] = [];
  const to: number[] = [];
  for (const half of [0, 1] as const) {
    for (let t = 0; t < target.length; t++) {
      let slot = Number.NaN;
      for (let p = targetStart[t]!; p < targetStart[t + 1]!; p++) {
        const own = Math.floor(atMs[p]! / spanMs + half / 2);
        if (own !== slot) {
          from.push(p);
          to.push(p);
          slot = own;
        }
        of[half][p] = from.length - 1;
        to[to.length - 1] = p + 1;
      }
    }
  }
  return { of, from: Int32Array.from(from), to: Int32Array.from(to) };
}

/** Adds what is surprising to `found`; returns how many pairs of spans shared anybody. */
function lookAt(audience: Audience, learn: () => ArrivalNull, spans: Spans, found: Meeting[]): number {
  const { targetOf, targetStart, accountOf } = audience;
  const count = new Int32Array(spans.from.length);
  const onTarget = new Int32Array(audience.target.length);
  const slotOf = new Int32Array(audience.target.length).fill(-1);
  const inRow = new Int32Array(audience.actor.length).fill(-1);
  const most = Math.max(2, Math.min(PAIRED_ACTS_MAX, Math.floor(PAIRS_MAX / targetOf.length)));
  const paired = new Int32Array(most * 2);
  const touched = new Int32Array(spans.from.length);
  let tests = 0;
  for (let row = 0; row < spans.from.length; row++) {
    const [from, to] = [spans.from[row]!, spans.to[row]!];
    if (to - from < GROUP_MIN) continue;
    let touchedCount = 0;
    const targets: number[] = [];
    for (let p = from; p < to; p++) {
      const n = pairedWith(audience, p, paired);
      for (let i = 0; i < n; i++) {
        const q = paired[i]!;
        if (onTarget[targetOf[q]!]!++ === 0) targets.push(targetOf[q]!);
        for (const of of spans.of) if (count[of[q]!]!++ === 0) touched[touchedCount++] = of[q]!;
      }
    }
    tests += touchedCount;
    // First without kinds, which is cheap: kinds only ever explain more of those who come alike.
    const candidates = new Map<number, number[]>();
    for (let i = 0; i < touchedCount; i++) {
      const other = touched[i]!;
      const shared = count[other]!;
      count[other] = 0;
      if (shared < GROUP_MIN) continue;
      const [a, b] = [spans.from[other]!, spans.to[other]!];
      const t = targetOf[a]!;
      const others = targetStart[t + 1]! - targetStart[t]! - onTarget[t]!;
      const expected = (onTarget[t]! * Math.max(0, b - a - shared)) / Math.max(1, others);
      if (shared < EXCESS * expected || lnPoissonTail(shared, expected) > LN_P_LISTED) continue;
      if (!apart(audience, from, to, a, b)) continue;
      const list = candidates.get(t);
      if (list) list.push(other);
      else candidates.set(t, [other]);
    }
    for (const t of targets) onTarget[t] = 0;
    if (candidates.size === 0) continue;
    const { kinds, kindOf, before } = learn();
    const mass = new Float64Array(kinds);
    const sums: Float64Array[] = [];
    for (const t of candidates.keys()) {
      slotOf[t] = sums.length;
      sums.push(new Float64Array(2 * kinds + 1));
    }
    for (let p = from; p < to; p++) {
      inRow[accountOf[p]!] = row;
      const n = pairedWith(audience, p, paired);
      for (let i = 0; i < n; i++) {
        const q = paired[i]!;
        const t = targetOf[q]!;
        if (slotOf[t]! < 0) continue;
        const sum = sums[slotOf[t]!]!;
        sum[2 * kinds]!++;
        const at = (q + t) * kinds;
        for (let c = 0; c < kinds; c++) {
          sum[c]! += kindOf[q * kinds + c]!;
          sum[kinds + c]! += before[at + kinds + c]! - before[at + c]!;
        }
      }
    }
    for (const [t, list] of candidates) {
      const sum = sums[slotOf[t]!]!;
      slotOf[t] = -1;
      const size = targetStart[t + 1]! - targetStart[t]! - sum[2 * kinds]!;
      for (const other of list) {
        const [a, b] = [spans.from[other]!, spans.to[other]!];
        let shared = 0;
        for (let c = 0; c < kinds; c++) mass[c] = before[(b + t) * kinds + c]! - before[(a + t) * kinds + c]!;
        for (let q = a; q < b; q++) {
          if (inRow[accountOf[q]!] !== row) continue;
          shared++;
          const at = (q + t) * kinds;
          for (let c = 0; c < kinds; c++) mass[c]! -= before[at + kinds + c]! - before[at + c]!;
        }
        let expected = 0;
        for (let c = 0; c < kinds; c++)
          expected += sum[c]! * othersShare(mass[c]!, 1 - sum[kinds + c]!, size);
        if (shared < EXCESS * expected) continue;
        const lnP = lnPoissonTail(shared, expected);
        if (lnP < LN_P_LISTED) found.push({ first: [from, to], second: [a, b], shared, expected, lnP });
      }
    }
  }
  return tests;
}

function apart({ atMs }: Audience, from: number, to: number, a: number, b: number): boolean {
  return atMs[a]! - atMs[to - 1]! > VISIT_GAP_MS || atMs[from]! - atMs[b - 1]! > VISIT_GAP_MS;
}

/**
 * Other places of the account at place p, on targets after its own and on another visit, the
 * nearest in time before and after as far as `to` has room for all of them; returns how many.
 */
function pairedWith(
  { accountOf, accountStart, place, orderOf, targetOf, atMs }: Audience,
  p: number,
  to: Int32Array,
): number {
  const u = accountOf[p]!;
  const at = orderOf[p]!;
  const most = to.length / 2;
  const first = Math.max(accountStart[u]!, at - most);
  const end = Math.min(accountStart[u + 1]!, at + most + 1);
  let n = 0;
  for (let i = first; i < end; i++) {
    const q = place[i]!;
    if (targetOf[q]! > targetOf[p]! && Math.abs(atMs[q]! - atMs[p]!) > VISIT_GAP_MS) to[n++] = q;
  }
  return n;
}
