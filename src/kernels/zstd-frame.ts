/** Bytes that can be looked at and taken. */
interface Bytes {
  peek(count: number): Promise<Buffer>;
  take(countMax: number): Promise<Buffer>;
}

const MAGIC_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const REPEATED = 1;
const RESERVED = 3;

/**
 * The bytes of one zstd frame (RFC 8878), of which the next bytes are the begin, in feeds of at most `feedBytes`; an empty feed
 * at its end, where the next frame begins. Node's engine does not say where a frame ends when its input ends there too. A frame
 * that is cut off or damaged ends early: the engine names it.
 */
export function zstdFrameFeeds(bytes: Bytes, feedBytes: number): () => Promise<Buffer> {
  /** Bytes of the present part that are not fed yet. */
  let left = 0;
  let stage: "header" | "blocks" | "over" = "header";
  let checksumBytes = 0;
  return async () => {
    while (left === 0) {
      if (stage === "over") return EMPTY;
      if (stage === "header") {
        const flags = (await bytes.peek(MAGIC_BYTES + 1))[MAGIC_BYTES] ?? 0;
        const single = (flags >> 5) & 1;
        const sizeFlag = flags >> 6;
        checksumBytes = flags & 4 ? CHECKSUM_BYTES : 0;
        left = MAGIC_BYTES + 1 + (1 - single) + DICTIONARY_BYTES[(flags & 3) as 0 | 1 | 2 | 3];
        left += sizeFlag === 0 ? single : CONTENT_SIZE_BYTES[sizeFlag as 1 | 2 | 3];
        stage = "blocks";
        continue;
      }
      const header = await bytes.peek(BLOCK_HEADER_BYTES);
      if (header.length < BLOCK_HEADER_BYTES) {
        left = header.length;
        stage = "over";
        continue;
      }
      const word = header.readUIntLE(0, BLOCK_HEADER_BYTES);
      const type = (word >> 1) & 3;
      left = BLOCK_HEADER_BYTES + (type === REPEATED ? 1 : type === RESERVED ? 0 : word >> 3);
      if (type === RESERVED) stage = "over";
      if (word & 1) {
        left += checksumBytes;
        stage = "over";
      }
    }
    const feed = await bytes.take(Math.min(left, feedBytes));
    left -= feed.length;
    return feed;
  };
}

const EMPTY = Buffer.alloc(0);
