import { lnBinomialTail } from "../../statistics/binomial.ts";
import { discoveryThreshold } from "../../statistics/false-discovery.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { KeyCodes } from "../columns/key-codes.ts";
import {
  type ActorPools,
  type Candidate,
  describeMatch,
  isOf,
  NOBODY,
  type PoolMatch,
  refineAudiences,
  type TellingRun,
} from "./pool-match.ts";
import { codeOfSpell, cutIntoBlocks } from "./visit-blocks.ts";
import { channelOf, gatherVisits, type Visits } from "./visits.ts";

/** Fewest members that tell: with fewer, no audience is beyond chance among some thousands of targets. */
export const VISITS_MIN = 4;
/** False matches among matches, on average over a look; looks come every few seconds, of which a few hundred a day are independent. */
const DISCOVERY_RATE = 1e-4;
/** How many times chance the odds of a member's coming must be: tastes and hours make honest audiences lean by small factors. */
const ODDS_MIN = 5;
/** Acts' worth of the whole window's share in each block's. */
const PRIOR_WEIGHT = 100;
/** Most visits one actor counts for in a block: one machine must not set what is usual of its pool. */
const BLOCK_VISITS_MAX = 10;
/** Looks at the same columns: the first finds what stands out against all else members do, the next against what is left. */
const ROUNDS = 2;

/**
 * Columns and known members → targets to which members of one pool come far beyond chance. Null model: whoever comes to a target in a stretch of time is a member with
 * the members' share of all that is done in that stretch to other targets, so that popularity, hours, and how busy members are explain what they can.
 * Runs between any two members are tried at doubling lengths (a scan; the tries are paid for), and a false-discovery rate holds over audiences × pools.
 * Where pools share accounts the surest explains its members first. Best first. O(events + members' visits · log visits); four numbers an event.
 */
export function matchPools(columns: EventColumns, pools: ActorPools): readonly PoolMatch[] {
  const visits = gatherVisits(columns);
  const usual = measureUsual(columns, visits, pools);
  let found: Candidate[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const all = findCandidates(columns, visits, pools, usual);
    const lnThreshold = discoveryThreshold(
      Float64Array.from(all.candidates, ({ run }) => run.lnP),
      Math.max(1, all.audiences * pools.poolCount),
      DISCOVERY_RATE,
    );
    const before = found.length;
    found = refineAudiences(
      columns,
      visits,
      pools,
      all.candidates,
      (_, { lnP }) => lnP <= lnThreshold,
      (group, pool, explained) => tellingRun(columns, visits, pools, usual, group, pool, explained),
    );
    if (round + 1 === ROUNDS || found.length === before) {
      return found
        .map((candidate) => describeMatch(columns, visits, pools, candidate, lnThreshold))
        .sort((a, b) => a.lnP - b.lnP || a.target - b.target || a.pool - b.pool);
    }
    for (const candidate of found) usual.leaveOut(candidate);
  }
  return [];
}

interface BetaBinomial {
  readonly blockOf: (event: number) => number;
  /** Chance that a visitor of a group in a block is of a pool; `own` and `ownAll`: what the group itself adds, by block. */
  readonly share: (
    pool: number,
    group: number,
    block: number,
    own: Float64Array,
    ownAll: Float64Array,
  ) => number;
  readonly weight: (event: number, group: number) => number;
  readonly blocks: number;
  readonly leaveOut: (candidate: Candidate) => void;
}

function measureUsual(columns: EventColumns, visits: Visits, pools: ActorPools): BetaBinomial {
  const { actor } = columns;
  const { blocks, blockOf } = cutIntoBlocks(columns);
  const each = (visit: (event: number, group: number) => void): void => {
    for (const g of visits.groups)
      for (let at = visits.start[g]!; at < visits.end[g]!; at++) visit(visits.event[at]!, g);
  };
  // Visits of an actor in a block, by channel.
  const codes = new KeyCodes();
  const spell = (event: number, group: number): number => {
    return codeOfSpell(codes, actor[event]!, blockOf(event) * 2 + channelOf(group) + 1);
  };
  const times: number[] = [];
  each((event, group) => {
    const code = spell(event, group);
    times[code] = (times[code] ?? 0) + 1;
  });
  const weight = (event: number, group: number): number =>
    Math.min(1, BLOCK_VISITS_MAX / times[spell(event, group)]!);
  // By channel, and by channel, pool and block; the last cell of each row is the sum.
  const row = blocks + 1;
  const all = new Float64Array(2 * row);
  const ofPool = new Float64Array(2 * pools.poolCount * row);
  const cell = (pool: number, group: number): number => (channelOf(group) * pools.poolCount + pool) * row;
  const addVisit = (event: number, group: number, sign: 1 | -1, only: number): void => {
    const who = actor[event]!;
    const own = sign * weight(event, group);
    const block = blockOf(event);
    if (only < 0) {
      all[channelOf(group) * row + block]! += own;
      all[channelOf(group) * row + blocks]! += own;
    }
    for (let at = pools.start[who]!; at < pools.start[who + 1]!; at++) {
      const pool = pools.pool[at]!;
      if (only >= 0 && pool !== only) continue;
      ofPool[cell(pool, group) + block]! += own;
      ofPool[cell(pool, group) + blocks]! += own;
    }
  };
  each((event, group) => {
    addVisit(event, group, 1, -1);
  });
  const gone = new Set<number>();
  const pair = (pool: number, group: number): number => group * pools.poolCount + pool;
  return {
    blockOf,
    weight,
    blocks,
    share: (pool, group, block, own, ownAll) => {
      const base = cell(pool, group);
      const total = channelOf(group) * row;
      const left = gone.has(pair(pool, group));
      const ofThis = (at: number): number => Math.max(0, ofPool[base + at]! - (left ? 0 : own[at]!));
      const window =
        (ofThis(blocks) + 1) / (Math.max(0, all[total + blocks]! - ownAll[blocks]!) + PRIOR_WEIGHT);
      const there = Math.max(0, all[total + block]! - ownAll[block]!);
      return Math.min(0.9, (ofThis(block) + PRIOR_WEIGHT * window) / (there + PRIOR_WEIGHT));
    },
    leaveOut: ({ pool, group }) => {
      if (gone.has(pair(pool, group))) return;
      gone.add(pair(pool, group));
      for (let at = visits.start[group]!; at < visits.end[group]!; at++)
        addVisit(visits.event[at]!, group, -1, pool);
    },
  };
}

function findCandidates(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  usual: BetaBinomial,
): { readonly candidates: readonly Candidate[]; readonly audiences: number } {
  const came = new Int32Array(pools.poolCount);
  const touched: number[] = [];
  const candidates: Candidate[] = [];
  let audiences = 0;
  for (const group of visits.groups) {
    if (visits.end[group]! - visits.start[group]! < VISITS_MIN) continue;
    audiences++;
    for (let at = visits.start[group]!; at < visits.end[group]!; at++) {
      const who = columns.actor[visits.event[at]!]!;
      for (let p = pools.start[who]!; p < pools.start[who + 1]!; p++) {
        const pool = pools.pool[p]!;
        if (came[pool]!++ === 0) touched.push(pool);
      }
    }
    for (const pool of touched) {
      if (came[pool]! >= VISITS_MIN) {
        const run = tellingRun(columns, visits, pools, usual, group, pool, NOBODY);
        if (run.lnP < 0) candidates.push({ group, pool, run, explained: NOBODY });
      }
      came[pool] = 0;
    }
    touched.length = 0;
  }
  return { candidates, audiences };
}

function tellingRun(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  usual: BetaBinomial,
  group: number,
  pool: number,
  explained: ReadonlySet<number>,
): TellingRun {
  const from = visits.start[group]!;
  const count = visits.end[group]! - from;
  const own = new Float64Array(usual.blocks + 1);
  const ownAll = new Float64Array(usual.blocks + 1);
  const places: number[] = [];
  for (let i = 0; i < count; i++) {
    const event = visits.event[from + i]!;
    const who = columns.actor[event]!;
    const weight = usual.weight(event, group);
    ownAll[usual.blockOf(event)]! += weight;
    ownAll[usual.blocks]! += weight;
    if (!isOf(pools, who, pool)) continue;
    own[usual.blockOf(event)]! += weight;
    own[usual.blocks]! += weight;
    if (!explained.has(who)) places.push(i);
  }
  const sums = new Float64Array(count + 1);
  let lastBlock = -1;
  let share = 0;
  for (let i = 0; i < count; i++) {
    const block = usual.blockOf(visits.event[from + i]!);
    if (block !== lastBlock) share = usual.share(pool, group, block, own, ownAll);
    lastBlock = block;
    sums[i + 1] = sums[i]! + share;
  }
  const expectedBefore = (place: number): number => sums[place]!;
  let best: TellingRun = { lnP: 0, from: 0, to: 0, came: 0, expected: 0, expectedBefore };
  let tried = 0;
  for (let length = VISITS_MIN; length <= places.length; length = nextLength(length, places.length)) {
    tried += places.length - length + 1;
    for (let i = 0; i + length <= places.length; i++) {
      const first = places[i]!;
      const last = places[i + length - 1]!;
      // The first member is where the run begins: what follows is tested.
      const after = last - first;
      const chance = (sums[last + 1]! - sums[first + 1]!) / after;
      const odds = (length - 1) / (after - length + 1.5);
      if (odds < ODDS_MIN * (chance / (1 - chance))) continue;
      const lnP = lnBinomialTail(length - 1, after, chance);
      if (lnP < best.lnP)
        best = { lnP, from: first, to: last, came: length, expected: chance * after, expectedBefore };
    }
    if (length === places.length) break;
  }
  return tried === 0 ? best : { ...best, lnP: Math.min(0, best.lnP + Math.log(tried)) };
}

/** Lengths double up to all of them. */
function nextLength(length: number, all: number): number {
  return Math.min(length * 2, all);
}
