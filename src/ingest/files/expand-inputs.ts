import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import { FOLDER_DEPTH_MAX, FOLDER_FILES_MAX } from "./file-limits.ts";

/** Files that were named, or stand in folders that were. */
export interface FoundInputs {
  readonly files: readonly string[];
  /** Files in the folders that are no input by their name, and folders' own paths beside them. */
  readonly passedOver: readonly string[];
}

/** Endings of files that are read out of a folder. One that is named itself is read whatever its ending. */
const READ = /\.(csv|tsv|txt|json|ndjson|jsonl|parquet|xlsx)(\.(gz|gzip|zst|zstd))?$/i;
/** What tools leave beside their data: hidden files, `_SUCCESS`, locks of Excel, checksums. */
const LEFT_BEHIND = /^([._~]|~\$)|\.crc$/;

/**
 * Paths as given → the files they mean. A folder is every file in and below it that can be an input, in order of name with
 * numbers as numbers (`part-2` before `part-10`); `skip` are names (of lookups, the mapping) that are none. A file that is
 * named twice is read once. Throws `cannot_read`, `empty_input` (a folder without one), `too_long` beyond the limits.
 */
export function expandInputs(paths: readonly string[], skip: readonly string[] = []): FoundInputs {
  const files: string[] = [];
  const passedOver: string[] = [];
  const seen = new Set<string>();
  const add = (path: string): void => {
    const whole = path === "-" ? path : resolve(path);
    if (seen.has(whole)) return;
    seen.add(whole);
    files.push(path);
    if (files.length > FOLDER_FILES_MAX) {
      throw new TouchstoneError(
        "too_long",
        `more than ${FOLDER_FILES_MAX} files: name folders that hold fewer, one after another`,
      );
    }
  };
  const walk = (folder: string, depth: number): void => {
    if (depth > FOLDER_DEPTH_MAX) {
      throw new TouchstoneError("too_long", `\`${folder}\` lies more than ${FOLDER_DEPTH_MAX} folders deep`);
    }
    const entries = read(folder).sort((a, b) => NATURAL.compare(a.name, b.name));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (LEFT_BEHIND.test(entry.name)) continue;
      if (entry.isDirectory()) walk(path, depth + 1);
      else if (!READ.test(entry.name) || skip.includes(basename(path))) passedOver.push(path);
      else add(path);
    }
  };
  for (const path of paths) {
    if (path === "-" || !isFolder(path)) {
      add(path);
      continue;
    }
    const before = files.length;
    walk(path, 1);
    if (files.length === before) {
      throw new TouchstoneError(
        "empty_input",
        `\`${path}\` holds no file to read: of a folder .csv, .tsv, .txt, .json, .ndjson, .parquet and .xlsx are read, also with .gz or .zst behind`,
      );
    }
  }
  return { files, passedOver };
}

const NATURAL = new Intl.Collator("en", { numeric: true });

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function read(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new TouchstoneError("cannot_read", `\`${folder}\`: ${(cause as Error).message}`, { cause });
  }
}
