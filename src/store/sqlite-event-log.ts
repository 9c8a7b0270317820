import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog, Hole, LogBatch, LogNote, Stream } from "../ports/event-log.ts";
import type { LogFollower } from "../ports/log-follower.ts";
import { type AppendQueue, createAppendQueue, type Group } from "./append-queue.ts";
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

/** A log that is open: its thread, its reader, and what is under way. */
interface OpenLog {
  readonly folder: string;
  readonly queueBytesMax: number;
  readonly commitDelayMs: number;
  readonly thread: LogThread;
  readonly begin: { events: number; decisions: number };
  readonly end: { events: number; decisions: number };
  readonly reader: WholeLogReader;
  readonly holes: { events: readonly Hole[]; decisions: readonly Hole[] };
  readonly queue: AppendQueue;
  /** Positions given out; runs ahead of `end` while commits are under way. */
  readonly next: { events: number; decisions: number };
  /** Where retention will have moved the beginning; readers meet missing runs before it with no surprise. */
  readonly droppingTo: { events: number; decisions: number };
  dropsWaiting: number;
  notesWaiting: number;
  latestNote: LogNote | null;
  bytesCommitting: number;
  working: Promise<void> | null;
  closing: Promise<void> | null;
}

/**
 * Opens or creates the event log of a data folder: SQLite in WAL mode with synchronous=FULL, written by a thread of its
 * own in group commits (all that was appended while one commit ran goes into the next). One process per folder: take
 * `lockFolder` first. `append` copies its bytes before it returns. Rejects with `storage_failed`, `storage_full`, or
 * `storage_damaged` when the file is not a log of this version.
 */
export async function openEventLog(folder: string, options: EventLogOptions = {}): Promise<EventLog> {
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
  const log: OpenLog = {
    folder,
    queueBytesMax: options.queueBytesMax ?? QUEUE_BYTES_MAX,
    commitDelayMs: options.commitDelayMs ?? 0,
    thread,
    begin,
    end,
    reader,
    holes: { events: reader.holes("events"), decisions: reader.holes("decisions") },
    queue: createAppendQueue(GROUP_BYTES_MAX),
    next: { ...end },
    droppingTo: { ...begin },
    dropsWaiting: 0,
    notesWaiting: 0,
    latestNote: reader.noted(),
    bytesCommitting: 0,
    working: null,
    closing: null,
  };
  return {
    append: (stream, batch) => append(log, stream, batch),
    end: (stream) => log.end[stream],
    begin: (stream) => log.begin[stream],
    read: (stream, position) => read(log, stream, position),
    at: (stream, position) => at(log, stream, position),
    fingerprint: (stream, position) =>
      position < log.begin[stream] || position >= log.end[stream]
        ? null
        : log.reader.fingerprint(stream, position),
    holes: (stream) => log.holes[stream],
    async note(note, entries) {
      await askBeside(log, { kind: "note", note, entries });
      log.latestNote = note;
    },
    async eraseCopies(sequences) {
      if (sequences.length > 0) await askBeside(log, { kind: "erase_copies", sequences });
    },
    noted: () => log.latestNote,
    copiedEntries: (from, limit) => log.reader.copiedEntries(from, limit),
    async dropBefore(stream, position) {
      if (log.closing !== null) throw closedError(log.folder);
      if (position > log.begin[stream]) await drop(log, stream, position);
    },
    close() {
      log.closing ??= close(log);
      return log.closing;
    },
  };
}

/** Commits group after group until nothing waits. Never rejects: failures go to the callers of `append`. */
async function work(log: OpenLog): Promise<void> {
  log.thread.hold();
  while (log.queue.runs() > 0) {
    await gather(log);
    const group = log.queue.take();
    if (group === null) break;
    log.bytesCommitting = group.bytes;
    const failure = await commit(log, group);
    log.queue.done(group);
    log.bytesCommitting = 0;
    if (failure !== null) failAll(log, group, failure);
    await nextTurn(); // those just answered may append at once and share the next commit
  }
  log.working = null;
  if (log.notesWaiting + log.dropsWaiting === 0) log.thread.release();
}

async function gather(log: OpenLog): Promise<void> {
  if (log.commitDelayMs > 0 && log.queue.bytes() < SMALL_GROUP_BYTES && log.closing === null) {
    await new Promise((resolve) => setTimeout(resolve, log.commitDelayMs));
  } else await nextTurn();
}

async function commit(log: OpenLog, group: Group): Promise<Error | null> {
  const runs = group.waiting.map((waiting) => waiting.run);
  try {
    const own = group.chunks.filter((chunk) => chunk instanceof ArrayBuffer);
    await log.thread.ask({ kind: "commit", runs, chunks: group.chunks }, own);
  } catch (failure) {
    return failure instanceof Error ? failure : new Error(String(failure));
  }
  for (const { run, resolve } of group.waiting) {
    log.end[run.stream] = run.first + run.count;
    resolve({ first: run.first });
  }
  return null;
}

/** Whoever queued behind a failed group was promised positions that do not exist: all of them fail with it. */
function failAll(log: OpenLog, failed: Group, failure: Error): void {
  log.next.events = log.end.events;
  log.next.decisions = log.end.decisions;
  const groups = [failed];
  for (let group = log.queue.take(); group !== null; group = log.queue.take()) {
    log.queue.done(group);
    groups.push(group);
  }
  for (const group of groups) for (const { reject } of group.waiting) reject(failure);
}

/** Whether all of [from, to) was cut out by a repair. */
function cutOut(log: OpenLog, stream: Stream, from: number, to: number): boolean {
  let at = from;
  for (const { first, count } of log.holes[stream]) if (first <= at) at = Math.max(at, first + count);
  return at >= to;
}

/** The next position that may be given out: what was cut out never is again. */
function given(log: OpenLog, stream: Stream): number {
  let at = log.next[stream];
  for (const { first, count } of log.holes[stream]) if (first <= at) at = Math.max(at, first + count);
  return at;
}

async function drop(log: OpenLog, stream: Stream, position: number): Promise<void> {
  log.dropsWaiting += 1;
  log.droppingTo[stream] = Math.max(log.droppingTo[stream], position);
  log.thread.hold();
  try {
    for (;;) {
      const reply = await log.thread.ask(
        { kind: "drop", stream, position: Math.min(position, log.end[stream]) },
        [],
      );
      if (reply.kind !== "dropped") throw new Error(`a drop was answered with \`${reply.kind}\``);
      log.begin[stream] = reply.begin;
      if (!reply.more) return;
    }
  } finally {
    log.dropsWaiting -= 1;
    if (log.notesWaiting + log.dropsWaiting === 0 && log.working === null) log.thread.release();
  }
}

/** Asks for something that stands beside the runs. */
async function askBeside(
  log: OpenLog,
  request: Extract<WorkerRequest, { readonly kind: "note" | "erase_copies" }>,
): Promise<void> {
  if (log.closing !== null) throw closedError(log.folder);
  log.notesWaiting += 1;
  log.thread.hold();
  try {
    await log.thread.ask(request, []);
  } finally {
    log.notesWaiting -= 1;
    if (log.notesWaiting + log.dropsWaiting === 0 && log.working === null) log.thread.release();
  }
}

async function* read(log: OpenLog, stream: Stream, position: number): AsyncGenerator<LogBatch> {
  const stop = log.end[stream];
  let at = Math.max(position, log.begin[stream]);
  let started = false;
  while (at < stop) {
    if (log.closing !== null) throw closedError(log.folder);
    const runs = log.reader.runs(stream, at, stop, READ_BYTES);
    if (runs.length === 0 && at >= log.droppingTo[stream] && !cutOut(log, stream, at, stop))
      throw gap(stream, at);
    if (runs.length === 0) return;
    const from = at;
    for (const run of runs) {
      if (run.first + run.count <= at) continue; // the position was cut out: the run before it came along
      const follows = (started ? run.first === at : run.first <= at) || cutOut(log, stream, at, run.first);
      if (!follows && at >= log.droppingTo[stream]) throw gap(stream, at);
      at = run.first + run.count;
      started = true;
      yield run;
    }
    // Only the run before the position came: all that is left was cut out, or is missing.
    if (at === from && !cutOut(log, stream, at, stop)) throw gap(stream, at);
    if (at === from) return;
    await nextTurn();
  }
}

async function close(log: OpenLog): Promise<void> {
  while (log.working !== null) await log.working;
  log.reader.close();
  log.thread.hold();
  await log.thread.ask({ kind: "close" }, []);
  await log.thread.ended;
}

async function append(
  log: OpenLog,
  stream: Stream,
  batch: Omit<LogBatch, "first">,
): Promise<{ readonly first: number }> {
  checkBatch(stream, batch);
  if (log.closing !== null) throw closedError(log.folder);
  const bytes = batch.bytes.length + batch.ids.length;
  const waiting = log.queue.bytes() + log.bytesCommitting;
  if (waiting + bytes > log.queueBytesMax) {
    throw new TouchstoneError(
      "overloaded",
      `\`${waiting}\` bytes wait for the disk and \`${bytes}\` more would pass \`${log.queueBytesMax}\`; repeat after a moment`,
    );
  }
  const first = given(log, stream);
  log.next[stream] = first + batch.count;
  const durable = new Promise<{ readonly first: number }>((resolve, reject) => {
    log.queue.push(stream, batch, first, { resolve, reject });
  });
  log.working ??= work(log);
  return durable;
}

function at(log: OpenLog, stream: Stream, position: number): LogBatch | null {
  if (log.closing !== null) throw closedError(log.folder);
  if (position < log.begin[stream] || position >= log.end[stream]) return null;
  const run = log.reader.at(stream, position);
  if (run === null && position >= log.droppingTo[stream] && !cutOut(log, stream, position, position + 1))
    throw gap(stream, position);
  return run;
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
