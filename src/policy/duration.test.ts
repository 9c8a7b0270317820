import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["60s", 60_000],
  ["500ms", 500],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["7d", 604_800_000],
  ["2w", 1_209_600_000],
  ["1.5s", 1500],
  [" 1 h ", 3_600_000],
])("%s is %i ms", (word, ms) => expect(parseDuration(word)).toEqual({ ok: true, ms }));

test.each([
  ["60", "no unit"],
  ["1y", "not a unit"],
  ["1M", "not a unit"],
  ["1constructor", "not a unit"],
  ["0s", "positive"],
  ["0.1ms", "positive"],
  ["-1s", "not a duration"],
  ["", "not a duration"],
  ["s", "not a duration"],
  ["99999999999999999d", "positive"],
])("%s is refused", (word, why) => {
  const parsed = parseDuration(word);
  expect(parsed.ok ? "" : parsed.message).toContain(why);
});
