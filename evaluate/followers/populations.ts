import type { FeatureTable } from "../../src/learn/feature-table.ts";
import { profileFeatures } from "../../src/learn/profiles/profile-features.ts";
import { createSeeded, type Seeded } from "../../src/learn/seeded.ts";
import { drawCommunity, earnedFollower, type KnownFollower } from "./community.ts";
import { boughtFollower, drawVendor } from "./vendor.ts";

/** Classes of the shipped model, the bought one last. */
export const KINDS = ["active", "dormant", "dead", "bought"] as const;
/** Draws for one account of a kind before it is given up: a young community has nobody who was silent for a year. */
const TRIES_PER_ACCOUNT = 40;

/** Followers of one community and one vendor, by kind: at most `each` of every kind, fewer of a kind that hardly occurs. */
export function drawPopulation(seed: number, each: number) {
  const random = createSeeded(seed);
  const community = drawCommunity(random);
  const vendor = drawVendor(random);
  const earned: KnownFollower[] = [];
  const left = new Map<string, number>(KINDS.map((kind) => [kind, each]));
  for (let i = 0; i < each * TRIES_PER_ACCOUNT && [...left.values()].slice(0, 3).some((n) => n > 0); i++) {
    const one = earnedFollower(random, community, `e${i}`);
    if (left.get(one.kind)! === 0) continue;
    left.set(one.kind, left.get(one.kind)! - 1);
    earned.push(one);
  }
  const bought = Array.from({ length: each }, (_, i) => boughtFollower(random, vendor, `b${i}`));
  return { community, vendor, earned, bought };
}

/** A list of `count` followers of one community, `boughtPart` of them of a vendor. */
export function drawList(seed: number, count: number, boughtPart: number): KnownFollower[] {
  const random = createSeeded(seed);
  const community = drawCommunity(random);
  const vendor = drawVendor(random);
  const bought = Math.round(count * boughtPart);
  return Array.from({ length: count }, (_, i) =>
    i < bought ? boughtFollower(random, vendor, `b${i}`) : earnedFollower(random, community, `e${i}`),
  );
}

/** Columns of a list that come and go together in exports. */
const GROUPS: readonly (readonly string[])[] = [
  ["posts"],
  ["followers"],
  ["following"],
  ["has_picture"],
  ["has_bio"],
  ["name_digits"],
  ["age_days"],
  ["wait_days"],
  ["idle_days"],
];
/** Part of the lists without a column. */
const ABSENT_PART = 0.35;

/** Features of accounts, with columns left out list by list: an export tells some of them. */
export function featuresWithGaps(followers: readonly KnownFollower[], random: Seeded): FeatureTable {
  const table = profileFeatures(followers);
  const absent = new Set(GROUPS.flatMap((names) => (random.unit() < ABSENT_PART ? names : [])));
  if (absent.has("age_days")) absent.add("wait_days");
  if (absent.has("followers") || absent.has("following")) absent.add("following_per_follower");
  return {
    ...table,
    columns: table.columns.map((column, f) =>
      absent.has(table.names[f]!) ? column.map(() => Number.NaN) : column,
    ),
  };
}
