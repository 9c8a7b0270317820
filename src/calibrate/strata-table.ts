import { STRATUM_DEPTH, type Stratum } from "./stratum.ts";

/** Nodes of a path: the whole, and one for each step. */
export const PATH_NODES = STRATUM_DEPTH + 1;
/** From this part of the table on, small strata are merged into their parents, down to that part. */
const FULL_PART = 7 / 8;
const CUT_TO_PART = 3 / 4;
const ROOT = 0;
const FREE = -1;

/**
 * The tree of strata, in a table of fixed size. Node 0 is the whole; a path's nodes are made as events come while there is room, and where there is none a path
 * ends early, at the parent. What is known of a stratum is known of its parents too, so that to merge a small one is to let go of it.
 */
export class StrataTable {
  /** Nodes of the last path asked for, broadest first; −1 from the depth on that is not told apart. */
  readonly path = new Int32Array(PATH_NODES);
  /** By node: depth << 24 | the stratum's steps down to it; −1 = free. */
  readonly key: Int32Array;
  private readonly places = new Map<number, number>();
  private readonly nodesMax: number;
  private nodes = 1;

  constructor(nodesMax: number) {
    this.nodesMax = nodesMax;
    this.key = new Int32Array(nodesMax).fill(FREE);
    this.key[ROOT] = 0;
    this.path[0] = ROOT;
  }

  /** Walks the stratum's path into `path`, making nodes where there is room and `make` is set; answers its deepest node. */
  walk(stratum: Stratum, make: boolean): number {
    let deepest = ROOT;
    this.path.fill(-1, 1);
    for (let depth = 1; depth < PATH_NODES; depth++) {
      const key = keyAt(stratum, depth);
      let node = this.places.get(key);
      if (node === undefined) {
        if (!make || this.nodes >= this.nodesMax) return deepest;
        node = this.key.indexOf(FREE);
        this.key[node] = key;
        this.places.set(key, node);
        this.nodes++;
      }
      this.path[depth] = node;
      deepest = node;
    }
    return deepest;
  }

  /** When the table is nearly full: lets go of the smallest strata without finer ones, `count` events each, and tells `drop` of each. O(nodes²) at worst. */
  merge(count: (node: number) => number, drop: (node: number) => void): void {
    if (this.nodes < FULL_PART * this.nodesMax) return;
    while (this.nodes > CUT_TO_PART * this.nodesMax) {
      const parents = new Set<number>();
      for (const key of this.key) if (key >>> 24 > 1) parents.add(parentOf(key));
      let smallest = FREE;
      let least = Number.POSITIVE_INFINITY;
      for (let node = 1; node < this.nodesMax; node++) {
        const key = this.key[node]!;
        if (key === FREE || parents.has(key) || count(node) >= least) continue;
        smallest = node;
        least = count(node);
      }
      if (smallest === FREE) return;
      this.places.delete(this.key[smallest]!);
      this.key[smallest] = FREE;
      this.nodes--;
      drop(smallest);
    }
  }

  /** Steps of a node's path, the broadest first: none for the whole. */
  stepsOf(node: number): readonly number[] {
    const key = this.key[node]!;
    return [(key >>> 16) & 255, (key >>> 8) & 255, key & 255].slice(0, key >>> 24);
  }

  get bytes(): number {
    return this.key.byteLength + 64 * this.nodesMax;
  }

  snapshot(): Uint8Array {
    return new Uint8Array(this.key.buffer);
  }

  restore(bytes: Uint8Array): void {
    this.snapshot().set(bytes);
    this.places.clear();
    this.nodes = 1;
    for (let node = 1; node < this.nodesMax; node++) {
      if (this.key[node] === FREE) continue;
      this.places.set(this.key[node]!, node);
      this.nodes++;
    }
  }
}

function keyAt(stratum: Stratum, depth: number): number {
  const cut = 8 * (STRATUM_DEPTH - depth);
  return (depth << 24) | ((stratum >>> cut) << cut);
}

/** The key one step up. */
function parentOf(key: number): number {
  return keyAt(key & 0xffffff, (key >>> 24) - 1);
}
