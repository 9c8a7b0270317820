/** Words given up after seeding, so that seeds that are near each other are so no longer. PractRand gives up 12 or 15. */
const GIVEN_UP = 16;

/**
 * Whole numbers in [0, 2^32), one a call, from three words of seed: sfc32 of Chris Doty-Humphrey's PractRand (version 0.95, `src/RNGs/sfc.cpp`; public domain). 128 bits
 * of state, a period of at least 2^32 whatever the seed, passes BigCrush and PractRand. How a seed becomes three words is the caller's. A few ns a word.
 */
export function createSfc32(
  seedA: number,
  seedB: number,
  seedC: number,
  givenUp: number = GIVEN_UP,
): () => number {
  let a = seedA | 0;
  let b = seedB | 0;
  let c = seedC | 0;
  let counter = 1;
  const u32 = (): number => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  for (let i = 0; i < givenUp; i++) u32();
  return u32;
}
