import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../nouns/durations.ts";
import { kindCode } from "../../nouns/event.ts";
import { createEventRow, type EventRow, type KeyColumn, keyColumn } from "../../nouns/event-row.ts";
import { hashText } from "../../nouns/hash.ts";
import { NightlyActs, WEEKS_MS } from "./nightly-acts.ts";

const START_MS = Date.UTC(2026, 10, 1);

function rowOf(actor: string, target: string, atMs: number, type = "like", device = ""): EventRow {
  const row = createEventRow();
  const put = (column: KeyColumn, text: string): void => {
    const [low, high] = hashText(text);
    row.hash[keyColumn(column) * 2] = low;
    row.hash[keyColumn(column) * 2 + 1] = high;
  };
  put("actor", actor);
  put("target", target);
  if (device !== "") put("device", device);
  row.kind = kindCode(type)!;
  row.occurredAtMs = atMs;
  return row;
}

describe("NightlyActs", () => {
  it("keeps acts and what was taken back, no views, and once a day what is done again", () => {
    const acts = new NightlyActs();
    expect(acts.add(rowOf("a", "t", START_MS), 0)).toBe(true);
    for (let i = 0; i < 1000; i++) expect(acts.add(rowOf("a", "t", START_MS + i), 1 + i)).toBe(false);
    expect(acts.add(rowOf("a", "t", START_MS + 1, "view"), 2000)).toBe(false);
    expect(acts.add(rowOf("a", "t", START_MS + 1, "comment"), 2001)).toBe(true);
    expect(acts.add(rowOf("a", "t", START_MS + 2, "unlike"), 2002)).toBe(true);
    expect(acts.add(rowOf("a", "t", START_MS + DAY_MS), 2003)).toBe(true);
    expect(Array.from(acts.columns().sequence)).toEqual([0, 2001, 2002, 2003]);
  });
  it("lets go what its weeks are past, at the limit and not before", () => {
    const acts = new NightlyActs();
    acts.add(rowOf("a", "t", START_MS), 0);
    acts.add(rowOf("b", "t", START_MS + WEEKS_MS), 1);
    expect(acts.columns().count).toBe(2);
    acts.add(rowOf("c", "t", START_MS + WEEKS_MS + 1), 2);
    expect(acts.columns().count).toBe(2);
    expect(acts.add(rowOf("d", "t", START_MS), 3)).toBe(false);
  });
  it("holds no more acts than it may: the earliest go", () => {
    const acts = new NightlyActs({ actsMax: 100 });
    for (let i = 0; i < 101; i++) acts.add(rowOf(`a${i}`, "t", START_MS + i), i);
    expect(acts.count).toBeLessThanOrEqual(100);
    expect(acts.evicted).toBeGreaterThan(0);
    expect(acts.columns().sequence.at(-1)).toBe(100);
  });
  it("believes no clock that runs ahead of the receiver's", () => {
    const acts = new NightlyActs();
    acts.add(rowOf("a", "t", START_MS + 1000 * DAY_MS), 0, START_MS);
    expect(acts.newestMs).toBe(START_MS);
    expect(acts.add(rowOf("b", "t", START_MS), 1, START_MS)).toBe(true);
  });
  it("goes on after a snapshot as if nothing had been, and refuses parts of something else", () => {
    const acts = new NightlyActs();
    for (let i = 0; i < 500; i++)
      acts.add(rowOf(`a${i % 50}`, `t${i % 7}`, START_MS + i * 3_600_000, "like", `d${i % 50}`), i);
    const again = new NightlyActs();
    again.restore(acts.snapshot().map((part) => part.slice()));
    const next = rowOf("a1", "t99", START_MS + 501 * 3_600_000, "like", "d1");
    for (const one of [acts, again]) one.add(next, 501);
    expect(again.columns()).toEqual(acts.columns());
    expect(again.newestMs).toBe(acts.newestMs);
    expect(() => again.restore([])).toThrow("8 bytes");
    // The last part may be missing, as in snapshots of before; nothing else may.
    expect(() => again.restore(acts.snapshot().slice(0, -2))).toThrow("parts");
    expect(() => new NightlyActs({ actsMax: 10 }).restore(acts.snapshot())).toThrow("at most 10");
  });
});
