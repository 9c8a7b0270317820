import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog, LogBatch, Stream } from "../ports/event-log.ts";
import type { LogFollower } from "../ports/log-follower.ts";
import { createAppendQueue, type Group } from "./append-queue.ts";
import { checkBatch } from "./log-batch.ts";
import { damaged, STREAMS } from "./log-row.ts";
import { openLogReader, type WholeLogReader } from "./log-table.ts";
import { type LogThread, startLogThread } from "./log-thread.ts";
import type { WorkerRequest } from "./log-worker-messages.ts";
import { createPrivateFile, FOLDER_MODE } from "./private-files.ts";
import { storageError } from "./sqlite-error.ts";
import { syncFolder } from "./sync-folder.ts";

export interface EventLogOptions {
  /** Bytes that may wait for the disk, the running commit included; beyond it `append` rejects with `overloaded`. Default 256 MiB. */
  readonly queueBytesMax?: number;
  /**
   * How long a small group waits for company before its commit, ms; 0 = until the end of the event loop's turn. Default 0:
   * while one commit waits for the disk the next group gathers by itself, and 1 ms would halve the rate of few callers.
   * Set 1 to halve the processor time of many single appends.
   */
  readonly commitDelayMs?: number;
  /** Most bytes of the log's main file, 0 = as far as the disk goes. Beyond it `append` rejects with `storage_full`. Default 0. */
  readonly bytesMax?: number;
}

/** Four times the largest body the HTTP door takes, so that a few of those can wait side by side. */
const QUEUE_BYTES_MAX = 256 * 1024 * 1024;
/** One transaction's worth: larger gains nothing per byte and makes everyone behind it wait longer. */
const GROUP_BYTES_MAX = 16 * 1024 * 1024;
/** A queue of this many bytes is worth a commit at once; waiting for company gains nothing any more. */
const SMALL_GROUP_BYTES = 64 * 1024;
/** Stored bytes read in one go; other work of the event loop runs in between. About 2 ms of decompression. */
const READ_BYTES = 256 * 1024;
const FILE_NAME = "events.sqlite";

/**
 * Opens or creates the event log of a data folder: SQLite in WAL mode with synchronous=FULL, written by a thread of its
 * own in group commits (all that was appended while one commit ran goes into the next). One process per folder: take
 * `lockFolder` first. `append` copies its bytes before it returns. Rejects with `storage_failed`, `storage_full`, or
 * `storage_damaged` when the file is not a log of this version.
 */
export async function openEventLog(folder: string, options: EventLogOptions = {}): Promise<EventLog> {
  const queueBytesMax = options.queueBytesMax ?? QUEUE_BYTES_MAX;
  const commitDelayMs = options.commitDelayMs ?? 0;
  const file = join(folder, FILE_NAME);
  makeFolder(folder);
  const thread = startLogThread({ file, bytesMax: options.bytesMax ?? 0 });
  const opened = await thread.opened;
  const begin = { events: 0, decisions: 0 };
  const end = { events: 0, decisions: 0 };
  STREAMS.forEach((stream, i) => {
    begin[stream] = opened[i]!.begin;
    end[stream] = opened[i]!.end;
  });
  const reader = await openBeside(file, folder, thread);
  const holes = { events: reader.holes("events"), decisions: reader.holes("decisions") };
  const queue = createAppendQueue(GROUP_BYTES_MAX);
  /** Positions given out; runs ahead of `end` while commits are under way. */
  const next = { ...end };
  /** Where retention will have moved the beginning; readers meet missing runs before it with no surprise. */
  const droppingTo = { ...begin };
  let dropsWaiting = 0;
  let notesWaiting = 0;
  let latestNote = reader.noted();
  let bytesCommitting = 0;
  let working: Promise<void> | null = null;
  let closing: Promise<void> | null = null;

  /** Commits group after group until nothing waits. Never rejects: failures go to the callers of `append`. */
  async function work(): Promise<void> {
    thread.hold();
    while (queue.runs() > 0) {
      await gather();
      const group = queue.take();
      if (group === null) break;
      bytesCommitting = group.bytes;
      const failure = await commit(group);
      queue.done(group);
      bytesCommitting = 0;
      if (failure !== null) failAll(group, failure);
      await nextTurn(); // those just answered may append at once and share the next commit
    }
    working = null;
    if (notesWaiting + dropsWaiting === 0) thread.release();
  }

  async function gather(): Promise<void> {
    if (commitDelayMs > 0 && queue.bytes() < SMALL_GROUP_BYTES && closing === null) {
      await new Promise((resolve) => setTimeout(resolve, commitDelayMs));
    } else await nextTurn();
  }

  async function commit(group: Group): Promise<Error | null> {
    const runs = group.waiting.map((waiting) => waiting.run);
    try {
      const own = group.chunks.filter((chunk) => chunk instanceof ArrayBuffer);
      await thread.ask({ kind: "commit", runs, chunks: group.chunks }, own);
    } catch (failure) {
      return failure instanceof Error ? failure : new Error(String(failure));
    }
    for (const { run, resolve } of group.waiting) {
      end[run.stream] = run.first + run.count;
      resolve({ first: run.first });
    }
    return null;
  }

  /** Whoever queued behind a failed group was promised positions that do not exist: all of them fail with it. */
  function failAll(failed: Group, failure: Error): void {
    next.events = end.events;
    next.decisions = end.decisions;
    const groups = [failed];
    for (let group = queue.take(); group !== null; group = queue.take()) {
      queue.done(group);
      groups.push(group);
    }
    for (const group of groups) for (const { reject } of group.waiting) reject(failure);
  }

  /** Whether all of [from, to) was cut out by a repair. */
  function cutOut(stream: Stream, from: number, to: number): boolean {
    let at = from;
    for (const { first, count } of holes[stream]) if (first <= at) at = Math.max(at, first + count);
    return at >= to;
  }

  /** The next position that may be given out: what was cut out never is again. */
  function given(stream: Stream): number {
    let at = next[stream];
    for (const { first, count } of holes[stream]) if (first <= at) at = Math.max(at, first + count);
    return at;
  }

  async function drop(stream: Stream, position: number): Promise<void> {
    dropsWaiting += 1;
    droppingTo[stream] = Math.max(droppingTo[stream], position);
    thread.hold();
    try {
      for (;;) {
        const reply = await thread.ask(
          { kind: "drop", stream, position: Math.min(position, end[stream]) },
          [],
        );
        if (reply.kind !== "dropped") throw new Error(`a drop was answered with \`${reply.kind}\``);
        begin[stream] = reply.begin;
        if (!reply.more) return;
      }
    } finally {
      dropsWaiting -= 1;
      if (notesWaiting + dropsWaiting === 0 && working === null) thread.release();
    }
  }

  /** Asks for something that stands beside the runs. */
  async function askBeside(
    request: Extract<WorkerRequest, { readonly kind: "note" | "erase_copies" }>,
  ): Promise<void> {
    if (closing !== null) throw closedError(folder);
    notesWaiting += 1;
    thread.hold();
    try {
      await thread.ask(request, []);
    } finally {
      notesWaiting -= 1;
      if (notesWaiting + dropsWaiting === 0 && working === null) thread.release();
    }
  }

  async function* read(stream: Stream, position: number): AsyncGenerator<LogBatch> {
    const stop = end[stream];
    let at = Math.max(position, begin[stream]);
    let started = false;
    while (at < stop) {
      if (closing !== null) throw closedError(folder);
      const runs = reader.runs(stream, at, stop, READ_BYTES);
      if (runs.length === 0 && at >= droppingTo[stream] && !cutOut(stream, at, stop)) throw gap(stream, at);
      if (runs.length === 0) return;
      const from = at;
      for (const run of runs) {
        if (run.first + run.count <= at) continue; // the position was cut out: the run before it came along
        const follows = (started ? run.first === at : run.first <= at) || cutOut(stream, at, run.first);
        if (!follows && at >= droppingTo[stream]) throw gap(stream, at);
        at = run.first + run.count;
        started = true;
        yield run;
      }
      // Only the run before the position came: all that is left was cut out, or is missing.
      if (at === from && !cutOut(stream, at, stop)) throw gap(stream, at);
      if (at === from) return;
      await nextTurn();
    }
  }

  async function close(): Promise<void> {
    while (working !== null) await working;
    reader.close();
    thread.hold();
    await thread.ask({ kind: "close" }, []);
    await thread.ended;
  }

  return {
    async append(stream, batch) {
      checkBatch(stream, batch);
      if (closing !== null) throw closedError(folder);
      const bytes = batch.bytes.length + batch.ids.length;
      const waiting = queue.bytes() + bytesCommitting;
      if (waiting + bytes > queueBytesMax) {
        throw new TouchstoneError(
          "overloaded",
          `\`${waiting}\` bytes wait for the disk and \`${bytes}\` more would pass \`${queueBytesMax}\`; repeat after a moment`,
        );
      }
      const first = given(stream);
      next[stream] = first + batch.count;
      const durable = new Promise<{ readonly first: number }>((resolve, reject) => {
        queue.push(stream, batch, first, { resolve, reject });
      });
      working ??= work();
      return durable;
    },
    end: (stream) => end[stream],
    begin: (stream) => begin[stream],
    read,
    at(stream, position) {
      if (closing !== null) throw closedError(folder);
      if (position < begin[stream] || position >= end[stream]) return null;
      const run = reader.at(stream, position);
      if (run === null && position >= droppingTo[stream] && !cutOut(stream, position, position + 1))
        throw gap(stream, position);
      return run;
    },
    fingerprint: (stream, position) =>
      position < begin[stream] || position >= end[stream] ? null : reader.fingerprint(stream, position),
    holes: (stream) => holes[stream],
    async note(note, entries) {
      await askBeside({ kind: "note", note, entries });
      latestNote = note;
    },
    async eraseCopies(sequences) {
      if (sequences.length > 0) await askBeside({ kind: "erase_copies", sequences });
    },
    noted: () => latestNote,
    copiedEntries: (from, limit) => reader.copiedEntries(from, limit),
    async dropBefore(stream, position) {
      if (closing !== null) throw closedError(folder);
      if (position > begin[stream]) await drop(stream, position);
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Opens the log of a folder to read beside the thread that writes it: a connection of its own that never waits for the writer nor
 * makes it wait, and sees what is durable. Throws the world's errors, also when there is no log yet.
 */
export function openEventLogReader(folder: string): LogFollower {
  const file = join(folder, FILE_NAME);
  try {
    return openLogReader(file);
  } catch (cause) {
    throw storageError(cause, file);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    createPrivateFile(join(folder, FILE_NAME));
  } catch (cause) {
    throw new TouchstoneError(
      "cannot_write",
      `the data folder \`${folder}\` cannot be made: ${String(cause)}`,
      { cause },
    );
  }
}

/** The reading connection; when it cannot be had, the writing thread is not left behind. */
async function openBeside(file: string, folder: string, thread: LogThread): Promise<WholeLogReader> {
  try {
    syncFolder(folder);
    return openLogReader(file);
  } catch (cause) {
    await thread.ask({ kind: "close" }, []);
    throw storageError(cause, file);
  }
}

function closedError(folder: string): TouchstoneError {
  return new TouchstoneError("not_ready", `the event log in \`${folder}\` is closed; open it again`);
}

function gap(stream: Stream, position: number): TouchstoneError {
  return damaged(stream, position, "a run is missing");
}
