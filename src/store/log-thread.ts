import { Worker } from "node:worker_threads";
import { TouchstoneError } from "../nouns/codes.ts";
import type { StreamBounds } from "../ports/log-follower.ts";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./log-worker-messages.ts";

/** The writing thread as the main thread sees it. */
export interface LogThread {
  /** Bounds of the streams once the file is open; rejects when it cannot be opened. */
  readonly opened: Promise<readonly StreamBounds[]>;
  /** Sends a request and its buffers (which are given away); rejects with the world error, the thread going on. */
  ask(request: WorkerRequest, transfer: readonly ArrayBuffer[]): Promise<WorkerReply>;
  /** Keeps the process alive while answers are awaited, or lets it end when nothing is. */
  hold(): void;
  release(): void;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

interface Question {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (reason: Error) => void;
}

/** Starts the writing thread. When it dies of a mistake of ours, every question, waiting or later, rejects with `storage_failed`. */
export function startLogThread(settings: WorkerSettings): LogThread {
  // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./event-log.worker.${extension}`, import.meta.url), {
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
    for (const { reject } of questions.splice(0)) reject(death);
  }

  const opened = new Promise<WorkerReply>((resolve, reject) => questions.push({ resolve, reject }));
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  worker.on("error", die);
  worker.on("exit", () => die());
  worker.on("message", (reply: WorkerReply) => {
    const question = questions.shift();
    if (question === undefined)
      throw new Error(`the writing thread answered an unasked question: \`${reply.kind}\``);
    if (reply.kind === "failed") question.reject(new TouchstoneError(reply.code, reply.detail));
    else question.resolve(reply);
  });

  return {
    opened: opened.then(
      (reply) => {
        if (reply.kind !== "opened") throw new Error(`the writing thread began with \`${reply.kind}\``);
        worker.unref();
        return reply.bounds;
      },
      async (failure: unknown) => {
        await worker.terminate();
        throw failure;
      },
    ),
    ask(request, transfer) {
      if (death !== null) return Promise.reject(death);
      return new Promise((resolve, reject) => {
        questions.push({ resolve, reject });
        worker.postMessage(request, transfer);
      });
    },
    hold: () => worker.ref(),
    release: () => worker.unref(),
    ended,
  };
}
