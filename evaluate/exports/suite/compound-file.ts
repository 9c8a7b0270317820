/**
 * A Compound File (MS-CFB) with empty streams of these names, as small as the format allows. It is
 * what a password-protected workbook (`EncryptionInfo`, `EncryptedPackage`) and an `.xls` of 1997
 * (`Workbook`) look like from outside; what is in the streams is noise.
 */
export function compoundFile(streams: readonly string[], noise: Buffer): Buffer {
  const sector = 512;
  /** Streams of 4096 bytes and more lie in ordinary sectors, which spares the small-stream tables. */
  const streamBytes = 4096;
  const perStream = streamBytes / sector;
  const header = Buffer.alloc(sector, 0);
  Buffer.from("d0cf11e0a1b11ae1", "hex").copy(header, 0);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(streamBytes, 56);
  header.writeUInt32LE(0xfffffffe, 60);
  header.writeUInt32LE(0xfffffffe, 68);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  const fat = Buffer.alloc(sector, 0xff);
  fat.writeUInt32LE(0xfffffffd, 0);
  fat.writeUInt32LE(0xfffffffe, 4);
  const directory = Buffer.alloc(sector, 0);
  const entry = (index: number, name: string, type: number, start: number, size: number): void => {
    const at = index * 128;
    const written = directory.write(name, at, "utf16le");
    directory.writeUInt16LE(written + 2, at + 64);
    directory.writeUInt8(type, at + 66);
    directory.writeUInt8(1, at + 67);
    directory.writeUInt32LE(0xffffffff, at + 68);
    directory.writeUInt32LE(index > 0 && index < streams.length ? index + 1 : 0xffffffff, at + 72);
    directory.writeUInt32LE(index === 0 ? 1 : 0xffffffff, at + 76);
    directory.writeUInt32LE(start, at + 116);
    directory.writeUInt32LE(size, at + 120);
  };
  entry(0, "Root Entry", 5, 0xfffffffe, 0);
  streams.forEach((name, i) => {
    const start = 2 + i * perStream;
    entry(i + 1, name, 2, start, streamBytes);
    for (let s = 0; s < perStream; s += 1)
      fat.writeUInt32LE(s === perStream - 1 ? 0xfffffffe : start + s + 1, (start + s) * 4);
  });
  const body = Buffer.alloc(streamBytes * streams.length);
  for (let at = 0; at < body.length; at += noise.length) noise.copy(body, at);
  return Buffer.concat([header, fat, directory, body]);
}
