import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Witness } from "../ledger/witness-list.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import type { StoreDescription } from "../ports/store-description.ts";
import { cosignersOver } from "../store/ask-witnesses.ts";
import { createDiskProbe } from "../store/disk-room.ts";
import { lockFolder } from "../store/folder-lock.ts";
import { openLedgerLog } from "../store/ledger-log.ts";
import { FOLDER_MODE, makePrivate } from "../store/private-files.ts";
import { openSnapshots } from "../store/snapshot.ts";
import { openEventLog } from "../store/sqlite-event-log.ts";
import { openThreadedRecords } from "../store/threaded-records.ts";

/** What an engine stands on, its own until `close`. */
export interface OpenStores {
  readonly log: EventLog;
  /** Where the records are kept, as a person finds them, and whether any were there. */
  readonly recordsAt: string;
  readonly recordsFound: boolean;
  /** Opens the records, or makes them. Once. */
  openRecords(): Records;
  /** Opens the ledger's log over the records. Once; rejects with `storage_damaged` where it would sign a second history. */
  openLedger(witnesses: readonly Witness[]): Promise<LedgerLog>;
  readonly snapshots: Snapshots;
  /** Why nothing could be written now, or null. */
  readonly diskTrouble: () => Promise<string | null>;
  /** Closes what was opened, the latest first, and lets go of the stores. Once; later calls wait for the first. */
  close(): Promise<void>;
}

/**
 * Opens the stores of an engine, and makes them where there are none. They are this process's alone until `close`; where opening
 * fails nothing stays open. Rejects with `folder_in_use`, `cannot_write`, `storage_failed` or `storage_damaged`. `onWarning`: told of
 * what went wrong without harm.
 */
export async function openEngineStores(
  { path: folder }: StoreDescription,
  onWarning: (message: string) => void,
): Promise<OpenStores> {
  makeFolder(folder);
  const lock = lockFolder(folder);
  const opened: (() => void | Promise<void>)[] = [() => lock.release()];
  let closing: Promise<void> | null = null;
  async function closeAll(): Promise<void> {
    for (const close of opened.splice(0).reverse()) await close();
  }
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  try {
    tellOpened(folder, onWarning);
    const log = await openEventLog(folder);
    opened.push(() => log.close());
    const recordsAt = join(folder, "records.sqlite");
    let records: Records | null = null;
    return {
      log,
      recordsAt,
      recordsFound: existsSync(recordsAt),
      openRecords() {
        const threaded = openThreadedRecords(recordsAt);
        opened.push(() => threaded.end());
        records = threaded;
        return threaded;
      },
      async openLedger(witnesses) {
        if (records === null)
          throw new Error("the ledger was opened before the records that it is made from");
        const cosigners = witnesses.length === 0 ? null : cosignersOver(witnesses, onWarning);
        const ledger = await openLedgerLog(folder, records, onWarning, cosigners);
        opened.push(() => ledger.stop());
        return ledger;
      },
      snapshots: openSnapshots(join(folder, "snapshots"), {
        onIgnored: ({ file, reason }) => onWarning(`snapshot \`${file}\` was passed over: ${reason}`),
      }),
      diskTrouble: createDiskProbe(folder),
      close,
    };
  } catch (error) {
    // A file put back in their place must not meet what these had open.
    await close();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    const why = (error as Error).message;
    throw new TouchstoneError("cannot_write", `data folder \`${folder}\`: ${why}; choose another folder`, {
      cause: error,
    });
  }
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
