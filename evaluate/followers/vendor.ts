/**
 * Bought followers of a made-up vendor, after what was published on bought ones: Barracuda Labs, "The Twitter underground economy", August 2012 (72,212 bought
 * accounts: 61 % under three months, on average 19 weeks old; 1,799 followed on average, 55 % about 2,000); De Micheli and Stroppa on Instagram, 2015
 * (20,000 bought accounts: over 40 followed for each follower; better ones post up to six pictures). Sellers name tiers that differ by pictures, posts and age
 * (any price list). No row of any data set is in it.
 */
import type { Seeded } from "../../src/learn/seeded.ts";
import {
  between,
  betweenLog,
  DAY_MS,
  EXPORTED_MS,
  exponential,
  type KnownFollower,
  logNormal,
  nameWith,
} from "./community.ts";

/** empty: made at once and left. made: with a picture, a text and some posts. aged: years old, reposting, or taken over. */
type Make = "empty" | "made" | "aged";

export function drawVendor(random: Seeded) {
  const make: Make = (["empty", "made", "aged"] as const)[random.below(3)]!;
  const empty = make === "empty";
  return {
    make,
    ageDays: empty
      ? betweenLog(random, 8, 200)
      : make === "made"
        ? betweenLog(random, 40, 500)
        : betweenLog(random, 300, 3_000),
    ageSigma: between(random, 0.1, 0.9),
    following: betweenLog(random, 30, 3_000),
    followingSigma: between(random, 0.15, 1),
    followingPerFollower: empty ? betweenLog(random, 8, 200) : betweenLog(random, 2, 60),
    followersSigma: between(random, 0.5, 1.3),
    posts: empty ? 0 : make === "made" ? betweenLog(random, 1.5, 20) : betweenLog(random, 10, 1_000),
    postsSigma: make === "aged" ? between(random, 0.8, 1.6) : between(random, 0.4, 1),
    somePosts: empty ? between(random, 0.02, 0.4) : 1,
    picture: empty ? between(random, 0.02, 0.5) : between(random, 0.75, 1),
    bio: empty ? between(random, 0, 0.1) : between(random, 0.05, 0.8),
    digits: random.unit() < 0.3 ? between(random, 0, 0.2) : between(random, 0.3, 1),
    digitsLong: 3 + random.below(6),
    /** Part that keeps posting by machine. */
    posting: empty ? 0 : between(random, 0, 0.8),
    deliveredDaysAgo: betweenLog(random, 1, 500),
    deliveryDays: betweenLog(random, 0.2, 40),
  };
}
export type Vendor = ReturnType<typeof drawVendor>;

/** One follower of a vendor's. */
export function boughtFollower(random: Seeded, of: Vendor, id: string): KnownFollower {
  const followedDaysAgo = Math.max(0, of.deliveredDaysAgo - of.deliveryDays * random.unit());
  const waitDays = logNormal(random, of.ageDays, of.ageSigma);
  const ageDays = followedDaysAgo + waitDays;
  const following = 1 + logNormal(random, of.following, of.followingSigma);
  const followers = logNormal(random, following / of.followingPerFollower, of.followersSigma);
  const wrote = random.unit() < of.somePosts;
  const posts =
    of.make === "empty"
      ? wrote
        ? 1 + random.below(3)
        : 0
      : Math.floor(logNormal(random, of.posts, of.postsSigma));
  const idleDays =
    random.unit() < of.posting ? exponential(random, 6) : followedDaysAgo + waitDays * random.unit();
  return {
    id,
    kind: "bought",
    registeredAtMs: EXPORTED_MS - ageDays * DAY_MS,
    followedAtMs: EXPORTED_MS - followedDaysAgo * DAY_MS,
    lastActiveAtMs: posts === 0 ? Number.NaN : EXPORTED_MS - Math.min(ageDays, idleDays) * DAY_MS,
    name: nameWith(
      random,
      random.unit() < of.digits ? Math.max(1, of.digitsLong - random.below(3)) : random.below(2),
    ),
    posts,
    followers: Math.floor(followers),
    following: Math.floor(following),
    hasPicture: random.unit() < of.picture,
    hasBio: random.unit() < of.bio,
  };
}
