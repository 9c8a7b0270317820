import type { Key } from "./link-inputs.ts";

/** A key as one number: 53 of its bits, so that any two of a million are the same with a chance of 1 in 20,000. */
export function keyNumber({ low, high }: Key): number {
  return (high & 0x1f_ffff) * 2 ** 32 + (low >>> 0);
}
