import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, join } from "node:path";
import { DAY_MS } from "../nouns/durations.ts";
import { syncFolder } from "./sync-folder.ts";

/*
 * Layout: `date=YYYY-MM-DD/NNNNNNNN-N.parquet`, days in UTC, or `all/` where the history is not split by days. A flush writes into `staging`, syncs every file, and renames the
 * folder to `commit-NNNNNNNN`: that rename is the moment it counts. Its files then move to their days. What a crash left
 * half done is finished (a commit) or thrown away (staging) when the folder is opened.
 */
const STAGING = "staging";
const COMMIT = /^commit-(\d{8})$/;
const DAY = /^date=(\d{4}-\d{2}-\d{2})$/;
const FILE = /^(\d{8})-\d+\.parquet$/;

/** The Parquet files of one stretch of time; stretches do not overlap. */
export interface HistoryPart {
  /** First ms of the stretch (UTC, since 1970), and the first behind it. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly files: readonly string[];
}

/** Opens or creates a history folder and brings what a crash interrupted to an end. */
export function recoverHistoryFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, STAGING), { recursive: true, force: true });
  for (const name of readdirSync(folder)) if (COMMIT.test(name)) finishCommit(folder, name);
}

/** An empty place for a flush to write its day folders into. */
export function stagingFolder(folder: string): string {
  const staging = join(folder, STAGING);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
  return staging;
}

/** Makes what lies in staging part of the history: all of it, or after a crash before this none. Waits for the disk. */
export function commitStaging(folder: string): void {
  const staging = join(folder, STAGING);
  for (const part of readdirSync(staging)) {
    for (const file of readdirSync(join(staging, part))) syncFile(join(staging, part, file));
    syncFolder(join(staging, part));
  }
  syncFolder(staging);
  const name = `commit-${nextSequence(folder)}`;
  renameSync(staging, join(folder, name));
  syncFolder(folder);
  finishCommit(folder, name);
}

/** Parts of the history in order of time, each with its files in order of their flushes. */
export function listParts(folder: string): readonly HistoryPart[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const day = DAY.exec(name)?.[1];
      if (day === undefined) return [];
      const place = join(folder, name);
      const files = readdirSync(place).filter((file) => FILE.test(file));
      const fromMs = Date.parse(`${day}T00:00:00Z`);
      return [{ fromMs, toMs: fromMs + DAY_MS, files: files.sort().map((file) => join(place, file)) }];
    });
}

function finishCommit(folder: string, name: string): void {
  const sequence = COMMIT.exec(name)![1]!;
  const commit = join(folder, name);
  for (const day of readdirSync(commit)) {
    const place = join(folder, day);
    if (!existsSync(place)) mkdirSync(place);
    for (const file of readdirSync(join(commit, day)).sort()) {
      const number = /(\d+)\.parquet$/.exec(file)?.[1] ?? "0";
      renameSync(join(commit, day, file), join(place, `${sequence}-${number}.parquet`));
    }
    syncFolder(place);
  }
  syncFolder(folder);
  rmSync(commit, { recursive: true });
}

function nextSequence(folder: string): string {
  const used = listParts(folder)
    .flatMap((part) => part.files)
    .map((file) => Number(FILE.exec(basename(file))![1]));
  return String(used.reduce((most, each) => Math.max(most, each), 0) + 1).padStart(8, "0");
}

function syncFile(file: string): void {
  const handle = openSync(file, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
