/** Fields of one record of a delimited text, and whether its quotes are whole. */
export interface SplitRecord {
  readonly fields: string[];
  /** `open`: a quoted field is not closed. `stray`: text follows a closing quote; it was taken as part of the field. */
  readonly quotes: "none" | "whole" | "open" | "stray";
}

/**
 * A record's text → its fields. Quotes inside a field are doubled, or escaped by a backslash as MySQL writes them: that is tried
 * where the first reading leaves quotes that are not whole, and taken where it leaves none.
 */
export function splitRecord(text: string, delimiter: string): SplitRecord {
  const record = split(text, delimiter);
  if ((record.quotes === "none" || record.quotes === "whole") && text.includes(`${delimiter} "`)) {
    // Blanks between a delimiter and a quote, as people and some tools write: the quote still quotes.
    const closed = split(text.replaceAll(`${delimiter} "`, `${delimiter}"`), delimiter);
    if (closed.quotes === "whole") return closed;
  }
  if (record.quotes !== "open" && record.quotes !== "stray") return record;
  if (!text.includes('\\"')) return record;
  const escaped = split(
    text.replace(ESCAPED, (_, before: string) => `${before}""`),
    delimiter,
  );
  return escaped.quotes === "whole" ? escaped : record;
}
/** A quote behind an odd number of backslashes, of which pairs stand for one. */
const ESCAPED = /(?<!\\)((?:\\\\)*)\\"/g;

/**
 * A record's text → its fields by RFC 4180: a field that begins with a quote ends at the next single quote, `""` is a quote
 * inside it, and delimiters and line breaks in it are text. A quote elsewhere is text. One pass.
 */
function split(text: string, delimiter: string): SplitRecord {
  const fields: string[] = [];
  let quotes: SplitRecord["quotes"] = "none";
  let at = 0;
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) {
      const stop = text.indexOf(delimiter, at);
      fields.push(stop < 0 ? text.slice(at) : text.slice(at, stop));
      if (stop < 0) return { fields, quotes };
      at = stop + delimiter.length;
      continue;
    }
    let field = "";
    let from = at + 1;
    for (;;) {
      const close = text.indexOf('"', from);
      if (close < 0) {
        fields.push(field + text.slice(from));
        return { fields, quotes: "open" };
      }
      field += text.slice(from, close);
      if (text.charCodeAt(close + 1) === QUOTE) {
        field += '"';
        from = close + 2;
        continue;
      }
      at = close + 1;
      break;
    }
    if (quotes === "none") quotes = "whole";
    const stop = at === text.length ? -1 : text.indexOf(delimiter, at);
    const after = stop < 0 ? text.slice(at) : text.slice(at, stop);
    if (after.trim() !== "") quotes = "stray";
    fields.push(field + (after.trim() === "" ? "" : `"${after}`));
    if (stop < 0) return { fields, quotes };
    at = stop + delimiter.length;
  }
}

const QUOTE = 0x22;
