import { expect, test } from "vitest";
import { createWindows } from "../src/measure/windows.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow, keyColumn, numberColumn } from "../src/nouns/event-row.ts";
import { loadPolicy } from "../src/policy/load.ts";

/** Errors of the sketches as the reference states them, on one busy key: far more events than are kept one by one. */

const HOUR_MS = 3_600_000;
const ACTOR = keyColumn("actor") * 2;
const DEVICE = keyColumn("device") * 2;
const DWELL = numberColumn("dwell_ms");

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function windowsOf(exactMax: number) {
  const loaded = loadPolicy(
    `name: errors
version: "1"
memory: { exact_max: ${exactMax} }
features:
  count_1h: { kind: count, by: actor, window: 1h }
  count_10m: { kind: count, by: actor, window: 10m }
  sum_1h: { kind: sum, of: dwell_ms, by: actor, window: 1h }
  devices_1h: { kind: distinct, of: device, by: actor, window: 1h }
rules:
  all:
    when: count_1h > 0 && count_10m > 0 && sum_1h > 0 && devices_1h > 0
    weight: 1
    text: { zh: 全部, en: all }
`,
    "errors",
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  const row = createEventRow();
  row.kind = kindCode("like")!;
  row.hash[ACTOR] = 1;
  row.num[DWELL] = 1;
  return { windows: createWindows(loaded.policy), row, out: new Float64Array(4) };
}

/** Gaps between events, ms. */
const STREAMS: Readonly<Record<string, (random: () => number, event: number) => number>> = {
  even: () => 60,
  random: (random) => Math.max(1, Math.round(-60 * Math.log(1 - random()))),
  faster: (_random, event) => Math.max(1, Math.round(200 / (1 + event / 10_000))),
  slower: (_random, event) => 2 + Math.floor(event / 1_000),
  bursts: (random, event) => (event % 500 === 0 ? 60_000 : 1 + Math.floor(random() * 10)),
};

test.each([256, 1024].flatMap((exactMax) => Object.keys(STREAMS).map((name) => ({ exactMax, name }))))(
  "$name events, exact_max $exactMax: counts and sums are never too low, and too high by the stated share at most",
  ({ exactMax, name }) => {
    const share = exactMax === 256 ? 1 / 8 : 1 / 32;
    const { windows, row, out } = windowsOf(exactMax);
    const random = createRandom(7);
    const times: number[] = [];
    const oldest = [0, 0];
    let atMs = 1.7e12;
    const worst = [0, 0, 0];
    for (let event = 0; event < 70_000; event++) {
      atMs += STREAMS[name]!(random, event);
      times.push(atMs);
      while (atMs - times[oldest[0]!]! >= HOUR_MS) oldest[0]!++;
      while (atMs - times[oldest[1]!]! >= HOUR_MS / 6) oldest[1]!++;
      row.occurredAtMs = atMs;
      row.hash[DEVICE] = (event % 8) + 1;
      windows.measure(row, atMs, out);
      const hour = times.length - oldest[0]!;
      const tenMinutes = times.length - oldest[1]!;
      worst[0] = Math.max(worst[0]!, out[0]! / hour);
      worst[1] = Math.max(worst[1]!, out[1]! / tenMinutes);
      worst[2] = Math.max(worst[2]!, out[2]! / hour);
      if (out[0]! < hour || out[1]! < tenMinutes || out[2]! < hour)
        throw new Error(`too low at event ${event}`);
      if (out[3] !== Math.min(8, event + 1)) throw new Error(`\`${out[3]}\` devices at event ${event}`);
    }
    for (const ratio of worst) expect(ratio).toBeLessThanOrEqual(1 + share);
  },
);

test.each([
  [256, 0.088],
  [1024, 0.044],
])("exact_max %i: distinct counts have a standard error of %d at the most", (exactMax, error) => {
  const { windows, row, out } = windowsOf(exactMax);
  const random = createRandom(11);
  const squares: number[] = [];
  for (let key = 1; key <= 60; key++) {
    row.hash[ACTOR] = key;
    row.occurredAtMs = 1.7e12;
    for (let i = 0; i < 2_500; i++) {
      row.hash[DEVICE] = Math.floor(random() * 2 ** 32) | 0;
      row.hash[DEVICE + 1] = Math.floor(random() * 2 ** 32) | 0;
      windows.measure(row, 1.7e12, out);
    }
    squares.push((out[3]! / 2_500 - 1) ** 2);
  }
  // 60 keys measure a standard error to within a fifth of itself (two standard errors of it).
  expect(Math.sqrt(squares.reduce((a, b) => a + b) / squares.length)).toBeLessThanOrEqual(error * 1.2);
});
