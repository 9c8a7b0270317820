import { Worker } from "node:worker_threads";
import { TouchstoneError } from "../nouns/codes.ts";
import type { RecordsReply, RecordsRequest, RecordsThreadSettings } from "./records-thread-messages.ts";

/** The writing thread of the records as the main thread sees it. */
export interface RecordsThread {
  /** Resolves when it is done; rejects with the world error, the thread going on, or with `storage_failed` once it has died. */
  readonly ask: (request: RecordsRequest) => Promise<void>;
  /** Closes its connection; resolves when it has ended. */
  readonly end: () => Promise<void>;
}

interface Question {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Starts the thread that stores counts; resolves once its connection is open, rejects with why it is not. It keeps the process alive
 * while it works. `onAnswered` is called before each answer is told, and when the thread has ended.
 */
export async function startRecordsThread(
  settings: RecordsThreadSettings,
  onAnswered: () => void,
): Promise<RecordsThread> {
  // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./records.worker.${extension}`, import.meta.url), {
    workerData: settings,
  });
  const questions: Question[] = [];
  let death: TouchstoneError | null = null;

  function die(cause?: unknown): void {
    death ??= new TouchstoneError(
      "storage_failed",
      `the writing thread of \`${settings.file}\` has ended: ${String(cause ?? "no cause given")}; restart the process`,
      { cause },
    );
    onAnswered();
    for (const { reject } of questions.splice(0)) reject(death);
  }

  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  worker.on("error", die);
  worker.on("exit", () => die());
  worker.on("message", (reply: RecordsReply) => {
    onAnswered();
    const question = questions.shift();
    if (reply.kind === "failed") question?.reject(new TouchstoneError(reply.code, reply.detail));
    else question?.resolve();
    if (questions.length === 0) worker.unref();
  });

  function answer(): Promise<void> {
    return new Promise((resolve, reject) => {
      questions.push({ resolve, reject });
      worker.ref();
    });
  }

  function ask(request: RecordsRequest): Promise<void> {
    if (death !== null) return Promise.reject(death);
    worker.postMessage(request);
    return answer();
  }

  try {
    await answer();
  } catch (failure) {
    await worker.terminate();
    throw failure;
  }
  return {
    ask,
    async end() {
      if (death === null) await ask({ kind: "close" });
      worker.ref();
      await ended;
    },
  };
}
