import { kindCode } from "../nouns/event.ts";
import {
  createEventRow,
  type EventRow,
  type KeyColumn,
  keyColumn,
  type NumberColumn,
  numberColumn,
} from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";

export interface RowFields {
  readonly type?: string;
  readonly late?: boolean;
  readonly text?: Partial<Record<KeyColumn, string>>;
  readonly number?: Partial<Record<NumberColumn, number>>;
}

/** A row as a decoder would fill it: hashes and spans of texts, numbers, kind. */
export function rowOf(fields: RowFields): EventRow {
  const row = createEventRow();
  row.kind = kindCode(fields.type ?? "like")!;
  row.late = fields.late ? 1 : 0;
  const texts = Object.entries(fields.text ?? {}) as [KeyColumn, string][];
  let at = 0;
  const parts: Buffer[] = [];
  for (const [name, text] of texts) {
    const column = keyColumn(name);
    const [low, high] = hashText(text);
    row.hash[column * 2] = low;
    row.hash[column * 2 + 1] = high;
    const escaped = Buffer.from(JSON.stringify(text).slice(1, -1));
    row.span[column * 2] = at;
    row.span[column * 2 + 1] = at + escaped.length;
    at += escaped.length;
    parts.push(escaped);
  }
  row.bytes = Buffer.concat(parts);
  row.end = at;
  for (const [name, value] of Object.entries(fields.number ?? {}) as [NumberColumn, number][]) {
    row.num[numberColumn(name)] = value;
  }
  return row;
}
