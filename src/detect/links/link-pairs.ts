import { discoveryThreshold } from "../../statistics/false-discovery.ts";
import { lnPoissonTail } from "../../statistics/poisson.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { gatherPairs, type Pairs, walkPairs } from "./audience-pairs.ts";
import type { AudienceSlices } from "./audience-slices.ts";

/** Two audiences that share more actors than chance allows. */
export interface Links {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly shared: Int32Array;
  readonly expected: Float64Array;
  /** Pairs of audiences that were tested. */
  readonly tests: number;
  /** Largest ln p that passed on its own; what closes a triangle may lie above it. */
  readonly lnThreshold: number;
}

/** What chance and habit explain of the actors that two audiences share. */
export interface NullModel {
  /**
   * Keeps those pairs of audience `a` that share clearly more than is explained, moved up in place, and fills in `expected`. Asked once an audience, not
   * once a pair: two models would make a call in the innermost loop dear.
   */
  readonly sift: (a: number, pairs: Pairs) => void;
  /** Whether pairs that miss the rate on their own count when they close a triangle with two others. */
  readonly triangles: boolean;
}

/** False links among links, on average. Small, since tests of one crowd lean on each other. */
const DISCOVERY_RATE = 1e-3;
/**
 * False pairs listed to an audience slice, on average. Pairs that miss the rate on their own but close a triangle count too: at a tenth of a false neighbour to an audience slice,
 * the whole window holds 0.1³ / 6 false triangles, however many audience slices it has, and sparse pools link by triangles first.
 */
const LISTED_DEGREE = 0.1;

/**
 * Pairs of audiences of different owners that share more actors than a null model explains, at a false-discovery rate over all pairs (statistically validated
 * projection: Tumminello et al., PLoS ONE 6(3), 2011). Audiences are compared, not accounts: an order of n actions by a pool of which the part d works at a time shares
 * n · d actors with the next one, where two accounts of it share d² of their orders. Targets marked in `known` are left out. Two targets of one owner are never compared:
 * followers return to whom they follow. Cost: sum over actors of audience slices² / 2, with at most `ACTOR_SLICES_MAX` audience slices each, and what the model takes.
 */
export function linkPairs(
  columns: EventColumns,
  slices: AudienceSlices,
  known: Uint8Array,
  { sift, triangles }: NullModel,
): Links {
  const walk = walkPairs(columns, slices, known);
  const { pairs } = walk;
  const found = {
    a: [] as number[],
    b: [] as number[],
    shared: [] as number[],
    expected: [] as number[],
    lnP: [] as number[],
  };
  const lnListed = Math.log(LISTED_DEGREE / Math.max(1, slices.count));
  for (let a = slices.count - 1; a >= 0; a--) {
    gatherPairs(walk, a);
    if (pairs.count === 0) continue;
    sift(a, pairs);
    for (let i = 0; i < pairs.count; i++) {
      const lnP = lnPoissonTail(pairs.shared[i]!, pairs.expected[i]!);
      if (lnP > lnListed) continue;
      found.a.push(a);
      found.b.push(pairs.other[i]!);
      found.shared.push(pairs.shared[i]!);
      found.expected.push(pairs.expected[i]!);
      found.lnP.push(lnP);
    }
  }
  const tests = Math.max(1, (slices.count * (slices.count - 1)) / 2);
  const lnThreshold = discoveryThreshold(Float64Array.from(found.lnP), tests, DISCOVERY_RATE);
  const closing = triangles ? inTriangles(found.a, found.b) : new Uint8Array(found.lnP.length);
  const keep = found.lnP.flatMap((lnP, i) => (lnP <= lnThreshold || closing[i] === 1 ? [i] : []));
  return {
    count: keep.length,
    a: Int32Array.from(keep, (i) => found.a[i]!),
    b: Int32Array.from(keep, (i) => found.b[i]!),
    shared: Int32Array.from(keep, (i) => found.shared[i]!),
    expected: Float64Array.from(keep, (i) => found.expected[i]!),
    tests,
    lnThreshold,
  };
}

/** 1 for the pairs that close a triangle with two others. O(pairs · smaller neighbourhood). */
function inTriangles(a: readonly number[], b: readonly number[]): Uint8Array {
  const near = new Map<number, Set<number>>();
  const put = (from: number, to: number): void => {
    const own = near.get(from);
    if (own === undefined) near.set(from, new Set([to]));
    else own.add(to);
  };
  for (let i = 0; i < a.length; i++) {
    put(a[i]!, b[i]!);
    put(b[i]!, a[i]!);
  }
  return Uint8Array.from(a, (_, i) => {
    const [small, large] = [near.get(a[i]!)!, near.get(b[i]!)!].sort((x, y) => x.size - y.size);
    for (const third of small!) if (large!.has(third)) return 1;
    return 0;
  });
}
