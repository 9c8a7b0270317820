/** The simulated platform in real time, over a real engine and a clock that runs six hours a step. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OnlineEngine } from "../flow/online.ts";
import { openEngine } from "../flow/open-engine.ts";
import { DAY_MS } from "../nouns/durations.ts";
import { feedDemoLive } from "./demo-day.ts";
import { loadPolicyFile } from "./load-policy-file.ts";

const START_MS = Date.UTC(2026, 10, 30);
const SPEED = 43_200;
let folder: string;
let engine: OnlineEngine;
let beganMs = 0;
const clock = () => START_MS + Math.floor((performance.now() - beganMs) * SPEED);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-demo-"));
  engine = await openEngine(folder, {
    policy: loadPolicyFile("velocity"),
    clock: () => START_MS + DAY_MS,
  });
  beganMs = performance.now();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const live = (watched: () => boolean, signal = new AbortController().signal) =>
  feedDemoLive(engine, { seed: 1, startMs: START_MS, events: 1000, watched, clock, signal });

test("what happens while nobody looks is left out; what happens while somebody does comes when it is due", async () => {
  const others = await live(() => clock() > START_MS + 12 * 3_600_000);
  expect(others).toBe(false);
  const { eventsTotal, eventTimeMs } = await engine.overview();
  expect(eventsTotal).toBeGreaterThan(500);
  expect(eventsTotal).toBeLessThan(3_600);
  expect(eventTimeMs).toBeGreaterThan(START_MS + 80_000_000);
  expect(eventTimeMs).toBeLessThanOrEqual(clock());
});

test("stops once events of others come in, and not for the one a visitor sends", async () => {
  const line = (i: number) =>
    `{"id":"own${i}","type":"like","at":"${new Date(clock()).toISOString()}","actor":{"id":"a${i}"},"target":{"kind":"video","id":"v"}}\n`;
  const send = (count: number, from: number) =>
    engine.submit(Buffer.from(Array.from({ length: count }, (_, i) => line(from + i)).join("")));
  await send(1, 0);
  const running = live(() => true);
  await send(1, 1);
  await send(150, 2);
  expect(await running).toBe(true);
  const { eventsTotal } = await engine.overview();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect((await engine.overview()).eventsTotal).toBe(eventsTotal);
});
