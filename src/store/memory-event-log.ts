import { crc32 } from "node:zlib";
import { TouchstoneError } from "../nouns/codes.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import type { EventLog, LogBatch, LogNote, Stream } from "../ports/event-log.ts";
import { checkBatch } from "./log-batch.ts";

/** The slow, obvious event log: a list. NOT durable: for tests, and for `replay` and `audit`, which keep nothing. */
export function openMemoryEventLog(): EventLog {
  const runs: Record<Stream, LogBatch[]> = { events: [], decisions: [] };
  const begin = { events: 0, decisions: 0 };
  const end = { events: 0, decisions: 0 };
  let note: LogNote | null = null;
  const copies: LedgerEntry[] = [];
  let closed = false;

  function mustBeOpen(): void {
    if (closed) throw new TouchstoneError("not_ready", "the event log in memory is closed; open a new one");
  }

  return {
    async append(stream, batch) {
      checkBatch(stream, batch);
      mustBeOpen();
      const first = end[stream];
      runs[stream].push({ ...batch, first, bytes: batch.bytes.slice(), ids: batch.ids.slice() });
      end[stream] = first + batch.count;
      return { first };
    },
    end: (stream) => end[stream],
    begin: (stream) => begin[stream],
    async *read(stream, position) {
      mustBeOpen();
      const stop = end[stream];
      for (const run of runs[stream].filter(
        (each) => each.first < stop && each.first + each.count > position,
      )) {
        mustBeOpen();
        yield run;
      }
    },
    at(stream, position) {
      mustBeOpen();
      return runs[stream].find((run) => run.first <= position && position < run.first + run.count) ?? null;
    },
    fingerprint(stream, position) {
      const run = runs[stream].find(({ first, count }) => first <= position && position < first + count);
      return run === undefined ? null : `${run.first} ${run.count} ${crc32(run.bytes, crc32(run.ids))}`;
    },
    holes: () => [],
    async note(next, entries) {
      mustBeOpen();
      note = next;
      for (const entry of entries) copies[entry.sequence] ??= entry;
    },
    async eraseCopies(sequences) {
      mustBeOpen();
      for (const sequence of sequences) {
        const copy = copies[sequence];
        if (copy !== undefined) copies[sequence] = { ...copy, salt: null, body: null };
      }
    },
    copiedEntries: (from, limit) => copies.slice(from, from + limit),
    noted: () => note,
    async dropBefore(stream, position) {
      mustBeOpen();
      runs[stream] = runs[stream].filter((run) => run.first + run.count > position);
      begin[stream] = runs[stream][0]?.first ?? end[stream];
    },
    async close() {
      closed = true;
    },
  };
}
