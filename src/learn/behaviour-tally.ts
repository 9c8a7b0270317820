import { DAY_MS } from "../nouns/durations.ts";
import { EVENT_TYPES, RETRACTION_BIT } from "../nouns/event.ts";
import { type EventRow, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { Rows } from "./growable-array.ts";

/** One account's events, added up as they pass. */
export interface BehaviourTally {
  readonly add: (actor: number, row: EventRow) => void;
  /** Features of an account from its sums into out[at …], in the order of `TALLY_FEATURES`; NaN = not measurable. */
  readonly read: (actor: number, out: Float32Array, at: number) => void;
}

export const TALLY_FEATURES = [
  "events_log",
  "active_days",
  "events_a_day_log",
  "engagement_share",
  "like_share",
  "follow_share",
  "comment_share",
  "share_share",
  "retraction_share",
  "viewed_before_share",
  "dwell_known_share",
  "dwell_log_mean",
  "dwell_log_sd",
  "dwell_short_share",
  "play_ratio_mean",
  "preceding_log_mean",
  "gap_log_mean",
  "gap_log_sd",
  "gap_short_share",
  "gap_entropy",
  "hours_concentration",
  "age_days_log",
  "age_known",
  "emulator_share",
  "rooted_share",
] as const;

const VIEW = EVENT_TYPES.indexOf("view");
const LIKE = EVENT_TYPES.indexOf("like");
const FOLLOW = EVENT_TYPES.indexOf("follow");
const COMMENT = EVENT_TYPES.indexOf("comment");
const SHARE = EVENT_TYPES.indexOf("share");
const TARGET = keyColumn("target") * 2;
const DWELL = numberColumn("dwell_ms");
const PLAY = numberColumn("play_ratio");
const PRECEDING = numberColumn("preceding_events");
const REGISTERED = numberColumn("registered_at_ms");
const EMULATOR = numberColumn("emulator");
const ROOTED = numberColumn("rooted");
/** A dwell or a gap below it is no looking: Kuaishou's genuine likes have under 1 s of play in 3 to 5 % of cases. */
const SHORT_MS = 1000;
const GAP_BINS = 16;

// Places in an account's row of sums.
const N = 0;
const FIRST_MS = 1;
const LAST_MS = 2;
const LAST_DAY = 3;
const DAYS = 4;
const ENGAGED = 5;
const TYPE = 6; // like, follow, comment, share
const RETRACTED = 10;
const VIEWED_BEFORE = 11;
const LAST_VIEW = 12; // two words
const DWELLS = 14; // count, sum of logs, sum of squares, short ones
const PLAYS = 18; // count, sum
const PRECEDINGS = 20; // count, sum of logs
const GAPS = 22; // count, sum of logs, squares, short ones
const HOURS = 26; // cosine, sine
const AGE = 28; // registered at, known
const RIGS = 30; // emulator known, yes, rooted known, yes
const BINS = 34;
const WIDTH = BINS + GAP_BINS;

interface TallyState {
  readonly rows: Rows;
}

/** Sums of 50 doubles an account; grows with the accounts. Events in order of time: an earlier one makes no gap. */
export function createBehaviourTally(): BehaviourTally {
  const tally: TallyState = {
    rows: new Rows(WIDTH),
  };
  return {
    add: (actor, row) => add(tally, actor, row),
    read: (actor, out, at) => read(tally, actor, out, at),
  };
}

function add(tally: TallyState, actor: number, row: EventRow): void {
  const at = tally.rows.at(actor);
  const { values: v } = tally.rows;
  const bump = (place: number, by: number): void => {
    v[at + place] = v[at + place]! + by;
  };
  const ms = row.occurredAtMs;
  const type = row.kind & (RETRACTION_BIT - 1);
  const first = v[at + N] === 0;
  bump(N, 1);
  if (first) v[at + FIRST_MS] = ms;
  else if (ms >= v[at + LAST_MS]!) {
    const gapMs = ms - v[at + LAST_MS]!;
    const log = Math.log1p(gapMs);
    bump(GAPS, 1);
    bump(GAPS + 1, log);
    bump(GAPS + 2, log * log);
    if (gapMs < SHORT_MS) bump(GAPS + 3, 1);
    bump(BINS + Math.min(GAP_BINS - 1, Math.floor(log / 1.25)), 1);
  }
  v[at + LAST_MS] = Math.max(v[at + LAST_MS]!, ms);
  const day = Math.floor(ms / DAY_MS) + 1;
  if (day > v[at + LAST_DAY]!) {
    v[at + LAST_DAY] = day;
    bump(DAYS, 1);
  }
  const angle = ((ms % DAY_MS) / DAY_MS) * 2 * Math.PI;
  bump(HOURS, Math.cos(angle));
  bump(HOURS + 1, Math.sin(angle));
  if ((row.kind & RETRACTION_BIT) !== 0) bump(RETRACTED, 1);
  else if (type === VIEW) {
    v[at + LAST_VIEW] = row.hash[TARGET]!;
    v[at + LAST_VIEW + 1] = row.hash[TARGET + 1]!;
  } else {
    bump(ENGAGED, 1);
    if (type === LIKE) bump(TYPE, 1);
    else if (type === FOLLOW) bump(TYPE + 1, 1);
    else if (type === COMMENT) bump(TYPE + 2, 1);
    else if (type === SHARE) bump(TYPE + 3, 1);
    if (v[at + LAST_VIEW] === row.hash[TARGET] && v[at + LAST_VIEW + 1] === row.hash[TARGET + 1]) {
      bump(VIEWED_BEFORE, 1);
    }
  }
  const dwell = row.num[DWELL]!;
  if (!Number.isNaN(dwell)) {
    const log = Math.log1p(dwell);
    bump(DWELLS, 1);
    bump(DWELLS + 1, log);
    bump(DWELLS + 2, log * log);
    if (dwell < SHORT_MS) bump(DWELLS + 3, 1);
  }
  if (!Number.isNaN(row.num[PLAY]!)) {
    bump(PLAYS, 1);
    bump(PLAYS + 1, row.num[PLAY]!);
  }
  if (!Number.isNaN(row.num[PRECEDING]!)) {
    bump(PRECEDINGS, 1);
    bump(PRECEDINGS + 1, Math.log1p(row.num[PRECEDING]!));
  }
  if (v[at + AGE + 1] === 0 && !Number.isNaN(row.num[REGISTERED]!)) {
    v[at + AGE] = row.num[REGISTERED]!;
    v[at + AGE + 1] = 1;
  }
  if (!Number.isNaN(row.num[EMULATOR]!)) {
    bump(RIGS, 1);
    bump(RIGS + 1, row.num[EMULATOR]!);
  }
  if (!Number.isNaN(row.num[ROOTED]!)) {
    bump(RIGS + 2, 1);
    bump(RIGS + 3, row.num[ROOTED]!);
  }
}

function read(tally: TallyState, actor: number, out: Float32Array, at: number): void {
  const from = tally.rows.at(actor);
  const { values } = tally.rows;
  const v = (place: number): number => values[from + place]!;
  const share = (part: number, all: number): number => (all > 0 ? part / all : Number.NaN);
  const deviation = (place: number): number =>
    v(place) < 2
      ? Number.NaN
      : Math.sqrt(Math.max(0, v(place + 2) / v(place) - (v(place + 1) / v(place)) ** 2));
  const n = v(N);
  const list = [
    Math.log1p(n),
    v(DAYS),
    Math.log1p(n / Math.max(1, v(DAYS))),
    share(v(ENGAGED), n),
    share(v(TYPE), v(ENGAGED)),
    share(v(TYPE + 1), v(ENGAGED)),
    share(v(TYPE + 2), v(ENGAGED)),
    share(v(TYPE + 3), v(ENGAGED)),
    share(v(RETRACTED), n),
    share(v(VIEWED_BEFORE), v(ENGAGED)),
    share(v(DWELLS), n),
    share(v(DWELLS + 1), v(DWELLS)),
    deviation(DWELLS),
    share(v(DWELLS + 3), v(DWELLS)),
    share(v(PLAYS + 1), v(PLAYS)),
    share(v(PRECEDINGS + 1), v(PRECEDINGS)),
    share(v(GAPS + 1), v(GAPS)),
    deviation(GAPS),
    share(v(GAPS + 3), v(GAPS)),
    v(GAPS) > 0 ? entropyOf(values, from + BINS, GAP_BINS, v(GAPS)) : Number.NaN,
    n > 1 ? Math.hypot(v(HOURS), v(HOURS + 1)) / n : Number.NaN,
    v(AGE + 1) === 1 ? Math.log1p(Math.max(0, (v(FIRST_MS) - v(AGE)) / DAY_MS)) : Number.NaN,
    v(AGE + 1),
    share(v(RIGS + 1), v(RIGS)),
    share(v(RIGS + 3), v(RIGS + 2)),
  ];
  out.set(list, at);
}

/** Entropy in nats of counts[from, from + length) that add up to `total`. */
export function entropyOf(counts: ArrayLike<number>, from: number, length: number, total: number): number {
  let entropy = 0;
  for (let i = from; i < from + length; i++) {
    const share = counts[i]! / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy;
}
