/**
 * How far behind `t` a time may lie ahead of it and still be told from one long past: 10 days. Times are event milliseconds
 * modulo 2^32 (49.7 days). Windows reach 30 days and are swept every 3.1, so ages up to 39.7 days remain to be told.
 */
const AHEAD_MS_MAX = 10 * 86_400_000;
const AGE_MS_MAX = 2 ** 32 - AHEAD_MS_MAX;

/**
 * Ms from `at` to `t`, both modulo 2^32; 0 where `at` lies ahead of `t`: time does not only rise, and what is newer than a
 * late event is not old. Without this the difference wraps, and the newest looks like the oldest.
 */
export function ageMs(t: number, at: number): number {
  const age = (t - at) >>> 0;
  return age >= AGE_MS_MAX ? 0 : age;
}

/** The later of two times modulo 2^32 that lie less than 10 days apart; `t` where they lie further. */
export function laterOf(t: number, at: number): number {
  return (at - t) >>> 0 <= AHEAD_MS_MAX ? at : t;
}
