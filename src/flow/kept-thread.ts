import type { Worker } from "node:worker_threads";
import { during } from "../kernels/loop-work.ts";
import { type GateMemory, gateMemory, ThreadGate } from "./thread-gate.ts";

export interface KeptThreadSettings<Request, Answer> {
  /** Starts one, which does its native work through a gate in this memory; what it throws, or rejects with, is a failure like any other. */
  readonly spawn: (gate: GateMemory) => Worker | Promise<Worker>;
  /** A thread that says nothing for so long is stuck, and ended. */
  readonly silenceMs: number;
  /** Wait before another is started, doubled each time from the least to the longest; one that ran for the longest begins with the least again. */
  readonly restartMsMin: number;
  readonly restartMsMax: number;
  /** What the thread says; `reply` reaches this thread alone. */
  readonly onAnswer: (answer: Answer, reply: (request: Request) => void) => void;
  /** The thread ended by itself; another is started in `againMs`. */
  readonly onFailed: (reason: string, againMs: number) => void;
}

export interface KeptThread<Request> {
  /** Reaches the thread that runs or is being started now, if one is. */
  readonly post: (request: Request) => void;
  /** Ends it for good; nothing is called back after. */
  readonly stop: () => Promise<void>;
}

/** Starts a thread and keeps it going: when it fails, or falls silent, another is started a while later. */
export function keepThread<Request, Answer>(
  settings: KeptThreadSettings<Request, Answer>,
): KeptThread<Request> {
  const { spawn, silenceMs, restartMsMin, restartMsMax, onAnswer, onFailed } = settings;
  let worker: Worker | null = null;
  let gate = new ThreadGate(gateMemory());
  let restart: NodeJS.Timeout | null = null;
  let restartMs = restartMsMin;
  let stopped = false;
  /** What was asked of a thread that is being started; null while none is. */
  let early: Request[] | null = null;
  let starting: Promise<void> = Promise.resolve();

  function begin(): void {
    early = [];
    starting = start();
  }

  async function start(): Promise<void> {
    restart = null;
    const beganMs = performance.now();
    let failure: unknown = "it ended without a word";
    const fail = (): void => {
      worker = null;
      if (stopped) return;
      const reason = failure instanceof Error ? failure.message : String(failure);
      if (performance.now() - beganMs > restartMsMax) restartMs = restartMsMin;
      onFailed(reason, restartMs);
      restart = setTimeout(begin, restartMs);
      restart.unref();
      restartMs = Math.min(restartMsMax, restartMs * 2);
    };
    const memory = gateMemory();
    gate = new ThreadGate(memory);
    let own: Worker;
    try {
      const spawned = spawn(memory);
      own = spawned instanceof Promise ? await spawned : spawned;
    } catch (error) {
      failure = error;
      early = null;
      fail();
      return;
    }
    worker = own;
    for (const request of early ?? []) own.postMessage(request);
    early = null;
    const ownGate = gate;
    let silence: NodeJS.Timeout;
    const listen = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        failure = `no word from it for ${silenceMs / 60_000} minutes`;
        void end(own, ownGate);
      }, silenceMs);
      silence.unref();
    };
    listen();
    own.on("message", (answer: Answer) => {
      listen();
      if (!stopped) during("campaigns", () => onAnswer(answer, (request) => own.postMessage(request)));
    });
    own.on("error", (error) => {
      failure = error;
    });
    own.on("exit", () => {
      clearTimeout(silence);
      fail();
    });
  }

  begin();
  return {
    post: (request) => {
      if (early !== null) early.push(request);
      else worker?.postMessage(request);
    },
    stop: async () => {
      stopped = true;
      if (restart !== null) clearTimeout(restart);
      await starting;
      if (worker !== null) await end(worker, gate);
    },
  };
}

/** Ends a thread where it can be ended without harm to the process. */
async function end(worker: Worker, gate: ThreadGate): Promise<void> {
  worker.ref(); // waiting for a gate does not keep a process alive
  await gate.close();
  await worker.terminate();
}
