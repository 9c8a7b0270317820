import { Worker } from "node:worker_threads";
import { TouchstoneError } from "../../nouns/codes.ts";
import { RUNS_WAITING_MAX } from "../exchange-limits.ts";
import type { MaskResult, MaskRun } from "./mask-work.ts";
import { POINT_BYTES } from "./p256.ts";

/** Threads that mask with one scalar in one exchange. */
export interface MaskThreads {
  /** Results in the order of the runs, few of which are in memory at once. Rejects with `exchange_bad_point`. */
  inOrder(runs: AsyncIterable<MaskRun>): AsyncGenerator<Uint8Array>;
  /** Ends the threads, and with them their copies of the scalar. */
  close(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: { resolve(result: MaskResult): void; reject(cause: Error): void }[];
}

export function startMaskThreads(scalar: Uint8Array, session: Uint8Array, threads: number): MaskThreads {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const pool = Array.from({ length: threads }, () =>
    startThread(new URL(`./mask.worker.${extension}`, import.meta.url), { scalar, session }),
  );

  function ask(run: MaskRun): Promise<MaskResult> {
    const thread = pool.reduce((idlest, each) =>
      each.waiting.length < idlest.waiting.length ? each : idlest,
    );
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(run);
    });
  }

  return {
    async *inOrder(runs) {
      const asked: { readonly first: number; readonly result: Promise<MaskResult> }[] = [];
      let points = 0;
      const oldest = async (): Promise<Uint8Array> => {
        const { first, result } = asked.shift()!;
        const done = await result;
        if (done.kind === "done") return done.bytes;
        const at = first + done.index;
        throw new TouchstoneError(
          "exchange_bad_point",
          `point \`${at}\`: ask the counterpart for a new message`,
        );
      };
      for await (const run of runs) {
        const result = ask(run);
        // It is awaited later: until then a thread's death is nobody's.
        result.catch(() => {});
        asked.push({ first: points, result });
        points += run.points.length / POINT_BYTES;
        if (asked.length >= threads * RUNS_WAITING_MAX) yield await oldest();
      }
      while (asked.length > 0) yield await oldest();
    },
    async close() {
      await Promise.all(pool.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(file: URL, workerData: object): Thread {
  const worker = new Worker(file, { workerData });
  const waiting: Thread["waiting"] = [];
  const die = (cause: Error): void => {
    for (const { reject } of waiting.splice(0)) reject(cause);
  };
  worker.on("message", (result: MaskResult) => waiting.shift()?.resolve(result));
  worker.on("error", die);
  worker.on("exit", () => die(new Error("a masking thread ended while work waited")));
  return { worker, waiting };
}
