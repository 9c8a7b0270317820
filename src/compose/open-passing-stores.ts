import type { EventLog } from "../ports/event-log.ts";
import type { Records } from "../ports/records.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import { openMemoryEventLog } from "../store/memory-event-log.ts";
import { openMemoryRecords } from "../store/memory-records.ts";
import { openMemorySnapshots } from "../store/memory-snapshots.ts";

/** Stores of an engine that nobody will ask again: in memory, gone with it. */
export function openPassingStores(): {
  readonly log: EventLog;
  readonly records: Records;
  readonly snapshots: Snapshots;
} {
  return { log: openMemoryEventLog(), records: openMemoryRecords(), snapshots: openMemorySnapshots() };
}
