import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDecisionRow } from "../nouns/decision.ts";
import { decisionOf } from "./decision.fixture.ts";
import { decisionStride, decodeDecision, encodeDecision, recordVerdict } from "./record.ts";

test.each([
  [0, 88],
  [1, 88],
  [32, 88],
  [33, 96],
  [64, 96],
  [96, 96],
  [97, 104],
  [256, 120],
])("%i rules take %i bytes", (rules, stride) => expect(decisionStride(rules)).toBe(stride));

describe("written and read back", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e300));
  const drawn = fc.integer({ min: 1, max: 256 }).chain((ruleCount) =>
    fc.record({
      ruleCount: fc.constant(ruleCount),
      verdict: fc.nat(3),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      reasons: fc.array(fc.tuple(fc.nat(ruleCount - 1), number, number), { maxLength: 3 }),
      unknown: fc.array(fc.nat(ruleCount - 1), { maxLength: 20 }),
      asOfMs: fc.nat(4_102_444_799_999),
      late: fc.boolean(),
      at: fc.nat(40),
    }),
  );
  test("it is the same", () => {
    const property = fc.property(
      drawn,
      ({ ruleCount, verdict, score, reasons, unknown, asOfMs, late, at }) => {
        const row = decisionOf(ruleCount, verdict, score, reasons, unknown);
        const view = new DataView(new ArrayBuffer(at + decisionStride(ruleCount)));
        encodeDecision(row, ruleCount, asOfMs, late, view, at);
        const back = createDecisionRow(ruleCount);
        expect(decodeDecision(view, at, ruleCount, back)).toEqual({ asOfMs, late });
        expect(back).toMatchObject({ verdict, score, reasonCount: reasons.length });
        expect(back.notEvaluable).toEqual(row.notEvaluable);
        for (const [i, [rule, value, baseline]] of reasons.entries()) {
          expect([back.reasonRule[i], back.reasonValue[i], back.reasonBaseline[i]]).toEqual([
            rule,
            value,
            baseline,
          ]);
        }
        expect(recordVerdict(new Uint8Array(view.buffer), at)).toBe(verdict);
      },
    );
    fc.assert(property, { numRuns: 200, seed: 11 });
  });
  test("equal decisions are equal bytes, whatever stood there and in the reused row before", () => {
    const bytes = (fill: number, leftover: number) => {
      const row = decisionOf(40, 1, 0.5, [[3, 1, 2]]);
      row.reasonValue[2] = leftover;
      row.reasonRule[2] = leftover;
      const out = new Uint8Array(decisionStride(40)).fill(fill);
      encodeDecision(row, 40, 5, false, new DataView(out.buffer), 0);
      return [...out];
    };
    expect(bytes(0, 0)).toEqual(bytes(255, 9));
  });
});

test("what is no record of the policy is refused", () => {
  const stride = decisionStride(3);
  const view = new DataView(new ArrayBuffer(stride));
  const read = (rules: number, at = 0) => decodeDecision(view, at, rules, createDecisionRow(rules));
  expect(read(3)).toBeNull();
  encodeDecision(decisionOf(3, 2, 0.8, []), 3, 1, false, view, 0);
  expect(read(3)).not.toBeNull();
  expect(read(4)).toBeNull();
  expect(read(3, 1)).toBeNull();
  view.setUint8(1, 4);
  expect(read(3)).toBeNull();
  view.setUint8(1, 2);
  view.setUint8(3, 4);
  expect(read(3)).toBeNull();
});
