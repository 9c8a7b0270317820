/**
 * The shipped follower model, measured: lists of new made-up populations, and real accounts it never saw. `node evaluate/follower-model.ts` writes
 * docs/evaluation/followers.md; about a minute. Real data are read where they are there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { followerModel } from "../src/flow/accounts/follower-model.ts";
import { lookAtProfiles } from "../src/flow/accounts/follower-report.ts";
import type { Follower } from "../src/learn/batches/follower.ts";
import { profileFeatures } from "../src/learn/profiles/profile-features.ts";
import { rocAuc } from "../src/learn/ranking.ts";
import { scoreTable } from "../src/learn/score-rows.ts";
import { createSeeded } from "../src/learn/seeded.ts";
import type { FollowerShare } from "../src/nouns/follower-report.ts";
import { wilsonInterval } from "../src/statistics/wilson.ts";
import { drawCommunity } from "./followers/community.ts";
import { drawList, drawPopulation } from "./followers/populations.ts";
import { readRealLists } from "./followers/real-lists.ts";

/** For reporting only; nothing was looked at with them before. */
const SEED = 20_001;
const LISTS = 20;
const ACCOUNTS = 1_000;
const SHARES = [0, 0.1, 0.3, 0.6];
const DRAWS = 100;
/** Accounts drawn for an interval: AUC of 17,000 a hundred times would only take longer. */
const DRAWN_MAX = 3_000;

/** What a list lacks. */
const LISTS_WITHOUT: readonly (readonly [string, Partial<Follower>])[] = [
  ["every column", {}],
  ["without when they were last active", { lastActiveAtMs: Number.NaN }],
  ["without it and without registration", { lastActiveAtMs: Number.NaN, registeredAtMs: Number.NaN }],
  [
    "posts, followers and following only",
    {
      lastActiveAtMs: Number.NaN,
      registeredAtMs: Number.NaN,
      followedAtMs: Number.NaN,
      name: null,
      hasPicture: null,
      hasBio: null,
    },
  ],
];

const scoresOf = (rows: readonly Follower[]): Float64Array => {
  const { model } = followerModel();
  const all = scoreTable(model, profileFeatures(rows));
  return Float64Array.from(rows, (_, row) => all[row * model.classes.length + model.classes.length - 1]!);
};

/** AUC of the bought class with a bootstrap over accounts. */
function aucOf(scores: Float64Array, bought: readonly boolean[], seed: number): string {
  const random = createSeeded(seed);
  const auc = (rows: readonly number[]): number =>
    rocAuc(
      Float64Array.from(rows, (row) => scores[row]!),
      (i) => bought[rows[i]!]!,
    );
  const rows = [...bought.keys()];
  const drawn = Float64Array.from({ length: DRAWS }, () =>
    auc(rows.slice(0, DRAWN_MAX).map(() => random.below(rows.length))),
  )
    .filter((value) => !Number.isNaN(value))
    .sort();
  const at = (part: number): string => drawn[Math.floor(part * drawn.length)]!.toFixed(3);
  return `${auc(rows).toFixed(3)} (${at(0.025)}–${at(0.975)})`;
}

const wilson = (hits: number, n: number): string => {
  const [low, high] = wilsonInterval(hits, n);
  return `${((hits / n) * 100).toFixed(0)} % (${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)})`;
};

function simulatedRows(): string[] {
  return LISTS_WITHOUT.map(([name, lost]) => {
    const held = [0, 0, 0, 0, 0];
    const told = [0, 0, 0, 0, 0];
    const width = [0, 0, 0, 0, 0];
    let refused = 0;
    let accused = 0;
    for (let i = 0; i < LISTS; i++) {
      const list = drawList(SEED + i, ACCOUNTS, SHARES[i % SHARES.length]!);
      const { profiles } = lookAtProfiles(
        list.map((one) => ({ ...one, ...lost })),
        false,
        1,
      );
      if (profiles.outcome === "unlike") {
        refused++;
        continue;
      }
      const part = (...kinds: string[]): number =>
        list.filter(({ kind }) => kinds.includes(kind)).length / ACCOUNTS;
      const pairs: readonly (readonly [number, FollowerShare])[] = [
        [part("active"), profiles.shares[0]!],
        [part("dormant"), profiles.shares[1]!],
        [part("dead"), profiles.shares[2]!],
        [part("bought"), profiles.shares[3]!],
        [part("active", "dormant"), profiles.people],
      ];
      pairs.forEach(([truth, one], c) => {
        if (one.low <= truth + 1e-9 && truth <= one.high + 1e-9) held[c] = held[c]! + 1;
        if (one.share !== null) told[c] = told[c]! + 1;
        width[c] = width[c]! + one.high - one.low;
      });
      if (profiles.shares[3]!.low > 0) accused++;
    }
    const n = LISTS - refused;
    const cell = (c: number): string =>
      `${wilson(held[c]!, n)}; ${(width[c]! / n).toFixed(2)}; ${told[c]} of ${n}`;
    return `| ${name} | ${cell(0)} | ${cell(1)} | ${cell(2)} | ${cell(4)} | ${wilson(held[3]!, n)}; ${(width[3]! / n).toFixed(2)} | ${accused} | ${refused} |`;
  });
}

/** Every vendor of a make against every community, each left out of what was learned. */
function vendorRows(): string[] {
  const rows: { readonly make: string; readonly one: Follower }[] = [];
  const earned: Follower[] = [];
  for (let i = 0; i < LISTS; i++) {
    const { vendor, bought, earned: own } = drawPopulation(SEED + 500 + i, 120);
    for (const one of bought) rows.push({ make: vendor.make, one });
    earned.push(...own);
  }
  return ["empty", "made", "aged"].map((make) => {
    const sold = rows.filter((row) => row.make === make).map(({ one }) => one);
    const all = [...sold, ...earned];
    return `| made up: vendors that sell *${make}* accounts | ${sold.length} / ${earned.length} | ${aucOf(scoresOf(all), [...sold.map(() => true), ...earned.map(() => false)], SEED)} |`;
  });
}

function realRows(data: string) {
  const { lists, absent } = readRealLists(data);
  const ranked: string[] = [];
  const shares: string[] = [];
  for (const { name, rows } of lists) {
    const scores = scoresOf(rows);
    const groups = [...new Set(rows.map(({ group }) => group))].sort();
    const sides = new Set(rows.map(({ bought }) => bought));
    for (const group of sides.size < 2 ? [] : groups) {
      const side = rows.find((row) => row.group === group)!.bought;
      const kept = [...rows.keys()].filter((row) => rows[row]!.group === group || rows[row]!.bought !== side);
      const labels = kept.map((row) => rows[row]!.bought);
      const sold = labels.filter(Boolean).length;
      if (new Set(labels).size < 2) continue;
      ranked.push(
        `| ${name}: ${side ? "bought" : "real"} ${group} | ${sold} / ${kept.length - sold} | ${aucOf(
          Float64Array.from(kept, (row) => scores[row]!),
          labels,
          SEED,
        )} |`,
      );
    }
    for (const [what, list] of [
      ["all", rows],
      ["real only", rows.filter(({ bought }) => !bought)],
      ["bought only", rows.filter(({ bought }) => bought)],
    ] as const) {
      if (list.length < 50 || (what !== "all" && sides.size < 2)) continue;
      const { outcome, shares: own, people, strange } = lookAtProfiles(list, false, 1).profiles;
      const truth = list.filter(({ bought }) => bought).length / list.length;
      const range = ({ low, high }: FollowerShare): string => `${low.toFixed(2)}–${high.toFixed(2)}`;
      shares.push(
        `| ${name}, ${what} | ${list.length} | ${truth.toFixed(2)} | ${outcome} (${strange.toFixed(2)}) | ${range(own[3]!)} | ${range(people)} |`,
      );
    }
  }
  return { ranked, shares, absent };
}

/** How far apart made-up communities are, to say what the model was shown. */
function spread(pick: (one: ReturnType<typeof drawCommunity>) => number): string {
  const values = Array.from({ length: 400 }, (_, i) => pick(drawCommunity(createSeeded(i)))).sort(
    (a, b) => a - b,
  );
  return `${Number(values[20]!.toPrecision(2))} to ${Number(values[380]!.toPrecision(2))}`;
}

const root = new URL("..", import.meta.url);
const real = realRows(fileURLToPath(new URL("../shared/data/", root)));
const page = new URL("docs/evaluation/followers.md", root);
const before = readFileSync(page, "utf8");
const mark = "<!-- figures: node evaluate/follower-model.ts -->";
const head = before.slice(0, before.indexOf(mark));
writeFileSync(
  page,
  `${head}${mark}

## Lists of populations it never saw

${LISTS} lists of ${ACCOUNTS} followers each, every list of a community and a vendor of its own (seeds from ${SEED}), 0, 10, 30 or 60 % bought. Each cell: how often the interval holds the
truth (Wilson 95 %); its mean width; how often a share was told. Communities learned from differ as much: 90 % of them have a median of ${spread((one) => one.posts)} posts, ${spread((one) => one.following)}
followed, ${spread((one) => one.followers)} followers, and ${spread((one) => one.silent)} of silent accounts.

| the list has | active | dormant | dead | active or dormant | bought-like: interval holds it; width | lower end above 0 | refused |
|---|---|---|---|---|---|---|---|
${simulatedRows().join("\n")}

## Telling bought from earned, by vendor and community left out

The model learned from none of these. AUC of "bought-like" with a bootstrap over accounts; .5 is chance.

| of | bought / earned | AUC |
|---|---|---|
${[...vendorRows(), ...real.ranked].join("\n")}

## Shares on real accounts

No batches: profiles alone. *refused* is \`unlike\`; beside it the part that no known population explains (limit .20).

| list | accounts | truly bought | answer | bought-like | active or dormant |
|---|---|---|---|---|---|
${real.shares.join("\n")}
${real.absent.length === 0 ? "" : `\nNot there: ${real.absent.join(", ")}.\n`}`,
);
