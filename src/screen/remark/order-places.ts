import { INNOCENT_WAYS } from "./find-terms.ts";
import type { Quantity } from "./quantities.ts";
import type { TermMatch } from "./whole-words.ts";

interface Place {
  readonly first: number;
  readonly last: number;
}
export interface OrderPlaces {
  /** The matches that may belong to an order. */
  readonly core: readonly TermMatch[];
  /** The numbers that may count engagement. */
  readonly counts: readonly Quantity[];
  /** Units between two things, without platforms, trade words and numbers that stand between. */
  readonly between: (a: Place, b: Place) => number;
}

/** Units between two things; 0 when they touch or overlap. */
export function distance(a: Place, b: Place): number {
  return a.last < b.first ? b.first - a.last - 1 : b.last < a.first ? a.first - b.last - 1 : 0;
}

function meets(a: Place, b: Place): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Chosen matches and numbers → those that an order may be made of. */
export function orderPlaces(chosen: readonly TermMatch[], quantities: readonly Quantity[]): OrderPlaces {
  const begins = new Set(
    chosen.filter(({ ways }) => (ways & ~INNOCENT_WAYS) === 0).map(({ first }) => first),
  );
  const counts = quantities.filter(({ kind, otherUnitAt }) => kind === "count" || begins.has(otherUnitAt));
  const isLoneLetter = (match: TermMatch): boolean => match.term.short && match.term.chars === 1;
  // 10份 is ten portions: what counts is not read as another word by its sound.
  const isCounter = (match: TermMatch): boolean =>
    match.term.chars === 1 &&
    match.ways !== 0 &&
    quantities.some(({ last, otherUnitAt }) => match.first === last || match.first === otherUnitAt);
  // 四十 is forty before it sounds like anything.
  const isNumber = (match: TermMatch): boolean =>
    match.term.script === "han" &&
    (match.ways & ~INNOCENT_WAYS) !== 0 &&
    quantities.some((number) => number.last > number.first && meets(match, number));
  const core = chosen.filter(
    (match) =>
      match.term.class !== "benign" &&
      match.term.class !== "complaint" &&
      match.term.class !== "official" &&
      !isCounter(match) &&
      !isNumber(match) &&
      (!isLoneLetter(match) || counts.some((count) => distance(match, count) <= 1)),
  );
  const passed = [
    passedBetween(core.filter(({ term }) => term.class === "platform" || term.class === "trade")),
    passedBetween(counts),
  ];
  const between = (a: Place, b: Place): number => {
    const gap = distance(a, b);
    if (gap === 0) return 0;
    const from = Math.min(a.last, b.last);
    const to = Math.max(a.first, b.first);
    return passed.reduce((left, inside) => left - inside(from, to), gap);
  };
  return { core, counts, between };
}

/**
 * Places that do not overlap → how many units of them lie wholly between two units. Sums and a search, so that a long remark
 * made of nothing but orders costs no more a pair than a short one.
 */
function passedBetween(places: readonly Place[]): (from: number, to: number) => number {
  const sorted = [...places].sort((a, b) => a.first - b.first);
  const sums = new Int32Array(sorted.length + 1);
  for (const [i, { first, last }] of sorted.entries()) sums[i + 1] = sums[i]! + last - first + 1;
  /** Of how many places, from the first on, something holds. */
  const countOf = (holds: (place: Place) => boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(sorted[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (from, to) => {
    if (sorted.length === 0) return 0;
    const start = countOf(({ first }) => first <= from);
    const end = countOf(({ last }) => last < to);
    return Math.max(0, sums[end]! - sums[Math.min(start, end)]!);
  };
}
