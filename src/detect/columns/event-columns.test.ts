import { describe, expect, it } from "vitest";
import { PAYMENT_CODE } from "../../nouns/event.ts";
import { createEventRow, keyColumn } from "../../nouns/event-row.ts";
import { createEventColumns, type EventColumns } from "./event-columns.ts";
import { columnsOf } from "./fixture-columns.ts";

describe("createEventColumns", () => {
  it("gives dense codes, −1 and NaN for what is unknown, and what an event learns later", () => {
    const columns = columnsOf([
      { actor: "a", target: "t", atMs: 5, ip: "i" },
      { actor: "b", target: "t", owner: "o", atMs: 4 },
      { actor: "a", target: "s", owner: "o", atMs: 6, batch: "x", registeredAtMs: 2, type: "unlike" },
    ]);
    expect([...columns.actor]).toEqual([0, 1, 0]);
    expect([...columns.target]).toEqual([0, 0, 1]);
    expect([...columns.owner]).toEqual([0, 0]);
    expect([...columns.batch]).toEqual([0, -1]);
    expect([...columns.registeredAtMs]).toEqual([2, Number.NaN]);
    expect([...columns.kind]).toEqual([1, 1, 17]);
    expect([...columns.sequence]).toEqual([0, 1, 2]);
    expect([...columns.infrastructure.ip!]).toEqual([0, -1, -1]);
    expect(columns.infrastructure.device).toBeUndefined();
  });

  it("refuses payments and events without an actor or a target", () => {
    const builder = createEventColumns(10);
    const row = createEventRow();
    expect(builder.add(row, 1)).toBe(false);
    row.hash.fill(1);
    row.kind = PAYMENT_CODE;
    expect(builder.add(row, 1)).toBe(false);
    row.kind = 1;
    expect(builder.add(row, 1)).toBe(true);
    expect(builder.count()).toBe(1);
  });

  it("holds exactly its limit; one more lets the earliest eighth go", () => {
    const builder = createEventColumns(80);
    const row = createEventRow();
    row.hash.fill(1);
    const add = (i: number): void => {
      row.hash[keyColumn("actor") * 2] = i + 1;
      row.occurredAtMs = 1000 - i; // latest first
      builder.add(row, i);
    };
    for (let i = 0; i < 80; i++) add(i);
    expect([builder.count(), builder.evicted()]).toEqual([80, 0]);
    add(80);
    expect([builder.count(), builder.evicted()]).toEqual([71, 10]);
    const columns = builder.columns();
    expect(columns.actorCount).toBe(71);
    expect(Math.min(...columns.occurredAtMs)).toBe(920);
    expect(columns.sequence).toContain(80);
    expect(columns.sequence).not.toContain(79);
  });

  it("lets equal times go by number, not all at once", () => {
    const builder = createEventColumns(16);
    const row = createEventRow();
    row.hash.fill(1);
    for (let i = 0; i <= 16; i++) builder.add(row, i);
    expect([builder.count(), builder.evicted()]).toEqual([15, 2]);
  });

  it("cuts a window [from, to) and trims", () => {
    const builder = createEventColumns(100);
    const row = createEventRow();
    for (let i = 0; i < 10; i++) {
      row.hash.fill(i + 1);
      row.occurredAtMs = i;
      builder.add(row, i);
    }
    expect([...builder.columns(2, 5).sequence]).toEqual([2, 3, 4]);
    expect(builder.columns(2, 5).actorCount).toBe(3);
    builder.trim(7);
    expect([...builder.columns().sequence]).toEqual([7, 8, 9]);
    expect(builder.columns().actorKeys).toEqual(Int32Array.of(8, 8, 9, 9, 10, 10));
  });

  it("gives the same columns where keys are said to come once, cut at once or when asked for, trimmed and restored", () => {
    const [told, untold] = [createEventColumns(1000), createEventColumns(1000)];
    const row = createEventRow();
    const put = (name: "actor" | "target" | "device" | "ip", value: number): void => {
      row.hash[keyColumn(name) * 2] = value;
      row.hash[keyColumn(name) * 2 + 1] = value === 0 ? 0 : ~value;
    };
    for (let i = 0; i < 1100; i++) {
      put("actor", 1 + (i % 37));
      put("target", 1 + (i % 11));
      put("device", i % 3 === 0 ? 5000 + i : i % 3);
      put("ip", i % 2 === 0 ? 9000 + i : 1 + (i % 5));
      row.occurredAtMs = i;
      row.kind = i % 4;
      // A sequence beyond 32 bits comes among those that fit, at the end and for good.
      const sequence = i >= 1050 ? 2 ** 40 + i : i;
      row.lone = (i % 3 === 0 ? 1 << keyColumn("device") : 0) | (i % 2 === 0 ? 1 << keyColumn("ip") : 0);
      told.add(row, sequence);
      row.lone = 0;
      untold.add(row, sequence);
    }
    const shown = (columns: EventColumns) => ({ ...columns, infrastructure: { ...columns.infrastructure } });
    expect(told.evicted()).toBe(125);
    expect(told.bytes()).toBeLessThan(untold.bytes());
    for (const fromMs of [0, 500]) {
      const wanted = shown(untold.columns(fromMs));
      expect(wanted.infrastructure.device).toHaveLength(fromMs === 0 ? 975 : 600);
      expect(shown(told.columns(fromMs))).toEqual(wanted);
      expect(shown(told.since(fromMs))).toEqual(wanted);
    }
    for (const one of [told, untold]) one.trim(700);
    const restored = createEventColumns(1000);
    restored.restore(told.snapshot());
    for (const one of [told, restored]) expect(shown(one.columns())).toEqual(shown(untold.columns()));
  });
});
