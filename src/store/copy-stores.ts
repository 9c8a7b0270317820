import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { TouchstoneError } from "../nouns/codes.ts";
import { WRITES } from "../nouns/record-settings.ts";
import { createPrivateFile } from "./private-files.ts";
import { storageError } from "./sqlite-error.ts";

/** Pages of one step of a copy. Of 4 kB some 4 MB: the engine beside it is never kept from the disk for long. */
const STEP_PAGES = 1024;
/** Tries to find both stores at one moment. They differ only while a flush is between the two: some milliseconds a second. */
const MOMENT_TRIES = 50;
const MOMENT_WAIT_MS = 20;

/** One moment of a data folder's two stores. */
export interface CopiedStores {
  /** Events in the log, from `eventsBegin` to before `eventsEnd`. */
  readonly eventsBegin: number;
  readonly eventsEnd: number;
  /** Events that the counts of the records contain; a start counts the rest anew from the log. */
  readonly applied: number;
}

/**
 * Copies log and records of a data folder as they were at one moment, also while an engine writes them: it goes on, and its
 * write-ahead log grows until the copy is done. `onPages` is told how much of both is copied, in [0, 1]. Throws `cannot_read`,
 * `storage_failed`, `storage_full`, `storage_damaged`.
 */
export async function copyStores(
  folder: string,
  into: string,
  onPages: (share: number) => void,
): Promise<CopiedStores> {
  const files = ["events.sqlite", "records.sqlite"] as const;
  const [log, records] = files.map((name) => openSource(join(folder, name))) as [DatabaseSync, DatabaseSync];
  try {
    const moment = await oneMoment(log, records, folder);
    const sizes = [pagesOf(log), pagesOf(records)] as const;
    const all = sizes[0] + sizes[1];
    const copy = async (source: DatabaseSync, name: string, before: number): Promise<void> => {
      const file = join(into, name);
      try {
        createPrivateFile(file);
        await backup(source, file, {
          rate: STEP_PAGES,
          progress: ({ totalPages, remainingPages }) => onPages((before + totalPages - remainingPages) / all),
        });
      } catch (cause) {
        throw storageError(cause, file);
      }
    };
    await copy(log, files[0], 0);
    await copy(records, files[1], sizes[0]);
    onPages(1);
    return moment;
  } finally {
    log.close();
    records.close();
  }
}

function openSource(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  } catch (cause) {
    throw new TouchstoneError("cannot_read", `\`${file}\`: ${(cause as Error).message}`, { cause });
  }
}

/** Opens a read transaction on each, of one moment: the counts contain nothing that the log lacks, and all that it was told of. */
async function oneMoment(log: DatabaseSync, records: DatabaseSync, folder: string): Promise<CopiedStores> {
  for (let attempt = 1; ; attempt++) {
    try {
      log.exec("BEGIN");
      const told = log.prepare("SELECT value FROM notes WHERE key = 'records'").get()?.value;
      const { begin, end } = edges(log);
      records.exec("BEGIN");
      const applied = Number(records.prepare("SELECT position FROM applied").get()?.position ?? 0);
      const writes = Number(
        records.prepare("SELECT value FROM settings WHERE key = ?").get(WRITES)?.value ?? 0,
      );
      const noted = told === undefined ? 0 : (JSON.parse(String(told)) as { writes: number }).writes;
      if (applied <= end && writes >= noted) return { eventsBegin: begin, eventsEnd: end, applied };
    } catch (cause) {
      throw storageError(cause, folder);
    }
    records.exec("ROLLBACK");
    log.exec("ROLLBACK");
    if (attempt >= MOMENT_TRIES) {
      throw new TouchstoneError(
        "storage_damaged",
        `log and records of \`${folder}\` do not belong together; \`touchstone doctor\` says why`,
      );
    }
    await setTimeout(MOMENT_WAIT_MS);
  }
}

function edges(log: DatabaseSync): { readonly begin: number; readonly end: number } {
  const last = log.prepare("SELECT first + count AS past FROM events ORDER BY first DESC LIMIT 1").get();
  const first = log.prepare("SELECT first FROM events ORDER BY first LIMIT 1").get();
  const dropped = log.prepare("SELECT begin FROM begins WHERE stream = 'events'").get();
  const cut = log.prepare("SELECT max(first + count) AS past FROM holes WHERE stream = 'events'").get();
  const begin = Math.max(Number(first?.first ?? 0), Number(dropped?.begin ?? 0));
  // What a repair cut out at the end was given out all the same.
  return { begin, end: Math.max(begin, Number(last?.past ?? 0), Number(cut?.past ?? 0)) };
}

function pagesOf(db: DatabaseSync): number {
  return Math.max(1, Number(db.prepare("PRAGMA page_count").get()?.page_count ?? 1));
}
