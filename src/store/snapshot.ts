import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Snapshot, Snapshots } from "../ports/snapshots.ts";
import { isDiskFull } from "./disk-full.ts";
import { FILE_MODE, FOLDER_MODE } from "./private-files.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-file.ts";
import { syncFolder } from "./sync-folder.ts";

/** A snapshot that was passed over, and why. */
export interface IgnoredSnapshot {
  readonly file: string;
  readonly reason: string;
}

/** The newest may turn out damaged: the one before it is the way back that needs no full replay. */
const SNAPSHOTS_KEPT = 2;

const NAME = /^snapshot-(\d{12})\.bin$/;
const UNFINISHED = /^snapshot-\d{12}\.bin\.new$/;

/** Snapshots in a folder of their own, made with the first write. `onIgnored` hears of each one passed over. */
export function openSnapshots(
  folder: string,
  options: { readonly onIgnored?: (ignored: IgnoredSnapshot) => void } = {},
): Snapshots {
  let lastWrite: Promise<void> = Promise.resolve();

  async function write(header: Snapshot["header"], parts: Snapshot["parts"]): Promise<void> {
    let unfinished: string | null = null;
    try {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      const sequence = (await sequences(folder)).at(-1) ?? 0;
      const file = join(folder, nameOf(sequence + 1));
      unfinished = `${file}.new`;
      await writeSynced(unfinished, encodeSnapshot(header, parts));
      await rename(unfinished, file);
      syncFolder(folder);
      await dropOld(folder);
    } catch (cause) {
      if (unfinished !== null) await rm(unfinished, { force: true });
      if (!(cause instanceof Error) || !("syscall" in cause)) throw cause; // our own mistake, not the world's
      const code = isDiskFull(cause) ? "storage_full" : "cannot_write";
      throw new TouchstoneError(code, `snapshot in \`${folder}\`: ${String(cause)}`, { cause });
    }
  }

  return {
    async read() {
      await lastWrite.catch(() => undefined); // its caller was told; here only its end matters
      for (const sequence of (await sequences(folder)).reverse()) {
        const file = join(folder, nameOf(sequence));
        const result = await decodeSnapshot(file);
        if (typeof result !== "string") return result;
        options.onIgnored?.({ file, reason: result });
      }
      return null;
    },
    write(header, parts) {
      const done = lastWrite.then(
        () => write(header, parts),
        () => write(header, parts),
      );
      lastWrite = done;
      return done;
    },
  };
}

/** Sequence numbers of the finished snapshots, ascending; none when the folder is not there yet. */
async function sequences(folder: string): Promise<number[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new TouchstoneError("cannot_read", `snapshots in \`${folder}\`: ${String(cause)}`, { cause });
  }
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function nameOf(sequence: number): string {
  return `snapshot-${String(sequence).padStart(12, "0")}.bin`;
}

async function writeSynced(file: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const handle = await open(file, "w", FILE_MODE);
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function dropOld(folder: string): Promise<void> {
  const old = (await sequences(folder)).slice(0, -SNAPSHOTS_KEPT).map(nameOf);
  const unfinished = (await readdir(folder)).filter((name) => UNFINISHED.test(name));
  for (const name of [...old, ...unfinished]) await rm(join(folder, name), { force: true });
}
