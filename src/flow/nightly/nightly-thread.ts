import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { RememberedCampaign } from "../../detect/campaign-registry.ts";
import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { NightlyPolicy } from "../../nouns/policy.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import { keepThread } from "../kept-thread.ts";
import { KNOWN_MEMBERS_MAX, RESTART_MS_MAX, RESTART_MS_MIN } from "../near-line/detector-limits.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { NightlyHealth } from "../reviewed-campaigns.ts";
import type { GateMemory } from "../thread-gate.ts";
import {
  NIGHT_HEAP_MB,
  NIGHT_HEAP_MB_PER_MILLION_ACTS,
  NIGHT_KNOWN_MS,
  NIGHT_SILENCE_MS_MAX,
} from "./nightly-limits.ts";
import type { NightlyAnswer, NightlyRequest, NightlyStart } from "./nightly-messages.ts";
import type { HeldCampaign, NightlyReport } from "./nightly-turn.ts";

export interface NightlySettings {
  /** The engine's stores: the log is read, and the acts of the weeks are kept beside it. */
  readonly store: StoreDescription;
  /** Where the engine puts the latest events; absent: all are read from the log. */
  readonly recent?: RecentMemory | null;
  readonly policy: NightlyPolicy;
  /** Values that are no identity. */
  readonly placeholders: PlaceholderList;
  /** Between two glances at the end of the log, ms of wall clock. */
  readonly everyMs: number;
  /** What was found before, the latest first; asked for at each night. */
  readonly known: () => Promise<AsyncIterable<RememberedCampaign>>;
  /** Called as the thread begins, with what the latest night showed. */
  readonly onHeld: (held: readonly HeldCampaign[]) => void | Promise<void>;
  /** Called with what a night found; resolves when it is kept. */
  readonly onReport: (report: NightlyReport) => Promise<void>;
  readonly onHealth: (health: NightlyHealth) => void | Promise<void>;
  /** Told of what went wrong without harm to the engine. */
  readonly onWarning: (message: string) => void;
}

/** The nightly thread as the engine holds it. */
export interface NightlyThread {
  /** Ends the thread; no report comes after. */
  stop(): Promise<void>;
}

const UNKNOWN: NightlyHealth = {
  state: "starting",
  reason: "",
  position: 0,
  acts: 0,
  evicted: 0,
  bytes: 0,
  last: null,
  nextMs: 0,
};

/**
 * Starts the thread that looks over weeks of the log, night by night, and keeps it going: when it fails, its health says why and another is started a while later,
 * from where the last night ended. Returns at once. Nothing that happens in the thread reaches the engine but by what is called back.
 */
export function startNightlyBatch(settings: NightlySettings): NightlyThread {
  const { onHeld, onReport, onHealth, onWarning } = settings;
  let health = UNKNOWN;

  async function take(answer: NightlyAnswer, reply: (request: NightlyRequest) => void): Promise<void> {
    switch (answer.kind) {
      case "held":
        await onHeld(answer.held);
        break;
      case "health":
        health = answer.health;
        await onHealth(health);
        break;
      case "warning":
        onWarning(answer.message);
        break;
      case "ask":
        await tellKnown(await settings.known(), reply);
        break;
      case "report":
        await onReport(answer.report);
        reply({ kind: "taken" });
        break;
    }
  }

  return keepThread<NightlyRequest, NightlyAnswer>({
    spawn: (gate) => spawn(settings, gate),
    silenceMs: NIGHT_SILENCE_MS_MAX,
    restartMsMin: RESTART_MS_MIN,
    restartMsMax: RESTART_MS_MAX,
    onAnswer: (answer, reply) => {
      // A mistake in what listens must not take the nights down for good, nor pass unseen: the thread fails by it, and is started anew.
      take(answer, reply).catch((error: unknown) => reply({ kind: "failed", reason: String(error) }));
    },
    onFailed: (reason, againMs) => {
      onWarning(
        `the nightly look for campaigns failed, it is started anew in ${againMs / 1000} s: ${reason}`,
      );
      health = { ...health, state: "failed", reason };
      void onHealth(health);
    },
  });
}

function spawn(
  { store, recent = null, policy, placeholders, everyMs }: NightlySettings,
  gate: GateMemory,
): Worker {
  const workerData: NightlyStart = { gate, store, recent, policy, placeholders, everyMs };
  // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const heapMb = NIGHT_HEAP_MB + (NIGHT_HEAP_MB_PER_MILLION_ACTS * policy.actsMax) / 1e6;
  const worker = new Worker(new URL(`./nightly.worker.${extension}`, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(heapMb) },
  });
  worker.unref();
  return worker;
}

/** Known campaigns up to the limit of members, in parts, with the event loop free between. */
async function tellKnown(
  known: AsyncIterable<RememberedCampaign>,
  reply: (request: NightlyRequest) => void,
): Promise<void> {
  let part: RememberedCampaign[] = [];
  let size = 0;
  let until = performance.now() + NIGHT_KNOWN_MS;
  for await (const { id, toMs, seenAtMs, live, lifecycle, members } of known) {
    size += members.length;
    if (size > KNOWN_MEMBERS_MAX) break;
    const plain = members.map(({ key, probability }) => ({ key, probability }));
    part.push({ id, toMs, seenAtMs, live, lifecycle, members: plain });
    if (performance.now() < until) continue;
    reply({ kind: "known", campaigns: part, last: false });
    part = [];
    await nextTurn();
    until = performance.now() + NIGHT_KNOWN_MS;
  }
  reply({ kind: "known", campaigns: part, last: true });
}
