import { EventEmitter } from "node:events";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepThread } from "./kept-thread.ts";

/** A thread that does nothing by itself. */
class StillWorker extends EventEmitter {
  readonly got: unknown[] = [];
  postMessage(request: unknown): void {
    this.got.push(request);
  }
  ref(): void {}
  terminate(): Promise<number> {
    this.emit("exit", 1);
    return Promise.resolve(1);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function keep(spawns: readonly ("runs" | "throws")[] = []) {
  const workers: StillWorker[] = [];
  const failed: [string, number][] = [];
  const answers: unknown[] = [];
  let spawned = 0;
  const thread = keepThread<string, string>({
    spawn: () => {
      if (spawns[spawned++] === "throws") throw new Error("no memory");
      workers.push(new StillWorker());
      return workers.at(-1) as unknown as Worker;
    },
    silenceMs: 60_000,
    restartMsMin: 1_000,
    restartMsMax: 4_000,
    onAnswer: (answer, reply) => {
      answers.push(answer);
      reply(`to ${answer}`);
    },
    onFailed: (reason, againMs) => failed.push([reason, againMs]),
  });
  return { thread, workers, failed, answers };
}

describe("keepThread", () => {
  it("starts another after a failure, waiting twice as long each time, up to the longest", () => {
    const { workers, failed } = keep();
    for (const waitMs of [1_000, 2_000, 4_000, 4_000]) {
      workers.at(-1)!.emit("error", new Error("out of memory"));
      workers.at(-1)!.emit("exit", 1);
      const count = workers.length;
      vi.advanceTimersByTime(waitMs - 1);
      expect(workers).toHaveLength(count);
      vi.advanceTimersByTime(1);
      expect(workers).toHaveLength(count + 1);
    }
    expect(failed.map(([, againMs]) => againMs)).toEqual([1_000, 2_000, 4_000, 4_000]);
    expect(failed[0]![0]).toBe("out of memory");
  });

  it("begins with the least wait again after a thread that ran for the longest", () => {
    const { workers, failed } = keep();
    workers[0]!.emit("exit", 0);
    vi.advanceTimersByTime(1_000 + 4_001);
    workers[1]!.emit("exit", 0);
    expect(failed).toEqual([
      ["it ended without a word", 1_000],
      ["it ended without a word", 1_000],
    ]);
  });

  it("tries again when none could be started", () => {
    const { workers, failed } = keep(["throws", "runs"]);
    expect(failed).toEqual([["no memory", 1_000]]);
    vi.advanceTimersByTime(1_000);
    expect(workers).toHaveLength(1);
  });

  it("ends a thread that says nothing for too long, and not before", async () => {
    const { workers, failed } = keep();
    vi.advanceTimersByTime(59_999);
    workers[0]!.emit("message", "alive");
    vi.advanceTimersByTime(59_999);
    expect(failed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(failed).toEqual([["no word from it for 1 minutes", 1_000]]);
  });

  it("replies to the thread that asked, and posts to the one that runs", () => {
    const { thread, workers, answers } = keep();
    thread.post("one");
    workers[0]!.emit("exit", 1);
    thread.post("lost");
    vi.advanceTimersByTime(1_000);
    workers[0]!.emit("message", "late");
    thread.post("two");
    expect(workers.map(({ got }) => got)).toEqual([["one", "to late"], ["two"]]);
    expect(answers).toEqual(["late"]);
  });

  it("calls nothing back once it is stopped", async () => {
    const { thread, workers, failed, answers } = keep();
    const [worker] = workers;
    await thread.stop();
    worker!.emit("message", "late");
    vi.advanceTimersByTime(100_000);
    expect([failed, answers, workers.length]).toEqual([[], [], 1]);
    const waiting = keep(["throws"]);
    await waiting.thread.stop();
    vi.advanceTimersByTime(100_000);
    expect(waiting.workers).toEqual([]);
  });
});
