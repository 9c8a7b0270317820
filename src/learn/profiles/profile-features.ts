import { DAY_MS } from "../../nouns/durations.ts";
import type { Follower } from "../batches/follower.ts";
import type { FeatureTable } from "../feature-table.ts";

/** What the shipped follower model reads, in its order. NaN = the list does not tell. */
export const PROFILE_FEATURES = [
  "posts",
  "followers",
  "following",
  "following_per_follower",
  "has_picture",
  "has_bio",
  "name_digits",
  "age_days",
  "wait_days",
  "idle_days",
] as const;

/** The columns of a follower list behind each feature: without all of them it is missing. */
export const PROFILE_FEATURE_FIELDS: Readonly<
  Record<(typeof PROFILE_FEATURES)[number], readonly (keyof Follower)[]>
> = {
  posts: ["posts"],
  followers: ["followers"],
  following: ["following"],
  following_per_follower: ["following", "followers"],
  has_picture: ["hasPicture"],
  has_bio: ["hasBio"],
  name_digits: ["name"],
  age_days: ["registeredAtMs"],
  wait_days: ["registeredAtMs", "followedAtMs"],
  idle_days: ["lastActiveAtMs"],
};

/**
 * A follower list → the features of each account's profile, as of the newest time in the list. Counts are left as they are: trees ask only for their
 * order. `wait_days`: from registration to following; `idle_days`: since the account last did anything that the list shows. O(rows).
 */
export function profileFeatures(followers: readonly Follower[]): FeatureTable {
  let asOfMs = Number.NEGATIVE_INFINITY;
  for (const { registeredAtMs, followedAtMs, lastActiveAtMs } of followers) {
    for (const ms of [registeredAtMs, followedAtMs, lastActiveAtMs]) if (ms > asOfMs) asOfMs = ms;
  }
  const flag = (has: boolean | null): number => (has === null ? Number.NaN : has ? 1 : 0);
  const column = (read: (one: Follower) => number): Float32Array => Float32Array.from(followers, read);
  return {
    names: PROFILE_FEATURES,
    rowCount: followers.length,
    columns: [
      column((one) => one.posts),
      column((one) => one.followers),
      column((one) => one.following),
      column((one) => one.following / (one.followers + 1)),
      column((one) => flag(one.hasPicture)),
      column((one) => flag(one.hasBio)),
      column((one) => digitsOf(one.name)),
      column((one) => (asOfMs - one.registeredAtMs) / DAY_MS),
      column((one) => Math.max(0, (one.followedAtMs - one.registeredAtMs) / DAY_MS)),
      column((one) => (asOfMs - one.lastActiveAtMs) / DAY_MS),
    ],
  };
}

/** Digits in a name; NaN where there is none. */
function digitsOf(name: string | null): number {
  if (name === null || name === "") return Number.NaN;
  return (name.match(/\p{Nd}/gu) ?? []).length;
}
