import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { zip } from "./zip.ts";

/** Several parts of a stream, each compressed by itself and joined, as `pzstd`, `bgzip` and `cat` do. */
function parts(bytes: Buffer, count: number): Buffer[] {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/** One gzip member. */
export function gz(bytes: Buffer): Buffer {
  return gzipSync(bytes, { level: 6 });
}

/** Three gzip members, one after another. */
export function gzMembers(bytes: Buffer): Buffer {
  return Buffer.concat(parts(bytes, 3).map((part) => gzipSync(part)));
}

/** Four zstd frames with a skippable frame before the third, as seekable archives have. */
export function zstFrames(bytes: Buffer): Buffer {
  const frames = parts(bytes, 4).map((part) =>
    zstdCompressSync(part, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
  );
  const skippable = Buffer.from("502a4d1804000000deadbeef", "hex");
  return Buffer.concat([frames[0]!, frames[1]!, skippable, frames[2]!, frames[3]!]);
}

/** One file in a zip archive. */
export function zipped(name: string, bytes: Buffer): Buffer {
  return zip([{ name, bytes }]);
}
