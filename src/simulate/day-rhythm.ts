import { DAY_MS } from "../nouns/durations.ts";

/**
 * How busy a time of day is: 1 on average, two peaks (noon break and evening), a trough near four in the morning. The shape
 * follows what short-video platforms publish of their audience; the heights are ours.
 */
export const RHYTHM_MAX = 2.05;

const STEPS = 288;
const CURVE = build();

/** Local milliseconds since any local midnight → relative rate, in (0, `RHYTHM_MAX`]. */
export function dayRhythm(localMs: number): number {
  const place = ((((localMs % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS) * STEPS;
  const left = Math.floor(place) % STEPS;
  const right = (left + 1) % STEPS;
  const part = place - Math.floor(place);
  return CURVE[left]! * (1 - part) + CURVE[right]! * part;
}

function build(): Float64Array {
  const curve = new Float64Array(STEPS);
  let total = 0;
  for (let i = 0; i < STEPS; i++) {
    const hour = (i / STEPS) * 24;
    curve[i] = 0.14 + bump(hour, 12.5, 2) * 0.75 + bump(hour, 21, 2.6) * 1.35 + bump(hour, 8, 1.5) * 0.3;
    total += curve[i]!;
  }
  for (let i = 0; i < STEPS; i++) curve[i] = Math.min(RHYTHM_MAX, (curve[i]! * STEPS) / total);
  return curve;
}

function bump(hour: number, centre: number, width: number): number {
  const away = Math.abs(hour - centre);
  const circular = Math.min(away, 24 - away) / width;
  return Math.exp(-0.5 * circular * circular);
}
