import { expect, test } from "vitest";
import { seeded } from "./calibrate.fixture.ts";
import { RecentEvents } from "./recent-events.ts";

test("finds what a plain list of the last entries finds", () => {
  const recent = new RecentEvents(64);
  const random = seeded(9);
  const list: { low: number; high: number; place: number }[] = [];
  for (let i = 0; i < 3000; i++) {
    // Few different ids, so that some come again while remembered.
    const low = Math.floor(random() * 150) - 75;
    const high = Math.floor(random() * 2);
    list.push({ low, high, place: recent.add(low, high) });
    if (list.length > 64) list.shift();
    const [a, b] = [Math.floor(random() * 150) - 75, Math.floor(random() * 2)];
    const known = list.findLast((one) => one.low === a && one.high === b);
    expect(recent.find(a, b)).toBe(known?.place ?? -1);
  }
});
