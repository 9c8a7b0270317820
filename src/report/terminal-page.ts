import type { AuditReport } from "../nouns/audit-report.ts";
import type { Verdict } from "../nouns/verdict.ts";
import { displayWidth, fitColumns } from "../words/display-width.ts";
import type { Both, Language } from "../words/language.ts";
import { countText } from "../words/number-text.ts";
import type { Zone } from "../words/zone.ts";

export interface TerminalOptions {
  /** Columns of the terminal; lines are kept within it, and within 100. At least 40 are taken. */
  readonly width: number;
  /** ANSI colours; false for pipes and NO_COLOR. */
  readonly color: boolean;
  readonly lang?: Language;
}

const ANSI: Readonly<Record<Verdict | "bold" | "dim", string>> = {
  bold: "1",
  dim: "2",
  allow: "32",
  challenge: "33",
  hold: "35",
  reject: "31",
};

/** A report while its lines are written. */
export interface Page {
  readonly report: AuditReport;
  readonly options: TerminalOptions;
  readonly width: number;
  /** Width of a column of figures. */
  readonly columns: number;
  readonly zone: Zone;
  readonly lines: string[];
}

export function say(page: Page, both: Both): string {
  return both[page.options.lang ?? "en"];
}

export function paint(page: Page, style: keyof typeof ANSI, text: string): string {
  return page.options.color ? `\u001b[${ANSI[style]}m${text}\u001b[0m` : text;
}

export function title(page: Page, zh: string, en: string): number {
  return page.lines.push("", paint(page, "bold", cut(say(page, { zh, en }), page.width)));
}

export function more(page: Page, hidden: number): void {
  if (hidden > 0) {
    page.lines.push(
      paint(
        page,
        "dim",
        `  ${say(page, { zh: `另有 ${countText(hidden)} 行`, en: `${countText(hidden)} more` })}`,
      ),
    );
  }
}

export function tell(page: Page, text: Both | null, style?: keyof typeof ANSI): void {
  if (text === null) return;
  for (const line of wrap(say(page, text), page.width))
    page.lines.push(style === undefined ? line : paint(page, style, line));
}

export function aside(page: Page, text: string, indent: string): void {
  for (const line of wrap(text, page.width - indent.length))
    page.lines.push(paint(page, "dim", `${indent}${line}`));
}

export function right(text: string, columns: number): string {
  const width = displayWidth(text);
  return width > columns ? fitColumns(text, columns) : " ".repeat(columns - width) + text;
}

export function cut(text: string, columns: number): string {
  return fitColumns(text, columns).trimEnd();
}

/** A text as a point of a list, within `columns`. */
export function bullet(text: string, columns: number): string[] {
  return wrap(text, columns - 4).map((line, i) => `${i === 0 ? "  · " : "    "}${line}`);
}

/** Lines of at most `columns`, broken at spaces, and anywhere between Chinese characters. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[\u2e80-\ufdff\ufe10-\uffff]|[^\s\u2e80-\ufdff\ufe10-\uffff]+|\s+/gu) ??
    []) {
    if (displayWidth(line + piece.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trimEnd() !== "") lines.push(line.trimEnd());
  return lines;
}
