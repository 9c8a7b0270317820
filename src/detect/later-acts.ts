import type { Cluster } from "../nouns/campaign.ts";
import { kindCode } from "../nouns/event.ts";
import type { EventColumns } from "./columns/event-columns.ts";
import { KeyCodes } from "./columns/key-codes.ts";

/**
 * Clusters of an earlier window → what their members did to their targets in this one, as sequences, ascending: the tail of an order whose accounts did too little else in
 * this window to show again. `events`: acts of a kind that was bought there; `visits`: all else. In the order of the clusters. O(events + members + targets).
 */
export function laterActs(
  clusters: readonly Pick<Cluster, "members" | "targets">[],
  columns: EventColumns,
): readonly Pick<Cluster, "events" | "visits">[] {
  const actors = new KeyCodes();
  const targets = new KeyCodes();
  const ofActor: number[][] = [];
  /** By target: a cluster and the kinds bought there, as bits. */
  const ofTarget: Map<number, number>[] = [];
  clusters.forEach(({ members, targets: own }, c) => {
    for (const { key } of members) {
      const code = actors.code(...words(key));
      if (code === ofActor.length) ofActor.push([c]);
      else ofActor[code]!.push(c);
    }
    for (const { key, type } of own) {
      const code = targets.code(...words(key));
      if (code === ofTarget.length) ofTarget.push(new Map());
      const kinds = ofTarget[code]!;
      kinds.set(c, (kinds.get(c) ?? 0) | (1 << kindCode(type)!));
    }
  });
  const actor = codesIn(actors, columns.actorKeys, columns.actorCount);
  const target = codesIn(targets, columns.targetKeys, columns.targetCount);
  const found = clusters.map(() => ({ events: [] as number[], visits: [] as number[] }));
  // By itself: left in one loop with what follows, it is compiled anew for each event that is kept.
  const keep = (i: number, clustersOf: readonly number[], kindsOf: ReadonlyMap<number, number>): void => {
    for (const c of clustersOf) {
      const kinds = kindsOf.get(c);
      if (kinds === undefined) continue;
      const { events, visits } = found[c]!;
      ((kinds >> columns.kind[i]!) & 1 ? events : visits).push(columns.sequence[i]!);
    }
  };
  for (let i = 0; i < columns.count; i++) {
    const who = actor[columns.actor[i]!]!;
    const what = target[columns.target[i]!]!;
    if (who >= 0 && what >= 0) keep(i, ofActor[who]!, ofTarget[what]!);
  }
  return found.map(({ events, visits }) => ({
    events: Float64Array.from(events).sort(),
    visits: Float64Array.from(visits).sort(),
  }));
}

/** 16 hexadecimal digits → low and high word. */
function words(key: string): [low: number, high: number] {
  return [Number.parseInt(key.slice(8), 16) | 0, Number.parseInt(key.slice(0, 8), 16) | 0];
}

function codesIn(codes: KeyCodes, keys: Int32Array, count: number): Int32Array {
  const found = new Int32Array(count);
  for (let c = 0; c < count; c++) found[c] = codes.find(keys[c * 2]!, keys[c * 2 + 1]!);
  return found;
}
