import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import type { Scheduler } from "../ports/scheduler.ts";

/** The machine's own timers. */
export const SYSTEM_SCHEDULER: Scheduler = {
  nowMs: () => performance.now(),
  every(ms, work) {
    const timer = setInterval(work, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  after: (ms, signal) =>
    setTimeoutPromise(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
};
