import type { Item } from "./catalogue.ts";
import type { Random } from "./random.ts";

/** How one thing was looked at. */
export interface Viewing {
  readonly dwellMs: number;
  /** Part of a video played, in [0, 1]; null for what does not play. */
  readonly playRatio: number | null;
  /** Part of an article scrolled through, in [0, 1]; null for what does not scroll. */
  readonly scrollDepth: number | null;
  /** Swiped away at once. */
  readonly left: boolean;
  /** In [0, 1]. */
  readonly completion: number;
}

const DWELL_MS_MAX = 3_600_000;

/** An honest viewing: left at once with probability `leave`, else watched for a log-normal time around most of it. */
export function viewing(random: Random, item: Item, leave: number): Viewing {
  const left = random.chance(leave);
  if (item.kind === "video") {
    const dwellMs = left
      ? Math.min(item.durationMs, random.logNormal(1700, 0.75))
      : random.chance(0.06)
        ? item.durationMs * random.between(1, 2.4)
        : Math.min(item.durationMs, item.durationMs * random.logNormal(0.62, 0.6));
    return videoViewing(item, dwellMs, left);
  }
  const medianMs = item.kind === "live" ? 55_000 : item.kind === "article" ? 34_000 : 11_000;
  const dwellMs = Math.round(
    Math.min(DWELL_MS_MAX, random.logNormal(left ? 2000 : medianMs, left ? 0.6 : 0.95)) + 120,
  );
  const completion = Math.min(1, dwellMs / (2 * medianMs));
  const scrollDepth = item.kind === "article" ? Math.min(1, completion * random.between(0.6, 1.3)) : null;
  return { dwellMs, playRatio: null, scrollDepth, left, completion };
}

/** A video looked at for `dwellMs`. */
export function videoViewing(item: Item, dwellMs: number, left: boolean): Viewing {
  const dwell = Math.round(Math.min(DWELL_MS_MAX, dwellMs) + 120);
  const ratio = item.durationMs > 0 ? Math.min(1, dwell / item.durationMs) : 0;
  return { dwellMs: dwell, playRatio: ratio, scrollDepth: null, left, completion: ratio };
}

/** A viewing of a set length, whatever the item. */
export function setViewing(item: Item, dwellMs: number): Viewing {
  if (item.kind === "video") return videoViewing(item, dwellMs, false);
  const scrollDepth = item.kind === "article" ? Math.min(1, dwellMs / 60_000) : null;
  return { dwellMs: Math.round(dwellMs), playRatio: null, scrollDepth, left: false, completion: 0.5 };
}
