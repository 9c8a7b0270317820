import { describe, expect, it } from "vitest";
import { cutsOf, f1OfCuts } from "../evaluate/peers/best-cut.ts";
import { FRAUDAR_PEERS, fraudarPeers } from "../evaluate/peers/fraudar.ts";
import { byActs, byCoActs, SIMPLE_COUNTS } from "../evaluate/peers/simple-counts.ts";
import { columnsOf, honestDay, seeded, soldLikes } from "../src/detect/columns/fixture-columns.ts";
import { HOUR_MS } from "../src/nouns/durations.ts";

const told = [...honestDay(seeded(1), 2000, 300, 60, 8000), ...soldLikes(seeded(1), 80, 8, 0.7, HOUR_MS / 2)];
const columns = columnsOf(told);
const isMember = (actor: number): boolean => told[columns.actor.indexOf(actor)]!.actor.startsWith("p");
const members = new Set(Array.from(columns.actor).filter(isMember));
const f1 = (cut: { groups: number; taken: number; right: number }): number =>
  f1OfCuts([{ cut, delivered: members.size }]);

describe("fraudarPeers", () => {
  it("finds a dense pool by each method, better with synchrony", () => {
    const cuts = fraudarPeers(columns).map(({ blocks, stop }) => cutsOf(blocks, members, stop));
    expect(cuts).toHaveLength(FRAUDAR_PEERS.length);
    for (const { best } of cuts) expect(f1(best)).toBeGreaterThan(0.5);
    expect(f1(cuts[3]!.best)).toBeGreaterThan(0.95);
    for (const { best, stopped } of cuts) expect(f1(stopped)).toBeLessThanOrEqual(f1(best));
  });

  it("finds nothing in nothing", () => {
    for (const { blocks, stop } of fraudarPeers(columnsOf([]))) {
      expect(blocks).toEqual([]);
      const nothing = { groups: 0, taken: 0, right: 0 };
      expect(cutsOf(blocks, members, stop)).toEqual({ best: nothing, stopped: nothing });
    }
  });
});

describe("simple counts", () => {
  /** Every pair of acts, one after the other. */
  function slowCoActs(): Map<number, number> {
    const acts = new Map<string, { actor: number; target: number; kind: number; atMs: number }>();
    for (let e = 0; e < columns.count; e++) {
      const [actor, target, kind] = [columns.actor[e]!, columns.target[e]!, columns.kind[e]!];
      if (kind === 0) continue;
      const name = `${actor} ${target} ${kind}`;
      const before = acts.get(name);
      const atMs = columns.occurredAtMs[e]!;
      if (before === undefined || atMs < before.atMs) acts.set(name, { actor, target, kind, atMs });
    }
    const list = [...acts.values()];
    const pairs = new Map<string, number>();
    for (const a of list)
      for (const b of list) {
        if (a.actor >= b.actor || a.target !== b.target || a.kind !== b.kind) continue;
        if (Math.abs(a.atMs - b.atMs) > 600_000) continue;
        const name = `${a.actor} ${b.actor}`;
        pairs.set(name, (pairs.get(name) ?? 0) + 1);
      }
    const together = new Map<number, number>();
    for (const [name, count] of pairs) {
      if (count < 2) continue;
      for (const actor of name.split(" ").map(Number))
        together.set(actor, (together.get(actor) ?? 0) + count);
    }
    return together;
  }

  it("say more than calling everybody one, and name each actor once", () => {
    const everybody = f1({ groups: 1, taken: columns.actorCount, right: members.size });
    for (const { rank } of SIMPLE_COUNTS) {
      const groups = rank(columns);
      const all = groups.flatMap((group) => [...group]);
      expect(new Set(all).size).toBe(all.length);
      expect(f1(cutsOf(groups, members, 0).best)).toBeGreaterThan(everybody * 1.5);
    }
  });

  it("acts done together are those of every pair of acts", () => {
    const slow = slowCoActs();
    const groups = byCoActs(columns);
    expect(groups.reduce((sum, group) => sum + group.length, 0)).toBe(slow.size);
    const counts = groups.map((group) => [...new Set(Array.from(group, (actor) => slow.get(actor)))]);
    for (const own of counts) expect(own).toHaveLength(1);
    expect(counts.flat()).toEqual([...new Set(slow.values())].sort((a, b) => b! - a!));
  });

  it("are empty for nothing, and do not count views", () => {
    expect(byActs(columnsOf([]))).toEqual([]);
    expect(byCoActs(columnsOf([]))).toEqual([]);
    const views = { ...columns, kind: new Uint8Array(columns.count) };
    expect(byActs(views)).toEqual([]);
  });
});

describe("cutsOf", () => {
  const groups = [Int32Array.of(1, 2), Int32Array.of(2, 3), Int32Array.of(8, 9)];

  it.each([
    {
      members: [1, 2, 3],
      best: { groups: 2, taken: 3, right: 3 },
      stopped: { groups: 1, taken: 2, right: 2 },
    },
    { members: [7], best: { groups: 0, taken: 0, right: 0 }, stopped: { groups: 1, taken: 2, right: 0 } },
  ])("of groups one after the other, with $members.length wanted", ({ members, best, stopped }) => {
    expect(cutsOf(groups, new Set(members), 1)).toEqual({ best, stopped });
  });

  it("f1 is over several stretches together", () => {
    const cut = (taken: number, right: number) => ({ groups: 1, taken, right });
    expect(f1OfCuts([{ cut: cut(2, 2), delivered: 3 }])).toBeCloseTo(0.8, 12);
    expect(
      f1OfCuts([
        { cut: cut(2, 2), delivered: 3 },
        { cut: cut(0, 0), delivered: 5 },
      ]),
    ).toBeCloseTo(0.4, 12);
    expect(f1OfCuts([])).toBe(0);
  });
});
