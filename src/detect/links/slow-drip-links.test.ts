import { expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { discoveryThreshold } from "../../statistics/false-discovery.ts";
import { lnPoissonTail } from "../../statistics/poisson.ts";
import { columnsOf, honestDay, seeded, soldLikes } from "../columns/fixture-columns.ts";
import { BLOCKS, learnActivityNull, sliceBlocks } from "./activity-null.ts";
import { sliceAudiences, timeOrder } from "./audience-slices.ts";
import { expectSessions } from "./sessions.ts";
import { linkSlowly } from "./slow-drip-links.ts";

it("agrees with every pair held one by one against what its own actors do", () => {
  const columns = columnsOf([
    ...honestDay(seeded(1), 700, 60, 20, 2500),
    ...soldLikes(seeded(2), 40, 6, 0.4, 6 * HOUR_MS),
    ...soldLikes(seeded(3), 40, 6, 0.4, 20 * HOUR_MS, "q"),
  ]);
  const slices = sliceAudiences(columns, "acts", timeOrder(columns));
  const activityNull = learnActivityNull(columns);
  const blocks = sliceBlocks(columns, slices, activityNull);
  const known = new Uint8Array(columns.targetCount);
  known[slices.target[3]!] = 1;
  const links = linkSlowly(columns, slices, blocks, activityNull, known);

  const near = expectSessions(columns, slices, activityNull);
  const blockOf = (event: number): number =>
    Math.min(
      BLOCKS - 1,
      Math.floor((columns.occurredAtMs[event]! - activityNull.fromMs) / activityNull.blockMs),
    );
  const total = new Float64Array(BLOCKS);
  for (let i = 0; i < columns.count; i++) total[blockOf(i)]!++;
  const entriesOf = (t: number): number[] =>
    Array.from({ length: slices.start[t + 1]! - slices.start[t]! }, (_, i) => slices.start[t]! + i);
  /** Acts of the actors of `a` in each block, but for those that made them its audience, as parts of all: times the audience `b` there. */
  const own = (a: number, b: number): number => {
    const acts = new Float64Array(BLOCKS);
    for (const entry of entriesOf(a)) {
      for (let i = 0; i < columns.count; i++)
        if (columns.actor[i] === slices.actor[entry]) acts[blockOf(i)]!++;
      acts[blockOf(slices.event[entry]!)]!--;
    }
    return acts.reduce(
      (sum, count, k) => sum + (count / Math.max(1, total[k]!)) * blocks[b * BLOCKS + k]!,
      0,
    );
  };
  const usual = (a: number, b: number): number => {
    let sum = 0;
    for (let h = 0; h < BLOCKS; h++)
      for (let k = 0; k < BLOCKS; k++)
        sum += blocks[a * BLOCKS + h]! * blocks[b * BLOCKS + k]! * activityNull.coOccurrence[h * BLOCKS + k]!;
    return sum;
  };
  const listed: { row: string; lnP: number }[] = [];
  for (let a = 0; a < slices.count; a++) {
    const first = new Set(entriesOf(a).map((entry) => slices.actor[entry]!));
    for (let b = a + 1; b < slices.count; b++) {
      const [targetA, targetB] = [slices.target[a]!, slices.target[b]!];
      if (columns.owner[targetA] === columns.owner[targetB] || known[targetA] === 1 || known[targetB] === 1)
        continue;
      const shared = entriesOf(b).filter((entry) => first.has(slices.actor[entry]!)).length;
      if (shared < 3 || shared < 2 * usual(a, b)) continue;
      const expected = Math.max(own(a, b), own(b, a), near(a, b));
      const lnP = lnPoissonTail(shared, expected);
      if (shared < 4 * expected || lnP > Math.log(0.1 / slices.count)) continue;
      listed.push({ row: `${a} ${b} ${shared} ${expected.toFixed(6)}`, lnP });
    }
  }
  const tests = (slices.count * (slices.count - 1)) / 2;
  const lnThreshold = discoveryThreshold(
    Float64Array.from(listed, ({ lnP }) => lnP),
    tests,
    1e-3,
  );
  const slow = listed.filter(({ lnP }) => lnP <= lnThreshold).map(({ row }) => row);
  const fast = Array.from(
    { length: links.count },
    (_, i) => `${links.a[i]} ${links.b[i]} ${links.shared[i]} ${links.expected[i]!.toFixed(6)}`,
  );
  expect(fast.sort()).toEqual(slow.sort());
  expect(fast.length).toBeGreaterThanOrEqual(15);
  expect(links.tests).toBe(tests);
  expect(links.lnThreshold).toBeCloseTo(lnThreshold, 9);
});
