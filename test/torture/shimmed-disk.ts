import { spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("./disk-shim.c", import.meta.url));
/** What of an unsynced file may reach a disk by itself: a page of the file system. */
const PAGE_BYTES = 4096;

/** errno as Linux numbers them. */
export const ERRNO = { EIO: 5, ENOSPC: 28 } as const;

/** A disk below one folder that fails on request and keeps what a power cut would leave. */
export interface ShimmedDisk {
  /** For the environment of the process that writes below the folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Percent of writes and of syncs that fail from now on, with these errors; 0, 0 mends the disk. */
  fail(writesPercent: number, writeErrno: number, syncsPercent: number, syncErrno: number): void;
  /** Pages that were written and would be lost now. */
  unsyncedPages(): number;
  /**
   * Makes at `to` what a power cut leaves now: all that was synced, and each page that was written since with the given chance.
   * The process must be dead.
   */
  cutTo(to: string, unsyncedShare: number, random: () => number): void;
}

/** Builds the shim → its path, or null, with the reason printed, where no C compiler is. */
export function buildShim(out: string): string | null {
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O2", "-o", out, SOURCE, "-ldl", "-lpthread"], {
    encoding: "utf8",
  });
  if (built.status === 0) return out;
  console.log(
    `skipped: the disk shim needs a C compiler (${built.error?.message ?? built.stderr.slice(0, 200)})`,
  );
  return null;
}

/** A disk below `root`; what belongs to it lies in `work`. */
export function shimDisk(shim: string, root: string, work: string, seed: number): ShimmedDisk {
  const stable = join(work, "stable");
  mkdirSync(stable, { recursive: true });
  mkdirSync(root, { recursive: true });
  // a folder that was there before was synced before
  cpSync(root, stable, { recursive: true });
  const faults = join(work, "faults");
  const fd = openSync(faults, "w+");
  writeSync(fd, Buffer.alloc(4));
  closeSync(fd);
  const changedPages = (file: string): [number, Buffer][] => {
    const live = readFileSync(join(root, file));
    const copy = join(stable, file);
    const kept = existsSync(copy) ? readFileSync(copy) : Buffer.alloc(0);
    const pages: [number, Buffer][] = [];
    for (let at = 0; at < live.length; at += PAGE_BYTES) {
      const page = live.subarray(at, at + PAGE_BYTES);
      if (!page.equals(kept.subarray(at, at + page.length))) pages.push([at, page]);
    }
    return pages;
  };
  return {
    env: {
      LD_PRELOAD: shim,
      SHIM_ROOT: root,
      SHIM_STABLE: stable,
      SHIM_FAULTS: faults,
      SHIM_SEED: `${seed}`,
    },
    fail(writesPercent, writeErrno, syncsPercent, syncErrno) {
      const page = openSync(faults, "r+");
      writeSync(page, Buffer.from([writesPercent, writeErrno, syncsPercent, syncErrno]), 0, 4, 0);
      closeSync(page);
    },
    unsyncedPages: () => filesBelow(root).reduce((sum, file) => sum + changedPages(file).length, 0),
    cutTo(to, unsyncedShare, random) {
      cpSync(stable, to, { recursive: true });
      if (unsyncedShare === 0) return;
      for (const file of filesBelow(root)) {
        const copy = join(to, file);
        const pages = changedPages(file);
        mkdirSync(dirname(copy), { recursive: true });
        const open = openSync(copy, existsSync(copy) ? "r+" : "w");
        for (const [at, page] of pages)
          if (random() < unsyncedShare) writeSync(open, page, 0, page.length, at);
        closeSync(open);
      }
    },
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => relative(folder, join(folder, name)))
    .filter((name) => statSync(join(folder, name)).isFile());
}
