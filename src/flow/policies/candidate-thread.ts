import { Worker } from "node:worker_threads";
import type { StoreDescription } from "../../ports/store-description.ts";
import { type KeptThread, keepThread } from "../kept-thread.ts";
import { RESTART_MS_MAX, RESTART_MS_MIN } from "../near-line/detector-limits.ts";
import type { CandidateAnswer, CandidateRequest, CandidateStart } from "./candidate-messages.ts";
import { CANDIDATE_HEAP_MB_MAX, CANDIDATE_SILENCE_MS_MAX } from "./policy-limits.ts";

export interface CandidateCalls {
  readonly onAnswer: (answer: CandidateAnswer) => void;
  /** Its thread failed; another is begun. */
  readonly onFailed: (reason: string) => void;
}

/** What starts the thread of a candidate; another one is started with fresh `start` when it fails. */
export type SpawnCandidate = (
  start: () => Omit<CandidateStart, "gate" | "store">,
  calls: CandidateCalls,
) => KeptThread<CandidateRequest>;

/** Threads of candidates beside an engine over these stores. */
export function candidateThreads(store: StoreDescription): SpawnCandidate {
  return (start, { onAnswer, onFailed }) =>
    keepThread<CandidateRequest, CandidateAnswer>({
      spawn(gate) {
        const workerData: CandidateStart = { gate, store, ...start() };
        // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
        const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
        const worker = new Worker(new URL(`./candidate.worker.${extension}`, import.meta.url), {
          workerData,
          resourceLimits: { maxOldGenerationSizeMb: CANDIDATE_HEAP_MB_MAX },
        });
        worker.unref();
        return worker;
      },
      silenceMs: CANDIDATE_SILENCE_MS_MAX,
      restartMsMin: RESTART_MS_MIN,
      restartMsMax: RESTART_MS_MAX,
      onAnswer,
      onFailed,
    });
}
