import { expect, test } from "vitest";
import { seeded } from "./calibrate.fixture.ts";
import { decoyColumns } from "./decoy-columns.ts";

const HOUR = 3_600_000;

function world(seed: number) {
  const random = seeded(seed);
  const rows: { actor: number; target: number; atMs: number; kind: number; device: number }[] = [];
  for (let i = 0; i < 8000; i++) {
    const actor = Math.floor(900 * random() ** 1.5);
    rows.push({
      actor,
      target: Math.floor(600 * random() ** 1.5),
      atMs: Math.floor(6 * HOUR * random()),
      kind: random() < 0.7 ? 0 : 1,
      device: actor + 5,
    });
  }
  // A pool of forty on ten targets within an hour.
  for (let order = 0; order < 10; order++) {
    for (let m = 0; m < 40; m++)
      rows.push({ actor: 900 + m, target: 600 + order, atMs: HOUR + 1000 * m, kind: 1, device: 1000 });
  }
  const column = (pick: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, pick);
  return {
    count: rows.length,
    actor: column(({ actor }) => actor),
    target: column(({ target }) => target),
    occurredAtMs: Float64Array.from(rows, ({ atMs }) => atMs),
    kind: Uint8Array.from(rows, ({ kind }) => kind),
    targetCount: 610,
    infrastructure: { device: column(({ device }) => device) },
  };
}

test("targets, kinds and times stay; actors keep their belongings and how many targets they act on", () => {
  const columns = world(1);
  const decoy = decoyColumns(columns, 7);
  expect(decoy.target).toEqual(columns.target);
  expect(decoy.kind).toEqual(columns.kind);
  expect(decoy.occurredAtMs).toEqual(columns.occurredAtMs);
  for (let i = 0; i < columns.count; i++) {
    const expected = decoy.actor[i]! >= 900 ? 1000 : decoy.actor[i]! + 5;
    expect(decoy.infrastructure.device[i]).toBe(expected);
  }
  // Bundles (actor, target, kind, hour) move whole, so each actor has as many as before: over all kinds and hours of the quarter of a day.
  const bundles = (one: typeof columns): Map<number, number> => {
    const seen = new Set<string>();
    const counts = new Map<number, number>();
    for (let i = 0; i < one.count; i++) {
      const key = `${columns.target[i]} ${columns.actor[i]} ${columns.kind[i]} ${Math.floor(columns.occurredAtMs[i]! / HOUR)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      counts.set(one.actor[i]!, (counts.get(one.actor[i]!) ?? 0) + 1);
    }
    return counts;
  };
  expect(new Map([...bundles(decoy)].sort((a, b) => a[0] - b[0]))).toEqual(
    new Map([...bundles(columns)].sort((a, b) => a[0] - b[0])),
  );
});

test("who acted together no longer does", () => {
  const columns = world(2);
  const together = (one: typeof columns): number => {
    let most = 0;
    for (let target = 600; target < 610; target++) {
      let own = 0;
      for (let i = 0; i < one.count; i++) if (one.target[i] === target && one.actor[i]! >= 900) own++;
      most = Math.max(most, own);
    }
    return most;
  };
  expect(together(columns)).toBe(40);
  expect(together(decoyColumns(columns, 3))).toBeLessThan(15);
});

test("the same seed gives the same decoy, another another; no events give none", () => {
  const columns = world(3);
  expect(decoyColumns(columns, 5).actor).toEqual(decoyColumns(columns, 5).actor);
  expect(decoyColumns(columns, 6).actor).not.toEqual(decoyColumns(columns, 5).actor);
  const none = {
    ...columns,
    count: 0,
    actor: new Int32Array(0),
    target: new Int32Array(0),
    infrastructure: {},
  };
  expect(decoyColumns(none, 1).actor).toHaveLength(0);
});
