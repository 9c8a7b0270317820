import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import { FOLDER_MODE, makePrivate } from "../../store/private-files.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import { examine } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { repairLedger } from "./repair-ledger.ts";
import { repairLog } from "./repair-log.ts";
import { repairRecords } from "./repair-records.ts";

/** What a repair did and what is lost, in words; and where the damaged files lie now. */
export interface Repaired {
  readonly done: readonly Finding[];
  /** Folder with what was there before; null when nothing was moved. */
  readonly aside: string | null;
}

/**
 * Makes a folder start again: cuts out of the log what cannot be read, with its positions named; makes the records anew from the
 * log, its copies of the ledger, and what of the old file can be read; and tells both of each other. Nothing is thrown away: the
 * damaged files are moved aside. The folder must be locked. Throws `storage_damaged` where only a backup helps.
 */
export async function repair(folder: string, nowMs: number): Promise<Repaired> {
  const aside = join(folder, `damaged-${new Date(nowMs).toISOString().replace(/[:.]/g, "-")}`);
  const moveAside = (name: string): void => {
    mkdirSync(aside, { recursive: true, mode: FOLDER_MODE });
    for (const file of readdirSync(folder)) {
      if (file === name || file === `${name}-wal` || file === `${name}-shm`)
        renameSync(join(folder, file), join(aside, file));
    }
    syncFolder(folder);
  };
  const before = await examine(folder, nowMs);
  if (!existsSync(join(folder, "events.sqlite")) && !existsSync(join(folder, "records.sqlite"))) {
    throw new TouchstoneError(
      "storage_damaged",
      `\`${folder}\` holds neither log nor records: restore it from a backup`,
    );
  }
  const done: Finding[] = [];
  await repairLog({ folder, aside, moveAside, log: before.log, done });
  await repairRecords({ folder, aside, moveAside, state: before.records, nowMs, done });
  await repairLedger({ folder, aside, done });
  for (const { of, en } of before.findings) {
    const name = of === "snapshots" ? /`(snapshot-\d+\.bin)`/.exec(en)?.[1] : undefined;
    if (name !== undefined) rmSync(join(folder, "snapshots", name), { force: true });
  }
  makePrivate(folder);
  return { done, aside: existsSync(aside) ? aside : null };
}
