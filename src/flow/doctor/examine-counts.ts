import { countDeltasOf } from "../../nouns/packed-counts.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import { COUNTS_NAMED_MAX } from "./doctor-limits.ts";
import type { Finding } from "./finding.ts";
import { recount } from "./recount.ts";

/**
 * Compares what is counted with what the log says, target by target and type by type: a count that is wrong without a trace in
 * the file is found here. Raw counts, which no campaign moves; as far as events are counted. Nothing where events were dropped by age.
 */
export async function examineCounts(log: EventLog, records: Records): Promise<Finding[]> {
  if (log.begin("events") > 0) {
    return [
      {
        of: "counts",
        gravity: "sound",
        en: "not compared with the log: events were dropped by age",
        zh: "未与事件日志比对：部分事件已按保留期限清理",
      },
    ];
  }
  const raw = new Map<string, number>();
  const applied = await records.appliedPosition();
  let counted = 0;
  await recount(upTo(log, applied), records, ({ counts }, position) => {
    counted = position;
    for (const { kind, id, type, public: shown, held, rejected } of countDeltasOf(counts)) {
      const key = JSON.stringify([kind, id, type]);
      raw.set(key, (raw.get(key) ?? 0) + shown + held + rejected);
    }
  });
  if (counted < applied || log.holes("events").length > 0) {
    return [
      {
        of: "counts",
        gravity: "sound",
        en: "not compared with the log: some of its events are gone",
        zh: "未与事件日志比对：部分事件已缺失",
      },
    ];
  }
  const wrong: string[] = [];
  let tooFew = false;
  for await (const { kind, id, type, raw: stored } of records.allCounts()) {
    const key = JSON.stringify([kind, id, type]);
    const own = raw.get(key) ?? 0;
    raw.delete(key);
    if (own > stored) tooFew = true;
    if (own !== stored) wrong.push(`${kind}/${id} ${type}: ${stored}, the log says ${own}`);
  }
  for (const [key, own] of raw) {
    if (own === 0) continue;
    tooFew = true;
    wrong.push(`${JSON.parse(key).join("/")}: 0, the log says ${own}`);
  }
  if (wrong.length === 0) {
    return [
      {
        of: "counts",
        gravity: "sound",
        en: "every count is what the log says",
        zh: "所有计数与事件日志一致",
      },
    ];
  }
  const some = wrong.slice(0, COUNTS_NAMED_MAX).join("; ");
  return [
    {
      of: "counts",
      // Too many alone is what an engine leaves that had forgotten, for want of room, what was then taken back.
      gravity: tooFew ? "damaged" : "look",
      en: `\`${wrong.length}\` counts are not what the log says: ${some}`,
      zh: `\`${wrong.length}\` 个计数与事件日志不符：${some}`,
    },
  ];
}

/** The log as if it ended at a position. */
function upTo(log: EventLog, end: number): EventLog {
  return { ...log, end: (stream) => Math.min(end, log.end(stream)) };
}
