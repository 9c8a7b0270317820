import { Worker } from "node:worker_threads";
import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import { keepThread } from "../kept-thread.ts";
import { RESTART_MS_MAX, RESTART_MS_MIN } from "../near-line/detector-limits.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { GateMemory } from "../thread-gate.ts";
import { LINK_HEAP_MB_MAX, LINK_SILENCE_MS_MAX } from "./link-limits.ts";
import type { LinkAnswer, LinkStart } from "./link-messages.ts";
import type { PayeeLinks } from "./payee-links.ts";

export interface LinkDetectorSettings {
  /** The engine's stores: the log is read, and nothing written. */
  readonly store: StoreDescription;
  /** Where the engine puts the latest events; absent: all are read from the log. */
  readonly recent?: RecentMemory | null;
  readonly placeholders: PlaceholderList;
  /** Between two looks at the least, ms of wall clock. */
  readonly everyMs: number;
  /** Payees that are the platform's own promotion. */
  readonly official: readonly string[];
  /** Where what is told goes. */
  readonly links: PayeeLinks;
  readonly onWarning: (message: string) => void;
}

/**
 * Starts the thread of the link test and keeps it going: when it fails, its health says why, what was told stands, and another is started a while later. Returns at once; nothing that happens in the thread reaches
 * the engine otherwise.
 */
export function startLinkDetector(settings: LinkDetectorSettings): { readonly stop: () => Promise<void> } {
  const { links, onWarning } = settings;
  const thread = keepThread<never, LinkAnswer>({
    spawn: (gate) => spawn(settings, gate),
    silenceMs: LINK_SILENCE_MS_MAX,
    restartMsMin: RESTART_MS_MIN,
    restartMsMax: RESTART_MS_MAX,
    onAnswer: ({ health, payees }) => links.take(health, payees),
    onFailed: (reason, againMs) => {
      onWarning(`the link test failed, it is started anew in ${againMs / 1000} s: ${reason}`);
      links.fail(reason);
    },
  });
  return { stop: () => thread.stop() };
}

function spawn(
  { store, recent = null, placeholders, everyMs, official }: LinkDetectorSettings,
  gate: GateMemory,
): Worker {
  const workerData: LinkStart = { gate, store, recent, placeholders, everyMs, official };
  // Type stripping in development, plain JavaScript once built: the worker lies beside this file either way.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./links.worker.${extension}`, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: LINK_HEAP_MB_MAX },
  });
  worker.unref();
  return worker;
}
