import { Worker } from "node:worker_threads";
import { keepThread } from "../kept-thread.ts";
import type { DetectionHealth } from "../reviewed-campaigns.ts";
import type { GateMemory } from "../thread-gate.ts";
import {
  HEAP_MB_MAX,
  KNOWN_MEMBERS_MAX,
  RESTART_MS_MAX,
  RESTART_MS_MIN,
  SILENCE_MS_MAX,
} from "./detector-limits.ts";
import type { DetectorAnswer, DetectorRequest, DetectorStart } from "./detector-messages.ts";
import type { DetectorSettings, DetectorThread, KnownCampaign } from "./detector-settings.ts";
import { DETECTION_WINDOWS_MS } from "./near-line-schedule.ts";

/**
 * Starts the thread that follows the event log for campaigns, and keeps it going: when it fails, its health says why and another is started a while
 * later. Resolves at once; reports come as they come. Nothing that happens in the thread reaches the engine but by `onReport` and `onWarning`.
 */
export async function startNearLineDetector(settings: DetectorSettings): Promise<DetectorThread> {
  const { onReport, onWarning, clock } = settings;
  let health: DetectionHealth = unknownHealth();
  let position = 0;
  let newestMs = 0;

  function take({ report }: DetectorAnswer): void {
    ({ health, position, newestMs } = report);
    health = onReceiversClock(health, clock() - Date.now());
    tell(() => onReport({ ...report, health }));
  }

  /** A mistake in what listens must not take the near-line detector down, nor pass unseen. */
  function tell(report: () => void | Promise<void>): void {
    void (async () => report())().catch((error: unknown) => {
      onWarning(`a report of campaigns was not taken in: ${error}`);
    });
  }

  const thread = keepThread<DetectorRequest, DetectorAnswer>({
    spawn: (gate) => spawn(settings, gate),
    silenceMs: SILENCE_MS_MAX,
    restartMsMin: RESTART_MS_MIN,
    restartMsMax: RESTART_MS_MAX,
    onAnswer: take,
    onFailed: (reason, againMs) => {
      onWarning(
        `near-line detection of campaigns failed, it is started anew in ${againMs / 1000} s: ${reason}`,
      );
      health = { ...health, state: "failed", reason };
      tell(() => onReport({ position, newestMs, found: [], ended: [], health }));
    },
  });
  // A thread that fails has missed what was asked of it; the next learns it from what is known.
  return {
    learn: ({ id, members, atMs }) => thread.post({ kind: "learn", id, members: plain(members), atMs }),
    forget: (id) => thread.post({ kind: "forget", id }),
    remember: (campaigns) => thread.post({ kind: "remember", campaigns: withinLimit(campaigns) }),
    nudge: () => thread.post({ kind: "nudge" }),
    stop: () => thread.stop(),
  };
}

async function spawn(
  { store, recent = null, policy, placeholders, known }: DetectorSettings,
  gate: GateMemory,
): Promise<Worker> {
  const told = await upToLimit(known());
  const workerData: DetectorStart = { gate, store, recent, policy, placeholders, known: told };
  // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./detector.worker.${extension}`, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
  });
  worker.unref();
  return worker;
}

/** Known campaigns as they are handed to a thread, up to its limit of members. */
async function upToLimit(known: AsyncIterable<KnownCampaign>): Promise<readonly KnownCampaign[]> {
  const taken: KnownCampaign[] = [];
  let size = 0;
  for await (const campaign of known) {
    size += campaign.members.length;
    if (size > KNOWN_MEMBERS_MAX) break;
    taken.push(told(campaign));
  }
  return taken;
}

function withinLimit(known: readonly KnownCampaign[]): readonly KnownCampaign[] {
  let size = 0;
  const over = known.findIndex(({ members }) => {
    size += members.length;
    return size > KNOWN_MEMBERS_MAX;
  });
  return known.slice(0, over < 0 ? known.length : over).map(told);
}

function told({ id, toMs, seenAtMs, live, confirmed, members, lifecycle }: KnownCampaign): KnownCampaign {
  return { id, toMs, seenAtMs, live, confirmed, lifecycle, members: plain(members) };
}

/** Without whatever else a caller's members carry. */
function plain(members: KnownCampaign["members"]): KnownCampaign["members"] {
  return members.map(({ key, probability }) => ({ key, probability }));
}

function onReceiversClock(health: DetectionHealth, aheadMs: number): DetectionHealth {
  const shift = (ms: number): number => (ms === 0 ? 0 : ms + aheadMs);
  return {
    ...health,
    lastPassAtMs: shift(health.lastPassAtMs),
    windows: health.windows.map((window) => ({ ...window, lastPassAtMs: shift(window.lastPassAtMs) })),
  };
}

function unknownHealth(): DetectionHealth {
  return {
    state: "starting",
    reason: "",
    position: 0,
    behind: 0,
    lastPassAtMs: 0,
    windows: DETECTION_WINDOWS_MS.map((windowMs) => ({ windowMs, events: 0, tookMs: 0, lastPassAtMs: 0 })),
    evicted: 0,
    bytes: 0,
  };
}
