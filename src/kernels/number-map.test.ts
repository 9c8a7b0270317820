import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberMap } from "./number-map.ts";

/** Few keys, so that they meet; large ones, small ones, ones that share a half, −0 and infinities. */
const key = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(2 ** 53 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33, -1, 0.5, Number.POSITIVE_INFINITY, 1e300),
);

test("answers what a Map answers, whatever is set and deleted", () => {
  const act = fc.tuple(fc.constantFrom("set", "delete", "get"), key, fc.integer());
  fc.assert(
    fc.property(fc.array(act, { maxLength: 300 }), (acts) => {
      const map = new NumberMap();
      const plain = new Map<number, number>();
      for (const [what, at, value] of acts) {
        if (what === "set") {
          map.set(at, value);
          plain.set(at, value);
        } else if (what === "delete") {
          map.delete(at);
          plain.delete(at);
        }
        expect(map.get(at)).toBe(plain.get(at) ?? Number.NaN);
        expect(map.size).toBe(plain.size);
      }
      for (const [at, value] of plain) expect(map.get(at)).toBe(value);
    }),
    { numRuns: 200 },
  );
});
