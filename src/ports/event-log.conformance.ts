import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog, LogBatch, Stream } from "./event-log.ts";

/** What an implementation says about itself. */
export interface EventLogTraits {
  /** Opening the same place again finds what was appended. False only for logs stated as not durable. */
  readonly durable: boolean;
}

const STREAMS: readonly Stream[] = ["events", "decisions"];

/** A run of `count` lines that can be told from every other run. */
export function runOf(label: string, count: number, padding = 0): Omit<LogBatch, "first"> {
  const lines = Array.from(
    { length: count },
    (_, i) => `{"id":"${label}-${i}","pad":"${"x".repeat(padding)}"}\n`,
  );
  const ids = new Uint8Array(count * 8);
  for (let i = 0; i < count; i++)
    new DataView(ids.buffer).setUint32(i * 8, (label.length << 16) + i + 1, true);
  return {
    count,
    bytes: new TextEncoder().encode(lines.join("")),
    ids,
    policy: `p@1#${label}`,
    receivedAtMs: 1_790_000_000_000,
  };
}

/** The laws of every event log. `open` gets an empty folder as its place, and may get the same one again after a close. */
export function describeEventLog(
  name: string,
  open: (place: string) => Promise<EventLog>,
  traits: EventLogTraits,
): void {
  describe(`event log: ${name}`, () => {
    let place = "";
    let log: EventLog;
    beforeEach(async () => {
      place = mkdtempSync(join(tmpdir(), "touchstone-log-"));
      log = await open(place);
    });
    afterEach(async () => {
      await log.close();
      rmSync(place, { recursive: true, force: true });
    });

    test("an empty log begins and ends at 0 and holds nothing", async () => {
      for (const stream of STREAMS) {
        expect([log.begin(stream), log.end(stream)]).toEqual([0, 0]);
        expect(log.at(stream, 0)).toBeNull();
        expect(await gather(log, stream, 0)).toEqual([]);
      }
    });

    test.each([1, 2, 999])("a run of %i records comes back as it went in", async (count) => {
      const run = runOf("a", count, 5);
      expect(await log.append("events", run)).toEqual({ first: 0 });
      expect(log.end("events")).toBe(count);
      expect(await gather(log, "events", 0)).toEqual([plain({ ...run, first: 0 })]);
    });

    test("records of a fixed stride, without ids, that no compression makes smaller", async () => {
      const bytes = new Uint8Array(48 * 100);
      let state = 7;
      for (let i = 0; i < bytes.length; i++) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        bytes[i] = state >>> 16;
      }
      const run = { count: 100, bytes, ids: new Uint8Array(0), policy: "", receivedAtMs: 0 };
      await log.append("decisions", run);
      expect(plain(log.at("decisions", 99)!)).toEqual(plain({ ...run, first: 0 }));
    });

    test("positions are given in order of call, each stream its own, and the end moves with the answer", async () => {
      const answers = await Promise.all([
        log.append("events", runOf("a", 3)),
        log.append("decisions", runOf("d", 2)),
        log.append("events", runOf("b", 1)),
        log.append("decisions", runOf("e", 2)),
        log.append("events", runOf("c", 4)),
      ]);
      expect(answers.map((answer) => answer.first)).toEqual([0, 0, 3, 2, 4]);
      expect([log.end("events"), log.end("decisions")]).toEqual([8, 4]);
      expect((await gather(log, "events", 0)).map((run) => run.policy)).toEqual(["p@1#a", "p@1#b", "p@1#c"]);
    });

    test("the caller's buffers are its own again at once", async () => {
      const run = runOf("a", 2, 3000);
      const kept = plain({ ...run, first: 0 });
      const appended = log.append("events", run);
      run.bytes.fill(0);
      run.ids.fill(0);
      await appended;
      expect(plain(log.at("events", 0)!)).toEqual(kept);
    });

    test("at and read find the run that contains a position, and nothing outside", async () => {
      for (const label of ["a", "b", "c"]) await log.append("events", runOf(label, 10));
      expect([0, 9, 10, 19, 20, 29].map((position) => log.at("events", position)?.first)).toEqual([
        0, 0, 10, 10, 20, 20,
      ]);
      expect(log.at("events", 30)).toBeNull();
      expect(log.at("decisions", 0)).toBeNull();
      for (const [from, firsts] of [
        [0, [0, 10, 20]],
        [9, [0, 10, 20]],
        [10, [10, 20]],
        [29, [20]],
        [30, []],
        [1000, []],
      ] as const) {
        expect((await gather(log, "events", from)).map((run) => run.first)).toEqual(firsts);
      }
    });

    test("reading goes as far as the end stood, while appends go on", async () => {
      for (let i = 0; i < 40; i++) await log.append("events", runOf(`a${i}`, 5, 4000));
      const seen: number[] = [];
      const appends: Promise<unknown>[] = [];
      for await (const run of log.read("events", 0)) {
        seen.push(run.first);
        appends.push(log.append("events", runOf("later", 5)));
      }
      await Promise.all(appends);
      expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i * 5));
      expect(log.end("events")).toBe(400);
    });

    test("dropping keeps every run that reaches the position, and moves the beginning", async () => {
      for (const label of ["a", "b", "c"]) await log.append("events", runOf(label, 10));
      await log.append("decisions", runOf("d", 10));
      await log.dropBefore("events", 9);
      expect(log.begin("events")).toBe(0);
      await log.dropBefore("events", 15);
      expect([log.begin("events"), log.end("events"), log.begin("decisions")]).toEqual([10, 30, 0]);
      expect(log.at("events", 9)).toBeNull();
      expect(log.at("events", 10)?.first).toBe(10);
      expect((await gather(log, "events", 0)).map((run) => run.first)).toEqual([10, 20]);
    });

    test("positions go on where they were after everything was dropped", async () => {
      for (let i = 0; i < 300; i++) void log.append("events", runOf("a", 2));
      await log.append("events", runOf("b", 2));
      await log.dropBefore("events", 1_000_000);
      expect([log.begin("events"), log.end("events")]).toEqual([602, 602]);
      expect(await gather(log, "events", 0)).toEqual([]);
      expect(await log.append("events", runOf("c", 1))).toEqual({ first: 602 });
      expect((await gather(log, "events", 0)).map((run) => run.first)).toEqual([602]);
    });

    test("a run without records, or with half its ids, is our own mistake", async () => {
      await expect(log.append("events", { ...runOf("a", 1), count: 0 })).rejects.toThrow(
        /at least one record/,
      );
      await expect(log.append("events", { ...runOf("a", 2), ids: new Uint8Array(8) })).rejects.toThrow(
        /bytes of ids/,
      );
      await expect(log.append("events", { ...runOf("a", 1), receivedAtMs: 0.5 })).rejects.toThrow(
        /whole milliseconds/,
      );
      expect(log.end("events")).toBe(0);
    });

    test("closing keeps what was appended before, and refuses what comes after", async () => {
      const before = log.append("events", runOf("a", 1));
      await log.close();
      expect(await before).toEqual({ first: 0 });
      const late = await log.append("events", runOf("b", 1)).catch((error: unknown) => error);
      expect(late).toBeInstanceOf(TouchstoneError);
      expect((late as TouchstoneError).code).toBe("not_ready");
      await log.close();
    });

    // A log that says it is not durable has no such law; declaring it would only show as skipped.
    if (!traits.durable) return;
    test("opened again, it holds the same runs, bounds and next position", async () => {
      for (const label of ["a", "b", "c"]) await log.append("events", runOf(label, 10, 500));
      await log.append("decisions", runOf("d", 7));
      await log.dropBefore("events", 10);
      await log.dropBefore("decisions", 7);
      const before = await gather(log, "events", 0);
      await log.close();
      log = await open(place);
      expect(await gather(log, "events", 0)).toEqual(before);
      expect([log.begin("events"), log.end("events")]).toEqual([10, 30]);
      expect([log.begin("decisions"), log.end("decisions")]).toEqual([7, 7]);
      expect(await log.append("decisions", runOf("e", 1))).toEqual({ first: 7 });
    });
  });
}

/** Every run from a position on, in plain form. */
export async function gather(log: EventLog, stream: Stream, position: number): Promise<readonly LogBatch[]> {
  const runs: LogBatch[] = [];
  for await (const run of log.read(stream, position)) runs.push(plain(run));
  return runs;
}

/** Node's buffers are byte arrays too: compared as such. */
function plain(run: LogBatch): LogBatch {
  const { first, count, policy, receivedAtMs } = run;
  return {
    first,
    count,
    policy,
    receivedAtMs,
    bytes: Uint8Array.from(run.bytes),
    ids: Uint8Array.from(run.ids),
  };
}
