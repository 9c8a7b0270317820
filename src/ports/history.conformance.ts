import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY_MS } from "../nouns/durations.ts";
import type { History, HistoryRow } from "./history.ts";

/** What an implementation says about itself. */
export interface HistoryTraits {
  /** Opening the same place again finds what was flushed. False only for histories stated as not durable. */
  readonly durable: boolean;
}

const NOON_MS = Date.UTC(2026, 10, 22, 12);

/** The laws of every history. `open` gets an empty folder as its place, and may get the same one again after a close. */
export function describeHistory(
  name: string,
  open: (place: string) => Promise<History>,
  traits: HistoryTraits,
): void {
  describe(`history: ${name}`, () => {
    let place = "";
    let history: History;
    beforeEach(async () => {
      place = mkdtempSync(join(tmpdir(), "touchstone-history-"));
      history = await open(place);
    });
    afterEach(async () => {
      await history.close();
      rmSync(place, { recursive: true, force: true });
    });

    test("a new one holds nothing", async () => {
      expect(await all(history)).toEqual([]);
      await history.add([]);
      await history.flush();
      expect(await all(history)).toEqual([]);
    });

    test("rows come back in order of time, then sequence, whatever the order they came in", async () => {
      const rows = Array.from({ length: 5000 }, (_, i) => row(((i * 7919) % 5000) * 100 * 3600 - DAY_MS, i));
      rows.push(row(0, 7000), row(0, 6000));
      for (let at = 0; at < rows.length; at += 1500) {
        await history.add(rows.slice(at, at + 1500));
        await history.flush();
      }
      expect(await all(history)).toEqual(
        [...rows].sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence),
      );
    });

    test("a scan sees what was added before it, flushed or not", async () => {
      await history.add([row(1, 1)]);
      await history.flush();
      await history.add([row(0, 0)]);
      expect((await all(history)).map((each) => each.sequence)).toEqual([0, 1]);
    });

    test.each([
      ["from is included, to is not", NOON_MS, NOON_MS + 2, [1, 2]],
      ["nothing between", NOON_MS + 3, NOON_MS + 3, []],
      ["turned round", NOON_MS + 5, NOON_MS, []],
      ["no bounds", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [0, 1, 2, 3, 4]],
      ["across midnight", NOON_MS + 2, NOON_MS + DAY_MS + 1, [3, 4]],
    ])("bounds of a scan: %s", async (_, fromMs, toMs, sequences) => {
      await history.add([row(-1, 0), row(0, 1), row(1, 2), row(2, 3), row(DAY_MS, 4)]);
      expect((await all(history, fromMs, toMs)).map((each) => each.sequence)).toEqual(sequences);
    });

    test("the first and the last time there is", async () => {
      const rows = [
        { atMs: 0, sequence: 0, line: "{}" },
        { atMs: 4_102_444_799_999, sequence: 1, line: "{}" },
      ];
      await history.add(rows);
      expect(await all(history)).toEqual(rows);
    });

    test.each([4_102_444_800_000, -1, 0.5, Number.NaN])("a time of %s is our own mistake", async (atMs) => {
      await expect((async () => history.add([{ atMs, sequence: 0, line: "{}" }]))()).rejects.toThrow(
        /whole ms/,
      );
      expect(await all(history)).toEqual([]);
    });

    test("lines keep every character", async () => {
      const lines = ["", "活动 𝄞 \u200b", 'it\'s "quoted" \\ \t', "a".repeat(70_000), "\u0000 zero"];
      await history.add(lines.map((line, sequence) => ({ atMs: NOON_MS, sequence, line })));
      expect((await all(history)).map((each) => each.line)).toEqual(lines);
    });

    test("runs are bounded, and a scan may stop early", async () => {
      await history.add(Array.from({ length: 9000 }, (_, i) => row(i, i)));
      let seen = 0;
      for await (const run of history.scan(0, NOON_MS * 2)) {
        expect(run.length).toBeLessThanOrEqual(4096);
        seen += run.length;
        if (seen > 4000) break;
      }
      expect(seen).toBeLessThan(9000);
      expect(await all(history)).toHaveLength(9000);
    });

    test("two scans and an addition at the same time do not disturb each other", async () => {
      await history.add(Array.from({ length: 5000 }, (_, i) => row(i, i)));
      const [a, , b] = await Promise.all([all(history), history.add([row(-DAY_MS, 9999)]), all(history)]);
      expect(a.slice(-5000)).toEqual(b.slice(-5000));
      expect(await all(history)).toHaveLength(5001);
    });

    test("after a close nothing is taken in", async () => {
      await history.close();
      await expect((async () => history.add([row(0, 0)]))()).rejects.toMatchObject({ code: "not_ready" });
      await expect(all(history)).rejects.toMatchObject({ code: "not_ready" });
      await history.close();
    });

    // A history that says it is not durable has no such law; declaring it would only show as skipped.
    if (!traits.durable) return;
    test("opened again, it holds what was flushed, and takes in more", async () => {
      await history.add([row(0, 0), row(DAY_MS, 2)]);
      await history.flush();
      await history.close();
      history = await open(place);
      await history.add([row(1, 1)]);
      expect((await all(history)).map((each) => each.sequence)).toEqual([0, 1, 2]);
    });
  });
}

function row(offsetMs: number, sequence: number): HistoryRow {
  return { atMs: NOON_MS + offsetMs, sequence, line: `{"id":"e${sequence}","at":${NOON_MS + offsetMs}}` };
}

async function all(
  history: History,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): Promise<readonly HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for await (const run of history.scan(fromMs, toMs)) rows.push(...run);
  return rows;
}
