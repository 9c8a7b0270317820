import type { EventColumns } from "../columns/event-columns.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { CREW_SEEDS_MAX } from "./crew-limits.ts";
import { rackCrew, rackedActors } from "./rack-crew.ts";
import { type Crew, refineCrew } from "./refine-crew.ts";
import { seedCrews } from "./seed-crews.ts";

/**
 * Columns and graph of a file → accounts that fill the same targets of several owners, pooled over all of its targets at once: hands that are sent to a tenth of the orders each share
 * too little on any two of them, and by their cover do much of all that is done, so that windows take their company for activity. No claim: communities are found as well, and told
 * apart by `judgeCampaign`. Targets of a crew begin no other. O(see `seedCrews` + seeds · `refineCrew`); deterministic.
 */
export function findCrews(columns: EventColumns, graph: EngagementGraph): readonly Crew[] {
  const done = new Set<number>();
  const found: {
    readonly crew: Crew;
    readonly members: ReadonlySet<number>;
    readonly targets: ReadonlySet<number>;
  }[] = [];
  let begun = 0;
  for (const seed of seedCrews(graph)) {
    if (done.has(seed.target)) continue;
    if (begun === CREW_SEEDS_MAX) break;
    begun++;
    done.add(seed.target);
    const crew = refineCrew(graph, seed);
    if (crew === null) continue;
    for (const target of crew.targets) done.add(target);
    const own = { crew, members: new Set(crew.members), targets: new Set(crew.targets) };
    if (found.some((before) => alike(before.members, own.members) && alike(before.targets, own.targets)))
      continue;
    found.push(own);
  }
  const crews = found.map(({ crew }) => crew);
  const racked = rackedActors(columns);
  const onRacks = racked === null ? null : rackCrew(columns, graph, racked);
  if (onRacks !== null) crews.push(onRacks);
  return crews;
}

/** Part of the larger of two sets that both must hold to be one and the same crew: what hands do as cover leads to them again and again. */
const SAME_PART = 0.8;

function alike(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  const least = SAME_PART * Math.max(a.size, b.size);
  if (Math.min(a.size, b.size) < least) return false;
  let both = 0;
  for (const one of a) if (b.has(one)) both++;
  return both >= least;
}
