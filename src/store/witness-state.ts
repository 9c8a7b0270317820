import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseVerifier, type VerifierKey } from "../ledger/signed-note.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { WitnessState } from "../ports/witness-state.ts";
import { createPrivateFile } from "./private-files.ts";
import { storageError } from "./sqlite-error.ts";

/**
 * A witness's memory in one SQLite file, every write waited for. `logs`: keys of the logs to witness from now on, beside those of before. The
 * folder must be locked: two witnesses under one key could cosign two histories. Throws `storage_damaged`, `storage_failed`, and
 * `cannot_read` where an origin is to get another key than it had.
 */
export function openWitnessState(
  folder: string,
  logs: readonly VerifierKey[],
  texts: readonly string[],
): WitnessState {
  const file = join(folder, "witness.sqlite");
  try {
    createPrivateFile(file);
    const db = new DatabaseSync(file, { timeout: 5000 });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    db.exec(`CREATE TABLE IF NOT EXISTS logs(
      origin TEXT PRIMARY KEY, key TEXT NOT NULL, checkpoint TEXT, time_seconds INTEGER) STRICT, WITHOUT ROWID`);
    const add = db.prepare("INSERT OR IGNORE INTO logs VALUES(?, ?, NULL, NULL)");
    const select = db.prepare("SELECT key, checkpoint, time_seconds FROM logs WHERE origin = ?");
    const update = db.prepare("UPDATE logs SET checkpoint = ?, time_seconds = ? WHERE origin = ?");
    for (const [i, { name }] of logs.entries()) {
      add.run(name, texts[i]!);
      const known = parseVerifier(String(select.get(name)?.key));
      if (known?.keyId !== logs[i]!.keyId) {
        db.close();
        throw new TouchstoneError(
          "cannot_read",
          `the log \`${name}\` is witnessed here under another key: a log's key never changes`,
        );
      }
    }
    return {
      keyOf: (origin) => (select.get(origin)?.key as string | undefined) ?? null,
      latest(origin) {
        const row = select.get(origin);
        if (row === undefined || row.checkpoint === null) return null;
        return { checkpoint: String(row.checkpoint), timeSeconds: Number(row.time_seconds) };
      },
      keep(origin, checkpoint, timeSeconds) {
        try {
          update.run(checkpoint, timeSeconds, origin);
        } catch (cause) {
          throw storageError(cause, file);
        }
      },
      close: () => db.close(),
    };
  } catch (cause) {
    throw storageError(cause, file);
  }
}
