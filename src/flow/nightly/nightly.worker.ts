/** The nightly thread: reads the event log beside the engine, and looks for campaigns over weeks of it. */
import { setTimeout as after, setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { followLog } from "../../compose/follow-log.ts";
import { openNightlySnapshots } from "../../compose/open-nightly-snapshots.ts";
import type { RememberedCampaign } from "../../detect/campaign-registry.ts";
import { readThrough, ThreadGate } from "../thread-gate.ts";
import { lowerPriority } from "../thread-priority.ts";
import type { NightlyAnswer, NightlyRequest, NightlyStart } from "./nightly-messages.ts";
import { type NightlyReport, NightlyTurn } from "./nightly-turn.ts";

/** Of 0 to 19: what nobody else wants. Weeks can wait, the near-line detector over the latest days cannot. */
const NICENESS = 19;

const port = parentPort;
if (port === null) throw new Error("this file runs as a worker thread only");
const { gate, store, recent, policy, placeholders, everyMs } = workerData as NightlyStart;

lowerPriority(NICENESS);
/** What is waited for; one thing at a time. */
let waiting: { resolve: () => void; reject: (error: Error) => void } | null = null;
let known: RememberedCampaign[] = [];

port.on("message", (request: NightlyRequest) => {
  switch (request.kind) {
    case "known":
      for (const campaign of request.campaigns) known.push(campaign);
      if (request.last) waiting?.resolve();
      break;
    case "taken":
      waiting?.resolve();
      break;
    case "failed":
      waiting?.reject(new Error(request.reason));
      break;
  }
});

const onWarning = (message: string): void => say({ kind: "warning", message });
const turn = await NightlyTurn.open({
  reader: readThrough(new ThreadGate(gate), () => followLog(store)),
  recent,
  policy,
  placeholders,
  snapshots: openNightlySnapshots(store, onWarning),
  known: async () => {
    known = [];
    await ask({ kind: "ask" });
    const campaigns = known;
    known = [];
    return campaigns;
  },
  report: (report) => ask({ kind: "report", report }, buffersOf(report)),
  onHealth: (health) => say({ kind: "health", health }),
  onWarning,
  everyMs,
  pause: (ms) => (ms < 1 ? nextTurn() : after(ms)),
  stopwatchMs: () => performance.now(),
});
say({ kind: "held", held: turn.held });
say({ kind: "health", health: turn.health() });
for (;;) await turn.night();

function say(answer: NightlyAnswer, buffers: ArrayBuffer[] = []): void {
  port?.postMessage(answer, buffers);
}

function ask(answer: NightlyAnswer, buffers: ArrayBuffer[] = []): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting = { resolve, reject };
    say(answer, buffers);
  });
}

function buffersOf({ found }: NightlyReport): ArrayBuffer[] {
  return found.flatMap(({ campaign }) => [campaign.events.buffer, campaign.visits.buffer]) as ArrayBuffer[];
}
