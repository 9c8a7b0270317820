import type { EventColumns } from "../columns/event-columns.ts";
import type { EngagementGraph } from "../judge/engagement-graph.ts";
import { rackCrew, rackedActors } from "./rack-crew.ts";
import { seedCrews } from "./seed-crews.ts";
import { type Crew, settleCrew } from "./settle-crew.ts";

/**
 * Columns and graph of a file → accounts that fill the same targets of several owners, pooled over all of its targets at once: hands that are sent to a tenth of the orders each share
 * too little on any two of them, and by their cover do much of all that is done, so that windows take their company for activity. No claim: communities are found as well, and told
 * apart by `judgeCampaign`. Targets of a crew begin no other. O(see `seedCrews` + seeds · `settleCrew`); deterministic.
 */
export function findCrews(columns: EventColumns, graph: EngagementGraph): readonly Crew[] {
  const done = new Set<number>();
  const crews: Crew[] = [];
  for (const seed of seedCrews(graph)) {
    if (done.has(seed.target)) continue;
    done.add(seed.target);
    const crew = settleCrew(graph, seed);
    if (crew === null) continue;
    for (const target of crew.targets) done.add(target);
    crews.push(crew);
  }
  const racked = rackedActors(columns);
  const onRacks = racked === null ? null : rackCrew(columns, graph, racked);
  if (onRacks !== null) crews.push(onRacks);
  return crews;
}
