import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { createSeeded, type Seeded, shuffle } from "../seeded.ts";
import { findBatches } from "./find-batches.ts";
import type { Follower, KnownFields } from "./follower.ts";
import { lookAtList } from "./follower-list.ts";

/** Whether a bought batch would have been seen in this list, tried on it. */
export interface ListPower {
  /** Tries of each kind below. */
  readonly tries: number;
  /**
   * Of these, seen at 5 %: batches of the usual make (registered in one night, delivered within a day, names of one maker, empty profiles) and of
   * the careful one (registered over a week, delivered over a week a month later, names and profiles of the list's own people).
   */
  readonly usualSeen: number;
  readonly carefulSeen: number;
  /** Smallest part tried of which at least five of six batches of the usual make were seen; null: none. */
  readonly usualFrom: number | null;
  /** The same of the careful make, at least three of six. */
  readonly carefulFrom: number | null;
}

const TRIES = 6;
const USUAL_MIN = 5;
const CAREFUL_MIN = 3;
/** A list is called clean only where this part would have been seen. */
export const ASKED_PART = 0.05;
const LARGER_PARTS = [0.1, 0.2, 0.4];
/** Rows that the tries are made on: fewer than the list has make the answer too modest, never too bold. */
const ROWS_MAX = 2_000;

/**
 * Plants batches into `rows` (without what was found in them) and looks again. Deterministic by seed. Twelve to fifty looks at 2,000 accounts, one
 * to five seconds.
 */
export function listPower(rows: readonly Follower[], known: KnownFields, seed: number): ListPower {
  const random = createSeeded(seed);
  const order = Int32Array.from(rows.keys());
  shuffle(order, random);
  const sample = Array.from(order.subarray(0, ROWS_MAX), (row) => rows[row]!);
  const seen = (part: number, careful: boolean): number => {
    let count = 0;
    for (let turn = 0; turn < TRIES; turn++) if (isSeen(sample, known, part, careful, random)) count++;
    return count;
  };
  const usualSeen = seen(ASKED_PART, false);
  const carefulSeen = seen(ASKED_PART, true);
  const from = (atAsked: number, least: number, careful: boolean): number | null =>
    atAsked >= least ? ASKED_PART : (LARGER_PARTS.find((part) => seen(part, careful) >= least) ?? null);
  return {
    tries: TRIES,
    usualSeen,
    carefulSeen,
    usualFrom: from(usualSeen, USUAL_MIN, false),
    carefulFrom: from(carefulSeen, CAREFUL_MIN, true),
  };
}

function isSeen(
  sample: readonly Follower[],
  known: KnownFields,
  part: number,
  careful: boolean,
  random: Seeded,
): boolean {
  const count = Math.ceil((part / (1 - part)) * sample.length);
  const list = lookAtList([...sample, ...plant(sample, known, count, careful, random)]);
  const held = new Float64Array(list.rows.length);
  for (const { size } of findBatches(list, null, false)) {
    size?.probability.forEach((probability, row) => {
      held[row] = held[row]! + probability;
    });
  }
  let found = 0;
  for (let row = sample.length; row < held.length; row++) found += held[row]!;
  return found >= count / 2;
}

function plant(
  sample: readonly Follower[],
  known: KnownFields,
  count: number,
  careful: boolean,
  random: Seeded,
): readonly Follower[] {
  const between = (times: Float64Array): number => {
    const sorted = times.filter((at) => !Number.isNaN(at)).sort();
    return sorted[Math.floor((0.1 + 0.8 * random.unit()) * sorted.length)] ?? Number.NaN;
  };
  const followedAt = between(Float64Array.from(sample, (row) => row.followedAtMs));
  const registeredAt = Math.min(
    between(Float64Array.from(sample, (row) => row.registeredAtMs)),
    Number.isNaN(followedAt) ? Number.POSITIVE_INFINITY : followedAt - 30 * DAY_MS,
  );
  const maker = Array.from({ length: 5 }, () => String.fromCharCode(97 + random.below(26))).join("");
  return Array.from({ length: count }, (_, at) => {
    const like = sample[random.below(sample.length)]!;
    const registeredMs = registeredAt + random.unit() * (careful ? 7 * DAY_MS : 8 * HOUR_MS);
    const followedMs = followedAt + random.unit() * (careful ? 7 : 1) * DAY_MS;
    const looks = careful || !known.profiles ? like : emptied(like, random);
    return {
      ...looks,
      id: `planted ${at}`,
      registeredAtMs: known.registered ? registeredMs : Number.NaN,
      followedAtMs: known.followed ? followedMs : Number.NaN,
      name: !known.names ? null : careful ? like.name : `${maker}${1000 + random.below(9000)}`,
    };
  });
}

/** What the list tells of `like`, empty but for one in twenty. */
function emptied(like: Follower, random: Seeded): Follower {
  if (random.below(20) === 0) return like;
  const none = (value: number): number => (Number.isNaN(value) ? value : 0);
  return {
    ...like,
    posts: none(like.posts),
    followers: none(like.followers),
    hasPicture: like.hasPicture === null ? null : false,
    hasBio: like.hasBio === null ? null : false,
  };
}
