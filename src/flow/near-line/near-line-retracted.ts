import type { EventColumns } from "../../detect/columns/event-columns.ts";
import type { Cluster } from "../../nouns/campaign.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { Sighting } from "./near-line-union.ts";

/**
 * A cluster → it without the acts that its members have taken back since: each retraction undoes the latest act of its type by the same actor on the same target
 * before it, as the counts do. `columns` are those the cluster was found in, their sequences ascending. O((events + visits) · log of the window).
 */
export function withoutRetracted(
  cluster: Cluster,
  columns: EventColumns,
): Pick<Sighting, "cluster" | "retracted"> {
  const undone: number[] = [];
  for (const sequence of cluster.visits) {
    const event = indexOf(columns.sequence, sequence);
    if (columns.kind[event]! >= RETRACTION_BIT) undone.push(event);
  }
  if (undone.length === 0) return { cluster, retracted: [] };
  const keyOf = (event: number): number =>
    (columns.actor[event]! * columns.targetCount + columns.target[event]!) * RETRACTION_BIT +
    (columns.kind[event]! & (RETRACTION_BIT - 1));
  const keys = new Set(undone.map(keyOf));
  const acts = Array.from(cluster.events, (sequence) => indexOf(columns.sequence, sequence)).filter((event) =>
    keys.has(keyOf(event)),
  );
  const standing = new Map<number, number>();
  const retracted: number[] = [];
  for (const event of [...acts, ...undone].sort((a, b) => a - b)) {
    const key = keyOf(event);
    if (columns.kind[event]! < RETRACTION_BIT) {
      standing.set(key, event);
      continue;
    }
    const act = standing.get(key);
    if (act === undefined) continue;
    standing.delete(key);
    retracted.push(columns.sequence[act]!);
  }
  const gone = new Set(retracted);
  return {
    cluster: { ...cluster, events: cluster.events.filter((event) => !gone.has(event)) },
    retracted,
  };
}

/** Place of a sequence among ascending ones. */
function indexOf(sequences: Float64Array | Uint32Array, sequence: number): number {
  let low = 0;
  let high = sequences.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sequences[middle]! < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
