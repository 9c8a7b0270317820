import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Witness } from "../ledger/witness-list.ts";
import type { CampaignStatus } from "../nouns/campaign-record.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog } from "../ports/event-log.ts";
import { cosignersOver } from "../store/ask-witnesses.ts";
import { createDiskProbe } from "../store/disk-room.ts";
import { lockFolder } from "../store/folder-lock.ts";
import { openLedgerLog } from "../store/ledger-log.ts";
import { FOLDER_MODE, makePrivate } from "../store/private-files.ts";
import { openSnapshots } from "../store/snapshot.ts";
import { openEventLog } from "../store/sqlite-event-log.ts";
import { openThreadedRecords } from "../store/threaded-records.ts";
import { JoinedReports } from "./desk/joined-reports.ts";
import { startLinkWatch } from "./links/link-watch.ts";
import { startNightlyWatch } from "./night/nightly-watch.ts";
import type { OnlineEngine } from "./online.ts";
import { candidateThreads } from "./policies/candidate-thread.ts";
import { type EngineStores, type RestoreOptions, restoreEngine } from "./restore-engine.ts";
import { noteRecords, positionNoted, storesDisagree } from "./store-agreement.ts";
import { startCampaignWatch } from "./watch/watch.ts";

export interface OpenOptions extends RestoreOptions {
  /** Watch the log for campaigns, near-line and night by night, in threads of their own. Default false: what only loads or replays needs none. */
  readonly watch?: boolean;
  /** Witnesses that are asked to cosign the ledger's checkpoints; the only addresses that an engine calls by itself. Default: none. */
  readonly witnesses?: readonly Witness[];
  /** Payees that are the platform's own promotion, by id: the link test does not judge them. Default none. */
  readonly officialPayees?: readonly string[];
}

/**
 * Opens a data folder, creating it when absent, and brings the engine to where it stood (see `restoreEngine`). Rejects with
 * `folder_in_use`, `cannot_write`, `storage_failed` or `storage_damaged`.
 */
export async function openEngine(folder: string, options: OpenOptions): Promise<OnlineEngine> {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    const why = (error as Error).message;
    throw new TouchstoneError("cannot_write", `data folder \`${folder}\`: ${why}; choose another folder`, {
      cause: error,
    });
  }
  const lock = lockFolder(folder);
  const onWarning = options.onWarning ?? (() => {});
  let watch: Watches | null = null;
  tellOpened(folder, onWarning);
  const opened: (() => void | Promise<void>)[] = [() => lock.release()];
  try {
    const log = await openEventLog(folder);
    opened.unshift(() => log.close());
    const file = join(folder, "records.sqlite");
    refuseWithoutRecords(log, file);
    const records = openThreadedRecords(file);
    opened.unshift(() => records.end());
    // An old ledger that was just brought over is copied into the log before anything of it is signed.
    // Where the two do not belong together, restoring says so; nothing is signed.
    const { witnesses = [] } = options;
    const cosigners = witnesses.length === 0 ? null : cosignersOver(witnesses, onWarning);
    const together = storesDisagree(log, records) === null;
    if (together) await noteRecords(log, records);
    const ledger = together ? await openLedgerLog(folder, records, onWarning, cosigners) : null;
    const snapshots = openSnapshots(join(folder, "snapshots"), {
      onIgnored: ({ file, reason }) => onWarning(`snapshot \`${file}\` was passed over: ${reason}`),
    });
    const stores: EngineStores = {
      log,
      records,
      ledger,
      snapshots,
      diskTrouble: createDiskProbe(folder),
      spawnCandidate: candidateThreads(folder),
      release: async () => {
        await watch?.stop();
        ledger?.stop();
        await log.close();
        await records.end();
        lock.release();
      },
    };
    const engine = await restoreEngine(stores, options);
    if (options.watch === true) watch = await watchOver(engine, folder, options);
    return engine;
  } catch (error) {
    // A file put back in their place must not meet what these had open.
    for (const close of opened) await close();
    throw error;
  }
}

/** A log that knows of records beside it, and none there: new ones would say that nothing was ever reviewed or erased. */
function refuseWithoutRecords(log: EventLog, file: string): void {
  const noted = positionNoted(log);
  if (noted === null || existsSync(file)) return;
  const entries = (noted.ledger?.sequence ?? -1) + 1;
  throw new TouchstoneError(
    "storage_damaged",
    `\`${file}\` is missing: counts, campaigns and a ledger of \`${entries}\` entries (reviews, corrections, erasures). Put it back, or restore the folder whole from a backup; \`touchstone doctor DATA --repair\` makes what it can from the log`,
  );
}

/** Folders of earlier versions could be read by every account of the machine. */
function tellOpened(folder: string, onWarning: (message: string) => void): void {
  const { closed, refused } = makePrivate(folder);
  if (closed > 0) {
    onWarning(
      `other accounts of this machine could read \`${closed}\` files and folders of \`${folder}\`; they are its owner's alone now`,
    );
  }
  if (refused !== null) {
    onWarning(`others can read \`${refused.path}\`, and that could not be changed: ${refused.why}`);
  }
}

interface Watches {
  stop(): Promise<void>;
}

/** The threads that watch the log, and the desk they report to: each tells the others what they must know. */
async function watchOver(
  { campaigns, links }: OnlineEngine,
  folder: string,
  options: OpenOptions,
): Promise<Watches> {
  const { placeholders, campaigns: watched } = options.policy;
  const { watch: policy, nightly } = watched;
  const onWarning = options.onWarning ?? (() => {});
  const reports = new JoinedReports(
    { desk: campaigns, remember: (found) => watch.remember(found) },
    nightly !== null,
  );
  const watch = await startCampaignWatch({
    folder,
    policy,
    placeholders,
    known: () => campaigns.known(),
    clock: options.clock ?? Date.now,
    onReport: (report) => reports.nearLine(report),
    onWarning,
  });
  const tell = (id: string, status: CampaignStatus): void => {
    if (status !== "confirmed") watch.forget(id);
    else watch.learn({ id, ...campaigns.pool(id) });
  };
  campaigns.onDecided(tell);
  const linked = startLinkWatch({
    folder,
    placeholders,
    everyMs: policy.everyMs,
    official: options.officialPayees ?? [],
    links,
    onWarning,
  });
  const stop = async (...more: readonly Watches[]): Promise<void> => {
    await Promise.all([watch, linked, ...more].map((one) => one.stop()));
  };
  if (nightly === null) return { stop };
  const nights = startNightlyWatch({
    folder,
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
