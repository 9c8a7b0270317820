import { groupByCode } from "./growable-array.ts";

/** Hashes kept of a target's audience: the smallest ones. Two audiences that share a tenth of their people share one or two of 24. */
const SKETCH = 24;
/** Targets of one account compared with each other: 16 give 120 pairs. */
const TARGETS_MAX = 16;

/** How alike the audiences of an account's targets are, by actor; NaN with fewer than two targets. */
export interface AudienceOverlap {
  /** Mean over pairs of its targets of the estimated Jaccard similarity of their audiences. */
  readonly mean: Float32Array;
  /** The highest of them. */
  readonly most: Float32Array;
}

/**
 * Who acts with the same people again and again: audiences of honest people's targets share hardly anybody, a pool's orders share the pool.
 * Bottom-k sketches (Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007), the account itself left out of the
 * overlap. `actors[i]` was on `targets[i]`. O(edges × log k + actors × 120 × k).
 */
export function audienceOverlap(
  actors: Int32Array,
  targets: Int32Array,
  size: number,
  actorCount: number,
  targetCount: number,
): AudienceOverlap {
  const sketches = new Uint32Array(targetCount * SKETCH);
  const lengths = new Uint8Array(targetCount);
  for (let i = 0; i < size; i++) insert(sketches, lengths, targets[i]!, spread(actors[i]!));
  const { starts, order } = groupByCode(actors, size, actorCount);
  const mean = new Float32Array(actorCount).fill(Number.NaN);
  const most = new Float32Array(actorCount).fill(Number.NaN);
  for (let actor = 0; actor < actorCount; actor++) {
    const mine: number[] = [];
    for (let i = starts[actor]!; i < starts[actor + 1]! && mine.length < TARGETS_MAX; i++) {
      const target = targets[order[i]!]!;
      if (lengths[target]! > 1 && !mine.includes(target)) mine.push(target);
    }
    let pairs = 0;
    let sum = 0;
    let top = 0;
    const self = spread(actor);
    for (let a = 0; a < mine.length; a++) {
      for (let b = a + 1; b < mine.length; b++) {
        const alike = similarity(sketches, lengths, mine[a]!, mine[b]!, self);
        pairs++;
        sum += alike;
        if (alike > top) top = alike;
      }
    }
    if (pairs === 0) continue;
    mean[actor] = sum / pairs;
    most[actor] = top;
  }
  return { mean, most };
}

/** Jaccard similarity from the smallest hashes of both audiences together, `self` not counted. */
function similarity(sketches: Uint32Array, lengths: Uint8Array, x: number, y: number, self: number): number {
  let i = x * SKETCH;
  let j = y * SKETCH;
  const iEnd = i + lengths[x]!;
  const jEnd = j + lengths[y]!;
  let both = 0;
  let seen = 0;
  while (seen < SKETCH && (i < iEnd || j < jEnd)) {
    const a = i < iEnd ? sketches[i]! : 0xffffffff;
    const b = j < jEnd ? sketches[j]! : 0xffffffff;
    const least = Math.min(a, b);
    if (a === least) i++;
    if (b === least) j++;
    if (least === self) continue;
    seen++;
    if (a === b) both++;
  }
  return seen === 0 ? 0 : both / seen;
}

/** Keeps the smallest `SKETCH` different hashes of a target, ascending. */
function insert(sketches: Uint32Array, lengths: Uint8Array, target: number, hash: number): void {
  const from = target * SKETCH;
  const length = lengths[target]!;
  if (length === SKETCH && hash >= sketches[from + SKETCH - 1]!) return;
  let at = from + length;
  while (at > from && sketches[at - 1]! > hash) at--;
  if (at > from && sketches[at - 1] === hash) return;
  const end = from + Math.min(length, SKETCH - 1);
  sketches.copyWithin(at + 1, at, end);
  sketches[at] = hash;
  if (length < SKETCH) lengths[target] = length + 1;
}

/** A code → 32 bits that look random (the finish of MurmurHash3; public domain). */
function spread(code: number): number {
  let h = Math.imul(code + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
