import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { encodeLabel } from "../../exchange/contract/label.ts";
import { pairPseudonym } from "../../exchange/contract/pair-key.ts";
import { IDENTIFIER_CHARS_MAX, IDENTIFIERS_MAX } from "../../exchange/exchange-limits.ts";
import { splitRecord } from "../../ingest/files/split-record.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import {
  EXCHANGE_FIELDS,
  EXCHANGE_REASONS,
  type ExchangeReason,
  type ExchangeSubject,
  SCORE_BANDS,
  type ScoreBand,
} from "../../nouns/exchange.ts";
import { seenPseudonyms } from "./seen-pseudonyms.ts";

/** A line of a list: an identifier, and, where this side tells of it, what it tells. */
export interface ListRow {
  readonly id: string;
  readonly band: ScoreBand | null;
  readonly reasons: readonly ExchangeReason[];
  /** Under the pair key. */
  readonly pseudonym: Uint8Array;
}

const COLUMNS = ["id", "band", "reasons"];

/**
 * Reads a list of identifiers: NDJSON with `id` (and `band`, `reasons`), or CSV whose first line names these columns, reasons
 * separated by `;`. Nothing else may stand in it: what is not read cannot cross by mistake. An id that comes again is passed over
 * when it says the same. Rejects with `exchange_rows` naming the line, `exchange_too_many`, `cannot_read`. Memory: 32 to 64 bytes a row.
 */
export async function* readList(
  file: string,
  subject: ExchangeSubject,
  key: Uint8Array,
): AsyncGenerator<ListRow> {
  const seen = seenPseudonyms();
  const refuse = (line: number, why: string): TouchstoneError =>
    new TouchstoneError("exchange_rows", `\`${file}\`, line ${line}: ${why}`);
  const input = createReadStream(file);
  const failed = new Promise<never>((_, reject) =>
    input.once("error", (cause) =>
      reject(new TouchstoneError("cannot_read", `\`${file}\`: ${cause.message}`, { cause })),
    ),
  );
  failed.catch(() => {});
  let header: readonly string[] | null = null;
  let number = 0;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done) break;
    const line = number++ === 0 ? next.value.replace(/^\uFEFF/, "") : next.value;
    if (line.trim() === "") continue;
    if (header === null && !line.startsWith("{")) {
      header = columnsOf(line);
      if (header === null)
        throw refuse(
          number,
          `\`${cut(line)}\` names no columns: the first line of CSV is ${COLUMNS.join(",")}, or \`id\``,
        );
      continue;
    }
    const fields = header === null ? jsonFields(line) : csvFields(line, header);
    if (fields === null)
      throw refuse(
        number,
        `\`${cut(line)}\` is no ${header === null ? "JSON object" : "record of these columns"}`,
      );
    const extra = Object.keys(fields).find((name) => !COLUMNS.includes(name));
    if (extra !== undefined)
      throw refuse(number, `\`${cut(extra)}\` is no field of it: only ${COLUMNS.join(", ")}`);
    const row = rowOf(fields, (why) => refuse(number, why));
    const pseudonym = pairPseudonym(key, subject, row.id);
    const said = encodeLabel(row, EXCHANGE_FIELDS);
    if (seen.size === IDENTIFIERS_MAX)
      throw new TouchstoneError(
        "exchange_too_many",
        `\`${file}\` has more than \`${IDENTIFIERS_MAX}\`: divide it`,
      );
    const label = said[0]! + 256 * Buffer.from(said).readUInt16LE(1);
    const before = seen.note(pseudonym, label);
    if (before === label) continue;
    if (before !== null)
      throw refuse(number, `\`${cut(row.id)}\` came before and said another thing: once each`);
    yield { ...row, pseudonym };
  }
  if (seen.size === 0) throw new TouchstoneError("exchange_rows", `\`${file}\` has no identifiers`);
}

function rowOf(
  fields: Readonly<Record<string, unknown>>,
  refuse: (why: string) => TouchstoneError,
): Omit<ListRow, "pseudonym"> {
  const { id, band = null, reasons = [] } = fields;
  if (typeof id !== "string" || id.trim() === "" || id.length > IDENTIFIER_CHARS_MAX || !id.isWellFormed())
    throw refuse(`\`id\` is \`${cut(String(id))}\`: a text of 1 to ${IDENTIFIER_CHARS_MAX} characters`);
  const known = band === null ? null : SCORE_BANDS.find((each) => each === band);
  if (known === undefined)
    throw refuse(`\`band\` is \`${cut(String(band))}\`: one of ${SCORE_BANDS.join(", ")}`);
  if (!Array.isArray(reasons)) throw refuse("`reasons` is not a list");
  const codes = [...new Set(reasons)].map((reason) => {
    const code = EXCHANGE_REASONS.find((each) => each === reason);
    if (code === undefined)
      throw refuse(`\`reasons\` holds \`${cut(String(reason))}\`: some of ${EXCHANGE_REASONS.join(", ")}`);
    return code;
  });
  return {
    id: id.trim(),
    band: known,
    reasons: codes.sort((a, b) => EXCHANGE_REASONS.indexOf(a) - EXCHANGE_REASONS.indexOf(b)),
  };
}

function columnsOf(line: string): readonly string[] | null {
  const columns = line.split(",").map((name) => name.trim());
  return columns.includes("id") && columns.every((name) => COLUMNS.includes(name)) ? columns : null;
}

function csvFields(line: string, header: readonly string[]): Readonly<Record<string, unknown>> | null {
  const { fields } = splitRecord(line, ",");
  if (fields.length !== header.length) return null;
  const named = Object.fromEntries(header.map((name, i) => [name, fields[i]!]));
  const { id, band, reasons } = named;
  return {
    id,
    ...(band === undefined || band === "" ? {} : { band }),
    ...(reasons === undefined ? {} : { reasons: reasons.split(";").filter((each) => each !== "") }),
  };
}

function jsonFields(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
