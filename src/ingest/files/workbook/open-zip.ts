import { Transform } from "node:stream";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { TouchstoneError } from "../../../nouns/codes.ts";
import { WORKBOOK_PART_BYTES_MAX, WORKBOOK_PARTS_MAX } from "../file-limits.ts";

/** The parts of a zip archive, by name. */
export interface ZipParts {
  readonly names: readonly string[];
  /** A part's text, as it is inflated; null when there is none of that name. Throws `too_long` past the limit, `damaged_file`. */
  text(name: string): AsyncGenerator<string> | null;
  close(): void;
}

/** Opens a zip archive of a workbook. Throws `unknown_format` when it is damaged or holds more parts than the limit. */
export async function openZip(path: string): Promise<ZipParts> {
  let zip: ZipFile;
  const parts = new Map<string, Entry>();
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    if (zip.entryCount > WORKBOOK_PARTS_MAX) throw new Error(`it has ${zip.entryCount} parts`);
    await new Promise<void>((resolve, reject) => {
      zip.on("entry", (entry: Entry) => {
        parts.set(entry.fileName.toLowerCase(), entry);
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
  return {
    names: [...parts.keys()],
    text(name) {
      const entry = parts.get(name.toLowerCase());
      return entry === undefined ? null : inflated(zip, entry, path);
    },
    close: () => zip.close(),
  };
}

async function* inflated(zip: ZipFile, entry: Entry, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
      zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error))),
    );
    const pieces = stream.pipe(new Transform({ transform: (piece, _encoding, done) => done(null, piece) }));
    stream.once("error", (error) => pieces.destroy(error));
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > WORKBOOK_PART_BYTES_MAX) {
        throw new TouchstoneError(
          "too_long",
          `\`${path}\`: \`${entry.fileName}\` holds more than ${WORKBOOK_PART_BYTES_MAX} bytes: save the sheet as CSV`,
        );
      }
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  } catch (cause) {
    if (cause instanceof TouchstoneError) throw cause;
    throw new TouchstoneError(
      "damaged_file",
      `\`${path}\`: \`${entry.fileName}\` breaks after ${bytes} bytes (${(cause as Error).message}): save or fetch it again`,
      { cause },
    );
  }
}
