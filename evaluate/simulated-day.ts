import { createJudge } from "../src/flow/judge.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { EVENT_TYPES } from "../src/nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../src/nouns/event-row.ts";
import type { Policy } from "../src/nouns/policy.ts";
import type { CampaignRow } from "../src/simulate/campaign.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import type { AttackFamily } from "../src/simulate/truth.ts";
import { addVerdict, merge, type Tally, tally } from "./tally.ts";
import { type Variant, withoutFields } from "./variant.ts";

/** Seeds for tuning; never reported. */
export const TUNING_SEEDS = [11, 12, 13] as const;
/** Seeds for reporting; never looked at while tuning. */
export const REPORT_SEEDS = [3_119, 3_217, 3_323, 3_413, 3_527] as const;

/** What one campaign came to. */
export interface CampaignResult {
  readonly id: string;
  readonly family: AttackFamily;
  readonly parameters: CampaignRow["parameters"];
  /** Events on the campaign's own targets of the target's type: what was paid for. */
  readonly bought: Tally;
  /** The rest that its members did: what they looked at on the way, and actions on popular things. */
  readonly cover: Tally;
}

/** Engagement of the type that was bought, on the targets it was bought for. Retractions are not part of it. */
export interface AttackedCounts {
  /** Everything received. */
  raw: number;
  /** Of that, honest: what a true count would show. */
  honest: number;
  /** What the policy lets a visitor see. */
  public: number;
  /** Σ over targets of |raw − honest|, and of |public − honest|. */
  rawError: number;
  publicError: number;
  /** Honest events on them held or rejected. */
  honestLost: number;
}

export interface RuleWork {
  /** Held or rejected honest events, bought actions and cover that name the rule among their reasons. */
  honest: number;
  bought: number;
  cover: number;
}

export interface DayResult {
  readonly seed: number;
  readonly honest: Tally;
  /** Honest events by hard set; "none" = ordinary life. */
  readonly sets: ReadonlyMap<string, Tally>;
  readonly campaigns: readonly CampaignResult[];
  readonly attacked: AttackedCounts;
  readonly rules: ReadonlyMap<string, RuleWork>;
}

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

/** Verdicts and honest events of one type on one target. */
interface TargetTally extends Tally {
  honest: number;
  honestLost: number;
}

interface Labelled {
  readonly bought: Map<string, Tally>;
  readonly rules: Map<string, Map<string, number>>;
}

/**
 * One simulated day through the judge: single pass, no look ahead; truth is read only to score. `variant` takes fields out of
 * every line before the judge sees it. About 4 CPU-s for 300,000 events.
 */
export function evaluateDay(
  policy: Policy,
  options: SimulationOptions,
  variant: Variant = "all fields",
): DayResult {
  const simulation = createSimulation(options);
  const judge = createJudge(policy);
  const decoder = createDecoder();
  const row = createEventRow();
  const strip = withoutFields(variant);
  const honest = tally();
  const sets = new Map<string, Tally>();
  const targets = new Map<number, TargetTally>();
  const keyOf = new Map<string, number>();
  const labelled = new Map<string, Labelled>();
  const rules = new Map<string, RuleWork>();
  for (const run of simulation.runs()) {
    const bytes = strip(run.bytes);
    let start = 0;
    for (const { label, campaign, set } of run.truth) {
      const end = bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
      if (rejection !== null) throw new Error(`the simulator wrote a bad line: ${JSON.stringify(rejection)}`);
      start = end + 1;
      const decision = judge.judge(row, Number.POSITIVE_INFINITY);
      const { verdict } = decision;
      const key = targetKey(row);
      const target = at(targets, key, () => ({ ...tally(), honest: 0, honestLost: 0 }));
      addVerdict(target, verdict);
      let named: string[] | null = null;
      if (verdict >= 2) {
        named = [];
        for (let i = 0; i < decision.reasonCount; i++)
          named.push(policy.rules[decision.reasonRule[i]!]!.name);
      }
      if (label === "honest") {
        addVerdict(honest, verdict);
        addVerdict(at(sets, set ?? "none", tally), verdict);
        target.honest++;
        if (named !== null) {
          target.honestLost++;
          for (const name of named) at(rules, name, noWork).honest++;
        }
        continue;
      }
      const name = targetName(EVENT_TYPES[row.kind] ?? "", row);
      keyOf.set(name, key);
      const own = at(labelled, campaign!, () => ({ bought: new Map(), rules: new Map() }));
      addVerdict(at(own.bought, name, tally), verdict);
      if (named !== null) {
        const counts = at(own.rules, name, () => new Map<string, number>());
        for (const rule of named) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      }
    }
  }
  const attacked: AttackedCounts = {
    raw: 0,
    honest: 0,
    public: 0,
    rawError: 0,
    publicError: 0,
    honestLost: 0,
  };
  const scored = new Set<number>();
  const campaigns = simulation.campaigns().map((campaign): CampaignResult => {
    const own = labelled.get(campaign.id);
    const names = new Set(campaign.targets.map(({ type, kind, id }) => `${type} ${kind}/${id}`));
    const result = { bought: tally(), cover: tally() };
    for (const [name, verdicts] of own?.bought ?? []) {
      const part = names.has(name) ? "bought" : "cover";
      merge(result[part], verdicts);
      for (const [rule, count] of own?.rules.get(name) ?? []) at(rules, rule, noWork)[part] += count;
    }
    for (const name of names) {
      const key = keyOf.get(name);
      if (key === undefined || scored.has(key)) continue;
      scored.add(key);
      addTarget(attacked, targets.get(key)!);
    }
    return { id: campaign.id, family: campaign.family, parameters: campaign.parameters, ...result };
  });
  return { seed: options.seed, honest, sets, campaigns, attacked, rules };
}

function addTarget(attacked: AttackedCounts, target: TargetTally): void {
  const shown = target.events - target.held - target.rejected;
  attacked.raw += target.events;
  attacked.honest += target.honest;
  attacked.public += shown;
  attacked.rawError += target.events - target.honest;
  attacked.publicError += Math.abs(shown - target.honest);
  attacked.honestLost += target.honestLost;
}

/** A campaign is flagged when at least half of its bought actions are held or rejected. */
export function isFlagged({ bought }: CampaignResult): boolean {
  return bought.events > 0 && (bought.held + bought.rejected) * 2 >= bought.events;
}

/** Target and type of event as one number: 47 bits of the target's hash, 5 of the kind. A day has far too few to collide. */
function targetKey(row: EventRow): number {
  const low = row.hash[TARGET * 2]! >>> 0;
  const high = row.hash[TARGET * 2 + 1]! & 0x7fff;
  return (high * 2 ** 32 + low) * 32 + row.kind;
}

function targetName(type: string, row: EventRow): string {
  return `${type} ${keyText(row, TARGET_KIND)}/${keyText(row, TARGET)}`;
}

function noWork(): RuleWork {
  return { honest: 0, bought: 0, cover: 0 };
}

function at<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
