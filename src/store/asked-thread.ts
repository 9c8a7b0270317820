import { Worker } from "node:worker_threads";
import { type Code, TouchstoneError } from "../nouns/codes.ts";

/** What a thread answers where the world failed it; it goes on. */
interface Failed {
  readonly kind: "failed";
  readonly code: Code;
  readonly detail: string;
}

/** A thread that writes to a file, as the main thread sees it: questions are answered in order, each once. */
export interface AskedThread<Request, Reply> {
  /** What it said unasked, once its file was open; rejects when it cannot be opened, and then the thread has ended. */
  readonly opened: Promise<Exclude<Reply, Failed>>;
  /** Sends a request and its buffers (which are given away); rejects with the world error, the thread going on, or once it has died. */
  ask(request: Request, transfer?: readonly ArrayBuffer[]): Promise<Exclude<Reply, Failed>>;
  /** Keeps the process alive while answers are awaited, or lets it end when nothing is. */
  hold(): void;
  release(): void;
  /** Why it ended of a mistake of ours; null while it runs. */
  death(): TouchstoneError | null;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

interface Question<Reply> {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Starts `<name>.worker` beside this file. When it dies of a mistake of ours, every question, waiting or later, rejects with
 * `storage_failed`. `onAnswered` is called before each answer is told, and when the thread has ended.
 */
export function startAskedThread<Request, Reply extends { readonly kind: string }>(
  name: string,
  settings: { readonly file: string },
  onAnswered: () => void = () => {},
): AskedThread<Request, Reply> {
  type Told = Exclude<Reply, Failed>;
  // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./${name}.worker.${extension}`, import.meta.url), {
    workerData: settings,
  });
  const questions: Question<Told>[] = [];
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

  const answer = (): Promise<Told> => new Promise((resolve, reject) => questions.push({ resolve, reject }));
  const opened = answer();
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  worker.on("error", die);
  worker.on("exit", () => die());
  worker.on("message", (reply: Told | Failed) => {
    onAnswered();
    const question = questions.shift();
    if (question === undefined)
      throw new Error(`the writing thread answered an unasked question: \`${reply.kind}\``);
    if (reply.kind === "failed") {
      const { code, detail } = reply as Failed;
      question.reject(new TouchstoneError(code, detail));
    } else question.resolve(reply as Told);
  });

  return {
    opened: opened.catch(async (failure: unknown) => {
      await worker.terminate();
      throw failure;
    }),
    ask(request, transfer = []) {
      if (death !== null) return Promise.reject(death);
      const answered = answer();
      worker.postMessage(request, transfer);
      return answered;
    },
    hold: () => worker.ref(),
    release: () => worker.unref(),
    death: () => death,
    ended,
  };
}
