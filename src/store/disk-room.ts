import { open, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Free bytes below which a disk counts as full: a few runs of the log with the pages around them. */
export const DISK_FREE_BYTES_MIN = 4 * 1024 * 1024;
/** Bytes written to see whether a write succeeds: one page of the log, and more than a file system keeps inline. */
const TRIED_BYTES = 64 * 1024;
/** An answer is good for so long: whoever asks each 100 ms must not wear the disk. */
const KEPT_MS = 2_000;

/** Asks a folder's disk whether it can be written → why not, or null. */
export type DiskProbe = () => Promise<string | null>;

/**
 * Writes a small file into a folder, as far as the disk itself, and takes it away again. Asked at most every two seconds,
 * once at a time. `stopwatchMs`: a clock that only goes forward.
 */
export function createDiskProbe(
  folder: string,
  stopwatchMs: () => number = () => performance.now(),
): DiskProbe {
  let asking: Promise<string | null> | null = null;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    if (asking !== null && stopwatchMs() - askedAtMs < KEPT_MS) return asking;
    askedAtMs = stopwatchMs();
    asking = trouble(folder);
    return asking;
  };
}

async function trouble(folder: string): Promise<string | null> {
  const file = join(folder, ".room");
  try {
    const { bavail, bsize } = await statfs(folder);
    const freeBytes = bavail * bsize;
    if (freeBytes < DISK_FREE_BYTES_MIN) return `the disk is full: \`${freeBytes}\` bytes are free`;
    const handle = await open(file, "w", 0o600);
    try {
      await handle.writeFile(new Uint8Array(TRIED_BYTES));
      await handle.sync();
    } finally {
      await handle.close();
      await unlink(file);
    }
    return null;
  } catch (error) {
    return `the data folder cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
