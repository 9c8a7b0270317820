import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EdgeBurst } from "./edge-burst.ts";

/** The paper's algorithm with a map in place of each sketch: every cell visited at every tick. */
function slowMidasF(decay: number, threshold: number): (s: number, d: number, tick: number) => number {
  const cells = new Map<string, { now: number; past: number; score: number }>();
  let at = 1;
  return (source, destination, tick) => {
    for (; at < tick; at++) {
      for (const cell of cells.values()) {
        cell.past += cell.score < threshold ? cell.now : cell.past / (at - 1);
        cell.now *= decay;
      }
    }
    const scores = [`${source} ${destination}`, `from ${source}`, `to ${destination}`].map((name) => {
      const cell = cells.get(name) ?? { now: 0, past: 0, score: 0 };
      cells.set(name, cell);
      cell.now++;
      const { now, past } = cell;
      cell.score = past === 0 ? 0 : (now + past - now * at) ** 2 / (past * (at - 1));
      return cell.score;
    });
    return Math.max(...scores);
  };
}

describe("EdgeBurst", () => {
  it("scores as the plain algorithm does where no cells collide", () => {
    // Steps of time: mostly small, some longer than the decays that are looked up.
    const step = fc.oneof(fc.constant(0), fc.constant(0), fc.nat(3), fc.integer({ min: 60, max: 90 }));
    const edges = fc.array(fc.tuple(fc.nat(3), fc.nat(3), step), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        edges,
        fc.constantFrom(0, 0.5, 0.97),
        fc.constantFrom(2, 1000),
        (list, decay, threshold) => {
          const fast = new EdgeBurst({ cellsLog2: 16, decay, threshold });
          const slow = slowMidasF(decay, threshold);
          let tick = 1;
          for (const [source, destination, later] of list) {
            tick += later;
            const expected = slow(source, 100 + destination, tick);
            const score = fast.add(source, 100 + destination, tick);
            expect(Math.abs(score - expected)).toBeLessThanOrEqual(1e-9 + 1e-6 * expected);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps an attack out of the past it is held against", () => {
    const score = (threshold: number): number => {
      const burst = new EdgeBurst({ threshold });
      for (let tick = 1; tick <= 60; tick++) burst.add(1, 2, tick);
      let last = 0;
      for (let tick = 61; tick <= 90; tick++) for (let i = 0; i < 200; i++) last = burst.add(1, 2, tick);
      return last;
    };
    expect(score(1000)).toBeGreaterThan(3 * score(Number.POSITIVE_INFINITY));
  });

  it("counts an earlier tick as the latest, and scores nothing in the first", () => {
    const [one, other] = [new EdgeBurst(), new EdgeBurst()];
    expect(one.add(1, 2, 1)).toBe(0);
    other.add(1, 2, 1);
    expect(one.add(1, 2, 9)).toBe(other.add(1, 2, 9));
    expect(one.add(1, 2, 4)).toBe(other.add(1, 2, 9));
  });

  it("stays in its memory and finite whatever comes", () => {
    const burst = new EdgeBurst({ cellsLog2: 4 });
    const { bytes } = burst;
    expect(bytes).toBe(3 * 2 * 16 * 4 * 8);
    for (let i = 0; i < 50_000; i++) {
      const score = burst.add(Math.imul(i, 0x9e3779b1), -i, 1 + (i >> 4));
      expect(score >= 0 && Number.isFinite(score)).toBe(true);
    }
    expect(burst.bytes).toBe(bytes);
  });

  it.each([
    [{ cellsLog2: 4 }, null],
    [{ cellsLog2: 3 }, "cellsLog2 out of range: `3`"],
    [{ cellsLog2: 25 }, "cellsLog2 out of range: `25`"],
    [{ decay: 0 }, null],
    [{ decay: 1 }, "decay out of range: `1`"],
    [{ threshold: 0 }, "threshold out of range: `0`"],
  ])("options %j: %s", (options, message) => {
    if (message === null) expect(new EdgeBurst(options).add(1, 2, 3)).toBe(0);
    else expect(() => new EdgeBurst(options)).toThrow(message);
  });
});
