/** The writing thread of the records: stores counts so that the event loop need not. */
import { parentPort, workerData } from "node:worker_threads";
import { TouchstoneError } from "../nouns/codes.ts";
import { countDeltasOf, qualityDeltasOf } from "../nouns/packed-counts.ts";
import type { CountsToStore } from "../ports/records.ts";
import { writingGate } from "./records-gate.ts";
import type { RecordsReply, RecordsRequest, RecordsThreadSettings } from "./records-thread-messages.ts";
import { openRecordsFile } from "./sqlite-records.ts";

const port = parentPort;
if (port === null) throw new Error("this file runs as a worker thread only");
const { file, gate: memory } = workerData as RecordsThreadSettings;
const gate = writingGate(memory);
let records: ReturnType<typeof openRecordsFile> | null = null;

reply(() => {
  records = openRecordsFile(file, { gate, foldsLog: false });
  return { kind: "opened" };
});

port.on("message", (request: RecordsRequest) => {
  const open = records;
  if (open === null) throw new Error("a request came before the records were open");
  if (request.kind === "close") {
    reply(() => {
      open.close();
      return { kind: "closed" };
    });
    port.close();
    return;
  }
  reply(() => {
    store(request.changes);
    return { kind: "stored" };
  });
  // After the answer, so that nobody waits for it.
  open.foldLog();
});

function store({ counts, position, entries, atMs, claims, logMark }: CountsToStore): void {
  const [deltas, gains] = [countDeltasOf(counts), qualityDeltasOf(counts)];
  try {
    records?.applyAtOnce(deltas, gains, position, entries, atMs, claims, logMark);
  } catch (error) {
    gate.refused();
    throw error;
  }
}

/** World errors travel as values; our own mistakes end the thread, and the main thread reports its end. */
function reply(work: () => RecordsReply): void {
  let message: RecordsReply;
  try {
    message = work();
  } catch (cause) {
    if (!(cause instanceof TouchstoneError)) throw cause;
    message = { kind: "failed", code: cause.code, detail: cause.detail };
  }
  port?.postMessage(message);
}
