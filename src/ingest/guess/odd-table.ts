import type { Both as Words } from "../../words/language.ts";
import { headerMeaning } from "./header-meaning.ts";
import type { TableSample } from "./table-sample.ts";

/** Longest name of a column that a second header is told by. */
const NAME_CHARS_MAX = 24;

/** Watches the rows of a table for another table below it. */
export interface SecondHeader {
  /** The next row, from the first below the header on. */
  see(row: readonly (string | null)[]): void;
  /** Names of the second table's columns, once it was met. */
  found(): readonly string[] | null;
}

/**
 * A header that stands among the rows and says other things than the one on top: what is below it is another table, whose rows
 * would pass for acts of the first. The first row is left aside: names in a second language and units stand there.
 */
export function createSecondHeader(columns: readonly string[]): SecondHeader {
  const meanings = columns.map(headerMeaning);
  let rows = 0;
  let names: readonly string[] | null = null;
  return {
    see(row) {
      if (rows++ === 0 || names !== null) return;
      const cells = row.filter((cell): cell is string => cell !== null && cell.trim() !== "");
      if (cells.length < 2 || !cells.every(isName)) return;
      const told = row.map((cell) => (cell === null ? null : headerMeaning(cell)));
      if (!told.some((meaning) => meaning?.aspect === "time")) return;
      if (told.filter((meaning) => meaning !== null).length < Math.max(2, cells.length / 2)) return;
      const differs = told.some((meaning, place) => {
        const above = meanings[place];
        return (
          meaning != null &&
          (meaning.aspect !== above?.aspect || meaning.entity !== above.entity || meaning.act !== above.act)
        );
      });
      if (differs) names = cells;
    },
    found: () => names,
  };
}

const isName = (cell: string): boolean => cell.length <= NAME_CHARS_MAX && !/^\s*[\d+.-]/.test(cell);

/** Why a file of two tables is not read: its rows below are other acts. */
export function twoTables(names: readonly string[]): Words {
  const list = names.slice(0, 6).join(", ");
  return {
    zh: `文件里有两张表：下方还有一行表头（\`${list}\`），其下的行会被当成上一张表的行为；请把每张表另存为一个文件`,
    en: `the file holds two tables: another header stands below the first (\`${list}\`), and what follows would pass for acts of the first table; save each table to a file of its own`,
  };
}

/** Why the names of a table cannot be read, where an encoding or a delimiter is to blame; null: they can. Pure. */
export function unreadableNames({ columns, rows, named }: TableSample): Words | null {
  if (columns.some((name) => BEGIN_OF_JSON.test(name))) return BEFORE_JSON;
  const prose = named ? firstSentence(columns, rows) : null;
  if (prose !== null) return notATable(prose);
  if (!named) return rows[0]?.some((cell) => BEGIN_OF_JSON.test(cell ?? "")) === true ? BEFORE_JSON : null;
  if (
    /^\s*(?:--|INSERT\s+INTO|CREATE\s+TABLE|DROP\s+TABLE|SET\s+\w+|BEGIN\s*(?:;|TRANSACTION|$)|\/\*)/i.test(
      columns[0] ?? "",
    )
  )
    return SQL;
  const spoilt = columns.find((name) => /\ufffd|锟斤拷/.test(name));
  if (spoilt !== undefined) {
    return {
      zh: `列名 \`${spoilt}\` 中的字已经丢失：文件曾以错误的编码打开并保存；请重新导出`,
      en: `letters of the name \`${spoilt}\` are lost: the file was opened in a wrong encoding and saved; export it again`,
    };
  }
  for (const name of columns) {
    const meant = mended(name);
    if (meant === null) continue;
    return {
      zh: `列名 \`${name}\` 应为 \`${meant}\`：文件是 UTF-8，曾被当作其他编码打开并保存，文字已损坏；请重新导出`,
      en: `the name \`${name}\` should read \`${meant}\`: the file was UTF-8, was opened as another encoding and saved so, and its texts are spoilt; export it again`,
    };
  }
  return columns.length === 1 ? oneColumn(columns[0]!, rows) : null;
}

/** Share of the rows that must hold a sentence. */
const SENTENCES_MIN = 0.5;

/** The first sentence of a text that is no table: names that are sentences, or say nothing above rows of sentences; null for a table. */
function firstSentence(columns: readonly string[], rows: TableSample["rows"]): string | null {
  const inName = columns.find(isSentence);
  if (inName === undefined && columns.some((name) => headerMeaning(name) !== null)) return null;
  const told = rows.filter((row) => !row.some((cell) => cell !== null && /^\s*[\d#@]/.test(cell)));
  if (told.length < rows.length * SENTENCES_MIN) return null;
  const sentences = told.filter((row) => row.some((cell) => cell !== null && isSentence(cell)));
  // The line that passes for a header is one of the text's own.
  const above = inName === undefined ? 0 : 1;
  if (sentences.length + above < Math.max(1, (rows.length + above) * SENTENCES_MIN)) return null;
  return inName ?? sentences[0]!.find((cell) => cell !== null && isSentence(cell)) ?? null;
}

/** A text that ends as sentences do, or is as long as no name is. */
function isSentence(text: string): boolean {
  const bare = text.trim();
  return (
    /.{3}[。！？!?；…]$|\S+\s+\S+\s+.*[.]$/u.test(bare) ||
    bare.split(/\s+/).length >= 6 ||
    /\p{Script=Han}{10}/u.test(bare)
  );
}

function notATable(sentence: string): Words {
  const shown = sentence.trim().slice(0, 40);
  return {
    zh: `这是一段文字，不是表格（例如 \`${shown}\`），没有可读的行；请给出平台或工具导出的文件本身`,
    en: `it holds sentences, not a table (\`${shown}\` for one), so there are no rows: give the file that the platform or tool exported`,
  };
}

const YAML: Words = {
  zh: "文件是 YAML，不是表格；请导出为 JSON 或 CSV",
  en: "the file is YAML and no table: export JSON or CSV",
};

const SQL: Words = {
  zh: "文件是 SQL 语句，不是表格；请把该表导出为 CSV",
  en: "the file holds statements of SQL and no table: export the table as CSV",
};

/** A row of text out of which JSON was cut at its commas. */
const BEGIN_OF_JSON = /\{\s*["'][\w$-]+["']\s*:/;
const BEFORE_JSON: Words = {
  zh: "每行的 JSON 前后还有别的文字（日志的时间、级别等），或不是标准的 JSON；请只保留 JSON，一行一个对象",
  en: "other text stands around the JSON of each line (a log's time and level), or it is no proper JSON: keep the JSON alone, one object a line",
};

/** A table of one column whose name holds others. */
function oneColumn(name: string, rows: readonly (readonly (string | null)[])[]): Words | null {
  const first = rows[0]?.[0] ?? "";
  const quoted = /[,;\t|]/.exec(name)?.[0];
  if (quoted !== undefined && first.includes(quoted)) {
    return {
      zh: `每行整个放在一对引号里（\`${name}\`），所有列成了一列；请去掉每行首尾的引号`,
      en: `each line stands in quotes as a whole (\`${name}\`), so that all columns are one: take the quotes around the lines away`,
    };
  }
  if (/^-\s+[\w.-]+:(?:\s|$)/.test(name)) return YAML;
  const words = name.trim().split(/\s+/).length;
  if (words < 3 || !/\s/.test(first.trim())) return null;
  return {
    zh: `只找到一列（\`${name}\`）：列之间似乎是空格；请用逗号或制表符分隔后另存`,
    en: `one column alone was found (\`${name}\`): blanks seem to stand between the columns; save it with commas or tabs`,
  };
}

/** A name that is UTF-8 read as windows-1252 or as GBK → the name that was meant; null where it is none. */
function mended(name: string): string | null {
  if (!/[\u0080-\uffff]/.test(name) || (/\p{Script=Han}/u.test(name) && headerMeaning(name) !== null))
    return null;
  for (const encoding of ["windows-1252", "gbk"] as const) {
    const bytes = bytesIn(encoding, name);
    if (bytes === null) continue;
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      if (text !== name && headerMeaning(text) !== null) return text;
    } catch {
      // no UTF-8: the name is what it says
    }
  }
  return null;
}

const TABLES = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** A text → its bytes in an encoding, or null where it has a character that the encoding has not. */
function bytesIn(encoding: "windows-1252" | "gbk", text: string): Uint8Array | null {
  let table = TABLES.get(encoding);
  if (table === undefined) {
    const decoder = new TextDecoder(encoding);
    const built = new Map<string, readonly number[]>();
    const firsts = Array.from({ length: 256 }, (_, byte) => byte);
    // The bytes that windows-1252 has no letter for are control characters in Latin-1: tools mix the two.
    for (const byte of firsts) built.set(String.fromCharCode(byte), [byte]);
    for (const byte of firsts) built.set(decoder.decode(Uint8Array.of(byte)), [byte]);
    if (encoding === "gbk") {
      for (let lead = 0x81; lead < 0xff; lead++)
        for (let trail = 0x40; trail < 0xff; trail++)
          built.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
    built.delete("\ufffd");
    table = built;
    TABLES.set(encoding, table);
  }
  const bytes: number[] = [];
  for (const character of text) {
    const known = table.get(character);
    if (known === undefined) return null;
    bytes.push(...known);
  }
  return Uint8Array.from(bytes);
}
