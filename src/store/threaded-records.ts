import { createTurns } from "../kernels/time/in-turn.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Records } from "../ports/records.ts";
import { recordsThrough } from "./records-calls.ts";
import { givingGate, recordsGateMemory } from "./records-gate.ts";
import { type RecordsThread, startRecordsThread } from "./records-thread.ts";
import { openRecordsFile } from "./sqlite-records.ts";

/** Records whose counts are stored by a thread of their own. */
export interface ThreadedRecords extends Records {
  /** Waits for what is being stored, ends the thread, and closes the file. */
  end(): Promise<void>;
}

/**
 * Opens or creates the records of a data folder as `openRecords` does; `storeCounts` runs in a thread with a connection of its own, so
 * that thousands of changed targets hold up nobody. The thread starts with the first counts. Everything else stays on the calling
 * thread; what is written there waits its turn, and the event loop is free meanwhile: the file takes one writer at a time. When the
 * thread dies of a mistake of ours, `storeCounts` rejects with `storage_failed` from then on. Throws as `openRecords` does.
 */
export function openThreadedRecords(file: string): ThreadedRecords {
  const memory = recordsGateMemory();
  const gate = givingGate(memory);
  // Tables are made and brought over here; the thread finds them as they are.
  const records = openRecordsFile(file, { gate, foldsLog: false, cached: "little" });
  let thread: Promise<RecordsThread> | null = null;
  let ending: Promise<void> | null = null;
  const inTurn = createTurns();

  async function started(): Promise<RecordsThread> {
    thread ??= startRecordsThread({ file, gate: memory }, gate.answered);
    try {
      return await thread;
    } catch (failure) {
      thread = null; // the next one tries again
      throw failure;
    }
  }

  async function end(): Promise<void> {
    const running = await thread?.catch(() => null);
    await running?.end();
    records.close();
  }

  const threaded: ThreadedRecords = {
    ...recordsThrough(records, (_part, _name, call, writes) => (writes ? inTurn(call) : call())),
    storeCounts(changes, onApplied) {
      if (ending !== null) return Promise.reject(closed());
      return inTurn(async () => {
        const { ask } = await started();
        gate.give(() => {
          records.wroteElsewhere(changes.entries.length > 0);
          onApplied();
        });
        await ask({ kind: "store", changes });
      });
    },
    close: () => void threaded.end(),
    end() {
      ending ??= inTurn(end);
      return ending;
    },
  };

  function closed(): TouchstoneError {
    return new TouchstoneError("not_ready", `\`${file}\` is closed; open it again`);
  }

  return threaded;
}
