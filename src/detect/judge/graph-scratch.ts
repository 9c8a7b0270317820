import type { EngagementGraph } from "./engagement-graph.ts";

/** Room to work in, by code of a graph: all 0. Whoever writes it leaves it so. */
export interface GraphScratch {
  readonly actor: Int32Array;
  readonly target: Int32Array;
  /** By actor, and by target. */
  readonly marks: Uint8Array;
  readonly targetMarks: Uint8Array;
  /** Two numbers a target. */
  readonly targetSums: Float64Array;
}

const SCRATCH = new WeakMap<EngagementGraph, GraphScratch>();

/** A graph's room to work in, made at first use: groups are judged one by one, by the hundred. 5 bytes an actor and 21 a target. */
export function graphScratch(graph: EngagementGraph): GraphScratch {
  let scratch = SCRATCH.get(graph);
  if (scratch === undefined) {
    const actors = graph.acts.actorStart.length - 1;
    const targets = graph.acts.targetStart.length - 1;
    scratch = {
      actor: new Int32Array(actors),
      target: new Int32Array(targets),
      marks: new Uint8Array(actors),
      targetMarks: new Uint8Array(targets),
      targetSums: new Float64Array(2 * targets),
    };
    SCRATCH.set(graph, scratch);
  }
  return scratch;
}
