import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TouchstoneError } from "../nouns/codes.ts";
import { createPrivateFile, FILE_MODE, FOLDER_MODE } from "./private-files.ts";

/** The right to write a data folder, held until `release` or the end of the process, however it ends. */
export interface FolderLock {
  readonly folder: string;
  release(): void;
}

const LOCK_FILE = "lock.sqlite";
/** Who holds it, for the error's text only. Never opened as the lock: closing a file drops every POSIX lock on it. */
const OWNER_FILE = "lock.pid";

/** Held locks are referenced here: a collected database handle would close itself and give the lock away. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data folder (made when absent) for this process. The lock is the operating system's, taken through an
 * exclusive SQLite transaction that stays open, so kill −9 frees it. Throws `folder_in_use` naming folder and pid when
 * any process, this one included, has it, and `cannot_write` when the folder cannot be written.
 */
export function lockFolder(folder: string): FolderLock {
  const path = resolve(folder);
  const ownerFile = join(path, OWNER_FILE);
  const db = openLockFile(path);
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    db.close();
    throw new TouchstoneError(
      "folder_in_use",
      `process \`${readOwner(ownerFile)}\` has \`${path}\` open; stop it or choose another folder`,
      { cause },
    );
  }
  try {
    writeFileSync(`${ownerFile}.new`, `${process.pid}\n`, { mode: FILE_MODE });
    renameSync(`${ownerFile}.new`, ownerFile);
  } catch (cause) {
    db.close();
    throw cannotWrite(path, cause);
  }
  held.add(db);
  return {
    folder: path,
    release() {
      if (!held.delete(db)) return;
      rmSync(ownerFile, { force: true });
      db.close();
    },
  };
}

function openLockFile(path: string): DatabaseSync {
  try {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    createPrivateFile(join(path, LOCK_FILE));
    const db = new DatabaseSync(join(path, LOCK_FILE), { timeout: 0 });
    return db;
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): TouchstoneError {
  return new TouchstoneError("cannot_write", `the data folder \`${path}\`: ${String(cause)}`, { cause });
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    // It holds the lock and has not yet written its name, or is just giving it back.
    return "unknown";
  }
}
