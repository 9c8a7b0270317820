/** How a table is written as text. */
export interface TableStyle {
  readonly delimiter: string;
  readonly newline: "\n" | "\r\n" | "\r";
  /** `minimal`: where needed; `all`: every cell; `none`: never, so that a quote is a character. */
  readonly quotes: "minimal" | "all" | "none";
  /** Lines before the header, as they are. */
  readonly preamble: readonly string[];
  /** Lines after the last row, as they are. */
  readonly epilogue: readonly string[];
  /** A delimiter at the end of each line. */
  readonly trailing: boolean;
  /** An empty line after every so many rows, 0 for none. */
  readonly blankEvery: number;
}

export const PLAIN: TableStyle = {
  delimiter: ",",
  newline: "\r\n",
  quotes: "minimal",
  preamble: [],
  epilogue: [],
  trailing: false,
  blankEvery: 0,
};

/** Header and rows → the text of the table. */
export function tableText(
  header: readonly string[] | null,
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string {
  const end = style.trailing ? style.delimiter : "";
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => quoted(cell, style)).join(style.delimiter) + end;
  const lines = [...style.preamble];
  if (header !== null) lines.push(line(header));
  rows.forEach((row, i) => {
    lines.push(line(row));
    if (style.blankEvery > 0 && (i + 1) % style.blankEvery === 0) lines.push("");
  });
  lines.push(...style.epilogue);
  return lines.join(style.newline) + style.newline;
}

function quoted(cell: string, style: TableStyle): string {
  if (style.quotes === "none") return cell;
  const needed = cell.includes(style.delimiter) || /["\r\n]/.test(cell);
  return style.quotes === "all" || needed ? `"${cell.replaceAll('"', '""')}"` : cell;
}
