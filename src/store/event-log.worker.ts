/** The writing thread of the event log: waits for the disk so that the event loop need not. */
import { parentPort, workerData } from "node:worker_threads";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Chunk } from "./chunk-pool.ts";
import { type LogWriter, openLogWriter } from "./log-table.ts";
import type { PackedRun, WorkerReply, WorkerRequest, WorkerSettings } from "./log-worker-messages.ts";

const port = parentPort;
if (port === null) throw new Error("this file runs as a worker thread only");
const { file, bytesMax } = workerData as WorkerSettings;

let writer: LogWriter | null = null;
reply(() => {
  writer = openLogWriter(file, bytesMax);
  return { kind: "opened", bounds: writer.bounds() };
});

port.on("message", (request: WorkerRequest) => {
  const log = writer;
  if (log === null) throw new Error("a request came before the log was open");
  reply(() => answer(log, request));
  if (request.kind === "close") port.close();
  // After the answer, so that no acknowledgement waits for the folding of the write-ahead log.
  else log.checkpoint();
});

function answer(log: LogWriter, request: WorkerRequest): WorkerReply {
  switch (request.kind) {
    case "commit":
      log.commit(request.runs.map((run) => ({ stream: run.stream, batch: unpack(run, request.chunks) })));
      return { kind: "committed" };
    case "drop":
      return { kind: "dropped", ...log.drop(request.stream, request.position) };
    case "note":
      log.note(request.note, request.entries);
      return { kind: "noted" };
    case "erase_copies":
      log.eraseCopies(request.sequences);
      return { kind: "noted" };
    case "close":
      log.close();
      return { kind: "closed" };
  }
}

function unpack(run: PackedRun, chunks: readonly Chunk[]) {
  const chunk = chunks[run.chunk];
  if (chunk === undefined) throw new Error(`a run lies in chunk \`${run.chunk}\` of \`${chunks.length}\``);
  const idsOffset = run.offset + run.bytesLength;
  return {
    first: run.first,
    count: run.count,
    policy: run.policy,
    receivedAtMs: run.receivedAtMs,
    bytes: new Uint8Array(chunk, run.offset, run.bytesLength),
    ids: new Uint8Array(chunk, idsOffset, run.idsLength),
  };
}

/** World errors travel as values; our own mistakes end the thread, and the main thread reports its end. */
function reply(work: () => WorkerReply): void {
  let message: WorkerReply;
  try {
    message = work();
  } catch (cause) {
    if (!(cause instanceof TouchstoneError)) throw cause;
    message = { kind: "failed", code: cause.code, detail: cause.detail };
  }
  port?.postMessage(message);
}
