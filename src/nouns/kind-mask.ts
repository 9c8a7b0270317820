/**
 * A set of kind codes as one number: bit k stands for code k. A double holds 53 bits exactly, and kind codes end below that
 * (`KIND_CODES_END`); the bit operators of the language see 32 of them only, so sets go through here. For compiling, not for events.
 */

/** Kind codes → their set. */
export function kindMask(codes: Iterable<number>): number {
  let mask = 0;
  for (const code of new Set(codes)) mask += 2 ** code;
  return mask;
}

/** Whether a kind code is in the set. */
export function hasKind(mask: number, code: number): boolean {
  return Math.floor(mask / 2 ** code) % 2 === 1;
}

/** Codes of both sets. */
export function joinKinds(a: number, b: number): number {
  return Number(BigInt(a) | BigInt(b));
}
