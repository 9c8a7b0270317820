/** What is wrong with a policy file, and where. Offsets count UTF-16 code units from the start of the text; `end` is exclusive. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code units. */
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** Problems listed of one file; a file with more is not a policy with mistakes but something else. */
export const DIAGNOSTICS_MAX = 1000;

/** Collects diagnostics of one file, so that a reader sees all of them and not only the first. */
export interface Diagnostics {
  readonly file: string;
  readonly text: string;
  readonly list: Diagnostic[];
  error(start: number, end: number, message: string, hint?: string): void;
  warn(start: number, end: number, message: string, hint?: string): void;
  /** 1-based line of an offset. */
  lineOf(offset: number): number;
}

/** An empty collection for one file's text. */
export function createDiagnostics(file: string, text: string): Diagnostics {
  const list: Diagnostic[] = [];
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const lineIndex = (offset: number): number => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const add = (
    severity: Diagnostic["severity"],
    start: number,
    end: number,
    message: string,
    hint?: string,
  ): void => {
    if (list.length > DIAGNOSTICS_MAX) return;
    if (list.length === DIAGNOSTICS_MAX) {
      list.push({ ...placed("error", start, start), message: "too many problems; the rest are not listed" });
      return;
    }
    const place = placed(severity, start, end);
    list.push(hint === undefined ? { ...place, message } : { ...place, message, hint });
  };
  const placed = (severity: Diagnostic["severity"], start: number, end: number) => {
    const from = Math.min(Math.max(start, 0), text.length);
    const line = lineIndex(from);
    const column = from - lineStarts[line]! + 1;
    return { severity, file, start: from, end: Math.max(end, from + 1), line: line + 1, column };
  };
  return {
    file,
    text,
    list,
    error: (start, end, message, hint) => add("error", start, end, message, hint),
    warn: (start, end, message, hint) => add("warning", start, end, message, hint),
    lineOf: (offset) => lineIndex(offset) + 1,
  };
}

/** Widest piece of a source line that is printed; a longer line is cut around the place. */
const EXCERPT_CHARS_MAX = 140;

/**
 * A diagnostic as a compiler prints it: `file:line:column: error: message`, the source line, carets under the exact
 * characters (wide characters count two columns), and the hint. `text` is the file's text.
 */
export function formatDiagnostic(diagnostic: Diagnostic, text: string): string {
  const { file, line, column, severity, message, hint, start, end } = diagnostic;
  const head = `${file}:${line}:${column}: ${severity}: ${message}`;
  const lineStart = start - (column - 1);
  let lineEnd = text.indexOf("\n", lineStart);
  if (lineEnd < 0) lineEnd = text.length;
  if (lineEnd > lineStart && text[lineEnd - 1] === "\r") lineEnd--;
  const from = start - lineStart > EXCERPT_CHARS_MAX - 40 ? start - 60 : lineStart;
  const to = Math.min(lineEnd, from + EXCERPT_CHARS_MAX);
  const source = printable(text.slice(from, to));
  const before = printable(text.slice(from, start)).replace(/[^\t]/gu, (char) => " ".repeat(width(char)));
  const marked = printable(text.slice(start, Math.min(end, to)));
  let carets = 0;
  for (const char of marked) carets += width(char);
  const gutter = `${line} | `;
  const lines = [
    head,
    `${gutter}${source}`,
    `${" ".repeat(gutter.length - 2)}| ${before}${"^".repeat(Math.max(1, carets))}`,
  ];
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  return lines.join("\n");
}

function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\ufeff]/g, "·");
}

/** Terminal columns of a character: 2 for East Asian wide ones and emoji (Unicode TR11, the common ranges). */
function width(char: string): number {
  const code = char.codePointAt(0)!;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
