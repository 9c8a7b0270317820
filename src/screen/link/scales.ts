import { HOUR_MS } from "../../nouns/durations.ts";

/** How long after a payment a step is looked for, ms: minutes to days, one test each; the longest holds a lag of three days and a day of delivery. */
export const SCALES_MS: readonly number[] = [HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS, 96 * HOUR_MS];
