import type { IncomingMessage } from "node:http";
import { type BreakOff, decompress } from "../kernels/decompress.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Share } from "./budget.ts";
import { createByteGate } from "./byte-gate.ts";
import {
  DECOMPRESSOR_BYTES,
  DECOMPRESSORS_MAX,
  FRAME_OVERHEAD_BYTES_MAX,
  GZIP_FEED_BYTES,
  PIECE_OVERHEAD_BYTES,
  ZSTD_WINDOW_LOG_MAX,
} from "./serve-limits.ts";

/**
 * A request's body, decompressed, in pieces as they come. Throws `body_too_large` one byte past `bytesMax` (so a bomb
 * costs no more than a body), `truncated` or `bad_compression` for damaged input, `unknown_format` for another encoding,
 * `overloaded` where the share has no room for a decompressor. The pieces themselves are the caller's to count.
 * The request itself is never destroyed: an answer can still be sent.
 */
export async function* bodyPieces(
  request: IncomingMessage,
  bytesMax: number,
  share: Share,
): AsyncGenerator<Uint8Array> {
  const encoding = encodingOf(request, bytesMax);
  const incoming = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const plain = encoding === "identity";
  if (!plain) {
    share.take(DECOMPRESSOR_BYTES);
    await decompressing.enter(1);
  }
  let byteCount = 0;
  try {
    for await (const piece of plain ? incoming : decompressed(incoming, encoding, bytesMax)) {
      byteCount += piece.length;
      if (byteCount > bytesMax) throw tooLarge(bytesMax);
      yield piece;
    }
  } finally {
    if (!plain) decompressing.leave(1);
  }
}

/** Bodies of the whole process that are decompressed now; the next one waits until one of them is over. */
const decompressing = createByteGate(DECOMPRESSORS_MAX);

/** A request's body as one buffer, held against the request's share of memory; throws as `bodyPieces` does. */
export async function wholeBody(
  request: IncomingMessage,
  bytesMax: number,
  share: Share,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  if (encodingOf(request, bytesMax) === "identity") await plainPieces(request, bytesMax, share, parts);
  else {
    for await (const piece of bodyPieces(request, bytesMax, share)) {
      share.take(piece.length + PIECE_OVERHEAD_BYTES);
      parts.push(piece);
    }
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** The common case, by events: an iterator of a stream costs as much as the rest of a single verdict. */
function plainPieces(
  request: IncomingMessage,
  bytesMax: number,
  share: Share,
  parts: Uint8Array[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    let byteCount = 0;
    let failed = false;
    const fail = (error: unknown) => {
      failed = true;
      reject(error);
    };
    request.on("data", (piece: Buffer) => {
      if (failed) return;
      byteCount += piece.length;
      if (byteCount > bytesMax) return fail(tooLarge(bytesMax));
      try {
        share.take(piece.length + PIECE_OVERHEAD_BYTES);
        parts.push(piece);
      } catch (error) {
        fail(error);
      }
    });
    request.once("end", resolve);
    request.once("error", fail);
    request.once("close", () => {
      if (!request.complete) fail(new TouchstoneError("truncated", "the client hung up"));
    });
  });
}

function encodingOf(request: IncomingMessage, bytesMax: number): string {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const declaredBytes = Number(request.headers["content-length"] ?? 0);
  if (encoding === "identity" && declaredBytes > bytesMax) throw tooLarge(bytesMax);
  return encoding;
}

/**
 * Every frame of the body, however many: what a client joins with `cat` or compresses piece by piece is one body. Content-Encoding
 * and what the bytes are may differ between gzip and zstd; the bytes are believed.
 */
async function* decompressed(
  incoming: AsyncIterable<Uint8Array>,
  encoding: string,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  if (!ENCODINGS.has(encoding)) {
    throw new TouchstoneError(
      "unknown_format",
      `content-encoding \`${encoding.slice(0, 80)}\`; use gzip, zstd or none`,
    );
  }
  let broke: BreakOff | null = null;
  let began = false;
  let compressedCount = 0;
  let plainCount = 0;
  const watched = (async function* () {
    for await (const piece of incoming) {
      began ||= piece.length > 0;
      compressedCount += piece.length;
      if (compressedCount > bytesMax) throw tooLarge(bytesMax);
      // frames without content cost a decompressor each, and would come under no other limit
      if (compressedCount > plainCount * 2 + FRAME_OVERHEAD_BYTES_MAX) {
        throw new TouchstoneError(
          "bad_compression",
          `\`${compressedCount}\` compressed bytes hold \`${plainCount}\` plain ones; send larger frames, or none`,
        );
      }
      yield piece;
    }
  })();
  const pieces = decompress(
    watched,
    (breakOff) => {
      broke = breakOff;
    },
    { zstdWindowLogMax: ZSTD_WINDOW_LOG_MAX, feedBytes: GZIP_FEED_BYTES },
  );
  for await (const piece of pieces) {
    plainCount += piece.length;
    yield piece;
  }
  if (!began) throw new TouchstoneError("truncated", `the ${encoding} body is empty; send all of it`);
  const breakOff = broke as BreakOff | null;
  if (breakOff === null) return;
  const { code, compressedBytes, plainBytes } = breakOff;
  const where = `after ${compressedBytes} compressed and ${plainBytes} plain bytes`;
  throw code === "truncated"
    ? new TouchstoneError(code, `the ${encoding} body ends too early, ${where}; send all of it`)
    : new TouchstoneError(code, `${encoding}: no frame can be read ${where}`);
}

const ENCODINGS = new Set(["gzip", "x-gzip", "zstd"]);

function tooLarge(bytesMax: number): TouchstoneError {
  return new TouchstoneError(
    "body_too_large",
    `more than ${bytesMax} bytes after decompression; send it in several requests`,
  );
}
