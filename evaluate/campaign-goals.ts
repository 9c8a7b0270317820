import { wilsonInterval } from "../src/statistics/wilson.ts";
import { type AdversaryCost, adversaryCost } from "./campaign-cost.ts";
import { FIELDS, type Fields } from "./campaign-day.ts";
import type { Delay } from "./campaign-delay.ts";
import type { CampaignScore, Share } from "./campaign-score.ts";
import { pool, poolCounts } from "./campaign-score.ts";
import type { BothScores, CampaignResults } from "./campaigns.ts";
import type { GoalFigure, GoalRow } from "./goal-figure.ts";
import { count, decimals, meanOf, percent, share } from "./report-format.ts";

export interface Goal {
  readonly name: string;
  /** Where it stands among all goals; null: it is told with the campaigns only. */
  readonly row: GoalRow | null;
  /** Where it rests on one seed alone. */
  readonly seed?: number;
  readonly value: number;
  /** 95 % interval; null where there is none. */
  readonly interval: readonly [low: number, high: number] | null;
  /** The figure as printed, with its interval. */
  readonly shown: string;
  /** Best figure known before, from the literature or a prototype. */
  readonly known: string;
  readonly goal: number | null;
  readonly better: "lower" | "higher";
  readonly unit: "decimal" | "percent" | "plain";
}

/** Results by seed of the cells that `picks`, accounts pooled over the cells of a seed. */
export function pooledF1(
  results: CampaignResults,
  fields: Fields,
  picks: (cell: CampaignResults["grid"][number]["cell"]) => boolean,
): readonly number[] {
  const { grid, plan } = results;
  const cells = grid.filter(({ cell }) => picks(cell));
  const perSeed = cells.length / plan.seeds.length;
  return plan.seeds.map((_, s) => {
    const own = bySeed(grid, plan.seeds.length, s).filter(({ cell }) => picks(cell));
    if (own.length !== perSeed) throw new Error("the grid's results do not stand in order of their seeds");
    return f1Of(own.map(({ scores }) => scores[fields]));
  });
}

export function bySeed<T>(list: readonly T[], seeds: number, seed: number): readonly T[] {
  const each = list.length / seeds;
  return list.slice(seed * each, (seed + 1) * each);
}

export function f1Of(scores: readonly CampaignScore[]): number {
  const sum = (pick: (score: CampaignScore) => number): number =>
    scores.reduce((all, own) => all + pick(own), 0);
  return (2 * sum((s) => s.truePositives)) / sum((s) => s.flagged + s.delivered);
}

/** Pools found within `orders` orders. */
export function foundWithin(delays: readonly Delay[], orders: number): Share {
  return {
    hits: delays.filter(({ found }) => found !== null && found.orders <= orders).length,
    of: delays.length,
  };
}

/** Every score of all pools there are, for what sellers would choose among. */
export function costOf(results: CampaignResults, fields: Fields): AdversaryCost {
  const pick = (both: BothScores) => both[fields].pools;
  return adversaryCost([
    ...results.grid.flatMap(({ scores }) => pick(scores)),
    ...results.firstOrders.flatMap(({ scores }) => scores.flatMap(pick)),
    ...results.unseen.flatMap(({ scores }) => scores.flatMap(pick)),
  ]);
}

/** Honest accounts of a set flagged, over ordinary days and attack-free ones. */
export function flaggedOf(results: CampaignResults, fields: Fields, set: string): Share {
  const scores = [...results.days, ...results.honest.flatMap((day) => day.scores)];
  return pool(
    scores.flatMap((both) => {
      if (set === "all") return [both[fields].honestAccounts];
      const own = [...both[fields].sets].find(([name]) => name === set);
      return own === undefined ? [] : [own[1]];
    }),
  );
}

/** Results → the goals of the project, each beside what was measured. */
export function goals(results: CampaignResults): readonly Goal[] {
  const list: Goal[] = [];
  // The row that what follows belongs to.
  let row: GoalRow | null = null;
  const overSeeds = (
    name: string,
    values: readonly number[],
    known: string,
    goal: number | null,
    better: Goal["better"] = "higher",
  ): void => {
    const mean = meanOf(values);
    list.push({
      name,
      row,
      value: mean.mean,
      interval:
        mean.n < 2 ? null : [Math.max(0, mean.low), better === "higher" ? Math.min(1, mean.high) : mean.high],
      shown: decimals(mean, 3, better === "higher"),
      known,
      goal,
      better,
      unit: "decimal",
    });
  };
  const ofShare = (
    name: string,
    { hits, of }: Share,
    known: string,
    goal: number | null,
    better: Goal["better"],
  ): void => {
    list.push({
      name,
      row,
      value: hits / of,
      interval: wilsonInterval(hits, of),
      shown: `${share(hits, of)} of ${count(of)}`,
      known,
      goal,
      better,
      unit: "percent",
    });
  };
  const plain = (
    name: string,
    value: number,
    shown: string,
    known: string,
    goal: number | null,
    better: Goal["better"],
  ): void => {
    list.push({
      name,
      row,
      ...(row === "million" || row === "tenMillion" ? { seed: results.scales[0]!.seed } : {}),
      value,
      interval: null,
      shown,
      known,
      goal,
      better,
      unit: "plain",
    });
  };
  row = "within24h";
  for (const fields of FIELDS) {
    overSeeds(
      `account F1, delivery up to 24 h, camouflage 1:1, ${fields}`,
      pooledF1(results, fields, ({ speed, camouflage }) => speed !== "96 h" && camouflage === 1),
      ".984; .53 open batch methods",
      0.985,
    );
  }
  row = "drip";
  for (const fields of FIELDS) {
    overSeeds(
      `account F1, dripped over 96 h, ${fields}`,
      pooledF1(results, fields, ({ speed }) => speed === "96 h"),
      ".71; .37; .24",
      fields === "graph only" ? 0.8 : 0.9,
    );
  }
  row = null;
  for (const fields of FIELDS)
    overSeeds(
      `account F1, ordinary day of all families, ${fields}`,
      results.days.map((both) => both[fields].f1),
      "",
      null,
    );
  for (const fields of FIELDS)
    overSeeds(
      `event PR-AUC, ordinary day, ${fields}`,
      results.days.map((both) => both[fields].eventPrAuc),
      "",
      null,
    );
  row = "million";
  const million = results.scales[0];
  const ten = results.scales.find(({ events }) => events > 5_000_000);
  if (million !== undefined)
    plain(
      "recompute of a million events, CPU-s",
      million.cpuSeconds,
      million.cpuSeconds.toFixed(2),
      "3.1",
      2,
      "lower",
    );
  row = "tenMillion";
  if (ten !== undefined) {
    const events = `${(ten.events / 1e6).toFixed(1)} M events`;
    plain(`${events}, account F1`, ten.f1, ten.f1.toFixed(4), ".845; .595; .28", 0.97, "higher");
    plain(`${events}, CPU-s`, ten.cpuSeconds, ten.cpuSeconds.toFixed(1), "53", 60, "lower");
    plain(
      `${events}, peak memory, GB`,
      ten.peakBytes / 1e9,
      (ten.peakBytes / 1e9).toFixed(2),
      "5",
      2,
      "lower",
    );
  }
  row = "unseen";
  for (const { family, scores } of results.unseen)
    overSeeds(
      `unseen family ${family}, event PR-AUC, all fields`,
      scores.map((both) => both["all fields"].eventPrAuc),
      ".076 to .605",
      0.85,
    );
  for (const { name, scores } of results.orders.days)
    if (name.startsWith("unseen: "))
      overSeeds(
        `${name.replace("unseen: ", "unseen family ")}, event PR-AUC, campaigns with orders told by their audience`,
        scores.map(({ togetherPrAuc }) => togetherPrAuc),
        ".076 to .605",
        0.85,
      );
  row = "firstOrder";
  for (const fields of FIELDS) {
    overSeeds(
      `first and only order of fresh pools, event PR-AUC, ${fields}`,
      results.firstOrders[0]!.scores.map((both) => both[fields].eventPrAuc),
      "none published",
      fields === "all fields" ? 0.6 : null,
    );
  }
  for (const { name, scores } of results.orders.days)
    if (name === "only order")
      overSeeds(
        "first and only order, event PR-AUC, campaigns with orders told by their audience",
        scores.map(({ togetherPrAuc }) => togetherPrAuc),
        "none published",
        0.6,
      );
  row = "counts";
  const ordinary = results.days.map((both) =>
    poolCounts(both["all fields"].pools.map(({ counts }) => counts)),
  );
  overSeeds(
    "count error on attacked targets, of honest counts",
    ordinary.map((own) => own.corrected / own.honest),
    ".039 at raw 5.74",
    0.03,
    "lower",
  );
  overSeeds(
    "the same, of what was bought",
    ordinary.map((own) => own.corrected / own.raw),
    "",
    null,
    "lower",
  );
  const stealth = results.plan.seeds.map((_, s) =>
    poolCounts(
      bySeed(results.grid, results.plan.seeds.length, s).flatMap(({ scores }) =>
        scores["all fields"].pools
          .filter(({ parameters }) => parameters.density < 0.2)
          .map(({ counts }) => counts),
      ),
    ),
  );
  overSeeds(
    "count error, sparse pools of the grid (density .15)",
    stealth.map((own) => own.corrected / own.honest),
    "2.04",
    0.25,
    "lower",
  );
  overSeeds(
    "the same, of what was bought",
    stealth.map((own) => own.corrected / own.raw),
    "",
    null,
    "lower",
  );
  ofShare(
    "honest events taken out, ordinary days",
    pool(results.days.map((both) => both["all fields"].honestEvents)),
    ".25 %",
    0.001,
    "lower",
  );
  row = "delay";
  const delays = results.delays["all fields"];
  ofShare("new pools found by their third order", foundWithin(delays, 3), "5 to 10 orders", null, "higher");
  const orders = delays.map(({ found }) => found?.orders ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const middle = orders[orders.length >> 1] ?? Number.POSITIVE_INFINITY;
  plain("new pools, orders begun when found, median", middle, String(middle), "5 to 10", 3, "lower");
  const known = results.known.flatMap((own) => own.orders);
  const told = known.flatMap(({ recognised }) => (recognised === null ? [] : [recognised]));
  ofShare(
    "orders of known pools recognised within 60 s of their fifth act",
    { hits: told.filter(({ sinceFifth }) => sinceFifth <= 60).length, of: known.length },
    "",
    null,
    "higher",
  );
  ofShare(
    "orders of known pools recognised within 60 s of complete evidence",
    { hits: told.filter(({ sinceEvidence }) => sinceEvidence <= 60).length, of: known.length },
    "",
    null,
    "higher",
  );
  const waits = known
    .map(({ recognised }) => recognised?.sinceFifth ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b);
  const wait = waits[waits.length >> 1] ?? Number.NaN;
  plain(
    "known pools, seconds from an order's fifth act until it is recognised, median",
    wait,
    wait.toFixed(0),
    "",
    60,
    "lower",
  );
  row = "honest";
  for (const [set, goal, known] of [
    ["fan_club", 0.005, "4 to 13 %"],
    ["flash_crowd", 0.002, ".4 to 1.0 %"],
    ["nat", 0.002, ""],
    ["campus", 0.002, ""],
    ["live_surge", 0.002, ""],
  ] as const)
    ofShare(`accounts flagged, ${set}`, flaggedOf(results, "all fields", set), known, goal, "lower");
  ofShare("accounts flagged, all honest", flaggedOf(results, "all fields", "all"), "", 0.001, "lower");
  const falses = results.honest.flatMap(({ scores }) =>
    scores.map((both) => both["all fields"].clusters + both["graph only"].clusters),
  );
  const found = falses.reduce((all, own) => all + own, 0);
  plain(
    "campaigns found on attack-free days",
    found,
    `${found} on ${falses.length} days, each with all fields and without`,
    "",
    0,
    "lower",
  );
  row = null;
  const { undefended, defended } = costOf(results, "all fields");
  const fold = defended.accounts.price / undefended.accounts.price;
  plain(
    "accounts a seller spends on a surviving act, times without defence",
    fold,
    `× ${fold.toFixed(1)}`,
    "",
    null,
    "higher",
  );
  const addresses = defended.addresses.price / undefended.addresses.price;
  plain("addresses, the same", addresses, `× ${addresses.toFixed(1)}`, "", null, "higher");
  return list;
}

/** What stands in the table of all goals. */
export function goalFigures(measured: readonly Goal[]): readonly GoalFigure[] {
  let before = "";
  return measured.flatMap(({ name, row, seed, value, interval, goal, better, unit }): GoalFigure[] => {
    const what = name === "the same, of what was bought" ? `${before}: ${name}` : name;
    before = name;
    if (row === null) return [];
    return [
      {
        row,
        what,
        data: "simulated",
        ...(seed === undefined ? {} : { seeds: [seed] }),
        value: Number.isFinite(value) ? value : null,
        low: interval?.[0] ?? null,
        high: interval?.[1] ?? null,
        least: better === "higher" ? goal : null,
        most: better === "lower" ? goal : null,
        unit,
      },
    ];
  });
}

/** How far a figure is from its goal, in words; `met` when it is reached, nothing without a goal. */
export function shortBy({ value, goal, better, unit }: Goal): string {
  if (goal === null) return "";
  const missing = better === "higher" ? goal - value : value - goal;
  if (missing <= 0) return "met";
  if (Number.isNaN(missing)) return "not measured";
  return unit === "percent"
    ? percent(missing)
    : unit === "decimal"
      ? missing.toFixed(3)
      : missing.toPrecision(2);
}
