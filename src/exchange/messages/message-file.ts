import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangePart } from "../../nouns/exchange.ts";
import { HEADER_BYTES_MAX } from "../exchange-limits.ts";

/**
 * A message as a file: `TSX1`, the header's length in four bytes (big endian), the header (`message-note.ts`), and the bytes of its
 * parts one after the other, whose items, widths and hashes the header signs. What is not as long as announced is not read.
 */
const MAGIC = Buffer.from("TSX1");
const PREFIX_BYTES = MAGIC.length + 4;
/** Readable by the owner of the data folder alone. */
const FILE_MODE = 0o600;

/** Bytes of the parts, as the header announces them. */
export function bodyBytes(parts: readonly ExchangePart[]): number {
  return parts.reduce((sum, { items, item_bytes }) => sum + items * item_bytes, 0);
}

/** Writes a message whole or not at all. Costs one copy of its parts. */
export async function writeMessage(file: string, header: string, parts: readonly string[]): Promise<void> {
  const bytes = Buffer.from(header);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.set(MAGIC);
  prefix.writeUInt32BE(bytes.length, MAGIC.length);
  async function* all(): AsyncGenerator<Uint8Array> {
    yield prefix;
    yield bytes;
    for (const part of parts) yield* createReadStream(part);
  }
  await pipeline(all, createWriteStream(`${file}.new`, { mode: FILE_MODE, flush: true }));
  await rename(`${file}.new`, file);
}

/** The header's text once its bytes are there; null while more of them must come. Throws `exchange_message` when it is none. */
export function headerIn(bytes: Uint8Array): { readonly text: string; readonly end: number } | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!MAGIC.subarray(0, view.length).equals(view.subarray(0, MAGIC.length)))
    throw new TouchstoneError("exchange_message", "its first bytes are not `TSX1`");
  if (view.length < PREFIX_BYTES) return null;
  const length = view.readUInt32BE(MAGIC.length);
  if (length > HEADER_BYTES_MAX)
    throw new TouchstoneError(
      "exchange_message",
      `its header has \`${length}\` bytes, at most ${HEADER_BYTES_MAX}`,
    );
  const end = PREFIX_BYTES + length;
  return view.length < end ? null : { text: view.toString("utf8", PREFIX_BYTES, end), end };
}

/** Reads the header of a message's file and no more. Rejects with `exchange_message` or `exchange_truncated`. */
export async function readHeaderOf(file: string): Promise<{ readonly text: string; readonly end: number }> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new TouchstoneError("cannot_read", `\`${file}\`: ${(cause as Error).message}`, { cause });
  });
  try {
    const bytes = Buffer.alloc(PREFIX_BYTES + HEADER_BYTES_MAX);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    const header = headerIn(bytes.subarray(0, bytesRead));
    if (header === null) throw new TouchstoneError("exchange_truncated", "it ends within its header");
    return header;
  } finally {
    await handle.close();
  }
}

/** Holds a file to what its header announces: length first, then each part's hash. Reads it once. */
export async function holdToParts(file: string, end: number, parts: readonly ExchangePart[]): Promise<void> {
  const { size } = await stat(file);
  const announced = end + bodyBytes(parts);
  if (size !== announced)
    throw new TouchstoneError(
      "exchange_truncated",
      `it has \`${size}\` bytes, its header announces \`${announced}\``,
    );
  let at = end;
  for (const [i, { items, item_bytes, sha256 }] of parts.entries()) {
    const hash = createHash("sha256");
    for await (const chunk of bytesOf(file, at, items * item_bytes)) hash.update(chunk);
    if (hash.digest("hex") !== sha256)
      throw new TouchstoneError("exchange_tampered", `part \`${i}\` is not what the header signs`);
    at += items * item_bytes;
  }
}

/** The bytes of one part of a message's file. */
export function partOf(
  file: string,
  end: number,
  parts: readonly ExchangePart[],
  index: number,
): AsyncIterable<Uint8Array> {
  const { items, item_bytes } = parts[index]!;
  return bytesOf(file, end + bodyBytes(parts.slice(0, index)), items * item_bytes);
}

async function* bytesOf(file: string, start: number, length: number): AsyncGenerator<Uint8Array> {
  // `end` of a stream is inclusive, so nothing cannot be said.
  if (length > 0) yield* createReadStream(file, { start, end: start + length - 1 });
}

/** Writes bytes as they come to a file of their own; what the header says of it. */
export async function writePart(
  file: string,
  itemBytes: number,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<ExchangePart> {
  const hash = createHash("sha256");
  let length = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      length += chunk.length;
      yield chunk;
    }
  }
  await pipeline(hashed, createWriteStream(file, { mode: FILE_MODE }));
  return { items: length / itemBytes, item_bytes: itemBytes, sha256: hash.digest("hex") };
}

/** SHA-256, hex, of a whole file. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
