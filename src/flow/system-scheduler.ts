import type { Scheduler } from "../ports/scheduler.ts";

/** The machine's own timers. */
export const SYSTEM_SCHEDULER: Scheduler = {
  nowMs: () => performance.now(),
  every(ms, work) {
    const timer = setInterval(work, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  after: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
