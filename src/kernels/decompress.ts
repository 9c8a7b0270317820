import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { TouchstoneError } from "../nouns/codes.ts";
import { gzipHeaderBytes } from "./gzip-header.ts";
import { zstdFrameFeeds } from "./zstd-frame.ts";

export type Compression = "gzip" | "zstd";

/** How a compressed input ended, when it did not end well. */
export interface BreakOff {
  readonly code: "truncated" | "bad_compression";
  readonly compressedBytes: number;
  readonly plainBytes: number;
}

export interface DecompressOptions {
  /** Largest zstd window, as a power of two: what one frame may take of memory. Default: zlib's own, 2^27. */
  readonly zstdWindowLogMax?: number;
  /** Compressed bytes fed at a time, where 16 KiB would make too much at once. */
  readonly feedBytes?: number;
}

/**
 * Compressed bytes fed at a time. The output of one feed is held in memory, so this bounds what a bomb can make of
 * it: deflate expands at most 1032 times, to 16 MiB; zstd run-length blocks can reach some hundred MiB.
 */
const FEED_BYTES = 16 * 1024;
/**
 * Compressed bytes of a frame that are kept, to read them again in small steps when it turns out damaged: an engine drops what
 * it was about to give when it fails. Of a longer frame the last 16 KiB of plain text before the damage are lost.
 */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Longest gzip header looked for: a file name and a comment of 64 KiB. */
const HEADER_BYTES_MAX = 64 * 1024;
const TRAILER_BYTES = 8;

/** gzip or zstd by their first bytes (of zstd also a frame to be skipped), else null. */
export function compressionOf(head: Uint8Array): Compression | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  return skippable(head) ? "zstd" : null;
}

/** A zstd frame of user data, as `pzstd`, `zstd --seekable` and archivers write them. */
function skippable(head: Uint8Array): boolean {
  return (head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}

/**
 * Compressed bytes → plain bytes, as far as they can be read. Members (gzip) and frames (zstd) one after another, of either
 * kind, are one stream, as `cat` joins them; frames to be skipped are skipped, zeros behind the last one are padding. Never
 * throws for damaged data: `ended` is told once at the end, with null when all was well, after everything before the damage.
 */
export async function* decompress(
  compressed: AsyncIterable<Uint8Array>,
  ended: (breakOff: BreakOff | null) => void,
  options: DecompressOptions = {},
): AsyncGenerator<Buffer> {
  const input = createInput(compressed);
  let plainBytes = 0;
  const broke = (code: BreakOff["code"]): void => ended({ code, compressedBytes: input.taken(), plainBytes });
  try {
    for (;;) {
      const head = await input.peek(4);
      if (head.length === 0) return ended(null);
      if (head[0] === 0) {
        if (await input.onlyZeros()) return ended(null);
        return broke("bad_compression");
      }
      if (skippable(head)) {
        const size = (await input.peek(8)).length < 8 ? -1 : (await input.peek(8)).readUInt32LE(4);
        if (size < 0 || !(await input.skip(8 + size))) return broke("truncated");
        continue;
      }
      const kind = compressionOf(head);
      // Less than a frame's first four bytes are a frame that was cut off.
      if (kind === null) return broke(head.length < 4 && plainBytes > 0 ? "truncated" : "bad_compression");
      let check = 0;
      let memberBytes = 0;
      if (kind === "gzip") {
        const headerBytes = await gzipHeaderBytes((count) => input.peek(count), HEADER_BYTES_MAX);
        if (typeof headerBytes !== "number") return broke(headerBytes);
        await input.skip(headerBytes);
      }
      const outcome = yield* frame(input, kind, options, (piece) => {
        plainBytes += piece.length;
        memberBytes += piece.length;
        if (kind === "gzip") check = zlib.crc32?.(piece, check) ?? 0;
      });
      if (outcome !== null) return broke(outcome);
      if (kind === "zstd") continue;
      const trailer = await input.peek(TRAILER_BYTES);
      if (trailer.length < TRAILER_BYTES) return broke("truncated");
      if (zlib.crc32 !== undefined && trailer.readUInt32LE(0) !== check) return broke("bad_compression");
      if (trailer.readUInt32LE(4) !== memberBytes % 2 ** 32) return broke("bad_compression");
      await input.skip(TRAILER_BYTES);
    }
  } finally {
    await input.close();
  }
}

/** The plain bytes of one frame; the input stands behind it afterwards. Returns how it broke off, or null. */
async function* frame(
  input: Input,
  kind: Compression,
  options: DecompressOptions,
  count: (piece: Buffer) => void,
): AsyncGenerator<Buffer, BreakOff["code"] | null> {
  const engine = runEngine(createEngine(kind, options));
  const feedBytes = options.feedBytes ?? FEED_BYTES;
  const next = kind === "gzip" ? () => input.take(feedBytes) : zstdFrameFeeds(input, feedBytes);
  let kept: Buffer[] | null = [];
  let keptBytes = 0;
  let delivered = 0;
  let fed = 0;
  try {
    while (!engine.over()) {
      const feed = await next();
      if (feed.length === 0) await engine.end();
      else {
        fed += feed.length;
        keptBytes += feed.length;
        if (keptBytes > KEPT_BYTES) kept = null;
        kept?.push(feed);
        await engine.write(feed);
        // What the engine did not take belongs to the next frame.
        if (engine.over() && engine.failure() === null) input.back(fed - engine.taken());
      }
      for (const piece of engine.drain()) {
        delivered += piece.length;
        count(piece);
        yield piece;
      }
    }
    const failure = engine.failure();
    if (failure === null) return null;
    if (kept !== null) {
      for (const piece of await lastGood(kept, kind, options, delivered)) {
        count(piece);
        yield piece;
      }
    }
    const cut = failure.code === "Z_BUF_ERROR" || /unexpected end of file/.test(failure.message);
    return cut ? "truncated" : "bad_compression";
  } finally {
    engine.destroy();
  }
}

/** Plain bytes of a damaged frame beyond those delivered, read once more with the smallest steps an engine takes. */
async function lastGood(
  feeds: readonly Buffer[],
  kind: Compression,
  options: DecompressOptions,
  delivered: number,
): Promise<Buffer[]> {
  const engine = runEngine(createEngine(kind, options, zlib.constants.Z_MIN_CHUNK));
  const out: Buffer[] = [];
  let seen = 0;
  try {
    for (const feed of feeds) {
      // Byte by byte only where it can matter: in the last feed.
      const step = feed === feeds.at(-1) ? 1 : feed.length;
      for (let at = 0; at < feed.length && !engine.over(); at += step) {
        await engine.write(feed.subarray(at, at + step));
        for (const piece of engine.drain()) {
          const fresh = piece.subarray(Math.max(0, Math.min(piece.length, delivered - seen)));
          seen += piece.length;
          if (fresh.length > 0) out.push(Buffer.from(fresh));
        }
      }
    }
  } finally {
    engine.destroy();
  }
  return out;
}

interface RunningEngine {
  /** Resolves when the engine took the bytes, came to the frame's end, or failed. */
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  drain(): Buffer[];
  /** Whether the frame's end was reached, or it failed. */
  over(): boolean;
  failure(): (Error & { code?: string }) | null;
  /** Bytes taken so far. */
  taken(): number;
  destroy(): void;
}

function runEngine(engine: Transform): RunningEngine {
  let out: Buffer[] = [];
  let failure: (Error & { code?: string }) | null = null;
  let over = false;
  let wake: () => void = () => {};
  engine.on("data", (piece: Buffer) => out.push(piece));
  engine.on("error", (error) => {
    failure = error;
    over = true;
    wake();
  });
  engine.on("end", () => {
    over = true;
    wake();
  });
  const until = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      start(resolve);
    });
  return {
    write: (bytes) => until((done) => engine.write(bytes, () => done())),
    end: () => until(() => engine.end()),
    drain() {
      const pieces = out;
      out = [];
      return pieces;
    },
    over: () => over,
    failure: () => failure,
    taken: () => (engine as unknown as { readonly bytesWritten: number }).bytesWritten,
    destroy: () => engine.destroy(),
  };
}

function createEngine(kind: Compression, options: DecompressOptions, chunkSize?: number): Transform {
  const size = chunkSize === undefined ? {} : { chunkSize };
  if (kind === "gzip") return zlib.createInflateRaw(size);
  const create = (zlib as { createZstdDecompress?: (options: zlib.ZstdOptions) => Transform })
    .createZstdDecompress;
  if (create === undefined) {
    throw new TouchstoneError(
      "unknown_format",
      "this Node cannot read zstd: use Node 24 (or 22.15 and later), or compress with gzip",
    );
  }
  const log = options.zstdWindowLogMax;
  return create({
    ...size,
    ...(log === undefined ? {} : { params: { [zlib.constants.ZSTD_d_windowLogMax]: log } }),
  });
}

/** Pieces of input that can be looked at, taken and given back. */
interface Input {
  /** The next bytes, fewer at the end; they stay. */
  peek(count: number): Promise<Buffer>;
  /** The next bytes, at least one unless the input ends. */
  take(countMax: number): Promise<Buffer>;
  /** Gives the last `count` bytes taken back. */
  back(count: number): void;
  /** Whether so many bytes were there to be passed over. */
  skip(count: number): Promise<boolean>;
  /** Takes all that is left while it is zero. */
  onlyZeros(): Promise<boolean>;
  taken(): number;
  close(): Promise<void>;
}

function createInput(compressed: AsyncIterable<Uint8Array>): Input {
  const pieces = compressed[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  /** Place of the next byte in `held`. */
  let at = 0;
  let taken = 0;
  let done = false;
  const more = async (): Promise<boolean> => {
    const next = done ? undefined : await pieces.next();
    if (next === undefined || next.done === true) {
      done = true;
      return false;
    }
    const piece = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    held = at === held.length ? piece : Buffer.concat([held.subarray(at), piece]);
    at = 0;
    return true;
  };
  const take = async (countMax: number): Promise<Buffer> => {
    while (at === held.length) if (!(await more())) break;
    const bytes = held.subarray(at, at + countMax);
    at += bytes.length;
    taken += bytes.length;
    return bytes;
  };
  return {
    async peek(count) {
      while (held.length - at < count) if (!(await more())) break;
      return held.subarray(at, at + count);
    },
    take,
    back(count) {
      at -= count;
      taken -= count;
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        const bytes = await take(left);
        if (bytes.length === 0) return false;
        left -= bytes.length;
      }
      return true;
    },
    async onlyZeros() {
      for (;;) {
        const bytes = await take(FEED_BYTES);
        if (bytes.length === 0) return true;
        if (bytes.some((byte) => byte !== 0)) return false;
      }
    },
    taken: () => taken,
    async close() {
      await pieces.return?.();
    },
  };
}
