/** Who of a pool works on which order. */
import { lineLengthOf } from "./attack.ts";
import { type Random, sampled, shuffled } from "./chance.ts";

/** Places of hands for each order in turn. */
export type NextCrew = (lot: number) => number[];

/** Chance decides; with Zipf's law over the hands, the first of the pool come most often. */
export function crewsByChance(random: Random, hands: number, exponent: number): NextCrew {
  const places = Array.from({ length: hands }, (_, place) => place);
  return (lot) => sampled(random, places, lot, (place) => (place + 1) ** -exponent);
}

/** Each account once. */
export function crewsUsedOnce(): NextCrew {
  let next = 0;
  return (lot) => Array.from({ length: lot }, () => next++);
}

/**
 * Hands stand in a square of prime side, and an order takes a line through it: two lines meet in
 * one hand at most, so no two hands share a second order before all lines are used, which are side
 * × (side + 1).
 */
export function crewsOnLines(random: Random, hands: number): NextCrew {
  const side = lineLengthOf(hands);
  const lines = shuffled(
    random,
    Array.from({ length: side * (side + 1) }, (_, line) => line),
  );
  let next = 0;
  return (lot) => {
    const line = lines[next++ % lines.length]!;
    const slope = Math.floor(line / side);
    const start = line % side;
    const crew = Array.from({ length: side }, (_, x) =>
      slope === side ? start * side + x : x * side + ((slope * x + start) % side),
    );
    return shuffled(random, crew).slice(0, lot);
  };
}
