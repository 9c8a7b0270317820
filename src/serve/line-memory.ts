/** Buffers kept for the next runs: as many as requests that send without a pause. */
const KEPT_MAX = 8;
/** A run of `SUBMISSION_BYTES_MAX` and its last line; longer ones are let go. */
const KEPT_BYTES_MAX = 2 * 1024 * 1024;
const BYTES_MIN = 64 * 1024;

export interface LineMemory {
  /** A buffer of at least so many bytes. */
  take(bytes: number): Buffer;
  /** Nobody reads it any more. */
  give(buffer: Buffer): void;
}

/**
 * Memory for runs of lines that is used again: what lies outside the heap and is made anew for each body makes V8 collect the
 * whole heap, again and again.
 */
export function createLineMemory(): LineMemory {
  const free: Buffer[] = [];
  return {
    take(bytes) {
      const fits = free.findIndex(({ length }) => length >= bytes);
      if (fits >= 0) return free.splice(fits, 1)[0]!;
      return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(Math.max(bytes, BYTES_MIN))));
    },
    give(buffer) {
      if (free.length < KEPT_MAX && buffer.length <= KEPT_BYTES_MAX) free.push(buffer);
    },
  };
}
