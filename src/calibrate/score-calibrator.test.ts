import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "./calibrate.fixture.ts";
import { createScoreCalibrator, type ScoreCalibrator } from "./score-calibrator.ts";
import { stratumOf } from "./stratum.ts";

const HOUR = 3_600_000;
const RATES = [1e-2, 1e-3];

interface Outcome {
  readonly honest: number;
  readonly alarms: readonly number[];
  readonly attacks: number;
  readonly caught: readonly number[];
}

/** Runs `n` scores over 72 hours; a score is honest, or an attack's, and may be named a while later. */
function run(
  n: number,
  seed: number,
  score: (random: () => number, hour: number) => readonly [score: number, attack: boolean],
  named = false,
  calibrator: ScoreCalibrator = createScoreCalibrator(),
): Outcome {
  const random = seeded(seed);
  const alarms = [0, 0];
  const caught = [0, 0];
  let honest = 0;
  let attacks = 0;
  const toName: number[] = [];
  for (let i = 0; i < n; i++) {
    const hour = (72 * i) / n;
    const [value, attack] = score(random, hour);
    const stratum = stratumOf(1, Math.floor(random() * 3), Math.floor(hour / 4) % 6);
    const p = calibrator.add(value, stratum, hour * HOUR, i, seed);
    expect(p > 0 && p <= 1).toBe(true);
    if (attack) toName.push(i);
    if (named && toName.length > 0 && i - toName[0]! > n / 144) calibrator.exclude(toName.shift()!, seed);
    if (attack) attacks++;
    else honest++;
    RATES.forEach((rate, k) => {
      if (p <= rate) (attack ? caught : alarms)[k]!++;
    });
  }
  return { honest, alarms, attacks, caught };
}

const exponential = (random: () => number): number => -Math.log(1 - random());

describe("the obtained rate is the asked one", () => {
  test.each<[string, (random: () => number, hour: number) => number, number]>([
    ["exchangeable scores", exponential, 1.15],
    ["heavy tails", (random) => (1 - random()) ** -1.5, 1.15],
    [
      "scores around zero",
      (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(6.283 * random()),
      1.15,
    ],
    ["ties and atoms", (random) => Math.floor(1.3 * exponential(random)), 1.2],
    ["all equal", () => 7, 1.15],
    ["a trend, x3 over three days", (random, hour) => exponential(random) * 3 ** (hour / 72), 1.3],
    ["a daily rhythm", (random, hour) => exponential(random) * (1 + 0.3 * Math.sin(hour / 3.82)), 1.3],
    ["a jump x1.5 at noon", (random, hour) => exponential(random) * (hour > 36 ? 1.5 : 1), 1.35],
  ])("%s", (_, draw, most) => {
    const { honest, alarms } = run(120_000, 17, (random, hour) => [draw(random, hour), false]);
    expect(alarms[0]! / honest / 1e-2).toBeGreaterThan(0.9);
    expect(alarms[0]! / honest / 1e-2).toBeLessThan(most);
    // 120 alarms expected: three standard deviations are a quarter.
    expect(alarms[1]! / honest / 1e-3).toBeGreaterThan(0.72);
    expect(alarms[1]! / honest / 1e-3).toBeLessThan(most + 0.2);
  });

  test("without feedback, exchangeable scores stay within binomial bounds over seeds", () => {
    let honest = 0;
    let alarms = 0;
    for (const seed of [1, 2, 3]) {
      const one = run(
        60_000,
        seed,
        (random) => [exponential(random), false],
        false,
        createScoreCalibrator({ feedback: false }),
      );
      honest += one.honest;
      alarms += one.alarms[0]!;
    }
    expect(Math.abs(alarms - 0.01 * honest)).toBeLessThan(4 * Math.sqrt(0.01 * honest));
  });
});

describe("the first scores are no likelier to be alarms than later ones", () => {
  // Targets' five minutes: small counts, now and then a crowd, twelve strata that are thin for days.
  const bursts = (random: () => number): number => {
    const acts = 2 + Math.floor(0.35 * exponential(random) + (random() < 0.004 ? (1 - random()) ** -0.8 : 0));
    return 2 * (Math.sqrt(acts + 0.375) - Math.sqrt(0.3 + 0.5 * random()));
  };

  /** Alarms over those asked for, of `runs` platforms' first `n` exchangeable scores. */
  function ratios(n: number, runs: number, feedback: boolean): readonly number[] {
    const alarms = [0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      const random = seeded(7_000 + seed);
      const calibrator = createScoreCalibrator({ feedback, seed });
      for (let i = 0; i < n; i++) {
        const stratum = stratumOf(1, Math.floor(2 * random() ** 3), Math.floor(6 * random()));
        const p = calibrator.add(bursts(random), stratum, i * 20_000, i, seed);
        if (p <= 1e-3) alarms[0]!++;
        if (p <= 1e-4) alarms[1]!++;
      }
    }
    return [alarms[0]! / (1e-3 * n * runs), alarms[1]! / (1e-4 * n * runs)];
  }

  // Three standard deviations are 0.18 of 280 alarms, 0.57 of 28.
  test.each([
    [4_000, 70, true],
    [4_000, 70, false],
    [20_000, 14, true],
    [20_000, 14, false],
  ])("%d of them, %d times, feedback %s", (n, runs, feedback) => {
    const [thousandth, tenThousandth] = ratios(n, runs, feedback);
    expect(thousandth).toBeGreaterThan(0.8);
    expect(thousandth).toBeLessThan(1.2);
    expect(tenThousandth).toBeLessThan(1.5);
  });

  test("a stranger score than all before is promised no more than its rank", () => {
    const calibrator = createScoreCalibrator();
    const random = seeded(41);
    for (let i = 0; i < 2_000; i++) calibrator.add(exponential(random), 0, i * 20_000, i, 1);
    let sum = 0;
    for (let id = 0; id < 400; id++) sum += calibrator.judge(1e6, 0, 10_000 + id, 1);
    // Evenly spread over ranks of the first of some thousand.
    expect(sum / 400).toBeGreaterThan(0.5 / 2_000 / 2);
    expect(sum / 400).toBeLessThan((4 * 0.5) / 2_000);
    expect(calibrator.threshold(0, 1e-6)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("contamination", () => {
  const heavy = (random: () => number): number => (1 - random()) ** -0.5;
  const counts = (random: () => number): number => Math.floor(2 * exponential(random));
  const cases = [0, 0.05, 0.2].flatMap((share) =>
    (
      [
        ["exponential", exponential],
        ["heavy-tailed", heavy],
        ["counts", counts],
      ] as const
    ).map(([name, draw]) => [share, name, draw] as const),
  );

  /** Honest scores and bought ones, thrice as large, over three seeds; bought ones are named after that many events. */
  function empirical(share: number, draw: (random: () => number) => number, after: number | null): number[] {
    let honest = 0;
    const alarms = RATES.map(() => 0);
    for (const seed of [3, 5, 7]) {
      const random = seeded(seed);
      const calibrator = createScoreCalibrator();
      const waiting: number[] = [];
      for (let i = 0; i < 100_000; i++) {
        const bought = random() < share;
        const score = (bought ? 3 : 1) * draw(random);
        const p = calibrator.add(score, stratumOf(1, Math.floor(random() * 3), 0), i * 2_000, i, seed);
        if (bought && after !== null) waiting.push(i);
        while (waiting.length > 0 && i - waiting[0]! >= after!) calibrator.exclude(waiting.shift()!, seed);
        if (bought) continue;
        honest++;
        RATES.forEach((rate, k) => {
          if (p <= rate) alarms[k]!++;
        });
      }
    }
    return RATES.map((rate, k) => alarms[k]! / honest / rate);
  }

  test.each(cases)(
    "of %d, %s, named within ten minutes: honest alarms are as many as asked for",
    (share, _, draw) => {
      for (const ratio of empirical(share, draw, 300)) {
        expect(ratio).toBeGreaterThan(0.8);
        expect(ratio).toBeLessThan(1.25);
      }
    },
  );

  test.each(cases)(
    "of %d, %s, that nobody names hides honest alarms and never adds any",
    (share, _, draw) => {
      const ratios = empirical(share, draw, null);
      for (const ratio of ratios) expect(ratio).toBeLessThan(1.25);
      if (share === 0) for (const ratio of ratios) expect(ratio).toBeGreaterThan(0.8);
      if (share === 0.2) expect(ratios[1]).toBeLessThan(0.8);
    },
  );
});

describe("judge", () => {
  test("tells the p-value that add would give, and learns nothing", () => {
    const [one, two] = [createScoreCalibrator(), createScoreCalibrator()];
    const random = seeded(31);
    for (let i = 0; i < 3_000; i++) {
      const score = exponential(random);
      const stratum = stratumOf(1, i % 3, 0);
      for (const calibrator of [one, two]) calibrator.add(score, stratum, i * 1_000, i, 1);
    }
    for (let i = 0; i < 200; i++) {
      const score = exponential(random);
      const stratum = stratumOf(1, i % 3, 0);
      const judged = one.judge(score, stratum, 10_000 + i, 1);
      expect(one.judge(score, stratum, 10_000 + i, 1)).toBe(judged);
      const p = one.add(score, stratum, 3_000_000, 10_000 + i, 1);
      expect(judged).toBe(p);
      expect(two.add(score, stratum, 3_000_000, 10_000 + i, 1)).toBe(p);
    }
  });

  test("NaN is not measurable, and a stratum never seen is judged as the whole", () => {
    const calibrator = createScoreCalibrator();
    expect(calibrator.judge(Number.NaN, 0, 1, 1)).toBeNaN();
    expect(calibrator.judge(5, stratumOf(9, 9, 9), 1, 1)).toBeGreaterThan(0);
    expect(calibrator.notMeasurable()).toBe(0);
    expect(calibrator.reading(0, HOUR).rates[0]!.n).toBe(0);
  });
});

describe("an attack in the stream", () => {
  const far = (random: () => number): number => 60 + 10 * random();

  test("a burst of a third of the traffic is seen and does not silence honest alarms for good", () => {
    const one = run(120_000, 23, (random, hour) =>
      hour > 40 && hour < 44 && random() < 0.3 ? [far(random), true] : [exponential(random), false],
    );
    expect(one.caught[0]! / one.attacks).toBeGreaterThan(0.4);
    expect(one.alarms[1]! / one.honest / 1e-3).toBeGreaterThan(0.6);
    expect(one.alarms[1]! / one.honest / 1e-3).toBeLessThan(1.4);
  });

  test("naming it brings the honest rate back", () => {
    const score = (random: () => number): readonly [number, boolean] =>
      random() < 0.002 ? [8 + 2 * random(), true] : [exponential(random), false];
    const alone = run(120_000, 29, score);
    const named = run(120_000, 29, score, true);
    const off = (one: Outcome): number => Math.abs(Math.log(one.alarms[1]! / one.honest / 1e-3));
    expect(off(named)).toBeLessThan(off(alone));
    expect(named.alarms[1]! / named.honest / 1e-3).toBeGreaterThan(0.75);
  });

  test("excluding is counted once, and unknown ids are refused", () => {
    const calibrator = createScoreCalibrator();
    calibrator.add(1, 0, 0, 1, 1);
    expect(calibrator.exclude(1, 1)).toBe(true);
    expect(calibrator.exclude(1, 1)).toBe(false);
    expect(calibrator.exclude(2, 2)).toBe(false);
    expect(calibrator.reading(0, HOUR).rates[0]!.n).toBe(0);
  });
});

describe("odd input", () => {
  test("NaN is not measurable and counts nowhere", () => {
    const calibrator = createScoreCalibrator();
    expect(calibrator.add(Number.NaN, 0, 0, 1, 1)).toBeNaN();
    expect(calibrator.notMeasurable()).toBe(1);
    expect(calibrator.reading(0, HOUR).rates[0]!.n).toBe(0);
  });

  test("time that stands still, runs back or jumps a century keeps what was learnt", () => {
    const calibrator = createScoreCalibrator();
    const random = seeded(2);
    for (let i = 0; i < 5000; i++) calibrator.add(exponential(random), 0, 1e12 - i, i, 0);
    calibrator.add(1, 0, 4e12, 5000, 0);
    for (let i = 0; i < 100; i++) calibrator.add(exponential(random), 0, 1e12 + i, 6000 + i, 0);
    const threshold = calibrator.threshold(0, 0.01);
    expect(threshold).toBeGreaterThan(3.5);
    expect(threshold).toBeLessThan(6.5);
  });

  test("any scores, times and strata give a p-value in (0, 1], and the same one in a second run", () => {
    const event = fc.tuple(
      fc.double(),
      fc.integer({ min: 0, max: 0xffffff }),
      fc.double({ min: 0, max: 4e12, noNaN: true }),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const [one, two] = [
          createScoreCalibrator({ strataMax: 8, recentMax: 16 }),
          createScoreCalibrator({ strataMax: 8, recentMax: 16 }),
        ];
        for (const [score, stratum, atMs, id] of events) {
          const p = one.add(score, stratum, atMs, id, 1);
          expect(two.add(score, stratum, atMs, id, 1)).toBe(p);
          if (!Number.isNaN(score)) expect(p > 0 && p <= 1).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("memory does not grow with events or strata", () => {
    const calibrator = createScoreCalibrator({ strataMax: 16, recentMax: 64 });
    const before = calibrator.bytes();
    for (let i = 0; i < 20_000; i++) calibrator.add(i % 97, (i * 7919) & 0xffffff, i * 60_000, i, 3);
    expect(calibrator.bytes()).toBe(before);
    expect(calibrator.reading(20_000 * 60_000, 24 * HOUR).byStratum.length).toBeLessThan(16);
  });
});

describe("a snapshot", () => {
  test("goes on as the original does", () => {
    const options = { strataMax: 16, recentMax: 256 };
    const one = createScoreCalibrator(options);
    run(3000, 5, (random) => [exponential(random), false], false, one);
    const two = createScoreCalibrator(options);
    two.restore(one.snapshot().map((part) => part.slice()));
    const random = seeded(77);
    for (let i = 0; i < 500; i++) {
      const score = exponential(random);
      expect(two.add(score, stratumOf(1, i % 3, 0), 73 * HOUR + i, i, 9)).toBe(
        one.add(score, stratumOf(1, i % 3, 0), 73 * HOUR + i, i, 9),
      );
    }
    expect(two.exclude(2999, 5)).toBe(one.exclude(2999, 5));
    expect(two.reading(73 * HOUR, 24 * HOUR)).toEqual(one.reading(73 * HOUR, 24 * HOUR));
  });

  test("cut short, of other options or of nothing is refused and changes nothing", () => {
    const one = createScoreCalibrator({ strataMax: 16, recentMax: 64 });
    one.add(1, 0, 0, 1, 1);
    const parts = one.snapshot().map((part) => part.slice());
    const other = createScoreCalibrator({ strataMax: 16, recentMax: 64, seed: 2 });
    for (const bad of [[], parts.slice(1), parts.with(4, parts[4]!.slice(1))]) {
      expect(() => one.restore(bad)).toThrow(/start without it/);
    }
    expect(() => other.restore(parts)).toThrow(/start without it/);
    expect(other.reading(0, HOUR).rates[0]!.n).toBe(0);
  });
});
