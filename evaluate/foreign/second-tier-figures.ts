import { SECOND_ACTORS_MIN } from "../../src/detect/targets/second-tier-limits.ts";
import { OrderFinder } from "../../src/flow/order-finder.ts";
import { createDecoder } from "../../src/ingest/json-decoder.ts";
import { createEventRow } from "../../src/nouns/event-row.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import type { World, WorldEvent } from "../worlds/world.ts";
import { countPower } from "./count-bound.ts";
import { lineOf } from "./find-campaigns.ts";
import { type ForeignSize, makeWorld } from "./foreign-plan.ts";
import { addParts, type Counts, type Part } from "./world-figures.ts";

/**
 * A share with its 95 % interval (Wilson); targets of one world are not independent, so take it as
 * the least width.
 */
export interface Figure extends Part {
  readonly low: number;
  readonly high: number;
}

/** What both tiers tell of the targets of worlds of one kind under one attack, seeds together. */
export interface SecondTierFigures {
  readonly world: string;
  /** null = an honest world. */
  readonly attack: string | null;
  readonly seeds: number;
  /**
   * Bought targets in the second tier; in the first tier; in either. All bought targets count,
   * however small their crowd.
   */
  readonly bought: Figure;
  readonly boughtFirst: Figure;
  readonly boughtEither: Figure;
  /**
   * Targets that nobody paid for, told in the second tier: of those with a crowd of the size looked
   * at, and of all acted on.
   */
  readonly honestComparable: Figure;
  readonly honest: Figure;
  /** The same of the first tier, of all. */
  readonly honestFirst: Figure;
  /**
   * Power at 1 % that the best test on numbers of acts alone has over the bought targets; null
   * where nothing is bought.
   */
  readonly countBound: number | null;
}

const TYPES = new Set(["like", "favorite", "comment", "share"]);
const FALSE_RATE = 0.01;

/**
 * Worlds (names of `WORLDS`), attacks (names of `PLANTED`; null = honest) and seeds → figures, one
 * for each pair of world and attack. `sizeOf`: people and days of a world. About 30 s for a million
 * events.
 */
export function secondTierFigures(
  worlds: readonly string[],
  attacks: readonly (string | null)[],
  seeds: readonly number[],
  sizeOf: (world: string) => ForeignSize,
): readonly SecondTierFigures[] {
  return worlds.flatMap((world) =>
    attacks.map((attack) => {
      const runs = seeds.map((seed) => measureTargets(makeWorld(world, attack, sizeOf(world), seed)));
      const sum = (of: (run: TargetCounts) => Part): Figure => {
        const all = runs.map(of).reduce(addParts);
        const [low, high] = wilsonInterval(all.hit, all.of);
        return { ...all, low, high };
      };
      const bounds = runs.flatMap(({ countBound }) => (countBound === null ? [] : [countBound]));
      return {
        world,
        attack,
        seeds: seeds.length,
        bought: sum((run) => run.bought),
        boughtFirst: sum((run) => run.boughtFirst),
        boughtEither: sum((run) => run.boughtEither),
        honestComparable: sum((run) => run.honestComparable),
        honest: sum((run) => run.honest),
        honestFirst: sum((run) => run.honestFirst),
        countBound: bounds.length === 0 ? null : bounds.reduce((a, b) => a + b) / bounds.length,
      };
    }),
  );
}

export type TargetCounts = Pick<SecondTierFigures, "countBound"> & {
  /** Acts of the kind that was bought, on targets told in either tier: bought and not, and the bought ones on targets that are not told. */
  readonly events: Counts;
} & {
  readonly [name in
    | "bought"
    | "boughtFirst"
    | "boughtEither"
    | "honestComparable"
    | "honest"
    | "honestFirst"]: Part;
};

/** One world → its targets, told and not told, by the path that an export takes. */
export function measureTargets(world: World): TargetCounts {
  const decoder = createDecoder();
  const row = createEventRow();
  const finder = new OrderFinder();
  world.events.forEach((event, place) => {
    const bytes = Buffer.from(lineWithShare(event, place));
    const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
    if (rejection !== null) throw new Error(`event ${place}: ${JSON.stringify(rejection)}`);
    finder.add(row);
  });
  const report = finder.finish();
  const names = (told: readonly { readonly target: { readonly kind: string; readonly id: string } }[]) =>
    new Set(told.map(({ target }) => `${target.kind}/${target.id}`));
  const first = names(report.orders);
  const second = names(report.second_tier ?? []);
  const paidFor = new Set(world.pools.flatMap(({ targets }) => targets));
  const crowds = crowdsOf(world);
  const honest = [...crowds.keys()].filter((target) => !paidFor.has(target));
  const comparable = honest.filter((target) => (crowds.get(target) ?? 0) >= SECOND_ACTORS_MIN);
  const part = (of: readonly string[], isHit: (target: string) => boolean): Part => ({
    hit: of.filter(isHit).length,
    of: of.length,
  });
  const bought = [...paidFor];
  return {
    events: eventsTold(world, (target) => first.has(target) || second.has(target)),
    bought: part(bought, (target) => second.has(target)),
    boughtFirst: part(bought, (target) => first.has(target)),
    boughtEither: part(bought, (target) => first.has(target) || second.has(target)),
    honestComparable: part(comparable, (target) => second.has(target)),
    honest: part(honest, (target) => second.has(target)),
    honestFirst: part(honest, (target) => first.has(target)),
    countBound: boundOf(world),
  };
}

function eventsTold(world: World, isTold: (target: string) => boolean): Counts {
  const paid = new Set(world.pools.flatMap(({ bought }) => Array.from(bought)));
  const types = new Set([...paid].map((place) => world.events[place]!.type));
  let [right, wrong, missed] = [0, 0, 0];
  world.events.forEach((event, place) => {
    if (!types.has(event.type)) return;
    const told = isTold(`${event.targetKind}/${event.target}`);
    if (paid.has(place)) {
      if (told) right++;
      else missed++;
    } else if (told) wrong++;
  });
  return { right, wrong, missed };
}

/**
 * The line of an event; a source of `share` is a share: one for each target, since worlds do not
 * say which.
 */
function lineWithShare(event: WorldEvent, place: number): string {
  const line = lineOf(event, place);
  if (event.source !== "share") return line;
  const told = JSON.parse(line);
  told.context.parent_share = `share-of-${event.target}`;
  return JSON.stringify(told);
}

/** By target: the most people who did any one kind of act. */
function crowdsOf(world: World): ReadonlyMap<string, number> {
  const people = new Map<string, Set<string>>();
  const most = new Map<string, number>();
  for (const { type, targetKind, target, actor } of world.events) {
    if (!TYPES.has(type)) continue;
    const thing = `${targetKind}/${target}`;
    const key = `${thing} ${type}`;
    const own = people.get(key) ?? new Set<string>();
    people.set(key, own.add(actor));
    most.set(thing, Math.max(most.get(thing) ?? 0, own.size));
  }
  return most;
}

/**
 * The bound by counts: what each owner's honest targets usually get is the expectation, and how
 * unlike they are to it the dispersion, pooled over owners. Power is averaged over the lots that
 * were delivered.
 */
function boundOf(world: World): number | null {
  const [event] = world.pools.flatMap(({ bought }) => Array.from(bought.subarray(0, 1)));
  if (event === undefined) return null;
  const { type } = world.events[event]!;
  const paid = new Set(world.pools.flatMap(({ bought }) => Array.from(bought)));
  const counts = new Map<string, { owner: string; honest: number; bought: number }>();
  world.events.forEach((one, place) => {
    if (!TYPES.has(one.type)) return;
    const key = `${one.targetKind}/${one.target}`;
    const own = counts.get(key) ?? { owner: one.owner ?? "", honest: 0, bought: 0 };
    counts.set(key, own);
    if (one.type !== type) return;
    if (paid.has(place)) own.bought++;
    else own.honest++;
  });
  const owners = new Map<string, number[]>();
  for (const { owner, honest } of counts.values()) owners.set(owner, [...(owners.get(owner) ?? []), honest]);
  let square = 0;
  let freedom = 0;
  for (const own of owners.values()) {
    const mean = own.reduce((a, b) => a + b, 0) / own.length;
    if (own.length < 2 || mean === 0) continue;
    square += own.reduce((sum, honest) => sum + (honest - mean) ** 2 / mean, 0);
    freedom += own.length - 1;
  }
  const dispersion = Math.max(1, square / Math.max(1, freedom));
  const powers = [...counts.values()]
    .filter(({ bought }) => bought > 0)
    .map(({ owner, bought }) => {
      const own = owners.get(owner)!;
      // Half an act more: an owner who never got one may get one.
      const expected = (own.reduce((a, b) => a + b, 0) + 0.5) / own.length;
      return countPower(expected, dispersion, bought, FALSE_RATE);
    });
  return powers.reduce((a, b) => a + b, 0) / powers.length;
}
