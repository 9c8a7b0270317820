import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow, type EventRow } from "../nouns/event-row.ts";
import type { EventLog, LogBatch } from "../ports/event-log.ts";
import { sameId } from "./intake.ts";

/**
 * Ids of events in the log, read where a hash alone would decide. Repeats come in the order of what they repeat, so the run read last
 * and the place in it are kept: a batch sent again costs one run and one pass over its lines.
 */
export class StoredIds {
  private readonly log: Pick<EventLog, "at">;
  private readonly decoder = createDecoder();
  private readonly row = createEventRow();
  private batch: LogBatch | null = null;
  /** A position in the run, and where its line begins. */
  private at = 0;
  private start = 0;

  constructor(log: Pick<EventLog, "at">) {
    this.log = log;
  }

  /**
   * Whether the event at a position has the id of `row`. An event that was dropped or cut out meanwhile is taken for the same: then
   * its hash is all there is. Throws the store's errors.
   */
  isSame(position: number, row: EventRow): boolean {
    const { batch } = this;
    if (batch === null || position < batch.first || position >= batch.first + batch.count) {
      this.batch = this.log.at("events", position);
      this.rewind();
    } else if (position < this.at) this.rewind();
    if (this.batch === null) return true;
    const { bytes } = this.batch;
    for (; this.at < position; this.at++) this.start = bytes.indexOf(0x0a, this.start) + 1;
    const end = bytes.indexOf(0x0a, this.start);
    const rejection = this.decoder.decode(bytes, this.start, end, this.row, Number.POSITIVE_INFINITY);
    return rejection !== null || sameId(this.row, row);
  }

  private rewind(): void {
    this.at = this.batch?.first ?? 0;
    this.start = 0;
  }
}
