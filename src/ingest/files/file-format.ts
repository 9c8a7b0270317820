import { extname } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import { SOURCE_FORMATS, type SourceFormat } from "../source.ts";
import { markedEncoding } from "./text-encoding.ts";

/** First bytes of what is no text, with what it is and the way out; null: read elsewhere. */
const BINARIES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x52, 0x61, 0x72, 0x21], "is a RAR archive: unpack it first"],
  [[0x37, 0x7a, 0xbc, 0xaf], "is a 7z archive: unpack it first"],
  [[0x42, 0x5a, 0x68], "is compressed with bzip2: unpack it, or compress with gzip or zstd"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "is compressed with xz: unpack it, or compress with gzip or zstd"],
  [[0x04, 0x22, 0x4d, 0x18], "is compressed with lz4: unpack it, or compress with gzip or zstd"],
  [[0x25, 0x50, 0x44, 0x46], "is a PDF: export the table as CSV or .xlsx"],
  [[0x4f, 0x62, 0x6a, 0x01], "is Avro: export CSV, NDJSON or Parquet"],
  [[0x4f, 0x52, 0x43], "is ORC: export CSV, NDJSON or Parquet"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], "is an SQLite database: export the table as CSV"],
];
/** Where a tar archive says that it is one. */
const TAR_AT = 257;
/** An OLE file: `.xls`, or a workbook with a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
/** UTF-16 text in the directory of an OLE file that holds an encrypted workbook. */
const ENCRYPTED = Buffer.from("EncryptedPackage", "utf16le");

/** Zeros in a row that pad a column: names, devices and addresses are at most so wide. A block a disk lost is wider. */
const PADDING_BYTES_MAX = 64;

/** Zeros, but for those that pad the columns of a text: formats that are none have other control bytes as well. */
function isBinary(head: Uint8Array): boolean {
  let zeros = 0;
  let longest = 0;
  let others = 0;
  for (const byte of head) {
    if (byte === 0) longest = Math.max(longest, ++zeros);
    else zeros = 0;
    if (byte !== 0 && (byte < 7 || (byte > 13 && byte < 27))) others++;
  }
  if (longest === 0) return false;
  return others > 0 || longest > PADDING_BYTES_MAX || !(head.includes(10) || head.includes(13));
}

/**
 * Parquet, workbook or refused by the first bytes (after decompression); null where they are text, or may be and somebody said
 * so (`textTold`). Throws `unknown_format`.
 */
export function binaryFormat(head: Uint8Array, name: string, textTold: boolean): "parquet" | "xlsx" | null {
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, at) => head[at] === byte);
  const refuse = (what: string): never => {
    throw new TouchstoneError("unknown_format", `\`${name}\` ${what}`);
  };
  if (begins([0x50, 0x41, 0x52, 0x31])) return "parquet";
  if (begins([0x50, 0x4b, 3, 4]) || begins([0x50, 0x4b, 5, 6])) return "xlsx";
  if (begins(OLE)) {
    refuse(
      Buffer.from(head).includes(ENCRYPTED)
        ? "is protected with a password: open it, save it without one, and give that file"
        : "is a workbook of Excel 97 to 2003 (.xls): open it and save it as .xlsx or CSV",
    );
  }
  for (const [bytes, what] of BINARIES) if (begins(bytes)) refuse(what);
  if (Buffer.from(head.subarray(TAR_AT, TAR_AT + 5)).toString("latin1") === "ustar")
    refuse("is a tar archive: unpack it first");
  if (!textTold && markedEncoding(head) === null && isBinary(head.subarray(0, 4096))) {
    refuse(`is no text: its first bytes hold zeros. One of ${SOURCE_FORMATS.join(", ")} is read`);
  }
  return null;
}

/** First words of texts that are something else, with what it is and the way out. */
const OTHER_TEXTS: readonly (readonly [begin: RegExp, what: string])[] = [
  [/^\{\\rtf/, "is a document (RTF): export the table as CSV or .xlsx"],
  [
    /^MIME-Version:[\s\S]*multipart\/related/i,
    "is a web archive (MHTML): open it in a spreadsheet, save it as .xlsx or CSV",
  ],
  [/^BEGIN:V(?:CARD|CALENDAR)/, "holds contacts or a calendar, no table: export CSV"],
  [/^-+BEGIN PGP/, "is encrypted (PGP): decrypt it first"],
  [/^version https:\/\/git-lfs/, "is a pointer of Git LFS, not the file itself: fetch it by `git lfs pull`"],
];

/** JSON lines, JSON or CSV by the first text (UTF-8) and the name's ending. Throws `unknown_format`. */
export function textFormat(name: string, head: string, mapped: boolean): SourceFormat {
  const other = OTHER_TEXTS.find(([begin]) => begin.test(head));
  if (other !== undefined) throw new TouchstoneError("unknown_format", `\`${name}\` ${other[1]}`);
  const ending = extname(name.replace(/\.(gz|gzip|zst|zstd)$/i, "")).toLowerCase();
  const text = head.replace(/^\ufeff/, "").trimStart();
  if (ending === ".parquet") {
    throw new TouchstoneError(
      "unknown_format",
      `\`${name}\` is called Parquet, but is none by its first bytes`,
    );
  }
  if (mapped && /^<\?xml/i.test(text) && !/^<\?xml[^>]*>\s*<(!doctype|html)/i.test(text)) return "xml";
  if (/^<(\?xml|!doctype|html|table|head|meta)/i.test(text)) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${name}\` is a web page or XML (some tools call that \`.xls\`): open it in a spreadsheet, save it as .xlsx or CSV`,
    );
  }
  const delimited = ending === ".csv" || ending === ".tsv";
  if (/^\[\s*([[{"\]\d-]|null\b|true\b|false\b)/.test(text) && !delimited) return "json";
  if (delimited && /^(\{\s*"|\[\s*\{\s*")/.test(text))
    return text.startsWith("[") ? "json" : jsonShape(text, ending);
  if (delimited) return "csv";
  if (text.startsWith("{")) return jsonShape(text, ending);
  if (ending === ".ndjson" || ending === ".jsonl") return "ndjson";
  if (ending === ".json") return "json";
  if (mapped) return "csv";
  // Nothing but blank lines so far, or a bad first line above good ones.
  if (text === "" || /\n\s*\{/.test(text)) return "ndjson";
  if (ending === ".txt" || ending === ".xls" || ending === ".xlsx") return "csv";
  throw new TouchstoneError(
    "unknown_format",
    `\`${name}\` is neither JSON nor Parquet by its first bytes: name the format (${SOURCE_FORMATS.join(", ")})`,
  );
}

/** One object a line, or objects that run over several lines: is the first line whole? */
function jsonShape(text: string, ending: string): "ndjson" | "json" {
  const line = text.slice(0, text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"));
  const opens = line.replace(/"(?:[^"\\]|\\.)*"/g, "");
  const balance = opens.split("{").length - opens.split("}").length;
  if (/\}\s*\{/.test(opens)) return "json"; // objects one behind the other: lines part nothing
  if (balance === 0) return "ndjson";
  // A first line that is cut off does not make the others one object: they begin like it.
  const named = ending === ".ndjson" || ending === ".jsonl";
  return (named && text.indexOf("\n") < 0) || (ending !== ".json" && /\n\{"/.test(text)) ? "ndjson" : "json";
}
