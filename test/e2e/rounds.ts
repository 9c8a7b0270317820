/** Whether `npm run torture` runs: the same harnesses as in `npm test`, for hours instead of seconds. */
export const TORTURE = process.env.TOUCHSTONE_TORTURE === "1";

/** How often a harness goes round: a few times in `npm test`, many times in `npm run torture`. */
export function rounds(short: number, long: number): number {
  return TORTURE ? long : short;
}
