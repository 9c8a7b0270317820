import fc from "fast-check";
import { expect, test } from "vitest";
import { createPieces } from "./pieces.ts";

test("parts of pieces are the parts of the whole, read forward or back", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 9 })),
      fc.array(fc.tuple(fc.nat(60), fc.nat(20))),
      (parts, asked) => {
        const pieces = createPieces();
        for (const part of parts) pieces.push(part);
        const whole = Buffer.concat(parts);
        expect(pieces.bytes).toBe(whole.length);
        for (const [at, length] of asked) {
          const start = Math.min(at, whole.length);
          const end = Math.min(at + length, whole.length);
          expect(Buffer.from(pieces.slice(start, end))).toEqual(whole.subarray(start, end));
        }
      },
    ),
  );
});
