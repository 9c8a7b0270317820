import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { KeyCodes } from "../columns/key-codes.ts";
import { lnBinomialTail } from "../links/binomial-tail.ts";
import { discoveryThreshold } from "../links/chance.ts";
import { timeOrder } from "../links/tokens.ts";

/** Which pools each actor of some columns belongs to: `pool[start[a] .. start[a + 1])`, pools from 0. */
export interface ActorPools {
  readonly start: Int32Array;
  readonly pool: Int32Array;
  readonly poolCount: number;
}

/** Members of one pool that came to one target in one way far beyond chance. */
export interface PoolMatch {
  readonly pool: number;
  readonly target: number;
  readonly kind: number;
  /** ln of the chance of it, runs tried included. */
  readonly lnP: number;
  /** ln p at and below which a match is reported, for the pairs tested in these columns. */
  readonly lnThreshold: number;
  /** Members in the run that told, all who came in it, and how many of them chance explains. */
  readonly came: number;
  readonly visitors: number;
  readonly expected: number;
  /** Everybody who did this to the target, in order of time, and each one's first such event. */
  readonly actors: Int32Array;
  readonly events: Int32Array;
  /** By visitor: chance that it came as part of the order; 0 for those not of the pool. */
  readonly ordered: Float64Array;
}

/** Fewest members that tell: with fewer, no audience is beyond chance among some thousands of targets. */
export const VISITS_MIN = 4;
/** False matches among matches, on average over a look; looks come every few seconds, of which a few hundred a day are independent. */
const DISCOVERY_RATE = 1e-4;
/** How many times chance the odds of a member's coming must be: tastes and hours make honest audiences lean by small factors. */
const ODDS_MIN = 5;
/** Stretch over which members' share of what goes on is measured; at most so many to the columns. */
const BLOCK_MS = 300_000;
const BLOCKS_MAX = 288;
/** Acts' worth of the whole window's share in each block's. */
const LEAN = 100;
/** Most visits one actor counts for in a block: one machine must not set what is usual of its pool. */
const BLOCK_VISITS_MAX = 10;
/** Visitors on either side that tell whether a member outside the run came with it. */
const NEIGHBOURS = 8;
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
    found = settleAudiences(columns, visits, pools, usual, all.candidates, lnThreshold);
    if (round + 1 === ROUNDS || found.length === before) {
      return found
        .map((candidate) => describeMatch(columns, visits, pools, candidate, lnThreshold))
        .sort((a, b) => a.lnP - b.lnP || a.target - b.target || a.pool - b.pool);
    }
    for (const candidate of found) usual.leaveOut(candidate);
  }
  return [];
}

/** Distinct (actor, target, kind), by target and kind (a group), each group in order of time. */
interface Visits {
  /** Groups that have any, ascending. */
  readonly groups: Int32Array;
  /** Events of group g: `event[start[g] .. end[g])`. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly event: Int32Array;
}

function gatherVisits(columns: EventColumns): Visits {
  const { count, actor, target, kind } = columns;
  const order = timeOrder(columns);
  const groupCount = columns.targetCount * RETRACTION_BIT;
  const start = new Int32Array(groupCount + 1);
  const groupOf = (event: number): number => target[event]! * RETRACTION_BIT + kind[event]!;
  for (let i = 0; i < count; i++) if (kind[i]! < RETRACTION_BIT) start[groupOf(i) + 1]!++;
  for (let g = 0; g < groupCount; g++) start[g + 1]! += start[g]!;
  const event = new Int32Array(start[groupCount]!);
  const end = start.slice(0, groupCount);
  for (let i = 0; i < count; i++) {
    const at = order === null ? i : order[i]!;
    if (kind[at]! < RETRACTION_BIT) event[end[groupOf(at)]!++] = at;
  }
  const seen = new Int32Array(columns.actorCount).fill(-1);
  const groups: number[] = [];
  for (let g = 0; g < groupCount; g++) {
    let to = start[g]!;
    if (end[g] === to) continue;
    groups.push(g);
    for (let at = to; at < end[g]!; at++) {
      const who = actor[event[at]!]!;
      if (seen[who] === g) continue;
      seen[who] = g;
      event[to++] = event[at]!;
    }
    end[g] = to;
  }
  return { groups: Int32Array.from(groups), start, end, event };
}

/** Views are much more of life than acts: each is held against its own kind. */
function channelOf(group: number): 0 | 1 {
  return group % RETRACTION_BIT === 0 ? 0 : 1;
}

interface Usual {
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

function measureUsual(columns: EventColumns, visits: Visits, pools: ActorPools): Usual {
  const { actor, occurredAtMs } = columns;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < columns.count; i++) {
    if (occurredAtMs[i]! < fromMs) fromMs = occurredAtMs[i]!;
    if (occurredAtMs[i]! > toMs) toMs = occurredAtMs[i]!;
  }
  const blocks = Math.max(1, Math.min(BLOCKS_MAX, Math.ceil((toMs - fromMs + 1) / BLOCK_MS)));
  const blockMs = Math.max(1, (toMs - fromMs + 1) / blocks);
  const blockOf = (event: number): number =>
    Math.min(blocks - 1, Math.floor((occurredAtMs[event]! - fromMs) / blockMs));
  const each = (visit: (event: number, group: number) => void): void => {
    for (const g of visits.groups)
      for (let at = visits.start[g]!; at < visits.end[g]!; at++) visit(visits.event[at]!, g);
  };
  // Visits of an actor in a block, by channel.
  const codes = new KeyCodes();
  const spell = (event: number, group: number): number => {
    const cell = blockOf(event) * 2 + channelOf(group) + 1;
    // Spread out, as keys are: each cell's actors stay apart, since both factors are odd.
    return codes.code(Math.imul(actor[event]! + 1, 0x9e3779b1) ^ Math.imul(cell, 0x85ebca6b), cell);
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
      const window = (ofThis(blocks) + 1) / (Math.max(0, all[total + blocks]! - ownAll[blocks]!) + LEAN);
      const there = Math.max(0, all[total + block]! - ownAll[block]!);
      return Math.min(0.9, (ofThis(block) + LEAN * window) / (there + LEAN));
    },
    leaveOut: ({ pool, group }) => {
      if (gone.has(pair(pool, group))) return;
      gone.add(pair(pool, group));
      for (let at = visits.start[group]!; at < visits.end[group]!; at++)
        addVisit(visits.event[at]!, group, -1, pool);
    },
  };
}

/** The run of a group's visitors that is least by chance: places of its first and last member. */
interface TellingRun {
  readonly lnP: number;
  readonly from: number;
  readonly to: number;
  readonly came: number;
  readonly expected: number;
  /** Expected members before each visitor, one more than there are visitors. */
  readonly sums: Float64Array;
}

interface Candidate {
  readonly group: number;
  readonly pool: number;
  readonly run: TellingRun;
  /** Members counted for other pools, that were left out. */
  readonly explained: ReadonlySet<number>;
}

function findCandidates(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  usual: Usual,
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

const NOBODY: ReadonlySet<number> = new Set();

function tellingRun(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  usual: Usual,
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
  let best: TellingRun = { lnP: 0, from: 0, to: 0, came: 0, expected: 0, sums };
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
      if (lnP < best.lnP) best = { lnP, from: first, to: last, came: length, expected: chance * after, sums };
    }
    if (length === places.length) break;
  }
  return tried === 0 ? best : { ...best, lnP: Math.min(0, best.lnP + Math.log(tried)) };
}

/** Lengths double up to all of them. */
function nextLength(length: number, all: number): number {
  return Math.min(length * 2, all);
}

function isOf(pools: ActorPools, actor: number, pool: number): boolean {
  for (let at = pools.start[actor]!; at < pools.start[actor + 1]!; at++)
    if (pools.pool[at] === pool) return true;
  return false;
}

/** Where several pools explain one audience, the surest has its members first, and the others must do with the rest. */
function settleAudiences(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  usual: Usual,
  candidates: readonly Candidate[],
  lnThreshold: number,
): Candidate[] {
  const byGroup = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    if (candidate.run.lnP > lnThreshold) continue;
    const list = byGroup.get(candidate.group);
    if (list === undefined) byGroup.set(candidate.group, [candidate]);
    else list.push(candidate);
  }
  const settled: Candidate[] = [];
  for (const [group, list] of byGroup) {
    let left = list.sort((a, b) => a.run.lnP - b.run.lnP || a.pool - b.pool);
    const explained = new Set<number>();
    while (left.length > 0) {
      const [best, ...rest] = left;
      settled.push(best!);
      if (rest.length === 0) break;
      for (let at = visits.start[group]!; at < visits.end[group]!; at++) {
        const who = columns.actor[visits.event[at]!]!;
        if (isOf(pools, who, best!.pool)) explained.add(who);
      }
      const known = new Set(explained);
      left = rest
        .map(({ pool }): Candidate => {
          const run = tellingRun(columns, visits, pools, usual, group, pool, known);
          return { group, pool, run, explained: known };
        })
        .filter(({ run }) => run.lnP <= lnThreshold)
        .sort((a, b) => a.run.lnP - b.run.lnP || a.pool - b.pool);
    }
  }
  return settled;
}

function describeMatch(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
  { group, pool, run, explained }: Candidate,
  lnThreshold: number,
): PoolMatch {
  const events = visits.event.slice(visits.start[group]!, visits.end[group]!);
  const actors = Int32Array.from(events, (event) => columns.actor[event]!);
  const member = Uint8Array.from(actors, (who) => (isOf(pools, who, pool) && !explained.has(who) ? 1 : 0));
  const upTo = new Int32Array(actors.length + 1);
  for (let i = 0; i < actors.length; i++) upTo[i + 1] = upTo[i]! + member[i]!;
  const ordered = Float64Array.from(actors, (_, i) => {
    if (member[i] === 0) return 0;
    const inRun = i >= run.from && i <= run.to;
    const from = inRun ? run.from : Math.max(0, i - NEIGHBOURS);
    const to = inRun ? run.to + 1 : Math.min(actors.length, i + NEIGHBOURS + 1);
    const expected = run.sums[to]! - run.sums[from]!;
    return Math.max(0, 1 - expected / (upTo[to]! - upTo[from]!));
  });
  return {
    pool,
    target: Math.floor(group / RETRACTION_BIT),
    kind: group % RETRACTION_BIT,
    lnP: run.lnP,
    lnThreshold,
    came: run.came,
    visitors: run.to - run.from + 1,
    expected: run.expected,
    actors,
    events,
    ordered,
  };
}
