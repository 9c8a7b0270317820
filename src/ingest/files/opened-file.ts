import { type BreakOff, type Compression, compressionOf, decompress } from "../../kernels/decompress.ts";
import type { ByteInput, InputOrigin } from "../byte-input.ts";
import { openByteInput } from "../byte-input.ts";
import { foreignJson } from "../foreign-json.ts";
import type { SourceFormat } from "../source.ts";
import { memberOrigin } from "./archive.ts";
import { type CsvDialect, csvDialect, type DialectWish } from "./csv-dialect.ts";
import { binaryFormat, textFormat } from "./file-format.ts";
import { type JsonList, listsIn, topKeysIn } from "./json-rows.ts";
import { oddLineEnds, withEvenLineEnds } from "./line-ends.ts";
import { declaredEncoding, markupOf, markupTable } from "./markup-table.ts";
import { partitionColumns } from "./partition-columns.ts";
import { scriptBytes, withoutScript } from "./script-text.ts";
import { utf8Pieces } from "./text-encoding.ts";

/** What a file is, as its first bytes, its name and what a mapping says of it show. */
export interface FileDescription {
  readonly name: string;
  /** Size, or null when unknown (a pipe). */
  readonly bytes: number | null;
  readonly compression: Compression | null;
  readonly format: SourceFormat;
  /** Of a text: canonical, as in `utf-8`, `gb18030`; null while only ASCII was seen, and of what is no text. */
  readonly encoding: string | null;
  /** Of delimited text. */
  readonly csv: CsvDialect | null;
  /** Of JSON: whether it begins with an object; where lists of objects stand inside it, and the keys of the outermost objects. */
  readonly object: boolean;
  readonly lists: readonly JsonList[];
  readonly topKeys: readonly string[];
  /** Of delimited text: what stands above the header line. */
  readonly above: string;
  /** Of what passes for JSON: that another language wrote it, and the way out; null where none did. */
  readonly foreign: string | null;
  /** Columns that the folders of its path name (`dt=2026-11-15/…`). */
  readonly partitions: ReadonlyMap<string, string | null>;
}

/** What is known beforehand. */
export interface FileWish extends DialectWish {
  readonly format: SourceFormat | null;
  readonly encoding: string | null;
  /** Whether a mapping says what its columns are: then a text that is no JSON is delimited text. */
  readonly mapped: boolean;
}

export const NOTHING_KNOWN: FileWish = {
  format: null,
  encoding: null,
  mapped: false,
  delimiter: null,
  header: null,
  headerLine: null,
  wanted: [],
  elsewhere: [],
};

/** A file that is open, with what it is. */
export interface OpenedFile {
  readonly input: ByteInput;
  readonly description: FileDescription;
  /** All of its text as UTF-8; empty for what is no text. Once. */
  readonly text: AsyncGenerator<Buffer>;
  /** How a compressed file broke off, once its text was read. */
  readonly broke: () => BreakOff | null;
  /** Lets go of it when the rest is not wanted. */
  readonly close: () => Promise<void>;
}

/** Text looked at before a delimited file is opened, at the most. */
const LOOKED_BYTES = 128 * 1024;
/** Characters by which JSON is told, blanks before it aside. */
const BEGIN_CHARS = 16;
/** Lines that are enough, so that a pipe need not bring more. */
const LOOKED_LINES = 60;

/**
 * Opens a file or pipe and says what it is. gzip and zstd are told by their first bytes. A pipe of JSON lines need bring no
 * more than its first line, one of delimited text 60. Throws `cannot_read`, `empty_input` or `unknown_format`.
 */
export async function openDescribed(origin: InputOrigin, wish: FileWish): Promise<OpenedFile> {
  const opened = await openByteInput(await memberOrigin(origin));
  const input = "path" in origin ? { ...opened, path: origin.path } : opened;
  try {
    return await described(input, wish);
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** A file's description alone. Reads its first 128 KiB. */
export async function describeFile(path: string, wish: FileWish = NOTHING_KNOWN): Promise<FileDescription> {
  const { description, close } = await openDescribed({ path }, wish);
  await close();
  return description;
}

async function described(input: ByteInput, wish: FileWish): Promise<OpenedFile> {
  const compression = compressionOf(input.head);
  let broke: BreakOff | null = null;
  let plain: AsyncGenerator<Buffer> = input.bytes();
  let rawHead: Uint8Array = input.head;
  if (compression !== null) {
    const peeked = await peek(
      decompress(plain, (breakOff) => {
        broke = breakOff;
      }),
      () => true,
    );
    rawHead = peeked.head;
    plain = peeked.rest;
  }
  const partitions = input.path === null ? new Map<string, string | null>() : partitionColumns(input.path);
  const base = { name: input.name, bytes: input.bytesTotal, compression, partitions };
  const none = { encoding: null, csv: null, object: false, lists: [], topKeys: [], above: "", foreign: null };
  const binary = binaryFormat(rawHead, input.name, wish.format !== null);
  if (binary !== null || wish.format === "parquet" || wish.format === "xlsx") {
    const format = binary ?? wish.format!;
    const close = async (): Promise<void> => {
      await plain.return(undefined);
      await input.close();
    };
    return { input, description: { ...base, ...none, format }, text: plain, broke: () => broke, close };
  }
  let encoding: string | null = null;
  const decoded = utf8Pieces(plain, wish.encoding ?? declaredEncoding(rawHead), (found) => {
    encoding = found;
  });
  const { head, rest, whole, as } = await plainText(await peek(decoded, createEnough()), input.name, wish);
  const looked = head.subarray(0, LOOKED_BYTES);
  const text = looked.toString("utf8");
  const format = as ?? textFormat(input.name, text, wish.mapped);
  const json = format === "json" || format === "ndjson";
  const csv =
    json || format === "xml" ? null : csvDialect(text, whole && looked.length === head.length, wish);
  return {
    input,
    text: rest,
    broke: () => broke,
    async close() {
      await decoded.return(undefined);
      await input.close();
    },
    description: {
      ...base,
      format,
      encoding,
      csv,
      above: text.split(/\r\n|\n/, Math.max(0, (csv?.headerLine ?? 0) - 1)).join("\n"),
      object: json && /^\ufeff?\s*\{/.test(text),
      lists: json ? listsIn(looked) : [],
      topKeys: json ? topKeysIn(looked) : [],
      foreign: json ? foreignJson(text.replace(/^\ufeff/, "")) : null,
    },
  };
}

/** A text that was looked at, and what it is where its wrapping shows that. */
type PlainText = Peeked & { readonly as: SourceFormat | null };

/** A text as it was looked at → without the markup, script or odd line ends around what is meant. */
async function plainText(peeked: Peeked, name: string, wish: FileWish): Promise<PlainText> {
  const text = peeked.head.subarray(0, LOOKED_BYTES).toString("utf8");
  const markup = wish.format === null || wish.format === "csv" ? markupOf(text) : null;
  if (markup !== null) {
    const rows = await peek(markupTable(peeked.rest, markup, name), createEnough());
    return { ...rows, as: "csv" };
  }
  const script = wish.format === null || wish.format === "json" ? scriptBytes(text) : 0;
  if (script > 0) {
    const json = await peek(withoutScript(peeked.rest, script), createEnough());
    return { ...json, as: wish.format };
  }
  const ends = /^\ufeff?\s*[{[<]/.test(text) ? null : oddLineEnds(text);
  if (ends === null || wish.format === "ndjson") return { ...peeked, as: wish.format };
  return { ...(await peek(withEvenLineEnds(peeked.rest, ends), createEnough())), as: wish.format };
}

/** JSON shows what it is in its first line; the header and the delimiter of a text may stand further down. */
function createEnough(): (piece: Buffer) => boolean {
  let begin = "";
  let bytes = 0;
  let lines = 0;
  return (piece) => {
    if (begin.length < BEGIN_CHARS) begin = (begin + piece.toString("utf8", 0, 64)).trimStart();
    bytes += piece.length;
    for (let at = piece.indexOf(10); at >= 0 && lines < LOOKED_LINES; at = piece.indexOf(10, at + 1)) lines++;
    if (bytes >= LOOKED_BYTES || lines >= LOOKED_LINES) return true;
    return /^\ufeff?[{[]/.test(begin) && lines > 0;
  };
}

interface Peeked {
  readonly head: Buffer;
  readonly rest: AsyncGenerator<Buffer>;
  readonly whole: boolean;
}

/** The first pieces, until they are enough or the end; and all of them again. */
async function peek(pieces: AsyncGenerator<Buffer>, isEnough: (piece: Buffer) => boolean): Promise<Peeked> {
  const held: Buffer[] = [];
  let whole = true;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    held.push(next.value);
    if (!isEnough(next.value)) continue;
    whole = false;
    break;
  }
  const head = held.length === 1 ? held[0]! : Buffer.concat(held);
  return {
    head,
    whole,
    rest: (async function* () {
      if (head.length > 0) yield head;
      yield* pieces;
    })(),
  };
}
