import { fieldsOf } from "../ledger/entry.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import { FORGOTTEN_ACTORS, LOG_MARK } from "../nouns/record-settings.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { Records, RecordsPosition } from "../ports/records.ts";

/** Entries of the ledger copied into the log in one go. */
const COPIED_PER_NOTE = 1_000;

/** Something about two stores of a folder that do not belong together, in both languages. */
export interface Disagreement {
  readonly code: "records_missing" | "records_behind" | "records_foreign" | "log_behind" | "log_foreign";
  readonly en: string;
  readonly zh: string;
}

type Log = Pick<
  EventLog,
  "begin" | "end" | "fingerprint" | "noted" | "note" | "eraseCopies" | "copiedEntries" | "holes"
>;
type RecordsSide = Pick<Records, "appliedPosition" | "get" | "position" | "entries" | "sync">;

/** What the records keep of the log: the run before the applied position. */
export function logMark(log: Pick<EventLog, "fingerprint">, position: number): string | undefined {
  const print = position === 0 ? null : log.fingerprint("events", position - 1);
  return print === null ? undefined : JSON.stringify({ position, print });
}

/**
 * Tells the log how far the records have come, and gives it copies of the ledger's new entries. The records are on disk before
 * it is said, so that a loss of power never makes them look set back. Nothing to tell: costs two look-ups.
 */
export async function noteRecords(log: Log, records: RecordsSide): Promise<void> {
  const noted = positionNoted(log);
  const before = await records.position();
  if (noted !== null && noted.writes >= before.writes) return;
  await records.sync();
  // A note of before the ledger was a transparency log knows copies of another form: all are taken anew.
  let from = noted?.tree === true ? (noted.ledger?.sequence ?? -1) + 1 : 0;
  const settings = JSON.stringify({ [FORGOTTEN_ACTORS]: await records.get(FORGOTTEN_ACTORS) });
  for (;;) {
    const entries = await records.entries(from, COPIED_PER_NOTE);
    const last = entries.at(-1);
    const position: NotedPosition = {
      tree: true,
      writes: before.writes,
      ledger: last === undefined ? before.ledger : { sequence: last.sequence, hash: last.hash },
    };
    // Before the note moves on: an erasure that was broken off is carried out on the copies as well.
    await log.eraseCopies(entries.flatMap((entry) => fieldsOf("erasure", entry)?.ledger_entries ?? []));
    await log.note({ records: JSON.stringify(position), settings }, entries);
    if (entries.length < COPIED_PER_NOTE) return;
    from = last!.sequence + 1;
  }
}

/** The records' position as the log was told it. Without `tree`: by a release whose ledger was a chain. */
export type NotedPosition = RecordsPosition & { readonly tree?: true };

/** How far the records had come when the log was last told; null = never. */
export function positionNoted(log: Pick<EventLog, "noted">): NotedPosition | null {
  const note = log.noted();
  return note === null ? null : (JSON.parse(note.records) as NotedPosition);
}

/** Whether the ledger's entry is the one that the log knows, by its hash in the tree or in the chain of before. */
function isNoted(entry: LedgerEntry, { tree, ledger }: NotedPosition): boolean {
  if (tree === true || entry.kind !== "chain_entry") return entry.hash === ledger?.hash;
  const chained = fieldsOf("chain_entry", entry);
  return chained === null || chained.hash === ledger?.hash;
}

/** Entries of the ledger that the log has copies of and the records lack, from a sequence on. */
export function* missingEntries(log: Pick<EventLog, "copiedEntries">, from: number): Generator<LedgerEntry> {
  for (let at = from; ; ) {
    const entries = log.copiedEntries(at, COPIED_PER_NOTE);
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined) return;
    at = last.sequence + 1;
  }
}

/** Whether the records are those that the log was told of, and the log the one that the records counted; null = they are. */
export async function storesDisagree(log: Log, records: RecordsSide): Promise<Disagreement | null> {
  return (await recordsDisagree(log, records)) ?? (await logDisagrees(log, records));
}

async function recordsDisagree(log: Log, records: RecordsSide): Promise<Disagreement | null> {
  const noted = positionNoted(log);
  if (noted === null) return null;
  const own = await records.position();
  const { ledger } = noted;
  const at: LedgerEntry | undefined =
    ledger === null ? undefined : (await records.entries(ledger.sequence, 1))[0];
  if (ledger !== null && at !== undefined && !isNoted(at, noted)) {
    return {
      code: "records_foreign",
      en: `records.sqlite belongs to another data folder: entry \`${ledger.sequence}\` of its ledger is not the one that the log knows`,
      zh: `records.sqlite 属于另一个数据目录：其台账第 \`${ledger.sequence}\` 条与事件日志所知不符`,
    };
  }
  if (own.writes >= noted.writes && (ledger === null || at !== undefined)) return null;
  const from = (own.ledger?.sequence ?? -1) + 1;
  const kinds = new Map<string, number>();
  for (const { kind } of missingEntries(log, from)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const list = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ");
  const lost = noted.writes - own.writes;
  return {
    code: own.writes <= 1 && own.ledger === null ? "records_missing" : "records_behind",
    en: `records.sqlite is older than the log: \`${lost}\` of its \`${noted.writes}\` writes are missing${list === "" ? "" : `, and with them these entries of the ledger: ${list}`}`,
    zh: `records.sqlite 早于事件日志：其 \`${noted.writes}\` 次写入中缺少 \`${lost}\` 次${list === "" ? "" : `，其中包括以下台账条目：${list}`}`,
  };
}

async function logDisagrees(log: Log, records: RecordsSide): Promise<Disagreement | null> {
  const applied = await records.appliedPosition();
  const end = log.end("events");
  if (applied > end) {
    return {
      code: "log_behind",
      en: `the log ends at \`${end}\`, and the counts know \`${applied}\` events: the last \`${applied - end}\` are missing from events.sqlite`,
      zh: `事件日志止于 \`${end}\`，而计数已包含 \`${applied}\` 个事件：events.sqlite 缺少最后 \`${applied - end}\` 个`,
    };
  }
  const stored = await records.get(LOG_MARK);
  if (stored === null) return null;
  const mark = JSON.parse(stored) as { readonly position: number; readonly print: string };
  const at = mark.position - 1;
  const cut = log.holes("events").some(({ first, count }) => at >= first && at < first + count);
  if (at < log.begin("events") || cut) return null;
  if (log.fingerprint("events", at) === mark.print) return null;
  return {
    code: "log_foreign",
    en: `events.sqlite is not the log that was counted: other events stand before position \`${mark.position}\``,
    zh: `events.sqlite 不是计数所依据的日志：位置 \`${mark.position}\` 之前的事件不同`,
  };
}
