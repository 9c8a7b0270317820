/**
 * Earned followers of a made-up account, drawn from published marginals of whole platforms. No row of any data set is in it. Every community has marginals of
 * its own, drawn from wide ranges around what was published, because communities differ far more than accounts of one community do by chance.
 *
 * Sources: Twopcharts, April 2014 (974 million Twitter accounts: 44 % never wrote, 30 % wrote 1 to 10 times, 13 % at least 100; of those who wrote, 23 % in the
 * last 30 days and 43 % more than a year ago; 40 % without a follower; 47 % with a picture, 24 % with a text). Pew Research Center, "Sizing up Twitter
 * users", April 2019 (active US adults: median of the lower 90 % 2 posts a month, 74 followed, 19 followers; of the top 10 % 138, 456 and 387).
 */
import type { Follower } from "../../src/learn/batches/follower.ts";
import type { Seeded } from "../../src/learn/seeded.ts";

export const DAY_MS = 86_400_000;
/** When every made-up list was exported. */
export const EXPORTED_MS = Date.UTC(2026, 9, 1);

/** active: did something within 30 days (DOMAIN: 30-day activity). dead: nothing for a year. dormant: between. */
export type EarnedState = "active" | "dormant" | "dead";

/** A follower of a known kind. */
export interface KnownFollower extends Follower {
  readonly kind: EarnedState | "bought";
}

export const between = (random: Seeded, low: number, high: number): number =>
  low + (high - low) * random.unit();
/** Even on a logarithmic scale. */
export const betweenLog = (random: Seeded, low: number, high: number): number =>
  low * (high / low) ** random.unit();
export const logNormal = (random: Seeded, median: number, sigma: number): number =>
  median * Math.exp(sigma * random.normal());
export const exponential = (random: Seeded, mean: number): number => -mean * Math.log(1 - random.unit());

/** What a name ends in: a few digits, or the many of a platform's default name. */
export function nameWith(random: Seeded, digits: number): string {
  let name = "n";
  for (let i = 0; i < digits; i++) name += random.below(10);
  return name;
}

/** How a platform's accounts and an owner's followers are, in one community. */
export function drawCommunity(random: Seeded) {
  const newcomers = between(random, 0.02, 0.3);
  return {
    /** Accounts that never posted, and what they follow and are followed by. */
    silent: between(random, 0.04, 0.6),
    silentFollowing: betweenLog(random, 3, 400),
    silentFollowers: betweenLog(random, 0.7, 60),
    posts: betweenLog(random, 5, 400),
    postsSigma: between(random, 1.2, 2.3),
    following: betweenLog(random, 5, 900),
    followers: betweenLog(random, 2, 500),
    sigma: between(random, 0.9, 2.2),
    /** Accounts that follow thousands and hope to be followed back, up to what the platform allows. */
    collectors: between(random, 0.005, 0.1),
    followedMost: [2_000, 5_000, 7_500, 10_000][random.below(4)]!,
    picture: between(random, 0.7, 1),
    silentPicture: between(random, 0.2, 1),
    bio: between(random, 0.25, 0.85),
    silentBio: between(random, 0.03, 0.4),
    digits: between(random, 0.08, 0.5),
    defaultNames: between(random, 0, 0.3),
    openedDaysAgo: 365 * betweenLog(random, 2.5, 14),
    growth: between(random, 0.5, 1),
    listDays: betweenLog(random, 60, 1_500),
    newcomers,
    /** Of those who post, so many did within 30 days; how long the others have been silent follows a power law. */
    activeNow: between(random, 0.23, 0.85),
    idleTail: between(random, 0.35, 1.1),
    /** Of those who never post, so many look at the app within 30 days; a list does not show it. */
    silentActive: between(random, 0.2, 0.7),
  };
}
export type Community = ReturnType<typeof drawCommunity>;

/** One earned follower. */
export function earnedFollower(random: Seeded, of: Community, id: string): KnownFollower {
  const followedDaysAgo = of.listDays * random.unit();
  const isNew = random.unit() < of.newcomers;
  const older = Math.max(1, of.openedDaysAgo - followedDaysAgo);
  const waitDays = isNew ? Math.min(3, exponential(random, 0.3)) : older * (1 - random.unit() ** of.growth);
  const ageDays = followedDaysAgo + waitDays;
  const silent = random.unit() < Math.min(0.9, of.silent * (isNew ? 1.6 : 1));
  const state = drawIdle(random, silent ? of.silentActive : of.activeNow, of.idleTail, ageDays);
  const lived = Math.min(1.6, ((ageDays - state.idleDays + 10) / 500) ** 0.5);
  const collector = random.unit() < of.collectors;
  const followed = collector
    ? between(random, 1_000, of.followedMost)
    : logNormal(random, silent ? of.silentFollowing : of.following * lived, of.sigma);
  const followers = collector
    ? followed * between(random, 0.05, 0.9)
    : logNormal(random, silent ? of.silentFollowers : of.followers * lived, of.sigma) - 0.5;
  const posts = silent ? 0 : 1 + Math.floor(logNormal(random, of.posts * lived, of.postsSigma));
  const name = random.unit();
  const digits =
    name < of.defaultNames
      ? 5 + random.below(7)
      : name < of.defaultNames + of.digits
        ? 1 + random.below(4)
        : 0;
  return {
    id,
    kind: state.state,
    registeredAtMs: EXPORTED_MS - ageDays * DAY_MS,
    followedAtMs: EXPORTED_MS - followedDaysAgo * DAY_MS,
    lastActiveAtMs: silent ? Number.NaN : EXPORTED_MS - state.idleDays * DAY_MS,
    name: nameWith(random, digits),
    posts,
    followers: Math.max(0, Math.floor(followers)),
    following: Math.min(of.followedMost, 1 + Math.floor(followed)),
    hasPicture: random.unit() < (silent ? of.silentPicture : of.picture),
    hasBio: random.unit() < (silent ? of.silentBio : of.bio),
  };
}

/** Days since the account last did anything, and what it is called for it. Nobody is idle for longer than there was an account. */
function drawIdle(random: Seeded, activeNow: number, tail: number, ageDays: number) {
  const drawn =
    random.unit() < activeNow ? exponential(random, 7) % 30 : 30 * (1 - random.unit()) ** (-1 / tail);
  const idleDays = Math.min(drawn, ageDays);
  const state: EarnedState = idleDays < 30 ? "active" : idleDays < 365 ? "dormant" : "dead";
  return { idleDays, state };
}
