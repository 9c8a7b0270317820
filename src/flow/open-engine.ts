import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { CampaignStatus } from "../nouns/campaign-record.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { lockFolder } from "../store/folder-lock.ts";
import { openSnapshots } from "../store/snapshot.ts";
import { openEventLog } from "../store/sqlite-event-log.ts";
import { openRecords } from "../store/sqlite-records.ts";
import type { OnlineEngine } from "./online.ts";
import { type EngineStores, type RestoreOptions, restoreEngine } from "./restore-engine.ts";
import { startCampaignWatch } from "./watch.ts";
import type { CampaignWatchThread } from "./watch-settings.ts";

export interface OpenOptions extends RestoreOptions {
  /** Watch the log for campaigns, in a thread of its own. Default false: what only loads or replays needs none. */
  readonly watch?: boolean;
}

/**
 * Opens a data folder, creating it when absent, and brings the engine to where it stood (see `restoreEngine`). Rejects with
 * `folder_in_use`, `cannot_write`, `storage_failed` or `storage_damaged`.
 */
export async function openEngine(folder: string, options: OpenOptions): Promise<OnlineEngine> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new TouchstoneError("cannot_write", `data folder \`${folder}\``, { cause: error });
  }
  const lock = lockFolder(folder);
  const onWarning = options.onWarning ?? (() => {});
  let watch: CampaignWatchThread | null = null;
  try {
    const log = await openEventLog(folder);
    const records = openRecords(join(folder, "records.sqlite"));
    const snapshots = openSnapshots(join(folder, "snapshots"), {
      onIgnored: ({ file, reason }) => onWarning(`snapshot \`${file}\` was passed over: ${reason}`),
    });
    const stores: EngineStores = {
      log,
      records,
      snapshots,
      release: async () => {
        await watch?.stop();
        await log.close();
        records.close();
        lock.release();
      },
    };
    const engine = await restoreEngine(stores, options);
    if (options.watch === true) watch = await watchOver(engine, folder, options);
    return engine;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The thread that watches the log, and the desk it reports to: each tells the other what it must know. */
async function watchOver(
  { campaigns }: OnlineEngine,
  folder: string,
  options: OpenOptions,
): Promise<CampaignWatchThread> {
  const watch = await startCampaignWatch({
    folder,
    policy: options.policy.campaigns.watch,
    known: () => campaigns.known(),
    clock: options.clock ?? Date.now,
    onReport: (report) => void campaigns.take(report),
    onWarning: options.onWarning ?? (() => {}),
  });
  const tell = (id: string, status: CampaignStatus): void => {
    if (status !== "confirmed") watch.forget(id);
    else watch.learn({ id, ...campaigns.pool(id) });
  };
  campaigns.onDecided(tell);
  return watch;
}
