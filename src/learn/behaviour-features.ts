import { KeyCodes } from "../kernels/key-codes.ts";
import { EVENT_TYPES, isEngagement, RETRACTION_BIT } from "../nouns/event.ts";
import { type EventRow, keyColumn } from "../nouns/event-row.ts";
import { BEHAVIOUR_ACTORS_MAX, BEHAVIOUR_EDGES_MAX } from "./account-limits.ts";
import { createBehaviourTally, TALLY_FEATURES } from "./behaviour-tally.ts";
import { createCoEngagement } from "./co-engagement.ts";
import type { FeatureTable } from "./feature-table.ts";
import { outlierScoreOf } from "./outlier-score.ts";
import { createSharedInfrastructure, SHARING_FEATURES } from "./shared-infrastructure.ts";

/** Collects what accounts do from a stream of events, in order of time. */
export interface BehaviourCollector {
  /** The row may be reused at once. Payments are no behaviour. */
  readonly add: (row: EventRow) => void;
  readonly actorCount: () => number;
  /** Row of the account with this key in the table of `finish`, −1 when no event was its. */
  readonly rowOf: (low: number, high: number) => number;
  /** Features of every account seen, by row. */
  readonly finish: () => FeatureTable;
  /** Events, engagements and links beyond the limits. Above 0 the features rest on part of the events. */
  readonly dropped: () => number;
}

export interface BehaviourLimits {
  /** Accounts measured: about 500 bytes each; later ones are not measured. */
  readonly actorsMax: number;
  /** Engagements, and views, kept to see who was where together: 16 bytes each. */
  readonly edgesMax: number;
}

const BEHAVIOUR_LIMITS: BehaviourLimits = {
  actorsMax: BEHAVIOUR_ACTORS_MAX,
  edgesMax: BEHAVIOUR_EDGES_MAX,
};

/** Behaviour that is averaged over the company an account keeps: what a pool shares and a crowd does not. */
const CO_ENGAGEMENT_FEATURES: readonly string[] = [
  "events_log",
  "active_days",
  "engagement_share",
  "viewed_before_share",
  "dwell_log_mean",
  "dwell_short_share",
  "gap_log_mean",
  "gap_log_sd",
  "gap_entropy",
  "age_days_log",
  "retraction_share",
  "device.others_log_max",
  "ip.others_log_mean",
  "ip_prefix.others_log_mean",
  "asn.others_log_mean",
  "user_agent.others_log_mean",
  "registration_batch.others_log_max",
];

/** Which way work lies, known before any label: sharing of machines, sameness of company, haste, repetition, youth. */
const DIRECTIONS: readonly (readonly [feature: string, direction: 1 | -1])[] = [
  ["device.others_log_max", 1],
  ["device.own_log", 1],
  ["ip.others_log_max", 1],
  ["ip_prefix.others_log_max", 1],
  ["asn.others_log_max", 1],
  ["user_agent.others_log_max", 1],
  ["registration_batch.others_log_max", 1],
  ["emulator_share", 1],
  ["rooted_share", 1],
  ["age_days_log", -1],
  ["viewed_before_share", -1],
  ["dwell_log_sd", -1],
  ["dwell_short_share", 1],
  ["gap_entropy", -1],
  ["gap_short_share", 1],
  ["retraction_share", 1],
  ["engaged.targets_share", -1],
  ["engaged.top_owner_share", 1],
  ["engaged.together_log", 1],
  ["engaged.overlap_mean", 1],
  ["viewed.targets_share", -1],
  ["viewed.top_owner_share", 1],
  ["viewed.together_log", 1],
  ["viewed.overlap_mean", 1],
];

const ACTOR = keyColumn("actor") * 2;
const TARGET = keyColumn("target") * 2;
const OWNER = keyColumn("owner") * 2;
const VIEW = EVENT_TYPES.indexOf("view");

/**
 * Features of accounts from events: activity, types, dwell, gaps, hours, age, spread over targets and owners, devices and networks shared
 * with how many others, and what the others on the same targets are like (engaged and viewed apart). No label and no list of known
 * accounts enters. Memory is bounded by `limits`; reading out costs about 2 µs an engagement.
 */
export function createBehaviourCollector(limits: BehaviourLimits = BEHAVIOUR_LIMITS): BehaviourCollector {
  const actors = new KeyCodes();
  const targets = new KeyCodes();
  const owners = new KeyCodes();
  const tally = createBehaviourTally();
  const infrastructure = createSharedInfrastructure(limits.edgesMax);
  const engaged = createCoEngagement(limits.edgesMax);
  const viewed = createCoEngagement(limits.edgesMax);
  let unmeasured = 0;
  return {
    actorCount: () => actors.size,
    rowOf: (low, high) => actors.find(low, high),
    dropped: () => unmeasured + infrastructure.dropped() + engaged.dropped() + viewed.dropped(),
    add: (row) => {
      if (!isEngagement(row.kind)) return;
      const low = row.hash[ACTOR]!;
      const high = row.hash[ACTOR + 1]!;
      if (low === 0 && high === 0) return;
      const actor = actors.size < limits.actorsMax ? actors.code(low, high) : actors.find(low, high);
      if (actor < 0) {
        unmeasured++;
        return;
      }
      tally.add(actor, row);
      infrastructure.add(actor, row);
      if ((row.kind & RETRACTION_BIT) !== 0) return;
      const target = targets.code(row.hash[TARGET]!, row.hash[TARGET + 1]!);
      if (target < 0) return;
      const owner = owners.code(row.hash[OWNER]!, row.hash[OWNER + 1]!);
      const coEngagement = row.kind === VIEW ? viewed : engaged;
      coEngagement.add(actor, target, owner, Math.floor(row.occurredAtMs / 1000));
    },
    finish: () => {
      const rowCount = actors.size;
      const names: string[] = [];
      const columns: Float32Array[] = [];
      const put = (prefix: string, more: readonly string[], values: readonly Float32Array[]): void => {
        names.push(...more.map((name) => `behaviour.${prefix}${name}`));
        columns.push(...values);
      };
      const wide = new Float32Array(TALLY_FEATURES.length);
      const own = TALLY_FEATURES.map(() => new Float32Array(rowCount));
      for (let actor = 0; actor < rowCount; actor++) {
        tally.read(actor, wide, 0);
        for (let f = 0; f < own.length; f++) own[f]![actor] = wide[f]!;
      }
      put("", TALLY_FEATURES, own);
      put("", SHARING_FEATURES, infrastructure.read(rowCount));
      const base = CO_ENGAGEMENT_FEATURES.map((name) => ({
        name,
        column: columns[names.indexOf(`behaviour.${name}`)]!,
      }));
      for (const [prefix, coEngagement] of [
        ["engaged.", engaged],
        ["viewed.", viewed],
      ] as const) {
        const read = coEngagement.read(rowCount, base);
        put(prefix, read.names, read.columns);
      }
      const directed = DIRECTIONS.map(([name, direction]) => ({
        column: columns[names.indexOf(`behaviour.${name}`)]!,
        direction,
      }));
      const outlierScore = outlierScoreOf(directed, rowCount);
      put("surprise_", ["mean", "max"], [outlierScore.mean, outlierScore.max]);
      return { names, rowCount, columns };
    },
  };
}
