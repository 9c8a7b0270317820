import { TouchstoneError } from "../../../nouns/codes.ts";
import { heldMember } from "../archive.ts";
import { SHARED_TEXT_CHARS_MAX } from "../file-limits.ts";
import { type CellKind, kindOfFormat } from "./cell-dates.ts";
import { openZip, type ZipParts } from "./open-zip.ts";
import { readSheet, type SheetRow } from "./sheet-rows.ts";
import { walkXml } from "./xml-events.ts";

/** A sheet of a workbook. */
export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Its rows that hold anything, from the top, streamed. Merged cells give their value to each row they run over. */
  rows(): AsyncGenerator<SheetRow>;
}

/** An `.xlsx` opened for reading. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  close(): void;
}

/**
 * Opens a workbook (.xlsx, .xlsm; Office Open XML). Texts that cells share are held in memory, sheets are streamed. Formulas are
 * not computed: the value Excel saved with them is taken. Macros are not looked at. Throws `unknown_format` with the way out for
 * another kind of file, `damaged_file`, `too_long` past a limit.
 */
export async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await openZip(path, (await heldMember(path)) ?? undefined);
  try {
    refuseOthers(zip, path);
    const { sheets, from1904 } = await readOutline(zip);
    const kinds = await readStyles(zip);
    const texts = await readSharedTexts(zip, path);
    return {
      close: zip.close,
      sheets: sheets.map(({ name, hidden, part }) => ({
        name,
        hidden,
        rows: () => readSheet(() => zip.text(part)!, { texts, kinds, from1904, path, name }),
      })),
    };
  } catch (error) {
    zip.close();
    if (error instanceof TouchstoneError) throw error;
    throw new TouchstoneError("damaged_file", `\`${path}\`: ${(error as Error).message}: save it again`, {
      cause: error,
    });
  }
}

function refuseOthers(zip: ZipParts, path: string): void {
  if (zip.has("xl/workbook.xml")) return;
  const what = zip.has("xl/workbook.bin")
    ? "is a binary workbook (.xlsb): save it as .xlsx or CSV"
    : zip.has("content.xml")
      ? "is an OpenDocument file (.ods): save it as .xlsx or CSV"
      : `is a zip archive, not a workbook: unpack it first (it holds ${zip.names
          .slice(0, 3)
          .map((name) => `\`${name}\``)
          .join(", ")})`;
  throw new TouchstoneError("unknown_format", `\`${path}\` ${what}`);
}

interface Outline {
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean; readonly part: string }[];
  readonly from1904: boolean;
}

async function readOutline(zip: ZipParts): Promise<Outline> {
  const targets = new Map<string, string>();
  await walkXml(zip.text("xl/_rels/workbook.xml.rels") ?? nothing(), {
    opened(name, { Id = "", Target = "" }) {
      if (name === "Relationship") targets.set(Id, Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`);
    },
  });
  let from1904 = false;
  const sheets: { name: string; hidden: boolean; part: string }[] = [];
  await walkXml(zip.text("xl/workbook.xml")!, {
    opened(name, attributes) {
      if (name === "workbookPr") from1904 = /^(1|true)$/.test(attributes.date1904 ?? "");
      if (name !== "sheet") return;
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1] ?? "";
      const part = targets.get(relation) ?? `xl/worksheets/sheet${sheets.length + 1}.xml`;
      // A chart on a sheet of its own has no rows.
      if (!zip.has(part) || /chartsheets/i.test(part)) return;
      sheets.push({
        name: attributes.name ?? "",
        hidden: (attributes.state ?? "visible") !== "visible",
        part,
      });
    },
  });
  return { sheets, from1904 };
}

async function* nothing(): AsyncGenerator<string> {
  yield "<none/>";
}

/** What each cell style shows numbers as. */
async function readStyles(zip: ZipParts): Promise<CellKind[]> {
  const codes = new Map<number, string>();
  const kinds: CellKind[] = [];
  let inCells = false;
  await walkXml(zip.text("xl/styles.xml") ?? nothing(), {
    opened(name, { numFmtId = "0", formatCode }) {
      if (name === "numFmt") codes.set(Number(numFmtId), formatCode ?? "");
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells)
        kinds.push(kindOfFormat(Number(numFmtId), codes.get(Number(numFmtId))));
    },
    closed(name) {
      if (name === "cellXfs") inCells = false;
    },
  });
  return kinds;
}

async function readSharedTexts(zip: ZipParts, path: string): Promise<string[]> {
  const texts: string[] = [];
  let text = "";
  let inText = false;
  let aside = false; // how a word is read aloud, beside it
  let chars = 0;
  await walkXml(zip.text("xl/sharedStrings.xml") ?? nothing(), {
    opened(name) {
      if (name === "si") text = "";
      else if (name === "rPh") aside = true;
      else if (name === "t") inText = !aside;
    },
    closed(name) {
      if (name === "t") inText = false;
      else if (name === "rPh") aside = false;
      else if (name === "si") {
        chars += text.length;
        if (chars > SHARED_TEXT_CHARS_MAX) {
          throw new TouchstoneError(
            "too_long",
            `\`${path}\` holds more than ${SHARED_TEXT_CHARS_MAX} characters of text: save the sheet as CSV`,
          );
        }
        texts.push(text);
      }
    },
    text(piece) {
      if (inText) text += piece;
    },
  });
  return texts;
}
