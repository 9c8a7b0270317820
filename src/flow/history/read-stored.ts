import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow, type EventRow } from "../../nouns/event-row.ts";
import type { StoredHistory } from "../../ports/stored-history.ts";

/** One event of a log with what was decided about it. `row` and `record` are reused: copy what must stay. */
export interface StoredEvent {
  readonly row: EventRow;
  readonly position: number;
  readonly receivedAtMs: number;
  /** Bytes of the decision, and the policy it was made under; null where a repair has cut it out. */
  readonly record: Uint8Array | null;
  readonly policy: string;
}

/**
 * Every event of a data folder that was decided, in order of the log. `visit` is called once an event; `progress` with the share
 * read so far, in [0, 1], behind each run. Constant memory.
 */
export async function readStored(
  folder: StoredHistory,
  visit: (event: StoredEvent) => void,
  progress: (share: number) => void | Promise<void>,
): Promise<void> {
  const decoder = createDecoder();
  const row = createEventRow();
  for (const batch of folder.events()) {
    let start = 0;
    for (let position = batch.first; position < batch.first + batch.count; position++) {
      const end = batch.bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(batch.bytes, start, end, row, Number.POSITIVE_INFINITY);
      start = end + 1;
      if (rejection !== null || position >= folder.end) continue;
      const decisions = folder.decisionsAt(position);
      const stride = decisions === null ? 0 : decisions.bytes.length / decisions.count;
      const from = decisions === null ? 0 : (position - decisions.first) * stride;
      visit({
        row,
        position,
        receivedAtMs: batch.receivedAtMs,
        record: decisions === null ? null : decisions.bytes.subarray(from, from + stride),
        policy: decisions?.policy ?? "",
      });
    }
    await progress((batch.first + batch.count - folder.begin) / Math.max(1, folder.end - folder.begin));
  }
}
