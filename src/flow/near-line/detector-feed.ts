import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow, type EventRow } from "../../nouns/event-row.ts";
import {
  createPlaceholderFilter,
  type PlaceholderFilter,
  type PlaceholderList,
} from "../../nouns/placeholders.ts";
import type { LogBatch } from "../../ports/event-log.ts";
import type { LogFollower } from "../../ports/log-follower.ts";
import {
  createFollowedMemory,
  createFollowedRow,
  followedBytesMax,
  packFollowed,
  unpackFollowed,
} from "../recent/followed-row.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import { createRecentReader, type RecentReader, type TakeRow } from "../recent/recent-reader.ts";

/** Stored bytes read in one go: some 5,000 events, 10 ms of work, so that a stop or a question is heard in between. */
const PIECE_BYTES = 256 * 1024;
/** Runs at the end of the log that tell the newest event time: the very last may hold late events alone. */
const NEWEST_RUNS = 16;

/**
 * The event log as rows, from where the near-line detector begins on, piece by piece. Follows retention: what was dropped is passed over. The latest
 * events come from shared memory, decoded; all others from the log. Either way a row has what `followed-row.ts` lists.
 */
export class LogFeed {
  /** The next position to be read. */
  position: number;
  private readonly reader: LogFollower;
  private readonly decoder = createDecoder();
  private readonly row: EventRow = createEventRow();
  private readonly followed: EventRow = createFollowedRow();
  private packed = createFollowedMemory(64 * 1024);
  private readonly placeholders: PlaceholderFilter;
  private readonly recent: RecentReader | null;

  /**
   * Begins at the oldest run whose events reach into the latest `spanMs` before the newest event, `eventsMax` events from the end at the most. `placeholders`: what is no identity and
   * therefore in nobody's common. `recent`: where the engine puts the latest events; null: all are read from the log.
   */
  constructor(
    reader: LogFollower,
    spanMs: number,
    eventsMax: number,
    placeholders: PlaceholderList,
    recent: RecentMemory | null = null,
  ) {
    this.reader = reader;
    this.recent = recent === null ? null : createRecentReader(recent);
    this.placeholders = createPlaceholderFilter(placeholders);
    this.position = this.beginning(spanMs, eventsMax);
  }

  /** Where the log begins, and ends as far as it is decided: what is found must have a verdict to be corrected. */
  bounds(): { readonly begin: number; readonly end: number } {
    const decided = this.reader.bounds("decisions").end;
    const { begin, end } = this.reader.bounds("events");
    return { begin, end: Math.max(begin, Math.min(end, decided)) };
  }

  /** Reads the next piece before `end`; the row is reused. Throws the world's errors; nothing of a failed piece is lost. */
  read(end: number, take: TakeRow): void {
    const from = this.position;
    if (this.recent !== null) {
      this.position = this.recent.read(from, end, (row, position, receivedAtMs) => {
        this.placeholders.clear(row);
        take(row, position, receivedAtMs);
      });
      if (this.position > from) return;
    }
    const runs = this.reader.runs("events", from, end, PIECE_BYTES);
    for (const run of runs) {
      this.decode(run, (row, position) => {
        if (position < this.position) return;
        const followed = this.followedOf(row);
        this.placeholders.clear(followed);
        take(followed, position, run.receivedAtMs);
      });
      this.position = Math.max(this.position, run.first + run.count);
    }
    // All of it was dropped meanwhile, or cut out by a repair.
    if (this.position === from) this.position = end;
  }

  /** What is followed of a row, as it comes out of shared memory: no reader sees more of an event in one place than in the other. */
  private followedOf(row: EventRow): EventRow {
    const most = followedBytesMax(row);
    if (most > this.packed.bytes.length) this.packed = createFollowedMemory(most);
    packFollowed(row, this.packed, 0);
    unpackFollowed(this.packed, 0, this.followed);
    return this.followed;
  }

  /** Rows of a run, in order; a line that another version took in and this one does not read is passed over. */
  private decode({ bytes, first }: LogBatch, visit: (row: EventRow, position: number) => void): void {
    let position = first;
    for (let start = 0; start < bytes.length; position++) {
      const end = bytes.indexOf(0x0a, start);
      if (this.decoder.decode(bytes, start, end, this.row, Number.POSITIVE_INFINITY) === null) {
        visit(this.row, position);
      }
      start = end + 1;
    }
  }

  /** Halves the log by time: runs are in order of arrival, and so, but for late ones, in order of time. */
  private beginning(spanMs: number, eventsMax: number): number {
    const { begin, end } = this.bounds();
    let low = Math.max(begin, end - eventsMax);
    if (low >= end) return end;
    const fromMs = this.newestMs(low, end) - spanMs;
    let high = end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const run = this.reader.at("events", middle);
      if (run === null) return Math.max(low, this.bounds().begin); // dropped while it was looked for
      if (this.newestOf(run) >= fromMs) high = Math.min(middle, Math.max(low, run.first));
      else low = Math.max(middle + 1, run.first + run.count);
    }
    return low;
  }

  private newestMs(begin: number, end: number): number {
    let newest = Number.NEGATIVE_INFINITY;
    let position = end;
    for (let runs = 0; runs < NEWEST_RUNS && position > begin; runs++) {
      const run = this.reader.at("events", position - 1);
      if (run === null) break;
      newest = Math.max(newest, this.newestOf(run));
      position = run.first;
    }
    return newest;
  }

  private newestOf(run: LogBatch): number {
    let newest = Number.NEGATIVE_INFINITY;
    this.decode(run, ({ occurredAtMs }) => {
      newest = Math.max(newest, Math.min(occurredAtMs, run.receivedAtMs));
    });
    return newest;
  }
}
