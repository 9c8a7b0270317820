import type { Pace } from "./attack-family.ts";
import type { Random } from "./random.ts";

/** Actions of one round of a phone farm: a wall of phones that one operator's tap drives. */
const ROUND_SIZE = [25, 60] as const;
const ROUND_MS = [4000, 40_000] as const;

/** When each of `amount` visits of an order begins: ms after its start, sorted, within `windowMs`. */
export function orderPace(random: Random, pace: Pace, amount: number, windowMs: number): Float64Array {
  const at = new Float64Array(amount);
  switch (pace) {
    case "burst":
      // A steep step that flattens: what panels call "in seconds".
      for (let i = 0; i < amount; i++)
        at[i] = (-Math.log(1 - random.unit() * (1 - Math.exp(-2.5))) / 2.5) * windowMs;
      break;
    case "rounds": {
      let done = 0;
      while (done < amount) {
        const size = Math.min(amount - done, Math.round(random.between(...ROUND_SIZE)));
        const roundMs = Math.min(windowMs, random.between(...ROUND_MS));
        const startMs = random.unit() * (windowMs - roundMs);
        for (let i = 0; i < size; i++) at[done++] = startMs + random.unit() * roundMs;
      }
      break;
    }
    case "paced":
    case "steady": {
      // Even gaps with a little noise, ending exactly where the window does.
      const noise = pace === "steady" ? 0.35 : 0.8;
      let sum = 0;
      for (let i = 0; i < amount; i++) {
        at[i] = sum;
        sum += 1 + random.between(-noise, noise);
      }
      for (let i = 0; i < amount; i++) at[i] = (at[i]! / sum) * windowMs;
      break;
    }
    case "crowd":
      // A pulse when the task is posted, then a tail as people find the time.
      for (let i = 0; i < amount; i++) {
        let part = random.logNormal(0.18, 0.9);
        while (part > 1) part = random.logNormal(0.18, 0.9);
        at[i] = part * windowMs;
      }
      break;
  }
  return at.sort();
}
