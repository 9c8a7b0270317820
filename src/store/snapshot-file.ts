import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Snapshot } from "../ports/snapshots.ts";

/*
 * Layout, numbers little endian: 8 bytes `touchsnp`, u32 version, u32 length of the header, the header as JSON
 * `{header, partBytes}`, the parts one after another, u32 CRC-32 of everything before it.
 */
const MAGIC = new TextEncoder().encode("touchsnp");
const VERSION = 1;
const PREFIX_BYTES = 16;
const CRC_BYTES = 4;
/** Bytes checked and handed on in one go: about 1 ms of the event loop, then others have their turn. */
const SLICE_BYTES = 2 * 1024 * 1024;
/** A header holds a policy id and positions; anything longer is not ours. */
const HEADER_BYTES_MAX = 1024 * 1024;

/** A snapshot → the file's bytes in slices, with lengths and checksum. Lazy: parts are neither copied nor joined. */
export function* encodeSnapshot(
  header: Snapshot["header"],
  parts: readonly Uint8Array[],
): Generator<Uint8Array> {
  const text = new TextEncoder().encode(
    JSON.stringify({ header, partBytes: parts.map((part) => part.byteLength) }),
  );
  if (text.length > HEADER_BYTES_MAX) {
    throw new Error(
      `a snapshot's header takes \`${text.length}\` bytes, at most \`${HEADER_BYTES_MAX}\` are read back`,
    );
  }
  const prefix = new Uint8Array(PREFIX_BYTES + text.length);
  const view = new DataView(prefix.buffer);
  prefix.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, text.length, true);
  prefix.set(text, PREFIX_BYTES);
  let check = crc32(prefix);
  yield prefix;
  for (const part of parts) {
    for (let at = 0; at < part.byteLength; at += SLICE_BYTES) {
      const slice = part.subarray(at, at + SLICE_BYTES);
      check = crc32(slice, check);
      yield slice;
    }
  }
  const end = new Uint8Array(CRC_BYTES);
  new DataView(end.buffer).setUint32(0, check, true);
  yield end;
}

/** A snapshot's file → what is in it, or the reason why it cannot be used. Allocates only what the file's length allows. */
export async function decodeSnapshot(file: string): Promise<Snapshot | string> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, "r");
    return await decode(handle);
  } catch (cause) {
    return `it cannot be read: ${String(cause)}`;
  } finally {
    await handle?.close();
  }
}

async function decode(handle: FileHandle): Promise<Snapshot | string> {
  const { size } = await handle.stat();
  if (size < PREFIX_BYTES + CRC_BYTES) return "it is cut short";
  const prefix = new Uint8Array(PREFIX_BYTES);
  await fill(handle, prefix, 0, 0);
  const view = new DataView(prefix.buffer);
  if (MAGIC.some((byte, i) => prefix[i] !== byte)) return "it is not a snapshot";
  const version = view.getUint32(8, true);
  if (version !== VERSION) return `it has version \`${version}\`, this program reads \`${VERSION}\``;
  const headerBytes = view.getUint32(12, true);
  if (headerBytes > HEADER_BYTES_MAX || PREFIX_BYTES + headerBytes + CRC_BYTES > size)
    return "its header is damaged";
  const text = new Uint8Array(headerBytes);
  let check = await fill(handle, text, PREFIX_BYTES, crc32(prefix));
  const head = parseHead(text);
  if (head === null) return "its header is damaged";
  let at = PREFIX_BYTES + headerBytes;
  const wanted = head.partBytes.reduce((sum, bytes) => sum + bytes, at + CRC_BYTES);
  if (wanted !== size) return `it holds \`${size}\` bytes instead of \`${wanted}\``;
  const parts: Uint8Array[] = [];
  for (const bytes of head.partBytes) {
    const part = new Uint8Array(bytes);
    check = await fill(handle, part, at, check);
    parts.push(part);
    at += bytes;
  }
  const end = new Uint8Array(CRC_BYTES);
  await fill(handle, end, at, 0);
  if (new DataView(end.buffer).getUint32(0, true) !== check) return "its checksum differs";
  return { header: head.header, parts };
}

/** Fills `target` from the file and returns the running checksum; a file that ends before is an error. */
async function fill(
  handle: FileHandle,
  target: Uint8Array,
  position: number,
  check: number,
): Promise<number> {
  let running = check;
  for (let at = 0; at < target.length; ) {
    const length = Math.min(SLICE_BYTES, target.length - at);
    const { bytesRead } = await handle.read(target, at, length, position + at);
    if (bytesRead === 0) throw new Error("the file ends early");
    running = crc32(target.subarray(at, at + bytesRead), running);
    at += bytesRead;
  }
  return running;
}

function parseHead(text: Uint8Array): { header: Snapshot["header"]; partBytes: readonly number[] } | null {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    return null; // the caller names the file and the reason
  }
  if (typeof head !== "object" || head === null || !("header" in head) || !("partBytes" in head)) return null;
  const { header, partBytes } = head;
  if (typeof header !== "object" || header === null || !Array.isArray(partBytes)) return null;
  if (!partBytes.every((bytes) => Number.isSafeInteger(bytes) && bytes >= 0)) return null;
  return { header: header as Snapshot["header"], partBytes };
}
