import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { EventLog, LogBatch } from "../ports/event-log.ts";
import type { Snapshot } from "../ports/snapshots.ts";
import type { EngineSnapshotHeader } from "./engine-snapshots.ts";
import { KnownIds } from "./known-ids.ts";

const ID = keyColumn("id");

/** The ids of the log's latest events, as a start brings them together. */
export interface RestoredIds {
  readonly known: KnownIds;
  /** Reads what is missing before a position, from which on runs are read anyway. */
  readUpTo(position: number): Promise<void>;
  /** Takes the ids of a run that is read anyway; runs come in order, those that are known are passed over. */
  take(batch: LogBatch): void;
  /** All runs were taken. */
  end(): void;
}

/**
 * Ids of the latest `idsMax` events: from a snapshot of this form, whatever its policy, where the log still holds what it held, and from the
 * runs behind it.
 */
export function restoreIds(log: EventLog, idsMax: number, snapshot: Snapshot | null): RestoredIds {
  const known = new KnownIds(idsMax);
  const header = snapshot?.header as unknown as EngineSnapshotHeader | undefined;
  if (snapshot !== null && header !== undefined && holdsStill(log, header)) {
    const pieces = snapshot.parts.slice(0, header.idPieces).map(wordsOf);
    known.restore(header.idsFrom, pieces, header.idsCollided);
    known.forgetBefore(log.begin("events"), Number.POSITIVE_INFINITY);
  } else known.startAt(Math.max(log.begin("events"), log.end("events") - idsMax));
  const take = (batch: LogBatch): void => {
    // What was cut out of the log holds its positions: an id of zeros is nobody's.
    while (known.position < batch.first) known.add(0, 0);
    const ids = wordsOf(batch.ids);
    for (let i = known.position - batch.first; i < batch.count; i++) {
      const [low, high] = [ids[i * 2]!, ids[i * 2 + 1]!];
      // A repeat is never logged: the same hash again is another id of the same hash.
      if (known.find(low, high) >= 0) known.addCollided(idAt(batch, i), known.position);
      known.add(low, high);
    }
  };
  return {
    known,
    take,
    async readUpTo(position) {
      if (known.position >= position) return;
      for await (const batch of log.read("events", known.position)) {
        if (batch.first >= position) return;
        take(batch);
      }
    },
    end() {
      while (known.position < log.end("events")) known.add(0, 0);
    },
  };
}

/** What a repair has cut out since may be sent again, and must not be taken for a repeat. */
function holdsStill(log: EventLog, { idsFrom, position }: EngineSnapshotHeader): boolean {
  const cut = log.holes("events").some(({ first, count }) => first < position && first + count > idsFrom);
  return position <= log.end("events") && !cut;
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

/** The id of a run's event, by its place. */
function idAt({ bytes }: LogBatch, place: number): string {
  let start = 0;
  for (let i = 0; i < place; i++) start = bytes.indexOf(0x0a, start) + 1;
  const row = createEventRow();
  createDecoder().decode(bytes, start, bytes.indexOf(0x0a, start), row, Number.POSITIVE_INFINITY);
  return keyText(row, ID) ?? "";
}
