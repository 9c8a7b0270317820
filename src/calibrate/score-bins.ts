/**
 * Bins of a score: sixteen to each doubling of its size, 2^-32 to 2^32, mirrored below zero, one for what is nearer to zero. The bin is read off the bits of
 * the double, so that it costs no logarithm and is the same on every machine. A score that is crowded near an end (a probability near 1) should come as log-odds.
 */
export const BIN_COUNT = 2048;
const SUB_LOG2 = 4;
const OCTAVE_MIN = -32;
const SIDE = BIN_COUNT / 2;
const ZERO_BIN = SIDE - 1;
const FIRST_BITS = (1023 + OCTAVE_MIN) << SUB_LOG2;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words holds sign and exponent. */
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** A score → its bin, 0 (lowest) to 2047; ±Infinity falls in the end bins. NaN has no bin: ask before. */
export function binOf(score: number): number {
  double[0] = score;
  const top = words[HIGH_WORD]!;
  const place = ((top >>> (20 - SUB_LOG2)) & 0x7fff) - FIRST_BITS;
  if (place < 0) return ZERO_BIN;
  return top >>> 31 === 0 ? SIDE + Math.min(place, SIDE - 1) : ZERO_BIN - 1 - Math.min(place, SIDE - 2);
}

/** The lower end of a bin; −Infinity for the lowest, Infinity for 2048. */
export function binFloor(bin: number): number {
  if (bin <= 0) return Number.NEGATIVE_INFINITY;
  if (bin >= BIN_COUNT) return Number.POSITIVE_INFINITY;
  if (bin >= SIDE) return edge(bin - SIDE);
  if (bin === ZERO_BIN) return -edge(0);
  return -edge(ZERO_BIN - bin);
}

function edge(place: number): number {
  return 2 ** ((place >> SUB_LOG2) + OCTAVE_MIN) * (1 + (place & ((1 << SUB_LOG2) - 1)) / (1 << SUB_LOG2));
}
