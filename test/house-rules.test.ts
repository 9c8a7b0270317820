import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** Rules of the house that no tool we use can say. Each is shown to fire on a line that breaks it. */
const SRC = new URL("../src/", import.meta.url).pathname;
/** Rooms that decide: given the same input they answer the same, so time and chance are inputs of theirs. */
const DECIDING = [
  "nouns",
  "statistics",
  "kernels",
  "words",
  "ledger",
  "ingest",
  "policy",
  "measure",
  "score",
  "screen",
  "decide",
  "detect",
  "calibrate",
  "learn",
  "count",
  "simulate",
  "report",
];
const CLOCK_OR_CHANCE = /\b(?:Date\.now|performance\.now|Math\.random)\(|\bnew Date\(\)|\bprocess\.hrtime\b/;

function sources(room: string): string[] {
  return readdirSync(join(SRC, room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\.(?:test|fixture|bench|conformance)\.ts$/.test(name))
    .map((name) => join(room, name));
}

describe("rooms that decide read no clock and draw no chance", () => {
  test.each(DECIDING)("src/%s", (room) => {
    const files = sources(room);
    expect(files.length).toBeGreaterThan(0);
    const broken = files.flatMap((file) =>
      readFileSync(join(SRC, file), "utf8")
        .split("\n")
        .flatMap((line, i) => (CLOCK_OR_CHANCE.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(broken).toEqual([]);
  });

  test.each(["const at = Date.now();", "new Date()", "Math.random() < 0.5", "performance.now() - began"])(
    "the rule fires on `%s`",
    (line) => expect(line).toMatch(CLOCK_OR_CHANCE),
  );
  test("and not on a time that is given", () => {
    expect("new Date(atMs).toISOString()").not.toMatch(CLOCK_OR_CHANCE);
  });
});
