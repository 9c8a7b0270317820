import { expect, test } from "vitest";
import { createWindows } from "../measure/windows.ts";
import {
  CONFORMANCE_FEATURES,
  type WindowEvent,
  windowPolicy,
  windowRow,
} from "../ports/window-state.conformance.ts";
import { WindowSlots } from "./window-slots.ts";

const policy = windowPolicy(CONFORMANCE_FEATURES, { keysMax: 1_100, exactMax: 16 });
const random = (i: number): number => Math.imul(i + 1, 0x9e3779b1) >>> 8;
const event = (i: number): WindowEvent => ({
  type: i % 5 === 0 ? "view" : "like",
  atMs: 1_700_000_000_000 + i * 500,
  ip: `ip${random(i) % 900}`,
  actor: `u${random(i) % 5_000}`,
  target: `v${random(i) % 7}`,
  device: `d${random(i) % 4_000}`,
  owner: `u${random(i) % 900}`,
  dwellMs: random(i) % 1_000,
});

test("slots taken at positions of their own, while events come in, go on as if all had been taken at once", () => {
  const [count, from, each] = [6_000, 2_000, 11];
  const live = createWindows(policy);
  const parts: Uint8Array[] = [];
  const slotsAt: number[] = [];
  const measured: number[][] = [];
  for (let at = 0; at < count; at++) {
    while (parts.length < live.slots && at === from + each * parts.length) {
      parts.push(live.snapshotSlot(parts.length));
      slotsAt.push(at);
    }
    const out = new Float64Array(policy.features.length);
    live.measure(windowRow(event(at)), event(at).atMs, out);
    measured.push([...out]);
  }
  expect(live.stats().keysEvicted).toBeGreaterThan(1_000);
  const restarted = createWindows(policy);
  const slots = new WindowSlots(restarted, slotsAt, parts);
  const known = slotsAt.at(-1)!;
  for (let at = from; at < count; at++) {
    slots.restoreUpTo(at);
    if (at < known) {
      restarted.enter(windowRow(event(at)), event(at).atMs);
      continue;
    }
    const out = new Float64Array(policy.features.length);
    restarted.measure(windowRow(event(at)), event(at).atMs, out);
    expect([...out]).toEqual(measured[at]);
  }
  expect(restarted.stats().keysEvicted).toBe(live.stats().keysEvicted);
  expect(() => new WindowSlots(restarted, [1, 2], [])).toThrow("2` slots");
});
