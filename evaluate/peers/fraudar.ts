import { densestBlock } from "../../src/detect/blocks/dense-block.ts";
import { denseBlocks, without } from "../../src/detect/blocks/dense-block-search.ts";
import { synchronousEdges } from "../../src/detect/blocks/synchrony.ts";
import type { EventColumns } from "../../src/detect/columns/event-columns.ts";

/** Published methods of this kind, for comparison only. */
export const FRAUDAR_PEERS = [
  { name: "FRAUDAR", withinMs: null },
  { name: "FRAUDAR, weighted by synchrony within 12 h", withinMs: 12 * 3_600_000 },
  { name: "FRAUDAR, weighted by synchrony within 4 h", withinMs: 4 * 3_600_000 },
  { name: "FRAUDAR, weighted by synchrony within 1 h", withinMs: 3_600_000 },
] as const;

/** Blocks taken one after the other when nothing says when to stop: beyond, every account is in one. */
const BLOCKS_MAX = 24;

/** What one method found. Actors are codes of the columns. */
export interface PeerBlocks {
  readonly name: string;
  /** Actors of each block, in the order found, without any stop: the papers leave it open. */
  readonly blocks: readonly Int32Array[];
  /** How many of the blocks stand out from a rewired twin of the graph: a stop that needs no known answer. */
  readonly stop: number;
  readonly cpuS: number;
}

/** Columns → what each method of the kind finds. About 0.1 CPU-s a block and million acts. */
export function fraudarPeers(columns: EventColumns): readonly PeerBlocks[] {
  return FRAUDAR_PEERS.map(({ name, withinMs }) => {
    const before = process.cpuUsage();
    const edges = synchronousEdges(columns, withinMs);
    const blocks: Int32Array[] = [];
    let left = edges;
    while (blocks.length < BLOCKS_MAX) {
      const block = densestBlock(left);
      if (block === null) break;
      blocks.push(block.rows);
      left = without(left, block);
    }
    const used = process.cpuUsage(before);
    const stop = denseBlocks(edges, BLOCKS_MAX).length;
    return { name, blocks, stop, cpuS: (used.user + used.system) / 1e6 };
  });
}
