/** The thread of the link test: reads the event log beside the engine, and tells what payments were followed by. */
import { setTimeout as after, setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { followLog } from "../../compose/follow-log.ts";
import type { LinkHealth } from "../../nouns/payee-link-report.ts";
import { LogFeed } from "../near-line/detector-feed.ts";
import { readThrough, ThreadGate } from "../thread-gate.ts";
import { lowerPriority } from "../thread-priority.ts";
import { LinkFinder } from "./link-finder.ts";
import { LINK_DUTY_MAX, LINK_EVENTS_MAX, LINK_PAYEES_TOLD_MAX, LINK_SPAN_MS } from "./link-limits.ts";
import type { LinkAnswer, LinkStart } from "./link-messages.ts";

/** Of 0 to 19: behind the near-line detector for campaigns. */
const NICENESS = 15;

const port = parentPort;
if (port === null) throw new Error("this file runs as a worker thread only");
const { gate, store, recent, placeholders, everyMs, official } = workerData as LinkStart;

lowerPriority(NICENESS);
const reader = readThrough(new ThreadGate(gate), () => followLog(store));
const feed = new LogFeed(reader, LINK_SPAN_MS, LINK_EVENTS_MAX, placeholders, recent);
const finder = new LinkFinder(official);
let lookedAt: string | null = null;
let paid = 0;
let caughtUp = false;

tell(null);
for (;;) {
  const before = feed.position;
  for (let turns = 0; behind() > 0; turns++) {
    feed.read(feed.bounds().end, (row) => finder.add(row));
    await nextTurn();
    if (turns % 100 === 99) tell(null);
  }
  caughtUp = true;
  const { payments } = finder.health();
  // Without a payment there is nothing to tell; with the first, windows close as events go on.
  if (payments > 0 && (feed.position > before || payments > paid)) {
    paid = payments;
    const beganMs = performance.now();
    const payees = finder.look().slice(0, LINK_PAYEES_TOLD_MAX);
    const tookMs = performance.now() - beganMs;
    lookedAt = new Date().toISOString();
    tell(payees);
    await after(Math.max(everyMs, tookMs * (1 / LINK_DUTY_MAX - 1)));
  } else {
    tell(null);
    await after(everyMs);
  }
}

function behind(): number {
  return Math.max(0, feed.bounds().end - feed.position);
}

function tell(payees: LinkAnswer["payees"]): void {
  const { payments, payees: known, waiting, bytes } = finder.health();
  const health: LinkHealth = {
    state: caughtUp ? "watching" : "starting",
    reason: "",
    position: feed.position,
    behind: behind(),
    payments,
    payees: known,
    waiting,
    bytes,
    looked_at: lookedAt,
  };
  port?.postMessage({ health, payees } satisfies LinkAnswer);
}
