import type { IncomingMessage } from "node:http";
import { pipeline, Readable, type Transform } from "node:stream";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Share } from "./budget.ts";
import { ZSTD_WINDOW_LOG_MAX } from "./serve-limits.ts";

/** Size of a decompressed piece. */
const PIECE_BYTES = 64 * 1024;

/**
 * A request's body, decompressed, in pieces as they come. Throws `body_too_large` one byte past `bytesMax` (so a bomb
 * costs no more than a body), `truncated` or `bad_compression` for damaged input, `unknown_format` for another encoding.
 * The request itself is never destroyed: an answer can still be sent.
 */
export async function* bodyPieces(request: IncomingMessage, bytesMax: number): AsyncGenerator<Uint8Array> {
  const encoding = encodingOf(request, bytesMax);
  const incoming = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  let byteCount = 0;
  for await (const piece of encoding === "identity" ? incoming : decompressed(incoming, encoding)) {
    byteCount += piece.length;
    if (byteCount > bytesMax) throw tooLarge(bytesMax);
    yield piece;
  }
}

/** A request's body as one buffer, held against the request's share of memory; throws as `bodyPieces` does. */
export async function wholeBody(
  request: IncomingMessage,
  bytesMax: number,
  share: Share,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  if (encodingOf(request, bytesMax) === "identity") await plainPieces(request, bytesMax, share, parts);
  else {
    for await (const piece of bodyPieces(request, bytesMax)) {
      share.take(piece.length);
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
        share.take(piece.length);
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

async function* decompressed(
  incoming: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array> {
  const transform = decompressor(encoding);
  pipeline(Readable.from(incoming, { objectMode: false }), transform, () => {
    // an error of either side reaches the loop below: pipeline destroys the transform with it
  });
  try {
    yield* transform as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw compressionError(error, encoding);
  }
}

function decompressor(encoding: string): Transform {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip({ chunkSize: PIECE_BYTES });
    case "zstd":
      return createZstdDecompress({
        chunkSize: PIECE_BYTES,
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX },
      });
    default:
      throw new TouchstoneError(
        "unknown_format",
        `content-encoding \`${encoding.slice(0, 80)}\`; use gzip, zstd or none`,
      );
  }
}

function compressionError(error: unknown, encoding: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  if (code === "Z_BUF_ERROR") {
    return new TouchstoneError("truncated", `the ${encoding} body ends too early; send all of it`, {
      cause: error,
    });
  }
  if (code.startsWith("Z_") || code.startsWith("ZSTD_")) {
    return new TouchstoneError("bad_compression", `${encoding}: ${error.message}`, { cause: error });
  }
  return error;
}

function tooLarge(bytesMax: number): TouchstoneError {
  return new TouchstoneError(
    "body_too_large",
    `more than ${bytesMax} bytes after decompression; send it in several requests`,
  );
}
