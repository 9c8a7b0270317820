import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { columnsOf, START_MS, type Told } from "../columns/fixture-columns.ts";
import { ACTS_OF_ACCOUNT_MAX, VISIT_GAP_MS } from "./audience-limits.ts";
import { type Audience, gatherArrivals, gatherAudiences } from "./gather-audiences.ts";

function gather(told: readonly Told[]): Audience[] {
  const columns = columnsOf(told);
  return gatherAudiences(columns, gatherArrivals(columns));
}

/** One account on `targets`, one act every `everyMs`. */
function acts(actor: string, targets: number, everyMs: number, owner: string | null = "o"): Told[] {
  return Array.from({ length: targets }, (_, i) => ({
    actor,
    target: `${owner}${i}`,
    owner,
    atMs: START_MS + i * everyMs,
  }));
}

describe("gatherAudiences", () => {
  it("takes the first act of each account on each target, by time", () => {
    const told = acts("a", 3, 5 * HOUR_MS);
    const [audience] = gather([...told.map((event) => ({ ...event, atMs: event.atMs + 1 })), ...told]);
    expect([...audience!.atMs].sort()).toEqual(told.map(({ atMs }) => atMs).sort());
  });

  it("leaves out who came on one visit: at the gap, and past it", () => {
    expect(gather(acts("a", 3, VISIT_GAP_MS))).toEqual([]);
    expect(gather(acts("a", 3, VISIT_GAP_MS + 1))).toHaveLength(1);
  });

  it("leaves out views, retractions and owners with two targets", () => {
    expect(gather(acts("a", 5, 5 * HOUR_MS).map((event) => ({ ...event, type: "view" })))).toEqual([]);
    expect(gather(acts("a", 5, 5 * HOUR_MS).map((event) => ({ ...event, type: "unlike" })))).toEqual([]);
    expect(gather(acts("a", 2, 5 * HOUR_MS))).toEqual([]);
  });

  it("keeps owners apart, and those without one together", () => {
    const told = [
      ...acts("a", 3, 5 * HOUR_MS, "x"),
      ...acts("a", 4, 5 * HOUR_MS, "y"),
      ...acts("a", 5, 5 * HOUR_MS, null),
    ];
    const found = gather(told).map(({ owner, target }) => [owner, target.length]);
    expect(found).toEqual([
      [-1, 5],
      [0, 3],
      [1, 4],
    ]);
  });

  it("keeps the earliest acts of an account that has more than the limit", () => {
    const [at] = gather(acts("a", ACTS_OF_ACCOUNT_MAX, 3 * HOUR_MS));
    const [past] = gather(acts("a", ACTS_OF_ACCOUNT_MAX + 1, 3 * HOUR_MS));
    expect(at!.place).toHaveLength(ACTS_OF_ACCOUNT_MAX);
    expect(past!.place).toHaveLength(ACTS_OF_ACCOUNT_MAX);
    expect(Math.max(...past!.atMs)).toBe(Math.max(...at!.atMs));
  });
});
