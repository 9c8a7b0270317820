import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  cutRangesOut,
  type DamagedRange,
  keepAside,
  type LogScan,
  openDamaged,
  readOver,
  scanLog,
  withNewFirstPage,
} from "../../store/log-salvage.ts";
import { openLogWriter } from "../../store/log-table.ts";
import { FOLDER_MODE } from "../../store/private-files.ts";
import type { Finding } from "./finding.ts";

export interface LogRepair {
  readonly folder: string;
  /** Where damaged files go. */
  readonly aside: string;
  readonly moveAside: (name: string) => void;
  /** What an examination found; null: no log could be opened. */
  readonly log: LogScan | null;
  /** Takes what was done. */
  readonly done: Finding[];
}

const FILE = "events.sqlite";

/** Makes the log readable from end to end: damaged runs are cut out, and their positions stay given. */
export async function repairLog(parts: LogRepair): Promise<void> {
  const { folder, log, done } = parts;
  const file = join(folder, FILE);
  let scan = log;
  if (scan === null || !scan.structureSound) scan = await rebuilt(parts);
  else if (scan.damage.length > 0) {
    mkdirSync(parts.aside, { recursive: true, mode: FOLDER_MODE });
    const db = openDamaged(file);
    if (typeof db !== "string") {
      keepAside(db, scan.damage, ({ stream, first }) => join(parts.aside, `${stream}-${first}.bytes`));
      db.close();
    }
    cutRangesOut(file, scan.damage);
  }
  for (const range of scan?.damage ?? []) done.push(told(range));
  const missing = missingAtTheEnd(folder);
  if (missing.length > 0) cutRangesOut(file, missing);
  for (const range of missing) if (range.why !== "") done.push(told(range));
}

/** All that can be read of a file whose structure is damaged, in a new file in its place. */
async function rebuilt({ folder, aside, moveAside, done }: LogRepair): Promise<LogScan | null> {
  const file = join(folder, FILE);
  const found = existsSync(file);
  moveAside(FILE);
  let from = found ? openDamaged(join(aside, FILE)) : "it is missing";
  if (typeof from === "string" && found) {
    const copy = join(aside, "first-page-made-anew.sqlite");
    await withNewFirstPage(join(aside, FILE), copy, join(aside, "blank.sqlite"));
    from = openDamaged(copy);
  }
  if (typeof from === "string") {
    openLogWriter(file, 0).close();
    done.push({
      of: "log",
      gravity: "damaged",
      en: `nothing of the log could be read (${from}): it begins anew, and its events are lost unless a backup has them`,
      zh: `事件日志完全无法读取（${from}）：已重新建立，若无备份则其中事件均已丢失`,
    });
    return null;
  }
  try {
    return readOver(from, file);
  } finally {
    from.close();
  }
}

/** Positions that were given out and are not there: known from the other stream, and from the counts. */
function missingAtTheEnd(folder: string): DamagedRange[] {
  const db = new DatabaseSync(join(folder, FILE), { readOnly: true });
  const { ends } = scanLog(db);
  const cut = db.prepare("SELECT first, first + count AS until FROM holes WHERE stream = 'events'").all();
  db.close();
  const given = Math.max(ends.events, ends.decisions, appliedPosition(join(folder, "records.sqlite")));
  const ranges: DamagedRange[] = [];
  if (ends.events < given)
    ranges.push({
      stream: "events",
      first: ends.events,
      end: given,
      why: "acknowledged, and lost at the log's end",
    });
  // Events that are gone are not decided: the decisions must not take their places.
  for (const { first, end } of [
    ...cut.map((hole) => ({ first: Number(hole.first), end: Number(hole.until) })),
    ...ranges,
  ])
    if (end > ends.decisions)
      ranges.push({ stream: "decisions", first: Math.max(first, ends.decisions), end, why: "" });
  return ranges.filter(({ first, end }) => first < end);
}

/** 0 where the records cannot be read. */
function appliedPosition(file: string): number {
  if (!existsSync(file)) return 0;
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(db.prepare("SELECT position FROM applied").get()?.position ?? 0);
    } finally {
      db.close();
    }
  } catch {
    return 0; // told by the examination of the records
  }
}

function told({ stream, first, end, why }: DamagedRange): Finding {
  const lost =
    stream === "events" ? "the events are lost" : "the decisions are lost, and what was counted stays";
  return {
    of: "log",
    gravity: "damaged",
    en: `cut out of stream \`${stream}\`: positions \`${first}\` to \`${end - 1}\` (${why}); ${lost}`,
    zh: `已从数据流 \`${stream}\` 切除位置 \`${first}\` 至 \`${end - 1}\`：${stream === "events" ? "这些事件已丢失" : "这些决策已丢失，已计入的计数不变"}`,
  };
}
