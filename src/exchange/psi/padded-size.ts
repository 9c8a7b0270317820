import { IDENTIFIERS_MAX, IDENTIFIERS_PADDED_MIN } from "../exchange-limits.ts";

/** The size a set of `count` is sent as: the next power of two, from 256. Null when it is more than one exchange takes. */
export function paddedSize(count: number): number | null {
  if (count > IDENTIFIERS_MAX) return null;
  let size = IDENTIFIERS_PADDED_MIN;
  while (size < count) size *= 2;
  return size;
}

/** Whether a size is one that `paddedSize` gives: any other says more of a set than it need. */
export function isPaddedSize(size: number): boolean {
  return Number.isSafeInteger(size) && size > 0 && paddedSize(size) === size;
}
