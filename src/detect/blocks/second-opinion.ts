import type { CampaignReason, Cluster } from "../../nouns/campaign.ts";
import { kindCode } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { denseBlocks } from "./dense-block-search.ts";
import { type SynchronousEdges, synchronousEdges } from "./synchrony.ts";

/** What a search for dense blocks, which knows only who acted on what and when, says of a cluster. */
export interface SecondOpinion {
  /** Part of the members, and of the targets, in dense blocks that hold more members than chance would put there; 0 when there is none. */
  readonly membersFound: number;
  readonly targetsFound: number;
  /** Part of all who acted that are in those blocks: what `membersFound` would be of anybody. */
  readonly membersExpected: number;
  /** Synchronous weight between members and targets over what each one's own weight explains. null when there is none. */
  readonly densityRatio: number | null;
}

/** Time within which acts count as synchronous. Of 1, 2, 4 and 12 hours, the shorter find more of what is sold in a day. */
const SYNCHRONOUS_MS = 2 * 3_600_000;

/** How many times chance a block's members must be a cluster's for the two to be about the same. */
const LIFT_MIN = 3;

/**
 * A second opinion on each cluster, in their order; null on clusters of views, of which the edges say nothing. Independent of how the clusters were found: peeling
 * for dense blocks in the graph of synchronous acts (see `synchronousEdges`, `denseBlocks`). It agrees with campaigns and with circles of friends alike, since it
 * knows no owners: it explains, and must not decide. Deterministic. O(events + blocks · peel): about 0.3 CPU-s for a million events.
 */
export function secondOpinions(
  columns: EventColumns,
  clusters: readonly Pick<Cluster, "members" | "targets">[],
): readonly (SecondOpinion | null)[] {
  if (clusters.every(ofViews)) return clusters.map(() => null);
  const edges = synchronousEdges(columns, SYNCHRONOUS_MS);
  const blocks = denseBlocks(edges);
  const columnOf = new Map<string, number>();
  for (let c = 0; c < edges.columnCount; c++) {
    columnOf.set(`${keyHex(columns.targetKeys, edges.target[c]!)}/${edges.kind[c]!}`, c);
  }
  const rowOf = new Map<string, number>();
  for (let a = 0; a < columns.actorCount; a++) rowOf.set(keyHex(columns.actorKeys, a), a);
  const acting = countActing(edges);
  const weigh = weighing(edges);
  return clusters.map((cluster) => {
    if (ofViews(cluster)) return null;
    const rows = new Set(cluster.members.flatMap(({ key }) => rowOf.get(key) ?? []));
    const columnsOf = new Set(
      cluster.targets.flatMap(({ key, type }) => columnOf.get(`${key}/${kindCode(type)}`) ?? []),
    );
    // One pool peels in layers, the busiest of it first, and several pools peel together.
    const own = blocks.filter(
      (block) => among(block.rows, rows) >= (LIFT_MIN * block.rows.length * rows.size) / Math.max(1, acting),
    );
    const inRows = union(own.map((block) => block.rows));
    return {
      membersFound: rows.size === 0 ? 0 : among(inRows, rows) / rows.size,
      targetsFound:
        columnsOf.size === 0
          ? 0
          : among(union(own.map((block) => block.columns)), columnsOf) / columnsOf.size,
      membersExpected: inRows.size / Math.max(1, acting),
      densityRatio: weigh(rows, columnsOf),
    };
  });
}

/** Most that agreement adds to a cluster's log-odds: a third of what carries a score from .45 to .55. Honest circles are dense too. */
const AGREEMENT_WEIGHT_MAX = 0.15;
/** Below it nothing is said, as for the other reasons. */
const WEIGHT_SAID_MIN = 0.05;

/**
 * Clusters with what the second opinion says among their reasons, and their scores moved by it: up to 0.15 in log-odds where it agrees. Where it finds nothing it says nothing: peeling
 * misses most of what is sparse or slow. Costs what `secondOpinions` does.
 */
export function addSecondOpinions(columns: EventColumns, clusters: readonly Cluster[]): readonly Cluster[] {
  const opinions = secondOpinions(columns, clusters);
  return clusters.map((cluster, i) => {
    const opinion = opinions[i]!;
    if (opinion === null) return cluster;
    const { membersFound, membersExpected } = opinion;
    const weight = AGREEMENT_WEIGHT_MAX * (membersFound - membersExpected);
    if (weight < WEIGHT_SAID_MIN) return cluster;
    const reason: CampaignReason = {
      rule: "dense_block",
      value: membersFound,
      baseline: membersExpected,
      weight,
    };
    const reasons = [...cluster.reasons, reason].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    // score / (1 − score) · e^weight, back in [0, 1].
    const odds = cluster.score * Math.exp(weight);
    return { ...cluster, score: odds / (odds + 1 - cluster.score), reasons };
  });
}

function ofViews({ targets }: Pick<Cluster, "targets">): boolean {
  return targets.every(({ type }) => type === "view");
}

function union(sets: readonly Int32Array[]): ReadonlySet<number> {
  return new Set(sets.flatMap((set) => [...set]));
}

function among(codes: Iterable<number>, set: ReadonlySet<number>): number {
  let there = 0;
  for (const code of codes) if (set.has(code)) there++;
  return there;
}

function countActing(edges: SynchronousEdges): number {
  const acts = new Uint8Array(edges.rowCount);
  let acting = 0;
  for (const row of edges.row) {
    if (acts[row] === 0) acting++;
    acts[row] = 1;
  }
  return acting;
}

/** Weight within over Σ weight of rows · Σ weight of columns / all weight: the expectation that keeps both ends' weights. */
function weighing(
  edges: SynchronousEdges,
): (rows: ReadonlySet<number>, columns: ReadonlySet<number>) => number | null {
  const { row, column, weight } = edges;
  const ofRow = new Float64Array(edges.rowCount);
  const ofColumn = new Float64Array(edges.columnCount);
  // Edges lie together by column.
  const start = new Int32Array(edges.columnCount + 1);
  let all = 0;
  for (let e = 0; e < row.length; e++) {
    ofRow[row[e]!]! += weight[e]!;
    ofColumn[column[e]!]! += weight[e]!;
    start[column[e]! + 1] = e + 1;
    all += weight[e]!;
  }
  return (rows, columns) => {
    let within = 0;
    let across = 0;
    let down = 0;
    for (const c of columns) {
      down += ofColumn[c]!;
      for (let e = start[c]!; e < start[c + 1]!; e++) if (rows.has(row[e]!)) within += weight[e]!;
    }
    for (const r of rows) across += ofRow[r]!;
    const expected = (across * down) / all;
    return expected > 0 ? within / expected : null;
  };
}
