import { type Code, TouchstoneError } from "../nouns/codes.ts";

/** SQLite's primary result codes that mean something of their own here (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
/** Extended code of a failed growth of the shared-memory file: on a sound disk it means that there is no room. */
const IO_ERROR_SHM_SIZE = 10 | (19 << 8);

/** Whatever a SQLite call threw → the world error it stands for; a `TouchstoneError` and our own mistakes pass unchanged. */
export function storageError(cause: unknown, place: string): Error {
  if (cause instanceof TouchstoneError) return cause;
  const resultCode = sqliteCode(cause);
  if (resultCode === null) return cause instanceof Error ? cause : new Error(String(cause));
  return new TouchstoneError(codeOf(resultCode), detailOf(cause as Error, resultCode, place), { cause });
}

/** SQLite's extended result code of a thrown value, or null when it is not SQLite's. */
function sqliteCode(cause: unknown): number | null {
  if (!(cause instanceof Error) || !("errcode" in cause)) return null;
  return typeof cause.errcode === "number" ? cause.errcode : null;
}

function codeOf(resultCode: number): Code {
  if (resultCode === IO_ERROR_SHM_SIZE) return "storage_full";
  switch (resultCode & 0xff) {
    case FULL:
      return "storage_full";
    case CORRUPT:
    case NOT_A_DATABASE:
      return "storage_damaged";
    default:
      return "storage_failed";
  }
}

function detailOf(cause: Error, resultCode: number, place: string): string {
  const primary = resultCode & 0xff;
  const fix =
    primary === FULL
      ? "; make room on the disk and repeat"
      : primary === BUSY || primary === LOCKED
        ? "; another process holds it, stop that one first"
        : primary === CORRUPT || primary === NOT_A_DATABASE
          ? "; restore it from a copy"
          : primary === IO_ERROR
            ? "; check the disk"
            : "";
  return `\`${place}\`: ${cause.message} (sqlite ${resultCode})${fix}`;
}
