import type { DatabaseSync, StatementSync } from "node:sqlite";
import { WRITES } from "../nouns/record-settings.ts";
import type { RecordsGate } from "./records-gate.ts";
import { storageError } from "./sqlite-error.ts";

export interface Access {
  /** All of `work` or nothing of it. `reachDisk` waits for the disk at the commit. */
  transaction<T>(reachDisk: boolean, work: () => T): T;
  guarded<T>(work: () => T): T;
  /** Whether the latest transaction may be lost with the power. */
  unsynced(): boolean;
  wroteElsewhere(reachedDisk: boolean): void;
}

/** Reads and transactions of one connection, through its gate, with world errors. */
export function createAccess(
  db: DatabaseSync,
  file: string,
  gate: RecordsGate,
  countWrite: StatementSync,
): Access {
  let unsynced = false;

  function transaction<T>(reachDisk: boolean, work: () => T): T {
    return gate.write(() => {
      try {
        if (reachDisk) db.exec("PRAGMA synchronous = FULL");
        db.exec("BEGIN IMMEDIATE");
        const result = work();
        countWrite.run(WRITES);
        gate.commit(() => db.exec("COMMIT"));
        unsynced = !reachDisk;
        return result;
      } catch (cause) {
        if (db.isTransaction) db.exec("ROLLBACK");
        throw storageError(cause, file);
      } finally {
        if (reachDisk) db.exec("PRAGMA synchronous = NORMAL");
      }
    });
  }

  function guarded<T>(work: () => T): T {
    return gate.read(() => {
      try {
        return work();
      } catch (cause) {
        throw storageError(cause, file);
      }
    });
  }

  return {
    transaction,
    guarded,
    unsynced: () => unsynced,
    wroteElsewhere(reachedDisk) {
      unsynced = !reachedDisk;
    },
  };
}
