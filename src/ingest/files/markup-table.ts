import { TouchstoneError } from "../../nouns/codes.ts";
import { createHtmlRows } from "./html-rows.ts";
import type { MarkupRows } from "./markup-rows.ts";
import { createSheetXmlRows } from "./sheet-xml-rows.ts";

/** A table written as a web page, or as a workbook of Excel 2003 in XML. Many tools call both `.xls`. */
export type Markup = "html" | "sheet_xml";

/** What a text that begins so is, if it is a table in markup. `mapped`: other XML is for a mapping to read. */
export function markupOf(text: string): Markup | null {
  const head = text.replace(/^\ufeff/, "").trimStart();
  if (/^<\?xml/i.test(head) && /urn:schemas-microsoft-com:office:spreadsheet/i.test(head)) return "sheet_xml";
  return /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|table|head|meta|body|style)\b/i.test(
    head,
  )
    ? "html"
    : null;
}

/** The encoding that markup says it has, by its first bytes; null where it says none, or UTF-8, which is seen anyhow. */
export function declaredEncoding(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, DECLARED_WITHIN_BYTES)).toString("latin1");
  if (!/^\s*</.test(text)) return null;
  const label = /(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)/i.exec(text)?.[1] ?? null;
  if (label === null || /^utf-?8$/i.test(label)) return null;
  try {
    return new TextDecoder(label).encoding.replace(/^gbk$/, "gb18030");
  } catch {
    return null; // a name of its own: the bytes show what it is
  }
}
/** Where a page declares its encoding: the standard looks no further than 1,024 bytes; Excel's styles may stand before it. */
const DECLARED_WITHIN_BYTES = 4096;

/** Rows kept until two are seen that can belong to one table. */
const ROWS_BEFORE_MAX = 1000;

/**
 * The text of tables in markup (UTF-8) → their rows as CSV, streamed; what is around the tables is left out. Throws
 * `unknown_format` for a page in which no two rows have as many cells, two or more, `damaged_file` for XML that is not whole.
 */
export async function* markupTable(
  pieces: AsyncIterable<Uint8Array>,
  markup: Markup,
  name: string,
): AsyncGenerator<Buffer> {
  const reader: MarkupRows = markup === "html" ? await createHtmlRows() : createSheetXmlRows(name);
  const decoder = new TextDecoder();
  let before: (readonly string[])[] | null = [];
  const widths = new Set<number>();
  const lines = (rows: readonly (readonly string[])[]): string => {
    if (before === null) return rows.map(csvLine).join("");
    for (const row of rows) {
      before.push(row);
      if (row.length >= 2 && widths.has(row.length)) {
        const held = before;
        before = null;
        return [...held, ...rows.slice(rows.indexOf(row) + 1)].map(csvLine).join("");
      }
      widths.add(row.length);
      if (before.length > ROWS_BEFORE_MAX) throw noTable(name, markup);
    }
    return "";
  };
  for await (const piece of pieces) {
    const text = lines(reader.push(decoder.decode(piece, { stream: true })));
    if (text !== "") yield Buffer.from(text);
  }
  const last = lines([...reader.push(decoder.decode()), ...reader.end()]);
  if (before !== null) throw noTable(name, markup);
  if (last !== "") yield Buffer.from(last);
}

function noTable(name: string, markup: Markup): TouchstoneError {
  return new TouchstoneError(
    "unknown_format",
    markup === "html"
      ? `\`${name}\` is a web page without a table of data, as a login or an error page is: export the file again`
      : `\`${name}\` is a workbook of Excel 2003 in XML without a table of data: export the file again`,
  );
}

function csvLine(row: readonly string[]): string {
  return `${row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\n`;
}
