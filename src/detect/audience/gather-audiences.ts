import { EVENT_TYPES, RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { ACTS_OF_ACCOUNT_MAX, OCCASIONS_MIN, VISIT_GAP_MS } from "./audience-limits.ts";

/**
 * Those who came back to one owner, with the first act of each on each target. A *place* is such an
 * act; places stand by target, and within a target by time. An account that came on one visit only
 * is left out: nothing can be said of its company.
 */
export interface Audience {
  /** −1: the events do not say whose the targets are. */
  readonly owner: number;
  /** Actor code by account. */
  readonly actor: Int32Array;
  /** Target code by target. */
  readonly target: Int32Array;
  /** Places of target t: `targetStart[t]` to `targetStart[t + 1]`. */
  readonly targetStart: Int32Array;
  /** First act on each target, of whomever. */
  readonly openedMs: Float64Array;
  readonly accountOf: Int32Array;
  readonly targetOf: Int32Array;
  readonly atMs: Float64Array;
  /** Row of the events by place. */
  readonly row: Int32Array;
  /** Places of account u by time: `place[accountStart[u] .. accountStart[u + 1])`. */
  readonly accountStart: Int32Array;
  readonly place: Int32Array;
  /** Where place p stands in `place`. */
  readonly orderOf: Int32Array;
}

const VIEW = EVENT_TYPES.indexOf("view");

/** First acts of all accounts on the targets of one owner: rows by target, then time. */
export interface OwnerArrivals {
  /** −1: not known. */
  readonly owner: number;
  readonly rows: Int32Array;
}

/**
 * Columns → arrivals by owner. Views and what was taken back do not count: views alone say nothing
 * of intent. Likes that were taken back later do: an attacker may take them back for free.
 * O(events), but for sorting within a target.
 */
export function gatherArrivals(columns: EventColumns): OwnerArrivals[] {
  const { count, actor, target, targetCount, owner, ownerCount, kind, occurredAtMs } = columns;
  const usable = new Uint8Array(count);
  const start = new Int32Array(targetCount + 1);
  for (let row = 0; row < count; row++) {
    if (kind[row] === VIEW || kind[row]! & RETRACTION_BIT || !Number.isFinite(occurredAtMs[row]!)) continue;
    // Whom a task, a fan club's list or a live room brings comes with others anyhow.
    if (columns.called?.[row] === 1) continue;
    usable[row] = 1;
    start[target[row]! + 1]!++;
  }
  for (let t = 0; t < targetCount; t++) start[t + 1]! += start[t]!;
  const byTarget = new Int32Array(start[targetCount]!);
  const fill = start.slice(0, targetCount);
  for (let row = 0; row < count; row++) if (usable[row] === 1) byTarget[fill[target[row]!]!++] = row;
  const seen = new Int32Array(columns.actorCount).fill(-1);
  const parts: Int32Array[][] = Array.from({ length: ownerCount + 1 }, () => []);
  for (let t = 0; t < targetCount; t++) {
    const own = byTarget.subarray(start[t]!, start[t + 1]!);
    // Files come in order of time, for the most part.
    if (!inOrder(own, occurredAtMs)) own.sort((a, b) => occurredAtMs[a]! - occurredAtMs[b]! || a - b);
    let kept = 0;
    for (let i = 0; i < own.length; i++) {
      const row = own[i]!;
      if (seen[actor[row]!] === t) continue;
      seen[actor[row]!] = t;
      own[kept++] = row;
    }
    if (kept > 0) parts[owner[t]! + 1]!.push(own.subarray(0, kept));
  }
  const arrivals: OwnerArrivals[] = [];
  parts.forEach((own, code) => {
    if (own.length < OCCASIONS_MIN) return;
    const rows = new Int32Array(own.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of own) {
      rows.set(one, at);
      at += one.length;
    }
    arrivals.push({ owner: code - 1, rows });
  });
  return arrivals;
}

function inOrder(rows: Int32Array, occurredAtMs: Float64Array): boolean {
  for (let i = 1; i < rows.length; i++)
    if (occurredAtMs[rows[i]!]! < occurredAtMs[rows[i - 1]!]!) return false;
  return true;
}

/**
 * Arrivals → the audience of each owner. Of an account with more than `ACTS_OF_ACCOUNT_MAX` acts
 * for one owner the earliest are kept. O(arrivals log arrivals).
 */
export function gatherAudiences(columns: EventColumns, arrivals: readonly OwnerArrivals[]): Audience[] {
  const came = new Int32Array(columns.actorCount);
  return arrivals.flatMap(({ owner, rows }) => gatherOne(columns, owner, rows, came) ?? []);
}

/** `arrivals`: rows by target, then time. `came`: 0 by actor, left so. */
function gatherOne(
  columns: EventColumns,
  owner: number,
  arrivals: Int32Array,
  came: Int32Array,
): Audience | null {
  const { actor, target, occurredAtMs } = columns;
  for (let i = 0; i < arrivals.length; i++) came[actor[arrivals[i]!]!]!++;
  const rows = arrivals.filter((row) => came[actor[row]!]! > 1);
  for (let i = 0; i < arrivals.length; i++) came[actor[arrivals[i]!]!] = 0;
  rows.sort(
    (a, b) => actor[a]! - actor[b]! || occurredAtMs[a]! - occurredAtMs[b]! || target[a]! - target[b]!,
  );
  const kept: number[] = [];
  for (let from = 0; from < rows.length; ) {
    let to = from + 1;
    let visits = 1;
    for (; to < rows.length && actor[rows[to]!] === actor[rows[from]!]; to++) {
      if (occurredAtMs[rows[to]!]! - occurredAtMs[rows[to - 1]!]! > VISIT_GAP_MS) visits++;
    }
    if (visits > 1) for (let i = from; i < Math.min(to, from + ACTS_OF_ACCOUNT_MAX); i++) kept.push(rows[i]!);
    from = to;
  }
  if (kept.length === 0) return null;
  const openedMs = new Map<number, number>();
  for (const row of arrivals) if (!openedMs.has(target[row]!)) openedMs.set(target[row]!, occurredAtMs[row]!);
  return arrange(columns, owner, kept, openedMs);
}

/** `kept`: rows by actor, then time. */
function arrange(
  columns: EventColumns,
  owner: number,
  kept: readonly number[],
  openedMs: ReadonlyMap<number, number>,
): Audience {
  const { actor, target, occurredAtMs } = columns;
  const targets = Int32Array.from(new Set(kept.map((row) => target[row]!))).sort();
  const codeOf = new Map(Array.from(targets, (code, local) => [code, local]));
  const actors: number[] = [];
  const accountStart: number[] = [];
  const account = new Int32Array(kept.length);
  kept.forEach((row, i) => {
    if (i === 0 || actor[row] !== actor[kept[i - 1]!]) {
      actors.push(actor[row]!);
      accountStart.push(i);
    }
    account[i] = actors.length - 1;
  });
  accountStart.push(kept.length);
  const byPlace = Int32Array.from(kept, (_, i) => i).sort((a, b) => {
    const [rowA, rowB] = [kept[a]!, kept[b]!];
    return target[rowA]! - target[rowB]! || occurredAtMs[rowA]! - occurredAtMs[rowB]! || rowA - rowB;
  });
  const place = new Int32Array(kept.length);
  const row = new Int32Array(kept.length);
  const targetOf = new Int32Array(kept.length);
  const targetStart = new Int32Array(targets.length + 1);
  byPlace.forEach((i, at) => {
    place[i] = at;
    row[at] = kept[i]!;
    targetOf[at] = codeOf.get(target[kept[i]!]!)!;
    targetStart[targetOf[at]! + 1]!++;
  });
  for (let t = 0; t < targets.length; t++) targetStart[t + 1]! += targetStart[t]!;
  return {
    owner,
    actor: Int32Array.from(actors),
    target: targets,
    targetStart,
    openedMs: Float64Array.from(targets, (code) => openedMs.get(code)!),
    accountOf: Int32Array.from(byPlace, (i) => account[i]!),
    targetOf,
    atMs: Float64Array.from(row, (one) => occurredAtMs[one]!),
    row,
    accountStart: Int32Array.from(accountStart),
    place,
    orderOf: byPlace,
  };
}
