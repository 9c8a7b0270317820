import { Transform } from "node:stream";
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl";
import { TouchstoneError } from "../../../nouns/codes.ts";
import { WORKBOOK_PART_BYTES_MAX, WORKBOOK_PARTS_MAX } from "../file-limits.ts";
import { guessedEncoding } from "../text-encoding.ts";

/** The parts of a zip archive, by name. */
export interface ZipParts {
  /** As they are written, folders left out. */
  readonly names: readonly string[];
  /** Whether there is a part of that name, whatever the case of its letters. */
  has(name: string): boolean;
  /** A part's text, as it is inflated; null when there is none of that name. Throws `too_long` past the limit, `damaged_file`. */
  text(name: string): AsyncGenerator<string> | null;
  /** Its bytes, without a limit: who reads them streams them. Throws `damaged_file`, `unknown_format` where it has a password. */
  bytes(name: string): AsyncGenerator<Buffer> | null;
  close(): void;
}

/** Opens a zip archive, from a file or from its bytes. Throws `unknown_format` when it is damaged or holds more parts than the limit. */
export async function openZip(path: string, held?: Buffer): Promise<ZipParts> {
  let zip: ZipFile;
  const parts = new Map<string, Entry>();
  const names: string[] = [];
  try {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    zip = await (held === undefined ? openPromise(path, options) : fromBufferPromise(held, options));
    if (zip.entryCount > WORKBOOK_PARTS_MAX) throw new Error(`it has ${zip.entryCount} parts`);
    await new Promise<void>((resolve, reject) => {
      zip.on("entry", (entry: Entry) => {
        const name = partName(entry);
        if (!name.endsWith("/")) names.push(name);
        parts.set(name.toLowerCase(), entry);
        zip.readEntry();
      });
      zip.once("end", resolve);
      zip.once("error", reject);
      zip.readEntry();
    });
  } catch (cause) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${path}\` begins like a workbook or zip archive, but cannot be opened (${(cause as Error).message}): fetch or save it again`,
      { cause },
    );
  }
  const part = (name: string): Entry | undefined => parts.get(name.toLowerCase());
  return {
    names,
    has: (name) => part(name) !== undefined,
    text(name) {
      const entry = part(name);
      return entry === undefined ? null : textOf(inflated(zip, entry, path, WORKBOOK_PART_BYTES_MAX));
    },
    bytes(name) {
      const entry = part(name);
      return entry === undefined ? null : inflated(zip, entry, path, Number.POSITIVE_INFINITY);
    },
    close: () => zip.close(),
  };
}

/** UTF-8 where it is that, whatever the archive says of it; else as Windows outside English writes names. */
function partName({ fileNameRaw: bytes }: Entry): string {
  const encoding = guessedEncoding(bytes) ?? "gb18030";
  return new TextDecoder(encoding).decode(bytes).replaceAll("\\", "/");
}

async function* textOf(pieces: AsyncGenerator<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function* inflated(zip: ZipFile, entry: Entry, path: string, bytesMax: number): AsyncGenerator<Buffer> {
  const name = partName(entry);
  if (entry.isEncrypted()) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${path}\` is protected with a password: unpack it, and give the files in it`,
    );
  }
  let bytes = 0;
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
      zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error))),
    );
    const pieces = stream.pipe(new Transform({ transform: (piece, _encoding, done) => done(null, piece) }));
    stream.once("error", (error) => pieces.destroy(error));
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > bytesMax) {
        throw new TouchstoneError(
          "too_long",
          `\`${path}\`: \`${name}\` holds more than ${bytesMax} bytes: save the sheet as CSV`,
        );
      }
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof TouchstoneError) throw cause;
    throw new TouchstoneError(
      "damaged_file",
      `\`${path}\`: \`${name}\` breaks after ${bytes} bytes (${(cause as Error).message}): save or fetch it again`,
      { cause },
    );
  }
}
