import { setImmediate as nextTurn } from "node:timers/promises";
import { createSfc32 } from "../kernels/sfc32.ts";
import { createTurns } from "../kernels/time/in-turn.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { countDeltasOf, qualityDeltasOf } from "../nouns/packed-counts.ts";
import type { EventLog, LogBatch, Stream } from "../ports/event-log.ts";
import type { CountsToStore, Records } from "../ports/records.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import { checkBatch } from "./log-batch.ts";
import { openMemoryEventLog } from "./memory-event-log.ts";
import { openMemoryRecords } from "./memory-records.ts";
import { openMemorySnapshots } from "./memory-snapshots.ts";
import { recordsThrough } from "./records-calls.ts";

/** Most turns of the event loop from a call to its deed, and again from there to the answer. */
const TURNS_MAX = 5;

/** The stores as one process holds them. */
export interface TwinConnection {
  readonly log: EventLog;
  readonly records: Records;
  readonly snapshots: Snapshots;
}

/** Stores as they would be behind a network, in one process and by a seed. */
export interface Twin {
  /** What is kept whoever is connected, to be looked at. */
  readonly kept: Pick<TwinConnection, "log" | "records">;
  /**
   * Connects a process. Whoever was connected before is fenced off from here on: what it had sent and what was not done yet fails, as does
   * all it writes later.
   */
  connect(): TwinConnection;
  /** From now on every n-th call that writes, or that answers later, fails and changes nothing; 0: none. */
  failEvery(n: number): void;
  /** Calls that were made to fail so far. */
  failures(): number;
}

/**
 * The stores in memory behind calls that take a while, by a seed: independent calls overtake one another, some fail, and a process that
 * was taken for dead is fenced off. What a port says of order holds: appends of one stream keep theirs, an append that fails takes
 * those queued behind it along, writes of the records are done in the order of their calls. Same seed, same calls: the same run.
 */
export function createTwin(seed: number): Twin {
  const random = createSfc32(seed, 0, 0);
  const log = openMemoryEventLog();
  const records = openMemoryRecords();
  const snapshots = openMemorySnapshots();
  let connected = 0;
  let nth = 0;
  let calls = 0;
  let failures = 0;

  function fails(): boolean {
    calls++;
    if (nth === 0 || calls % nth !== 0) return false;
    failures++;
    return true;
  }

  async function takesAWhile(): Promise<void> {
    for (let turns = random() % (TURNS_MAX + 1); turns > 0; turns--) await nextTurn();
  }

  function connect(): TwinConnection {
    const own = ++connected;
    /** What every call that writes passes before it does anything. */
    const pass = (what: string): void => {
      if (own !== connected) {
        throw new TouchstoneError("storage_failed", `\`${what}\`: another process has taken the stores over`);
      }
      if (fails())
        throw new TouchstoneError("storage_failed", `\`${what}\`: the connection was lost; repeat`);
    };
    const later = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
      await takesAWhile();
      pass(what);
      const result = await work();
      await takesAWhile();
      return result;
    };
    return {
      log: logOver(log, { pass, later, takesAWhile }),
      records: recordsOver(records, { pass, later, takesAWhile }),
      snapshots: {
        read: () => later("snapshot", () => snapshots.read()),
        write: (header, parts) => later("snapshot", () => snapshots.write(header, parts)),
      },
    };
  }

  return {
    kept: { log, records },
    connect,
    failEvery(n) {
      nth = n;
      calls = 0;
    },
    failures: () => failures,
  };
}

interface Network {
  readonly pass: (what: string) => void;
  readonly later: <T>(what: string, work: () => T | Promise<T>) => Promise<T>;
  readonly takesAWhile: () => Promise<void>;
}

function logOver(log: EventLog, { pass, later, takesAWhile }: Network): EventLog {
  const end = { events: log.end("events"), decisions: log.end("decisions") };
  const begin = { events: log.begin("events"), decisions: log.begin("decisions") };
  /** What was sent and is not done yet, and what was done and is not answered yet. */
  const sent: Record<Stream, Promise<unknown>> = { events: Promise.resolve(), decisions: Promise.resolve() };
  const answered = { ...sent };
  /** Appends that failed: those queued behind fail with them. */
  const failed: Record<Stream, { times: number; why: unknown }> = {
    events: { times: 0, why: null },
    decisions: { times: 0, why: null },
  };
  let closed = false;

  function mustBeOpen(): void {
    if (closed) throw new TouchstoneError("not_ready", "the event log is closed; open it again");
  }

  async function append(stream: Stream, given: Omit<LogBatch, "first">): Promise<{ readonly first: number }> {
    checkBatch(stream, given);
    mustBeOpen();
    const batch = { ...given, bytes: given.bytes.slice(), ids: given.ids.slice() };
    const { times } = failed[stream];
    const done = sent[stream].then(async () => {
      await takesAWhile();
      if (failed[stream].times !== times) throw failed[stream].why;
      try {
        pass("append");
      } catch (why) {
        failed[stream] = { times: times + 1, why };
        throw why;
      }
      return log.append(stream, batch);
    });
    sent[stream] = done.catch(() => {});
    const before = answered[stream];
    const told = done.then(async (appended) => {
      await takesAWhile();
      await before;
      end[stream] = appended.first + batch.count;
      return appended;
    });
    answered[stream] = told.catch(() => {});
    return told;
  }

  return {
    ...log,
    append,
    end: (stream) => end[stream],
    begin: (stream) => begin[stream],
    async *read(stream, position) {
      mustBeOpen();
      const stop = end[stream];
      for await (const run of log.read(stream, position)) {
        if (run.first >= stop) return;
        await takesAWhile();
        mustBeOpen();
        pass("read");
        yield run;
      }
    },
    at(stream, position) {
      mustBeOpen();
      return position < end[stream] ? log.at(stream, position) : null;
    },
    note: (note, entries) => later("note", () => log.note(note, entries)),
    eraseCopies: (sequences) => later("erase copies", () => log.eraseCopies(sequences)),
    async dropBefore(stream, position) {
      mustBeOpen();
      await later("drop", () => log.dropBefore(stream, position));
      begin[stream] = log.begin(stream);
    },
    async close() {
      closed = true;
      await Promise.all(Object.values(answered));
    },
  };
}

function recordsOver(records: Records, { pass, later, takesAWhile }: Network): Records {
  const inTurn = createTurns();
  /** Counts that are stored, and of which nobody here knows yet: what is read from there on is answered after. */
  let unknown: Promise<void> | null = null;

  async function read<T>(what: string, work: () => Promise<T>): Promise<T> {
    await takesAWhile();
    pass(what);
    const result = await work();
    const known = unknown;
    await takesAWhile();
    await known;
    return result;
  }

  async function storeCounts(changes: CountsToStore, onApplied: () => void): Promise<void> {
    const { counts, position, entries, atMs, claims, logMark } = changes;
    await takesAWhile();
    pass("store counts");
    const [deltas, gains] = [countDeltasOf(counts), qualityDeltasOf(counts)];
    const { promise: known, resolve } = Promise.withResolvers<void>();
    unknown = known;
    try {
      await records.applyCounts(deltas, gains, position, entries, atMs, claims, logMark);
      await takesAWhile();
      onApplied();
    } finally {
      unknown = null;
      resolve();
    }
    await takesAWhile();
  }

  return {
    ...recordsThrough(records, (_part, name, call, writes) =>
      writes ? inTurn(() => later(name, call)) : read(name, call),
    ),
    storeCounts: (changes, onApplied) => inTurn(() => storeCounts(changes, onApplied)),
    async *allCounts() {
      await takesAWhile();
      pass("all counts");
      yield* records.allCounts();
    },
    close() {},
  };
}
