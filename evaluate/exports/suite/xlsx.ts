import { type ZipEntry, zip } from "./zip.ts";

/** A cell: text, number, an instant as a serial with a date format, a formula with its cached value. */
export type Cell =
  | string
  | number
  | null
  | { readonly serial: number; readonly style: "date-time" | "date" }
  | { readonly formula: string; readonly value: string | number }
  | { readonly error: string };

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Ranges as `A1:F1`. */
  readonly merged?: readonly string[];
  readonly hidden?: boolean;
  /** Numbers (from 1) of rows that a filter hides. */
  readonly hiddenRows?: ReadonlySet<number>;
}

export interface WorkbookOptions {
  /** Texts in one shared table, as Excel writes them; otherwise inline, as libraries often do. */
  readonly shared?: boolean;
  /** Days count from 1904, as in workbooks begun on old Macs. */
  readonly from1904?: boolean;
  /** A workbook with a macro project (`.xlsm`). */
  readonly macros?: boolean;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const xmlText = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");

/** Number of a column, from 0 → its letters. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnName(rest - 1) : "") + String.fromCharCode(65 + (index % 26));
}

/** Sheets → an Office Open XML workbook (ECMA-376), the parts that Excel itself writes and no more. */
export function workbook(sheets: readonly Sheet[], options: WorkbookOptions = {}): Buffer {
  const shared = new Map<string, number>();
  const text = (value: string): string => {
    if (options.shared !== true)
      return `t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is>`;
    if (!shared.has(value)) shared.set(value, shared.size);
    return `t="s"><v>${shared.get(value)}</v>`;
  };
  const bodies = sheets.map((sheet) => sheetXml(sheet, text));
  const book =
    options.macros === true
      ? "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
      : `${KIND}.sheet.main+xml`;
  const strings = [...shared.keys()]
    .map((s) => `<si><t xml:space="preserve">${xmlText(s)}</t></si>`)
    .join("");
  const entries: [string, string][] = [
    ["[Content_Types].xml", contentTypes(sheets.length, book, options)],
    ["_rels/.rels", relations([["rId1", `${OFFICE}/officeDocument`, "xl/workbook.xml"]])],
    ["xl/workbook.xml", bookXml(sheets, options)],
    ["xl/_rels/workbook.xml.rels", relations(bookRelations(sheets.length, options))],
    ["xl/styles.xml", STYLES],
    ...bodies.map((xml, i): [string, string] => [`xl/worksheets/sheet${i + 1}.xml`, xml]),
  ];
  if (options.shared === true)
    entries.push([
      "xl/sharedStrings.xml",
      `${HEAD}<sst xmlns="${MAIN}" uniqueCount="${shared.size}">${strings}</sst>`,
    ]);
  const files: ZipEntry[] = entries.map(([name, xml]) => ({ name, bytes: Buffer.from(xml, "utf8") }));
  if (options.macros === true)
    files.push({ name: "xl/vbaProject.bin", bytes: Buffer.from("not a real macro project") });
  return zip(files);
}

/** Formats 22 (date and time) and 14 (date) are built in; Chinese Excel shows 22 as `2026/11/15 8:05`. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" xfId="0"/>
<xf numFmtId="22" xfId="0" applyNumberFormat="1"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function cellXml(cell: Cell, at: string, text: (value: string) => string): string {
  if (cell === null || cell === "") return "";
  if (typeof cell === "string") return `<c r="${at}" ${text(cell)}</c>`;
  if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
  if ("serial" in cell) return `<c r="${at}" s="${cell.style === "date" ? 2 : 1}"><v>${cell.serial}</v></c>`;
  if ("error" in cell) return `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
  const kind = typeof cell.value === "string" ? ' t="str"' : "";
  return `<c r="${at}"${kind}><f>${xmlText(cell.formula)}</f><v>${xmlText(String(cell.value))}</v></c>`;
}

function sheetXml(sheet: Sheet, text: (value: string) => string): string {
  const rows = sheet.rows.map((cells, r) => {
    const hidden = sheet.hiddenRows?.has(r + 1) === true ? ' hidden="1"' : "";
    const body = cells.map((cell, c) => cellXml(cell, `${columnName(c)}${r + 1}`, text)).join("");
    return body === "" ? "" : `<row r="${r + 1}"${hidden}>${body}</row>`;
  });
  const merged = sheet.merged ?? [];
  const ranges = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join("");
  const merges = merged.length > 0 ? `<mergeCells count="${merged.length}">${ranges}</mergeCells>` : "";
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rows.join("")}</sheetData>${merges}</worksheet>`;
}

function bookXml(sheets: readonly Sheet[], options: WorkbookOptions): string {
  const list = sheets.map(
    (sheet, i) =>
      `<sheet name="${xmlText(sheet.name)}" sheetId="${i + 1}"${sheet.hidden ? ' state="hidden"' : ""} r:id="rId${i + 1}"/>`,
  );
  const mac = options.from1904 === true ? '<workbookPr date1904="1"/>' : "<workbookPr/>";
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${mac}<sheets>${list.join("")}</sheets></workbook>`;
}

function bookRelations(count: number, options: WorkbookOptions): [string, string, string][] {
  const list = Array.from({ length: count }, (_, i): [string, string, string] => [
    `rId${i + 1}`,
    `${OFFICE}/worksheet`,
    `worksheets/sheet${i + 1}.xml`,
  ]);
  list.push([`rId${count + 1}`, `${OFFICE}/styles`, "styles.xml"]);
  if (options.shared === true) list.push([`rId${count + 2}`, `${OFFICE}/sharedStrings`, "sharedStrings.xml"]);
  if (options.macros === true)
    list.push([
      "rId99",
      "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
      "vbaProject.bin",
    ]);
  return list;
}

function relations(list: readonly (readonly [string, string, string])[]): string {
  const items = list.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${items.join("")}</Relationships>`;
}

function contentTypes(sheets: number, book: string, options: WorkbookOptions): string {
  const part = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}" ContentType="${type}"/>`;
  const list = [part("workbook.xml", book), part("styles.xml", `${KIND}.styles+xml`)];
  for (let i = 1; i <= sheets; i += 1) list.push(part(`worksheets/sheet${i}.xml`, `${KIND}.worksheet+xml`));
  if (options.shared === true) list.push(part("sharedStrings.xml", `${KIND}.sharedStrings+xml`));
  const bin =
    options.macros === true
      ? '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
      : "";
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>${bin}${list.join("")}</Types>`;
}
