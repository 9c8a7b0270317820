import type { Scheduler } from "../ports/scheduler.ts";
import type { TwinConnection } from "../store/asynchronous-twin.fixture.ts";
import type { OnlineEngine } from "./online.ts";
import { type RestoreOptions, restoreEngine } from "./restore-engine.ts";
import { SYSTEM_SCHEDULER } from "./system-scheduler.ts";

/** Waits are so many times shorter: what tries again after a second does so after some milliseconds. */
const HURRY = 200;

const HURRIED: Scheduler = {
  nowMs: SYSTEM_SCHEDULER.nowMs,
  every: (ms, work) => SYSTEM_SCHEDULER.every(ms / HURRY, work),
  after: (ms, signal) => SYSTEM_SCHEDULER.after(ms / HURRY, signal),
};

/** An engine over what a process holds of the asynchronous twin, with timers that hurry. */
export function openOverTwin(
  { log, records, snapshots }: TwinConnection,
  options: RestoreOptions,
): Promise<OnlineEngine> {
  return restoreEngine(
    { log, records, snapshots, ledger: null, diskTrouble: async () => null, release: async () => {} },
    { scheduler: HURRIED, ...options },
  );
}
