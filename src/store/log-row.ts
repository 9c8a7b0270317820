import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { TouchstoneError } from "../nouns/codes.ts";
import type { LogBatch, Stream } from "../ports/event-log.ts";

/** Streams in the order of their stored number. The order is part of the stored format: append only. */
export const STREAMS = ["events", "decisions"] as const satisfies readonly Stream[];

/** Runs shorter than this are stored as they are: zstd saves little there and costs a context each. */
const COMPRESS_BYTES_MIN = 1024;
/** Compressed runs are kept only when they save at least a tenth; otherwise reading would pay for nothing. */
const COMPRESS_RATIO_MAX = 0.9;
/** Level 1 packs event lines 5 to 8 times at about 400 MB/s; higher levels gain a few percent at half the speed. */
const COMPRESS_LEVEL = 1;

/** A run as it stands in its table. */
export interface LogRow {
  readonly first: number;
  readonly count: number;
  readonly policy: string;
  readonly receivedAtMs: number;
  /** Length of the run's bytes before compression; equal to `bytes.length` means stored as they are. */
  readonly plainBytes: number;
  /** CRC-32 over stream, header, ids and stored bytes. */
  readonly check: number;
  readonly ids: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A run → its stored row: compressed where that pays, with its checksum. Pure. */
export function encodeLogRow(stream: Stream, batch: LogBatch): LogRow {
  const bytes = compress(batch.bytes);
  const header = {
    first: batch.first,
    count: batch.count,
    policy: batch.policy,
    receivedAtMs: batch.receivedAtMs,
    plainBytes: batch.bytes.length,
  };
  return { ...header, check: checksum(stream, header, batch.ids, bytes), ids: batch.ids, bytes };
}

/** A stored row → the run; throws `storage_damaged` naming stream and position when it is not what was written. */
export function decodeLogRow(stream: Stream, row: LogRow): LogBatch {
  if (checksum(stream, row, row.ids, row.bytes) !== row.check)
    throw damaged(stream, row.first, "its checksum differs");
  return {
    first: row.first,
    count: row.count,
    bytes: row.bytes.length === row.plainBytes ? row.bytes : decompress(stream, row),
    ids: row.ids,
    policy: row.policy,
    receivedAtMs: row.receivedAtMs,
  };
}

/** The error for a run that is missing or not what was written. */
export function damaged(stream: Stream, position: number, what: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(
    "storage_damaged",
    `stream \`${stream}\` at position \`${position}\`: ${what}; restore the data folder from a copy`,
    { cause },
  );
}

function compress(bytes: Uint8Array): Uint8Array {
  if (bytes.length < COMPRESS_BYTES_MIN) return bytes;
  const packed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: COMPRESS_LEVEL } });
  return packed.length <= bytes.length * COMPRESS_RATIO_MAX ? packed : bytes;
}

function decompress(stream: Stream, row: LogRow): Uint8Array {
  try {
    const bytes = zstdDecompressSync(row.bytes, { maxOutputLength: row.plainBytes });
    if (bytes.length === row.plainBytes) return bytes;
  } catch (cause) {
    throw damaged(stream, row.first, "it cannot be decompressed", cause);
  }
  throw damaged(stream, row.first, "it decompresses to another length");
}

function checksum(
  stream: Stream,
  header: Omit<LogRow, "check" | "ids" | "bytes">,
  ids: Uint8Array,
  bytes: Uint8Array,
): number {
  const text = JSON.stringify([
    stream,
    header.first,
    header.count,
    header.policy,
    header.receivedAtMs,
    header.plainBytes,
    ids.length,
  ]);
  return crc32(bytes, crc32(ids, crc32(text)));
}
