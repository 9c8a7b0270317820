import { type OpenStores, openEngineStores } from "../compose/open-engine-stores.ts";
import { createTurns } from "../kernels/time/in-turn.ts";
import type { Witness } from "../ledger/witness-list.ts";
import type { CampaignStatus } from "../nouns/campaign-record.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { StoreDescription } from "../ports/store-description.ts";
import { ReportMerger } from "./campaigns/report-merger.ts";
import { startLinkDetector } from "./links/link-detector.ts";
import { startNearLineDetector } from "./near-line/detector-thread.ts";
import { startNightlyBatch } from "./nightly/nightly-thread.ts";
import type { OnlineEngine } from "./online.ts";
import { candidateThreads } from "./policies/candidate-thread.ts";
import { createRecentEvents, type RecentMemory } from "./recent/recent-events.ts";
import { type EngineStores, type RestoreOptions, restoreEngine } from "./restore-engine.ts";
import { noteRecords, positionNoted, storesDisagree } from "./store-agreement.ts";
import { SYSTEM_SCHEDULER } from "./system-scheduler.ts";

/** Between two tries to read a pool that the near-line detector is to be told of, ms. */
const TELL_AGAIN_MS = 1_000;

export interface OpenOptions extends RestoreOptions {
  /** Look for campaigns in the log, near-line and night by night, in threads of their own. Default false: what only loads or replays needs none. */
  readonly detection?: boolean;
  /** Witnesses that are asked to cosign the ledger's checkpoints; the only addresses that an engine calls by itself. Default: none. */
  readonly witnesses?: readonly Witness[];
  /** Payees that are the platform's own promotion, by id: the link test does not judge them. Default none. */
  readonly officialPayees?: readonly string[];
}

/**
 * Opens an engine's stores, a data folder by its path or whatever is described, creating them when absent, and brings the engine to
 * where it stood (see `restoreEngine`). Rejects with `folder_in_use`, `cannot_write`, `storage_failed` or `storage_damaged`.
 */
export async function openEngine(
  place: string | StoreDescription,
  options: OpenOptions,
): Promise<OnlineEngine> {
  const store: StoreDescription = typeof place === "string" ? { kind: "folder", path: place } : place;
  const onWarning = options.onWarning ?? (() => {});
  const opened = await openEngineStores(store, onWarning);
  let threads: DetectionThreads | null = null;
  try {
    const { log } = opened;
    refuseWithoutRecords(opened);
    const records = opened.openRecords();
    // An old ledger that was just brought over is copied into the log before anything of it is signed.
    // Where the two do not belong together, restoring says so; nothing is signed.
    const together = (await storesDisagree(log, records)) === null;
    if (together) await noteRecords(log, records);
    const ledger = together ? await opened.openLedger(options.witnesses ?? []) : null;
    const recent = options.detection === true ? createRecentEvents() : null;
    const stores: EngineStores = {
      log,
      recent,
      records,
      ledger,
      snapshots: opened.snapshots,
      diskTrouble: opened.diskTrouble,
      spawnCandidate: candidateThreads(store),
      release: async () => {
        await threads?.stop();
        await opened.close();
      },
    };
    const engine = await restoreEngine(stores, options);
    if (recent !== null) threads = await startDetection(engine, store, recent.memory, options);
    return engine;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** A log that knows of records beside it, and none there: new ones would say that nothing was ever reviewed or erased. */
function refuseWithoutRecords({ log, recordsAt, recordsFound }: OpenStores): void {
  const noted = positionNoted(log);
  if (noted === null || recordsFound) return;
  const entries = (noted.ledger?.sequence ?? -1) + 1;
  throw new TouchstoneError(
    "storage_damaged",
    `\`${recordsAt}\` is missing: counts, campaigns and a ledger of \`${entries}\` entries (reviews, corrections, erasures). Put it back, or restore the folder whole from a backup; \`touchstone doctor DATA --repair\` makes what it can from the log`,
  );
}

interface DetectionThreads {
  stop(): Promise<void>;
}

/** The threads that follow the log, and the reviews of campaigns they report to: each tells the others what they must know. */
async function startDetection(
  { campaigns, links }: OnlineEngine,
  store: StoreDescription,
  recent: RecentMemory,
  options: OpenOptions,
): Promise<DetectionThreads> {
  const { placeholders, campaigns: detection } = options.policy;
  const { nearLine: policy, nightly } = detection;
  const { onWarning = () => {}, scheduler = SYSTEM_SCHEDULER } = options;
  const reports = new ReportMerger(
    { reviews: campaigns, remember: (found) => nearLine.remember(found) },
    nightly !== null,
  );
  const nearLine = await startNearLineDetector({
    store,
    recent,
    policy,
    placeholders,
    known: () => campaigns.known(),
    clock: options.clock ?? Date.now,
    onReport: (report) => reports.nearLine(report),
    onWarning,
  });
  const ending = new AbortController();
  const inTurn = createTurns();
  campaigns.onDecided((id, status) => {
    void inTurn(() => tell(id, status));
  });
  /** A pool that cannot be read now is read later: what is decided after it waits. */
  async function tell(id: string, status: CampaignStatus): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        if (status !== "confirmed") nearLine.forget(id);
        else nearLine.learn({ id, ...(await campaigns.pool(id)) });
        return;
      } catch (error) {
        if (!(error instanceof TouchstoneError)) throw error;
        onWarning(`near-line detection waits to be told of campaign \`${id}\`: ${error.message}`);
        await scheduler.after(TELL_AGAIN_MS, ending.signal);
      }
    }
  }
  const linked = startLinkDetector({
    store,
    recent,
    placeholders,
    everyMs: policy.everyMs,
    official: options.officialPayees ?? [],
    links,
    onWarning,
  });
  const stop = async (...more: readonly DetectionThreads[]): Promise<void> => {
    ending.abort();
    await Promise.all([nearLine, linked, ...more].map((one) => one.stop()));
  };
  if (nightly === null) return { stop };
  const nights = startNightlyBatch({
    store,
    recent,
    policy: nightly,
    placeholders,
    everyMs: policy.everyMs,
    known: async () => {
      await reports.settled();
      return campaigns.known();
    },
    onHeld: (held) => reports.held(held),
    onReport: (report) => reports.night(report),
    onHealth: (health) => reports.nightlyHealth(health),
    onWarning,
  });
  return { stop: () => stop(nights) };
}
