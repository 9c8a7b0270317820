import { expect, it, test } from "vitest";
import { columnsOf, honestDay, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { gatherPairs, SHARED_MIN, walkPairs } from "./audience-pairs.ts";
import { ACTOR_SLICES_MAX, type AudienceSlices, sliceAudiences, timeOrder } from "./audience-slices.ts";

/** Every pair that a walk gathers, as "a b shared", audience by audience from the last to the first. */
function walked(
  told: readonly Told[],
  isKnown: (target: number) => boolean,
): [string[], AudienceSlices, Uint8Array] {
  const columns = columnsOf(told);
  const slices = sliceAudiences(columns, "acts", timeOrder(columns));
  const known = Uint8Array.from({ length: columns.targetCount }, (_, target) => (isKnown(target) ? 1 : 0));
  const walk = walkPairs(columns, slices, known);
  const rows: string[] = [];
  for (let a = slices.count - 1; a >= 0; a--) {
    gatherPairs(walk, a);
    for (let i = 0; i < walk.pairs.count; i++) {
      rows.push(`${a} ${walk.pairs.other[i]} ${walk.pairs.shared[i]}`);
    }
  }
  return [rows, slices, known];
}

it("gathers what sets intersected one by one share, in the order in which actors lead there", () => {
  // One account on more targets than are kept of it, and a day with many targets of few owners.
  const busy = Array.from({ length: ACTOR_SLICES_MAX + 30 }, (_, i): Told => {
    return { actor: "u1", target: `v${i}`, owner: `o${i % 25}`, atMs: START_MS + i };
  });
  const told = [...honestDay(seeded(7), 300, 170, 25, 5000), ...busy];
  const [fast, slices, known] = walked(told, (target) => target % 9 === 4);
  const columns = columnsOf(told);
  const slicesOf = (actor: number): number[] => [
    ...slices.slice.subarray(slices.actorStart[actor]!, slices.actorStart[actor + 1]!),
  ];
  const slow: string[] = [];
  for (let a = slices.count - 1; a >= 0; a--) {
    const shared = new Map<number, number>();
    for (const actor of slices.actor.subarray(slices.start[a]!, slices.start[a + 1]!)) {
      const own = slicesOf(actor);
      if (!own.includes(a)) continue;
      for (const b of own) if (b > a) shared.set(b, (shared.get(b) ?? 0) + 1);
    }
    for (const [b, both] of shared) {
      const [targetA, targetB] = [slices.target[a]!, slices.target[b]!];
      if (known[targetA] === 1 || known[targetB] === 1) continue;
      if (columns.owner[targetA] === columns.owner[targetB]) continue;
      if (both >= SHARED_MIN) slow.push(`${a} ${b} ${both}`);
    }
  }
  expect(fast).toEqual(slow);
  expect(fast.length).toBeGreaterThan(1000);
});

test.each([
  [SHARED_MIN - 1, "one", "other", 0],
  [SHARED_MIN, "one", "other", 1],
  [SHARED_MIN, "one", "one", 0],
  [SHARED_MIN, null, null, 1],
])("%d shared actors, owners %s and %s: %d pairs", (shared, first, second, count) => {
  const audience = (target: string, owner: string | null, from: number): Told[] =>
    Array.from({ length: 6 }, (_, i) => ({ actor: `a${from + i}`, target, owner, atMs: START_MS + i }));
  const told = [...audience("v", first, 0), ...audience("w", second, 6 - shared)];
  expect(walked(told, () => false)[0]).toHaveLength(count);
  expect(walked(told, (target) => target === 1)[0]).toHaveLength(0);
});
