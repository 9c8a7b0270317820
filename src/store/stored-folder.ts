import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TouchstoneError } from "../nouns/codes.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import type { ListEntry } from "../nouns/subject-list.ts";
import type { LogBatch } from "../ports/event-log.ts";
import type { StoredHistory } from "../ports/stored-history.ts";
import { LIST_COLUMNS } from "./list-table.ts";
import { openLogReader } from "./log-table.ts";
import { storageError } from "./sqlite-error.ts";

/** Bytes of the log that are read at a time. */
const RUN_BYTES = 4 * 1024 * 1024;
/** Rows of counts that are read at a time. */
const PAGE_ROWS = 1000;

/** Opens a data folder for reading. Throws `cannot_read`, `storage_failed`, `storage_damaged`. */
export function openStoredFolder(folder: string): StoredHistory {
  const [logFile, recordsFile] = ["events.sqlite", "records.sqlite"].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  for (const file of [logFile, recordsFile]) {
    if (!existsSync(file))
      throw new TouchstoneError("cannot_read", `\`${folder}\` is no data folder: it lacks \`${file}\``);
  }
  const log = openLogReader(logFile);
  const records = guarded(
    recordsFile,
    () => new DatabaseSync(recordsFile, { readOnly: true, timeout: 5000 }),
  );
  const setting = records.prepare("SELECT value FROM settings WHERE key = ?");
  const fates = records.prepare(
    "SELECT status FROM campaign_events JOIN campaigns USING(campaign) WHERE position = ?",
  );
  const countsAfter = records.prepare(
    `SELECT kind, id, type, public + held + rejected AS raw, public, held, rejected FROM counts
     WHERE (kind, id, type) > (?, ?, ?) ORDER BY kind, id, type LIMIT ${PAGE_ROWS}`,
  );
  const { begin, end } = log.bounds("events");
  const decided = Math.min(end, log.bounds("decisions").end);
  let held: LogBatch | null = null;
  return {
    begin,
    end: decided,
    *events() {
      for (let position = begin; position < decided; ) {
        const runs = log.runs("events", position, decided, RUN_BYTES);
        yield* runs;
        const last = runs.at(-1);
        if (last === undefined) return;
        position = last.first + last.count;
      }
    },
    decisionsAt(position) {
      if (held === null || position < held.first || position >= held.first + held.count)
        held = log.at("decisions", position);
      return held;
    },
    lists: () =>
      guarded(recordsFile, () => {
        const table = records.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'list_entries'").get();
        if (table === undefined) return []; // a folder of before there were lists
        return records.prepare(`SELECT ${LIST_COLUMNS} FROM list_entries`).all() as unknown as ListEntry[];
      }),
    policySource: (id) =>
      guarded(recordsFile, () => (setting.get(`policy/${id}`)?.value as string | undefined) ?? null),
    fateOf: (position) =>
      guarded(recordsFile, () => {
        const statuses = fates.all(position).map(({ status }) => String(status));
        for (const fate of ["confirmed", "dismissed"] as const) if (statuses.includes(fate)) return fate;
        return statuses.length > 0 ? "open" : "none";
      }),
    *counts() {
      for (let after = ["", "", ""]; ; ) {
        const rows = guarded(recordsFile, () => countsAfter.all(...after)) as unknown as TargetCounts[];
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < PAGE_ROWS) return;
        after = [last.kind, last.id, last.type];
      }
    },
    close() {
      log.close();
      records.close();
    },
  };
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw storageError(cause, file);
  }
}
