import type { Node } from "yaml";
import { nearestHint } from "../../kernels/text/nearest-word.ts";
import type { QuoteRule } from "../csv-records.ts";
import type { MappingYaml } from "../mapping-yaml.ts";
import { SOURCE_FORMATS, type SourceFormat } from "../source.ts";
import { encodingByLabel } from "./text-encoding.ts";

/** What a mapping says of the file itself; null where it says nothing and the file is looked at. */
export interface InputSection {
  readonly format: SourceFormat | null;
  /** Canonical, as in `gb18030`. */
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly quotes: QuoteRule | null;
  readonly header: readonly string[] | null;
  /** Line (1-based) of a text, or row of a sheet, that the header stands at. */
  readonly headerLine: number | null;
  /** Where in a JSON value the list of rows stands: its keys, as in `data.items`. */
  readonly rows: readonly string[] | null;
  /** Sheet of a workbook, by name. */
  readonly sheet: string | null;
  /** Column texts that mean absent. */
  readonly nulls: readonly string[];
  /** Characters that the tool puts around each value, taken off at both ends. */
  readonly strip: string;
}

export const INPUT_KEYS = [
  "format",
  "encoding",
  "delimiter",
  "quotes",
  "header",
  "header_line",
  "rows",
  "sheet",
  "null",
  "strip",
] as const;

const QUOTE_WORDS: Readonly<Record<string, QuoteRule>> = { fields: "fields", text: "text", none: "text" };

/** The entries of a mapping's `input` section, whose keys are of `INPUT_KEYS` → what they say. */
export function readInputSection(
  entries: readonly { readonly key: string; readonly value: Node }[],
  { textOf: text, numberOf: number, list, fail: failAt }: MappingYaml,
): InputSection {
  const fail: MappingYaml["fail"] = failAt;
  const section: { -readonly [K in keyof InputSection]: InputSection[K] } = {
    format: null,
    encoding: null,
    delimiter: null,
    quotes: null,
    header: null,
    headerLine: null,
    rows: null,
    sheet: null,
    nulls: [""],
    strip: "",
  };
  for (const { key, value } of entries) {
    const what = `\`${key}\``;
    if (key === "null") section.nulls = ["", ...list(value, what).map((one) => String(one ?? ""))];
    else if (key === "strip") {
      const marks = text(value, what);
      if (/[\p{L}\p{N}]/u.test(marks))
        fail(
          value,
          `\`strip\` takes marks, not \`${marks}\``,
          'as in `strip: "`\\t"`: letters and digits are part of a value',
        );
      section.strip = marks;
    } else if (key === "header") section.header = list(value, what).map((name) => String(name));
    else if (key === "format") {
      const word = text(value, what);
      const format = SOURCE_FORMATS.find((name) => name === word);
      if (format === undefined) fail(value, `no such format \`${word}\``, nearestHint(word, SOURCE_FORMATS));
      else section.format = format;
    } else if (key === "delimiter") {
      const delimiter = text(value, what);
      if (delimiter.length !== 1) fail(value, "`delimiter` is one character", 'for a tab write `"\\t"`');
      section.delimiter = delimiter;
    } else if (key === "encoding") {
      const label = text(value, what);
      try {
        section.encoding = encodingByLabel(label);
      } catch {
        fail(value, `no such encoding \`${label}\``, "as in utf-8, gb18030, utf-16, big5, windows-1252");
      }
    } else if (key === "quotes") {
      const word = text(value, what);
      const rule = QUOTE_WORDS[word];
      if (rule === undefined)
        fail(value, `\`quotes\` is not \`${word}\``, "`fields`: as in CSV; `text`: they mean nothing");
      else section.quotes = rule;
    } else if (key === "header_line") {
      const line = number(value, what);
      if (!Number.isInteger(line) || line < 1)
        fail(value, "`header_line` counts from 1", "as in `header_line: 3`");
      section.headerLine = line;
    } else if (key === "rows") section.rows = text(value, what).split(".");
    else section.sheet = text(value, what);
  }
  return section;
}
