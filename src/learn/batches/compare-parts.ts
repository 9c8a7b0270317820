import { wilsonBound } from "../../statistics/wilson.ts";

/** Deviations that a part of a group and of the rest must be apart by: a list is looked at in some 200 ways, each at 1 in 700. */
const DEVIATIONS = 3;

/**
 * By how much a part of a group surely exceeds the same part of the rest: Wilson's lower bound of the one less the upper bound of the other (JASA 22,
 * 1927), at least 0. Groups of none give 0.
 */
export function sureExcess(hits: number, group: number, restHits: number, rest: number): number {
  if (group === 0) return 0;
  return Math.max(
    0,
    wilsonBound(hits / group, group, -DEVIATIONS) -
      (rest === 0 ? 1 : wilsonBound(restHits / rest, rest, DEVIATIONS)),
  );
}

/** The same against a part that is known. */
export function sureExcessOver(hits: number, group: number, part: number): number {
  return group === 0 ? 0 : Math.max(0, wilsonBound(hits / group, group, -DEVIATIONS) - part);
}

/** 0 up to `none`, 1 from `full` on, straight between. */
export function ramp(value: number, none: number, full: number): number {
  return Math.min(1, Math.max(0, (value - none) / (full - none)));
}
