import { expect, it } from "vitest";
import { freeAfter } from "./free-after.ts";

const held = (): number => process.memoryUsage().arrayBuffers;
const BYTES = 16 * 1024 * 1024;
/** Arrays that nobody holds afterwards; some of them V8 frees by itself. */
function look(): number {
  let length = 0;
  for (let i = 0; i < 8; i++) length += new Uint8Array(BYTES).fill(1).length;
  return length;
}

it.each([
  [250_000, true],
  [249_999, false],
])("after a look at %d events what it left behind is freed at once: %s", (events, freed) => {
  freeAfter(250_000);
  const before = held();
  expect(look()).toBe(8 * BYTES);
  const left = held() - before;
  expect(left).toBeGreaterThan(BYTES);
  freeAfter(events);
  if (freed) expect(held() - before).toBeLessThan(BYTES);
  else expect(held() - before).toBe(left);
  expect("gc" in globalThis).toBe(false);
});
