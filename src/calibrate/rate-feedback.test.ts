import { expect, test } from "vitest";
import { seeded } from "./calibrate.fixture.ts";
import { FEEDBACK_RATES, RateFeedback } from "./rate-feedback.ts";

test("without alarms or scarcity it changes nothing, and is monotone", () => {
  const feedback = new RateFeedback(2);
  for (const p of [1, 0.3, 0.1, 0.02, 1e-3, 1e-5, 1e-9]) expect(feedback.calibrate(1, p)).toBeCloseTo(p, 12);
  for (let i = 0; i < 500; i++) feedback.learn(1, i % 4);
  let before = 0;
  for (let p = 1e-9; p <= 1; p *= 1.3) {
    const now = feedback.calibrate(1, p);
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
});

test.each([
  [1e-12, 3],
  [1e-4, 3],
  [1.01e-4, 2],
  [0.1, 0],
  [0.101, -1],
])("p = %d lies in band %d", (p, band) => {
  expect(new RateFeedback(1).band(p)).toBe(band);
});

test("p-values three times too small come out right in the long run", () => {
  const feedback = new RateFeedback(1);
  const random = seeded(4);
  const alarms = FEEDBACK_RATES.map(() => 0);
  const n = 400_000;
  for (let i = 0; i < n; i++) {
    const p = feedback.calibrate(0, random() / 3);
    FEEDBACK_RATES.forEach((rate, k) => {
      if (p <= rate) alarms[k]!++;
    });
    feedback.learn(0, feedback.band(p));
  }
  FEEDBACK_RATES.slice(0, 3).forEach((rate, k) => {
    expect(alarms[k]! / n / rate).toBeGreaterThan(0.9);
    expect(alarms[k]! / n / rate).toBeLessThan(1.2);
  });
});

test("what lies far out moves the rarest rate alone; a burst within a band moves it by a bounded factor", () => {
  const feedback = new RateFeedback(1);
  for (let i = 0; i < 1000; i++) feedback.learn(0, feedback.band(1e-8));
  for (const knot of [0, 1, 2]) expect(feedback.shift(0, knot)).toBeGreaterThanOrEqual(1);
  expect(feedback.shift(0, 3)).toBeLessThan(1);
  expect(feedback.shift(0, 3)).toBeGreaterThan(0.55);
  for (let i = 0; i < 1000; i++) feedback.learn(0, 2);
  expect(feedback.shift(0, 2)).toBeGreaterThan(0.55);
});

test.each([-1, 0, 1, 2, 3])(
  "what is unlearnt of band %d was never learnt, its place among the events neither",
  (band) => {
    const feedback = new RateFeedback(2);
    const fresh = new RateFeedback(2);
    const learnt = Array.from({ length: 5 }, () => feedback.learn(1, band));
    FEEDBACK_RATES.forEach((_, knot) => {
      if (band >= 0) expect(feedback.shift(1, band)).not.toBeCloseTo(fresh.shift(1, band), 12);
      else expect(feedback.shift(1, knot)).not.toBe(fresh.shift(1, knot));
    });
    for (const one of learnt) feedback.unlearn(1, one);
    for (const node of [0, 1]) {
      FEEDBACK_RATES.forEach((_, knot) => {
        expect(feedback.shift(node, knot)).toBeCloseTo(fresh.shift(node, knot), 12);
      });
    }
  },
);
