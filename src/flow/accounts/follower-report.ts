import { FOLLOWERS_MIN } from "../../learn/batches/batch-limits.ts";
import type { FoundBatch } from "../../learn/batches/find-batches.ts";
import type { Follower } from "../../learn/batches/follower.ts";
import { judgeFollowers } from "../../learn/batches/judge-followers.ts";
import { isCounted } from "../../learn/batches/share-interval.ts";
import { PROFILE_FEATURE_FIELDS, profileFeatures } from "../../learn/profiles/profile-features.ts";
import { type PartShare, profileShares } from "../../learn/profiles/profile-shares.ts";
import type {
  FollowerBatch,
  FollowerLook,
  FollowerReport,
  FollowerShare,
  ProfileReport,
} from "../../nouns/follower-report.ts";
import { followerModel } from "./follower-model.ts";

export interface JudgedFollowers {
  readonly report: FollowerReport;
  /** By account: of belonging to a batch that was made and delivered as one. */
  readonly probability: Float64Array;
  /** By account: what its profile looks like; null where that is not clear. Nobody is called bought by a profile alone. */
  readonly looks: readonly (Exclude<FollowerLook, "bought_like"> | null)[];
}

/** Accounts at or above are said to be of a batch. */
const NAMED = 0.9;
/** Columns of profiles of which most accounts must tell at least so many. */
const PROFILE_COLUMNS = ["posts", "followers", "following", "has_picture", "has_bio"] as const;
const PROFILE_COLUMNS_MIN = 2;
const KNOWN_PART = 0.5;
/** An interval wider than this says nothing: half of all there could be. */
const WIDTH_MAX = 0.5;
/**
 * More accounts than this that no known population explains: the list is of another kind. One in five made-up lists with every column is refused by it, hardly any
 * with fewer, and all four real data sets (docs/evaluation/followers.md).
 */
const STRANGE_MAX = 0.2;
/** A look is told of an account from this probability on. */
const LOOK_MIN = 0.5;
const LOOKS: readonly FollowerLook[] = ["active", "dormant", "dead", "bought_like"];

/**
 * A follower list → batches in it, and what its profiles look like by the shipped model. The share of bought accounts rests on batches alone. Profiles that look
 * bought are one kind of evidence: without a batch they give an upper end only, since an abandoned account looks the same. Deterministic by seed.
 * About 1 s for 5,000 accounts, and as much again to try what would have been seen.
 */
export function reportFollowers(
  followers: readonly Follower[],
  options: { readonly reference?: readonly Follower[]; readonly seed: number },
): JudgedFollowers {
  const answer = judgeFollowers(followers, options);
  const { probability } = answer;
  const counted = answer.batches.some(isCounted);
  const { profiles, looks } = lookAtProfiles(followers, counted, options.seed);
  const { power } = answer;
  const report: FollowerReport = {
    accounts: answer.accounts,
    outcome: answer.outcome,
    share: answer.share,
    low: answer.low,
    high: answer.high,
    named: probability.reduce((sum, p) => sum + (p >= NAMED ? 1 : 0), 0),
    known: answer.known,
    power:
      power === null
        ? null
        : {
            tries: power.tries,
            usual_seen: power.usualSeen,
            careful_seen: power.carefulSeen,
            usual_from: power.usualFrom,
            careful_from: power.carefulFrom,
          },
    batches: answer.batches.map(batchOf),
    profiles,
    accounts_min: FOLLOWERS_MIN,
  };
  return { report, probability, looks };
}

/** What the shipped model says of profiles; `counted`: batches were found, so that a second kind of evidence speaks. Deterministic by seed. */
export function lookAtProfiles(followers: readonly Follower[], counted: boolean, seed: number) {
  const table = profileFeatures(followers);
  const told = (name: string): boolean => {
    const column = table.columns[table.names.indexOf(name)]!;
    return (
      column.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) >= KNOWN_PART * followers.length
    );
  };
  const missing = [...PROFILE_COLUMNS, "idle_days" as const].filter((name) => !told(name));
  const known = PROFILE_COLUMNS.filter((name) => !missing.includes(name));
  const nothing: FollowerShare = { share: null, low: 0, high: 1 };
  const none = followers.map(() => null);
  const untold = (outcome: ProfileReport["outcome"], strange: number): ProfileReport => ({
    outcome,
    shares: LOOKS.map((look) => ({ look, ...nothing })),
    people: nothing,
    strange,
    missing: missing.flatMap((name) => PROFILE_FEATURE_FIELDS[name]),
  });
  if (followers.length < FOLLOWERS_MIN || known.length < PROFILE_COLUMNS_MIN)
    return { profiles: untold("no_profile", 0), looks: none };
  const { model, reference } = followerModel();
  const classes = model.classes.length;
  const { shares, unions, strange, probabilities } = profileShares(table, model, reference, [[0, 1]], seed);
  if (strange > STRANGE_MAX) return { profiles: untold("unlike", strange), looks: none };
  const bought = classes - 1;
  const said = shares.map((one, c) => ({
    look: LOOKS[c]!,
    // One kind of evidence accuses nobody: abandoned accounts look the same.
    ...clear(c === bought && !counted ? { ...one, low: 0 } : one, c !== bought || counted),
  }));
  const people = clear(counted ? unions[0]! : { ...unions[0]!, high: 1 }, true);
  const profiles: ProfileReport = {
    ...untold("told", strange),
    outcome: [...said, people].every(({ share, high }) => share === null && high > WIDTH_MAX)
      ? "too_wide"
      : "told",
    shares: said,
    people,
  };
  const looks = followers.map((_, row) => {
    for (let c = 0; c < bought; c++) {
      if (probabilities[row * classes + c]! >= LOOK_MIN)
        return LOOKS[c] as Exclude<FollowerLook, "bought_like">;
    }
    return null;
  });
  return { profiles, looks };
}

/** A share is told where its interval is narrow enough to say something. */
function clear({ share, low, high }: PartShare, tellable: boolean): FollowerShare {
  return { share: tellable && high - low <= WIDTH_MAX ? share : null, low, high };
}

function batchOf(found: FoundBatch): FollowerBatch {
  const { batch, weight, size, excess } = found;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { arrived, nameMarks, profile } = weight;
  return {
    counted: size !== null,
    noticed_by: batch.seed,
    from: batch.burst === null ? null : new Date(batch.burst.fromMs).toISOString(),
    to: batch.burst === null ? null : new Date(batch.burst.toMs).toISOString(),
    accounts: size?.count ?? excess,
    probability: weight.probability,
    evidence_nats: {
      registered: weight.registered,
      followed: weight.followed,
      names: weight.names,
      profiles: weight.profiles,
    },
    registered_within_ms: finite(weight.registeredWithinMs),
    arrived:
      arrived === null
        ? null
        : { part: arrived.part, width_ms: arrived.widthMs, stretches: arrived.starts.length },
    name_part: nameMarks === null ? null : nameMarks.part,
    name_stems: nameMarks?.stems ?? [],
    name_shapes: nameMarks?.shapes ?? [],
    random_letters: nameMarks?.scrambled ?? false,
    empty_part: finite(profile?.emptyPart ?? Number.NaN),
  };
}
