import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow } from "../nouns/event-row.ts";
import { loadPolicy } from "../policy/load.ts";
import { createJudge } from "./judge.ts";

const path = new URL("../../policies/default.yaml", import.meta.url);
const loaded = loadPolicy(readFileSync(path, "utf8"), "default.yaml");
if (!loaded.ok) throw new Error("the shipped policy does not load");
const { policy } = loaded;

const START = Date.UTC(2026, 10, 20);

/** `count` likes of as many people on a few videos, each event's context by its place → their verdicts. */
function verdicts(
  count: number,
  gapMs: number,
  videos: number,
  contextOf: (i: number) => Record<string, unknown>,
) {
  const judge = createJudge(policy);
  const decoder = createDecoder({ door: true });
  const row = createEventRow();
  const out: number[] = [];
  for (let i = 0; i < count; i++) {
    const event = {
      id: `e${i}`,
      type: "like",
      at: START + i * gapMs,
      actor: { id: `u${i}` },
      target: { kind: "video", id: `v${i % videos}`, owner: `a${i % 3}` },
      context: contextOf(i),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(event));
    expect(decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
    out.push(judge.judgeOrdered(row, false).verdict);
  }
  return { out, judge };
}
const own = (i: number) => ({ ip: `203.0.${i % 250}.${(i * 7) % 250}`, device: `d${i}` });

test.each([
  [
    "an all-zero advertising id",
    (i: number) => ({ ...own(i), device: "00000000-0000-0000-0000-000000000000" }),
  ],
  ["devices that are unknown", (i: number) => ({ ...own(i), device: "unknown" })],
  ["a private address of a proxy in front", (i: number) => ({ ...own(i), ip: "10.0.0.7" })],
  ["the loopback address", (i: number) => ({ ...own(i), ip: "127.0.0.1" })],
  ["an address and a device that are none", () => ({ ip: "0.0.0.0", device: "NULL" })],
])("%s costs nobody a verdict, and is counted", (_, contextOf) => {
  const honest = verdicts(200, 97_000, 8, own);
  const placeheld = verdicts(200, 97_000, 8, contextOf);
  expect(placeheld.out).toEqual(honest.out);
  expect(placeheld.judge.placeholders.counts()[0]!.events).toBe(200);
});

test("one IPv6 subscriber is one address: the verdicts of one IPv4 address", () => {
  const v4 = verdicts(40, 97_000, 1, (i) => ({ ip: "203.0.113.9", device: `d${i}` }));
  const v6 = verdicts(40, 97_000, 1, (i) => ({
    ip: `2001:db8:1:2:${(i * 977).toString(16)}::${i}`,
    device: `d${i}`,
  }));
  const own56 = verdicts(40, 97_000, 1, (i) => ({ ip: "2001:db8:1:200::/56", device: `d${i}` }));
  expect(v4.out.some((verdict) => verdict > 0)).toBe(true);
  expect(v6.out).toEqual(v4.out);
  expect(own56.out).toEqual(v4.out);
  const many = verdicts(40, 97_000, 1, (i) => ({ ip: `2001:db8:${i + 1}:2::7`, device: `d${i}` }));
  expect(many.out.every((verdict) => verdict === 0)).toBe(true);
});
