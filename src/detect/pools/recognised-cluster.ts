import type { Cluster } from "../../nouns/campaign.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { ownersAsActors } from "../columns/owners-as-actors.ts";
import {
  countActivity,
  gatherMemberEvents,
  MEMBER_PROBABILITY_MIN,
  measureGroup,
  type Turnout,
  targetsByOwner,
} from "../groups/group-evidence.ts";
import { commonColumns } from "../groups/infrastructure.ts";
import type { Background, WeighedGroup } from "../groups/membership.ts";
import { nameCluster } from "../groups/name-cluster.ts";
import type { PoolMatch } from "./pool-match.ts";

/** Log-odds at the threshold, what each further nat adds, and at most: known pools are sure at once, and surer with each member. */
const WEIGHT_MIN = 3;
const WEIGHT_PER_NAT = 0.1;
const WEIGHT_MAX = 8;

/**
 * Matches of each pool → one cluster a pool. `probabilityOf(pool, actor)`: how surely the actor is the pool's. The score says how surely this is the pool, not whether
 * the pool was rightly learned. O(events + entries of the targets).
 */
export function describeRecognised(
  columns: EventColumns,
  matches: readonly PoolMatch[],
  probabilityOf: (pool: number, actor: number) => number,
): readonly { readonly pool: number; readonly cluster: Cluster }[] {
  const byPool = new Map<number, PoolMatch[]>();
  for (const match of matches) {
    const own = byPool.get(match.pool);
    if (own === undefined) byPool.set(match.pool, [match]);
    else own.push(match);
  }
  if (byPool.size === 0) return [];
  const background = backgroundOf(columns);
  const groups = [...byPool].map(([pool, own]) => ({ pool, own, ...groupOf(own, pool, probabilityOf) }));
  const memberEvents = gatherMemberEvents(
    groups.map(({ group, members }) => [group, members] as const),
    background,
  );
  const activity = countActivity(background);
  const owned = targetsByOwner(background);
  const audienceOf = audiences(columns);
  const turnout: Turnout = (target) => {
    const audience = audienceOf(target);
    if (audience === null) return null;
    let came = 0;
    for (const actor of audience) if (background.scratch[actor]! >= 0) came++;
    return came;
  };
  return groups.flatMap(({ pool, own, group, members }, g) => {
    if (members.length === 0) return [];
    const evidence = measureGroup(group, members, memberEvents[g]!, background, activity, turnout, owned);
    const sum = (value: (match: PoolMatch) => number): number =>
      own.reduce((all, match) => all + value(match), 0);
    const nats = Math.max(...own.map(({ lnP, lnThreshold }) => lnThreshold - lnP));
    const weight = Math.min(WEIGHT_MAX, WEIGHT_MIN + WEIGHT_PER_NAT * nats);
    return [
      {
        pool,
        cluster: {
          score: 1 / (1 + Math.exp(-weight)),
          evidence,
          reasons: [
            {
              rule: "known_pool" as const,
              value: sum(({ came }) => came),
              baseline: sum(({ expected }) => expected),
              weight,
            },
          ],
          ...nameCluster(group, members, memberEvents[g]!, columns),
        },
      },
    ];
  });
}

function groupOf(
  matches: readonly PoolMatch[],
  pool: number,
  probabilityOf: (pool: number, actor: number) => number,
): { readonly group: WeighedGroup; readonly members: Int32Array } {
  const served = new Map<number, number>();
  const probability = new Map<number, number>();
  for (const { actors, ordered } of matches) {
    actors.forEach((actor, i) => {
      if (ordered[i] === 0) return;
      served.set(actor, (served.get(actor) ?? 0) + 1);
      const own = ordered[i]! * probabilityOf(pool, actor);
      if (own > (probability.get(actor) ?? 0)) probability.set(actor, own);
    });
  }
  const actors = Int32Array.from(served.keys());
  const weights = Float64Array.from(actors, (actor) => probability.get(actor)!);
  const group: WeighedGroup = {
    orders: matches.map(({ target, kind, actors: own, events }) => ({
      target,
      kind,
      slices: [],
      actors: own,
      events,
    })),
    actors,
    probability: weights,
    served: Int32Array.from(served.values()),
  };
  const members: number[] = [];
  weights.forEach((weight, place) => {
    if (weight > MEMBER_PROBABILITY_MIN) members.push(place);
  });
  return { group, members: Int32Array.from(members) };
}

function backgroundOf(columns: EventColumns): Background {
  const share = new Float64Array(columns.actorCount);
  let fromMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < columns.count; i++) {
    share[columns.actor[i]!]! += 1 / columns.count;
    if (columns.occurredAtMs[i]! < fromMs) fromMs = columns.occurredAtMs[i]!;
  }
  const background = {
    columns,
    fromMs,
    share,
    common: commonColumns(columns),
    ownerActor: ownersAsActors(columns),
    // Nobody is weighed here.
    viewers: { honestMax: () => null },
    scratch: new Int32Array(columns.actorCount).fill(-1),
  };
  return background;
}

/** Who did anything but look at a target, gathered when first asked for. */
function audiences(columns: EventColumns): (target: number) => ReadonlySet<number> | null {
  let sets: Map<number, Set<number>> | null = null;
  return (target) => {
    if (sets === null) {
      sets = new Map();
      for (let i = 0; i < columns.count; i++) {
        if (columns.kind[i] === 0) continue;
        const own = sets.get(columns.target[i]!);
        if (own === undefined) sets.set(columns.target[i]!, new Set([columns.actor[i]!]));
        else own.add(columns.actor[i]!);
      }
    }
    return sets.get(target) ?? null;
  };
}
