import { expect, test } from "vitest";
import { describeCampaignRecords } from "../ports/campaigns.conformance.ts";
import { describeEventLog, gather, runOf } from "../ports/event-log.conformance.ts";
import { describeRecords } from "../ports/records.conformance.ts";
import { describeSnapshots } from "../ports/snapshots.conformance.ts";
import { createTwin, type Twin } from "./asynchronous-twin.fixture.ts";

const SEED = 7;
/** What is kept at each place: whoever opens it again finds it. */
const places = new Map<string, Twin>();
function twinAt(place: string): Twin {
  const twin = places.get(place) ?? createTwin(SEED);
  places.set(place, twin);
  return twin;
}

describeEventLog("asynchronous twin", async (place) => twinAt(place).connect().log, { durable: true });
describeRecords("asynchronous twin", (place) => twinAt(place).connect().records, { durable: true });
describeCampaignRecords("asynchronous twin", (place) => twinAt(place).connect().records);
describeSnapshots("asynchronous twin", () => ({
  snapshots: createTwin(SEED).connect().snapshots,
  close: () => {},
}));

test("independent calls overtake one another, and the same seed does so in the same way", async () => {
  const order = async (seed: number): Promise<string> => {
    const { log, snapshots } = createTwin(seed).connect();
    const done: string[] = [];
    const calls = Array.from({ length: 8 }, (_, i) => [
      log.append("events", runOf(`e${i}`, 1)).then(() => done.push(`e${i}`)),
      log.append("decisions", runOf(`d${i}`, 1)).then(() => done.push(`d${i}`)),
      snapshots.write({}, []).then(() => done.push(`s${i}`)),
    ]);
    await Promise.all(calls.flat());
    return done.join(" ");
  };
  const orders = await Promise.all([1, 2, 3, 1].map(order));
  expect(orders[3]).toBe(orders[0]);
  expect(new Set(orders).size).toBe(3);
  for (const one of orders) {
    for (const stream of ["e", "d"])
      expect(one.split(" ").filter((name) => name.startsWith(stream))).toEqual(
        Array.from({ length: 8 }, (_, i) => `${stream}${i}`),
      );
  }
});

test("a call that fails changes nothing, takes the appends behind it along, and the next goes on", async () => {
  const twin = createTwin(SEED);
  const { log, records } = twin.connect();
  twin.failEvery(3);
  const appends = [1, 2, 3, 4, 5].map((n) => log.append("events", runOf(`a${n}`, n)));
  const outcomes = await Promise.allSettled(appends);
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
    "rejected",
  ]);
  expect(await log.append("events", runOf("b", 1))).toEqual({ first: 3 });
  expect((await gather(twin.kept.log, "events", 0)).map(({ count }) => count)).toEqual([1, 2, 1]);
  await records.set("a", "1");
  await expect(records.set("a", "2")).rejects.toThrow("connection was lost");
  expect([await records.get("a"), twin.failures()]).toEqual(["1", 2]);
});

test("whoever is connected later fences off the one before: nothing of it comes after", async () => {
  const twin = createTwin(SEED);
  const old = twin.connect();
  await old.log.append("events", runOf("a", 1));
  const late = Promise.allSettled([
    old.log.append("events", runOf("late", 1)),
    old.snapshots.write({}, []),
    old.log.note({ records: "{}", settings: "{}" }, []),
  ]);
  const now = twin.connect();
  expect((await late).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await expect(old.records.set("a", "1")).rejects.toThrow("another process has taken the stores over");
  expect([now.log.end("events"), await now.records.get("a"), await now.snapshots.read()]).toEqual([
    1,
    null,
    null,
  ]);
  expect(await now.log.append("events", runOf("b", 1))).toEqual({ first: 1 });
});
