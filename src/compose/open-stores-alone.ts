import { join } from "node:path";
import type { EventLog } from "../ports/event-log.ts";
import type { Records } from "../ports/records.ts";
import type { StoreDescription } from "../ports/store-description.ts";
import { openEventLog } from "../store/sqlite-event-log.ts";
import { openRecords } from "../store/sqlite-records.ts";

/** Log and records without an engine over them. */
export interface StoresAlone {
  readonly log: EventLog;
  readonly records: Records;
  close(): Promise<void>;
}

/**
 * Opens log and records for a command that does one thing and ends: everything of the records runs on the calling thread. The caller
 * holds the stores' lock. Rejects with the stores' errors, and then nothing stays open.
 */
export async function openStoresAlone({ path }: StoreDescription): Promise<StoresAlone> {
  const log = await openEventLog(path);
  try {
    const records = openRecords(join(path, "records.sqlite"));
    return {
      log,
      records,
      async close() {
        records.close();
        await log.close();
      },
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}
