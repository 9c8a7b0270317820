import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import { FOLDER_DEPTH_MAX, FOLDER_FILES_MAX } from "./file-limits.ts";
import { isLeftBehind, isReadByName } from "./read-by-name.ts";

/** Files that were named, or stand in folders that were. */
export interface FoundInputs {
  readonly files: readonly string[];
  /** Files in the folders that are no input by their name, and folders' own paths beside them. */
  readonly passedOver: readonly string[];
}

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
      if (isLeftBehind(entry.name)) continue;
      if (entry.isDirectory()) walk(path, depth + 1);
      else if (!isRead(entry.name) || skip.includes(basename(path))) passedOver.push(path);
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
        `\`${path}\` holds no file to read: of a folder .csv, .tsv, .txt, .json, .ndjson, .parquet, .xlsx and .zip are read, also with .gz or .zst behind`,
      );
    }
  }
  return { files, passedOver };
}

/** Of a folder archives are read as well; what is in them is told when they are opened. */
const isRead = (name: string): boolean => isReadByName(name) || /\.zip$/i.test(name);

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
