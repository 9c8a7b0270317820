import { DAY_MS, HOUR_MS } from "../nouns/durations.ts";
import { dayRhythm, RHYTHM_MAX } from "./day-rhythm.ts";
import type { HonestLife } from "./honest-life.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a starter of one happening is given. */
export interface SetContext {
  readonly world: World;
  readonly life: HonestLife;
  readonly random: Random;
  readonly note: (target: string | null, people: number, startMs: number, endMs: number) => void;
}

/** A moment of the simulated time within local hours, or any moment where the simulated time has none such. */
export function drawBegin(world: World, random: Random, hours: readonly [number, number]): number {
  const spanMs = world.endMs - world.startMs;
  let atMs = world.startMs;
  for (let tries = 0; tries < 60; tries++) {
    atMs = Math.floor(world.startMs + random.unit() * spanMs * 0.85);
    const localMs = (atMs + world.utcOffsetMs) % DAY_MS;
    const hour = localMs / HOUR_MS;
    const awake = random.unit() * RHYTHM_MAX < dayRhythm(localMs) + 0.5;
    if (hour >= hours[0] && hour < hours[1] && awake) break;
  }
  return atMs;
}
