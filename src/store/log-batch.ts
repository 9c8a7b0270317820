import type { LogBatch, Stream } from "../ports/event-log.ts";

/** Bytes of one id hash. */
const ID_BYTES = 8;

/** Asserts that a run is one: a mistake here is ours, never the input's. Ids are all there or none. */
export function checkBatch(stream: Stream, batch: Omit<LogBatch, "first">): void {
  if (!Number.isSafeInteger(batch.count) || batch.count < 1) {
    throw new Error(`a run of \`${stream}\` needs at least one record, it has \`${batch.count}\``);
  }
  if (batch.ids.length !== 0 && batch.ids.length !== batch.count * ID_BYTES) {
    throw new Error(
      `\`${batch.count}\` records of \`${stream}\` came with \`${batch.ids.length}\` bytes of ids`,
    );
  }
  if (!Number.isSafeInteger(batch.receivedAtMs)) {
    throw new Error(`the receiver's clock must be whole milliseconds, it is \`${batch.receivedAtMs}\``);
  }
}
