import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "../../nouns/durations.ts";
import { NightlyClock } from "./nightly-clock.ts";

const POLICY = { days: 28, actsMax: 1_000, hourUtc: 20 };
const START_MS = Date.UTC(2026, 10, 1);

/** A clock that has looked at `START_MS`, and has seen this many events evenly until then. */
function clockAt(untilMs: number, events: number): NightlyClock {
  const clock = new NightlyClock(POLICY, { lookedMs: START_MS, newestMs: START_MS });
  for (let i = 1; i <= events; i++) {
    const atMs = START_MS + ((untilMs - START_MS) * i) / events;
    clock.add(atMs, Number.POSITIVE_INFINITY);
  }
  return clock;
}

describe("NightClock", () => {
  it.each([
    ["the day goes on", 20 * HOUR_MS - 1, 0, false],
    ["the day is over, to the millisecond", 20 * HOUR_MS, 0, true],
    ["a day is over, and an hour's events wait", 24 * HOUR_MS, 100, true],
    ["a day is over, and more than an hour's events wait", 24 * HOUR_MS, 101, false],
    ["two days are over, and an hour's events wait", 48 * HOUR_MS, 50, true],
    ["two days are over, and more than an hour's events wait", 48 * HOUR_MS, 51, false],
    ["half the weeks are over, whatever waits", 14 * DAY_MS, 1e9, true],
    ["not quite half, and much waits", 14 * DAY_MS - 1, 1e9, false],
  ])("%s", (_, sinceMs, waiting, due) => {
    expect(clockAt(START_MS + sinceMs, 2_400).due(waiting)).toBe(due);
  });
  it("is due once a day, and says when", () => {
    const clock = clockAt(START_MS + 21 * HOUR_MS, 10);
    expect(clock.nextMs).toBe(START_MS + 20 * HOUR_MS);
    clock.looked();
    expect(clock.due(0)).toBe(false);
    expect(clock.nextMs).toBe(START_MS + 44 * HOUR_MS);
    expect(clock.eventsSince).toBe(0);
    clock.add(START_MS + 44 * HOUR_MS, Number.POSITIVE_INFINITY);
    expect(clock.due(0)).toBe(true);
    // A late event does not turn it back.
    clock.add(START_MS, Number.POSITIVE_INFINITY);
    expect(clock.due(0)).toBe(true);
    expect(clock.newestMs).toBe(START_MS + 44 * HOUR_MS);
  });
  it("begins with the first event", () => {
    const clock = new NightlyClock(POLICY);
    expect([clock.due(0), clock.nextMs, clock.newestMs, clock.state()]).toEqual([false, 0, 0, null]);
    clock.add(START_MS, START_MS);
    expect([clock.due(0), clock.nextMs]).toEqual([false, START_MS + 20 * HOUR_MS]);
    expect(clock.state()).toEqual({ lookedMs: START_MS, newestMs: START_MS });
  });
  it("is due for a history that comes in reverse", () => {
    const clock = new NightlyClock(POLICY);
    for (let day = 9; day >= 0; day--) clock.add(START_MS + day * DAY_MS, Number.POSITIVE_INFINITY);
    expect([clock.due(0), clock.newestMs]).toEqual([true, START_MS + 9 * DAY_MS]);
    clock.looked();
    clock.add(START_MS, Number.POSITIVE_INFINITY);
    expect(clock.due(0)).toBe(false);
  });
  it("believes no clock that runs ahead of the receiver's, and follows the receiver's when it is set back", () => {
    const clock = new NightlyClock(POLICY);
    clock.add(START_MS + 1_000 * DAY_MS, START_MS);
    expect([clock.due(0), clock.newestMs]).toEqual([false, START_MS]);
    const wrong = new NightlyClock(POLICY, {
      lookedMs: START_MS + 365 * DAY_MS,
      newestMs: START_MS + 365 * DAY_MS,
    });
    wrong.add(START_MS, START_MS);
    expect([wrong.due(0), wrong.newestMs]).toEqual([false, START_MS]);
    wrong.add(START_MS + 3 * DAY_MS, START_MS + 3 * DAY_MS);
    expect(wrong.due(0)).toBe(true);
  });
});
