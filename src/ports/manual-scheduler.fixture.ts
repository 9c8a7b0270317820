import { setImmediate as nextTurn } from "node:timers/promises";
import type { Scheduler } from "./scheduler.ts";

/** Turns of the event loop that follow each moment: what a timer set off gets as far as it can without more time. */
const TURNS = 20;

export interface ManualScheduler extends Scheduler {
  /** Moves time on, moment by moment, each followed by some turns of the event loop. */
  advance(ms: number): Promise<void>;
}

/** A scheduler whose time stands until it is moved. Works due at the same moment are done in the order in which they were asked for. */
export function createManualScheduler(): ManualScheduler {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly work: () => void }[] = [];
  const later = (atMs: number, work: () => void): void => void waiting.push({ atMs, work });

  return {
    nowMs: () => nowMs,
    every(ms, work) {
      let ended = false;
      const again = (): void => {
        if (ended) return;
        later(nowMs + ms, again);
        work();
      };
      later(nowMs + ms, again);
      return () => {
        ended = true;
      };
    },
    after: (ms, signal) =>
      new Promise((resolve) => {
        later(nowMs + ms, resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        for (let turn = 0; turn < TURNS; turn++) await nextTurn();
        const dueMs = Math.min(...waiting.map(({ atMs }) => atMs));
        if (dueMs > endMs) break;
        nowMs = dueMs;
        const due = waiting.filter(({ atMs }) => atMs === dueMs);
        waiting = waiting.filter(({ atMs }) => atMs !== dueMs);
        for (const { work } of due) work();
      }
      nowMs = endMs;
    },
  };
}
