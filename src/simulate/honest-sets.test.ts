import { expect, test } from "vitest";
import type { EngagementEvent } from "../nouns/event.ts";
import { createSimulation } from "./simulation.ts";
import type { HonestSet } from "./truth.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;
const simulation = createSimulation({ seed: 31, eventsPerDay: 200_000, attacks: "none" });
const bySet = new Map<HonestSet | null, EngagementEvent[]>();
for (const run of simulation.runs()) {
  Buffer.from(run.bytes)
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .forEach((line, i) => {
      const set = run.truth[i]!.set;
      const events = bySet.get(set) ?? [];
      events.push(JSON.parse(line) as EngagementEvent);
      bySet.set(set, events);
    });
}
const rows = new Map(simulation.honestSets().map((row) => [row.set, row]));
const of = (set: HonestSet) => bySet.get(set)!;
const timeOf = (event: EngagementEvent) => Date.parse(event.at as string);
const distinct = (events: readonly EngagementEvent[], pick: (event: EngagementEvent) => unknown) =>
  new Set(events.map(pick)).size;
const onTarget = (set: HonestSet) => {
  const target = rows.get(set)!.happenings[0]!.target;
  return of(set).filter((event) => event.target.id === target);
};

test("behind a dense gateway hundreds of people share an address, each with a device", () => {
  const events = of("nat");
  expect(
    distinct(events, (event) => event.actor.id) / distinct(events, (event) => event.context?.ip),
  ).toBeGreaterThan(100);
  const known = events.filter((event) => event.context?.device !== null);
  expect(distinct(known, (event) => event.context?.device)).toBeGreaterThan(
    distinct(known, (event) => event.actor.id) * 0.9,
  );
});

test("campus and café share addresses, family and café share devices", () => {
  for (const set of ["campus", "cafe"] as const) {
    expect(
      distinct(of(set), (event) => event.actor.id) / distinct(of(set), (event) => event.context?.ip),
      set,
    ).toBeGreaterThan(8);
  }
  const family = of("family").filter((event) => event.context?.device !== null);
  expect(
    distinct(family, (event) => event.actor.id) / distinct(family, (event) => event.context?.device),
  ).toBeGreaterThan(1.3);
});

test("a flash crowd comes fast, mostly by search and share, and decays", () => {
  const events = onTarget("flash_crowd");
  const from = timeOf(events[0]!);
  const quarters = [0, 1, 2, 3].map(
    (hour) =>
      events.filter(
        (event) =>
          timeOf(event) - from >= hour * 60 * MINUTE && timeOf(event) - from < (hour + 1) * 60 * MINUTE,
      ).length,
  );
  expect(quarters[0]).toBeGreaterThan(quarters[2]!);
  expect(quarters[1]).toBeGreaterThan(quarters[3]!);
  const outside = events.filter(
    (event) => event.context?.source === "search" || event.context?.source === "share",
  );
  expect(outside.length / events.length).toBeGreaterThan(0.5);
  expect(distinct(events, (event) => event.context?.asn)).toBeGreaterThan(10);
});

test("a live surge has people who tap a hundred times a minute, in the room they watch", () => {
  const taps = onTarget("live_surge").filter((event) => event.type === "live_like");
  const minutes = new Map<string, number>();
  for (const tap of taps) {
    const key = `${tap.actor.id} ${Math.floor(timeOf(tap) / MINUTE)}`;
    minutes.set(key, (minutes.get(key) ?? 0) + 1);
  }
  expect(Math.max(...minutes.values())).toBeGreaterThan(100);
  const watching = new Set(
    onTarget("live_surge").flatMap((event) => (event.type === "view" ? [event.actor.id] : [])),
  );
  expect(taps.filter((tap) => watching.has(tap.actor.id)).length / taps.length).toBeGreaterThan(0.9);
});

test("a fan club likes one idol's items together within minutes, with old accounts and own devices", () => {
  const row = rows.get("fan_club")!;
  const events = onTarget("fan_club").filter((event) => event.type === "like");
  const after = events
    .map((event) => timeOf(event) - Date.parse(row.happenings[0]!.start))
    .sort((a, b) => a - b);
  expect(after[Math.floor(after.length / 2)]!).toBeLessThan(12 * MINUTE);
  const owners = new Set(
    row.happenings.map(
      (happening) => of("fan_club").find((event) => event.target.id === happening.target)?.target.owner,
    ),
  );
  owners.delete(undefined);
  expect(owners.size).toBeLessThanOrEqual(Math.ceil(row.happenings.length / 3));
  const ages = of("fan_club").flatMap((event) =>
    typeof event.actor.registered_at === "string"
      ? [timeOf(event) - Date.parse(event.actor.registered_at)]
      : [],
  );
  expect(ages.filter((age) => age > 290 * DAY).length / ages.length).toBeGreaterThan(0.7);
  expect(distinct(of("fan_club"), (event) => event.context?.device)).toBeGreaterThan(
    distinct(of("fan_club"), (event) => event.actor.id) * 0.9,
  );
  const nights = row.happenings.filter((happening) => (Date.parse(happening.start) / 3_600_000 + 8) % 24 < 7);
  expect(nights.length).toBeGreaterThan(0);
});

test("a red packet brings 20 to 80 friends over one share", () => {
  for (const happening of rows.get("red_packet")!.happenings) {
    expect(happening.people).toBeGreaterThanOrEqual(20);
    expect(happening.people).toBeLessThanOrEqual(80);
  }
  const likes = onTarget("red_packet").filter((event) => event.type === "like");
  expect(likes.length).toBeGreaterThan(8);
  expect(distinct(likes, (event) => event.context?.parent_share)).toBe(1);
});

test("promotion brings views and few likes, evenly", () => {
  const events = onTarget("promotion");
  const views = events.filter((event) => event.type === "view");
  expect(
    views.filter((event) => event.context?.source === "promotion").length / views.length,
  ).toBeGreaterThan(0.9);
  expect(events.filter((event) => event.type === "like").length / views.length).toBeLessThan(0.03);
});

test("a push brings most of its people within a quarter of an hour", () => {
  const events = onTarget("push_surge").map(timeOf);
  const from = Date.parse(rows.get("push_surge")!.happenings[0]!.start);
  expect(events.filter((atMs) => atMs - from < 15 * MINUTE).length / events.length).toBeGreaterThan(0.8);
});

test("a new region has young accounts in shared batches on one network", () => {
  const events = of("new_region");
  expect(distinct(events, (event) => event.context?.asn)).toBe(1);
  const ages = events.flatMap((event) =>
    typeof event.actor.registered_at === "string"
      ? [timeOf(event) - Date.parse(event.actor.registered_at)]
      : [],
  );
  expect(Math.max(...ages)).toBeLessThan(4.1 * DAY);
  expect(distinct(events, (event) => event.actor.registration_batch)).toBeLessThan(
    distinct(events, (event) => event.actor.id),
  );
});
