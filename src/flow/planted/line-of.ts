import { kindWord } from "../../nouns/event.ts";
import { type EventRow, type KeyColumn, keyColumn, keyText, numberColumn } from "../../nouns/event-row.ts";

const OBJECT_BEGIN = 0x7b;
const decoder = new TextDecoder();

type Told = Record<string, unknown>;

/**
 * An engagement event's line: as it came, or, where its row was made from columns, what the row tells, field by field. For
 * some hundred events of a file.
 */
export function lineOf(row: EventRow): string {
  if (row.bytes[row.start] === OBJECT_BEGIN) return decoder.decode(row.bytes.subarray(row.start, row.end));
  const actor = texts(row, { id: "actor", registration_batch: "registration_batch" });
  numbers(row, actor, { registered_at: "registered_at_ms" });
  const target = texts(row, { kind: "target_kind", id: "target", owner: "owner" });
  numbers(row, target, { duration_ms: "duration_ms" });
  const context = texts(row, {
    ip: "ip",
    ip_prefix: "ip_prefix",
    ip_kind: "ip_kind",
    device: "device",
    app_version: "app_version",
    user_agent: "user_agent",
    source: "source",
    parent_share: "parent_share",
  });
  numbers(row, context, { asn: "asn" });
  flags(row, context, ["emulator", "rooted"]);
  const behavior: Told = {};
  numbers(row, behavior, {
    dwell_ms: "dwell_ms",
    play_ratio: "play_ratio",
    scroll_depth: "scroll_depth",
    preceding_events: "preceding_events",
  });
  const content = texts(row, { text: "content" });
  const parts = Object.entries({ actor, target, context, behavior, content });
  return JSON.stringify({
    ...texts(row, { id: "id" }),
    type: kindWord(row.kind),
    at: row.occurredAtMs,
    ...Object.fromEntries(parts.filter(([, fields]) => Object.keys(fields).length > 0)),
  });
}

function texts(row: EventRow, fields: Readonly<Record<string, KeyColumn>>): Told {
  const told: Told = {};
  for (const [name, column] of Object.entries(fields)) {
    const text = keyText(row, keyColumn(column));
    if (text !== null) told[name] = text;
  }
  return told;
}

function numbers(
  row: EventRow,
  told: Told,
  fields: Readonly<Record<string, Parameters<typeof numberColumn>[0]>>,
): void {
  for (const [name, column] of Object.entries(fields)) {
    const value = row.num[numberColumn(column)]!;
    if (!Number.isNaN(value)) told[name] = value;
  }
}

function flags(row: EventRow, told: Told, names: readonly ("emulator" | "rooted")[]): void {
  for (const name of names) {
    const value = row.num[numberColumn(name)]!;
    if (!Number.isNaN(value)) told[name] = value === 1;
  }
}
