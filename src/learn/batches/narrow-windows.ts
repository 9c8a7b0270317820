import { sureExcess, sureExcessOver } from "./compare-parts.ts";

/** The windows that hold most of a group's times, held against the rest. */
export interface NarrowWindows {
  readonly widthMs: number;
  readonly starts: readonly number[];
  /** Part of the group in them, and by how much it surely exceeds the rest's. */
  readonly part: number;
  readonly excess: number;
}

/** Times of these rows, NaN left out, ascending. */
export function knownTimes(times: Float64Array, rows: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length);
  let size = 0;
  for (let i = 0; i < rows.length; i++) {
    const at = times[rows[i]!]!;
    if (!Number.isNaN(at)) out[size++] = at;
  }
  return out.subarray(0, size).sort();
}

/**
 * Up to `count` separate windows of one width that hold most of a group's times, greedily; and what part of the rest stands in the same windows.
 * `times` and `rest` as `knownTimes` gives them. `rest` null: nothing to compare with, so that the part itself is the excess. O(count × n).
 */
export function narrowWindows(
  times: Float64Array,
  rest: Float64Array | null,
  widthMs: number,
  count: number,
): NarrowWindows {
  const open = new Uint8Array(times.length).fill(1);
  const starts: number[] = [];
  let held = 0;
  for (let turn = 0; turn < count && times.length > 0; turn++) {
    let best = 0;
    let bestFrom = -1;
    let inside = 0;
    let end = 0;
    for (let from = 0; from < times.length; from++) {
      while (end < times.length && times[end]! < times[from]! + widthMs) inside += open[end++]!;
      if (inside > best) {
        best = inside;
        bestFrom = from;
      }
      inside -= open[from]!;
    }
    if (bestFrom < 0) break;
    const start = times[bestFrom]!;
    starts.push(start);
    held += best;
    for (let i = bestFrom; i < times.length && times[i]! < start + widthMs; i++) open[i] = 0;
  }
  let restHeld = 0;
  for (const start of starts) {
    if (rest !== null) restHeld += lowerBound(rest, start + widthMs) - lowerBound(rest, start);
  }
  return {
    widthMs,
    starts,
    part: times.length === 0 ? 0 : held / times.length,
    excess:
      rest === null
        ? sureExcessOver(held, times.length, 0)
        : sureExcess(held, times.length, restHeld, rest.length),
  };
}

export function inWindows(at: number, starts: readonly number[], widthMs: number): boolean {
  return starts.some((start) => at >= start && at < start + widthMs);
}

/** How many of ascending times lie before one. */
function lowerBound(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
