import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSource } from "../ingest/open-source.ts";
import type { Source } from "../ingest/source.ts";
import { keyColumn, keyText } from "../nouns/event-row.ts";
import type { EventVisitor, InputOutcome } from "./event-visitor.ts";
import { readInTimeOrder, readOnceInTimeOrder } from "./offline.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-offline-"));
afterAll(() => rmSync(folder, { recursive: true }));

const START_MS = Date.UTC(2026, 10, 20);
const WEEK_MS = 7 * 86_400_000;
interface Made {
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
}
const line = ({ id, type, atMs }: Made): string =>
  JSON.stringify({ id, type, at: atMs, actor: { id: `u${id}` }, target: { kind: "video", id: "v" } });

let count = 0;
function file(made: readonly Made[], tail = ""): string {
  const path = join(folder, `${++count}.ndjson`);
  writeFileSync(path, made.map((event) => `${line(event)}\n`).join("") + tail);
  return path;
}
const opening = (paths: readonly string[]) =>
  async function* (): AsyncGenerator<Source> {
    for (const path of paths) yield await openSource({ path });
  };

function listener(heard: string[], outcomes: InputOutcome[] = []): EventVisitor {
  return {
    lines: true,
    event: (row, late) => {
      const id = (JSON.parse(Buffer.from(row.bytes.subarray(row.start, row.end)).toString()) as Made).id;
      heard.push(late ? `${id} late` : id);
    },
    duplicate: () => heard.push("again"),
    rejected: () => {},
    progress: () => {},
    drain: async () => {},
    inputRead: (outcome) => outcomes.push(outcome),
  };
}

/** 400 events, four to a minute and several to a moment, as exports without seconds have them. */
const made: Made[] = Array.from({ length: 400 }, (_, i) => ({
  id: String((i * 7919) % 1009),
  type: ["like", "view", "unlike", "comment"][i % 4]!,
  atMs: START_MS + Math.floor(i / 8) * 60_000,
}));
const shuffled = made
  .map((event, i) => ({ event, key: (i * 104_729) % 997 }))
  .sort((a, b) => a.key - b.key)
  .map(({ event }) => event);

/** A file's events five times over, a day apart, with a long field that nobody reads: 1.5 MB. */
function longer(path: string): string {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const events = lines.map((text) => JSON.parse(text) as Made & { at: number });
  const days = [0, 1, 2, 3, 4].flatMap((day) =>
    events.map((event) => ({
      ...event,
      id: `${event.id}-${day}`,
      at: event.at + day * 86_400_000,
      padding: "x".repeat(600),
    })),
  );
  // Whole days are turned with the rows where those are newest first.
  const newestFirst = events.length > 1 && events[0]!.at > events.at(-1)!.at;
  const rows = newestFirst ? days.toReversed().sort((a, b) => b.at - a.at) : days;
  const longPath = join(folder, `${++count}.ndjson`);
  writeFileSync(longPath, rows.map((event) => `${JSON.stringify(event)}\n`).join(""));
  return longPath;
}

describe("reading in order of time", () => {
  const orders: [string, string[]][] = [
    ["oldest first", [file(made)]],
    ["newest first", [file(made.toReversed())]],
    ["shuffled", [file(shuffled)]],
    [
      "files in the shell's order",
      [file(made.slice(300)), file(made.slice(0, 100)), file(made.slice(100, 300))],
    ],
    [
      "one moment parted between files",
      [file(made.filter((_, i) => i % 2 === 1)), file(made.filter((_, i) => i % 2 === 0))],
    ],
  ];
  it.each(orders)("hears the same %s, streamed, begun anew and from a pipe", async (_name, paths) => {
    const reference: string[] = [];
    await readInTimeOrder(opening([orders[0]![1][0]!]), true, 60_000, () => listener(reference));
    expect(reference).toHaveLength(400);
    for (const latenessMs of [0, 60_000, 3_600_000]) {
      let heard: string[] = [];
      await readInTimeOrder(opening(paths), true, latenessMs, () => {
        heard = [];
        return listener(heard);
      });
      expect(heard).toEqual(reference);
      const once: string[] = [];
      await readOnceInTimeOrder(opening(paths), 0, latenessMs, listener(once));
      expect(once).toEqual(reference);
    }
    // More than memory holds, kept small here: streamed, begun anew, sorted in runs on disk, looked through first.
    const long = paths.map((path) => longer(path));
    const wanted: string[] = [];
    await readInTimeOrder(opening(long), true, 60_000, () => listener(wanted));
    const heldBytes = 128 * 1024;
    for (const [rewindable, latenessMs] of [
      [true, 0],
      [true, 60_000],
      [false, 60_000],
    ] as const) {
      let heard: string[] = [];
      let beginnings = 0;
      const start = () => {
        heard = [];
        beginnings++;
        return listener(heard);
      };
      await readInTimeOrder(opening(long), rewindable, latenessMs, start, heldBytes);
      expect(heard).toEqual(wanted);
      expect(beginnings).toBe(rewindable ? 2 : 1);
    }
    for (const lookedThroughBytesMin of [0, Number.POSITIVE_INFINITY]) {
      const heard: string[] = [];
      const limits = { heldBytes, lookedThroughBytesMin };
      await readOnceInTimeOrder(opening(long), 1, 60_000, listener(heard), limits);
      expect(heard).toEqual(wanted);
    }
    const piped: string[] = [];
    await readOnceInTimeOrder(opening(paths), null, 60_000, listener(piped));
    expect(piped).toEqual(reference);
  });
  it("tells what comes once of files that memory does not hold as of files that it does", async () => {
    const paths = [longer(file(made.slice(0, 200))), file(made.slice(200))];
    const lone = async (heldBytes: number | undefined): Promise<ReadonlyMap<string, number>> => {
      let found = new Map<string, number>();
      await readInTimeOrder(
        opening(paths),
        true,
        60_000 * 60 * 24 * 7,
        () => {
          found = new Map();
          return { ...listener([]), event: (row) => found.set(keyText(row, keyColumn("id"))!, row.lone) };
        },
        heldBytes,
      );
      return found;
    };
    const held = await lone(undefined);
    expect(new Set(held.values()).size).toBe(2); // accounts of five days, and of one event
    expect(await lone(128 * 1024)).toEqual(held);
  });
  it("gives what came twice once, also of files that memory does not hold", async () => {
    const long = longer(file(made));
    const paths = [long, file(made.slice(0, 7)), long, file([...made.slice(3, 9), ...made.slice(5, 8)])];
    const heard = async (read: (heard: string[]) => Promise<void>): Promise<readonly string[]> => {
      const own: string[] = [];
      await read(own);
      return own;
    };
    const all = await heard((own) => readInTimeOrder(opening(paths), true, WEEK_MS, () => listener(own)));
    expect(all.filter((id) => id === "again")).toHaveLength(2000 + 6 + 3 - 2);
    expect(all).toHaveLength(2 * 2000 + 7 + 9);
    const limits = { heldBytes: 128 * 1024, lookedThroughBytesMin: 0 };
    const once = await heard((own) => readOnceInTimeOrder(opening(paths), 1, WEEK_MS, listener(own), limits));
    let again: string[] = [];
    const begin = () => {
      again = [];
      return listener(again);
    };
    await readInTimeOrder(opening(paths), true, WEEK_MS, begin, limits.heldBytes);
    for (const own of [once, again]) {
      expect(own.filter((id) => id !== "again")).toEqual(all.filter((id) => id !== "again"));
      expect(own).toHaveLength(all.length);
    }
  });
  it("of one moment hears views first and what takes an act back last", async () => {
    const heard: string[] = [];
    const moment = ["unlike", "like", "view"].map((type) => ({ id: type, type, atMs: START_MS }));
    await readOnceInTimeOrder(opening([file(moment)]), 0, 60_000, listener(heard));
    expect(heard).toEqual(["view", "like", "unlike"]);
  });
  it("gives what stands before a break, in order, then fails", async () => {
    for (const events of [made, made.toReversed()]) {
      const whole = file(events);
      const broken = async function* (): AsyncGenerator<Source> {
        const source = await openSource({ path: whole });
        yield {
          ...source,
          async *chunks() {
            yield* source.chunks();
            throw new Error("the file breaks");
          },
        };
      };
      const heard: string[] = [];
      await expect(readOnceInTimeOrder(broken, 0, 60_000, listener(heard))).rejects.toThrow(
        "the file breaks",
      );
      expect(heard).toHaveLength(400);
      expect(heard.some((id) => id.endsWith("late"))).toBe(false);
    }
  });
  it("tells what became of each input", async () => {
    const outcomes: InputOutcome[] = [];
    const bad = file([], '{"id":"x"}\nnonsense\n{}\n{}\n');
    await readOnceInTimeOrder(opening([file(made.slice(0, 3)), bad]), 0, 60_000, listener([], outcomes));
    expect(outcomes.map(({ events, rejected }) => [events, rejected])).toEqual([
      [3, 0],
      [0, 4],
    ]);
    expect(outcomes[1]!.firstRejections.map(({ line: at, code }) => [at, code])).toEqual([
      [1, "missing_field"],
      [2, "not_json"],
      [3, "missing_field"],
    ]);
  });
});
