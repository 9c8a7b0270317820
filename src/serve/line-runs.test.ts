import fc from "fast-check";
import { expect, test } from "vitest";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { shareOf } from "./budget.ts";
import { lineRuns } from "./line-runs.ts";
import type { Run } from "./run.ts";
import { SUBMISSION_BYTES_MAX, SUBMISSION_RECORDS_MAX } from "./serve-limits.ts";

async function runsOf(chunks: readonly (string | Uint8Array)[]): Promise<Run[]> {
  async function* body() {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  }
  const runs: Run[] = [];
  const budget = { bytesMax: 2 ** 30, usedBytes: 0 };
  for await (const run of lineRuns(body(), shareOf(budget))) runs.push(run);
  return runs;
}
const text = (runs: readonly Run[]) => Buffer.concat(runs.map((run) => run.lines)).toString();

test.each<[string, string[], string, number]>([
  ["nothing", [], "", 0],
  ["one line without its newline", ["a"], "a", 1],
  ["a newline in a chunk of its own", ["a", "\n", "b"], "a\nb", 2],
  ["blank lines count as lines", ["\n\na\n"], "\n\na\n", 3],
  ["a byte order mark is dropped", ["\u{feff}a\n"], "a\n", 1],
])("%s", async (_name, chunks, expected, recordCount) => {
  const runs = await runsOf(chunks);
  expect(text(runs)).toBe(expected);
  expect(runs.reduce((sum, run) => sum + run.recordCount, 0)).toBe(recordCount);
});

test("the bytes come out as they went in, wherever the chunks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.array(fc.nat(40)),
      async (words, cuts) => {
        const all = Buffer.from(words.replaceAll("|", "\n").replaceAll("\u{feff}", ""));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(all.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(all.subarray(at));
        expect(text(await runsOf(chunks))).toBe(all.toString());
      },
    ),
    { numRuns: 200 },
  );
});

test("a large body becomes runs of whole lines near the limit", async () => {
  const line = `${"x".repeat(399)}\n`;
  const body = Buffer.from(line.repeat(10_000));
  const pieces = Array.from({ length: Math.ceil(body.length / 65_536) }, (_, i) =>
    body.subarray(i * 65_536, (i + 1) * 65_536),
  );
  for (const chunks of [pieces, [body]]) {
    const runs = await runsOf(chunks);
    expect(text(runs)).toBe(body.toString());
    expect(runs.length).toBe(4);
    for (const run of runs) {
      expect(run.lines.length).toBeLessThanOrEqual(2 * SUBMISSION_BYTES_MAX);
      expect(run.lines.length % 400).toBe(0);
      expect(run.recordCount).toBe(run.lines.length / 400);
    }
  }
});

test.each([
  ["at the limit stays whole", EVENT_BYTES_MAX, EVENT_BYTES_MAX],
  ["one past the limit stays too long", EVENT_BYTES_MAX + 1, EVENT_BYTES_MAX + 1],
  ["far past the limit is cut to what shows it is too long", 30 * EVENT_BYTES_MAX, EVENT_BYTES_MAX + 1],
])("a line %s", async (_name, bytes, kept) => {
  const runs = await runsOf([...chunked("é".repeat(bytes / 2) + "x".repeat(bytes % 2)), "\nnext\n"]);
  const [long, next] = text(runs).split("\n");
  expect(next).toBe("next");
  expect(Math.abs(Buffer.byteLength(long!) - kept)).toBeLessThanOrEqual(1);
  expect(Buffer.byteLength(long!) > EVENT_BYTES_MAX).toBe(bytes > EVENT_BYTES_MAX);
  expect(long).not.toContain("\u{fffd}");
});

test.each(["\n", "x\n", " \n", "{}\r\n"])("lines of %j become runs of bounded number", async (line) => {
  const body = Buffer.from(line.repeat(100_000));
  for (const size of [7, 65_536, body.length]) {
    const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, i) =>
      body.subarray(i * size, (i + 1) * size),
    );
    const runs = await runsOf(chunks);
    expect(text(runs)).toBe(body.toString());
    expect(Math.max(...runs.map((run) => run.recordCount))).toBe(SUBMISSION_RECORDS_MAX);
    expect(runs.reduce((sum, run) => sum + run.recordCount, 0)).toBe(100_000);
  }
});

test("what is held counts, chunks of one byte by more than that, and is given back run by run", async () => {
  const budget = { bytesMax: 8 * SUBMISSION_BYTES_MAX, usedBytes: 0 };
  async function* body(size: number) {
    const all = Buffer.from(`${"x".repeat(999)}\n`.repeat(20_000));
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
  }
  for await (const run of lineRuns(body(65_536), shareOf(budget))) {
    expect(budget.usedBytes).toBeGreaterThanOrEqual(run.lines.length);
    expect(budget.usedBytes).toBeLessThan(2 * SUBMISSION_BYTES_MAX);
  }
  budget.usedBytes = 0;
  const drained = async () => {
    for await (const _run of lineRuns(body(1), shareOf(budget)));
  };
  await expect(drained()).rejects.toMatchObject({ code: "overloaded" });
});

function chunked(line: string): Uint8Array[] {
  const all = Buffer.from(line);
  return Array.from({ length: Math.ceil(all.length / 999) }, (_, i) => all.subarray(i * 999, (i + 1) * 999));
}
