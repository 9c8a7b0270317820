import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ndjson } from "./made-events.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";

/**
 * What a stranger may send to the real process, and how it must end: nobody else waits, and nothing is lost. One process
 * meets all of it, one thing after another.
 */
const scratch = scratchFolder();
let engine: RunningEngine;
beforeAll(async () => {
  const args = ["--no-demo", "--policy", "velocity", "--operations-port", "0"];
  engine = await startEngine(scratch.path("data"), args);
});
afterAll(async () => {
  expect(await engine.stop()).toBe(0);
});

const GZIP = { "content-encoding": "gzip" };
const JSON_TYPE = { "content-type": "application/json" };
const bomb = (unit: string, count: number, around: readonly [string, string] = ["", ""]) =>
  gzipSync(around[0] + unit.repeat(count) + around[1], { level: 6 });
const event = (id: string) => ({
  id,
  type: "like",
  at: Date.now() - 1000,
  actor: { id: `actor-${id}` },
  target: { kind: "video", id: "v1" },
});

describe("some kB that become many MiB", () => {
  test.each<[string, () => Buffer, Record<string, string>, string]>([
    ["an array of ones", () => bomb("1,", 6_000_000, ["[", "1]"]), JSON_TYPE, "too_many_records"],
    ["an array of empty objects", () => bomb("{},", 4_000_000, ["[", "1]"]), JSON_TYPE, "too_many_records"],
    [
      "a batch of envelopes that are none",
      () => bomb("{},", 4_000_000, ["[", "1]"]),
      { "content-type": "application/cloudevents-batch+json" },
      "too_many_records",
    ],
    ["lines of one letter", () => bomb("x\n", 6_000_000), {}, "too_many_records"],
    ["blank lines", () => bomb("\n", 12_000_000), {}, "too_many_records"],
    ["one value without end", () => bomb("[", 12_000_000), JSON_TYPE, "not_json"],
    ["one text without end", () => bomb("a", 12_000_000, ['"', ""]), JSON_TYPE, "too_long"],
    ["white space", () => bomb(" ", 12_000_000), JSON_TYPE, "empty_input"],
  ])("%s: two at once are refused, and cost no more than a body", async (_name, make, headers, code) => {
    const body = make();
    expect(body.length).toBeLessThan(200_000);
    const cpuBefore = await cpuSeconds();
    const answers = await Promise.all(
      Array.from({ length: 2 }, () => engine.post(body, { ...headers, ...GZIP })),
    );
    for (const answer of answers) expect(await answer.json()).toMatchObject({ code });
    // The whole cost of two is about 1 s; one of 65 kB that became 64 MiB once took 46 s and 3.4 GB.
    expect((await cpuSeconds()) - cpuBefore).toBeLessThan(20);
    expect(await residentBytes()).toBeLessThan(1_000_000_000);
    const one = await engine.post(JSON.stringify(event(`after-${code}-${Math.random()}`)), JSON_TYPE);
    expect(await one.json()).toMatchObject({ verdict: "allow" });
  });
});

test("half a million refused lines are answered, the first 1,000 by name, and the loop turns meanwhile", async () => {
  await maxDelaySeconds();
  const answer = (await (await engine.post("x\n".repeat(499_999))).json()) as Record<string, unknown>;
  expect(answer).toMatchObject({ accepted: 0, rejected: 499_999, rejections_unlisted: 498_999 });
  expect(answer.answers).toHaveLength(1000);
});

test("a batch sent again is answered with its first decisions, however often one id stands in it", async () => {
  const events = Array.from({ length: 5000 }, (_, i) => event(`again-${i}`));
  await engine.post(ndjson(events));
  const again = (await (await engine.post(ndjson(events))).json()) as { answers: { event: string }[] };
  expect(again).toMatchObject({ accepted: 0, duplicates: 5000 });
  expect(again.answers.map((one) => one.event)).toEqual(events.map(({ id }) => id));
  const same = await engine.post(ndjson(Array.from({ length: 20_000 }, () => events[4999])));
  expect(await same.json()).toMatchObject({ accepted: 0, duplicates: 20_000 });
});

test("forty clients that hang up leave no line on standard error", async () => {
  const before = engine.output().length;
  for (let i = 0; i < 40; i++) {
    const stop = new AbortController();
    const body = new ReadableStream({ start: (open) => open.enqueue(new TextEncoder().encode("{")) });
    const gone = fetch(`${engine.address}/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body,
      duplex: "half",
      signal: stop.signal,
    } as RequestInit).catch(() => null);
    setTimeout(() => stop.abort(), 30);
    await gone;
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(engine.output().slice(before)).toBe("");
  expect(await metric("touchstone_http_hung_up_total")).toBeGreaterThan(30);
});

async function metric(name: string): Promise<number> {
  const operations = /metrics\s+(http:\/\/\S+)/.exec(engine.output())![1]!;
  const text = await (await fetch(`${operations}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(name))
      ?.split(" ")
      .at(-1),
  );
}
const cpuSeconds = () => metric("process_cpu_seconds_total");
const residentBytes = () => metric("process_resident_memory_bytes");
const maxDelaySeconds = () => metric("touchstone_event_loop_delay_max_seconds");
