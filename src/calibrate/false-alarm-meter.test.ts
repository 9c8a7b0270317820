import { expect, test } from "vitest";
import { wilsonInterval } from "../statistics/wilson.ts";
import { dispersionOf } from "./dispersion-of.ts";
import { FalseAlarmMeter } from "./false-alarm-meter.ts";

const HOUR = 3_600_000;
const pathOf = (node: number): readonly number[] | null => (node === 1 ? [7] : null);

test("reads what was asked and obtained over the window, overall and by stratum", () => {
  const meter = new FalseAlarmMeter(3);
  for (let i = 0; i < 2000; i++)
    meter.add(i % 2, HOUR * (100 + (i % 10)), meter.alarmsAt(i === 500 ? 5e-4 : 0.5));
  const day = meter.reading(HOUR * 109, 24 * HOUR, pathOf);
  expect(day.rates[1]).toMatchObject({ nominal: 1e-3, alarms: 1, n: 2000, empirical: 5e-4, ratio: 0.5 });
  expect(day.rates[0]!.alarms).toBe(1);
  expect(day.rates[2]!.alarms).toBe(0);
  expect(day.byStratum).toHaveLength(1);
  expect(day.byStratum[0]).toMatchObject({ path: [7] });
  expect(day.byStratum[0]!.rates[0]!.n).toBe(1000);
  expect(meter.reading(HOUR * 100, HOUR, pathOf).rates[0]!.n).toBe(200);
  expect(meter.reading(HOUR * 500, 24 * HOUR, pathOf).rates[0]).toMatchObject({
    n: 0,
    empirical: null,
    ratio: null,
  });
});

test("remembers seven days, ignores what is older, and takes back", () => {
  const meter = new FalseAlarmMeter(1);
  expect(meter.add(0, 200 * HOUR, 3)).toBe(200);
  expect(meter.add(0, 32 * HOUR, 3)).toBe(-1); // the same slot, 168 hours before
  meter.remove(0, 200, 3);
  expect(meter.reading(200 * HOUR, HOUR, pathOf).rates[0]).toMatchObject({ n: 0, alarms: 0 });
  meter.add(0, 368 * HOUR, 0);
  meter.remove(0, 200, 3);
  expect(meter.reading(368 * HOUR, 168 * HOUR, pathOf).rates[0]!.n).toBe(1);
});

test("alarms in clusters widen the interval", () => {
  const even = [1, 1, 1, 1, 1, 1, 1, 1];
  const clustered = [8, 0, 0, 0, 0, 0, 0, 0];
  const trials = even.map(() => 1000);
  expect(dispersionOf(even, trials)).toBe(1);
  expect(dispersionOf(clustered, trials)).toBeCloseTo(8, 6);
  const narrow = wilsonInterval(8, 8000, 1);
  const wide = wilsonInterval(8, 8000, 8);
  expect(wide[0]).toBeLessThan(narrow[0]);
  expect(wide[1]).toBeGreaterThan(narrow[1]);
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  expect(wilsonInterval(0, 10)[0]).toBe(0);
  expect(wilsonInterval(10, 10)[1]).toBe(1);
});
