/** Small runs share chunks of this size, so that thousands of single events cost one message, not thousands. */
export const SMALL_CHUNK_BYTES = 64 * 1024;
/** What a run of 256 KiB needs with its ids; longer ones get memory of their own, which is given away with them. */
const LARGE_CHUNK_BYTES = 512 * 1024;
/** Shared chunks of each size that may be out at once: 36 MiB. Beyond it a queue that waits for the disk takes plain memory. */
const CHUNKS_MAX = 64;
/** Those that are kept for the next: 9 MiB at the most. */
const CHUNKS_KEPT = 16;

/** Memory that a run lies in on its way to the writing thread. */
export type Chunk = ArrayBuffer | SharedArrayBuffer;

export interface ChunkPool {
  /** Memory of at least so many bytes. */
  take(bytes: number): Chunk;
  /** The thread has read what was in it. */
  give(chunk: Chunk): void;
}

/**
 * Chunks that are used again. They are shared memory, which both threads see at once: plain memory that changes hands counts
 * as new at each end, and 64 MB of it make V8 collect the whole heap.
 */
export function createChunkPool(): ChunkPool {
  const sizes = [SMALL_CHUNK_BYTES, LARGE_CHUNK_BYTES].map((bytes) => ({
    bytes,
    out: 0,
    free: [] as SharedArrayBuffer[],
  }));
  return {
    take(bytes) {
      const size = sizes.find((one) => bytes <= one.bytes);
      if (size === undefined || size.out >= CHUNKS_MAX) return new ArrayBuffer(bytes);
      size.out++;
      return size.free.pop() ?? new SharedArrayBuffer(size.bytes);
    },
    give(chunk) {
      if (chunk instanceof ArrayBuffer) return;
      const size = sizes.find((one) => chunk.byteLength === one.bytes);
      if (size === undefined) throw new Error(`a chunk of \`${chunk.byteLength}\` bytes is not of this pool`);
      size.out--;
      if (size.free.length < CHUNKS_KEPT) size.free.push(chunk);
    },
  };
}
