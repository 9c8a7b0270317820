import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { type Follower, type KnownFields, knownFields } from "./follower.ts";
import { type NameMarks, nameMarks } from "./name-marks.ts";
import { type CourseBursts, courseOf, findBursts } from "./time-course.ts";

/** A list as it is looked at: its times as columns, the marks of its names, its courses and their bursts. */
export interface FollowerList {
  readonly rows: readonly Follower[];
  readonly known: KnownFields;
  readonly registered: Float64Array;
  readonly followed: Float64Array;
  /** Null where no name is told. */
  readonly marks: readonly (NameMarks | null)[];
  readonly asOfMs: number;
  readonly registrations: CourseBursts | null;
  readonly arrivals: CourseBursts | null;
}

/** A seller registers in nights or days, a region joins within days or weeks. */
const REGISTRATION_LENGTHS = [1, 2, 3, 5, 8, 14, 30].map((days) => days * DAY_MS);
/** The pace of a platform's growth changes over seasons. */
const REGISTRATION_REACH_MS = 120 * DAY_MS;
/** Before the first account of a list, others could have been registered: a list of one night has a course all the same. */
const REGISTRATION_BEFORE_MS = 400 * DAY_MS;
const ARRIVAL_LENGTHS = [1, 3, 6, 12, 24, 48, 96, 168].map((hours) => hours * HOUR_MS);
const ARRIVAL_REACH_MS = 30 * DAY_MS;
/** Bins of an arrival course by its span: fine where it is short, so that a run stays under some 4,000 bins. */
const HOURLY_SPAN_MS = 150 * DAY_MS;
const QUARTER_SPAN_MS = 900 * DAY_MS;

/** Rows → the list as it is looked at. O(n + lengths × bins × bursts). */
export function lookAtList(rows: readonly Follower[]): FollowerList {
  const known = knownFields(rows);
  const registered = Float64Array.from(rows, (row) => row.registeredAtMs);
  const followed = Float64Array.from(rows, (row) => row.followedAtMs);
  return {
    rows,
    known,
    registered,
    followed,
    marks: rows.map(({ name }) => (name === null || name === "" ? null : nameMarks(name))),
    asOfMs: newest(followed, newest(registered, Number.NEGATIVE_INFINITY)),
    registrations: known.registered
      ? findBursts(courseOf(registered, DAY_MS, REGISTRATION_BEFORE_MS), {
          lengthsMs: REGISTRATION_LENGTHS,
          reachMs: REGISTRATION_REACH_MS,
          daily: false,
        })
      : null,
    arrivals: known.followed
      ? findBursts(courseOf(followed, arrivalBinMs(followed)), {
          lengthsMs: ARRIVAL_LENGTHS,
          reachMs: ARRIVAL_REACH_MS,
          daily: true,
        })
      : null,
  };
}

function newest(times: Float64Array, least: number): number {
  let last = least;
  for (const at of times) if (at > last) last = at;
  return last;
}

function arrivalBinMs(times: Float64Array): number {
  const known = times.filter((at) => !Number.isNaN(at)).sort();
  // Nine of ten: one stray date must not coarsen the rest.
  const span = (known[Math.floor(known.length * 0.95)] ?? 0) - (known[Math.floor(known.length * 0.05)] ?? 0);
  return span <= HOURLY_SPAN_MS ? HOUR_MS : span <= QUARTER_SPAN_MS ? 6 * HOUR_MS : DAY_MS;
}
