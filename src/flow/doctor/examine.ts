import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type LogScan, openDamaged, scanLog } from "../../store/log-salvage.ts";
import { examineRecords } from "../../store/records-salvage.ts";
import { decodeSnapshot } from "../../store/snapshot-file.ts";
import { CLOCK_AHEAD_MS_MAX, DAMAGE_NAMED_MAX, DISK_FREE_BYTES_MIN } from "./doctor-limits.ts";
import { examineLedger } from "./examine-ledger.ts";
import type { Finding } from "./finding.ts";

/** What was found in a folder; the parts that a repair goes by. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** null: SQLite takes the file for no log at all. */
  readonly log: LogScan | null;
  readonly records: "sound" | "damaged" | "missing";
}

/** Looks through a data folder and changes nothing: disk, rights, clock, log, records, snapshots. Reads all of it once. */
export async function examine(folder: string, nowMs: number): Promise<Examination> {
  const findings: Finding[] = [];
  findings.push(examineDisk(folder), examinePermissions(folder));
  const log = examineLog(folder, findings, nowMs);
  const records = await examineRecordsFile(folder, findings);
  if (records === "sound") findings.push(...(await examineLedger(folder)).findings);
  findings.push(...(await examineSnapshots(folder)));
  return { findings, log, records };
}

function examineDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = Number(bavail) * Number(bsize);
  const gib = (free / 2 ** 30).toFixed(1);
  const gravity = free < DISK_FREE_BYTES_MIN ? "look" : "sound";
  return { of: "disk", gravity, en: `${gib} GiB are free`, zh: `剩余空间 ${gib} GiB` };
}

function examinePermissions(folder: string): Finding {
  if (process.platform === "win32")
    return { of: "permissions", gravity: "sound", en: "not examined on Windows", zh: "Windows 上不检查" };
  const paths = [
    folder,
    ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))),
  ];
  const open = paths.filter((path) => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077);
  if (open.length === 0)
    return {
      of: "permissions",
      gravity: "sound",
      en: "the folder is its owner's alone",
      zh: "目录仅所有者可访问",
    };
  return {
    of: "permissions",
    gravity: "look",
    en: `other accounts of this machine can read ${open.length} files and folders, \`${open[0]}\` first; the next start closes them`,
    zh: `本机其他账号可读取 ${open.length} 个文件或目录，首个为 \`${open[0]}\`；下次启动时会收回权限`,
  };
}

function examineLog(folder: string, findings: Finding[], nowMs: number): LogScan | null {
  const file = join(folder, "events.sqlite");
  if (!existsSync(file)) {
    findings.push({ of: "log", gravity: "damaged", en: `\`${file}\` is missing`, zh: `缺少 \`${file}\`` });
    return null;
  }
  const db = openDamaged(file);
  if (typeof db === "string") {
    findings.push({
      of: "log",
      gravity: "damaged",
      en: `\`${file}\` cannot be read: ${db}; a repair tries with a new first page`,
      zh: `\`${file}\` 无法读取：${db}；修复时将尝试重建首页`,
    });
    return null;
  }
  try {
    const scan = scanLog(db);
    for (const { stream, first, end, why } of scan.damage.slice(0, DAMAGE_NAMED_MAX)) {
      findings.push({
        of: "log",
        gravity: "damaged",
        en: `stream \`${stream}\`, positions \`${first}\` to \`${end - 1}\`: ${why}`,
        zh: `数据流 \`${stream}\` 位置 \`${first}\` 至 \`${end - 1}\` 损坏：${WHY_ZH[why] ?? why}`,
      });
    }
    const more = scan.damage.length - DAMAGE_NAMED_MAX;
    if (more > 0)
      findings.push({ of: "log", gravity: "damaged", en: `and ${more} more`, zh: `另有 ${more} 处` });
    if (!scan.structureSound && scan.damage.length === 0) {
      findings.push({
        of: "log",
        gravity: "damaged",
        en: "every event can be read, and the structure of the file around them is damaged; a repair writes the file anew",
        zh: "所有事件均可读取，但文件结构已损坏；修复会重写该文件",
      });
    }
    if (scan.damage.length === 0 && scan.structureSound) {
      findings.push({
        of: "log",
        gravity: "sound",
        en: `${scan.runs} runs, events up to position ${scan.ends.events}, every checksum right`,
        zh: `共 ${scan.runs} 个批次，事件至位置 ${scan.ends.events}，校验和全部正确`,
      });
    }
    findings.push(examineClock(scan.latestReceivedMs, nowMs));
    return scan;
  } finally {
    db.close();
  }
}

const WHY_ZH: Readonly<Record<string, string>> = {
  "its checksum differs": "校验和不符",
  decompress: "无法解压",
  "it cannot be read": "无法读取",
  "it is missing": "缺失",
  "the rest cannot be read": "其后内容无法读取",
  "it is not what was written": "与写入内容不符",
};

function examineClock(latestMs: number, nowMs: number): Finding {
  const now = new Date(nowMs).toISOString();
  const latest = new Date(latestMs).toISOString();
  if (latestMs > nowMs) {
    return {
      of: "clock",
      gravity: "look",
      en: `the clock says ${now}, and events came in at ${latest}: one of the two is wrong`,
      zh: `当前时钟为 ${now}，而已有事件接收于 ${latest}：两者必有一误`,
    };
  }
  if (latestMs > 0 && nowMs - latestMs > CLOCK_AHEAD_MS_MAX) {
    return {
      of: "clock",
      gravity: "sound",
      en: `the clock says ${now}; the latest events came in at ${latest}, so with --keep-days nothing is dropped on the first day, but with --trust-clock`,
      zh: `当前时钟为 ${now}；最近的事件接收于 ${latest}，因此使用 --keep-days 时首日不清理，除非加 --trust-clock`,
    };
  }
  return { of: "clock", gravity: "sound", en: `the clock says ${now}`, zh: `当前时钟为 ${now}` };
}

async function examineRecordsFile(folder: string, findings: Finding[]): Promise<Examination["records"]> {
  const file = join(folder, "records.sqlite");
  if (!existsSync(file)) {
    findings.push({
      of: "records",
      gravity: "damaged",
      en: `\`${file}\` is missing`,
      zh: `缺少 \`${file}\``,
    });
    return "missing";
  }
  const problems = await examineRecords(file);
  for (const { en, zh } of problems.slice(0, DAMAGE_NAMED_MAX))
    findings.push({ of: "records", gravity: "damaged", en, zh });
  if (problems.length > 0) return "damaged";
  findings.push({
    of: "records",
    gravity: "sound",
    en: "the file is whole, and so are the entries of its ledger",
    zh: "文件完整，台账条目无缺",
  });
  return "sound";
}

async function examineSnapshots(folder: string): Promise<Finding[]> {
  const place = join(folder, "snapshots");
  if (!existsSync(place)) return [];
  const found: Finding[] = [];
  for (const name of readdirSync(place).filter((each) => each.endsWith(".bin"))) {
    const result = await decodeSnapshot(join(place, name));
    if (typeof result !== "string") continue;
    found.push({
      of: "snapshots",
      gravity: "look",
      en: `\`${name}\`: ${result}; a start passes it over and reads more of the log`,
      zh: `\`${name}\` 不可用（${result}）；启动时会跳过它并多读一段日志`,
    });
  }
  if (found.length === 0)
    found.push({ of: "snapshots", gravity: "sound", en: "every snapshot is whole", zh: "快照均完整" });
  return found;
}
