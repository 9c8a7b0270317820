import { existsSync } from "node:fs";
import { join } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { LedgerEntry } from "../../nouns/ledger-entry.ts";
import { countDeltasOf, qualityDeltasOf } from "../../nouns/packed-counts.ts";
import { FORGOTTEN_ACTORS, LOG_MARK, WRITES } from "../../nouns/record-settings.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import { salvageRecords } from "../../store/records-salvage.ts";
import { clearCounts, readLedger, restoreLedger } from "../../store/restore-ledger.ts";
import { openEventLog } from "../../store/sqlite-event-log.ts";
import { openRecords } from "../../store/sqlite-records.ts";
import { headOf } from "../campaigns/head-of.ts";
import { reviewOf } from "../campaigns/review-of.ts";
import { logMark, missingEntries, noteRecords, positionNoted, storesDisagree } from "../store-agreement.ts";
import type { Examination } from "./examine.ts";
import { examineCounts } from "./examine-counts.ts";
import type { Finding } from "./finding.ts";
import { recount } from "./recount.ts";

export interface RecordsRepair {
  readonly folder: string;
  readonly aside: string;
  readonly moveAside: (name: string) => void;
  readonly state: Examination["records"];
  readonly nowMs: number;
  readonly done: Finding[];
}

const FILE = "records.sqlite";
/** Read from a damaged file row by row. The ledger is put together from it and from the log's copies. */
const CAMPAIGN_TABLES = [
  "settings",
  "campaigns",
  "campaign_members",
  "campaign_targets",
  "campaign_events",
  "taken_back",
  "corrections",
] as const;
const COUNT_TABLES = ["counts", "quality", "applied"] as const;

/**
 * Makes the records whole and brings them into step with the log: what of a damaged file can be read, the ledger from the log's
 * copies, reviews and erasures from the ledger, counts from events and decisions. The log must be sound.
 */
export async function repairRecords(parts: RecordsRepair): Promise<void> {
  const { folder, aside, moveAside, state, nowMs, done } = parts;
  const file = join(folder, FILE);
  const log = await openEventLog(folder);
  try {
    const recountable = log.begin("events") === 0 && log.holes("events").length === 0;
    let countsStand = true;
    if (state !== "sound") {
      moveAside(FILE);
      openRecords(file).close();
      countsStand = salvage(join(aside, FILE), file, recountable, done);
    }
    const noted = positionNoted(log);
    const known = (function* (): Generator<LedgerEntry> {
      if (state !== "sound") yield* readLedger(join(aside, FILE));
    })();
    const restored = [...restoreLedger(file, known), ...restoreLedger(file, missingEntries(log, 0))];
    let records = openRecords(file);
    try {
      await refuseForeign(log, records);
      if (restored.length > 0) {
        done.push(toldOfLedger(restored));
        await applyEntries(records, log, restored, done);
      }
      const wrong =
        recountable && state === "sound" && restored.length === 0 ? await miscounted(log, records) : false;
      if (recountable && (!countsStand || wrong || state !== "sound" || restored.length > 0)) {
        records.close();
        clearCounts(file);
        records = openRecords(file);
        const to = records;
        await recount(log, to, async ({ counts, claims }, position) => {
          await to.applyCounts(countDeltasOf(counts), qualityDeltasOf(counts), position, [], nowMs, claims);
        });
        done.push({
          of: "counts",
          gravity: "sound",
          en: `counted anew from the log, up to position \`${await to.appliedPosition()}\`; the next start takes out again what confirmed campaigns claim`,
          zh: `已按事件日志重新计数至位置 \`${await to.appliedPosition()}\`；下次启动时会再次剔除已确认团伙的互动`,
        });
      }
      const apart = await storesDisagree(log, records);
      if (done.length === 0 && apart === null) return;
      if (apart !== null) {
        const [en, zh] = [`taken as it is: ${apart.en}`, `按现状接受：${apart.zh}`];
        done.push({ of: "stores", gravity: "damaged", en, zh });
      }
      const fields = { done: done.map(({ en }) => en) };
      await records.append({ kind: "repair", by: { kind: "system", name: "doctor" }, fields }, nowMs);
      await records.set(WRITES, String(Math.max(noted?.writes ?? 0, (await records.position()).writes)));
      const applied = await records.appliedPosition();
      await records.set(LOG_MARK, logMark(log, applied) ?? JSON.stringify({ position: 0, print: "" }));
      await noteRecords(log, records);
    } finally {
      records.close();
    }
  } finally {
    await log.close();
  }
}

/** What of a damaged file can be read; whether the counts among it stand. */
function salvage(from: string, to: string, recountable: boolean, done: Finding[]): boolean {
  if (!existsSync(from)) {
    done.push({
      of: "records",
      gravity: "damaged",
      en: "records.sqlite was missing: campaigns are lost until they are found again",
      zh: "缺少 records.sqlite：团伙记录已丢失，须待重新发现",
    });
    return false;
  }
  const tables = recountable ? CAMPAIGN_TABLES : [...CAMPAIGN_TABLES, ...COUNT_TABLES];
  for (const { table, rows, broken } of salvageRecords(from, to, tables)) {
    if (!broken) continue;
    done.push({
      of: "records",
      gravity: "damaged",
      en: `table \`${table}\`: \`${rows}\` rows could be read, others are lost`,
      zh: `数据表 \`${table}\`：可读取 \`${rows}\` 行，其余已丢失`,
    });
  }
  done.push({
    of: "records",
    gravity: "sound",
    en: "what could be read was put into a new records.sqlite",
    zh: "可读取的内容已写入新的 records.sqlite",
  });
  return false;
}

/** Another folder's file cannot be mended into this one's. */
async function refuseForeign(log: EventLog, records: Records): Promise<void> {
  const disagreement = await storesDisagree(log, records);
  if (disagreement === null) return;
  if (disagreement.code !== "records_foreign" && disagreement.code !== "log_foreign") return;
  throw new TouchstoneError(
    "storage_damaged",
    `${disagreement.en}; put back the file that belongs here, no repair can make one of the two from the other`,
  );
}

async function miscounted(log: EventLog, records: Records): Promise<boolean> {
  return (await examineCounts(log, records)).some(({ gravity }) => gravity === "damaged");
}

function toldOfLedger(restored: readonly LedgerEntry[]): Finding {
  return {
    of: "ledger",
    gravity: "sound",
    en: `\`${restored.length}\` entries of the ledger were put back from the log's copies`,
    zh: `已从事件日志的副本恢复 \`${restored.length}\` 条台账`,
  };
}

/** Reviews of campaigns that are there are carried out again; erased accounts stay erased. */
async function applyEntries(
  records: Records,
  log: EventLog,
  entries: readonly LedgerEntry[],
  done: Finding[],
): Promise<void> {
  const settings = JSON.parse(log.noted()?.settings ?? "{}") as Record<string, string | null>;
  const forgotten = settings[FORGOTTEN_ACTORS];
  if (typeof forgotten === "string" && (await records.get(FORGOTTEN_ACTORS)) !== forgotten) {
    await records.set(FORGOTTEN_ACTORS, forgotten);
    for (const [key] of JSON.parse(forgotten) as [string, number][]) await records.campaigns.forgetKey(key);
  }
  const lost = new Set<string>();
  let again = 0;
  for (const entry of entries) {
    const found = reviewOf(entry);
    if (found === null) continue;
    const { campaign, status, by, note, atMs } = found;
    const record = await records.campaigns.get(campaign);
    if (record === null) {
      lost.add(campaign);
      continue;
    }
    if (record.reviews.some((review) => review.atMs === atMs && review.status === status)) continue;
    const reviews = [...record.reviews, { status, by, note, atMs }];
    await records.campaigns.put(headOf({ ...record, status, reviews }));
    again++;
  }
  if (again > 0) {
    done.push({
      of: "records",
      gravity: "sound",
      en: `\`${again}\` reviews were carried out again from the ledger`,
      zh: `已按台账重新执行 \`${again}\` 次复核`,
    });
  }
  if (lost.size > 0) {
    const some = [...lost].slice(0, 5).join(", ");
    done.push({
      of: "records",
      gravity: "damaged",
      en: `\`${lost.size}\` campaigns that were reviewed are lost (${some}); the reviews stand in the ledger`,
      zh: `\`${lost.size}\` 个已复核的团伙记录已丢失（${some}）；复核内容仍在台账中`,
    });
  }
}
