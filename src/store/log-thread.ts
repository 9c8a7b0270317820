import type { StreamBounds } from "../ports/log-follower.ts";
import { type AskedThread, startAskedThread } from "./asked-thread.ts";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./log-worker-messages.ts";

/** The writing thread of the log as the main thread sees it. */
export interface LogThread extends Omit<AskedThread<WorkerRequest, WorkerReply>, "opened"> {
  /** Bounds of the streams once the file is open; rejects when it cannot be opened. */
  readonly opened: Promise<readonly StreamBounds[]>;
}

/** Starts the writing thread; it keeps the process alive from `hold` to `release` only. */
export function startLogThread(settings: WorkerSettings): LogThread {
  const thread = startAskedThread<WorkerRequest, WorkerReply>("event-log", settings);
  return {
    ...thread,
    opened: thread.opened.then((reply) => {
      if (reply.kind !== "opened") throw new Error(`the writing thread began with \`${reply.kind}\``);
      thread.release();
      return reply.bounds;
    }),
  };
}
