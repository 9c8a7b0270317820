import { RETRACTION_BIT } from "../../nouns/event.ts";
import { discoveryThreshold } from "../../statistics/false-discovery.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { weighOrder } from "./order-evidence.ts";
import {
  type ActorPools,
  type Candidate,
  describeMatch,
  NOBODY,
  type PoolMatch,
  refineAudiences,
  type TellingRun,
} from "./pool-match.ts";
import { type Audience, measureUsualVisits, type UsualVisits } from "./usual-visits.ts";
import { channelOf, gatherPeople, gatherVisits, type Visits } from "./visits.ts";

/** Fewest members that tell: two or three of a pool may be one household. */
export const ORDER_MEMBERS_MIN = 4;
/**
 * False matches among matches. The evidence is such that looking again and again does not add to it: this holds over all looks at the same visits. Views come in
 * masses where they are bought, and can wait; acts come a few a minute.
 */
const DISCOVERY_RATES = [1e-4, 2e-4] as const;
/** Looks at the same columns: what one finds is no longer usual for the next. */
const ROUNDS = 3;

/**
 * Columns and known members → targets that members of one pool come to far beyond chance, best first. Each visitor of a target is held against the members' share of
 * what goes on elsewhere at that time: among those who act as it did, and, where the target's views are told, among all who came. The false-discovery rate holds over
 * audiences × pools, by e-values (Wang and Ramdas, JRSS B 2022), views and acts apart since there are thirty views to an act (stratified: Sun et al., Genet. Epidemiol. 2006).
 * Members who are regulars of a target's owner (`isRegular`) neither speak for an order there nor against it.
 * Where pools share accounts the surest explains its members first. O(events + members' visits), three rounds; six numbers an event.
 */
export function matchOrders(
  columns: EventColumns,
  pools: ActorPools,
  isRegular: (actor: number, target: number) => boolean,
): readonly PoolMatch[] {
  const kinds = gatherVisits(columns);
  const usual = measureUsualVisits(columns, kinds, gatherPeople(columns), pools);
  const { tests, groups } = pairsToTest(columns, kinds, pools);
  const viewed = viewedTargets(columns);
  let found: Candidate[] = [];
  for (let round = 1; ; round++) {
    const candidates = groups.flatMap((group) =>
      weighGroup(usual, group, viewed[targetOf(group)] === 1, isRegular),
    );
    const lnThresholds = ([0, 1] as const).map((channel) =>
      discoveryThreshold(
        Float64Array.from(
          candidates.filter(({ group }) => channelOf(group) === channel),
          ({ run }) => run.lnP,
        ),
        Math.max(1, tests[channel]),
        DISCOVERY_RATES[channel],
      ),
    );
    const thresholdOf = (group: number): number => lnThresholds[channelOf(group)]!;
    const before = found.length;
    found = refineAudiences(
      columns,
      kinds,
      pools,
      candidates,
      (group, { lnP }) => lnP <= thresholdOf(group),
      (group, pool, explained) =>
        tellingRun(
          audiencesOf(usual, group, viewed[targetOf(group)] === 1),
          pool,
          usual,
          (actor) => !explained.has(actor) && !isRegular(actor, targetOf(group)),
        ),
    );
    if (round === ROUNDS || found.length === before) {
      return (
        found
          .map((candidate) => describeMatch(columns, kinds, pools, candidate, thresholdOf(candidate.group)))
          // Evidence of a stretch that names nobody, since chance explains half of its members, tells no order.
          .filter(({ ordered }) => ordered.filter((part) => part > 0.5).length >= ORDER_MEMBERS_MIN)
          .sort((a, b) => a.lnP - b.lnP || a.target - b.target || a.pool - b.pool)
      );
    }
    for (const { group, pool } of found) usual.leaveOut(group, pool);
  }
}

const targetOf = (group: number): number => Math.floor(group / RETRACTION_BIT);

/** By channel: audiences large enough to tell × pools that do enough there to be told; and the groups to which enough members of one pool came. */
function pairsToTest(
  columns: EventColumns,
  visits: Visits,
  pools: ActorPools,
): { readonly tests: readonly [number, number]; readonly groups: readonly number[] } {
  const audiences: [number, number] = [0, 0];
  const acted = [new Float64Array(pools.poolCount), new Float64Array(pools.poolCount)] as const;
  const came = new Int32Array(pools.poolCount);
  const groups: number[] = [];
  for (const group of visits.groups) {
    const channel = channelOf(group);
    if (visits.end[group]! - visits.start[group]! >= ORDER_MEMBERS_MIN) audiences[channel]++;
    let most = 0;
    const touched: number[] = [];
    for (let at = visits.start[group]!; at < visits.end[group]!; at++) {
      const who = columns.actor[visits.event[at]!]!;
      for (let p = pools.start[who]!; p < pools.start[who + 1]!; p++) {
        const pool = pools.pool[p]!;
        acted[channel][pool]!++;
        if (came[pool]!++ === 0) touched.push(pool);
        if (came[pool]! > most) most = came[pool]!;
      }
    }
    for (const pool of touched) came[pool] = 0;
    if (most >= ORDER_MEMBERS_MIN) groups.push(group);
  }
  const active = (channel: 0 | 1): number => acted[channel].filter((n) => n >= ORDER_MEMBERS_MIN).length;
  return { tests: [audiences[0] * active(0), audiences[1] * active(1)], groups };
}

/** 1 for targets whose views are told: at least one was, by anybody. */
function viewedTargets(columns: EventColumns): Uint8Array {
  const viewed = new Uint8Array(columns.targetCount);
  for (let i = 0; i < columns.count; i++) if (columns.kind[i] === 0) viewed[columns.target[i]!] = 1;
  return viewed;
}

/** Who did one thing to a target, and, where its views are told too, all who came to it. */
interface Audiences {
  readonly doing: Audience;
  readonly coming: Audience | null;
}

function audiencesOf(usual: UsualVisits, group: number, viewed: boolean): Audiences {
  const acts = channelOf(group) === 1;
  return {
    doing: usual.audience(acts ? "acts" : "views", group),
    coming: acts && viewed ? usual.audience("people", targetOf(group)) : null,
  };
}

function weighGroup(
  usual: UsualVisits,
  group: number,
  viewed: boolean,
  isRegular: (actor: number, target: number) => boolean,
): Candidate[] {
  const audiences = audiencesOf(usual, group, viewed);
  const candidates: Candidate[] = [];
  for (const [pool, { places }] of audiences.doing.byPool) {
    if (places.length < ORDER_MEMBERS_MIN) continue;
    const run = tellingRun(audiences, pool, usual, (actor) => !isRegular(actor, targetOf(group)));
    if (run.lnP < 0) candidates.push({ group, pool, run, explained: NOBODY });
  }
  return candidates;
}

/** Evidence of one pool at one group; `counts`: members that speak for it. */
function tellingRun(
  { doing, coming }: Audiences,
  pool: number,
  usual: UsualVisits,
  counts: (actor: number) => boolean,
): TellingRun {
  const kind = doing.group % RETRACTION_BIT;
  const places = doing.byPool.get(pool)?.places ?? [];
  const own = places.filter((place) => counts(doing.actorAt(place)));
  const shares = usual.shares(doing, kind, pool);
  const counted = new Set(own);
  const among = weighOrder(doing, places, shares, (place) => counted.has(place), ORDER_MEMBERS_MIN);
  let { lnEvidence, from, to } = among;
  if (coming !== null) {
    const did = new Map(own.map((place) => [doing.actorAt(place), place]));
    const of = weighOrder(
      coming,
      coming.byPool.get(pool)?.places ?? [],
      usual.shares(coming, kind, pool),
      (place) => did.has(coming.actorAt(place)),
      ORDER_MEMBERS_MIN,
    );
    if (of.lnEvidence > lnEvidence) {
      const inRun = (coming.byPool.get(pool)?.places ?? []).flatMap((place) => {
        const there = did.get(coming.actorAt(place));
        return place < of.from || place > of.to || there === undefined ? [] : [there];
      });
      lnEvidence = of.lnEvidence;
      from = Math.min(...inRun);
      to = Math.max(...inRun);
    }
    // Two ways to look, each believed by half.
    lnEvidence = Math.max(0, lnEvidence - Math.LN2);
  }
  const expectedBefore = expectation(doing, shares);
  return {
    lnP: -lnEvidence,
    from,
    to,
    came: own.filter((place) => place >= from && place <= to).length,
    expected: expectedBefore(to + 1) - expectedBefore(from),
    expectedBefore,
  };
}

/** Members that chance brings before a place. O(blocks) a question. */
function expectation({ blockStart }: Audience, shares: Float64Array): (place: number) => number {
  return (place) => {
    let sum = 0;
    for (let block = 0; block < shares.length && blockStart[block]! < place; block++)
      sum += shares[block]! * (Math.min(place, blockStart[block + 1]!) - blockStart[block]!);
    return sum;
  };
}
