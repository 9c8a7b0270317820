/** Puts drafts in order of time and makes the world of them. */
import type { HonestGroup, Pool, World, WorldEvent } from "../worlds/world.ts";

/** An event, and the number of the pool that did it for pay: -1 for what nobody paid for. */
export interface Draft {
  readonly event: WorldEvent;
  readonly pool: number;
}

/** Groups below this size say nothing. */
const LEAST_GROUP = 3;

function byTime(a: Draft, b: Draft): number {
  if (a.event.atMs !== b.event.atMs) return a.event.atMs - b.event.atMs;
  // The order of ties must not tell which events were planted.
  return a.event.actor < b.event.actor ? -1 : a.event.actor > b.event.actor ? 1 : 0;
}

/** Groups by kind and actors; the names of pools by their numbers. */
export function assemble(
  name: string,
  drafts: readonly Draft[],
  groups: Iterable<readonly [string, Iterable<string>]>,
  poolNames: readonly string[],
): World {
  const ordered = [...drafts].sort(byTime);
  const pools = poolNames.map((poolName, number): Pool => {
    const bought: number[] = [];
    const actors = new Set<string>();
    const targets = new Set<string>();
    ordered.forEach(({ event, pool }, at) => {
      if (pool !== number) return;
      bought.push(at);
      actors.add(event.actor);
      targets.add(`${event.targetKind}/${event.target}`);
    });
    return { name: poolName, actors: [...actors], bought: Int32Array.from(bought), targets: [...targets] };
  });
  const present = new Set(ordered.map(({ event }) => event.actor));
  const honest: HonestGroup[] = [];
  for (const [kind, members] of groups) {
    const actors = [...new Set(members)].filter((actor) => present.has(actor));
    if (actors.length >= LEAST_GROUP) honest.push({ kind, actors });
  }
  return { name, events: ordered.map(({ event }) => event), honest, pools };
}
