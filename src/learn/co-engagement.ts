import { audienceOverlap } from "./audience-overlap.ts";
import { entropyOf } from "./behaviour-tally.ts";
import { groupByCode, Int32List } from "./growable-array.ts";

/** Who was on which target when: what an account's targets and the others on them are like. */
export interface CoEngagement {
  /** `second`: whole seconds since 1970. */
  readonly add: (actor: number, target: number, owner: number, second: number) => void;
  /**
   * Columns by actor: own spread over targets and owners, how crowded its targets were around it, and for each of `own` the mean and the
   * deviation over the others on its targets (itself left out), averaged over targets. NaN where there is nobody to measure.
   */
  readonly read: (
    actorCount: number,
    own: readonly { readonly name: string; readonly column: Float32Array }[],
  ) => { readonly names: readonly string[]; readonly columns: readonly Float32Array[] };
  readonly dropped: () => number;
}

/** Seconds until 2100 fit 32 bits with a sign when counted from here. */
const SECOND_ZERO = 2_147_483_648;
/** Others within it of an engagement were there together. */
const TOGETHER_S = 300;

interface GraphState {
  readonly edgesMax: number;
  readonly actors: Int32List;
  readonly targets: Int32List;
  readonly seconds: Int32List;
  readonly owners: Int32List;
  targetCount: number;
  ownerCount: number;
  dropped: number;
}

/** Keeps at most `edgesMax` engagements of 16 bytes each; later ones are dropped and counted. */
export function createCoEngagement(edgesMax: number): CoEngagement {
  const graph: GraphState = {
    edgesMax,
    actors: new Int32List(),
    targets: new Int32List(),
    seconds: new Int32List(),
    owners: new Int32List(),
    targetCount: 0,
    ownerCount: 0,
    dropped: 0,
  };
  return {
    dropped: () => graph.dropped,
    add: (actor, target, owner, second) => add(graph, actor, target, owner, second),
    read: (actorCount, own) => read(graph, actorCount, own),
  };
}

function ownSpread(graph: GraphState, actorCount: number): Float32Array[] {
  const { starts, order } = groupByCode(graph.actors.values, graph.actors.size, actorCount);
  const columns = [0, 1, 2, 3].map(() => new Float32Array(actorCount).fill(Number.NaN));
  const byTarget = new Int32Array(graph.targetCount);
  const byOwner = new Int32Array(graph.ownerCount + 1); // the last: owner not told
  for (let actor = 0; actor < actorCount; actor++) {
    const from = starts[actor]!;
    const to = starts[actor + 1]!;
    if (from === to) continue;
    const ownerOf = (i: number): number => {
      const owner = graph.owners.values[graph.targets.values[order[i]!]!]!;
      return owner < 0 ? graph.ownerCount : owner;
    };
    let distinct = 0;
    let most = 0;
    for (let i = from; i < to; i++) {
      const target = graph.targets.values[order[i]!]!;
      byTarget[target] = byTarget[target]! + 1;
      if (byTarget[target] === 1) distinct++;
      const owner = ownerOf(i);
      byOwner[owner] = byOwner[owner]! + 1;
      if (byOwner[owner]! > most) most = byOwner[owner]!;
    }
    const counts: number[] = [];
    for (let i = from; i < to; i++) {
      byTarget[graph.targets.values[order[i]!]!] = 0;
      const owner = ownerOf(i);
      if (byOwner[owner]! > 0) counts.push(byOwner[owner]!);
      byOwner[owner] = 0;
    }
    const n = to - from;
    columns[0]![actor] = Math.log(distinct);
    columns[1]![actor] = distinct / n;
    columns[2]![actor] = entropyOf(counts, 0, counts.length, n);
    columns[3]![actor] = most / n;
  }
  return columns;
}

function add(graph: GraphState, actor: number, target: number, owner: number, second: number): void {
  if (graph.actors.size >= graph.edgesMax) {
    graph.dropped++;
    return;
  }
  graph.actors.push(actor);
  graph.targets.push(target);
  graph.seconds.push(second - SECOND_ZERO);
  while (graph.owners.size <= target) graph.owners.push(-1);
  if (owner >= 0) graph.owners.values[target] = owner;
  if (target >= graph.targetCount) graph.targetCount = target + 1;
  if (owner >= graph.ownerCount) graph.ownerCount = owner + 1;
}

function read(
  graph: GraphState,
  actorCount: number,
  own: readonly { readonly name: string; readonly column: Float32Array }[],
): { readonly names: readonly string[]; readonly columns: readonly Float32Array[] } {
  const spread = ownSpread(graph, actorCount);
  const { starts, order } = groupByCode(graph.targets.values, graph.targets.size, graph.targetCount);
  const visits = new Float64Array(actorCount);
  const crowd = new Float64Array(actorCount);
  const together = new Float64Array(actorCount);
  const widest = own.length;
  const met = new Float64Array(actorCount * widest);
  const means = new Float64Array(actorCount * widest);
  const spreadMet = new Float64Array(actorCount * widest);
  const deviations = new Float64Array(actorCount * widest);
  const lastOn = new Int32Array(actorCount).fill(-1);
  const counts = new Float64Array(widest);
  const sums = new Float64Array(widest);
  const squares = new Float64Array(widest);
  for (let target = 0; target < graph.targetCount; target++) {
    const part = order.subarray(starts[target]!, starts[target + 1]!);
    part.sort((a, b) => graph.seconds.values[a]! - graph.seconds.values[b]! || a - b);
    counts.fill(0);
    sums.fill(0);
    squares.fill(0);
    // Each actor once a target, however often it came.
    const here: number[] = [];
    for (const edge of part) {
      const actor = graph.actors.values[edge]!;
      if (lastOn[actor] === target) continue;
      lastOn[actor] = target;
      here.push(actor);
      for (let f = 0; f < widest; f++) {
        const value = own[f]!.column[actor]!;
        if (Number.isNaN(value)) continue;
        counts[f] = counts[f]! + 1;
        sums[f] = sums[f]! + value;
        squares[f] = squares[f]! + value * value;
      }
    }
    for (const actor of here) {
      visits[actor] = visits[actor]! + 1;
      crowd[actor] = crowd[actor]! + Math.log(here.length);
      for (let f = 0; f < widest; f++) {
        const value = own[f]!.column[actor]!;
        const mine = Number.isNaN(value) ? 0 : 1;
        const n = counts[f]! - mine;
        if (n < 1) continue;
        const mean = (sums[f]! - (mine ? value : 0)) / n;
        const at = actor * widest + f;
        met[at] = met[at]! + 1;
        means[at] = means[at]! + mean;
        if (n < 2) continue;
        const square = (squares[f]! - (mine ? value * value : 0)) / n;
        spreadMet[at] = spreadMet[at]! + 1;
        deviations[at] = deviations[at]! + Math.sqrt(Math.max(0, square - mean * mean));
      }
    }
    addTogether(graph, part, together);
  }
  const edgesOf = new Float64Array(actorCount);
  for (let i = 0; i < graph.actors.size; i++)
    edgesOf[graph.actors.values[i]!] = edgesOf[graph.actors.values[i]!]! + 1;
  const names: string[] = [...NAMES];
  const overlap = audienceOverlap(
    graph.actors.values,
    graph.targets.values,
    graph.actors.size,
    actorCount,
    graph.targetCount,
  );
  const columns: Float32Array[] = [
    ...spread,
    Float32Array.from(crowd, (sum, a) => (visits[a]! > 0 ? sum / visits[a]! : Number.NaN)),
    Float32Array.from(together, (sum, a) => (edgesOf[a]! > 0 ? sum / edgesOf[a]! : Number.NaN)),
    overlap.mean,
    overlap.most,
  ];
  own.forEach(({ name }, f) => {
    const take = (total: Float64Array, count: Float64Array): Float32Array =>
      Float32Array.from({ length: actorCount }, (_, a) => total[a * widest + f]! / count[a * widest + f]!);
    names.push(`company.${name}.mean`, `company.${name}.sd`);
    columns.push(take(means, met), take(deviations, spreadMet));
  });
  return { names, columns };
}

/** Columns that every table of co-engagement has, whatever was measured of the others. */
const NAMES = [
  "targets_log",
  "targets_share",
  "owners_entropy",
  "top_owner_share",
  "crowd_log",
  "together_log",
  "overlap_mean",
  "overlap_most",
] as const;

/** The number of visits to one target within some minutes of each, its logarithm added to the visitor. `part`: visits by time. */
function addTogether(graph: GraphState, part: Int32Array, together: Float64Array): void {
  let low = 0;
  let high = 0;
  for (let i = 0; i < part.length; i++) {
    const second = graph.seconds.values[part[i]!]!;
    while (graph.seconds.values[part[low]!]! < second - TOGETHER_S) low++;
    while (high < part.length && graph.seconds.values[part[high]!]! <= second + TOGETHER_S) high++;
    const actor = graph.actors.values[part[i]!]!;
    together[actor] = together[actor]! + Math.log(high - low);
  }
}
