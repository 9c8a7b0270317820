/** Run with a number: keeps that many threads, one after another, each busy with native work, and ends each after a moment. */
import { setTimeout as after } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { keepThread } from "./kept-thread.ts";

const threads = Number(process.argv[2]);
for (let i = 0; i < threads; i++) {
  let begun: () => void = () => {};
  const busy = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const thread = keepThread<never, string>({
    spawn: (gate) => {
      const worker = new Worker(new URL("./busy-thread.fixture.ts", import.meta.url), { workerData: gate });
      worker.unref();
      return worker;
    },
    silenceMs: 60_000,
    restartMsMin: 60_000,
    restartMsMax: 60_000,
    onAnswer: () => begun(),
    onFailed: (reason) => {
      throw new Error(reason);
    },
  });
  const patience = setTimeout(() => {}, 60_000);
  await busy;
  clearTimeout(patience);
  await after((i % 10) / 10);
  await thread.stop();
}
process.stdout.write(`ended ${threads}\n`);
