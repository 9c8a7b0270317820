import { execFileSync } from "node:child_process";
import { constants, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type BreakOff, compressionOf, decompress } from "./decompress.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  bytes: Uint8Array,
  size = 7,
): Promise<{ text: string; broke: BreakOff | null | undefined }> {
  const out: Buffer[] = [];
  let broke: BreakOff | null | undefined;
  for await (const piece of decompress(pieces(bytes, size), (breakOff) => {
    expect(broke).toBeUndefined(); // told once
    broke = breakOff;
  }))
    out.push(Buffer.from(piece));
  return { text: Buffer.concat(out).toString("utf8"), broke };
}

const A = "first line\n";
const B = "second line\n";
const zst = (text: string): Buffer => zstdCompressSync(text);
const skip = (bytes: number): Buffer => {
  const frame = Buffer.alloc(8 + bytes, 7);
  frame.writeUInt32LE(0x184d2a50, 0);
  frame.writeUInt32LE(bytes, 4);
  return frame;
};
/** A gzip member with a name, a comment, an extra field and a header check, as `gzip -N` and web servers write them. */
function dressed(text: string): Buffer {
  const plain = gzipSync(text);
  const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]);
  return Buffer.concat([
    header,
    Buffer.from("名.ndjson\0a comment\0"),
    Buffer.from([9, 9]),
    plain.subarray(10),
  ]);
}

describe("decompress", () => {
  it.each<[string, Buffer, string]>([
    ["one member", gzipSync(A), A],
    ["two members", Buffer.concat([gzipSync(A), gzipSync(B)]), A + B],
    ["an empty member between two", Buffer.concat([gzipSync(A), gzipSync(""), gzipSync(B)]), A + B],
    ["every part of a header", Buffer.concat([dressed(A), dressed(B)]), A + B],
    ["zeros behind the end", Buffer.concat([gzipSync(A), Buffer.alloc(1000)]), A],
    ["two frames", Buffer.concat([zst(A), zst(B)]), A + B],
    [
      "frames to be skipped, first, between and last",
      Buffer.concat([skip(5), zst(A), skip(0), zst(B), skip(70_000)]),
      A + B,
    ],
    ["zeros behind the last frame", Buffer.concat([zst(A), Buffer.alloc(9)]), A],
    ["members and frames in turn", Buffer.concat([gzipSync(A), zst(B), gzipSync(A)]), A + B + A],
    [
      "ten thousand members",
      Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync("x"))),
      "x".repeat(10_000),
    ],
  ])("%s", async (_name, bytes, wanted) => {
    expect(compressionOf(bytes)).not.toBeNull();
    for (const size of bytes.length > 100_000 ? [64 * 1024] : [1, 7, 64 * 1024]) {
      expect(await read(bytes, size)).toEqual({ text: wanted, broke: null });
    }
  });

  it("members that end where a piece of 16 KiB ends", async () => {
    const noise = (bytes: number): Buffer => {
      const body = Buffer.alloc(bytes);
      for (let i = 0; i < bytes; i++) body[i] = (i * 7919 + (i >> 3) * 104_729) % 251;
      return gzipSync(body, { level: constants.Z_NO_COMPRESSION });
    };
    for (let extra = -30; extra <= 10; extra++) {
      const first = noise(16 * 1024 + extra);
      const { broke, text } = await read(Buffer.concat([first, gzipSync(B)]), 1024 * 1024);
      expect(broke).toBeNull();
      expect(text.endsWith(B)).toBe(true);
    }
  });

  it("reads what the zstd and gzip programs join", async () => {
    let packed: Buffer;
    try {
      packed = execFileSync("sh", [
        "-c",
        "printf 'a\\n' | zstd -q -c; printf 'b\\n' | zstd -q -c; printf 'c\\n' | gzip -c",
      ]);
    } catch {
      console.warn("skipped: no zstd program here");
      return;
    }
    expect(await read(packed)).toEqual({ text: "a\nb\nc\n", broke: null });
  });

  const long = Array.from({ length: 3000 }, (_, i) => `line ${i} ${(i * 2_654_435_761) % 1_000_003}\n`).join(
    "",
  );
  it.each<[string, Buffer, BreakOff["code"], string]>([
    ["rubbish behind a member", Buffer.concat([gzipSync(A), Buffer.from("rubbish")]), "bad_compression", A],
    ["rubbish behind a frame", Buffer.concat([zst(A), Buffer.from("rubbish")]), "bad_compression", A],
    [
      "rubbish behind padding",
      Buffer.concat([gzipSync(A), Buffer.alloc(9), Buffer.from("x")]),
      "bad_compression",
      A,
    ],
    [
      "a second member cut in its header",
      Buffer.concat([gzipSync(A), gzipSync(B).subarray(0, 6)]),
      "truncated",
      A,
    ],
    [
      "a second member cut after two bytes",
      Buffer.concat([gzipSync(A), Buffer.from([0x1f])]),
      "truncated",
      A,
    ],
    ["a trailer cut off", gzipSync(A).subarray(0, -3), "truncated", A],
    ["a second frame cut off", Buffer.concat([zst(A), zst(B).subarray(0, -3)]), "truncated", A],
    ["a skipped frame cut off", Buffer.concat([zst(A), skip(100).subarray(0, 50)]), "truncated", A],
    [
      "a wrong checksum",
      gzipSync(A).fill(1, gzipSync(A).length - 8, gzipSync(A).length - 4),
      "bad_compression",
      A,
    ],
    ["a wrong length", gzipSync(A).fill(1, gzipSync(A).length - 4), "bad_compression", A],
  ])("%s costs nothing before it", async (_name, bytes, code, wanted) => {
    for (const size of [1, 1024 * 1024]) {
      const { text, broke } = await read(bytes, size);
      expect(broke).toMatchObject({ code, plainBytes: text.length });
      expect(text.startsWith(wanted)).toBe(true);
    }
  });

  it("of a member damaged in the middle gives all lines before the damage", async () => {
    const deflated = deflateRawSync(long);
    const bytes = gzipSync(long);
    const at = Math.floor(bytes.length / 2);
    bytes.fill(0xff, at, at + 40);
    const { text, broke } = await read(bytes, 1024 * 1024);
    expect(broke?.code).toBe("bad_compression");
    // Half of the bytes are about half of the text; what was before the damage is what was packed.
    const good = long.split("\n").findIndex((line, i) => text.split("\n")[i] !== line);
    expect(good).toBeGreaterThan(3000 * 0.4);
    expect(deflated.length).toBeGreaterThan(16 * 1024);
  });
});
