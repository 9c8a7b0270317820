const FIXED_BYTES = 10;
const HAS_CHECK = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const DEFLATE = 8;

/**
 * Length of the gzip header that the next bytes are (RFC 1952), or how it broke off. `peek` gives that many of the next bytes,
 * fewer at the end of the input.
 */
export async function gzipHeaderBytes(
  peek: (count: number) => Promise<Buffer>,
  bytesMax: number,
): Promise<number | "truncated" | "bad_compression"> {
  const fixed = await peek(FIXED_BYTES);
  if (fixed.length < FIXED_BYTES) return "truncated";
  const flags = fixed[3]!;
  if (fixed[2] !== DEFLATE || (flags & 0xe0) !== 0) return "bad_compression";
  let length = FIXED_BYTES;
  if (flags & HAS_EXTRA) {
    const withSize = await peek(length + 2);
    if (withSize.length < length + 2) return "truncated";
    length += 2 + withSize.readUInt16LE(length);
  }
  for (const part of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & part)) continue;
    let stop = -1;
    // Little by little: a pipe may have brought no more than the header so far.
    for (let more = 32; stop < 0; more *= 2) {
      const looked = await peek(length + more);
      stop = looked.indexOf(0, length);
      if (stop < 0 && looked.length < length + more) return "truncated";
      if (stop < 0 && more > bytesMax) return "bad_compression";
    }
    length = stop + 1;
  }
  if (flags & HAS_CHECK) length += 2;
  return (await peek(length)).length < length ? "truncated" : length;
}
