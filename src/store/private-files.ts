import { chmodSync, closeSync, existsSync, openSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A data folder holds addresses, names and texts of people: its owner alone may look. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** What `makePrivate` found open to others, and what it could not close. */
export interface OpenedToOthers {
  readonly closed: number;
  /** The first that stayed open, and why. */
  readonly refused: { readonly path: string; readonly why: string } | null;
}

/**
 * Takes everybody else's rights from a data folder and all that is in it. Folders of earlier versions were made 0755 with files
 * of 0644. Nothing on Windows, whose rights are not these. Never throws: a folder of another owner is told, and works as before.
 */
export function makePrivate(folder: string): OpenedToOthers {
  let closed = 0;
  let refused: OpenedToOthers["refused"] = null;
  const visit = (path: string): void => {
    try {
      const stat = statSync(path);
      if ((stat.mode & OTHERS) !== 0) {
        chmodSync(path, stat.isDirectory() ? FOLDER_MODE : FILE_MODE);
        closed++;
      }
      if (stat.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return; // gone meanwhile
      refused ??= { path, why: cause instanceof Error ? cause.message : String(cause) };
    }
  };
  if (process.platform !== "win32") visit(folder);
  return { closed, refused };
}

/**
 * Makes an empty file with its owner's rights alone where there is none yet: SQLite's other files take theirs from it. One that
 * is there is not touched: closing it would drop every POSIX lock that this process has on it.
 */
export function createPrivateFile(file: string): void {
  if (existsSync(file)) return;
  closeSync(openSync(file, "a", FILE_MODE));
}
