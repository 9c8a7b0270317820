import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { LEDGER_CHECKPOINT } from "../../nouns/record-settings.ts";
import { LEDGER_FOLDER } from "../../store/ledger-log.ts";
import { FOLDER_MODE } from "../../store/private-files.ts";
import { openRecords } from "../../store/sqlite-records.ts";
import { examineLedger } from "./examine-ledger.ts";
import type { Finding } from "./finding.ts";

export interface LedgerRepair {
  readonly folder: string;
  readonly aside: string;
  readonly done: Finding[];
}

/**
 * Moves aside what of a ledger's files is not what was signed: the next start makes tiles anew from the records' entries, and the checkpoint's file from the one
 * that the records remember. Where the key is lost, the whole log is moved aside and the next start begins one under a new key. The records must be sound.
 */
export async function repairLedger({ folder, aside, done }: LedgerRepair): Promise<void> {
  const { verdict, keyLost } = await examineLedger(folder);
  const place = join(folder, LEDGER_FOLDER);
  if (verdict === null) return;
  if (keyLost) {
    if (existsSync(place)) move(place, join(aside, LEDGER_FOLDER), aside);
    const records = openRecords(join(folder, "records.sqlite"));
    await records.set(LEDGER_CHECKPOINT, "");
    records.close();
    done.push(NEW_KEY);
    return;
  }
  const tiles = join(place, "tile");
  if (verdict.faults.length === 0 || !existsSync(tiles)) return;
  move(tiles, join(aside, "ledger-tile"), aside);
  done.push(TILES_ANEW);
}

const NEW_KEY: Finding = {
  of: "ledger",
  gravity: "damaged",
  en: "the signing key was lost: the next start begins a log of the same entries under a new key; tell whoever knows the old one",
  zh: "签名密钥已丢失：下次启动时以新密钥为同样的条目开始新的日志；请告知持有旧公钥者",
};
const TILES_ANEW: Finding = {
  of: "ledger",
  gravity: "sound",
  en: "the files of the ledger's tree were moved aside; the next start makes them anew from its entries",
  zh: "台账哈希树的文件已移开；下次启动时由条目重建",
};

function move(from: string, to: string, aside: string): void {
  mkdirSync(aside, { recursive: true, mode: FOLDER_MODE });
  renameSync(from, to);
}
