import { describe, expect, it } from "vitest";
import { FRAUDAR_PEERS, fraudarPeers, type PeerBlocks, peerF1 } from "../evaluate/peers/fraudar.ts";
import { columnsOf, HOUR_MS, honestDay, seeded, soldLikes } from "../src/detect/columns/fixture-columns.ts";

describe("fraudarPeers", () => {
  const told = [
    ...honestDay(seeded(1), 2000, 300, 60, 8000),
    ...soldLikes(seeded(1), 80, 8, 0.7, HOUR_MS / 2),
  ];
  const columns = columnsOf(told);
  const isMember = (actor: number): boolean => told[columns.actor.indexOf(actor)]!.actor.startsWith("p");
  const wanted = new Set(Array.from(columns.actor).filter(isMember));

  it("finds a dense pool by each method, better with synchrony", () => {
    const f1 = fraudarPeers(columns).map((found) => peerF1(found, isMember, wanted));
    expect(f1).toHaveLength(FRAUDAR_PEERS.length);
    for (const { best } of f1) expect(best).toBeGreaterThan(0.5);
    expect(f1[3]!.best).toBeGreaterThan(0.95);
    for (const { best, stopped } of f1) expect(stopped).toBeLessThanOrEqual(best);
  });

  it("finds nothing in nothing", () => {
    for (const found of fraudarPeers(columnsOf([]))) {
      expect(found.blocks).toEqual([]);
      expect(peerF1(found, isMember, wanted)).toEqual({ best: 0, bestBlocks: 0, stopped: 0 });
    }
  });
});

describe("peerF1", () => {
  const found: PeerBlocks = {
    name: "made up",
    blocks: [Int32Array.of(1, 2), Int32Array.of(2, 3), Int32Array.of(8, 9)],
    stop: 1,
    cpuS: 0,
  };
  const isMember = (actor: number): boolean => actor < 5;

  it.each([
    { wanted: [1, 2, 3], expected: { best: 1, bestBlocks: 2, stopped: 0.8 } },
    { wanted: [7], expected: { best: 0, bestBlocks: 0, stopped: 0 } },
  ])("of a union of blocks, with $wanted.length wanted", ({ wanted, expected }) => {
    const f1 = peerF1(found, isMember, new Set(wanted));
    expect(f1.best).toBeCloseTo(expected.best, 9);
    expect(f1.bestBlocks).toBe(expected.bestBlocks);
    expect(f1.stopped).toBeCloseTo(expected.stopped, 9);
  });
});
