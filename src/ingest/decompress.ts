import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { TouchstoneError } from "../nouns/codes.ts";

export type Compression = "gzip" | "zstd";

/** How a compressed input ended, when it did not end well. */
export interface BreakOff {
  readonly code: "truncated" | "bad_compression";
  readonly compressedBytes: number;
  readonly plainBytes: number;
}

/**
 * Compressed bytes fed at a time. The output of one feed is held in memory, so this bounds what a bomb can make of
 * it: deflate expands at most 1032 times, to 16 MiB; zstd run-length blocks can reach some hundred MiB.
 */
const FEED_BYTES = 16 * 1024;

/** gzip or zstd by their first bytes, else null. */
export function compressionOf(head: Uint8Array): Compression | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  return null;
}

/**
 * Compressed bytes → plain bytes, as far as they can be read; several members one after another are one stream. Never
 * throws for damaged data: `ended` is told once at the end, with null when all was well.
 */
export async function* decompress(
  compressed: AsyncIterable<Uint8Array>,
  compression: Compression,
  ended: (breakOff: BreakOff | null) => void,
): AsyncGenerator<Buffer> {
  const engine = createEngine(compression);
  let out: Buffer[] = [];
  let failure: (Error & { code?: string }) | null = null;
  let wake: () => void = () => {};
  let plainBytes = 0;
  let compressedBytes = 0;
  engine.on("data", (piece: Buffer) => {
    plainBytes += piece.length;
    out.push(piece);
  });
  engine.on("error", (error) => {
    failure = error;
    wake();
  });
  engine.on("end", () => wake());
  const drained = () => {
    const pieces = out;
    out = [];
    return pieces;
  };
  try {
    for await (const input of compressed) {
      for (let at = 0; at < input.length && failure === null; at += FEED_BYTES) {
        const feed = input.subarray(at, at + FEED_BYTES);
        compressedBytes += feed.length;
        await new Promise<void>((resolve) => {
          wake = resolve;
          engine.write(feed, () => resolve());
        });
        yield* drained();
      }
      if (failure !== null) break;
    }
    if (failure === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        engine.end();
      });
    }
    yield* drained();
    const failed = failure as (Error & { code?: string }) | null;
    if (failed === null) ended(null);
    else {
      const truncated = failed.code === "Z_BUF_ERROR" || /unexpected end of file/.test(failed.message);
      ended({ code: truncated ? "truncated" : "bad_compression", compressedBytes, plainBytes });
    }
  } finally {
    engine.destroy();
  }
}

function createEngine(compression: Compression): Transform {
  if (compression === "gzip") return zlib.createGunzip();
  const create = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  if (create === undefined) {
    throw new TouchstoneError(
      "unknown_format",
      "this Node cannot read zstd: use Node 24 (or 22.15 and later), or compress with gzip",
    );
  }
  return create();
}
