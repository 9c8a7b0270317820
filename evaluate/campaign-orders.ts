import { keyHex } from "../src/detect/columns/key-hex.ts";
import { findOrders, type OrderFindings } from "../src/detect/targets/find-target-anomalies.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow, keyColumn } from "../src/nouns/event-row.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { HONEST_SETS } from "../src/simulate/truth.ts";
import { averagePrecision } from "./average-precision.ts";
import { type CampaignDay, campaignDay, detectDay } from "./campaign-day.ts";
import type { Share } from "./campaign-score.ts";

/** How well orders are told without a word on accounts. Events are scored by the evidence on the target and type they fall on. */
export interface OrdersScore {
  readonly findings: OrderFindings;
  /** Average precision over events: bought acts against honest events; cover is left aside. */
  readonly eventPrAuc: number;
  /** The same where an event stands as high as the campaign it is in, or the order. */
  readonly togetherPrAuc: number;
  /** Honest accounts, and those of them that did a shown act on a target nobody bought; by honest set, and "all". No account is flagged by it. */
  readonly touched: ReadonlyMap<string, Share>;
  /** Bought targets and types, and of them shown; shown that nobody bought. */
  readonly bought: number;
  readonly found: number;
  readonly falseOrders: number;
  /** Honest set of most acts of each false one; "none" = ordinary life. */
  readonly falseSets: readonly string[];
  /** Shown orders whose true bought share lies within the stated interval. */
  readonly covered: number;
  readonly shareError: number;
}

/** By event: the share it came over, −1 = none. Walks the simulated time again; it gives the same bytes. */
export function sharesOf(options: SimulationOptions, count: number): Int32Array {
  const decoder = createDecoder();
  const row = createEventRow();
  const column = keyColumn("parent_share") * 2;
  const codes = new Map<string, number>();
  const shares = new Int32Array(count);
  let at = 0;
  for (const run of createSimulation(options).runs()) {
    let start = 0;
    for (let left = run.truth.length; left > 0; left--) {
      const end = run.bytes.indexOf(0x0a, start);
      decoder.decode(run.bytes, start, end, row, Number.POSITIVE_INFINITY);
      start = end + 1;
      const key = `${row.hash[column]} ${row.hash[column + 1]}`;
      if (key !== "0 0" && !codes.has(key)) codes.set(key, codes.size);
      shares[at++] = codes.get(key) ?? -1;
    }
  }
  return shares;
}

/** Options → how well orders are found in that time. About 20 µs an event. */
export function measureOrders(options: SimulationOptions): OrdersScore {
  const day = campaignDay(options);
  const shares = sharesOf(options, day.all.count);
  return scoreOrders(day, findOrders(day.all, { shareOf: (sequence) => shares[sequence]! }));
}

function scoreOrders(day: CampaignDay, findings: OrderFindings): OrdersScore {
  const { all } = day;
  const targetOf = new Map(Array.from({ length: all.targetCount }, (_, t) => [keyHex(all.targetKeys, t), t]));
  const place = (target: number, kind: number): number => target * 32 + kind;
  const lnOdds = new Map<number, number>();
  const score = new Map<number, number>();
  const shown = new Map<number, OrderFindings["orders"][number]>();
  for (const order of findings.orders) {
    const key = place(targetOf.get(order.targetKey)!, kindCode(order.type)!);
    lnOdds.set(key, order.lnOdds);
    score.set(key, order.score);
    if (order.shown) shown.set(key, order);
  }
  const tally = new Map<number, { acts: number; bought: number; sets: Map<string, number> }>();
  const within = new Map<number, { acts: number; bought: number }>();
  const scores = new Float64Array(all.count);
  const together = new Float64Array(all.count);
  for (const cluster of detectDay(day, "all fields")) {
    const members = new Map(
      cluster.members.map(({ key, probability }) => [day.accountOf.get(key)!, probability]),
    );
    for (const event of cluster.events)
      together[event] = Math.max(together[event]!, cluster.score * members.get(all.actor[event]!)!);
  }
  for (let i = 0; i < all.count; i++) {
    const key = place(all.target[i]!, all.kind[i]!);
    scores[i] = Math.max(0, lnOdds.get(key) ?? 0);
    together[i] = Math.max(together[i]!, score.get(key) ?? 0);
    let own = tally.get(key);
    if (own === undefined) {
      own = { acts: 0, bought: 0, sets: new Map() };
      tally.set(key, own);
    }
    own.acts++;
    own.bought += day.bought[i]!;
    const set = day.set[i]! < 0 ? "none" : HONEST_SETS[day.set[i]!]!;
    own.sets.set(set, (own.sets.get(set) ?? 0) + 1);
    const order = shown.get(key);
    if (order === undefined || all.occurredAtMs[i]! < order.fromMs || all.occurredAtMs[i]! > order.toMs)
      continue;
    const part = within.get(key) ?? { acts: 0, bought: 0 };
    part.acts++;
    part.bought += day.bought[i]!;
    within.set(key, part);
  }
  const falseSets: string[] = [];
  let found = 0;
  let covered = 0;
  let shareError = 0;
  for (const [key, order] of shown) {
    const own = tally.get(key)!;
    if (own.bought === 0) {
      falseSets.push([...own.sets].sort((a, b) => b[1] - a[1])[0]![0]);
      continue;
    }
    found++;
    const part = within.get(key)!;
    const share = part.bought / part.acts;
    if (share >= order.boughtShareLow && share <= order.boughtShareHigh) covered++;
    shareError += Math.abs(share - order.boughtShare);
  }
  const label = (i: number): -1 | 0 | 1 => (day.bought[i] === 1 ? 1 : day.campaign[i]! < 0 ? 0 : -1);
  return {
    findings,
    eventPrAuc: averagePrecision(scores, label),
    togetherPrAuc: averagePrecision(together, label),
    touched: touchedHonest(day, (i) => {
      const key = place(all.target[i]!, all.kind[i]!);
      return shown.has(key) && tally.get(key)!.bought === 0;
    }),
    bought: [...tally.values()].filter(({ bought }) => bought > 0).length,
    found,
    falseOrders: falseSets.length,
    falseSets,
    covered,
    shareError: found === 0 ? Number.NaN : shareError / found,
  };
}

function touchedHonest(day: CampaignDay, touches: (event: number) => boolean): Map<string, Share> {
  const { all } = day;
  const people = new Map<string, { readonly all: Set<number>; readonly touched: Set<number> }>();
  for (let i = 0; i < all.count; i++) {
    if (day.campaign[i]! >= 0) continue;
    const own = day.set[i]! < 0 ? "ordinary life" : HONEST_SETS[day.set[i]!]!;
    for (const name of ["all", own]) {
      let set = people.get(name);
      if (set === undefined) {
        set = { all: new Set(), touched: new Set() };
        people.set(name, set);
      }
      set.all.add(all.actor[i]!);
      if (touches(i)) set.touched.add(all.actor[i]!);
    }
  }
  return new Map([...people].map(([name, set]) => [name, { hits: set.touched.size, of: set.all.size }]));
}
