/** The watching thread: reads the event log beside the engine and looks for campaigns in it. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { followLog } from "../../compose/follow-log.ts";
import { createPoolMemory } from "../../detect/pools/pool-memory.ts";
import type { DetectionReport } from "../reviewed-campaigns.ts";
import { readThrough, ThreadGate } from "../thread-gate.ts";
import { lowerPriority } from "../thread-priority.ts";
import { WAITING_MAX } from "./detector-limits.ts";
import type { DetectorAnswer, DetectorRequest, DetectorStart } from "./detector-messages.ts";
import { DetectorTurn } from "./detector-turn.ts";

/** How often the end of the log is looked up: one short query. */
const POLL_MS = 1_000;
/** Of 0 to 19: a tenth of a processor where the engine wants all of it, as much as there is where it does not. */
const NICENESS = 10;

const port = parentPort;
if (port === null) throw new Error("this file runs as a worker thread only");
const { gate, store, recent, policy, placeholders, known } = workerData as DetectorStart;

lowerPriority(NICENESS);
const turn = new DetectorTurn({
  reader: readThrough(new ThreadGate(gate), () => followLog(store)),
  recent,
  policy,
  placeholders,
  known,
  pools: createPoolMemory(),
  nowMs: Date.now,
  stopwatchMs: () => performance.now(),
});
let wake: () => void = () => {};
let nudged = false;

port.on("message", (request: DetectorRequest) => {
  switch (request.kind) {
    case "learn":
      turn.detector.learn(request.id, request.members, request.atMs);
      break;
    case "forget":
      turn.detector.forget(request.id);
      break;
    case "remember":
      turn.detector.restore(request.campaigns);
      break;
    case "nudge":
      nudged = true;
      wake();
      break;
  }
});

post(turn.progress());
for (;;) {
  const beganMs = performance.now();
  nudged = false;
  while (turn.behind() > 0) {
    for (const report of turn.read()) post(report);
    await nextTurn();
    // A stream that comes faster than it is read must be looked at all the same.
    if (performance.now() - beganMs < policy.everyMs) continue;
    if (turn.caughtUp) break;
    post(turn.progress());
  }
  post(turn.pass());
  while (!nudged && performance.now() - beganMs < policy.everyMs && turn.behind() < WAITING_MAX) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(POLL_MS, policy.everyMs));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    // A known pool's order is told as its members come, not when the next look is due.
    if (!nudged) for (const report of turn.poll()) post(report);
  }
}

function post(report: DetectionReport): void {
  const buffers = report.found.flatMap(({ campaign }) => [campaign.events.buffer, campaign.visits.buffer]);
  port?.postMessage({ report } satisfies DetectorAnswer, buffers as ArrayBuffer[]);
}
