import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import { type CopiedStores, copyStores } from "../../store/copy-stores.ts";
import { FOLDER_MODE, makePrivate } from "../../store/private-files.ts";
import { syncFolder } from "../../store/sync-folder.ts";

/** What is not copied as a file: the two stores, locks of the process that runs, half-written files. */
const LEFT_OUT = /^((events|records|lock)\.sqlite(-wal|-shm|-journal)?|lock\.pid|\.room|.*\.(new|part))$/;
/** Room kept beyond the copy's own size, as a share: the engine goes on writing while it is made. */
const ROOM_SHARE = 1.1;

export interface Backup extends CopiedStores {
  readonly folder: string;
  readonly bytes: number;
}

/**
 * Copies a data folder as it was at one moment, with an engine running in it or without. The copy stands under its name only
 * once it is whole; a start on it counts anew what the counts lack. Throws `cannot_read`, `cannot_write` (the place is taken, or too
 * small), `storage_full`, `storage_failed`, `storage_damaged`.
 */
export async function backUpFolder(
  source: string,
  target: string,
  onProgress: (share: number) => void,
): Promise<Backup> {
  const from = resolve(source);
  const to = resolve(target);
  for (const name of ["events.sqlite", "records.sqlite"]) {
    if (existsSync(join(from, name))) continue;
    throw new TouchstoneError("cannot_read", `\`${from}\` is no data folder: it lacks \`${name}\``);
  }
  if (to === from || to.startsWith(`${from}/`))
    throw new TouchstoneError(
      "cannot_write",
      `the copy \`${to}\` would lie in the data folder itself; choose another place`,
    );
  if (existsSync(to))
    throw new TouchstoneError(
      "cannot_write",
      `\`${to}\` is there already; a copy is never written over another`,
    );
  const part = join(dirname(to), `.${basename(to)}.part`);
  try {
    mkdirSync(dirname(to), { recursive: true });
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { mode: FOLDER_MODE });
    const needed = Math.ceil(bytesIn(from) * ROOM_SHARE);
    const { bavail, bsize } = statfsSync(part);
    if (Number(bavail) * Number(bsize) < needed) {
      throw new TouchstoneError(
        "cannot_write",
        `the copy needs \`${needed}\` bytes, \`${Number(bavail) * Number(bsize)}\` are free at \`${to}\`; choose another place`,
      );
    }
    // Snapshots and keys first: what they speak of is then in the stores that are copied after them.
    copyBeside(from, part);
    const stores = await copyStores(from, part, onProgress);
    makePrivate(part);
    syncFolder(part);
    renameSync(part, to);
    syncFolder(dirname(to));
    return { folder: to, bytes: bytesIn(to), ...stores };
  } catch (cause) {
    rmSync(part, { recursive: true, force: true });
    if (cause instanceof TouchstoneError) throw cause;
    throw new TouchstoneError("cannot_write", `\`${to}\`: ${(cause as Error).message}`, { cause });
  }
}

/** Everything but the stores. A file that goes away meanwhile, as old snapshots do, is not needed. */
function copyBeside(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const [there, here] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(here, { mode: FOLDER_MODE });
      copyBeside(there, here);
    } else if (entry.isFile()) {
      try {
        copyFileSync(there, here);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
      }
    }
  }
}

function bytesIn(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}
