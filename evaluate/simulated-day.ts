import { createJudge } from "../src/flow/judge.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import type { Policy } from "../src/nouns/policy.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";

/** Seeds for tuning; never reported. */
export const TUNING_SEEDS = [11, 12, 13] as const;
/** Seeds for reporting; never looked at while tuning. */
export const REPORT_SEEDS = [2_101, 2_102, 2_103, 2_104, 2_105] as const;

/** Verdicts of some set of events. */
export interface Tally {
  events: number;
  challenged: number;
  held: number;
  rejected: number;
}

/** What one campaign's events came to. Cover actions of its members are not in it: they are honest by label. */
export interface CampaignResult extends Tally {
  readonly id: string;
  readonly family: string;
}

export interface DayResult {
  readonly seed: number;
  readonly honest: Tally;
  /** Honest events by hard set; "none" = ordinary life. */
  readonly sets: ReadonlyMap<string, Tally>;
  readonly families: ReadonlyMap<string, Tally>;
  readonly campaigns: readonly CampaignResult[];
  /** Rules by name: times named in held or rejected honest events, and in attacks. */
  readonly rules: ReadonlyMap<string, { honest: number; attack: number }>;
}

/** One simulated day through the judge: single pass, no look ahead; truth is read only to score. */
export function evaluateDay(policy: Policy, options: SimulationOptions): DayResult {
  const simulation = createSimulation(options);
  const judge = createJudge(policy);
  const decoder = createDecoder();
  const row = createEventRow();
  const honest = tally();
  const sets = new Map<string, Tally>();
  const families = new Map<string, Tally>();
  const campaigns = new Map<string, CampaignResult>();
  const rules = new Map<string, { honest: number; attack: number }>();
  for (const { bytes, truth } of simulation.runs()) {
    let start = 0;
    for (const { label, campaign, set } of truth) {
      const end = bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
      if (rejection !== null) throw new Error(`the simulator wrote a bad line: ${JSON.stringify(rejection)}`);
      start = end + 1;
      const decision = judge.judge(row, Number.POSITIVE_INFINITY);
      const { verdict } = decision;
      if (label === "honest") {
        add(honest, verdict);
        add(at(sets, set ?? "none", tally), verdict);
      } else {
        add(at(families, label, tally), verdict);
        const id = campaign ?? label;
        add(at(campaigns, id, () => ({ id, family: label, ...tally() })), verdict);
      }
      if (verdict < 2) continue;
      for (let i = 0; i < decision.reasonCount; i++) {
        const counts = at(rules, policy.rules[decision.reasonRule[i]!]!.name, () => ({ honest: 0, attack: 0 }));
        if (label === "honest") counts.honest++;
        else counts.attack++;
      }
    }
  }
  return { seed: options.seed, honest, sets, families, campaigns: [...campaigns.values()], rules };
}

/** A campaign is flagged when at least half of its bought events are held or rejected. */
export function isFlagged(campaign: Tally): boolean {
  return (campaign.held + campaign.rejected) * 2 >= campaign.events;
}

export function tally(): Tally {
  return { events: 0, challenged: 0, held: 0, rejected: 0 };
}

/** Adds b to a. */
export function merge(a: Tally, b: Tally): void {
  a.events += b.events;
  a.challenged += b.challenged;
  a.held += b.held;
  a.rejected += b.rejected;
}

function add(to: Tally, verdict: number): void {
  to.events++;
  if (verdict === 1) to.challenged++;
  else if (verdict === 2) to.held++;
  else if (verdict === 3) to.rejected++;
}

export function at<V>(map: Map<string, V>, key: string, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
