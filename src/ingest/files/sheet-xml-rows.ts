import { TouchstoneError } from "../../nouns/codes.ts";
import { createSpans } from "./cell-spans.ts";
import { SHEET_COLUMNS_MAX } from "./file-limits.ts";
import type { MarkupRows } from "./markup-rows.ts";
import { createXmlWalk } from "./workbook/xml-events.ts";

/** A reader of workbooks of Excel 2003 in XML (SpreadsheetML) → the rows of its sheets that hold anything, one sheet after another. */
export function createSheetXmlRows(name: string): MarkupRows {
  let rows: string[][] = [];
  let row: string[] | null = null;
  let spans = createSpans();
  let text = "";
  let inData = false;
  let across = 0;
  let down = 0;
  const of = (attributes: Readonly<Record<string, string>>, key: string): number =>
    Number.parseInt(attributes[`ss:${key}`] ?? attributes[key] ?? "0", 10) || 0;
  const walk = createXmlWalk({
    opened(element, attributes) {
      if (element === "Worksheet") spans = createSpans();
      else if (element === "Row") row = [];
      else if (element === "Cell" && row !== null) {
        // Empty cells are left out, and the next says which column it is.
        const place = Math.min(of(attributes, "Index"), SHEET_COLUMNS_MAX);
        while (row.length < place - 1) spans.cell(row, "", 1, 1);
        text = "";
        across = of(attributes, "MergeAcross");
        down = of(attributes, "MergeDown");
      } else if (element === "Data") inData = true;
    },
    text(piece) {
      if (inData) text += piece;
    },
    closed(element) {
      if (element === "Data") inData = false;
      else if (element === "Cell" && row !== null) spans.cell(row, text, across + 1, down + 1);
      else if (element === "Row" && row !== null) {
        const whole = spans.end(row);
        if (whole.some((cell) => cell !== "")) rows.push(whole);
        row = null;
      }
    },
  });
  const taken = (step: () => void): string[][] => {
    try {
      step();
    } catch (cause) {
      const why = (cause as Error).message.split("\n")[0];
      throw new TouchstoneError("damaged_file", `\`${name}\` is no whole XML (${why}): save it again`, {
        cause,
      });
    }
    const out = rows;
    rows = [];
    return out;
  };
  return {
    push: (piece) => taken(() => walk.push(piece)),
    end: () => taken(() => walk.end()),
  };
}
