import { type Attack, switchesOf } from "../adversary/attack.ts";
import type { World } from "../worlds/world.ts";
import { countLaw } from "./count-bound.ts";

/** Part of the named events that must be bought. */
export const PRECISION = 0.9;

/**
 * The most that a method of a stated kind can name of the bought events at `PRECISION`, in [0, 1]: an oracle that knows the law of the world and of the attack, and not who is
 * controlled. See docs/evaluation/detection-bounds.md for which assumptions make each a bound.
 */
export interface EventBounds {
  /** By numbers alone: nobody told which targets are ordered for; how many acts each got, and what its owner's targets get, is all that is read. */
  readonly counts: number;
  /** Told which targets are ordered for, and not which of their acts: accounts look alike. */
  readonly targetsKnown: number;
  /** Told that, and reading besides how many of the ordered targets each account came to. */
  readonly meetingsKnown: number;
  /** Bought acts of all acts of the kind on ordered targets. */
  readonly purity: number;
}

interface Counted {
  readonly owner: string;
  honest: number;
  bought: number;
}

/** A world with an attack in it → its bounds. O(targets · lots + events). Throws where nothing was bought. */
export function eventBounds(world: World, attack: Attack): EventBounds {
  const paid = new Set(world.pools.flatMap(({ bought }) => Array.from(bought)));
  const [first] = paid;
  if (first === undefined) throw new Error(`nothing is bought in \`${world.name}\``);
  const { type } = world.events[first]!;
  const counted = new Map<string, Counted>();
  const acts: { readonly target: string; readonly actor: string; readonly bought: boolean }[] = [];
  world.events.forEach((event, place) => {
    if (event.type !== type) return;
    const target = `${event.targetKind}/${event.target}`;
    const own = counted.get(target) ?? { owner: event.owner ?? target, honest: 0, bought: 0 };
    counted.set(target, own);
    const bought = paid.has(place);
    if (bought) own.bought++;
    else own.honest++;
    acts.push({ target, actor: event.actor, bought });
  });
  const ordered = acts.filter(({ target }) => counted.get(target)!.bought > 0);
  const came = new Map<string, number>();
  for (const { actor } of ordered) came.set(actor, (came.get(actor) ?? 0) + 1);
  return {
    counts: byCounts([...counted.values()], attack),
    targetsKnown: recallAt(cells(ordered, ({ target }) => target)),
    meetingsKnown: recallAt(cells(ordered, ({ target, actor }) => `${target} ${came.get(actor)}`)),
    purity: paid.size / ordered.length,
  };
}

/** Events that a rule cannot tell from each other: how many, and how many of them are bought. */
interface Cell {
  readonly events: number;
  readonly bought: number;
}

function cells<T extends { readonly bought: boolean }>(
  acts: readonly T[],
  nameOf: (act: T) => string,
): readonly Cell[] {
  return [...Map.groupBy(acts, nameOf).values()].map((own) => ({
    events: own.length,
    bought: own.filter(({ bought }) => bought).length,
  }));
}

/**
 * The greatest part of the bought events that can be named at `PRECISION`: cells in order of the part that is bought (ranking by the posterior is the best there is: Neyman & Pearson,
 * Phil. Trans. R. Soc. A 231, 1933), the last one in part. Cells of expectations or of facts.
 */
export function recallAt(all: readonly Cell[]): number {
  const bought = all.reduce((sum, cell) => sum + cell.bought, 0);
  let events = 0;
  let right = 0;
  for (const cell of all.toSorted((a, b) => b.bought * a.events - a.bought * b.events)) {
    const part = cell.bought / cell.events;
    // (right + x · bought) = PRECISION · (events + x · cell.events), for the part x of the cell.
    const short = PRECISION * cell.events - cell.bought;
    const most = short <= 0 ? 1 : (right - PRECISION * events) / short;
    const taken = Math.min(1, Math.max(0, most));
    events += taken * cell.events;
    right += taken * cell.events * part;
    if (taken < 1) break;
  }
  return bought === 0 ? 0 : right / bought;
}

/** Owners' means are rounded to steps of so much, so that laws are made once. */
const MEAN_STEP = 0.25;

/** What counts tell: posterior of being ordered for, and of how much, by count and owner. */
function byCounts(targets: readonly Counted[], attack: Attack): number {
  const owners = Map.groupBy(targets, ({ owner }) => owner);
  const dispersion = dispersionOf([...owners.values()]);
  const ordered = targets.filter(({ bought }) => bought > 0).length / targets.length;
  const lots = lotsOf(attack);
  const laws = new Map<number, readonly number[]>();
  const ranked: { readonly share: number; readonly cell: Cell }[] = [];
  for (const own of owners.values()) {
    // Half an act more: an owner who never got one may get one.
    const mean = (own.reduce((sum, { honest }) => sum + honest, 0) + 0.5) / own.length;
    const step = Math.max(MEAN_STEP, Math.round(mean / MEAN_STEP) * MEAN_STEP);
    const law = laws.get(step) ?? countLaw(step, dispersion);
    laws.set(step, law);
    for (const { honest, bought } of own) {
      const count = honest + bought;
      let mass = (1 - ordered) * (law[count] ?? 0);
      let expected = 0;
      for (const lot of lots) {
        const one = (ordered / lots.length) * (law[count - lot] ?? 0);
        mass += one;
        expected += one * lot;
      }
      // Beyond both laws whoever knows them says the largest lot.
      const share = mass > 0 ? expected / mass / count : Math.min(1, lots.at(-1)! / count);
      ranked.push({ share, cell: { events: count, bought } });
    }
  }
  return bestPrefix(ranked.sort((a, b) => b.share - a.share).map(({ cell }) => cell));
}

/** The greatest part of the bought events in a prefix of which `PRECISION` is bought: the threshold is set by the facts, in the oracle's favour. */
function bestPrefix(ranked: readonly Cell[]): number {
  const all = ranked.reduce((sum, { bought }) => sum + bought, 0);
  let events = 0;
  let right = 0;
  let best = 0;
  for (const cell of ranked) {
    events += cell.events;
    right += cell.bought;
    if (right >= PRECISION * events) best = right;
  }
  return all === 0 ? 0 : best / all;
}

/** Variance over mean of an owner's honest counts, pooled over owners; at least 1. */
function dispersionOf(owners: readonly (readonly Counted[])[]): number {
  let square = 0;
  let freedom = 0;
  for (const own of owners) {
    const mean = own.reduce((sum, { honest }) => sum + honest, 0) / own.length;
    if (own.length < 2 || mean === 0) continue;
    square += own.reduce((sum, { honest }) => sum + (honest - mean) ** 2 / mean, 0);
    freedom += own.length - 1;
  }
  return Math.max(1, square / Math.max(1, freedom));
}

/** Sizes of a lot, each as likely as the others. */
function lotsOf(attack: Attack): readonly number[] {
  const { lot, density, hands } = switchesOf(attack);
  const [low, high] = lot ?? [Math.round(density[0] * hands), Math.round(density[1] * hands)];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}
