import { NumberMap } from "../kernels/number-map.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import { EVENT_TYPES, isGivenOnce, kindCode, RETRACTION_BIT } from "../nouns/event.ts";
import { type EventRow, keyColumn } from "../nouns/event-row.ts";
import { combine } from "../nouns/hash.ts";
import { hashNumber } from "./row-key.ts";

const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const VIEW = kindCode("view");
const LIVE_LIKE = kindCode("live_like");
const DANMAKU = kindCode("danmaku");
/** Bits of `EventRow.lone`. */
const LONE = (1 << ACTOR) | (1 << TARGET);

/** Where an engagement stands. A challenge in an export cannot be asked any more, so it counts as public. */
const PUBLIC = 0;
const HELD = 1;
const REJECTED = 2;
const BUCKET_OF_VERDICT = [PUBLIC, PUBLIC, HELD, REJECTED] as const;

export interface TargetTallyLimits {
  /** Rows of (target, type) kept; see `TARGET_ROWS_MAX`. */
  readonly rowsMax: number;
  /** Engagements remembered for their retraction: at least the latest half of it; see `REMEMBERED_MAX`. */
  readonly rememberedMax: number;
}

export interface TargetTally {
  /** Enters one event with a target. `name` is asked for once a target and type. */
  add(row: EventRow, verdict: number, name: () => { kind: string; id: string }): void;
  /** Rows, most held and rejected first, then most raw, then kind, id, type. */
  targets(): TargetCounts[];
  pooled(): { raw: number; public: number; held: number; rejected: number };
  retractions(): { applied: number; unmatched: number };
  /** Likes, favorites, follows and wows of an actor whose earlier one on the target stands: not counted again. */
  repeats(): number;
}

/** Counts by target so far. */
interface TargetTallyState {
  readonly limits: TargetTallyLimits;
  readonly rowOf: NumberMap;
  readonly kinds: string[];
  readonly ids: string[];
  readonly types: number[];
  counts: Float64Array;
  readonly pool: Float64Array;
  /** Two generations: when the younger is full the older is dropped whole, which costs nothing per event. */
  recent: NumberMap;
  older: NumberMap;
  readonly scratch: Int32Array;
  applied: number;
  unmatched: number;
  repeats: number;
}

/**
 * Counts of each target and type, in three growing columns. A retraction lowers the count its actor's engagement stood in;
 * one whose engagement was never seen, or is no longer remembered, changes nothing, so that nobody's repeated retractions
 * take away another's engagement and no count falls below 0. Its own verdict plays no part: who takes a like back no
 * longer likes. A second like of one actor on one target counts once, as online. Views and live taps cannot be taken back on
 * any platform and are not remembered.
 */
export function createTargetTally(limits: TargetTallyLimits): TargetTally {
  const tally: TargetTallyState = {
    limits,
    rowOf: new NumberMap(),
    kinds: [],
    ids: [],
    types: [],
    counts: new Float64Array(3 * 1024),
    pool: new Float64Array(3),
    recent: new NumberMap(),
    older: new NumberMap(),
    scratch: new Int32Array(4),
    applied: 0,
    unmatched: 0,
    repeats: 0,
  };
  return {
    add: (row, verdict, name) => add(tally, row, verdict, name),
    targets: () => targets(tally),
    pooled: () => pooled(tally),
    retractions: () => ({ applied: tally.applied, unmatched: tally.unmatched }),
    repeats: () => tally.repeats,
  };
}

function remember(tally: TargetTallyState, engagement: number, bucket: number): void {
  if (tally.recent.size >= Math.ceil(tally.limits.rememberedMax / 2)) {
    tally.older = tally.recent;
    tally.recent = new NumberMap();
  }
  tally.recent.set(engagement, bucket);
}

/** Where an engagement stands; below 0: taken back in advance, at −1 − that number of ms. */
function standing(tally: TargetTallyState, engagement: number): number | undefined {
  let bucket = tally.recent.get(engagement);
  if (Number.isNaN(bucket)) bucket = tally.older.get(engagement);
  return Number.isNaN(bucket) ? undefined : bucket;
}

function forget(tally: TargetTallyState, engagement: number): void {
  tally.recent.delete(engagement);
  tally.older.delete(engagement);
}

function add(
  tally: TargetTallyState,
  row: EventRow,
  verdict: number,
  name: () => { kind: string; id: string },
): void {
  const type = row.kind & (RETRACTION_BIT - 1);
  combine(row.hash[TARGET * 2]!, row.hash[TARGET * 2 + 1]!, type, 0x7a67, tally.scratch, 0);
  combine(
    row.hash[ACTOR * 2]!,
    row.hash[ACTOR * 2 + 1]!,
    tally.scratch[0]!,
    tally.scratch[1]!,
    tally.scratch,
    2,
  );
  const rowKey = hashNumber(tally.scratch[0]!, tally.scratch[1]!);
  const engagement = hashNumber(tally.scratch[2]!, tally.scratch[3]!);
  const found = tally.rowOf.get(rowKey);
  let at = Number.isNaN(found) ? undefined : found;
  /** Whether it is known who acted: `[deleted]` is no one person. */
  const known = (row.hash[ACTOR * 2]! | row.hash[ACTOR * 2 + 1]!) !== 0;
  /** Whether nobody can take this back or repeat it: one of the two comes once in the file. */
  const once = (row.lone & LONE) !== 0;

  if (row.kind & RETRACTION_BIT) {
    const bucket = known && !once ? standing(tally, engagement) : undefined;
    const column = at === undefined ? tally.pool : tally.counts;
    const place = (at ?? 0) * 3 + Math.max(PUBLIC, bucket ?? PUBLIC);
    if (!once) forget(tally, engagement);
    if (bucket === undefined || bucket < 0 || column[place]! === 0) {
      tally.unmatched++;
      // Exports in whole seconds have a like and its unlike in either order.
      if (known && !once && bucket === undefined) remember(tally, engagement, -1 - row.occurredAtMs);
    } else {
      column[place]!--;
      tally.applied++;
    }
    return;
  }

  const bucket = BUCKET_OF_VERDICT[verdict]!;
  if (known && !once && type !== VIEW && type !== LIVE_LIKE && type !== DANMAKU) {
    const stands = standing(tally, engagement);
    if (stands === -1 - row.occurredAtMs) {
      forget(tally, engagement);
      tally.unmatched--;
      tally.applied++;
      return;
    }
    if (stands !== undefined && stands >= 0 && isGivenOnce(type)) {
      tally.repeats++;
      return;
    }
    if (stands !== undefined) forget(tally, engagement);
    remember(tally, engagement, bucket);
  }
  if (at === undefined) {
    if (tally.rowOf.size >= tally.limits.rowsMax) {
      tally.pool[bucket]!++;
      return;
    }
    at = tally.rowOf.size;
    tally.rowOf.set(rowKey, at);
    const { kind, id } = name();
    tally.kinds.push(kind);
    tally.ids.push(id);
    tally.types.push(type);
    if (at * 3 + 3 > tally.counts.length) {
      const grown = new Float64Array(tally.counts.length * 2);
      grown.set(tally.counts);
      tally.counts = grown;
    }
  }
  tally.counts[at * 3 + bucket]!++;
}

function targets(tally: TargetTallyState): TargetCounts[] {
  return tally.ids
    .map((id, at) => {
      const shown = tally.counts[at * 3]!;
      const held = tally.counts[at * 3 + 1]!;
      const rejected = tally.counts[at * 3 + 2]!;
      const type = EVENT_TYPES[tally.types[at]!]!;
      return {
        kind: tally.kinds[at]!,
        id,
        type,
        raw: shown + held + rejected,
        public: shown,
        held,
        rejected,
      };
    })
    .sort(
      (a, b) =>
        b.held + b.rejected - (a.held + a.rejected) ||
        b.raw - a.raw ||
        compareText(a.kind, b.kind) ||
        compareText(a.id, b.id) ||
        compareText(a.type, b.type),
    );
}

function pooled(tally: TargetTallyState): { raw: number; public: number; held: number; rejected: number } {
  return {
    raw: tally.pool[0]! + tally.pool[1]! + tally.pool[2]!,
    public: tally.pool[0]!,
    held: tally.pool[1]!,
    rejected: tally.pool[2]!,
  };
}

/** Order by code units: the same on every machine, unlike a locale's. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
