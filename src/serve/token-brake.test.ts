import { expect, test } from "vitest";
import {
  BRAKED_ADDRESSES_MAX,
  TOKEN_KNOWN_MS,
  WRONG_TOKEN_REFILL_MS,
  WRONG_TOKENS_MAX,
} from "./serve-limits.ts";
import { createTokenBrake } from "./token-brake.ts";

function spent(address: string, nowMs = 0) {
  const brake = createTokenBrake();
  for (let i = 0; i < WRONG_TOKENS_MAX; i++) brake.wrong(address, nowMs);
  return brake;
}

test("the last wrong one is looked at, the next waits, and one comes back at a time", () => {
  const brake = createTokenBrake();
  for (let i = 0; i < WRONG_TOKENS_MAX; i++) {
    expect(brake.wait("192.0.2.1", 0)).toBe(0);
    brake.wrong("192.0.2.1", 0);
  }
  expect(brake.wait("192.0.2.1", 0)).toBe(WRONG_TOKEN_REFILL_MS);
  expect(brake.wait("192.0.2.1", WRONG_TOKEN_REFILL_MS - 1)).toBe(1);
  expect(brake.wait("192.0.2.1", WRONG_TOKEN_REFILL_MS)).toBe(0);
  brake.wrong("192.0.2.1", WRONG_TOKEN_REFILL_MS);
  expect(brake.wait("192.0.2.1", WRONG_TOKEN_REFILL_MS)).toBe(WRONG_TOKEN_REFILL_MS);
});

test.each([
  ["192.0.2.1", "192.0.2.2", false],
  ["2001:db8::1", "2001:db8::ffff:2", true],
  ["2001:db8:0:1::1", "2001:db8:0:2::1", false],
  ["fe80::1%eth0", "fe80::2%eth0", true],
  ["::ffff:192.0.2.1", "::ffff:192.0.2.2", false],
])("%s and %s are the same guest: %s", (one, other, same) => {
  expect(spent(one).wait(other, 0) > 0).toBe(same);
});

test("who showed the right one is not held up, for a minute", () => {
  const brake = createTokenBrake();
  brake.right("192.0.2.1", 0);
  for (let i = 0; i < 100; i++) brake.wrong("192.0.2.1", 1);
  expect(brake.wait("192.0.2.1", 1)).toBe(0);
  for (let i = 0; i < 100; i++) brake.wrong("192.0.2.1", TOKEN_KNOWN_MS);
  expect(brake.wait("192.0.2.1", TOKEN_KNOWN_MS)).toBeGreaterThan(0);
});

test("memory is bounded: the quietest address is forgotten", () => {
  const brake = spent("192.0.2.1");
  for (let i = 0; i < BRAKED_ADDRESSES_MAX - 1; i++) brake.wrong(`guest-${i}`, 0);
  expect(brake.wait("192.0.2.1", 0)).toBeGreaterThan(0);
  brake.wrong("one-more", 0);
  expect(brake.wait("192.0.2.1", 0)).toBe(0);
});
