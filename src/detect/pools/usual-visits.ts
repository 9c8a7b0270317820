import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { KeyCodes } from "../columns/key-codes.ts";
import type { ActorPools } from "./pool-match.ts";
import { codeOfSpell, cutIntoBlocks } from "./visit-blocks.ts";
import { channelOf, type Visits } from "./visits.ts";

/** What visitors are held against: who views, who acts, and who comes at all. */
export const LAYERS = ["views", "acts", "people"] as const;
export type Layer = (typeof LAYERS)[number];

/** Visitors of one group in one layer. */
export interface Audience {
  readonly layer: Layer;
  readonly group: number;
  readonly size: number;
  readonly actorAt: (place: number) => number;
  /** Place of the first visitor of each block, one more than there are blocks. */
  readonly blockStart: Int32Array;
  /** Weight of the visits by block, their sum last. */
  readonly all: Float64Array;
  /** Members of each pool that came: their places, ascending, and their visits' weight by block, the sum last. */
  readonly byPool: ReadonlyMap<number, PoolPresence>;
}

export interface PoolPresence {
  readonly places: readonly number[];
  readonly weight: Float64Array;
}

export interface UsualVisits {
  readonly blocks: number;
  readonly visitsOf: (layer: Layer) => Visits;
  /** The visitors of a group: a target and kind, or a target where the layer is people. O(visitors + pools there · blocks). */
  readonly audience: (layer: Layer, group: number) => Audience;
  /** Chance by block that a visitor of the audience is of the pool, by what goes on elsewhere in that layer. In (0, 0.9]. */
  readonly shares: (audience: Audience, kind: number, pool: number) => Float64Array;
  /** From now on what the pool does there is an order and not usual. */
  readonly leaveOut: (group: number, pool: number) => void;
}

/** Visits' worth of the whole window's share in each block's, and of all acts' share in that of each kind of act. */
const PRIOR_WEIGHT = 100;
const KIND_PRIOR_WEIGHT = 30;
/** Most visits one actor counts for in a block: one machine must not set what is usual of its pool. */
const BLOCK_VISITS_MAX = 10;
/** A pool whose members do most of what goes on says nothing by coming. */
const SHARE_MAX = 0.9;

/**
 * What members of each pool usually have of all that is done, by stretches of five minutes: popularity, hours, and how busy members are (also with cover)
 * explain what they can. Kinds of act lean apart: who follows is not who likes. O(events · pools of their actors); two numbers a pool and block.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a kernel: three passes over the same visits, whose typed arrays are made once.
export function measureUsualVisits(
  columns: EventColumns,
  kinds: Visits,
  people: Visits,
  pools: ActorPools,
): UsualVisits {
  const { actor } = columns;
  const { blocks, blockOf } = cutIntoBlocks(columns);
  const visitsOf = (layer: Layer): Visits => (layer === "people" ? people : kinds);
  const layerOf = (group: number): Layer => LAYERS[channelOf(group)];
  const eachVisit = (visit: (layer: Layer, group: number, event: number) => void): void => {
    for (const g of kinds.groups)
      for (let at = kinds.start[g]!; at < kinds.end[g]!; at++) visit(layerOf(g), g, kinds.event[at]!);
    for (const g of people.groups)
      for (let at = people.start[g]!; at < people.end[g]!; at++) visit("people", g, people.event[at]!);
  };
  // Visits of an actor in a block, by layer.
  const codes = new KeyCodes();
  const spell = (layer: Layer, event: number): number => {
    return codeOfSpell(codes, actor[event]!, blockOf(event) * LAYERS.length + LAYERS.indexOf(layer) + 1);
  };
  const times: number[] = [];
  eachVisit((layer, _, event) => {
    const code = spell(layer, event);
    times[code] = (times[code] ?? 0) + 1;
  });
  const weightOf = (layer: Layer, event: number): number =>
    Math.min(1, BLOCK_VISITS_MAX / times[spell(layer, event)]!);

  // By layer and block, by layer, pool and block; the last cell of each row is the sum.
  const row = blocks + 1;
  const all = LAYERS.map(() => new Float64Array(row));
  const ofPool = LAYERS.map(() => new Float64Array(pools.poolCount * row));
  const allOfKind = new Float64Array(RETRACTION_BIT);
  const ofKind = new Float64Array(RETRACTION_BIT * pools.poolCount);
  const addMember = (layer: Layer, kind: number, pool: number, block: number, weight: number): void => {
    const rows = ofPool[LAYERS.indexOf(layer)]!;
    rows[pool * row + block]! += weight;
    rows[pool * row + blocks]! += weight;
    if (layer === "acts") ofKind[kind * pools.poolCount + pool]! += weight;
  };
  eachVisit((layer, group, event) => {
    const who = actor[event]!;
    const block = blockOf(event);
    const weight = weightOf(layer, event);
    const kind = group % RETRACTION_BIT;
    all[LAYERS.indexOf(layer)]![block]! += weight;
    all[LAYERS.indexOf(layer)]![blocks]! += weight;
    if (layer === "acts") allOfKind[kind]! += weight;
    for (let at = pools.start[who]!; at < pools.start[who + 1]!; at++)
      addMember(layer, kind, pools.pool[at]!, block, weight);
  });

  function audience(layer: Layer, group: number): Audience {
    const { start, end, event } = visitsOf(layer);
    const size = end[group]! - start[group]!;
    const blockStart = new Int32Array(row).fill(size);
    const own = new Float64Array(row);
    const byPool = new Map<number, { places: number[]; weight: Float64Array }>();
    let opened = 0;
    for (let place = 0; place < size; place++) {
      const at = event[start[group]! + place]!;
      const block = blockOf(at);
      const weight = weightOf(layer, at);
      while (opened <= block) blockStart[opened++] = place;
      own[block]! += weight;
      own[blocks]! += weight;
      const who = actor[at]!;
      for (let p = pools.start[who]!; p < pools.start[who + 1]!; p++) {
        let presence = byPool.get(pools.pool[p]!);
        if (presence === undefined) {
          presence = { places: [], weight: new Float64Array(row) };
          byPool.set(pools.pool[p]!, presence);
        }
        presence.places.push(place);
        presence.weight[block]! += weight;
        presence.weight[blocks]! += weight;
      }
    }
    const actorAt = (place: number): number => actor[event[start[group]! + place]!]!;
    return { layer, group, size, actorAt, blockStart, all: own, byPool };
  }

  const gone = new Set<string>();
  const goneOf = (layer: Layer, group: number, pool: number): string => `${layer} ${group} ${pool}`;
  return {
    blocks,
    visitsOf,
    audience,
    shares: ({ layer, group, all: ownAll, byPool }, kind, pool) => {
      const presence = byPool.get(pool);
      const apart = presence === undefined || gone.has(goneOf(layer, group, pool));
      const own = (at: number): number => (apart ? 0 : presence.weight[at]!);
      const total = all[LAYERS.indexOf(layer)]!;
      const mine = ofPool[LAYERS.indexOf(layer)]!;
      const ofThis = (at: number): number => Math.max(0, mine[pool * row + at]! - own(at));
      const rest = (at: number): number => Math.max(0, total[at]! - ownAll[at]!);
      const window = (ofThis(blocks) + 1) / (rest(blocks) + PRIOR_WEIGHT);
      let priorWeight = 1;
      if (layer === "acts") {
        const ofItsKind = Math.max(0, ofKind[kind * pools.poolCount + pool]! - own(blocks));
        const allOfIts = Math.max(0, allOfKind[kind]! - ownAll[blocks]!);
        priorWeight = (ofItsKind + KIND_PRIOR_WEIGHT * window) / (allOfIts + KIND_PRIOR_WEIGHT) / window;
      }
      return Float64Array.from({ length: blocks }, (_, block) =>
        Math.min(
          SHARE_MAX,
          (priorWeight * (ofThis(block) + PRIOR_WEIGHT * window)) / (rest(block) + PRIOR_WEIGHT),
        ),
      );
    },
    leaveOut: (group, pool) => {
      const target = Math.floor(group / RETRACTION_BIT);
      for (const [layer, place] of [
        [layerOf(group), group],
        ["people", target],
      ] as const) {
        if (gone.has(goneOf(layer, place, pool))) continue;
        gone.add(goneOf(layer, place, pool));
        const weight = audience(layer, place).byPool.get(pool)?.weight;
        if (weight === undefined) continue;
        for (let block = 0; block < blocks; block++)
          if (weight[block]! > 0) addMember(layer, group % RETRACTION_BIT, pool, block, -weight[block]!);
      }
    },
  };
}
